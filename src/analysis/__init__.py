"""The research bench: data, statistics, reports and the pipeline that runs them.

Arrows run one way only: ``pipeline`` uses ``report``, ``report`` uses ``stats``, ``stats`` uses ``data``.
Nothing is imported here, so that ``import analysis`` costs nothing.
"""
