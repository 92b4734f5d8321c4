"""The first sheet of the template: who sends, how the figures are written, in both languages."""

from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from analysis.report.deliveries.template.template_layout import GUIDE_MARK
from analysis.report.deliveries.template.template_style import (
    ACCENT_DARK,
    PROTECTED,
    RULE,
    Styles,
    printed,
)
from analysis.report.language import LANGUAGES, Language
from analysis.report.messages import N_, Msgid

TITLE, REQUEST = (
    N_("Figures on the use of online public services"),
    N_(
        "We would be grateful if your office filled in the sheet “{sheet}” as far as it has the figures. "
        "What is not known stays empty; an incomplete sheet is welcome too."
    ),
)

SENDER: dict[str, tuple[Msgid, Msgid]] = {
    "sender": (N_("Office that sends the figures"), N_("Full name")),
    "sender_level": (N_("Level of the office"), N_("Choose from the list")),
    "contact": (N_("Person to ask"), N_("Name, position and department")),
    "contact_address": (N_("Telephone, e-mail"), N_("For questions on these figures only")),
    "letter": (N_("Official letter"), N_("Number and date of the letter that the table goes with")),
    "figures_day": (N_("Day of the figures"), N_("Day on which the table was drawn up: day/month/year")),
    "approved": (N_("Approved by the head of the office"), N_("Choose yes or no")),
}
"""What is asked of the sender: machine key, label and hint."""

LEVELS: tuple[Msgid, ...] = (
    N_("ministry or central agency"),
    N_("province: People’s Committee"),
    N_("province: department"),
    N_("commune: People’s Committee"),
)
"""Levels of an office."""

STEPS: tuple[Msgid, ...] = (
    N_("Fill in the part “{sender}” on this sheet."),
    N_("Fill in the white cells of the sheet “{sheet}”. The shaded cells (code, name, year) are locked."),
    N_("See the sheet “{example}” for a filled table, the sheet “{dictionary}” for what each figure counts."),
    N_("Save the file as an Excel workbook and send it back to the office that you had it from."),
    N_(
        "You will be told that the figures were received, or be sent a list of the cells to check. Until "
        "then nothing is used."
    ),
)
"""What is done, in this order."""

WRITING: tuple[tuple[Msgid, Msgid], ...] = (
    (
        N_("Numbers"),
        N_("Digits only, in the unit that the heading names: no words, no unit, no sums by formula."),
    ),
    (
        N_("Not known so far"),
        N_("Leave the cell empty: no dash, no “x”. An empty cell is not taken for 0."),
    ),
    (N_("None"), N_("Write 0 where it is known that there is none.")),
    (
        N_("Over, under, roughly"),
        N_(
            "Write the number in its cell and choose the word in the column “{bound}” of the same group. "
            "Example: “over 1,500 teams” is 1500 and “{over}”."
        ),
    ),
    (
        N_("Parts of a whole"),
        N_("A part is never above its whole: dossiers filed online are never above dossiers received."),
    ),
    (
        N_("Another day"),
        N_("Figures not counted on the day under the heading: write their day in the column “{day}”."),
    ),
    (
        N_("Cells that turn orange"),
        N_("The figure cannot stand as it is: please check number, unit and year."),
    ),
    (
        N_("Rows and columns"),
        N_("Please add or remove none, and paste values only. Remarks have a column of their own."),
    ),
)
"""How figures are written: case and rule."""

COLUMNS = {"B:B": 5, "C:C": 34, "D:D": 124}


