"""What a worker does: keep the inputs it was sent, and carry out each order in a process of its own.

All of it happens inside the process of a Dask worker, in the thread of one task. The thread waits for the
process and watches whether anybody still wants the result; if not, the process ends with its kernel. When the
worker itself is lost, so is the other end of the line to its processes, and they end too.
"""

import atexit
import os
import pickle
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from analysis.pipeline import kernels, preload
from analysis.pipeline.cluster.away import fulfil
from analysis.pipeline.cluster.cold import ColdCall, ProcessLost
from analysis.pipeline.cluster.inputs import Parcel
from analysis.pipeline.errors import WorkFailed
from warmkernel.client import Parent
from warmkernel.process import WorkerLost
from warmkernel.safety import CannotFork

_LOOK = 0.2
"""Seconds between looks at whether the result is still wanted."""
_ORDERS = "analysis.pipeline.cluster.orders"
_NOT_OURS = ("PYTHONHASHSEED", "MALLOC_TRIM_THRESHOLD_")
"""Set by Dask in its workers; the project's processes do without, as they do anywhere else."""


@dataclass(frozen=True)
class Ticket:
    """What goes with an order.

    Attributes
    ----------
    key
        Name of the task in Dask.
    name
        Name of the order.
    parcel
        Digest of the inputs.
    topic
        Where the worker tells that it has begun.
    """

    key: str
    name: str
    parcel: str
    topic: str


class Call(Protocol):
    """A process at work on an order."""

    def result(self) -> bytes:
        """Wait for the answer."""

    def kill(self) -> None:
        """End the process and what it started."""


class Home:
    """A folder with one parcel of inputs, and the warm parent of the processes that work in it.

    Attributes
    ----------
    folder
        The project's folder for these processes.
    orders
        How many orders are under way.
    cold
        Why processes start cold, or empty as long as they are forked.
    """

    def __init__(self, folder: Path, parcel: Parcel) -> None:
        self.folder = folder.resolve()
        self.orders = 0
        self.cold = kernels.cold_by_choice() or ""
        self._lock = threading.Lock()
        self._parent: Parent | None = None
        self._retired: list[Parent] = []
        self._temporary = tempfile.mkdtemp(prefix="uptake-")
        self._environment = self._variables()
        parcel.unpack(self.folder)

    def _variables(self) -> dict[str, str]:
        """Return the environment of its processes, as they would have it outside of a cluster."""
        for name in _NOT_OURS:
            os.environ.pop(name, None)  # read when the worker started; not meant for its processes
        os.environ["UPTAKE_ROOT"] = str(self.folder)
        return kernels.environment() | {"TMPDIR": self._temporary}

    def call(self, pickled: bytes) -> Call:
        """Begin an order in a process of its own: a fork of the parent, or a cold one if need be."""
        payload = pickle.dumps((fulfil, (str(self.folder), pickled), {}))
        while (parent := self._forks()) is not None:
            given = self._environment | kernels.warm(parent.address)
            try:
                return parent.fork_call(payload, cwd=self.folder, env=given)
            except CannotFork as refused:
                self._give_up(parent, refused)
        return ColdCall(str(self.folder), pickled, self._environment)

    def _forks(self) -> Parent | None:
        """Return the parent, started at the first call; ``None`` where there can be none."""
        with self._lock:
            if self._parent is None and not self.cold:
                try:
                    self._parent = Parent.start([*preload.modules(), _ORDERS], environment=self._environment)
                except CannotFork as refused:
                    self.cold = refused.reason
            return self._parent

    def _give_up(self, parent: Parent, refused: CannotFork) -> None:
        """Do without a parent that refused; one that is only out of date is followed by another."""
        with self._lock:
            if self._parent is parent:
                self._parent = None
                self.cold = "" if refused.stale else refused.reason
                parent.retire()
                self._retired.append(parent)

    def close(self) -> None:
        """End the parent, and remove the folder."""
        for parent in [self._parent, *self._retired]:
            if parent is not None:
                parent.close()
        for folder in (self.folder, self._temporary):
            shutil.rmtree(folder, ignore_errors=True)


_homes: dict[str, Home] = {}
_guard = threading.Lock()


def receive(parcel: Parcel, dask_worker: Any) -> None:
    """Keep the inputs of orders to come; those of earlier builds that are no longer used go.

    Parameters
    ----------
    parcel
        The inputs.
    dask_worker
        The worker, whose own folder takes them and ends with it.
    """
    with _guard:
        for digest in [digest for digest, home in _homes.items() if not home.orders]:
            if digest != parcel.digest:
                _homes.pop(digest).close()
        if parcel.digest not in _homes:
            _homes[parcel.digest] = Home(Path(dask_worker.local_directory) / parcel.digest, parcel)


def carry_out(ticket: Ticket, pickled: bytes) -> bytes | None:
    """Carry out an order; for the thread of a task on a worker.

    Returns
    -------
    bytes or None
        The delivery, pickled; ``None`` when this worker has not been sent the inputs.

    Raises
    ------
    WorkFailed
        The process ended without an answer.
    Reschedule
        It did because the worker is being closed; another one is to take the order.
    """
    from distributed import Reschedule, get_worker  # noqa: PLC0415 - in workers only

    worker = get_worker()
    with _at_home(ticket.parcel) as home:
        if home is None:
            return None
        call = home.call(pickled)
        told = {"order": ticket.name, "worker": str(worker.address), "cold": home.cold}
        worker.log_event(ticket.topic, told)
        try:
            return _while_wanted(call, lambda: _wanted(worker, ticket.key))
        except (ProcessLost, WorkerLost) as lost:
            if _leaving(worker):
                raise Reschedule from None
            raise WorkFailed(f"{lost} (on the worker at {worker.address})") from None


@contextmanager
def _at_home(digest: str) -> Iterator[Home | None]:
    with _guard:
        home = _homes.get(digest)
        if home is not None:
            home.orders += 1
    try:
        yield home
    finally:
        if home is not None:
            with _guard:
                home.orders -= 1


def _while_wanted(call: Call, wanted: Callable[[], bool]) -> bytes:
    """Wait for an answer as long as somebody wants it."""
    answered = threading.Event()

    def watch() -> None:
        while not answered.wait(_LOOK):
            if not wanted():
                call.kill()
                return

    threading.Thread(target=watch, daemon=True).start()
    try:
        return call.result()
    finally:
        answered.set()


def _wanted(worker: Any, key: str) -> bool:
    """Tell whether the scheduler still asks this worker for a result."""
    task = worker.state.tasks.get(key)
    return task is not None and task.state in ("executing", "long-running") and not _leaving(worker)


def _leaving(worker: Any) -> bool:
    return worker.status.name in ("stopping", "closing", "closed", "failed")


@atexit.register
def _leave() -> None:
    for home in _homes.values():
        home.close()
