"""What is said of a delivery: faults that keep it out, doubts that somebody must decide, notes.

Every remark is of one of the :data:`KINDS`; its words, in both languages, are the matter of the room that
shows them. A fault is mended in the file. A doubt may be right: it is decided, and the decision is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

FAULT, DOUBT, NOTE = "fault", "doubt", "note"

KINDS: dict[str, str] = {
    # The file.
    "unreadable_file": FAULT,  # values: reason (see unreadable.REASONS); row where there is one
    "locked_file": FAULT,  # a password is needed
    "empty_file": FAULT,
    "undecodable_text": FAULT,  # text in no encoding known here; values: line
    "no_table": FAULT,  # no sheet holds places with figures below a heading that is known
    "hidden_sheet_skipped": NOTE,
    "sheet_without_table": NOTE,
    "decoded_as": NOTE,  # values: encoding
    # Headings.
    "unknown_heading": FAULT,  # values: heading, suggestions (names of variables)
    "ambiguous_heading": FAULT,  # values: heading, variables
    "repeated_heading": FAULT,  # two columns for one variable and year; values: heading, other (address)
    "unknown_unit": FAULT,  # values: heading, unit
    "unit_not_stated": FAULT,  # values: heading, units (that it could be)
    "unknown_year": FAULT,  # neither the file nor its sender says of which year; values: heading
    "ambiguous_year": FAULT,  # values: heading, years
    "column_left_out": NOTE,  # told to be left out by the mapping; values: heading
    "heading_read_as": NOTE,  # values: heading, variable, unit, year, how ("synonym", "sender", "asked")
    # Places.
    "unknown_place": FAULT,  # values: suggestions (names)
    "ambiguous_place": FAULT,  # a name of both sets of places, of different territories; values: meanings
    "mixed_places": FAULT,  # former provinces and units in force in one table; values: former, in_force
    "repeated_place": FAULT,  # values: other (address)
    "changed_key": FAULT,  # code and name of a row do not belong together; values: code, name
    "row_left_out": NOTE,  # totals, regions, footnotes; values: why
    "hidden_rows_read": NOTE,  # values: rows
    "hidden_columns_read": NOTE,  # values: columns
    "places_without_row": NOTE,  # values: names
    # Cells.
    "not_a_number": FAULT,  # values: reason (key of written_numbers.REASONS, or bound)
    "ambiguous_number": FAULT,  # values: readings (two numbers, as text)
    "not_whole": FAULT,  # values: meant (what was probably typed, as text; may be absent)
    "below_zero": FAULT,
    "out_of_range": FAULT,  # values: low, high
    "formula_error": FAULT,
    "unreadable_day": FAULT,
    "ambiguous_day": FAULT,  # values: readings
    "day_outside_year": FAULT,  # values: year
    "said_unknown": NOTE,  # a dash, “chưa có số liệu”: read as missing; never as zero
    # The table as a whole.
    "total_differs": FAULT,  # values: variable, stated, summed
    "part_above_whole": FAULT,  # values: part, whole, part_value, whole_value
    "share_above_100": FAULT,
    "repeated_figure": FAULT,  # one place, variable and year twice, differing; values: other (address), value
    # Against what is known; values hold share where the figure is the one that a part and its whole imply.
    # Of a source they hold title, publisher and published as far as known; known_bound if it is not exact.
    "conflict": DOUBT,  # values: known, source, difference
    "revision": DOUBT,  # an earlier delivery or table says otherwise; values: known, source, when
    "jump": DOUBT,  # values: before, year; factor, largest (so far), of shares points, largest_points
    "digits_transposed": DOUBT,  # values: meant
    "thousandfold": DOUBT,  # a unit was probably mistaken; values: factor, known
    "near_all": DOUBT,  # a share near 100 percent
    "above_known": DOUBT,  # more than there are people …; values: whole (indicator), known, year, times
}
"""Every kind of remark and how grave it is."""


@dataclass(frozen=True)
class Remark:
    """One thing said of a delivery, and where.

    Parameters
    ----------
    kind : str
        A key of :data:`KINDS`.
    sheet : str, optional
        Name of the sheet.
    row, column : int, optional
        Of the cell, counted from 1.
    written : str, optional
        The cell as it stands in the file.
    values : mapping of str to object
        What its words name: see the comments of :data:`KINDS`.
    geography, code, year, variable : optional
        The figure that a fault or doubt is about, as far as it could be told.
    suggested : str, optional
        Of a doubt, the decision that the written rules suggest: ``take`` (the delivered figure),
        ``keep`` (what is known) or ``set_aside`` (neither).
    """

    kind: str
    sheet: str | None = None
    row: int | None = None
    column: int | None = None
    written: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)
    geography: str | None = None
    code: str | None = None
    year: int | None = None
    variable: str | None = None
    suggested: str | None = None

    @property
    def grave(self) -> str:
        """How grave it is: ``fault``, ``doubt`` or ``note``."""
        return KINDS[self.kind]

    @property
    def address(self) -> str | None:
        """The cell as its program calls it, such as ``C7``; None when the remark is not about one cell."""
        if self.row is None or self.column is None:
            return None
        letters, column = "", self.column
        while column:
            column, rest = divmod(column - 1, 26)
            letters = chr(ord("A") + rest) + letters
        return f"{letters}{self.row}"

    def order(self) -> tuple[str, int, int, str]:
        """Return the key that sorts remarks by sheet, row and column."""
        return (self.sheet or "", self.row or 0, self.column or 0, self.kind)


def about(kind: str, figure: Mapping[str, Any], suggested: str | None = None, **values: object) -> Remark:
    """Return a remark about one figure of a delivery, at its cell.

    Parameters
    ----------
    kind : str
        A key of :data:`KINDS`.
    figure : mapping
        A row of the delivery's table, by the names of its columns.
    suggested : str, optional
        Of a doubt, the decision suggested.
    **values
        What the words of the remark name.
    """
    return Remark(
        kind,
        sheet=figure["sheet"] or None,
        row=int(figure["row"]),
        column=int(figure["column"]),
        written=figure["written"],
        values=values,
        geography=figure["geography"],
        code=figure["code"],
        year=int(figure["year"]),
        variable=figure["variable"],
        suggested=suggested,
    )
