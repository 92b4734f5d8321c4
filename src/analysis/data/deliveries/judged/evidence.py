"""What a delivered figure can be held against: other sources of its cell, its own series, other places.

How far two figures lie apart is measured on the scale of the variable: shares and scores in points, counts
and amounts as a natural logarithm of their ratio, in which a doubling is as far as a halving.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.data.deliveries.variables import Variable, variables
from analysis.data.records import Record, records

IN_POINTS = frozenset({"percent", "index_0_1"})
"""Units whose figures are compared by their difference."""

FEWEST_CHANGES, FEWEST_PLACES = 20, 10
"""Changes from year to year, and places that they come from, below which none is called unusual."""

# Bounds that state a value, and not only a limit of it.
_VALUES = frozenset({"exact", "about"})

Series = dict[int, list[Record]]


def apart(variable: Variable, first: float, second: float) -> float:
    """Return how far two figures lie apart, in points or as a logarithm; infinite from zero to something."""
    if variable.unit in IN_POINTS:
        return abs(first - second)
    if first <= 0 or second <= 0:
        return 0.0 if first == second else math.inf
    return abs(math.log(first / second))


class Evidence:
    """What stands beside the figures of a delivery.

    Parameters
    ----------
    figures : pandas.DataFrame
        The delivery: columns of :mod:`analysis.data.deliveries.delivery`.
    known : pandas.DataFrame
        What is known: columns geography, code, year, variable, value, bound, source, date, as
        :func:`analysis.data.deliveries.kept.figures.known` gives it.
    """

    def __init__(self, figures: pd.DataFrame, known: pd.DataFrame) -> None:
        self._known = _by_series(records(known))
        self._delivered = _by_series(records(figures))
        self._places = (_by_place(self._known), _by_place(self._delivered))

    def sources(self, row: Record) -> list[Record]:
        """Return what other sources say of the very cell, whatever their bounds."""
        return self._known[_series(row)].get(int(row["year"]), [])

    def next_years(self, row: Record) -> list[Record]:
        """Return the values of the year before and the year after: as known, else as delivered."""
        found: list[Record] = []
        for year in (int(row["year"]) - 1, int(row["year"]) + 1):
            known = _stated(self._known[_series(row)].get(year, []))
            found += known or _stated(self._delivered[_series(row)].get(year, []))
        return found

    def reference(self, row: Record, name: str) -> Record | None:
        """Return the known value of that name for the place of a figure, of the nearest year."""
        years = self._known[row["geography"], row["code"], name]
        stated = [one for year in sorted(years) for one in _stated(years[year])]
        return min(stated, key=lambda one: abs(one["year"] - row["year"]), default=None)

    def others(self, row: Record, *, delivered: bool) -> list[Record]:
        """Return one value for each other place of the same set: that of the nearest year."""
        found = []
        places = self._places[delivered][row["geography"], row["variable"]]
        for years in (years for code, years in places.items() if code != row["code"]):
            stated = [one for year in sorted(years) for one in _stated(years[year])]
            if stated:
                found.append(min(stated, key=lambda one: abs(one["year"] - row["year"])))
        return found

    def usual_changes(self, row: Record) -> list[float]:
        """Return how far figures of other places moved from year to year; empty when too few are known.

        Where the known series are too few, those of the delivery itself are taken too.
        """
        for changes in (self._known_changes, self._all_changes):
            others = [
                one
                for geography, code, one in changes[row["variable"]]
                if (geography, code) != (row["geography"], row["code"])
            ]
            places = {place[:2] for place in changes[row["variable"]]}
            if len(others) >= FEWEST_CHANGES and len(places) >= FEWEST_PLACES:
                return others
        return []

    @cached_property
    def _known_changes(self) -> dict[str, list[tuple[str, str, float]]]:
        return _changes(self._known)

    @cached_property
    def _all_changes(self) -> dict[str, list[tuple[str, str, float]]]:
        merged = defaultdict(dict, {key: dict(years) for key, years in self._delivered.items()})
        for key, years in self._known.items():
            merged[key] = {**merged[key], **years}
        return _changes(merged)


def quantile(values: Iterable[float], at: float) -> float:
    """Return a quantile of some values."""
    return float(np.quantile(list(values), at))


def _by_series(rows: Iterable[Record]) -> defaultdict[tuple[str, str, str], Series]:
    found: defaultdict[tuple[str, str, str], Series] = defaultdict(dict)
    for row in rows:
        found[_series(row)].setdefault(int(row["year"]), []).append(row)
    return found


def _by_place(held: Mapping[tuple[str, str, str], Series]) -> defaultdict[tuple[str, str], dict[str, Series]]:
    found: defaultdict[tuple[str, str], dict[str, Series]] = defaultdict(dict)
    for (geography, code, variable), years in held.items():
        found[geography, variable][code] = years
    return found


def _series(row: Record) -> tuple[str, str, str]:
    return (row["geography"], row["code"], row["variable"])


def _stated(rows: list[Record]) -> list[Record]:
    return [row for row in rows if row["bound"] in _VALUES]


def _changes(held: dict[tuple[str, str, str], Series]) -> defaultdict[str, list[tuple[str, str, float]]]:
    found: defaultdict[str, list[tuple[str, str, float]]] = defaultdict(list)
    delivered = variables()
    for (geography, code, name), years in held.items():
        if name in delivered:
            found[name] += [(geography, code, one) for one in _of_series(delivered[name], years)]
    return found


def _of_series(variable: Variable, years: Series) -> Iterator[float]:
    """Yield the finite changes of a series; of several sources for a year, those that lie nearest."""
    for year, rows in years.items():
        pairs = [(a, b) for a in _stated(rows) for b in _stated(years.get(year + 1, []))]
        if pairs:
            smallest = min(apart(variable, a["value"], b["value"]) for a, b in pairs)
            if math.isfinite(smallest):
                yield smallest
