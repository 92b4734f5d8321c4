"""Delivered figures as rows of the reported figures, so that the written precedence rule takes them.

Each figure becomes a row of its own. Beside these stand what follows from two figures of one delivery for
the same place and date: the count of commune and hamlet teams together, and the share that a count is of its
whole; both name the figures that they were computed from. A bound goes through: a part “at least” gives a
share “at least”, a whole “at least” a share “at most”; where two bounds point different ways nothing is
computed.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from math import fsum

import pandas as pd

from analysis.data import as_of as state
from analysis.data.deliveries.kept import accepted, decided
from analysis.data.deliveries.kept.accepted import Accepted
from analysis.data.deliveries.variables import Variable, variables
from analysis.data.indicators import described
from analysis.data.records import Record, grouped, records

_DIGITS = 12
_BOTH = "commune and hamlet"
_TURNED = {"at least": "at most", "at most": "at least"}


def extended(figures: pd.DataFrame, as_of: dt.date | None = None) -> pd.DataFrame:
    """Return the reported figures with those that were delivered below them.

    Parameters
    ----------
    figures : pandas.DataFrame
        The table ``reported_figures`` with its column ``line``.
    as_of : datetime.date, optional
        The day; that of :func:`analysis.data.as_of.day` when left out.

    Returns
    -------
    pandas.DataFrame
        The very table when nothing is delivered; else with :func:`delivered` below it. ``line`` goes on
        counting: a withdrawn delivery keeps its numbers, so that a row has one number for ever.
    """
    rows = delivered(as_of)
    if rows.empty:
        return figures
    rows = rows.assign(line=rows["line"] + int(figures["line"].max()))
    return pd.concat([figures, rows], ignore_index=True).astype({"year": figures["year"].dtype})


def delivered(as_of: dt.date | None = None) -> pd.DataFrame:
    """Return the delivered figures in use, and what follows from them, as rows of the reported figures.

    Parameters
    ----------
    as_of : datetime.date, optional
        The day; that of :func:`analysis.data.as_of.day` when left out.

    Returns
    -------
    pandas.DataFrame
        The columns of ``reported_figures``; ``line`` (counted through all deliveries), ``source`` and
        ``table``; ``delivery``, ``delivery_lines`` (lines of its table, parted by a bar), ``part`` and
        ``whole`` of a share; ``variables``, ``decided`` (the choice made about it) and ``said_en``,
        ``said_vi`` (how it was computed). Empty when nothing is delivered; figures of source tables, such as
        the index, are left out (:mod:`analysis.data.deliveries.kept.published_cells`).
    """
    made = decided.recorded(as_of)
    rows = []
    for one in accepted.in_use(as_of):
        choices = decided.choices(one.id, made)
        for at, row in enumerate(_rows(records(accepted.table(one.id))), start=1):
            # Twice as many numbers as figures: each can give one more row at most.
            rows.append(_printed(one, row) | {"line": 2 * one.line + at, "decided": _choice(row, choices)})
    return pd.DataFrame(rows)


def indicator_of(variable: Variable) -> str:
    """Return the indicator of the reported figures that holds a variable."""
    return variable.feeds.get("indicator", variable.name)


def joined_bound(bounds: Iterable[str]) -> str | None:
    """Return the bound of a sum of figures; None when their bounds point different ways."""
    inexact = {bound for bound in bounds if bound != "exact"}
    return None if len(inexact) > 1 else next(iter(inexact), "exact")


def _rows(figures: list[Record]) -> list[Record]:
    """Return a row for each figure, then those that follow from two of them."""
    known = variables()
    kept = [row for row in figures if not known[row["variable"]].published]
    single = [
        row
        | dict(known[row["variable"]].feeds)
        | {"indicator": indicator_of(known[row["variable"]]), "unit": known[row["variable"]].unit}
        | {"variables": [row["variable"]], "lines": [row["line"]]}
        for row in kept
    ]
    places = grouped(kept, lambda row: (row["geography"], row["code"], row["year"], row["as_of_date"]))
    return [*single, *(row for place in places for row in (*_sums(place), *_shares(place)))]


def _sums(place: list[Record]) -> Iterator[Record]:
    known = variables()
    counts = [row for row in place if known[row["variable"]].feeds.get("level") in _BOTH.split(" and ")]
    for pair in grouped(counts, lambda row: known[row["variable"]].feeds["indicator"]):
        bound = joined_bound([row["bound"] for row in pair])
        if len(pair) == 2 and bound:
            value = fsum(row["value"] for row in pair)
            yield _computed(
                "sum", pair, value, bound, dict(known[pair[0]["variable"]].feeds) | {"level": _BOTH}
            )


def _shares(place: list[Record]) -> Iterator[Record]:
    known, held = variables(), {row["variable"]: row for row in place}
    for row in place:
        variable = known[row["variable"]]
        whole = held.get(variable.part_of or "")
        if not variable.share or whole is None or not whole["value"]:
            continue
        bound = joined_bound([row["bound"], str(_TURNED.get(whole["bound"], whole["bound"]))])
        if bound:
            value = 100.0 * row["value"] / whole["value"]
            counts = {"part": row["value"], "whole": whole["value"]}
            named = [name for name, one in known.items() if one.feeds == variable.share]
            computed = _computed("share", [row, whole], value, bound, dict(variable.share) | counts)
            yield computed | {"unit": "percent", "variables": [*computed["variables"], *named]}


def _computed(how: str, given: list[Record], value: float, bound: str, more: Record) -> Record:
    known = variables()
    said = described("deliveries/kept/delivered_rows.yaml")["computed"][how]
    labels = {code: [known[row["variable"]].label[code] for row in given] for code in ("en", "vi")}
    return (
        given[0]
        | {"value": float(f"{value:.{_DIGITS}g}"), "bound": bound, "unit": known[given[0]["variable"]].unit}
        | {"variables": [row["variable"] for row in given], "lines": [row["line"] for row in given]}
        | {
            f"said_{code}": said[code].format(first=names[0], second=names[1])
            for code, names in labels.items()
        }
        | more
    )


def _printed(one: Accepted, row: Record) -> Record:
    return {
        "geography": row["geography"],
        "province_code": row["code"],
        "province": row["name"],
        "year": row["year"],
        "as_of_date": row["as_of_date"],
        "indicator": row["indicator"],
        "value": row["value"],
        "unit": described("deliveries/kept/delivered_rows.yaml")["units"].get(row["unit"], row["unit"]),
        "bound": row["bound"],
        "level": row.get("level"),
        "denominator": row.get("denominator"),
        "kind": "observed",
        "source_title": one.original.name,
        "publisher": one.sender,
        "published": one.received.isoformat(),
        "source_url": None,
        "note": None,
        "source": state.DELIVERIES,
        "table": one.id,
        "delivery": one.id,
        "delivery_lines": "|".join(map(str, row["lines"])),
        "part": row.get("part"),
        "whole": row.get("whole"),
        "variables": tuple(row["variables"]),
        **{key: row.get(key) for key in ("said_en", "said_vi")},
    }


def _choice(row: Record, choices: dict[decided.Cell, str]) -> str | None:
    """Return the choice about a row; what bars a figure bars what follows from it."""
    made = {choices.get((row["geography"], row["code"], row["year"], name)) for name in row["variables"]}
    return next((choice for choice in ("set_aside", "keep", "take") if choice in made), None)
