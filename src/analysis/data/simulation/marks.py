"""The national figures that a simulated country meets, each with its source or marked as assumed.

They stand in ``simulation_marks.yaml``. A simulated figure of a place is drawn around the path of its
national figure: through the marks, and on by a yearly growth that is always assumed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from analysis.data.indicators import Texts, described

Array = NDArray[np.float64]

_SCORE_LOW, _SCORE_RANGE = 1 / 3, 3.0
"""A part of PAPI runs from 1/3 to 10/3."""
_FARTHEST = 40.0
_STEP = 2 * _FARTHEST / 2**48
"""Far below the last digit of any figure, and every multiple of it up to the farthest shift is exact."""
_NEAR, _MOST_SECANTS = 1e-9, 12


@dataclass(frozen=True)
class Scale:
    """A scale on which figures are drawn: from the unit of the figure to the whole line, and back."""

    to_line: Callable[[Any], Any]
    to_unit: Callable[[Any], Any]


SCALES = {
    "log": Scale(np.log, np.exp),
    "logit": Scale(lambda percent: logit(percent / 100), lambda line: 100 * expit(line)),
    "score": Scale(
        lambda score: logit((score - _SCORE_LOW) / _SCORE_RANGE),
        lambda line: _SCORE_LOW + _SCORE_RANGE * expit(line),
    ),
    "index": Scale(logit, expit),
}


@dataclass(frozen=True)
class Mark:
    """One national figure of one year.

    Attributes
    ----------
    variable : str
        Indicator of the dictionary, or ``dossiers_received``.
    year, figure : int, float
        The figure, in the unit of the variable.
    kind : {"published", "computed", "guideline", "assumed"}
        Printed for the country; computed from the published figures of places; recommended; assumed.
    source : str
        Folder and table of ``data/raw``; empty when assumed.
    indicator : str
        Indicator under which the table holds it.
    rule : str
        How a computed figure was computed.
    note : dict of str to str
        What is known, ``en`` and ``vi``; empty when the source says all.
    """

    variable: str
    year: int
    figure: float
    kind: str
    source: str
    indicator: str
    rule: str
    note: Texts


@dataclass(frozen=True)
class Course:
    """The course of a national figure over the years: its marks, its scale and its assumed growth.

    ``over`` says what it is a share or mean of; ``total`` is a sum. ``tolerance`` is how far a simulated
    national figure may lie from the course, in the unit of the figure.
    """

    variable: str
    scale: str
    over: str
    growth: float
    tolerance: float
    marks: tuple[Mark, ...]

    def at(self, years: Iterable[int]) -> Array:
        """Return the national figure of each year: marks joined on the scale, outside them the growth."""
        scale, wanted = SCALES[self.scale], np.asarray(list(years), dtype=float)
        known = np.array([mark.year for mark in self.marks], dtype=float)
        line = scale.to_line(np.array([mark.figure for mark in self.marks]))
        joined = np.interp(wanted, known, line)
        beyond = np.minimum(wanted - known[0], 0) + np.maximum(wanted - known[-1], 0)
        return np.asarray(scale.to_unit(joined + self.growth * beyond))


@cache
def courses() -> dict[str, Course]:
    """Return the course of every simulated national figure, by variable."""
    return {name: _course(name, entry) for name, entry in described("simulation_marks.yaml").items()}


def marks() -> list[Mark]:
    """Return every mark, in the order of the file."""
    return [mark for course in courses().values() for mark in course.marks]


def _course(variable: str, entry: dict[str, Any]) -> Course:
    found = tuple(
        Mark(
            variable,
            int(mark["year"]),
            float(mark["figure"]),
            mark["kind"],
            mark.get("source", ""),
            mark.get("indicator", variable),
            mark.get("rule", ""),
            {language: mark[language] for language in ("en", "vi") if language in mark},
        )
        for mark in entry["marks"]
    )
    return Course(
        variable, entry["scale"], entry["over"], float(entry["growth"]), float(entry["tolerance"]), found
    )


def meeting(variable: str, years: Iterable[int], line: Array, weights: Array | None = None) -> Array:
    """Shift figures on their scale, year by year, until mean or sum meets the national figure.

    Parameters
    ----------
    variable : str
        Variable whose course is met; its scale is the one that `line` is on.
    years : iterable of int
        One a row.
    line : array, years × places
        Figures on the scale, in any level.
    weights : array, years × places, optional
        Weight of each place in a mean; equal when left out. A sum has none.

    Returns
    -------
    array, years × places
        Figures in the unit of the variable.
    """
    course = courses()[variable]
    to_unit, targets = SCALES[course.scale].to_unit, course.at(years)[:, None]
    share = np.ones_like(line) if weights is None else weights
    if course.over != "total":
        share = share / share.sum(axis=1, keepdims=True)
    return np.asarray(to_unit(line + _shifts(course.scale, line, share, targets)))


def _shifts(scale: str, line: Array, share: Array, targets: Array) -> Array:
    """Return the shift of each row, shape (years, 1): the smallest step of the scale that passes its target.

    Steps are so small that halving the range from -40 to 40 would take 48 rounds; a secant finds almost all
    of them in a few, and a shift stands only when the step below it does not pass. The others are halved.
    """
    to_line, to_unit = SCALES[scale].to_line, SCALES[scale].to_unit

    def level(shift: Array, rows: Any = slice(None)) -> Array:
        return np.asarray((share[rows] * to_unit(line[rows] + shift)).sum(axis=1, keepdims=True))

    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        wanted = to_line(targets)
        earlier, gap_earlier = np.zeros_like(targets), to_line(level(np.zeros_like(targets))) - wanted
        shift = earlier - gap_earlier
        for _ in range(_MOST_SECANTS):
            gap = to_line(level(shift)) - wanted
            slope = (gap - gap_earlier) / (shift - earlier)
            earlier, gap_earlier = shift, gap
            shift = shift - np.where(np.isfinite(slope) & (slope > 0), gap / slope, gap)
            if (np.abs(shift - earlier) < _NEAR).all():
                break
        high = np.ceil(shift / _STEP) * _STEP
        found = (level(high) > targets) & ~(level(high - _STEP) > targets) & (np.abs(high) < _FARTHEST)
    rows = ~found[:, 0]
    if rows.any():
        high[rows] = _halved(lambda middle: level(middle, rows) > targets[rows], int(rows.sum()))
    return high


def _halved(over: Callable[[Array], Any], rows: int) -> Array:
    """Return the smallest step at which each of some rows passes its target, shape (rows, 1)."""
    low, high = np.full((rows, 1), -_FARTHEST), np.full((rows, 1), _FARTHEST)
    while high[0, 0] - low[0, 0] > _STEP:
        middle = (low + high) / 2
        passed = over(middle)
        low, high = np.where(passed, low, middle), np.where(passed, middle, high)
    return high
