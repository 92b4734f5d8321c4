"""Published targets, and next to each what was reported against it.

A target of the whole country holds for every province; a target of a province for that province. A figure
meets a target when it is at least as high; bounds are respected: “at least 52” meets 50, “at most 10” does
not meet it, “at most 60” says nothing about 50. A figure for a part of the authorities or services, or one
that the precedence rule sets aside for what it is, says nothing about the whole place.
"""

import pandas as pd

from analysis.data.judged_targets import TARGET_KINDS, TIMING, VERDICTS, measured_by, summary
from analysis.data.records import Record, records

__all__ = ["TARGET_KINDS", "TIMING", "VERDICTS", "against", "measured_by", "summary", "verdict"]

# Why a figure says nothing about the whole place: reasons of the precedence rule.
_SAYS_NOTHING = {
    "implausible",
    "mixed_denominator",
    "unreliable_source",
    "other_place",
    "partial_rollout",
    "commune_level_only",
    "part_of_authorities",
    "part_of_services",
    "several_years",
}
_TARGET_COLUMNS = {
    "line": "target_line",
    "indicator": "indicator",
    "label_en": "label_en",
    "label_vi": "label_vi",
    "geography": "geography",
    "code": "code",
    "name": "name",
    "kind": "kind",
    "value": "target",
    "unit_id": "unit",
    "unit": "unit_text",
    "level": "level",
    "year": "target_year",
    "as_of_date": "target_date",
    "publisher": "target_publisher",
    "source_title": "target_source",
    "published": "target_published",
    "note": "target_note",
}
_FIGURE_COLUMNS = {
    "line": "figure_line",
    "geography": "figure_geography",
    "code": "figure_code",
    "name": "figure_name",
    "indicator": "figure_indicator",
    "class": "figure_class",
    "value": "figure",
    "bound": "figure_bound",
    "year": "figure_year",
    "as_of_date": "figure_date",
    "publisher": "figure_publisher",
    "source_title": "figure_source",
    "chosen": "figure_chosen",
    "reason": "figure_reason",
    "note": "figure_note",
}


def verdict(target: float, value: float | None, bound: str | None = "exact") -> str:
    """Say whether a figure meets a target.

    Parameters
    ----------
    target : float
        The level to be reached.
    value : float or None
        The figure, None when nothing is reported.
    bound : {"exact", "about", "at least", "at most"}
        How the figure was worded; an “about” figure is taken at its number and stays marked by its bound.

    Returns
    -------
    {"met", "not_met", "not_known"}
    """
    if value is None or pd.isna(value):
        return "not_known"
    if value >= target:
        return "not_known" if bound == "at most" else "met"
    return "not_known" if bound == "at least" else "not_met"


def against(assessed: pd.DataFrame) -> pd.DataFrame:
    """List every target with every figure reported against it.

    Parameters
    ----------
    assessed : pandas.DataFrame
        Result of :func:`analysis.data.reported.assess`.

    Returns
    -------
    pandas.DataFrame
        One row for each target and figure, one row without figure where nothing was reported. Columns of
        the target, columns ``figure_…`` of the figure, ``timing``, ``verdict`` (at the date of the figure)
        and ``counts``: the one figure a place that the target is judged by — chosen by the precedence rule,
        of the target year, not after the target date, the latest of these.
    """
    rows = records(assessed)
    wanted = [row for row in rows if row["kind"] in TARGET_KINDS]
    figures = [row for row in rows if row["kind"] == "observed"]
    found: list[Record] = []
    for target in wanted:
        matching = [figure for figure in figures if _measures(target, figure)]
        judged = [_row(target, figure) for figure in matching] or [_row(target, None)]
        _mark_counting(judged)
        found += judged
    columns = ["target_line", "figure_line", "target_year", "figure_year"]
    return pd.DataFrame(found).astype(dict.fromkeys(columns, "Int64") | {"figure": "float64", "counts": bool})


def _measures(target: Record, figure: Record) -> bool:
    names = measured_by(target["indicator"])
    same = any(figure["indicator"] == name and kind in (None, figure["class"]) for name, kind in names)
    if target["geography"] == "VN":
        return same and figure["geography"] == "63"
    return same and (figure["geography"], figure["code"]) == (target["geography"], target["code"])


def _row(target: Record, figure: Record | None) -> Record:
    row = {new: target[old] for old, new in _TARGET_COLUMNS.items()}
    row |= {new: figure[old] if figure else None for old, new in _FIGURE_COLUMNS.items()}
    silent = figure is None or figure["reason"] in _SAYS_NOTHING
    said = "not_known" if silent else verdict(target["value"], row["figure"], row["figure_bound"])
    return row | {"timing": _timing(target, figure), "verdict": said, "counts": False}


def _timing(target: Record, figure: Record | None) -> str | None:
    if figure is None:
        return None
    if not figure["year"]:
        return "undated"
    if figure["year"] < target["year"]:
        return "before"
    date, limit = figure["as_of_date"] or str(figure["year"]), target["as_of_date"] or str(target["year"])
    return "by_date" if figure["year"] == target["year"] and date[: len(limit)] <= limit else "after"


def _mark_counting(rows: list[Record]) -> None:
    """Mark the figure of each place by which the target is judged."""
    latest: dict[str, Record] = {}
    for row in rows:
        if row["figure_chosen"] and row["timing"] == "by_date":
            best = latest.get(row["figure_code"])
            if best is None or (best["figure_date"] or "") <= (row["figure_date"] or ""):
                latest[row["figure_code"]] = row
    for row in latest.values():
        row["counts"] = True
