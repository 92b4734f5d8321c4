"""The way to a warm parent: start one or find one, and ask it for forks."""

import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from warmkernel import process, protocol, safety, surroundings
from warmkernel.launch import Running, launch
from warmkernel.safety import CannotFork
from warmkernel.streams import Stream, Streams

VARIABLE = safety.VARIABLE


class Parent:
    """A warm parent, started here or found at an address.

    Use :meth:`start` or :meth:`connect`. Whoever started a parent owns it: it ends, with everything forked
    from it, when the owner closes it or dies.

    Attributes
    ----------
    address
        Path of the socket it listens at.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self._owned: Running | None = None

    @classmethod
    def start(
        cls,
        preload: Sequence[str],
        *,
        environment: Mapping[str, str] | None = None,
        watch: Sequence[Path] = (),
        log: int | IO[Any] | None = None,
        options: Sequence[str] = (),
    ) -> Self:
        """Start a parent and wait until it has imported its libraries.

        The parameters are those of :meth:`launch`.

        Raises
        ------
        warmkernel.safety.CannotFork
            If forking is not safe here, or a library cannot be imported without a second thread.
        """
        started = cls.launch(preload, environment=environment, watch=watch, log=log, options=options)
        started.wait_until_ready()
        return started

    @classmethod
    def launch(
        cls,
        preload: Sequence[str],
        *,
        environment: Mapping[str, str] | None = None,
        watch: Sequence[Path] = (),
        log: int | IO[Any] | None = None,
        options: Sequence[str] = (),
    ) -> Self:
        """Start a parent, and leave it to its imports until :meth:`wait_until_ready`.

        Parameters
        ----------
        preload
            Modules to import, in this order.
        environment
            Its variables; those of this process if left out. Kernels may have others, but for those read
            at import.
        watch
            Folders of which every file counts: when one changes the parent forks no more.
        log
            Where the parent writes what libraries print while they are imported; nowhere if left out.
        options
            Options of the interpreter (``-X…``); kernels must have the same.

        Raises
        ------
        warmkernel.safety.CannotFork
            If forking is not safe here.
        """
        reason = safety.refusal(preload, environment)
        if reason:
            raise CannotFork(reason)
        running = launch(preload, environment, watch, log, options)
        launched = cls(running.address)
        launched._owned = running
        return launched

    def wait_until_ready(self) -> None:
        """Wait until the parent, if it was started here, has imported its libraries.

        Raises
        ------
        warmkernel.safety.CannotFork
            If one of them cannot be imported, or not without a second thread; the parent is closed then.
        """
        if self._owned is None:
            return
        try:
            self._owned.wait_until_ready()
        except BaseException:
            self.close()
            raise

    @classmethod
    def connect(cls, address: str) -> Self:
        """Return the parent at an address, which somebody else owns.

        Raises
        ------
        warmkernel.safety.CannotFork
            If nobody listens there.
        """
        found = cls(address)
        found._lease().close()
        return found

    @property
    def pid(self) -> int | None:
        """Return the parent's number if it was started here."""
        return self._owned.process.pid if self._owned else None

    @property
    def alive(self) -> bool:
        """Say whether the parent still listens."""
        try:
            self._lease().close()
        except CannotFork:
            return False
        return True

    def _lease(self) -> socket.socket:
        channel = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            channel.connect(self.address)
        except OSError as error:
            channel.close()
            raise CannotFork(f"no parent listens at {self.address} ({error.strerror})", stale=True) from error
        return channel

    def fork_kernel(
        self,
        arguments: Sequence[str],
        *,
        cwd: str | Path | None = None,
        env: Mapping[str, str] | None = None,
        stdin: Stream = None,
        stdout: Stream = None,
        stderr: Stream = None,
        options: Sequence[str] | None = None,
        executable: str = sys.executable,
        module: str = "ipykernel_launcher",
        report: int | None = None,
    ) -> process.WarmProcess:
        """Fork a kernel, as ``python -m ipykernel_launcher arguments`` would start one.

        Parameters
        ----------
        arguments
            What the kernel is told, ``["-f", connection_file]`` at least.
        cwd, env
            Working folder and variables; this process's own if left out.
        stdin, stdout, stderr
            As for ``subprocess.Popen``: None (inherited), a descriptor, a file, ``PIPE``, ``DEVNULL``,
            ``STDOUT``.
        options
            Options of the interpreter that the kernel expects; not compared if left out.
        executable
            The interpreter that the kernel expects.
        module
            ``ipykernel_launcher`` or ``ipykernel``.
        report
            The writing end of a pipe: receives ``ready`` when the kernel answers to messages.

        Raises
        ------
        warmkernel.safety.CannotFork
            If a fork would not be what a cold start is, or the parent is gone.
        """
        request = {
            "kind": "kernel",
            "arguments": list(arguments),
            "module": module,
            "executable": executable,
            "options": None if options is None else list(options),
        }
        with Streams(stdin, stdout, stderr) as streams:
            reporting = os.open(os.devnull, os.O_WRONLY) if report is None else os.dup(report)
            streams.closing.append(reporting)
            lease, pid = self._fork(request, cwd, env, [*streams.theirs, reporting])
            return process.WarmProcess(pid, lease, tuple(streams.ours))

    def fork_call(
        self,
        payload: bytes,
        *,
        cwd: str | Path | None = None,
        env: Mapping[str, str] | None = None,
    ) -> process.Call:
        """Fork a process that calls one function.

        Parameters
        ----------
        payload
            ``cloudpickle.dumps((function, arguments, named))``; the function returns bytes.
        cwd, env
            Working folder and variables; this process's own if left out.

        Raises
        ------
        warmkernel.safety.CannotFork
            If a fork would not be what a cold start is, or the parent is gone.
        """
        request = {"kind": "call", "executable": sys.executable, "options": None}
        answer, report = os.pipe()
        try:
            with Streams(subprocess.DEVNULL, None, None) as streams:
                lease, pid = self._fork(request, cwd, env, [*streams.theirs, report], payload)
        except BaseException:
            os.close(answer)
            raise
        finally:
            os.close(report)
        return process.Call(process.WarmProcess(pid, lease), answer)

    def _fork(
        self,
        request: dict[str, Any],
        cwd: str | Path | None,
        env: Mapping[str, str] | None,
        descriptors: Sequence[int],
        body: bytes = b"",
    ) -> tuple[socket.socket, int]:
        request |= surroundings.inherited(cwd, env)
        lease = self._lease()
        try:
            protocol.send(lease, request, body, descriptors)
            answer = protocol.receive(lease)
        except OSError as error:
            lease.close()
            raise CannotFork("the parent ended while it was asked", stale=True) from error
        except BaseException:
            lease.close()
            raise
        if answer is None or "pid" not in answer.text:
            lease.close()
            if answer is None:
                raise CannotFork("the parent ended while it was asked", stale=True)
            raise CannotFork(answer.text["refused"], stale=answer.text["stale"])
        return lease, answer.text["pid"]

    def retire(self) -> None:
        """Let the parent end when the last process forked from it has; it serves no more meanwhile."""
        if self._owned:
            self._owned.retire()

    def close(self) -> None:
        """End the parent and everything forked from it, if it was started here."""
        running, self._owned = self._owned, None
        if running:
            running.end()

    def __enter__(self) -> Self:
        """Return the parent."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()
