"""What a process inherits from whoever starts it: taken down at the client, put in force in the fork."""

import contextlib
import ctypes
import gc
import os
import signal
import sys
import tempfile
import types
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from warmkernel import streams
from warmkernel.origin import Origin, descriptors_open, number_threads

_DIE_WITH_PARENT = 1


def inherited(cwd: str | Path | None, env: Mapping[str, str] | None) -> dict[str, Any]:
    """Return what a process started here would inherit.

    Raises
    ------
    OSError
        If the working folder cannot be entered, as starting a process would.
    """
    import resource  # noqa: PLC0415 (not on every system, and this module is imported on all)

    limits = {getattr(resource, name) for name in dir(resource) if name.startswith("RLIMIT_")}
    where = Path.cwd() if cwd is None else Path(cwd).absolute()
    os.close(os.open(where, os.O_RDONLY | os.O_DIRECTORY))
    ignored = [
        int(number)
        for number in signal.valid_signals() - {signal.SIGPIPE, signal.SIGXFSZ}
        if signal.getsignal(number) == signal.SIG_IGN
    ]
    return {
        "cwd": str(where),
        "env": dict(os.environ if env is None else env),
        "argv": sys.argv,
        "umask": _umask(),
        "ignored": ignored,
        "blocked": sorted(map(int, signal.pthread_sigmask(signal.SIG_BLOCK, ()))),
        "limits": [[number, resource.getrlimit(number)] for number in sorted(limits)],
        "processors": sorted(os.sched_getaffinity(0)),
        "priority": os.getpriority(os.PRIO_PROCESS, 0),
    }


def _umask() -> int:
    """Return the umask without changing it meanwhile."""
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("Umask:"):
            return int(line.split()[1], 8)
    return 0o022


def settle(request: dict[str, Any], descriptors: list[int], origin: Origin) -> None:
    """Give a fork the surroundings that a process started by the client would have."""
    os.setsid()
    _die_with_parent(origin.pid)
    for number in range(3):
        os.dup2(descriptors[number], number)
    streams.reopen()
    kept = origin.descriptors | set(descriptors[3:])
    for descriptor in set(descriptors_open()) - kept:
        with contextlib.suppress(OSError):
            os.close(descriptor)
    _signals(request["ignored"], request["blocked"])
    _limits(request)
    os.environ.clear()
    kernel = request["kind"] == "kernel"
    os.environ.update((origin.added_by_kernel if kernel else {}) | origin.added | request["env"])
    os.umask(request["umask"])
    os.chdir(request["cwd"])
    sys.path[:] = origin.path
    sys.argv = request["argv"]
    warnings.filters[:] = origin.filters if kernel else origin.learned  # type: ignore[index]
    sys.modules["__main__"] = types.ModuleType("__main__")
    tempfile.tempdir = None
    number_threads(1)
    fresh_numbers()
    gc.enable()


def _die_with_parent(parent: int) -> None:
    """Let the system kill this process when its parent dies, however it dies."""
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _signals(ignored: list[int], blocked: list[int]) -> None:
    """Handle signals as Python does when it starts under a client that ignores or blocks some."""
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        if signal.getsignal(number) not in (signal.SIG_DFL, None) or number in ignored:
            signal.signal(number, signal.SIG_IGN if number in ignored else signal.SIG_DFL)
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_IGN)
    if signal.SIGINT not in ignored:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def _limits(request: dict[str, Any]) -> None:
    """Set limits of resources, processors and priority to the client's, as far as the system lets us."""
    import resource  # noqa: PLC0415 (not on every system, and this module is imported on all)

    for number, both in request["limits"]:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(number, tuple(both))
    with contextlib.suppress(OSError):
        os.sched_setaffinity(0, request["processors"])
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, request["priority"])


def fresh_numbers() -> None:
    """Seed numpy's shared generator anew; Python's own does so by itself after a fork."""
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()
