"""Judging the figures of a delivery together and against what is known: faults, and doubts with a suggestion.

What cannot be is a fault: a part above its whole, a share above 100. What may be right is a doubt, for
somebody to decide; the suggestion follows the rule of :mod:`analysis.data.reported`: an exact figure before
a worded one, then the later date. A figure is given one explanation: when a mistaken unit or exchanged
digits explain it, its conflict or jump is not told apart. The share that a part and its whole imply is
judged like a share that is stated; its remark names the share as variable, and the cell of the part.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

import pandas as pd

from analysis.data.deliveries.judged import known_sizes, slips, stated_shares
from analysis.data.deliveries.judged.evidence import IN_POINTS, Evidence, apart
from analysis.data.deliveries.judged.implied_shares import implied
from analysis.data.deliveries.kept.figures import NAMES
from analysis.data.deliveries.kept.published_cells import differs
from analysis.data.deliveries.remarks import Remark, about
from analysis.data.deliveries.variables import variables
from analysis.data.disagreement import differ
from analysis.data.doubts import NEAR_ALL
from analysis.data.records import Record, records

JUMP_MARGIN = 1.25
"""A change is a jump when it is so many times the largest ever seen in the series of other places."""

# Sources of figures that were delivered, and of those computed for units in force, which nobody published.
_DELIVERIES, _AGGREGATED = "deliveries/", "aggregated"
_SLIPS = ("thousandfold", "digits_transposed")
_BOUND_RANK = {"exact": 0, "about": 1, "at least": 2, "at most": 2}


def judge(
    figures: pd.DataFrame, known: pd.DataFrame, *, previous: pd.DataFrame | None = None
) -> list[Remark]:
    """Return what is wrong with, or doubtful about, the figures of a delivery.

    Parameters
    ----------
    figures : pandas.DataFrame
        Columns of :mod:`analysis.data.deliveries.delivery`.
    known : pandas.DataFrame
        Columns geography, code, year, variable, value, bound, source and date, in the names and units of the
        variables, as :func:`analysis.data.deliveries.kept.figures.known` gives it.
    previous : pandas.DataFrame, optional
        What the same sender delivered before, with the columns of ``known``: a figure that differs from it is
        a revision and not a conflict. When left out, every delivered figure in ``known`` is taken for one
        of the same sender.

    Returns
    -------
    list of Remark
        By sheet, row and column. Faults: part_above_whole, share_above_100. Doubts: conflict, revision, jump,
        digits_transposed, thousandfold, near_all, above_known.
    """
    rows, shares = records(figures), implied(figures)
    evidence = Evidence(figures, known)
    sent = known["source"].fillna("").str.startswith(_DELIVERIES)
    own = Evidence(figures, known[sent] if previous is None else previous)
    found = list(_faults(rows))
    for row in rows:
        found += _doubts(row, evidence, own)
    slipped = {(one.row, one.column) for one in found if one.kind in _SLIPS}
    kept = shares[[at not in slipped for at in zip(shares["row"], shares["column"], strict=True)]]
    found += _of_shares(kept, figures, known)
    return sorted(found, key=Remark.order)


def _faults(rows: list[Record]) -> Iterator[Remark]:
    cells = {(row["geography"], row["code"], row["year"], row["variable"]): row for row in rows}
    for row in rows:
        variable = variables()[row["variable"]]
        if variable.unit == "percent" and row["value"] > 100:
            yield about("share_above_100", row)
        whole = cells.get((row["geography"], row["code"], row["year"], variable.part_of or ""))
        if (
            whole
            and row["bound"] != "at most"
            and whole["bound"] != "at least"
            and row["value"] > whole["value"]
        ):
            yield about(
                "part_above_whole",
                row,
                part=row["variable"],
                whole=whole["variable"],
                part_value=row["value"],
                whole_value=whole["value"],
            )


def _doubts(row: Record, evidence: Evidence, own: Evidence) -> Iterator[Remark]:
    slip = _slip(row, evidence)
    if slip:
        yield slip
    else:
        yield from _against_sources(row, evidence, own)
        yield from _jump(row, evidence)
        if values := known_sizes.exceeded(row, evidence):
            yield about("above_known", row, "set_aside", **values)
    if variables()[row["variable"]].unit == "percent" and NEAR_ALL < row["value"] <= 100:
        yield about("near_all", row, "take")


def _of_shares(shares: pd.DataFrame, figures: pd.DataFrame, known: pd.DataFrame) -> Iterator[Remark]:
    """Yield the doubts about implied shares: against the share in the file, else as any figure."""
    evidence, nothing = Evidence(shares, known), Evidence(shares, known.head(0))
    stated = Evidence(shares, figures.assign(source=None, date=figures["as_of_date"]))
    beyond = stated_shares.beyond_rounding(figures)
    for row in records(shares):
        against = stated.sources(row)
        found = _against_sources(row, stated, nothing, beyond) if against else _doubts(row, evidence, nothing)
        for one in found:
            said = dict(one.values)
            yield replace(one, values=said | {"share": float(f"{row['value']:.6g}")})


def _slip(row: Record, evidence: Evidence) -> Remark | None:
    if values := slips.power_of_ten(row, evidence):
        return about("thousandfold", row, "set_aside", **values)
    meant = slips.exchanged_digits(row, evidence)
    return None if meant is None else about("digits_transposed", row, "set_aside", meant=meant)


def _against_sources(
    row: Record, evidence: Evidence, own: Evidence, beyond: Callable[[Record, Record], bool] | None = None
) -> Iterator[Remark]:
    """Yield a revision of the same sender or table, else the conflict with the source that lies furthest."""
    variable, sources = variables()[row["variable"]], evidence.sources(row)
    of_table = [one for one in sources if variable.published and one["source"] != _AGGREGATED]
    if earlier := [*(one for one in own.sources(row) if _same_date(row, one)), *of_table]:
        last = max(earlier, key=lambda one: one["date"] or "")
        if differs(row["value"], row["written"], last["value"]) or last["bound"] != row["bound"]:
            yield about("revision", row, "take", known=last["value"], when=last["date"], **_named(last))
        return
    against = [
        one for one in sources if _contradict(row, one, variable.unit) or (beyond and beyond(row, one))
    ]
    if against:
        worst = max(against, key=lambda one: apart(variable, row["value"], one["value"]))
        suggested = "take" if all(_rank(row) < _rank(one) for one in against) else "keep"
        yield about(
            "conflict",
            row,
            suggested,
            known=worst["value"],
            **_named(worst),
            difference=float(f"{row['value'] - worst['value']:.6g}"),
        )


def _named(other: Record) -> dict[str, object]:
    """Return where a known figure comes from, and how it is meant where it is not exact."""
    names = {name: other.get(name) for name in NAMES}
    found: dict[str, object] = {name: text for name, text in names.items() if isinstance(text, str)}
    if other["bound"] != "exact":
        found["known_bound"] = other["bound"]
    return {"source": other["source"]} | found


def _same_date(row: Record, other: Record) -> bool:
    """Tell whether two figures of one year may be of one day; one of a later day revises nothing."""
    return not row["as_of_date"] or not other["date"] or row["as_of_date"] == other["date"]


def _contradict(row: Record, other: Record, unit: str) -> bool:
    """Tell whether two figures cannot both hold, as they are worded, within the tolerance of their unit."""
    low, high = sorted((row, other), key=lambda one: one["value"])
    if low["bound"] == "at least" or high["bound"] == "at most":
        return False
    return differ({"value": row["value"], "unit_id": unit}, {"value": other["value"], "unit_id": unit})


def _rank(row: Record) -> tuple[int, tuple[int, ...]]:
    """Return the rank of the written rule: the lower goes first. Later dates are lower."""
    date = str(row.get("date") or row.get("as_of_date") or row["year"])
    return _BOUND_RANK[row["bound"]], tuple(-ord(mark) for mark in date.ljust(10, " "))


def _jump(row: Record, evidence: Evidence) -> Iterator[Remark]:
    """Yield a change from or to the next year that is larger than any that other places ever made."""
    variable = variables()[row["variable"]]
    changes = evidence.usual_changes(row) if row["bound"] in {"exact", "about"} else []
    next_years = evidence.next_years(row) if changes else []
    if not next_years:
        return
    largest = max(changes)
    nearest = {
        year: min(
            (one for one in next_years if one["year"] == year),
            key=lambda one: apart(variable, row["value"], one["value"]),
        )
        for year in sorted({one["year"] for one in next_years})
    }
    for year, one in nearest.items():
        change = apart(variable, row["value"], one["value"])
        if change > JUMP_MARGIN * largest:
            yield about(
                "jump", row, "set_aside", before=one["value"], year=int(year), **_told(row, one, largest)
            )
            return


def _told(row: Record, other: Record, largest: float) -> dict[str, object]:
    if variables()[row["variable"]].unit in IN_POINTS:
        return {"points": round(row["value"] - other["value"], 4), "largest_points": round(largest, 4)}
    if not other["value"]:
        return {}
    return {
        "factor": float(f"{row['value'] / other['value']:.3g}"),
        "largest": float(f"{math.exp(largest):.3g}"),
    }
