"""From the 63 former provinces to the 34 units in force, each indicator by its own rule.

A unit has a figure only when every one of its former provinces has one. Rules: ``sum``; plain ``mean``;
``weighted_mean`` and ``recompute`` with the weight ``by`` (a rate times its base is the count, so weighting
by the base computes the rate again); ``recompute`` without weight belongs to derived indicators and is done
by :mod:`analysis.data.derived`; ``none``. A share that has no rule, because its base is not published, is
computed again from the counts where these were delivered for every former province. A unit made of one
unchanged province takes over its figure by every rule, apart from ranks and counts of administrative units,
which changed on the same day.

Tables of the two geographies are never joined on the code: see :mod:`analysis.data.joining`.
"""

from collections.abc import Sequence
from math import fsum, isnan
from typing import Any

import pandas as pd

from analysis.data.indicators import NOT_TAKEN_OVER, Indicator, indicators
from analysis.data.joining import GeographyError, join
from analysis.data.provinces import crosswalk
from analysis.data.sources import read

__all__ = [
    "MINISTRY_COLUMNS",
    "MINISTRY_TOLERANCE",
    "RULES",
    "GeographyError",
    "against_ministry",
    "aggregate",
    "combine",
    "former_provinces",
    "join",
    "to_units",
]

RULES = ("sum", "mean", "weighted_mean", "recompute", "none")

MINISTRY_TOLERANCE = 7e-5
"""Largest deviation of the rule ``mean`` from the ministry's own figures, which carry four digits."""

MINISTRY_COLUMNS = {
    "total": "dti_total",
    "activity_digital_government": "dti_government",
    "activity_digital_economy": "dti_economy",
    "activity_digital_society": "dti_society",
    "digital_infrastructure": "dti_infrastructure",
}
"""Indices that the ministry computed for the units in force itself: its column and the indicator."""


def former_provinces() -> dict[str, tuple[str, ...]]:
    """Return the codes of the former provinces of each unit, by unit code, both in ascending order."""
    pairs = crosswalk().sort_values(["unit_code", "province_code"])
    return {str(unit): tuple(rows["province_code"]) for unit, rows in pairs.groupby("unit_code")}


def combine(rule: str, values: Sequence[float], weights: Sequence[float] | None = None) -> float:
    """Combine the figures of former provinces into one.

    Parameters
    ----------
    rule : {"sum", "mean", "weighted_mean", "recompute"}
        Rule of aggregation.
    values : sequence of float
        One figure for each former province, none missing.
    weights : sequence of float, optional
        Weights of the last two rules, in the same order.

    Returns
    -------
    float
        Summed without rounding error, so that the order of the provinces does not matter.

    Raises
    ------
    ValueError
        The rule is unknown, or weights are missing or add up to zero.
    """
    if rule == "sum":
        return fsum(values)
    if rule == "mean":
        return fsum(values) / len(values)
    if rule in ("weighted_mean", "recompute"):
        if weights is None or len(weights) != len(values) or fsum(weights) == 0:
            raise ValueError(f"rule {rule} needs one weight for each of the {len(values)} figures")
        return fsum(v * w for v, w in zip(values, weights, strict=True)) / fsum(weights)
    raise ValueError(f"figures cannot be combined by the rule {rule!r}; rules are {', '.join(RULES[:-1])}")


def to_units(values: pd.Series, rule: str, weights: pd.Series | None = None) -> pd.Series:
    """Aggregate one figure per former province to the units in force.

    Parameters
    ----------
    values : pandas.Series
        Figures by code of the former province; missing and absent mean the same.
    rule : str
        As in :func:`combine`.
    weights : pandas.Series, optional
        Weights by code of the former province.

    Returns
    -------
    pandas.Series
        Figures by code of the unit in force, 34 rows, missing where a former province has no figure or
        weight. ``attrs["geography"]`` is ``"34"``.

    Raises
    ------
    GeographyError
        The figures are marked as those of the units in force.
    """
    if values.attrs.get("geography", "63") != "63":
        raise GeographyError(
            "figures of the 34 units in force cannot be aggregated again; give the 63 provinces"
        )
    known = {str(code): float(value) for code, value in values.dropna().items()}
    weighting = None if weights is None else {str(code): float(w) for code, w in weights.dropna().items()}
    found = {unit: _unit_value(codes, rule, known, weighting) for unit, codes in former_provinces().items()}
    result = pd.Series(found, dtype="float64", name=values.name).rename_axis("code")
    result.attrs["geography"] = "34"
    return result


def aggregate(observations: pd.DataFrame) -> pd.DataFrame:
    """Aggregate all observations of the former provinces that can be aggregated.

    Parameters
    ----------
    observations : pandas.DataFrame
        Long table of :mod:`analysis.data.observations`, both geographies.
        Columns ``part`` and ``whole``, where there are any, hold the counts behind a share.

    Returns
    -------
    pandas.DataFrame
        Rows of geography 34 with origin ``aggregated``, where the unit has no published figure of its own. A
        share that has no rule is computed again from the counts of all former provinces where these were
        delivered.
        ``basis_year`` is the year of the weights: the same year, else the nearest for which all former
        provinces have one (the earlier of two).
    """
    former = observations[observations["geography"] == "63"]
    own = observations[observations["geography"] == "34"]
    taken = set(zip(own["indicator"], own["code"], own["year"], strict=True))
    known = indicators()
    by_year = _by_indicator_and_year(former)
    rows: list[dict[str, Any]] = []
    units = former_provinces()
    for (name, year), figures in by_year.items():
        for unit, codes in units.items():
            if (name, unit, year) not in taken:
                row = _aggregated(known[name], year, codes, figures, by_year)
                rows += (
                    [{"geography": "34", "code": unit, "year": year, "indicator": name} | row] if row else []
                )
    return pd.DataFrame(rows)


