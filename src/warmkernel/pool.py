"""The parents that this process has started for kernels: one for each way of importing, ended at exit."""

import atexit
import os
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from warmkernel.client import Parent
from warmkernel.safety import CannotFork, read_at_import

MOST = 4
"""How many parents a process starts at most: each holds the libraries in memory."""

_Key = tuple[int, tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[tuple[str, str], ...]]
_parents: dict[_Key, Parent | CannotFork] = {}
_retired: list[Parent] = []
_lock = threading.Lock()


def parent(
    preload: Sequence[str], watch: Sequence[str], options: Sequence[str], environment: Mapping[str, str]
) -> Parent:
    """Return a parent for kernels of this kind, starting it if there is none yet.

    Parameters
    ----------
    preload, watch, options
        As :meth:`warmkernel.client.Parent.start` takes them.
    environment
        The kernel's variables; those read at import decide which parent it can have.

    Raises
    ------
    warmkernel.safety.CannotFork
        If none can be started; the same answer is given the next time without trying.
    """
    variables = tuple(sorted(read_at_import(environment).items()))
    key = (os.getpid(), tuple(preload), tuple(watch), tuple(options), variables)
    with _lock:
        found = _parents.get(key)
        if isinstance(found, CannotFork):
            raise found
        if found is None:
            found = _parents[key] = _start(key, environment)
        return found


def _start(key: _Key, environment: Mapping[str, str]) -> Parent:
    pid, preload, watch, options, _ = key
    if sum(known[0] == pid and isinstance(one, Parent) for known, one in _parents.items()) >= MOST:
        raise CannotFork(f"{MOST} parents run already, none with these variables and modules")
    try:
        return Parent.start(preload, environment=environment, watch=list(map(Path, watch)), options=options)
    except CannotFork as refused:
        _parents[key] = refused
        raise


def replace(stale: Parent) -> None:
    """Forget a parent that can no longer be used; it ends when the kernels forked from it have ended."""
    with _lock:
        for key in [key for key, known in _parents.items() if known is stale]:
            del _parents[key]
            stale.retire()
            _retired.append(stale)


@atexit.register
def close() -> None:
    """End all parents of this process, and the kernels forked from them."""
    with _lock:
        ours = [one for key, one in _parents.items() if isinstance(one, Parent) and key[0] == os.getpid()]
        gone, _retired[:] = [*ours, *_retired], []
        _parents.clear()
    for one in gone:
        one.close()
