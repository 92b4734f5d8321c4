"""What Dask does first in a worker of a local cluster, which lives beside its caller on the same terminal."""

import signal
from typing import Any


def dask_setup(worker: Any) -> None:
    """Ignore Ctrl-C: the caller hears it too, and ends its workers in order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
