"""The machine the benchmark runs on: what it is, how fast it is just now, and what else it is doing."""

import os
import platform
import time
from dataclasses import dataclass
from pathlib import Path

from analysis.pipeline.build import processors

_STAT = Path("/proc/stat")
_TURNS = 1_500_000


@dataclass(frozen=True)
class State:
    """How the machine is at one moment.

    Attributes
    ----------
    pace
        Seconds that a fixed piece of work takes.
    foreign
        Share of the processors, 0 to 1, that others keep busy; missing where the system does not tell.
    """

    pace: float
    foreign: float | None


def described() -> dict[str, str | int | float]:
    """Return what the machine is, without its name: processors, memory in GiB, system and Python."""
    found: dict[str, str | int | float] = {
        "processors": processors(),
        "processor": _processor(),
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": platform.python_version(),
    }
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        found["memory_gib"] = round(memory / 2**30, 1)
    return found


def _processor() -> str:
    """Return the kind of processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def state(seconds: float = 0.4) -> State:
    """Watch for a moment what others do, then time a fixed piece of work."""
    before = _busy()
    time.sleep(seconds)
    after = _busy()
    began = time.perf_counter()
    total = 0
    for number in range(_TURNS):
        total += number & 7
    pace = time.perf_counter() - began
    if before is None or after is None or after[1] == before[1]:
        return State(pace, None)
    return State(pace, (after[0] - before[0]) / (after[1] - before[1]))


def _busy() -> tuple[float, float] | None:
    """Return the time all processors were busy, and all their time, since the system started."""
    try:
        first = _STAT.read_text(encoding="ascii").splitlines()[0]
    except OSError:
        return None
    times = [float(part) for part in first.split()[1:9]]  # user nice system idle iowait irq softirq steal
    total = sum(times)
    return total - times[3] - times[4], total
