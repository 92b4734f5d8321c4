"""A scheduler and workers as processes of their own, started as a reader of the manual would start them."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil

QUICK = {
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
}
FOLDER = "UPTAKE_TEST_FOLDER"
"""Variable that names the folder in which notebooks of these tests tell of themselves."""


def until(found, seconds=60.0):
    """Return what a question answers as soon as that is something."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := found():
            return answer
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} seconds: {found}")


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def gone(pid):
    """Tell whether a process has ended."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


class Dask:
    """Processes of ``dask scheduler`` and ``dask worker``; leaving it ends them all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.processes: dict[str, subprocess.Popen] = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(5)
            process.kill()
            process.wait()

    def scheduler(self):
        words = ("scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard")
        self._start("scheduler", words)
        return until(lambda: self._listens() and self)

    def worker(self, name, *options, **variables):
        place = ("--local-directory", str(self.folder / name), "--host", "127.0.0.1", "--name", name)
        words = ("worker", self.address, "--nthreads", "1", "--memory-limit", "0", "--no-dashboard")
        return self._start(name, (*words, *place, *options), **variables)

    def log(self, name):
        return (self.folder / f"{name}.log").read_text()

    def _listens(self):
        with socket.socket() as asking:
            return asking.connect_ex(("127.0.0.1", self.port)) == 0

    def _start(self, name, words, **variables):
        ours = {key: value for key, value in os.environ.items() if key != "UPTAKE_ROOT"}
        with (self.folder / f"{name}.log").open("w") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "dask", *words],
                env={**ours, **QUICK, FOLDER: str(self.folder), **variables},
                stdout=log,
                stderr=log,
                cwd=self.folder,
            )
        return self.processes[name]
