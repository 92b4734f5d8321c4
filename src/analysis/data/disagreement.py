"""Reported figures of one place and year that cannot both be right, or do not mean the same."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.data.records import Record, grouped, records

# Figures for something else than the whole place in one year say nothing about a disagreement.
OTHER_THING = frozenset(
    {
        "not_observed",
        "partial_rollout",
        "commune_level_only",
        "part_of_authorities",
        "part_of_services",
        "several_years",
        "other_place",
    }
)
TOLERANCE_POINTS = 2.0
TOLERANCE_SHARE = 0.05


def disagreeing(rows: list[Record]) -> list[tuple[Record, Record]]:
    """Return the pairs of assessed figures that disagree.

    Shares disagree when they differ by more than 2 points, counts by more than 5 percent; an undated figure
    is held against every year; words such as “nearly” are left aside.

    Parameters
    ----------
    rows : list of dict
        Figures with geography, code, indicator, year, value, unit_id and reason.
    """
    whole = [row for row in rows if row["reason"] not in OTHER_THING]
    return [
        (a, b)
        for group in grouped(whole, lambda row: (row["geography"], row["code"], row["indicator"]))
        for at, a in enumerate(group)
        for b in group[at + 1 :]
        if (not a["year"] or not b["year"] or a["year"] == b["year"]) and differ(a, b) and not _parts(a, b)
    ]


def _parts(a: Record, b: Record) -> bool:
    """Tell whether two counts of one delivery are of different levels, of which one may hold the other."""
    sent = a.get("delivery")
    return sent is not None and sent == b.get("delivery") and a["level"] != b["level"]


def differ(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    """Tell whether two figures lie further apart than their unit tolerates."""
    gap = abs(a["value"] - b["value"])
    if a["unit_id"] == "percent":
        return bool(gap > TOLERANCE_POINTS)
    return bool(gap > TOLERANCE_SHARE * max(abs(a["value"]), abs(b["value"])))


def conflicts(assessed: pd.DataFrame) -> pd.DataFrame:
    """List pairs of figures of one place, indicator and year that disagree.

    Shares disagree when they differ by more than 2 points, counts by more than 5 percent; an undated figure
    is held against every year; words such as “nearly” are left aside here.

    Parameters
    ----------
    assessed : pandas.DataFrame
        As :func:`analysis.data.reported.assess` or the reader of the processed table gives it.

    Returns
    -------
    pandas.DataFrame
        Columns geography, code, name, indicator, ``same_class``, and year, value, bound, class, chosen,
        reason and line of each figure of the pair (``_a``, ``_b``).
    """
    shared, own = (
        ("geography", "code", "name", "indicator"),
        (
            "year",
            "value",
            "bound",
            "class",
            "chosen",
            "reason",
            "line",
        ),
    )
    found = [
        {key: a[key] for key in shared}
        | {"same_class": a["class"] == b["class"]}
        | {f"{key}_{side}": row[key] for key in own for side, row in (("a", a), ("b", b))}
        for a, b in disagreeing(records(assessed))
    ]
    columns = [*shared, "same_class", *(f"{key}_{side}" for key in own for side in "ab")]
    return pd.DataFrame(found, columns=columns)
