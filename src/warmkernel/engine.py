"""The engine ``warm`` of papermill: runs a notebook as papermill's own engine does."""

from papermill.engines import NBClientEngine


class WarmEngine(NBClientEngine):
    """papermill's engine, under a name of its own."""
