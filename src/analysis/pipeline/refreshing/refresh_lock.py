"""One at a time: whatever writes figures or results holds a lock of the project meanwhile.

The lock is one of the operating system on ``build/refresh.lock``: it goes with the process that holds it,
however that ends, so that a stale file never keeps anybody out. The file says who took the lock last.
"""

import datetime as dt
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from analysis.data import layout
from analysis.pipeline.errors import Busy

_OWNER_ROOM = 4096
_held: set[Path] = set()
"""Locks that this process holds, so that a verb may use another one."""


@contextmanager
def held(*, patience: float = 0) -> Iterator[None]:
    """Hold the lock of the project; inside another ``held`` of this process, do nothing.

    Parameters
    ----------
    patience
        Seconds to wait for another process that holds it; negative for as long as it takes.

    Raises
    ------
    Busy
        Another process holds it; the message says which, where and since when.
    """
    path = layout.build() / "refresh.lock"
    if path in _held:
        yield
        return
    from filelock import FileLock, Timeout  # noqa: PLC0415 - verbs that only read do without

    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path, on_acquired=_sign)
    try:
        lock.acquire(timeout=patience)
    except Timeout:
        raise Busy(f"Something else is at work here: {owner(path)}. Nothing was changed.") from None
    _held.add(path)
    try:
        yield
    finally:
        _held.discard(path)
        lock.release()


def owner(path: Path) -> str:
    """Return in words who took a lock last, as its file says."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        told = json.loads(path.read_text(encoding="utf-8"))
        return f"process {told['pid']} on {told['host']}, since {told['since']}"
    return "a process that did not leave its name"


def _sign(descriptor: int) -> None:
    """Write into the locked file who holds it; for messages only, so that a failure does not matter."""
    since = dt.datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")
    told = {"pid": os.getpid(), "host": socket.gethostname(), "since": since}
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, json.dumps(told).encode()[:_OWNER_ROOM])
