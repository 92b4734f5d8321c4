"""How a file was read: which column as what, in which unit, by which rule, and what was left out."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.data.deliveries.delivery import ColumnRead
from analysis.data.deliveries.remarks import NOTE, Remark
from analysis.data.deliveries.variables import variables
from analysis.report.deliveries.fillings import HOW, figure, letters, quoted
from analysis.report.deliveries.words import grouped
from analysis.report.language import MISSING, Language
from analysis.report.messages import N_, Msgid

if TYPE_CHECKING:
    import pandas as pd

TEMPLATE = "template"
"""How the columns of the template are read."""

HEADER: tuple[Msgid, ...] = (
    N_("Column"),
    N_("Heading in the file"),
    N_("Read as"),
    N_("Unit in the file"),
    N_("Converted"),
    N_("Year of the column"),
    N_("By which rule"),
)
"""Headings of the table of columns."""


def columns_read(
    mapping: Sequence[ColumnRead], figures: "pd.DataFrame | None", language: Language
) -> list[list[str]]:
    """Return how each column was read, a row each, under :data:`HEADER`, but for the template's own."""
    told = [one for one in mapping if one.how != TEMPLATE]
    many = len({one.sheet for one in told}) > 1
    return [_row(one, _years(one, figures), language, with_sheet=many) for one in told]


def sentence(row: Sequence[str], language: Language) -> str:
    """Return a row of :func:`columns_read` as one line of text."""
    at, heading, variable, unit, converted, year, how = row
    told = language.say(
        "{column} “{heading}”: {variable} ({unit}), {year}; {how}",
        column=at,
        heading=heading,
        variable=variable,
        unit=unit,
        year=year,
        how=how,
    )
    return told if converted == MISSING else f"{told}; {converted}"


def notes(remarks: Sequence[Remark], mapping: Sequence[ColumnRead], language: Language) -> list[str]:
    """Return what else was noted, a sentence each; how columns were read is left to :func:`columns_read`."""
    of_template = any(one.how == TEMPLATE for one in mapping)
    first = [language.say("The columns of the template were read by their keys.")] if of_template else []
    noted = [one for one in remarks if one.grave == NOTE and one.kind != "heading_read_as"]
    return first + [
        f"{said.where}: {said.what}" if said.where else said.what for said in grouped(noted, language)
    ]


def _years(one: ColumnRead, figures: "pd.DataFrame | None") -> list[int]:
    """Return the years of the figures of a column, which its rows or a title may say."""
    if one.year is not None:
        return [one.year]
    if figures is None:
        return []
    own = figures[(figures["column"] == one.column) & (figures["sheet"] == (one.sheet or ""))]
    return sorted({int(year) for year in own["year"]})


def _row(one: ColumnRead, years: Sequence[int], language: Language, *, with_sheet: bool) -> list[str]:
    say, known = language.say, variables().get(one.variable)
    at = letters(one.column)
    if with_sheet and one.sheet:
        at = say("{column}, sheet “{sheet}”", column=at, sheet=one.sheet)
    converted = MISSING
    if one.factor != 1 and known:
        converted = say(
            "times {factor}: {unit}",
            factor=figure(one.factor, None, language),
            unit=language.unit(known.unit),
        )
    return [
        at,
        quoted(one.heading),
        known.label[language.code] if known else one.variable,
        language.unit(one.unit) or MISSING,
        converted,
        language.years(years) or MISSING,
        say(HOW[one.how]) if one.how in HOW else one.how,
    ]
