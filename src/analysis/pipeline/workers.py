"""Processes to work in, which end when the work is interrupted, and their kernels with them."""

import os
import shutil
import signal
import tempfile
from concurrent.futures import Executor, Future
from types import TracebackType
from typing import Any, Self

from loky import get_reusable_executor


class Workers(Executor):
    """A pool of processes; leaving it while work is under way ends the processes instead of waiting for them.

    Parameters
    ----------
    jobs
        How many processes.
    """

    def __init__(self, jobs: int) -> None:
        self._folder = tempfile.mkdtemp(prefix="uptake-")
        self._processes = get_reusable_executor(
            max_workers=jobs, initializer=_begin, initargs=(self._folder,)
        )
        self._begun: list[Future[Any]] = []

    def submit(self, work: Any, /, *given: Any, **named: Any) -> Future[Any]:
        """Hand a piece of work to a process."""
        future: Future[Any] = self._processes.submit(work, *given, **named)
        self._begun.append(future)
        return future

    def __enter__(self) -> Self:
        """Return the pool."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the processes, at once when some are still at work."""
        unfinished = any(not future.done() for future in self._begun)
        self._processes.shutdown(wait=True, kill_workers=unfinished)
        shutil.rmtree(self._folder, ignore_errors=True)


def _begin(folder: str) -> None:
    """Ignore Ctrl-C in a worker, since its parent hears it too; keep passing files where that clears up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["TMPDIR"] = tempfile.tempdir = folder
