"""Processes to work in: forks of a warm parent, or processes that start cold where forking is not possible.

The parent imports the libraries once. It starts with the first piece of work, so that a build with nothing
to do pays nothing; or before, when somebody expects work. Every piece of work is a fork of it, and so is
every kernel that the work asks for. What ends the work ends them all.
"""

import functools
import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from analysis.pipeline import kernels, parents
from analysis.pipeline.parents import Known
from warmkernel import safety

if TYPE_CHECKING:
    from warmkernel.client import Parent
    from warmkernel.executor import WarmExecutor

ENDED = "the process that they are forked from ended"
_A_MOMENT = 1.0  # seconds


class Workers(Executor):
    """A pool of processes; leaving it while work is under way ends the processes instead of waiting for them.

    Parameters
    ----------
    jobs
        How many processes at a time.
    cold
        Why no process may be forked, or ``None`` when forking is welcome.

    Attributes
    ----------
    cold
        Why work is done in processes that start cold, or ``None`` as long as they are forked.
    """

    def __init__(self, jobs: int, *, cold: str | None = None) -> None:
        self.cold = cold or kernels.cold_by_choice()
        self._jobs = jobs
        self._waiting = ThreadPoolExecutor(jobs, thread_name_prefix="work")
        self._choice = threading.Lock()
        self._folder = ""
        self._lent = True
        self._launched: Known | None = None
        self._warm: WarmExecutor | None = None
        self._pool: Executor | None = None
        self._left = False
        self._begun: list[Future[Any]] = []

    def begin(self) -> None:
        """Let the parent start now: by the time that work is handed out, it may be there."""
        with self._choice:
            if self._jobs > 1 and self.cold is None and self._launched is None:
                with suppress(safety.CannotFork):  # heard of again when there is work
                    self._launched = self._known()

    def submit(self, work: Any, /, *given: Any, **named: Any) -> Future[Any]:
        """Hand a piece of work to a process."""
        future = self._waiting.submit(self._done, functools.partial(work, *given, **named))
        self._begun.append(future)
        return future

    def __enter__(self) -> Self:
        """Return the pool."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the processes, at once when some are still at work."""
        self.shutdown(kill=any(not future.done() for future in self._begun))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False, kill: bool = False) -> None:
        """Take no more work, and end the processes when there is none left, or at once."""
        self._left = True
        self._waiting.shutdown(wait=wait and not kill, cancel_futures=cancel_futures or kill)
        with self._choice:
            if self._launched is not None:
                self._launched.parent.close()
            if self._warm is not None:
                self._warm.shutdown(kill=kill)
                self._warm.parent.close()
            if self._pool is not None:
                self._pool.shutdown(wait=True, kill_workers=kill)  # type: ignore[call-arg]
                self._pool = None
        self._waiting.shutdown(wait=wait)
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _done(self, work: Callable[[], Any]) -> Any:
        """Return the result of a piece of work; one that was lost with the parent is done again, cold."""
        while (warm := self._forks()) is not None:
            try:
                return warm.submit(work).result()
            except safety.CannotFork as refused:
                lost = not warm.parent.alive
                self._give_up(warm, ENDED if lost else None if refused.stale else refused.reason)
            except BrokenExecutor:
                if self._left or not _gone(warm.parent):
                    raise
                self._give_up(warm, ENDED)
        return self._processes().submit(work).result()

    def _forks(self) -> "WarmExecutor | None":
        """Return what forks a parent, begun at the first call; ``None`` where that is not possible."""
        with self._choice:
            if self._warm is None and self.cold is None and not self._left:
                try:
                    known, self._launched = self._launched or self._known(), None
                    self._warm = _warm(known, self._jobs, self._own_folder())
                except safety.CannotFork as refused:
                    self._say(refused.reason)
            return self._warm

    def _known(self) -> Known:
        """Return a parent: the one that is lent, as long as it serves, or one of our own."""
        return (parents.borrowed() if self._lent else None) or parents.launched()

    def _own_folder(self) -> str:
        """Return the folder for passing files, which goes when the work ends."""
        self._folder = self._folder or tempfile.mkdtemp(prefix="uptake-")
        return self._folder

    def _give_up(self, warm: "WarmExecutor", reason: str | None) -> None:
        """Do without a parent; with a reason, do without any."""
        with self._choice:
            if self._warm is not warm:
                return
            self._warm, self._lent = None, False
            warm.shutdown(wait=False, kill=reason is not None)
            warm.parent.close()
            if reason is not None:
                self._say(reason)

    def _say(self, reason: str) -> None:
        self.cold = reason
        safety.warn(reason)

    def _processes(self) -> Executor:
        """Return a pool of processes that start cold, begun at the first call."""
        from loky import get_reusable_executor  # noqa: PLC0415 - only where nothing can be forked

        with self._choice:
            if self._pool is None:
                self._pool = get_reusable_executor(
                    max_workers=self._jobs, initializer=_begin, initargs=(self._own_folder(),)
                )
            return self._pool


@contextmanager
def begun(jobs: int) -> Iterator[Workers]:
    """Have workers whose parent starts while the work is still being laid out."""
    kernels.prepare_fonts()
    with Workers(jobs) as pool:
        pool.begin()
        yield pool


def at_a_time(processors: int) -> int:
    """Return how many pieces of work are best done at a time by some processors.

    One more than these where processes are forked: a run waits for its kernel now and then, and a fork holds
    little memory of its own.
    """
    return processors + (0 if kernels.cold_by_choice() or safety.refusal([]) else 1)


@contextmanager
def serving() -> Iterator[None]:
    """Let kernels started meanwhile, here or in processes begun meanwhile, be forks of one parent."""
    try:
        parent = None if kernels.cold_by_choice() else parents.launched().parent
        if parent is not None:
            parent.wait_until_ready()
    except safety.CannotFork as refused:
        safety.warn(refused.reason)
        parent = None
    if parent is None:
        yield
        return
    with parent, kernels.settings(**kernels.warm_by_default(parent.address)):
        yield


def _warm(known: Known, jobs: int, folder: str) -> "WarmExecutor":
    """Return an executor with a parent of its own, whose kernels are forks of the same parent.

    Raises
    ------
    CannotFork
        When the parent says that it cannot.
    """
    from warmkernel.executor import WarmExecutor  # noqa: PLC0415 - only where processes can be forked

    parent, environment = known
    parent.wait_until_ready()
    own = kernels.warm(parent.address) | {"TMPDIR": folder}
    return WarmExecutor(parent, jobs, environment={**environment, **own})


def _gone(parent: "Parent") -> bool:
    """Tell whether a parent has ended; one that was killed may be heard a moment longer than its children."""
    last = time.monotonic() + _A_MOMENT
    while parent.alive:
        if time.monotonic() > last:
            return False
        time.sleep(_A_MOMENT / 20)
    return True


def _begin(folder: str) -> None:
    """Ignore Ctrl-C in a worker, since its parent hears it too; keep passing files where that clears up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["TMPDIR"] = tempfile.tempdir = folder
