"""Remarks that one sentence tells: headings of several years, rows left out, many cells of a column."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from analysis.data.deliveries.remarks import NOTE, Remark
from analysis.data.deliveries.written.dates_in_text import without_dates

FEW = 4
"""Faults of one kind in one column that are told one by one."""

SINGLE = frozenset(
    {
        "not_a_number", "ambiguous_number", "not_whole", "below_zero", "out_of_range", "formula_error",
        "unreadable_day", "ambiguous_day", "share_above_100", "part_above_whole", "unknown_place",
        "ambiguous_place",
    }
)  # fmt: skip
"""Faults of cells that ask for the same of each."""

QUOTED = frozenset({"row_left_out", "said_unknown"})
"""Notes that quote what stands in their cells."""

_EMPTY = re.compile(r"\(\s*\)|\[\s*\]")  # What is left of a year in brackets.
_REASONS = ("reason", "why")
_KEPT = (*_REASONS, "part", "whole")


def told_as(remarks: Sequence[Remark]) -> list[Remark]:
    """Return for each remark the one whose words are said of it; those of one sentence get equal words.

    Parameters
    ----------
    remarks
        In their order; the result has the same.
    """
    found: dict[int, Remark] = {}
    numbered = sorted(enumerate(remarks), key=lambda pair: _key(pair[1]))
    for _, pairs in groupby(numbered, key=lambda pair: _key(pair[1])):
        members = list(pairs)
        stand_in = _stand_in([remark for _, remark in members])
        found |= {at: remark if stand_in is None else stand_in for at, remark in members}
    return [found[at] for at in range(len(remarks))]


def _key(one: Remark) -> tuple[str, ...]:
    reason = str(next((one.values[name] for name in _REASONS if one.values.get(name)), ""))
    column = "" if one.grave == NOTE else str(one.column)
    if one.kind in SINGLE | QUOTED:
        figures = (str(one.values.get("part", "")), str(one.values.get("whole", "")))
        return (one.sheet or "", one.kind, reason, column, *figures)
    if one.kind == "unknown_year":
        return (one.sheet or "", one.kind)
    heading = one.values.get("heading")
    if isinstance(heading, str) and heading:
        others = {name: value for name, value in one.values.items() if name not in {"heading", "year"}}
        return (one.sheet or "", one.kind, undated(heading), repr(sorted(others.items(), key=str)))
    return (one.sheet or "", one.kind, repr(one.order()), repr(one))


def _stand_in(members: Sequence[Remark]) -> Remark | None:
    """Return the remark that stands for some; None where each is told by itself."""
    first = members[0]
    reasons = {name: first.values[name] for name in _KEPT if first.values.get(name)}
    if first.kind in SINGLE | QUOTED:
        writings = tuple(dict.fromkeys(one.written for one in members if one.written))
        few = len(members) <= (1 if first.grave == NOTE else FEW)
        if few or len(writings) < 2:
            return None
        return replace(
            first,
            values=reasons | {"writings": writings},
            geography=None,
            code=None,
            year=None,
            variable=None,
        )
    headings = tuple(
        dict.fromkeys(str(one.values["heading"]) for one in members if one.values.get("heading"))
    )
    if len(members) < 2 or len(headings) < 2:
        return None
    if first.kind == "unknown_year":
        return replace(first, values={"headings": headings}, year=None, variable=None, written=None)
    return replace(first, values={**first.values, "heading": undated(headings[0])}, year=None, written=None)


def undated(heading: str) -> str:
    """Return a heading without the years and days in it; as it stands when nothing else is in it."""
    levels = [" ".join(_EMPTY.sub("", without_dates(level)[0]).split()) for level in heading.split(" / ")]
    return " / ".join(filter(None, levels)) or heading
