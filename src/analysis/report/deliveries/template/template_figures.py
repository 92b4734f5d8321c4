"""The sheet of figures of the template, and the same sheet as a worked example."""

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from analysis.report.deliveries.template import template_rules
from analysis.report.deliveries.template.template_layout import (
    AS_OF,
    DAY_ROW,
    FIRST_ROW,
    GROUP_ROW,
    KEY_ROW,
    LABEL_ROW,
    LINE_ROW,
    MARK,
    NOTE,
    TITLE_ROW,
    Field,
    columns,
    fields,
    to_fill,
)
from analysis.report.deliveries.template.template_style import (
    ACCENT,
    COUNT,
    DAY,
    INVALID,
    MUTED,
    PALE,
    PROTECTED,
    RULE,
    Styles,
    printed,
)
from analysis.report.language import Language
from analysis.report.messages import N_, Msgid
from analysis.report.pages.learning.data_request import groups

HEADINGS: dict[str, Msgid] = {
    "geography": N_("Set of places"),
    "code": N_("Place code"),
    "name": N_("Province or city"),
    "year": N_("Year of the figures"),
    AS_OF: N_("Counted on"),
    NOTE: N_("Remarks of the sender"),
}
"""Headings of the columns around the figures."""

SCALE = 80
PRINTED_WIDTH = 10.4 * 96 / SCALE * 100
"""Percentage of its size at which the table is printed, and pixels that fit between the margins then."""

ROW_HEIGHT = 14.4
"""Points, so that a year of the 34 units fills one page."""

SHOWN_KEYS = ("code", "name", "year")


