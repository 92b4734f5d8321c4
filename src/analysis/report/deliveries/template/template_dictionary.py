"""The last sheet of the template: what each figure counts, in both languages."""

import math

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from analysis.report.deliveries.template.template_layout import DICTIONARY_MARK, fields, left_out
from analysis.report.deliveries.template.template_style import MUTED, PROTECTED, Styles, printed
from analysis.report.language import LANGUAGES, Language
from analysis.report.messages import N_, Msgid
from analysis.report.pages.learning.data_request import Wanted, groups

HEADINGS: dict[Msgid, int] = {
    N_("No."): 7,
    N_("Figure asked for"): 30,
    N_("What is counted"): 58,
    N_("Unit of measure"): 15,
    N_("Day or period"): 16,
    N_("Counted for"): 20,
    N_("Why it is asked for"): 56,
}
"""Headings, and the width of the column in characters."""

TITLE = N_("Dictionary of the figures")


class Dictionary:
    """Writes the sheet: the table in the language of the template, then in the other.

    Parameters
    ----------
    book, styles
        The workbook and its formats.
    """

    def __init__(self, book: xlsxwriter.Workbook, styles: Styles) -> None:
        self.book, self.styles = book, styles

    def write(self, name: str, language: Language) -> None:
        """Write the sheet of that name."""
        page = self.book.add_worksheet(name)
        page.write_string(0, 0, DICTIONARY_MARK)
        row = self._table(page, 1, language)
        page.set_h_pagebreaks([row])
        for code in LANGUAGES:
            if code != language.code:
                self._table(page, row, Language(code))
        page.set_column("A:A", None, None, {"hidden": True})
        for column, width in enumerate(HEADINGS.values(), start=1):
            page.set_column(column, column, width)
        page.set_row(0, None, None, {"hidden": True})
        page.hide_gridlines(2)
        page.protect("", PROTECTED)
        printed(page, language.say(TITLE), language, scale=68)

    def _table(self, page: Worksheet, row: int, language: Language) -> int:
        """Write the table of one language; return the row after it."""
        say, code = language.say, language.code
        page.write_string(row, 1, say(TITLE), self.styles.title())
        page.set_row(row, 30)
        row += 1
        for column, heading in enumerate(HEADINGS, start=1):
            page.write_string(row, column, say(heading), self.styles.heading())
        page.set_row(row, 30)
        group = ""
        wanted = [field.wanted for field in fields() if field.wanted]
        for number, one in enumerate(wanted, start=1):
            if one.group != group:
                group, row = one.group, row + 1
                self._group(page, row, groups()[group][code])
            row += 1
            self._entry(page, row, number, one, language)
        row += 2
        for one in left_out():
            text = say("Not in this table: “{figure}” is asked for by commune, in a table of its own.",
                       figure=one.label[code])  # fmt: skip
            page.write_string(row, 1, text, self.styles(font_color=MUTED, italic=True))
            row += 1
        return row + 1

    def _group(self, page: Worksheet, row: int, text: str) -> None:
        page.merge_range(row, 1, row, len(HEADINGS), text, self.styles.heading(align="left", indent=1))
        page.set_row(row, 18)

    def _entry(self, page: Worksheet, row: int, number: int, one: Wanted, language: Language) -> None:
        code = language.code
        texts = [
            one.label[code],
            one.definition[code],
            language.unit(one.unit),
            one.date[code],
            one.level[code],
            one.needed[code],
        ]
        page.write_number(row, 1, number, self.styles.text(align="center", num_format="0", indent=0))
        for column, text in enumerate(texts, start=2):
            page.write_string(row, column, text, self.styles.text(bold=column == 2))
        wide = list(HEADINGS.values())[1:]
        lines = max(math.ceil(len(text) / (width - 2)) for text, width in zip(texts, wide, strict=True))
        page.set_row(row, 13 * lines + 5)
