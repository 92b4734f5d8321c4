"""What a fork does before it is a kernel, or a call: everything that a cold start would have found.

The libraries stay; environment, working directory, umask, limits, streams, signals, arguments and random
numbers are those of a process that the client had started itself. What was the parent's own is closed.
"""

import atexit
import contextlib
import ctypes
import gc
import importlib
import importlib.util
import io
import itertools
import os
import signal
import sys
import tempfile
import threading
import traceback
import types
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from warmkernel import protocol, safety
from warmkernel.stage import add_filters, fit_to_shell

_STREAMS = ("stdin", "stdout", "stderr")
_DIE_WITH_PARENT = 1
READY = b"ready"


@dataclass
class Origin:
    """A process before it served anybody: what its children get back, what requests must agree with.

    Attributes
    ----------
    environment
        The variables it was started with.
    filters
        Filters for warnings of a kernel that has imported nothing yet.
    path
        The import path of a kernel, without the folder the process was started in.
    added
        The variables that libraries set while they were imported.
    learned
        The filters that the imports put in front of those before.
    descriptors
        What was open after the imports.
    named
        How many threads have taken a number for their name; libraries make some without starting them.
    pid
        The number of the parent.
    """

    environment: dict[str, str]
    filters: list[Any]
    path: list[str]
    added: dict[str, str] = field(default_factory=dict)
    learned: list[Any] = field(default_factory=list)
    descriptors: frozenset[int] = frozenset()
    named: int = 0
    pid: int = field(default_factory=os.getpid)

    @classmethod
    def now(cls, environment: dict[str, str]) -> Self:
        """Return the running process as it is, started with these variables."""
        return cls(environment, list(warnings.filters), list(sys.path))

    def after_imports(self) -> None:
        """Keep what the imports have changed."""
        self.added = {name: value for name, value in os.environ.items() if name not in self.environment}
        self.learned = list(warnings.filters[: len(warnings.filters) - len(self.filters)])
        self.path = list(sys.path)
        self.descriptors = frozenset(_descriptors())
        self.named = _next_thread() - 1

    def difference(self, request: dict[str, Any]) -> str | None:
        """Say what a cold start of this request would have read differently when it started."""
        if request["executable"] != sys.executable:
            return f"the kernel's Python is {request['executable']}, the parent's {sys.executable}"
        if request["options"] not in (None, options()):
            return f"the kernel's Python has options {request['options']}, the parent's {options()}"
        asked = dict(request["env"])
        as_libraries_set_it = {name for name, value in self.added.items() if asked.get(name) == value}
        kept = {name: value for name, value in self.environment.items() if name not in as_libraries_set_it}
        for name in as_libraries_set_it:
            del asked[name]
        return safety.difference(kept, asked)


@dataclass
class Birth:
    """A fork that has just begun, and what it is to become.

    Attributes
    ----------
    message
        The client's request, with the descriptors for standard streams and for the report.
    origin
        What the parent was like before it served anybody.
    """

    message: protocol.Message
    origin: Origin

    def live(self) -> None:
        """Become what was asked for; does not return."""
        end(self._work)

    def _work(self) -> None:
        request = self.message.text
        settle(request, self.message.descriptors, self.origin)
        report = self.message.descriptors[3]
        if request["kind"] == "kernel":
            kernel(request["module"], request["arguments"], report, self.origin)
        else:
            call(self.message.body, report)


def options() -> list[str]:
    """Return the options that the running interpreter was started with."""
    given = sys.orig_argv[1:]
    return given[: given.index("-m")] if "-m" in given else []


def settle(request: dict[str, Any], descriptors: list[int], origin: Origin) -> None:
    """Give a fork the surroundings that a process started by the client would have."""
    os.setsid()
    _die_with_parent(origin.pid)
    for number in range(3):
        os.dup2(descriptors[number], number)
    streams()
    kept = origin.descriptors | set(descriptors[3:])
    for descriptor in set(_descriptors()) - kept:
        with contextlib.suppress(OSError):
            os.close(descriptor)
    _signals(request["ignored"], request["blocked"])
    _limits(request)
    os.environ.clear()
    os.environ.update(origin.added | request["env"])
    os.umask(request["umask"])
    os.chdir(request["cwd"])
    sys.path[:] = origin.path
    warnings.filters[:] = origin.filters  # type: ignore[index]
    sys.modules["__main__"] = types.ModuleType("__main__")
    tempfile.tempdir = None
    importlib.invalidate_caches()
    _number_threads(1)
    fresh_numbers()
    gc.enable()