def against_ministry(observations: pd.DataFrame | None = None) -> pd.DataFrame:
    """Compare the rule ``mean`` with the index that the ministry itself computed for the units in force.

    Parameters
    ----------
    observations : pandas.DataFrame, optional
        Long rows that hold the index of the 63 provinces, delivered figures among them; the table of the
        ministry when left out.

    Returns
    -------
    pandas.DataFrame
        Digital Transformation Index 2024. Columns code, indicator, ``aggregated`` (from the former
        provinces), ``published`` (by the ministry) and ``deviation``; total and the four indices known for
        all 63 provinces.
    """
    own = read("dti", "dti_2024_units_34").set_index("unit_code")
    former = _index_of_provinces() if observations is None else observations
    former = former[(former["geography"] == "63") & (former["year"] == 2024)]
    parts = [
        pd.DataFrame(
            {
                "indicator": name,
                "aggregated": to_units(
                    former[former["indicator"] == name].set_index("code")["value"], "mean"
                ),
                "published": own[f"{column}_post_merger_34"],
            }
        )
        for column, name in MINISTRY_COLUMNS.items()
    ]
    found = pd.concat(parts).rename_axis("code").reset_index()
    return found.assign(deviation=found["aggregated"] - found["published"])


def _index_of_provinces() -> pd.DataFrame:
    """Return the index as the ministry publishes it for the 63 provinces, as long rows."""
    table = read("dti", "dti").rename(columns={"province_code": "code", **MINISTRY_COLUMNS})
    rows = table.melt(["code", "year"], list(MINISTRY_COLUMNS.values()), "indicator", "value")
    return rows.dropna().assign(geography="63")


def _unit_value(
    codes: tuple[str, ...], rule: str, known: dict[str, float], weights: dict[str, float] | None
) -> float | None:
    if any(code not in known for code in codes):
        return None
    values = [known[code] for code in codes]
    if len(codes) == 1:
        return values[0]
    if rule == "none" or (weights is not None and any(code not in weights for code in codes)):
        return None
    return combine(rule, values, None if weights is None else [weights[code] for code in codes])


Figures = dict[str, tuple[float, str, str | None, tuple[float, float] | None]]


def _by_indicator_and_year(former: pd.DataFrame) -> dict[tuple[str, int], Figures]:
    found: dict[tuple[str, int], Figures] = {}
    columns = ["indicator", "year", "code", "value", "bound", "as_of_date", "part", "whole"]
    former = former.reindex(columns=columns)
    for name, year, code, value, bound, date, *counts in zip(*(former[key] for key in columns), strict=True):
        parted = None if any(map(isnan, counts)) else (counts[0], counts[1])
        found.setdefault((name, int(year)), {})[code] = (value, bound, date, parted)
    return dict(sorted(found.items()))


def _aggregated(
    indicator: Indicator,
    year: int,
    codes: tuple[str, ...],
    figures: Figures,
    by_year: dict[tuple[str, int], Figures],
) -> dict[str, Any] | None:
    if indicator.unit in NOT_TAKEN_OVER or any(code not in figures for code in codes):
        return None
    row: dict[str, Any] = {"origin": "aggregated", "basis_year": None, "as_of_date": None}
    if len(codes) == 1:
        value, bound, date, _ = figures[codes[0]]
        return row | {"value": value, "bound": bound, "as_of_date": date}
    bounds = {figures[code][1] for code in codes}
    if not bounds <= {"exact", "about"}:
        return None
    row["bound"] = "about" if "about" in bounds else "exact"
    if indicator.rule == "none":
        share = _share_of_sums([figures[code][3] for code in codes])
        return None if share is None else row | {"value": share}
    weights = None
    if indicator.weight:
        row["basis_year"] = _year_of_weights(indicator.weight, year, codes, by_year)
        if row["basis_year"] is None:
            return None
        weighting = by_year[indicator.weight, row["basis_year"]]
        weights = [weighting[code][0] for code in codes]
    return row | {"value": combine(indicator.rule, [figures[code][0] for code in codes], weights)}


def _share_of_sums(counts: Sequence[tuple[float, float] | None]) -> float | None:
    """Return the share of the parts in the wholes, in percent; None where a count is not known."""
    known = [pair for pair in counts if pair]
    if len(known) < len(counts):
        return None
    return 100.0 * fsum(part for part, _ in known) / fsum(whole for _, whole in known)


def _year_of_weights(
    weight: str, year: int, codes: tuple[str, ...], by_year: dict[tuple[str, int], Figures]
) -> int | None:
    years = [at for name, at in by_year if name == weight and all(c in by_year[name, at] for c in codes)]
    return min(years, key=lambda at: (abs(at - year), at), default=None)
