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
    low, high = np.full_like(targets, -40.0), np.full_like(targets, 40.0)
    for _ in range(48):  # halving: 80 / 2**48 is far below the last digit of any figure
        middle = (low + high) / 2
        over = (share * to_unit(line + middle)).sum(axis=1, keepdims=True) > targets
        low, high = np.where(over, low, middle), np.where(over, middle, high)
    return np.asarray(to_unit(line + high))
