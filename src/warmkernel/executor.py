"""Calls in forks of a warm parent: an executor whose every call has a process, and its libraries, of its own.

A call pays for no import, and nothing that it changes outlives it: options, environment, caches, memory. It
takes the place of a pool of processes wherever a call is worth the few milliseconds of a fork.
"""

import os
import threading
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import cloudpickle

from warmkernel.client import Parent
from warmkernel.process import Call, WorkerLost


class BrokenProcess(BrokenExecutor):
    """The process of a call ended without an answer; the message names the call."""


class RemoteTraceback(Exception):
    """Where an exception was raised in the process of a call, as text; the cause of that exception here."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        """Return the traceback."""
        return f'\n"""\n{self.text}"""'


class WarmExecutor(Executor):
    """Does calls in forks of a warm parent, some at a time.

    Parameters
    ----------
    parent
        The parent; it is used and not closed.
    jobs
        How many calls at a time.
    environment
        Variables of the processes; those of this process if left out.
    """

    def __init__(self, parent: Parent, jobs: int, *, environment: Mapping[str, str] | None = None) -> None:
        self.parent, self.jobs = parent, jobs
        self._environment = environment
        self._threads = ThreadPoolExecutor(jobs, thread_name_prefix="warm")
        self._under_way: set[Call] = set()
        self._ended = False
        self._lock = threading.Lock()

    def submit(self, work: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        """Hand a call to a process of its own.

        Parameters
        ----------
        work, given, named
            The function and what it is called with; they travel by cloudpickle, as does the answer.

        Returns
        -------
        Future
            With the answer, or what the call raised, or :class:`BrokenProcess`. One that has not begun can be
            cancelled.

        Raises
        ------
        RuntimeError
            After :meth:`shutdown`.
        """
        payload = cloudpickle.dumps((_answered, (work, given, named), {}))
        return self._threads.submit(self._call, payload, _name(work))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False, kill: bool = False) -> None:
        """Take no more calls.

        Parameters
        ----------
        wait
            Whether to return only when the calls under way have ended.
        cancel_futures
            Whether to give up calls that have not begun.
        kill
            Whether to end the processes of calls under way, and whatever these started, at once.
        """
        if kill:
            with self._lock:
                self._ended = True
                under_way = list(self._under_way)
            for call in under_way:
                call.kill()
        self._threads.shutdown(wait=wait, cancel_futures=cancel_futures or kill)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: Any) -> None:
        """Wait for the calls; when leaving because of an error, Ctrl-C above all, end them instead."""
        self.shutdown(kill=error is not None)

    def _call(self, payload: bytes, name: str) -> Any:
        """Return the answer of one call, from the thread that waits for it."""
        call = self._begun(payload, name)
        try:
            answer = call.result()
        except WorkerLost as lost:
            raise BrokenProcess(f"{name}: {lost}") from lost
        finally:
            with self._lock:
                self._under_way.discard(call)
        value, raised, text = cloudpickle.loads(answer)
        if raised is not None:
            raised.__cause__ = RemoteTraceback(text)
            raise raised
        return value

    def _begun(self, payload: bytes, name: str) -> Call:
        """Return a call under way; none begins once everything is to end."""
        environment = dict(os.environ if self._environment is None else self._environment)
        with self._lock:
            if self._ended:
                raise BrokenProcess(f"{name}: ended before it began")
            call = self.parent.fork_call(payload, cwd=Path.cwd(), env=environment)
            self._under_way.add(call)
            return call


def _answered(work: Callable[..., Any], given: tuple[Any, ...], named: dict[str, Any]) -> bytes:
    """Return what a call answers or raises, in its process; of an error that cannot travel, the words."""
    try:
        answer: bytes = cloudpickle.dumps((work(*given, **named), None, ""))
    except Exception as error:
        answer = cloudpickle.dumps((None, _fit_to_travel(error), traceback.format_exc()))
    return answer


def _fit_to_travel(error: Exception) -> Exception:
    """Return an exception that can be carried to another process and put together again there."""
    try:
        cloudpickle.loads(cloudpickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _name(work: Callable[..., Any]) -> str:
    """Return what a call is called in messages."""
    function = work.func if isinstance(work, partial) else work
    return getattr(function, "__qualname__", None) or repr(function)
