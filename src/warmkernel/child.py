"""The life of a fork: settling in at its client, being a kernel or a call, leaving as Python does."""

import atexit
import contextlib
import ctypes
import importlib.util
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from warmkernel import module_files, protocol
from warmkernel.origin import Origin, next_thread, number_threads, options
from warmkernel.stage import fit_to_shell, order_filters
from warmkernel.surroundings import settle

READY = b"ready"
_ARGUMENTS = 45


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


def kernel(module: str, arguments: list[str], report: int, origin: Origin) -> None:
    """Be a kernel, from its first to its last message, as ``python -m module arguments`` would be."""
    found = importlib.util.find_spec(module if module != "ipykernel" else "ipykernel.__main__")
    sys.argv = [str(found and found.origin), *arguments]
    sys.orig_argv = [sys.executable, *options(), "-m", module, *arguments]
    show_as(sys.orig_argv)
    from ipykernel.kernelapp import IPKernelApp  # noqa: PLC0415

    app = IPKernelApp.instance()
    if os.environ.get("JPY_PARENT_PID"):
        app.parent_handle = os.getppid()
    with module_files.known_to(app):
        app.initialize()
    fit_to_shell()
    order_filters(origin.filters, origin.learned)
    number_threads(next_thread() + origin.named)
    os.write(report, READY)
    os.close(report)
    app.start()


def show_as(command: list[str]) -> None:
    """Let ``ps`` show this command; what is longer than the parent's own command line is cut."""
    numbers = Path("/proc/self/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    start, room = int(numbers[_ARGUMENTS]), int(numbers[_ARGUMENTS + 1]) - int(numbers[_ARGUMENTS])
    if start and room > 0:
        shown = b"\0".join(map(os.fsencode, command))[: room - 1]
        ctypes.memmove(start, shown.ljust(room, b"\0"), room)


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
        with contextlib.suppress(BaseException):
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
