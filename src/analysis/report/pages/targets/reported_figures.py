"""Single reported figures in words: bound, number, definition, date and why one is used or not."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from analysis.data import judged_targets, reported_terms
from analysis.data.doubts import DOUBTS
from analysis.report.language import Language
from analysis.report.messages import N_, Msgid
from analysis.report.pages.targets import sent_figures
from analysis.report.rounding import known
from analysis.report.tables import Column, Table, sources
from analysis.report.tables.columns import Kind

BOUNDS = {
    "about": N_("about {figure}"),
    "at least": N_("at least {figure}"),
    "at most": N_("at most {figure}"),
}
KINDS = {
    "target": N_("target"),
    "guideline": N_("guideline"),
    "proposal": N_("proposal"),
}
"""What kind of aim a document sets."""

COLUMNS: dict[str, tuple[Msgid, Kind]] = {
    "place": (N_("Province"), "text"),
    "measure": (N_("Measure"), "text"),
    "figure": (N_("Figure"), "written"),
    "figure_text": (N_("Figure"), "written"),
    "definition": (N_("What is counted"), "text"),
    "when": (N_("Date"), "written"),
    "choice": (N_("Used, or why not"), "text"),
    "judged": (N_("What speaks against it"), "text"),
    "doubt_text": (N_("Doubt"), "text"),
    "chosen": (N_("Used"), "yes_no"),
    "why": (N_("Reason"), "text"),
    "role": (N_("Kind"), "text"),
    "holds_for": (N_("Holds for"), "text"),
    "aim": (N_("Level"), "written"),
    "kind_text": (N_("Kind"), "text"),
    "deadline": (N_("Deadline or date"), "written"),
    "timing_text": (N_("In time?"), "text"),
    "verdict_text": (N_("Target"), "text"),
    "met": (N_("Met"), "integer"),
    "not_met": (N_("Not met"), "integer"),
    "not_known": (N_("Not known"), "integer"),
    "reported": (N_("Figures of any date"), "integer"),
    "source_title": (N_("Text it was read in"), "text"),
    "figure_source": (N_("Text it was read in"), "text"),
    "target_source": (N_("Text it was read in"), "text"),
    "target_publisher": (N_("Published by"), "text"),
    "target_published": (N_("Published"), "date"),
}
"""Header and kind of each column that can be read, for :func:`table`."""

MOST_DECIMALS = 2


def written(value: float, bound: str, unit: str, language: Language | str) -> str:
    """Return a figure as its source worded it: ``at least 52%``, ``khoảng 1.400 tổ``.

    Parameters
    ----------
    value
        The figure; shown with the decimals it was printed with, two at most.
    bound
        ``exact``, ``about``, ``at least`` or ``at most``.
    unit
        Unit id.
    language
        Language of the words.
    """
    language = Language.of(language)
    if not known(value):
        return language.missing
    exponent = Decimal(repr(round(float(value), MOST_DECIMALS))).normalize().as_tuple().exponent
    digits = max(-int(exponent), 0)
    figure = language.with_unit(language.number(value, digits), unit)
    return figure if bound == "exact" else language.say(BOUNDS[bound], figure=figure)


def measure(indicator: str, language: Language | str) -> str:
    """Return the name of a reported indicator, without a base where figures have several."""
    return reported_terms.label(indicator)[Language.of(language).code]


def annotated(figures: pd.DataFrame, language: Language | str) -> pd.DataFrame:
    """Return reported figures with columns to be read.

    Parameters
    ----------
    figures
        Rows of :func:`analysis.data.processed.reported` (more columns are kept), or of
        :func:`analysis.data.processed.targets` without the columns of the target.
    language
        Language of the words.

    Returns
    -------
    DataFrame
        Also ``place``, ``measure``, ``figure``, ``definition``, ``when`` (the date as far as it is known,
        else the year), ``choice`` (why the figure is used or not), ``judged`` (what speaks against it, when
        something was written), and ``doubt_text`` where there is a column ``doubt``.
    """
    language = Language.of(language)
    code = language.code
    reasons = reported_terms.reasons()
    rows = figures.to_dict("records")
    words: dict[str, list[Any]] = {
        "place": [_place(row, language) for row in rows],
        "measure": [measure(row["indicator"], language) for row in rows],
        "figure": [written(row["value"], row["bound"], row["unit_id"], language) for row in rows],
        "definition": [reported_terms.class_text(row["class"])[code] for row in rows],
        "when": [_when(row["as_of_date"], row["year"], language) for row in rows],
        "choice": [reasons[row["reason"]][code] for row in rows],
        "judged": [_text(row.get(f"judgement_{code}")) for row in rows],
    }
    if "delivery" in figures:
        words |= sent_figures.words(rows, words, language)
    if "doubt" in figures:
        words["doubt_text"] = [DOUBTS[row["doubt"]][code] for row in rows]
    return figures.assign(**words)


def against(rows: pd.DataFrame, language: Language | str) -> pd.DataFrame:
    """Return targets and what was reported against them with columns to be read.

    Parameters
    ----------
    rows
        Rows of :func:`analysis.data.processed.targets` or of :func:`analysis.data.judged_targets.summary`.
    language
        Language of the words.

    Returns
    -------
    DataFrame
        Also ``measure``, ``holds_for``, ``aim`` (the level), ``kind_text`` and ``deadline``; with figures
        also ``place``, ``figure_text``, ``definition``, ``when``, ``timing_text`` and ``verdict_text``.
    """
    language = Language.of(language)
    records = rows.to_dict("records")
    words: dict[str, list[Any]] = {
        "measure": [measure(row["indicator"], language) for row in records],
        "holds_for": [_place(row, language) for row in records],
        "aim": [written(row["target"], "exact", row["unit"], language) for row in records],
        "kind_text": [language.say(KINDS[row["kind"]]) for row in records],
        "deadline": [_when(row["target_date"], row["target_year"], language) for row in records],
    }
    if "figure" in rows:
        words |= _figures(records, language)
    if "figure_source" in rows:
        words |= sent_figures.against(records, language)
    return rows.assign(**words)


def table(
    rows: pd.DataFrame,
    columns: Sequence[str],
    *,
    caption: str,
    language: Language | str,
    note: str | None = None,
    folded: bool = False,
) -> Table:
    """Return a table of reported figures or targets under their usual headers.

    Parameters
    ----------
    rows
        Result of :func:`annotated` or :func:`against`.
    columns
        Names out of :data:`COLUMNS`; the first names the rows.
    caption, note, folded
        As for :class:`~analysis.report.tables.Table`.
    language
        Language of the headers.
    """
    language = Language.of(language)
    heads = {name: (head(name, language), COLUMNS[name][1]) for name in columns}
    first, *others = columns
    return Table(
        rows.set_index(first),
        {name: Column(heads[name][0], kind=heads[name][1]) for name in others},
        rows=heads[first][0],
        caption=caption,
        note=note,
        source=sources([reported_terms.SOURCE], language, rows=rows),
        language=language,
        folded=folded,
    )


def head(name: str, language: Language | str) -> str:
    """Return the header of one of the columns in :data:`COLUMNS`."""
    return Language.of(language).say(COLUMNS[name][0])


def dots(rows: pd.DataFrame, language: Language | str) -> pd.DataFrame:
    """Return figures against one target as :func:`analysis.report.figures.reported_dots` draws them.

    Parameters
    ----------
    rows
        Result of :func:`against`, figures only.
    language
        Language of the headings.

    Returns
    -------
    DataFrame
        Definitions by which the target is judged first, those not stated last; then by date and size.
    """
    language = Language.of(language)
    vague = rows["figure_class"] == "default"
    order = rows.assign(
        group=rows["definition"].where(~vague, language.say("not stated what is counted")),
        vague=vague,
        judges=rows.groupby("figure_class")["counts"].transform("any"),
        day=rows["figure_date"].fillna(rows["figure_year"].astype(str)),
        filled=rows["timing"] == "by_date",
    ).sort_values(
        ["judges", "vague", "figure_class", "day", "figure"], ascending=[False, True, True, True, False]
    )
    named = {"place": "label", "when": "date", "figure": "value", "figure_bound": "bound"}
    return order.rename(columns=named)[["group", "label", "date", "value", "bound", "filled"]]


def _figures(records: list[dict[Any, Any]], language: Language) -> dict[str, list[Any]]:
    code = language.code
    there = [known(row["figure"]) for row in records]
    pairs = list(zip(records, there, strict=True))
    return {
        "place": [language.place(row["figure_code"]) if has else None for row, has in pairs],
        "figure_text": [
            written(row["figure"], row["figure_bound"], row["unit"], language) if has else None
            for row, has in pairs
        ],
        "definition": [
            reported_terms.class_text(row["figure_class"])[code] if has else None for row, has in pairs
        ],
        "when": [
            _when(row["figure_date"], row["figure_year"], language) if has else None for row, has in pairs
        ],
        "timing_text": [judged_targets.TIMING[row["timing"]][code] if has else None for row, has in pairs],
        "verdict_text": [judged_targets.VERDICTS[row["verdict"]][code] for row in records],
    }


def _place(row: dict[Any, Any], language: Language) -> str:
    if row["geography"] == "VN":
        return language.say("Whole country")
    name = language.place(row["code"], row["geography"])
    return language.say("{name} (after the merger)", name=name) if row["geography"] == "34" else name


def _when(day: Any, year: Any, language: Language) -> str | None:
    if _text(day):
        return language.date(day)
    return str(year) if known(year) else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def rule(language: Language | str) -> str:
    """Return the rule by which one of several reported figures is used."""
    return reported_terms.rule()[Language.of(language).code]
