"""What is told of measurements: medians, ratios, growth, whole figures from a sample, targets."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

import numpy as np
from scipy import stats

OURS = "uptake"


@dataclass(frozen=True)
class Target:
    """What was aimed at: a figure, or a ratio to ours, that may not be above or not below a bound."""

    bound: float
    side: Literal["at most", "at least"]
    of: Literal["ratio", "figure"]

    def met(self, row: "Row") -> bool | None:
        """Tell whether a row keeps the bound; ``None`` where there is nothing to compare."""
        value = row.ratio if self.of == "ratio" else row.median
        if value is None or math.isnan(value):
            return None
        return value <= self.bound if self.side == "at most" else value >= self.bound


@dataclass(frozen=True)
class Row:
    """One figure of the table.

    Attributes
    ----------
    part
        Letter of the part, ``a`` to ``f``.
    what
        What was done, such as ``runs of the sample``.
    who
        Who did it.
    unit
        Of the figure: seconds, bytes …
    median, smallest, largest
        Over the repeats.
    repeats
        How often it was measured; 0 for a figure that was computed from others.
    ratio
        To what :attr:`beside` names.
    beside
        What the ratio is to, in words.
    target
        What was aimed at, where something was.
    note
        How a computed figure was computed; whatever else must be known to read it.
    """

    part: str
    what: str
    who: str
    unit: str
    median: float
    smallest: float
    largest: float
    repeats: int
    ratio: float | None = None
    beside: str = ""
    target: Target | None = None
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the target was met; ``None`` without one."""
        return self.target.met(self) if self.target else None

    @property
    def missed_by(self) -> float:
        """By what share of the bound the target was missed; 0 where it was met or there is none."""
        if self.target is None or self.met is not False:
            return 0.0
        value = self.ratio if self.target.of == "ratio" else self.median
        return abs((value or 0.0) - self.target.bound) / self.target.bound


def row(part: str, what: str, who: str, values: Sequence[float], *, unit: str = "s", **more: object) -> Row:
    """Return the row of repeated measurements.

    Raises
    ------
    ValueError
        Without any.
    """
    if not values:
        raise ValueError(f"{part}, {what}, {who}: nothing was measured")
    return Row(part, what, who, unit, median(values), min(values), max(values), len(values), **more)  # type: ignore[arg-type]


def in_turns(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Return how many times longer others took: the median of the ratios turn by turn.

    The machine's drift from turn to turn is in both figures of a turn, and leaves its ratio alone.

    Parameters
    ----------
    ours, theirs
        Seconds by repeat; the same number of each, or ratios of medians are all there is.
    """
    if len(ours) != len(theirs):
        return median(theirs) / median(ours)
    return median(their / our for our, their in zip(ours, theirs, strict=True))


def whole(seconds: Mapping[str, float], beside: Mapping[str, float], family: Mapping[str, str]) -> float:
    """Return the seconds of all runs from those of a sample and from what is known of every run.

    What a run takes is what its work takes, known of every run, and a surplus, known in the sample: the mean
    surplus of each family stands for those of its other runs (the difference estimator of survey sampling,
    Cochran 1977, section 7.2).

    Parameters
    ----------
    seconds
        Of each run of the sample.
    beside
        Of every run, measured in another way.
    family
        Family of every run.

    Raises
    ------
    ValueError
        When no run of a family is in the sample.
    """
    total = sum(beside.values())
    for name in dict.fromkeys(family[run] for run in beside):
        surplus = [seconds[run] - beside[run] for run in seconds if family[run] == name]
        if not surplus:
            raise ValueError(f"no run of {name} is in the sample")
        total += sum(family[run] == name for run in beside) * sum(surplus) / len(surplus)
    return total


@dataclass(frozen=True)
class Growth:
    """How cost grows with size: the exponent, and its 95% interval."""

    exponent: float
    low: float
    high: float


def growth(sizes: Sequence[float], seconds: Sequence[float]) -> Growth:
    """Return the exponent of cost in size, by least squares of log on log.

    Parameters
    ----------
    sizes, seconds
        One figure a measurement; at least three sizes, all positive.

    Raises
    ------
    ValueError
        For fewer sizes, or figures that have no logarithm.
    """
    if len(set(sizes)) < 3 or min(*sizes, *seconds) <= 0:
        raise ValueError("growth needs at least three sizes and positive figures")
    line = stats.linregress(np.log(sizes), np.log(seconds))
    margin = float(stats.t.ppf(0.975, len(sizes) - 2) * line.stderr)
    return Growth(float(line.slope), float(line.slope) - margin, float(line.slope) + margin)


def slope(counts: Sequence[float], values: Sequence[float]) -> float:
    """Return by how much a figure rises per step, by least squares: memory per further worker."""
    return float(stats.linregress(counts, values).slope)
