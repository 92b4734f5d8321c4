"""Rows of what changed as a table, or the sentence that there are none."""

from collections.abc import Mapping

import pandas as pd

from analysis.report.language import Language
from analysis.report.messages import N_, Msgid
from analysis.report.releases.figures_told import by_indicator
from analysis.report.remarks import Remark
from analysis.report.tables import Column, Table
from analysis.report.tables.columns import Kind

Heads = Mapping[str, tuple[Msgid, Kind]]
"""Header and kind of each column, by its name."""

MEASURE = ("measure", N_("Measure"))


def listed(
    rows: pd.DataFrame,
    heads: Heads,
    caption: str,
    language: Language,
    *,
    first: tuple[str, Msgid] = MEASURE,
    note: str | None = None,
    folded: bool = False,
) -> Table | Remark:
    """Return rows as a table, or a sentence that there is nothing of the kind.

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
        return Remark(language.say("{table}: none.", table=caption))
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


def counted(found: pd.DataFrame, caption: str, language: Language) -> Table | Remark:
    """Return changed figures counted by indicator and year."""
    heads: Heads = {
        "year": (N_("Year"), "year"),
        "new": (N_("new"), "integer"),
        "revised": (N_("revised"), "integer"),
        "withdrawn": (N_("withdrawn"), "integer"),
    }
    return listed(by_indicator(found, language), heads, caption, language, folded=True)