def _next_thread() -> int:
    """Take the number that the next thread would be named after."""
    return int(threading._counter())  # type: ignore[attr-defined]


def _number_threads(first: int) -> None:
    """Let the next thread be named after this number."""
    threading._counter = itertools.count(first).__next__  # type: ignore[attr-defined]


def _descriptors() -> list[int]:
    """Return the descriptors above the standard streams that are open."""
    return [number for number in map(int, os.listdir("/proc/self/fd")) if number > 2]  # noqa: PTH208


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


def streams() -> None:
    """Open the standard streams anew, as Python does when it starts."""
    for number, name in enumerate(_STREAMS):
        old: io.TextIOWrapper = getattr(sys, f"__{name}__")
        buffered = not isinstance(old.buffer, io.FileIO)
        raw: Any = io.FileIO(number, "rb" if number == 0 else "wb", closefd=False)
        raw.name = f"<{name}>"
        if buffered:
            raw = io.BufferedReader(raw) if number == 0 else io.BufferedWriter(raw)
        new: Any = io.TextIOWrapper(
            raw,
            encoding=old.encoding,
            errors=old.errors,
            newline="\n",
            line_buffering=not old.write_through and (number == 2 or os.isatty(number)),
            write_through=old.write_through,
        )
        new.mode = "r" if number == 0 else "w"
        setattr(sys, name, new)
        setattr(sys, f"__{name}__", new)


def fresh_numbers() -> None:
    """Seed numpy's shared generator anew; Python's own does so by itself after a fork."""
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()


def kernel(module: str, arguments: list[str], report: int, origin: Origin) -> None:
    """Be a kernel, from its first to its last message, as ``python -m module arguments`` would be."""
    found = importlib.util.find_spec(module if module != "ipykernel" else "ipykernel.__main__")
    sys.argv = [str(found and found.origin), *arguments]
    sys.orig_argv = [sys.executable, *options(), "-m", module, *arguments]
    from ipykernel.kernelapp import IPKernelApp  # noqa: PLC0415

    app = IPKernelApp.instance()
    if os.environ.get("JPY_PARENT_PID"):
        app.parent_handle = os.getppid()
    app.initialize()
    fit_to_shell()
    add_filters(origin.learned)
    _number_threads(_next_thread() + origin.named)
    os.write(report, READY)
    os.close(report)
    app.start()


def call(payload: bytes, report: int) -> None:
    """Call a function that was pickled with its arguments, and report the bytes that it returns."""
    import pickle  # noqa: PLC0415

    function, given, named = pickle.loads(payload)
    answer = function(*given, **named)
    with os.fdopen(report, "wb") as channel:
        channel.write(len(answer).to_bytes(8, "big"))
        channel.write(answer)


def end(work: Callable[[], None]) -> None:
    """Work, then leave as Python does: threads joined, exit functions run, streams flushed, same code."""
    code: int | None = 0
    try:
        work()
    except SystemExit as left:
        code = _code(left)
    except KeyboardInterrupt:
        traceback.print_exc()
        code = None
    except BaseException:
        traceback.print_exc()
        code = 1
    for last in (threading._shutdown, atexit._run_exitfuncs, _flush):  # type: ignore[attr-defined]
        with contextlib.suppress(Exception):
            last()
    if code is None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    os._exit(code or 0)


def _code(left: SystemExit) -> int:
    """Return the code that Python exits with."""
    if left.code is None:
        return 0
    if isinstance(left.code, int):
        return left.code & 0xFF
    print(left.code, file=sys.stderr)  # noqa: T201
    return 1


def _flush() -> None:
    """Flush what Python and C libraries have not written yet."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    ctypes.CDLL(None).fflush(None)
