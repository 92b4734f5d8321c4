"""The template for figures: an Excel workbook that an office fills in and sends back.

It has four sheets: how it is filled in, the figures, a worked example, the dictionary. Places and years are
given and locked (there is no password: the lock guards against slips); cells have drop-down lists and refuse
what cannot be; hidden keys let intake read the workbook without looking at words
(:mod:`~analysis.report.deliveries.template.template_layout`). The same arguments give the same bytes.
"""

import datetime as dt
from collections.abc import Sequence
from io import BytesIO

import xlsxwriter

from analysis.report import imprint
from analysis.report.deliveries.template import template_layout as layout
from analysis.report.deliveries.template.template_dictionary import Dictionary
from analysis.report.deliveries.template.template_example import write_example
from analysis.report.deliveries.template.template_figures import HEADINGS, Table
from analysis.report.deliveries.template.template_guide import TITLE, Guide
from analysis.report.deliveries.template.template_style import Styles
from analysis.report.language import LANGUAGES, Language
from analysis.report.messages import N_, Msgid

SHEETS: dict[str, Msgid] = {
    "guide": N_("How to fill in"),
    "sheet": N_("Figures to fill in"),
    "example": N_("Example"),
    "dictionary": N_("Meaning of the figures"),
}
"""Names of the sheets, in their order."""

CREATED = dt.datetime(2026, 11, 21)


def workbook(geography: str, years: Sequence[int], language: Language | str = "vi") -> bytes:
    """Return the template.

    Parameters
    ----------
    geography
        ``"63"`` (the provinces until 30 June 2025) or ``"34"`` (the units in force).
    years
        Years to ask for; every place has one row a year.
    language
        Language of sheets, headings and messages; instructions and dictionary are in both.

    Returns
    -------
    bytes
        An xlsx file.

    Raises
    ------
    UnknownName
        There is no such set of places.
    ValueError
        The years are none, repeated, or of a time when the places did not exist.
    """
    spoken = Language.of(language)
    say = spoken.say
    rows = layout.rows(geography, years)
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({
        "title": say(TITLE), "author": say(imprint.SHORT_NAME), "keywords": spoken.code, "created": CREATED,
    })  # fmt: skip
    styles = Styles(book)
    quoted = {code: _quoted(Language(code), spoken) for code in LANGUAGES}
    names = {key: say(name) for key, name in SHEETS.items()}
    Guide(book, styles, quoted).write(names["guide"], spoken)
    table = Table(book, styles, spoken)
    table.write(names["sheet"], _title(geography, years, spoken), say(
        "Fill in the white cells; leave empty what is not known (not 0). Units stand in the headings, "
        "explanations on the sheet “{dictionary}”.", dictionary=names["dictionary"],
    ), rows)  # fmt: skip
    write_example(table, names["example"])
    Dictionary(book, styles).write(names["dictionary"], spoken)
    book.close()
    return file.getvalue()


def _title(geography: str, years: Sequence[int], language: Language) -> str:
    title = (
        N_("Figures of the 63 provinces and cities before 1 July 2025: {years}")
        if geography == "63"
        else N_("Figures of the 34 provinces and cities: {years}")
    )
    return language.say(title, years=language.years(years))


def _quoted(language: Language, names_in: Language) -> dict[str, str]:
    """Return what the guide quotes in a language: names of sheets and words as they stand in the file."""
    return {key: names_in.say(name) for key, name in SHEETS.items()} | {
        "sender": names_in.say("Sender"),
        "bound": names_in.say("How exact"),
        "over": names_in.say(layout.BOUNDS["at least"]),
        "day": names_in.say(HEADINGS[layout.AS_OF]),
    }
