"""The provisioner of warm kernels: what Jupyter asks when it wants a kernel started, signalled or ended.

A kernel specification names it and says what to import::

    "metadata": {"kernel_provisioner": {"provisioner_name": "warm-provisioner",
                                        "config": {"preload": ["pandas"], "watch": []}}}

Where a fork would not be what a cold start is, the kernel starts cold and a warning says why.
"""

import asyncio
import contextlib
import os
import select
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo, LocalPortCache
from jupyter_client.provisioning import LocalProvisioner
from traitlets import List, Unicode

from warmkernel import client, interpreter, pool, safety, streams
from warmkernel.process import WarmProcess
from warmkernel.safety import CannotFork

MODULES = ("ipykernel_launcher", "ipykernel")
_PORTS = ("shell_port", "iopub_port", "stdin_port", "hb_port", "control_port")
_LONGEST_START = 60.0
_LONGEST_END = 4.0  # seconds; jupyter_client gives up after five
failed_starts = 0
"""How many kernels of this process ended while they started, and were started once more."""


@dataclass(frozen=True)
class Command:
    """A command that starts a kernel of IPython's.

    Attributes
    ----------
    executable
        The interpreter, as an absolute path.
    options
        Its options.
    module
        What it runs.
    arguments
        What the kernel is told.
    """

    executable: str
    options: tuple[str, ...]
    module: str
    arguments: tuple[str, ...]

    @classmethod
    def read(
        cls, words: Sequence[str], cwd: str | Path | None = None, search: str | None = None
    ) -> "Command":
        """Read a command line.

        Parameters
        ----------
        words
            The command and what it is given.
        cwd, search
            The folder it is started in, and its ``PATH``; those of this process if left out.

        Raises
        ------
        warmkernel.safety.CannotFork
            If it is not ``python … -m ipykernel_launcher …`` of the running interpreter.
        """
        place = words.index("-m") if "-m" in words else len(words)
        module = words[place + 1] if place + 1 < len(words) else None
        if module not in MODULES:
            raise CannotFork(f"the command does not run a kernel of IPython's: {' '.join(words[:3])} …")
        executable = interpreter.found(words[0], cwd, search)
        if not interpreter.is_running(executable):
            raise CannotFork(f"the kernel's Python is {executable}, this process's {sys.executable}")
        arguments = tuple(os.path.expanduser(word) for word in words[place + 2 :])  # noqa: PTH111
        return cls(executable, tuple(words[1:place]), module, arguments)


class WarmProvisioner(LocalProvisioner):
    """Starts kernels as forks of a process that has imported their libraries.

    Attributes
    ----------
    preload
        Modules to import before the first kernel.
    watch
        Folders whose files make the parent start anew when they change.
    """

    preload = List(Unicode(), help="modules to import before the first kernel").tag(config=True)
    watch = List(Unicode(), help="folders whose files, when they change, make the parent start anew").tag(
        config=True
    )
    _started_before = False

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start a kernel: a fork where that is the same as a cold start, else a cold one."""
        try:
            if kwargs.get("independent"):
                raise CannotFork("the kernel is to outlive this process")
            search = kwargs.get("env", os.environ).get("PATH")
            command = Command.read(cmd, kwargs.get("cwd"), search)
            process = await asyncio.to_thread(self._start, command, kwargs)
        except CannotFork as refused:
            safety.warn(refused.reason)
            return await super().launch_kernel(cmd, **kwargs)
        self.process = process  # type: ignore[assignment]
        self.pid = self.pgid = process.pid
        self.cwd = kwargs.get("cwd", Path.cwd())
        self._started_before = True
        return self.connection_info

    def _start(self, command: Command, given: dict[str, Any]) -> WarmProcess:
        """Fork a kernel and wait until it answers; one that ends meanwhile is started once more."""
        global failed_starts  # noqa: PLW0603
        process = self._fork(command, given)
        if not process.poll():
            return process
        failed_starts += 1
        safety.LOG.warning("a kernel ended with %s while it started: starting it again", process.returncode)
        if self.ports_cached and not self._started_before:
            self._other_ports()
        return self._fork(command, given)

    def _fork(self, command: Command, given: dict[str, Any]) -> WarmProcess:
        environment = {**given.get("env", os.environ), "JPY_PARENT_PID": str(os.getpid())}
        parent = self._parent(command, environment)
        try:
            return _kernel(parent, command, given, environment)
        except CannotFork as refused:
            if not refused.stale:
                raise
            pool.replace(parent)
            again = self._parent(command, environment)
            return _kernel(again, command, given, environment)

    def _parent(self, command: Command, environment: dict[str, str]) -> client.Parent:
        reason = safety.refusal(self.preload, environment)
        if reason:
            raise CannotFork(reason)
        address = environment.get(client.VARIABLE)
        if address:
            return client.Parent.connect(address)
        return pool.parent(self.preload, self.watch, command.options, environment)

    def _other_ports(self) -> None:
        """Choose other ports: somebody else took one of those that were free a moment ago."""
        manager: Any = self.parent
        cache = LocalPortCache.instance()
        for name in _PORTS:
            cache.return_port(getattr(manager, name))
            setattr(manager, name, cache.find_available_port(manager.ip))
        manager.cleanup_connection_file()
        manager.write_connection_file()
        self.connection_info = manager.get_connection_info()

    async def send_signal(self, signum: int) -> None:
        """Send a signal to the kernel and all that it has started in its group."""
        if isinstance(self.process, WarmProcess):
            self.process.signal_group(signum)
        else:
            await super().send_signal(signum)

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel, and return when it has ended: whoever asks next need not look again later."""
        await super().kill(restart=restart)
        if isinstance(self.process, WarmProcess):
            with contextlib.suppress(TimeoutError):
                await asyncio.to_thread(self.process.wait, _LONGEST_END)

    async def cleanup(self, restart: bool = False) -> None:
        """Give the lease of the kernel up."""
        if isinstance(self.process, WarmProcess):
            self.process.close()
        await super().cleanup(restart)

    async def get_provisioner_info(self) -> dict[str, Any]:
        """Return what another process needs to know of the kernel."""
        return await super().get_provisioner_info() | {"warm": isinstance(self.process, WarmProcess)}


def _kernel(
    parent: client.Parent, command: Command, given: dict[str, Any], environment: dict[str, str]
) -> WarmProcess:
    """Fork a kernel and wait until it answers or ends."""
    report, reported = os.pipe()
    try:
        process = parent.fork_kernel(
            command.arguments,
            cwd=given.get("cwd"),
            env=environment,
            stdin=given.get("stdin", streams.CLOSED_PIPE),
            stdout=given.get("stdout"),
            stderr=given.get("stderr"),
            executable=command.executable,
            options=command.options,
            module=command.module,
            report=reported,
        )
        os.close(reported)
        reported = -1
        _await(report, process)
    finally:
        os.close(report)
        if reported >= 0:
            os.close(reported)
    return process


def _await(report: int, process: WarmProcess) -> None:
    """Wait until a kernel has said that it is ready, or has ended, or takes too long to wait for."""
    waiting = select.poll()
    waiting.register(report, select.POLLIN)
    until = time.monotonic() + _LONGEST_START
    while process.poll() is None and time.monotonic() < until:
        if waiting.poll(20) and (os.read(report, 8) or process.wait(_LONGEST_START) is not None):
            return