class Table:
    """Writes the table of figures on a sheet.

    Parameters
    ----------
    book, styles
        The workbook and its formats.
    language
        Of everything that is read.
    """

    def __init__(self, book: xlsxwriter.Workbook, styles: Styles, language: Language) -> None:
        self.book, self.styles, self.language = book, styles, language
        self.at = columns()

    def write(self, name: str, title: str, line: str, rows: Sequence[tuple[str, str, str, int]]) -> None:
        """Write the sheet to be filled: locked keys, cells to fill with their rules, heads in sight."""
        page = self.book.add_worksheet(name)
        page.write_string(KEY_ROW, 0, MARK)
        for key, column in self.at.items():
            page.write_string(KEY_ROW, column, key)
        page.write_string(TITLE_ROW, self.at["code"], title, self.styles.title())
        page.write_string(LINE_ROW, self.at["code"], line, self.styles(font_color=MUTED))
        self.heads(page)
        for number, row in enumerate(rows):
            self.keys(page, FIRST_ROW + number, row)
            self.entries(page, FIRST_ROW + number, {}, shaded=False)
            page.set_row(FIRST_ROW + number, ROW_HEIGHT)
        self._rules(page, FIRST_ROW + len(rows) - 1)
        self._sight(page, title, FIRST_ROW + len(rows) - 1)
        page.set_h_pagebreaks([FIRST_ROW + at for at, (a, b) in enumerate(pairwise(rows), 1) if a[3] != b[3]])

    def heads(self, page: Worksheet) -> None:
        """Write groups, labels with units, and the days they are counted on; fit the columns."""
        heading, band = self.styles.heading(), self.styles.heading(bg_color=ACCENT, font_color="#ffffff")
        for group, members in groupby(fields(), key=lambda field: field.group):
            found = list(members)
            first, last = self.at[found[0].key], self.at[found[-1].key]
            if group in groups():
                page.merge_range(GROUP_ROW, first, GROUP_ROW, last, groups()[group][self.language.code], band)
            else:
                for field in found:
                    text = self.language.say(HEADINGS[field.key])
                    page.merge_range(
                        GROUP_ROW, self.at[field.key], DAY_ROW, self.at[field.key], text, heading
                    )
        counted = self.styles.heading(bold=False, italic=True, font_size=8, font_color=MUTED)
        for field in fields():
            column = self.at[field.key]
            page.set_column(column, column, field.width)
            if field.group in groups():
                page.write_string(LABEL_ROW, column, self._label(field), heading)
                counted_on = field.wanted.date[self.language.code] if field.wanted else ""
                page.write_string(DAY_ROW, column, counted_on, counted)
        for row, height in ((TITLE_ROW, 30), (LINE_ROW, 18), (GROUP_ROW, 20), (LABEL_ROW, 68), (DAY_ROW, 22)):
            page.set_row(row, height)

    def keys(self, page: Worksheet, at: int, row: tuple[str, str, str, int]) -> None:
        """Write what a row is about; these cells are locked."""
        cell: dict[str, Any] = {"border": 1, "border_color": RULE, "bg_color": PALE}
        geography, code, name, year = row
        middle = self.styles(**cell, align="center", num_format="@")
        page.write_string(at, self.at["geography"], geography, middle)
        page.write_string(at, self.at["code"], code, middle)
        page.write_string(at, self.at["name"], name, self.styles(**cell, bold=True, indent=1))
        page.write_number(at, self.at["year"], year, self.styles(**cell, align="center", num_format="0"))
        page.ignore_errors(
            {"number_stored_as_text": xl_range(FIRST_ROW, self.at["geography"], at, self.at["code"])}
        )

    def entries(self, page: Worksheet, at: int, values: Mapping[str, object], *, shaded: bool) -> None:
        """Write the cells to be filled, with values or empty; these are not locked."""
        for field in to_fill():
            value, column = values.get(field.key), self.at[field.key]
            shown = self._shown(field, shaded=shaded)
            if isinstance(value, dt.date):
                page.write_datetime(at, column, value, shown)
            elif isinstance(value, int | float):
                page.write_number(at, column, value, shown)
            elif value:
                page.write_string(at, column, str(value), shown)
            else:
                page.write_blank(at, column, None, shown)

    def _shown(self, field: Field, *, shaded: bool) -> Any:
        shown: dict[str, Any] = {"border": 1, "border_color": RULE, "locked": False}
        if shaded:
            shown["bg_color"] = "#fffaf5"
        if field.variable:
            return self.styles(**shown, num_format=COUNT[self.language.code])
        if field.key == AS_OF:
            return self.styles(**shown, num_format=DAY[self.language.code], align="center")
        if field.key == NOTE:
            return self.styles(**shown, text_wrap=True, num_format="@")
        return self.styles(**shown, align="center", font_color=MUTED)

    def _label(self, field: Field) -> str:
        if field.variable is None:
            return self.language.say("How exact")
        return f"{field.variable.label[self.language.code]} ({self.language.unit(field.variable.unit)})"

    def _rules(self, page: Worksheet, last: int) -> None:
        """Give each column its rule, and the colour of cells that a pasted figure breaks it in."""
        wrong = self.book.add_format({"bg_color": INVALID, "font_color": "#8a3200", "bold": True})
        for field in fields():
            column = self.at[field.key]
            found = template_rules.validation(field, FIRST_ROW, self.language)
            if found:
                page.data_validation(FIRST_ROW, column, last, column, found)
            if found and found["validate"] == "custom":
                coloured = {
                    "type": "formula",
                    "criteria": template_rules.broken(field, FIRST_ROW),
                    "format": wrong,
                }
                page.conditional_format(FIRST_ROW, column, last, column, coloured)

    def _sight(self, page: Worksheet, title: str, last: int) -> None:
        """Hide the machine's part, lock the keys, keep heads in sight on the screen and on paper."""
        page.set_row(KEY_ROW, None, None, {"hidden": True})
        page.set_column(0, self.at["geography"], None, None, {"hidden": True})
        page.freeze_panes(FIRST_ROW, self.at["year"] + 1)
        page.autofilter(DAY_ROW, self.at["code"], last, self.at["year"])
        page.protect("", PROTECTED)
        page.hide_gridlines(2)
        self.paper(page, title, last)

    def paper(self, page: Worksheet, title: str, last: int) -> None:
        """Let title, heads and places stand on every printed page, and groups of figures stay together."""
        printed(page, title, self.language, scale=SCALE, head=title)
        page.repeat_rows(GROUP_ROW, DAY_ROW)
        page.repeat_columns(self.at["code"], self.at["year"])
        page.print_area(GROUP_ROW, self.at["code"], last, max(self.at.values()))
        page.set_v_pagebreaks(page_breaks())


def page_breaks() -> list[int]:
    """Return the columns before which a printed page ends: groups stay together."""
    at, breaks = columns(), []
    beside = room = PRINTED_WIDTH - sum(_wide(field) for field in fields() if field.key in SHOWN_KEYS)
    for _, members in groupby(to_fill(), key=lambda field: field.group):
        found = list(members)
        if sum(map(_wide, found)) > room:
            breaks.append(at[found[0].key])
            room = beside
        room -= sum(map(_wide, found))
    return breaks


def _wide(field: Field) -> int:
    """Return the width of a column in pixels of a screen with 96 an inch."""
    return 7 * field.width + 5
