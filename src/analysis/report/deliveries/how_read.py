"""How a file was read: which column as what, in which unit, by which rule, and what was left out."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from analysis.data.deliveries.delivery import ColumnRead
from analysis.data.deliveries.remarks import NOTE, Remark
from analysis.data.deliveries.variables import variables
from analysis.report.deliveries import page
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

_CONVERTED, _YEAR, _RULE = 4, 5, 6


def columns_read(
    mapping: Sequence[ColumnRead], figures: "pd.DataFrame | None", language: Language
) -> list[list[str]]:
    """Return how each column was read, a row each, under :data:`HEADER`, but for the template's own."""
    told = [one for one in mapping if one.how != TEMPLATE]
    many = len({one.sheet for one in told}) > 1
    return [_row(one, _years(one, figures), language, with_sheet=many) for one in told]


def compact(rows: Sequence[Sequence[str]]) -> tuple[list[Msgid], list[list[str]], dict[Msgid, str]]:
    """Return columns read without what is the same for all of them.

    Returns
    -------
    tuple
        The headings that are left, the rows under them, and what is the same for all, by its heading; that
        nothing is converted is not worth saying.
    """
    same = {
        HEADER[at]: rows[0][at] for at in (_CONVERTED, _YEAR, _RULE) if len({row[at] for row in rows}) == 1
    }
    left = [at for at, heading in enumerate(HEADER) if heading not in same]
    said = {heading: text for heading, text in same.items() if text != MISSING}
    return [HEADER[at] for at in left], [[row[at] for at in left] for row in rows], said


def shared(said: Mapping[Msgid, str], language: Language) -> str:
    """Return what is the same for all columns, in a line; empty for nothing."""
    return "; ".join(
        language.say("{heading}: {text}", heading=language.say(heading), text=text)
        for heading, text in said.items()
    )


def sentences(rows: Sequence[Sequence[str]], language: Language) -> list[str]:
    """Return the rows of :func:`columns_read`, a line each; before them what is the same for all."""
    if not rows:
        return []
    _, _, said = compact(rows)
    first = shared(said, language)
    return [*([first] if first else []), *(_sentence(row, said, language) for row in rows)]


def shown(rows: Sequence[Sequence[str]], language: Language) -> list[str]:
    """Return the same as pieces of HTML: a table, and above it what is the same for all columns."""
    if not rows:
        return []
    heads, cells, said = compact(rows)
    above = shared(said, language)
    table = page.table(
        language.say("Columns of figures"), [language.say(head) for head in heads], cells, "columns"
    )
    return [page.paragraph(above), table] if above else [table]


def _sentence(row: Sequence[str], said: Mapping[Msgid, str], language: Language) -> str:
    say = language.say
    at, heading, variable, unit, converted, year, how = row
    told = say("{column} “{heading}”: {variable}", column=at, heading=heading, variable=variable)
    if unit != MISSING:
        told = say("{told} ({unit})", told=told, unit=unit)
    if year == MISSING:
        told = say("{told}, year not known", told=told)
    elif HEADER[_YEAR] not in said:
        told = say("{told}, {year}", told=told, year=year)
    more = [how] if HEADER[_RULE] not in said else []
    more += [converted] if converted != MISSING and HEADER[_CONVERTED] not in said else []
    return "; ".join([told, *more])


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
    here = figures[(figures["sheet"] == (one.sheet or "")) & (figures["variable"] == one.variable)]
    own = here[here["column"] == one.column]
    if own.empty:
        own = here  # Of a table whose lines are figures, its columns are years.
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