class Guide:
    """Writes the sheet, from the top down.

    Parameters
    ----------
    book, styles
        The workbook and its formats.
    names
        The names of the sheets, by ``sheet``, ``example``, ``dictionary``, and the words of the sheet of
        figures that the text quotes: ``bound``, ``over``, ``day``, by language.
    """

    def __init__(self, book: xlsxwriter.Workbook, styles: Styles, names: dict[str, dict[str, str]]) -> None:
        self.book, self.styles, self.names = book, styles, names

    def write(self, name: str, language: Language) -> None:
        """Write the sheet: the sender's part once, the rest in the template's language, then the other."""
        page = self.book.add_worksheet(name)
        page.write_string(0, 0, GUIDE_MARK)
        row = self._opening(page, 1, language)
        row = self._sender(page, row, language)
        row = self._rules(page, row, language)
        for code in LANGUAGES:
            if code != language.code:
                page.set_h_pagebreaks([row])
                row = self._opening(page, row, Language(code))
                self._rules(page, row, Language(code))
        page.set_column("A:A", None, None, {"hidden": True})
        for columns, width in COLUMNS.items():
            page.set_column(columns, width)
        page.set_row(0, None, None, {"hidden": True})
        page.hide_gridlines(2)
        page.protect("", PROTECTED)
        printed(page, language.say(TITLE), language, scale=78)

    def _opening(self, page: Worksheet, row: int, language: Language) -> int:
        say, names = language.say, self.names[language.code]
        page.write_string(row, 1, say(TITLE), self.styles.title())
        page.set_row(row, 32)
        plain = self.styles(text_wrap=True, valign="top")
        page.merge_range(row + 1, 1, row + 1, 3, say(REQUEST, sheet=names["sheet"]), plain)
        page.set_row(row + 1, 32)
        return row + 3

    def _sender(self, page: Worksheet, row: int, language: Language) -> int:
        say = language.say
        self._band(page, row, say("Sender"))
        entry: dict[str, Any] = {"locked": False, "border": 1, "border_color": RULE}
        for at, (key, (label, hint)) in enumerate(SENDER.items(), start=row + 1):
            page.write_string(at, 0, key)
            page.merge_range(at, 1, at, 2, say(label), self.styles.text(bold=True))
            day = (
                {"num_format": "dd/mm/yyyy", "align": "left"} if key == "figures_day" else {"num_format": "@"}
            )
            page.write_blank(at, 3, None, self.styles(**entry, **day))
            page.set_row(at, 22)
            options: dict[str, Any] = {"validate": "any"}
            if key == "sender_level":
                options = {"validate": "list", "source": [say(level) for level in LEVELS]}
            elif key == "approved":
                options = {"validate": "list", "source": [say("yes"), say("no")]}
            elif key == "figures_day":
                options = {
                    "validate": "custom",
                    "value": f"=ISNUMBER(D{at + 1})",
                    "error_title": say("Please check the day"),
                    "error_message": say("Please write a day as day/month/year."),
                }
            page.data_validation(at, 3, at, 3, options | {"input_message": say(hint)})
        return row + len(SENDER) + 2

    def _rules(self, page: Worksheet, row: int, language: Language) -> int:
        say, names = language.say, self.names[language.code]
        self._band(page, row, say("What to do"))
        for number, step in enumerate(STEPS, start=1):
            values = {name: names[name] for name in ("sender", "sheet", "example", "dictionary")}
            text = say(step, **{name: value for name, value in values.items() if f"{{{name}}}" in step})
            page.write_number(
                row + number, 1, number, self.styles.text(align="center", bold=True, num_format="0", indent=0)
            )
            page.merge_range(row + number, 2, row + number, 3, text, self.styles.text())
            page.set_row(row + number, 20 if len(text) < 160 else 32)
        row += len(STEPS) + 2
        self._band(page, row, say("How figures are written"))
        for at, (case, rule) in enumerate(WRITING, start=row + 1):
            values = {name: names[name] for name in ("bound", "over", "day") if f"{{{name}}}" in rule}
            page.merge_range(at, 1, at, 2, say(case), self.styles.text(bold=True))
            text = say(rule, **values)
            page.write_string(at, 3, text, self.styles.text())
            page.set_row(at, 20 if len(text) < 132 else 32)
        return row + len(WRITING) + 3

    def _band(self, page: Worksheet, row: int, text: str) -> None:
        band = self.styles(
            bold=True, font_size=12, font_color=ACCENT_DARK, bottom=2, bottom_color=ACCENT_DARK
        )
        for column in (1, 2, 3):
            page.write_blank(row, column, None, band)
        page.write_string(row, 1, text, band)
        page.set_row(row, 24)
