"""What all briefs take where some were executed and timed: on this machine, or on a cluster."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean, stdev

_CRITICAL = 1.96


@dataclass(frozen=True)
class Estimate:
    """Seconds that a number of briefs take, with the ends of a 95 % interval.

    Attributes
    ----------
    briefs, sample
        How many it is about, and from how many it is told.
    seconds, low, high
        Of wall time.
    where
        Where they were executed, in words.
    """

    briefs: int
    sample: int
    seconds: float
    low: float
    high: float
    where: str = "on this machine"

    def __str__(self) -> str:
        """Return the estimate in words."""
        ends = f"{_clock(self.low)} to {_clock(self.high)}"
        return (
            f"{self.briefs:,} briefs would take about {_clock(self.seconds)} {self.where} "
            f"(95% interval {ends}, from {self.sample:,} that were timed)"
        )


def estimate(
    worked: Sequence[tuple[float, float]], briefs: int, where: str = Estimate.where
) -> Estimate | None:
    """Return what a number of briefs take, given some that were executed side by side.

    The mean time of a brief is scaled by how much of the processes' time passed on the clock: from the first
    beginning to the last end, divided by the sum of the times. The interval is that of the mean of a simple
    random sample, for the briefs that are not in it.

    Parameters
    ----------
    worked
        Beginning and end of each brief of the sample, in seconds.
    briefs
        How many are asked about.
    where
        Where they were executed, in words.

    Returns
    -------
    Estimate or None
        None with fewer than two briefs in the sample.
    """
    times = [ended - began for began, ended in worked]
    if len(times) < 2 or sum(times) <= 0:
        return None
    passed = max(ended for _, ended in worked) - min(began for began, _ in worked)
    side_by_side = passed / sum(times)
    middle = briefs * side_by_side * mean(times)
    others = max(briefs - len(times), 0)
    half = _CRITICAL * others * side_by_side * stdev(times) / math.sqrt(len(times))
    return Estimate(briefs, len(times), middle, max(middle - half, 0.0), middle + half, where)


def _clock(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
