"""One figure a place for each of several indicators, matched to a year: the table a cross-section is made of.

A series is taken at the year asked for, else at the latest year before it, else at the earliest after it.
Single reported figures have no common year: each place has the one that the rule picks
(:mod:`analysis.data.reported`), and a bound is counted but is no value. Simulated figures are series, all.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.data import dataset, processed
from analysis.data.indicators import indicators
from analysis.data.panel import VALUE_BOUNDS

INSTRUMENTS = ("papi", "dti", "national_portal")
"""Sources in which one survey, or one round of reports and counts, gives many indicators at once."""


@dataclass(frozen=True, eq=False)
class Matched:
    """A cross-section.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a place, by code: name, region and the indicators, missing where nothing is known;
        ``attrs["geography"]``.
    years : dict of str to tuple of int
        For each indicator, the years its values are of; empty when none is known.
    """

    table: pd.DataFrame
    years: dict[str, tuple[int, ...]]


def figures(name: str, year: int, geography: str = "63") -> pd.DataFrame:
    """Return the figures of one indicator that match a year: value, bound and year, by code of the place.

    Parameters
    ----------
    name, geography : str
        Name of the indicator; ``"63"`` or ``"34"``.
    year : int
        Year to be matched, as the head of the module says.

    Returns
    -------
    pandas.DataFrame
        Known places only, bounds included.
    """
    if _reported(name) and not dataset.in_use().is_simulated:
        return processed.cross_section(name, geography)[["value", "bound", "year"]]
    rows = processed.observations(name, geography)
    known = sorted(set(rows["year"]))
    before = [one for one in known if one <= year]
    nearest = before[-1] if before else min(known, default=year)
    return rows[rows["year"] == nearest].set_index("code")[["value", "bound", "year"]]


def matched(names: Sequence[str], year: int, geography: str = "63") -> Matched:
    """Return one figure a place for each indicator, as near to a year as is known.

    Parameters
    ----------
    names : sequence of str
        Indicators; one given twice stands once.
    year, geography
        As for :func:`figures`.

    Returns
    -------
    Matched
    """
    table = processed.places(geography).set_index("code")[["name", "region"]]
    years = {}
    for name in dict.fromkeys(names):
        found = figures(name, year, geography)
        found = found[found["bound"].isin(VALUE_BOUNDS)]
        table[name] = found["value"].reindex(table.index).astype(float)
        years[name] = tuple(sorted(int(one) for one in set(found["year"])))
    table.attrs["geography"] = geography
    return Matched(table, years)


def coverage(names: Sequence[str], outcome: str, year: int, geography: str = "63") -> pd.DataFrame:
    """Count the places for which conditions are known, and known together with an outcome.

    Parameters
    ----------
    names : sequence of str
        Conditions, in the order of the rows.
    outcome, year, geography
        The outcome and its year; conditions are matched to it.

    Returns
    -------
    pandas.DataFrame
        Index ``indicator``; whole numbers ``exact``, ``about``, ``bound`` (known as a bound only) and
        ``both`` (value and outcome known).
    """
    outcomes = figures(outcome, year, geography)
    measured = set(outcomes.index[outcomes["bound"].isin(VALUE_BOUNDS)])
    rows = {}
    for name in names:
        found = figures(name, year, geography)
        value = found["bound"].isin(VALUE_BOUNDS)
        about = found["bound"] == "about"
        counts = [int((value & ~about).sum()), int(about.sum()), int((~value).sum())]
        rows[name] = [*counts, len(measured & set(found.index[value]))]
    columns = ["exact", "about", "bound", "both"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("indicator")


def shared_instrument(a: str, b: str) -> str | None:
    """Return the survey or round of reports that both indicators come from, None when there is none.

    Figures of one instrument share its respondents or reporting bodies, and so its errors.
    """
    common = _instruments(a) & _instruments(b)
    return next((one for one in INSTRUMENTS if one in common), None)


def _instruments(name: str) -> set[str]:
    known = indicators()
    if name not in known:
        return set()
    own = {column.split("/")[0] for column in known[name].sources}
    return own.union(*(_instruments(part) for part in known[name].components if part != name))


def _reported(name: str) -> bool:
    known = indicators()[name]
    parts = [known.numerator] if known.kind == "derived" and known.numerator in indicators() else [name]
    return any(indicators()[str(part)].kind == "reported" for part in parts)
