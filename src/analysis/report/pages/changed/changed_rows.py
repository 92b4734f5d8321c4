"""Rows of what changed as tables, several of them one after the other; none of what did not change."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.report.language import Language
from analysis.report.messages import N_, Msgid
from analysis.report.releases.figures_told import by_indicator
from analysis.report.remarks import Remark
from analysis.report.tables import Column, Table
from analysis.report.tables.columns import Kind

Heads = Mapping[str, tuple[Msgid, Kind]]
"""Header and kind of each column, by its name."""


@dataclass(frozen=True)
class Together:
    """Sentences and tables that are shown one after the other, as the last expression of one cell."""

    parts: tuple[Remark | Table, ...]

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """Return what notebooks show: HTML and plain text."""
        shown = [part._repr_mimebundle_() for part in self.parts]
        return {
            "text/html": "\n".join(one["text/html"] for one in shown),
            "text/plain": "\n\n".join(one["text/plain"] for one in shown),
        }


MEASURE = ("measure", N_("Measure"))


def together(said: str, *tables: Table | None) -> Together:
    """Return sentences, and behind them the tables that have rows."""
    return Together((Remark(said), *(table for table in tables if table is not None)))


def listed(
    rows: pd.DataFrame,
    heads: Heads,
    caption: str,
    language: Language,
    *,
    first: tuple[str, Msgid] = MEASURE,
    note: str | None = None,
    folded: bool = False,
) -> Table | None:
    """Return rows as a table; None where there are none.

    Parameters
    ----------
    rows
        One row a line, already in words.
    heads
        Columns to show.
    caption, language
        Words of the table.
    first
        Column that names the rows, and its header.
    note, folded
        As in :class:`analysis.report.tables.Table`.
    """
    if rows.empty:
        return None
    column, head = first
    return Table(
        rows.set_index(column),
        {name: Column(language.say(label), kind=kind) for name, (label, kind) in heads.items()},
        caption=caption,
        rows=language.say(head),
        note=note,
        language=language,
        folded=folded,
    )


def counted(found: pd.DataFrame, caption: str, language: Language) -> Table | None:
    """Return changed figures counted by indicator and year."""
    heads: Heads = {
        "year": (N_("Year"), "year"),
        "new": (N_("new"), "integer"),
        "revised": (N_("revised"), "integer"),
        "withdrawn": (N_("withdrawn"), "integer"),
    }
    return listed(by_indicator(found, language), heads, caption, language, folded=True)
