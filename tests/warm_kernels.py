"""Kernels to try: started through a provisioner by name, spoken to as a notebook would."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager, KernelManager

WARM, COLD = "warm-provisioner", "local-provisioner"
OPTIONS = ("--HistoryManager.enabled=False", "--log-level=CRITICAL")


def specification(provisioner, preload=(), watch=(), options=()):
    config = {"preload": list(preload), "watch": list(map(str, watch))} if provisioner == WARM else {}
    return KernelSpec(
        argv=[sys.executable, *options, "-m", "ipykernel_launcher", "-f", "{connection_file}", *OPTIONS],
        language="python",
        display_name="tried",
        metadata={"kernel_provisioner": {"provisioner_name": provisioner, "config": config}},
    )


class Manager(KernelManager):
    specified: KernelSpec

    @property
    def kernel_spec(self):
        return self.specified


class AsyncManager(AsyncKernelManager):
    specified: KernelSpec

    @property
    def kernel_spec(self):
        return self.specified


class Kernel:
    """A running kernel; what a cell prints, shows and raises comes back as text."""

    def __init__(self, specified, folder=None, **started):
        self.manager = Manager()
        self.manager.specified = specified
        if folder is not None:
            self.manager.transport, self.manager.ip = "ipc", str(folder / "channel")
        self.manager.start_kernel(**started)
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    @property
    def provisioner(self):
        return self.manager.provisioner

    @property
    def pid(self):
        return self.provisioner.pid

    def run(self, code, **options):
        said = []

        def keep(message):
            content = message["content"]
            said.append(content.get("text") or content.get("data", {}).get("text/plain") or "")
            if message["msg_type"] == "error":
                said.append(f"{content['ename']}: {content['evalue']}")

        self.client.execute_interactive(code, timeout=60, output_hook=keep, **options)
        return "".join(said)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def until(true: Callable[[], object], seconds: float = 15.0) -> bool:
    """Wait until something is true, at most so long."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def running(pid: int) -> bool:
    """Say whether a process is there and no zombie."""
    return state(pid) not in ("", "Z", "X")


def state(pid: int) -> str:
    """Return the letter that the system gives for the state of a process, nothing if there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""


def children(pid: int) -> list[int]:
    """Return the numbers of a process's children, zombies included."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8")
    return list(map(int, listed.split()))


def open_files(pid: int) -> int:
    """Return how many files a process holds open."""
    return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())


def private_megabytes(pid: int) -> float:
    """Return the memory that only this process holds, in millions of bytes."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Private_")) / 1e6


def variables(**more: str) -> dict[str, str]:
    """Return this process's variables and some more."""
    return {**os.environ, **more}
