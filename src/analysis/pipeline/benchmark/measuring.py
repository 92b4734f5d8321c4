"""One command, started in a session of its own and timed; whatever it started ends with it."""

import contextlib
import json
import os
import resource
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.pipeline.errors import Refused

_PATIENCE = 3600.0
_LAST_LINES = 15


@dataclass(frozen=True)
class Timed:
    """What a command took.

    Attributes
    ----------
    seconds
        From its start to its end.
    processor_seconds
        Of all processes it waited for.
    said
        What it wrote.
    complained
        What it wrote as errors and warnings.
    """

    seconds: float
    processor_seconds: float
    said: str
    complained: str = ""

    @property
    def everything(self) -> str:
        """Return all it wrote."""
        return self.said + self.complained

    def answer(self) -> Any:
        """Return the last line of what it wrote, read as JSON."""
        return json.loads(self.said.strip().splitlines()[-1])


def timed(
    command: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: Path,
    watch: Callable[[int], None] | None = None,
) -> Timed:
    """Run a command to its end.

    Parameters
    ----------
    command
        Program and arguments.
    env
        All its variables.
    cwd
        Where it runs.
    watch
        Called with the number of its process while it runs, again and again.

    Raises
    ------
    Refused
        When it fails, with its last lines.
    """
    before, began = _children(), time.perf_counter()
    with subprocess.Popen(
        command,
        env=dict(env),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    ) as process:
        try:
            said, complained = _heard(process, watch)
        except subprocess.TimeoutExpired:
            _end(process)
            raise Refused(f"{_named(command)} did not end within {_PATIENCE / 60:.0f} minutes") from None
        except BaseException:
            _end(process)
            raise
    seconds = time.perf_counter() - began
    if process.returncode:
        last = "\n".join((complained.strip() or said.strip()).splitlines()[-_LAST_LINES:])
        raise Refused(f"{_named(command)} ended with code {process.returncode}:\n{last}")
    return Timed(seconds, _children() - before, said, complained)


def _named(command: Sequence[str]) -> str:
    """Return the beginning of a command line."""
    return f"{' '.join(command[:4])} …"


def _heard(process: "subprocess.Popen[str]", watch: Callable[[int], None] | None) -> tuple[str, str]:
    """Return what a process writes until its end, watching it meanwhile."""
    deadline = time.monotonic() + _PATIENCE
    while watch is not None and time.monotonic() < deadline:
        watch(process.pid)
        try:
            return process.communicate(timeout=0.05)
        except subprocess.TimeoutExpired:
            continue
    return process.communicate(timeout=max(1.0, deadline - time.monotonic()))


def _end(process: "subprocess.Popen[str]") -> None:
    """End a process and everything in its session."""
    try:
        with contextlib.suppress(ProcessLookupError, subprocess.TimeoutExpired):
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=5)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _children() -> float:
    """Return the processor time of all processes that were waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
