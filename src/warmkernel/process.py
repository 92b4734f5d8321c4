"""Processes forked by a warm parent, seen from the client: like ``subprocess.Popen``, held by a lease."""

import contextlib
import os
import select
import signal
import socket
import threading
import time
from typing import IO

from warmkernel import protocol

_LENGTH = 8
_PIECE = 1 << 20


class WorkerLost(RuntimeError):
    """A process ended before it had given its answer.

    Parameters
    ----------
    pid
        Which process.
    returncode
        How it ended: negative for a signal, None if the parent was gone as well.
    """

    def __init__(self, pid: int, returncode: int | None) -> None:
        super().__init__(f"process {pid} ended with {returncode} before it had answered")
        self.pid, self.returncode = pid, returncode

    def __reduce__(self) -> tuple[type["WorkerLost"], tuple[int, int | None]]:
        """Let the error travel between processes."""
        return type(self), (self.pid, self.returncode)


class WarmProcess:
    """A process forked by a warm parent.

    Parameters
    ----------
    pid
        Its number; it leads a process group of that number.
    lease
        The connection it was forked over. When it closes, the parent kills the process and its group.
    files
        The client's ends of standard input, output and error where those are pipes.
    """

    def __init__(
        self, pid: int, lease: socket.socket, files: tuple[IO[bytes] | None, ...] = (None, None, None)
    ) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self.stdin, self.stdout, self.stderr = files
        self._lease = lease
        self._lock = threading.Lock()

    def fileno(self) -> int:
        """Return a descriptor that becomes readable when the process has ended, for ``select``."""
        return self._lease.fileno()

    def poll(self) -> int | None:
        """Return the exit code if the process has ended: negative for a signal, as ``Popen`` gives it."""
        return self._ended(0.0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end.

        Parameters
        ----------
        timeout
            Seconds to wait at most.

        Returns
        -------
        int
            The exit code, negative for a signal.

        Raises
        ------
        TimeoutError
            If the process is still running.
        """
        code = self._ended(timeout)
        if code is None:
            raise TimeoutError(f"process {self.pid} still runs after {timeout} seconds")
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal to the process, unless it has ended."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def signal_group(self, number: int) -> None:
        """Send a signal to the process and everything it has started in its group."""
        if self.poll() is None:
            try:
                os.killpg(self.pid, number)
            except ProcessLookupError:  # it has not founded its group yet, or has just ended
                self.send_signal(number)

    def terminate(self) -> None:
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the process and its group at once."""
        self.signal_group(signal.SIGKILL)

    def close(self) -> None:
        """Give the lease up: the parent kills the process if it still runs."""
        with self._lock:
            self._lease.close()
            if self.returncode is None:
                self.returncode = -signal.SIGKILL

    def _ended(self, timeout: float | None) -> int | None:
        until = None if timeout is None else time.monotonic() + timeout
        while self.returncode is None:
            left = None if until is None else max(0.0, until - time.monotonic())
            if not _readable(self._lease, left):
                break
            with self._lock:
                if self.returncode is None and _readable(self._lease, 0.0):
                    self._read_end()
        return self.returncode

    def _read_end(self) -> None:
        """Read how the process ended; where its parent is gone it was killed with it."""
        try:
            message = protocol.receive(self._lease)
        except (OSError, ValueError):
            message = None
        if message is None:
            with contextlib.suppress(OSError):
                os.killpg(self.pid, signal.SIGKILL)
        self.returncode = message.text["exit"] if message else -signal.SIGKILL
        self._lease.close()


class Call:
    """A function at work in a process of its own.

    Parameters
    ----------
    process
        The process.
    answer
        The reading end of the pipe that the answer comes through: eight bytes for its length, then itself.
    """

    def __init__(self, process: WarmProcess, answer: int) -> None:
        self.process = process
        self._pipe = os.fdopen(answer, "rb", buffering=0)
        self._read = bytearray()

    @property
    def pid(self) -> int:
        """Return the number of the process."""
        return self.process.pid

    def result(self, timeout: float | None = None) -> bytes:
        """Wait for the answer and for the end of the process.

        Parameters
        ----------
        timeout
            Seconds to wait at most; the call goes on, and can be waited for again.

        Returns
        -------
        bytes
            What the function returned.

        Raises
        ------
        WorkerLost
            If the process ended before it had answered.
        TimeoutError
            If it takes longer.
        """
        until = None if timeout is None else time.monotonic() + timeout
        while not self._whole() and self._more(until):
            pass
        code = self.process.wait(timeout)
        self._pipe.close()
        if not self._whole():
            raise WorkerLost(self.pid, code)
        return bytes(self._read[_LENGTH:])

    def kill(self) -> None:
        """End the process and its group at once."""
        self.process.kill()

    def _whole(self) -> bool:
        length = int.from_bytes(self._read[:_LENGTH], "big")
        return len(self._read) >= _LENGTH and len(self._read) == _LENGTH + length

    def _more(self, until: float | None) -> bool:
        """Read what has come, waiting for it; say whether there may be more."""
        if self._pipe.closed:
            return False
        left = None if until is None else max(0.0, until - time.monotonic())
        waiting = select.poll()
        waiting.register(self._pipe, select.POLLIN)
        with contextlib.suppress(ValueError):  # the lease was closed meanwhile
            waiting.register(self.process.fileno(), select.POLLIN)
        if not waiting.poll(None if left is None else left * 1000) and self.process.returncode is None:
            raise TimeoutError(f"process {self.pid} has not answered in time")
        if _readable(self._pipe.fileno(), 0.0) or (
            self.process.poll() is not None and _readable(self._pipe.fileno(), 0.0)
        ):
            piece = self._pipe.read(_PIECE)
            self._read += piece or b""
            return bool(piece)
        return self.process.returncode is None


def _readable(channel: socket.socket | int, timeout: float | None) -> bool:
    """Wait until a descriptor can be read; one that was closed meanwhile can."""
    try:
        waiting = select.poll()
        waiting.register(channel, select.POLLIN)
        return bool(waiting.poll(None if timeout is None else timeout * 1000))
    except ValueError:
        return True
