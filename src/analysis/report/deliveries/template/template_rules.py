"""What the cells of the template accept, as rules of the spreadsheet, and what it says to a slip.

A pasted figure passes by these rules, so the same formulas also colour the cells that break them.
"""

from collections.abc import Mapping
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from analysis.report.deliveries.template.template_layout import AS_OF, BOUNDS, Field, columns, fields
from analysis.report.language import Language

LONGEST_TITLE, LONGEST_MESSAGE = 32, 255
"""Characters that a message of a spreadsheet may have."""


def rule(field: Field, row: int, start: Mapping[str, int] | None = None) -> str:
    """Return the formula that is true when the cell of a field in a row may stand: empty, or as asked.

    Parameters
    ----------
    field
        A column of figures, or the one of days.
    row
        Counted from 0.
    start
        Columns by key; those of the sheet of figures when None.
    """
    at = start or columns()
    own = xl_rowcol_to_cell(row, at[field.key])
    if field.key == AS_OF:
        year = xl_rowcol_to_cell(row, at["year"], col_abs=True)
        return f'=OR({own}="",AND(ISNUMBER({own}),YEAR({own})={year}))'
    variable = field.variable
    if variable is None:
        raise ValueError(f"The column {field.key!r} holds no figures.")
    parts = [f"ISNUMBER({own})", f"{own}>={variable.low:.0f}", f"{own}<={variable.high:.0f}"]
    if variable.whole:
        parts.append(f"{own}=INT({own})")
    if variable.part_of in at:
        whole = xl_rowcol_to_cell(row, at[str(variable.part_of)])
        parts.append(f'OR({whole}="",{own}<={whole})')
    for part in _parts(field):
        cell = xl_rowcol_to_cell(row, at[part.key])
        parts.append(f'OR({cell}="",{cell}<={own})')
    return f'=OR({own}="",AND({",".join(parts)}))'


def broken(field: Field, row: int) -> str:
    """Return the formula that is true when a cell breaks its rule, also by holding words."""
    return f"=IFERROR(NOT({rule(field, row).removeprefix('=')}),TRUE)"


def validation(field: Field, row: int, language: Language) -> dict[str, Any] | None:
    """Return the rule of a column for XlsxWriter, from its first row on; None where anything may stand."""
    say = language.say
    if field.key.startswith("bound:"):
        return {
            "validate": "list",
            "source": [say(word) for word in BOUNDS.values()],
            "input_title": say("How exact"),
            "input_message": say(
                "Holds for the figures of this group in this row. Leave it empty when they are exact."
            ),
            "error_title": say("Please choose from the list"),
            "error_message": say("Please choose one of the words of the list, or leave the cell empty."),
        }
    if field.key == AS_OF:
        return _custom(
            field, row, say("Please check the day"),
            say("Please write a day of the row’s own year as day/month/year, or leave the cell empty."),
        )  # fmt: skip
    if field.variable is None:
        return None
    found = _custom(field, row, say("Please check the figure"), message(field, language))
    return found | {
        "input_title": _cut(field.variable.label[language.code], LONGEST_TITLE),
        "input_message": say(
            "Unit: {unit}. Time: {time}. Not known: leave empty; write 0 only where there is none.",
            unit=language.unit(field.variable.unit),
            time=_time(field, language),
        ),
    }


def message(field: Field, language: Language) -> str:
    """Return what the spreadsheet says to a figure that cannot stand."""
    say, variable = language.say, field.variable
    if variable is None:
        raise ValueError(f"The column {field.key!r} holds no figures.")
    low, high = language.integer(variable.low), language.integer(variable.high)
    unit = language.unit(variable.unit)
    texts = [
        say("A whole number from {low} to {high} ({unit}), without words.", low=low, high=high, unit=unit)
        if variable.whole
        else say("A number from {low} to {high} ({unit}), without words.", low=low, high=high, unit=unit)
    ]
    labels = {one.key: one.variable.label[language.code] for one in fields() if one.variable}
    if variable.part_of in labels:
        texts.append(say("Not above “{whole}”.", whole=labels[str(variable.part_of)]))
    texts += [say("Not below “{part}”.", part=labels[part.key]) for part in _parts(field)]
    texts.append(say("Not known: leave the cell empty."))
    return " ".join(texts)


def _custom(field: Field, row: int, title: str, text: str) -> dict[str, Any]:
    # A rule that looks at other cells is not applied at all where one of them is empty, unless blanks count.
    return {
        "validate": "custom",
        "value": rule(field, row),
        "ignore_blank": False,
        "error_title": title,
        "error_message": text,
    }


def _parts(field: Field) -> list[Field]:
    return [one for one in fields() if one.variable and one.variable.part_of == field.key]


def _time(field: Field, language: Language) -> str:
    return field.wanted.date[language.code] if field.wanted else ""


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rsplit(" ", 1)[0] + "…"
