"""The project measured beside its peers: ``uptake benchmark``, written to ``data/benchmark``.

Every part (:mod:`analysis.pipeline.benchmark.parts`) lets several contestants do the same work in turns, so
that whatever slows the machine down slows all of them; what is told are medians and ratios.
"""
