"""The engine ``warm`` of papermill: the same notebook in the end, without the waiting in between.

papermill writes the whole notebook twice for every cell, and its client listens to the kernel for a fifth of
a second before the first one. Beside a kernel that starts at once, that is most of what a short notebook
costs. Here a notebook is written when it has ended, well or not, and the first cell is sent as soon as both
the kernel's replies and its outputs are heard. It serves any kernel; warm ones make it worthwhile.
"""

import asyncio
import time
from queue import Empty
from typing import Any

import zmq
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import KernelManager
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, NotebookExecutionManager
from papermill.log import logger

_ASKED_AGAIN = 1.0  # seconds until a kernel that is silent is asked again
_RECONNECT = 5  # milliseconds until a socket that is not there yet is tried again


class PromptClient(AsyncKernelClient):
    """A client that is ready when the kernel is: it neither waits for silence nor listens to a heartbeat.

    Whether the kernel lives is asked of its process, which answers at once.
    """

    def start_channels(
        self,
        shell: bool = True,
        iopub: bool = True,
        stdin: bool = False,
        hb: bool = False,
        control: bool = True,
    ) -> None:
        """Start the channels that running a notebook takes."""
        self.context.setsockopt(zmq.RECONNECT_IVL, _RECONNECT)
        super().start_channels(shell=shell, iopub=iopub, stdin=stdin, hb=hb, control=control)

    async def _async_wait_for_ready(self, timeout: float | None = None) -> None:
        """Return when the kernel has answered and its outputs arrive here.

        Raises
        ------
        RuntimeError
            The kernel died first, or did not answer within `timeout` seconds; in jupyter_client's words.
        """
        last = float("inf") if timeout is None else time.monotonic() + timeout
        while True:
            asked = self.kernel_info()
            reply, idle = await asyncio.gather(self._heard("shell", asked), self._heard("iopub", asked))
            if reply is not None and idle is not None:
                self._handle_kernel_info_reply(reply)
                return
            if not await self._async_is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > last:
                raise RuntimeError(f"Kernel didn't respond in {timeout:.0f} seconds")

    async def _heard(self, channel: str, asked: str) -> dict[str, Any] | None:
        """Return what comes in answer to one question, last words included; ``None`` when nothing does."""
        last = time.monotonic() + _ASKED_AGAIN
        socket = self.shell_channel if channel == "shell" else self.iopub_channel
        while (left := last - time.monotonic()) > 0:
            try:
                message: dict[str, Any] = await socket.get_msg(timeout=left)
            except Empty:
                return None
            answers = message["parent_header"].get("msg_id") == asked
            if answers and (channel == "shell" or message["content"].get("execution_state") == "idle"):
                return message
        return None

    wait_for_ready = _async_wait_for_ready


class _Client(PapermillNotebookClient):
    """papermill's client, with a prompt ear."""

    def create_kernel_manager(self) -> KernelManager:
        """Create the manager as nbclient does, and let it give prompt clients."""
        manager = super().create_kernel_manager()
        if issubclass(PromptClient, manager.client_factory):
            manager.client_factory = PromptClient
        return manager


class _WrittenOnce(NotebookExecutionManager):
    """papermill's account of a notebook's execution, which does not write the notebook as it goes along."""

    failed = False
    output_path: str | None

    def save(self, **_: Any) -> None:
        """Leave the file alone."""

    def cell_exception(self, *given: Any, **named: Any) -> None:
        """Note that a cell failed."""
        super().cell_exception(*given, **named)
        self.failed = True

    def write(self, path: str | None = None) -> None:
        """Write how far the notebook came; cells that were not reached are still marked so."""
        self.output_path = path or self.output_path
        super().save()


class WarmEngine(NBClientEngine):
    """Executes a notebook as papermill's own engine does, and writes it once.

    Name it to papermill: ``papermill --engine warm IN OUT``, or ``execute_notebook(…, engine_name="warm")``.
    """

    @classmethod
    def execute_notebook(
        cls,
        nb: NotebookNode,
        kernel_name: str,
        output_path: str | None = None,
        *,
        partial_path: str | None = None,
        **options: Any,
    ) -> NotebookNode:
        """Execute a notebook; when it is broken off, what there is of it is written before the error goes on.

        Parameters
        ----------
        nb
            The notebook; changed in place.
        kernel_name
            Kernel to execute it with.
        output_path
            Where it is written. One that ended, be it with an error in a cell, is written by papermill.
        partial_path
            Where a notebook that failed is written as far as it came, when it is not to be written otherwise
            (``output_path=None``).
        options
            As papermill has them; a notebook is not saved meanwhile, whatever ``autosave_cell_every`` says.
        """
        own = {name: options.pop(name) for name in ("progress_bar", "log_output") if name in options}
        options.pop("autosave_cell_every", None)
        manager = _WrittenOnce(nb, output_path=output_path, autosave_cell_every=0, **own)
        manager.notebook_start()
        try:
            cls.execute_managed_notebook(manager, kernel_name, log_output=manager.log_output, **options)
        except BaseException:
            manager.failed = True
            raise
        finally:
            manager.cleanup_pbar()
            if manager.failed:
                manager.write(partial_path)
        manager.notebook_complete()
        return manager.nb

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        *,
        log_output: bool = False,
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        **options: Any,
    ) -> NotebookNode:
        """Execute the cells; options are those of papermill's own engine and of nbclient."""
        taken = {name: value for name, value in options.items() if name not in _RENAMED}
        return _Client(
            nb_man,
            **taken,
            kernel_name=kernel_name,
            timeout=execution_timeout or options.get("timeout"),
            startup_timeout=start_timeout,
            log=logger,
            log_output=log_output,
        ).execute()


_RENAMED = ("input_path", "timeout", "startup_timeout")
"""Options that nbclient does not know, or knows by another name."""
