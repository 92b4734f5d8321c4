"""The look of the template: one set of formats, in the colours of the project."""

from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from analysis.report.language import Language

INK, MUTED, RULE, PALE = "#1b1f24", "#505963", "#c9d1d9", "#f4f7f9"
ACCENT, ACCENT_DARK, ACCENT_PALE = "#0b4f8a", "#083a66", "#e8f0f7"
WARNING, WARNING_PALE, INVALID = "#8a3200", "#fff4ec", "#ffd9c2"

COUNT = {"vi": "[$-42A]#,##0", "en": "#,##0"}
"""How whole numbers are shown; the program on the reader's desk puts its own separators."""

DAY = {"vi": "[$-42A]dd/mm/yyyy", "en": "dd/mm/yyyy"}

A4 = 9

FONT = "Arial"
"""Found wherever spreadsheets are, with every Vietnamese letter."""


class Styles:
    """Formats of one workbook, each made once.

    Parameters
    ----------
    book
        The workbook that they belong to.
    """

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self.made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def __call__(self, **properties: Any) -> Format:
        """Return the format with these properties, on top of the font of the template."""
        key = tuple(sorted(properties.items()))
        if key not in self.made:
            shared = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "vcenter"}
            self.made[key] = self.book.add_format({**shared, **properties})
        return self.made[key]

    def title(self, **more: Any) -> Format:
        """Return the format of a sheet's title."""
        return self(bold=True, font_size=16, font_color=ACCENT_DARK, **more)

    def heading(self, **more: Any) -> Format:
        """Return the format of the headings of a table."""
        return self(**{
            "bold": True, "text_wrap": True, "align": "center", "bg_color": ACCENT_PALE,
            "font_color": ACCENT_DARK, "border": 1, "border_color": RULE, **more,
        })  # fmt: skip

    def text(self, **more: Any) -> Format:
        """Return the format of a cell of words in a table."""
        return self(**{"text_wrap": True, "border": 1, "border_color": RULE, "indent": 1, **more})


def printed(page: Worksheet, title: str, language: Language, *, scale: int, head: str = "") -> None:
    """Set how a sheet is printed.

    A4 landscape at a percentage of its size, with title and number of the page at the foot of every page, and
    a line at its head where the title could not stand on all pages otherwise.
    """
    page.set_landscape()
    page.set_paper(A4)
    page.set_margins(left=0.4, right=0.4, top=0.8 if head else 0.5, bottom=0.6)
    page.set_header(f'&L&"{FONT},Bold"&14{head.replace("&", "&&")}' if head else "")
    page.set_print_scale(scale)
    number = language.say("Page {page} of {pages}", page="&P", pages="&N")
    page.set_footer(f"&L&8{title.replace('&', '&&')}&R&8{number}")


PROTECTED = {"format_columns": True, "format_rows": True, "autofilter": True}
"""What may be done on a protected sheet; there is no password, for it guards against slips only."""
