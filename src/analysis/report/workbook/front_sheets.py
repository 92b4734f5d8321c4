"""The sheets that come first: what the workbook holds, and how it is read."""

from analysis.report import claims, imprint
from analysis.report.language import Language
from analysis.report.messages import N_, Msgid
from analysis.report.pages.targets import reported_figures
from analysis.report.scale import MEANINGS
from analysis.report.workbook.names import csv_name
from analysis.report.workbook.reference_sheets import SOURCES
from analysis.report.workbook.sheet import Column, Sheet

CONTENTS, NOTES = N_("Contents"), N_("Notes")

SUBTITLE = N_(
    "Figures of the 63 former provinces and the 34 units in force, results with the strength of the "
    "evidence, targets and sources"
)

CAUTIONS = (
    N_("An association between provinces is not an effect, and says nothing about single persons."),
    N_("An empty, shaded cell means that no figure is known. It is not zero."),
    N_("A score (PAPI, DTI, the portal’s points) is not a share of people or of dossiers."),
    N_("Figures of the 63 former provinces and of the 34 units in force are never joined."),
)
"""What must be read before anything else; said again, at length, in the notes."""

READING: tuple[tuple[Msgid, Msgid], ...] = (
    (
        N_("Association is not effect"),
        N_(
            "Provinces in which two figures are high or low together do not show that the one is the "
            "reason of the other. Nothing here is about single persons or households."
        ),
    ),
    (
        N_("Missing is not zero"),
        N_(
            "Where no figure is known, the cell of a figure is empty and shaded; nothing is filled in "
            "or estimated. Averages and counts pass over empty cells, but a subtraction, a quotient or "
            "a sum by “+” takes an empty cell for 0: check first that both cells hold a figure."
        ),
    ),
    (
        N_("A score is not a share"),
        N_(
            "PAPI scores, indices of digital transformation (DTI) and points of the National Public "
            "Service Portal are ratings on scales of their own. Only columns whose unit is % hold "
            "shares; 40.71 means 40.71%."
        ),
    ),
    (
        N_("63 and 34"),
        N_(
            "The 63 provinces before 1 July 2025 and the 34 units in force since that day stand in "
            "sheets of their own. A two-digit code can name another place in the other set (91 was Kiên"
            " Giang and is now An Giang): read a code together with the set of places. A figure of a "
            "merged unit is computed only where every former province has one, by the rule in the "
            "dictionary."
        ),
    ),
    (
        N_("Years that compare"),
        N_(
            "Instruments change. The dictionary gives the runs of years within which figures may be "
            "compared, and where a series breaks; a change across a break is not a change of the "
            "province."
        ),
    ),
    (
        N_("Bounds"),
        N_(
            "“At least”, “at most” and “about” are kept as they were given. A bound is no value: it "
            "stands among all figures and reported figures, and not in the panels."
        ),
    ),
    (
        N_("Intervals and ranks"),
        N_(
            "An interval says how exactly an estimate is known. A rank that was published has no "
            "interval here: small distances between provinces do not mean that they differ."
        ),
    ),
)
"""Subjects of the notes, and what is said on each."""

FORM: tuple[tuple[Msgid, Msgid], ...] = (
    (
        N_("Numbers, codes and dates"),
        N_(
            "Numbers are real numbers with up to 15 digits; the decimals shown are those the "
            "dictionary gives. Codes are text (01). Dates are real dates; a date known to the month or "
            "the year only is text in the order year-month-day, and so is its whole column."
        ),
    ),
    (
        N_("Names and texts"),
        N_(
            "Sheets, tables and columns keep their names from one version to the next. Titles, "
            "publishers and notes on single figures stand as they were written, in Vietnamese or in "
            "English."
        ),
    ),
    (
        N_("CSV files"),
        N_(
            "Each table is also a CSV file: UTF-8 with byte order mark, comma between cells, decimal "
            "point, dates as year-month-day, an empty cell where nothing is known. A text that begins "
            "with = + - @ or a line break would be taken for a formula and gets an apostrophe before "
            "it; no text does so today. For use in Excel take the workbook: opened directly, a CSV file"
            " loses the zeros of its codes, and its decimal points where the computer writes decimal "
            "commas."
        ),
    ),
)


def contents(sheets: list[Sheet], language: Language) -> Sheet:
    """Return the first sheet: what this is, four cautions, and every other sheet with a link to it."""
    say = language.say
    columns = (
        Column(say("Sheet"), tuple(sheet.name for sheet in sheets), "sheet", width=26),
        Column(say("What it holds"), tuple(_held(sheet) for sheet in sheets), width=90),
        Column(say("Rows"), tuple(sheet.length for sheet in sheets), "number"),
        Column(say("CSV file"), tuple(csv_name(sheet.name) for sheet in sheets)),
    )
    lines = (say(SUBTITLE), edition(language), *(say(caution) for caution in CAUTIONS))
    return Sheet(say(CONTENTS), say(imprint.NAME), lines, columns, filtered=False)


def notes(language: Language) -> Sheet:
    """Return the second sheet: how to read the figures, the scale of evidence, rights, corrections."""
    say = language.say
    entries = [(say(subject), say(text)) for subject, text in READING]
    entries += _scale(language)
    entries.append((say("Which of several reported figures is used"), reported_figures.rule(language)))
    entries += [(say(subject), say(text)) for subject, text in FORM]
    entries += _about(language)
    columns = (
        Column(say("Subject"), tuple(subject for subject, _ in entries), width=34),
        Column(say("Note"), tuple(text for _, text in entries), width=100),
    )
    return Sheet(say(NOTES), say("Notes: how to read and use the figures"), (), columns, filtered=False)


def _held(sheet: Sheet) -> str:
    return ": ".join([sheet.title, *sheet.lines[:1]])


def edition(language: Language) -> str:
    """Return the version, and the day up to which figures were read, as one line."""
    return f"{imprint.version_line(language)}. {imprint.vintage(language)}"


def _scale(language: Language) -> list[tuple[str, str]]:
    """Return each strength of the evidence with its meaning."""
    return [
        (claims.strength(letter, language), language.say(MEANINGS[letter])) for letter in claims.STRENGTH
    ] + [
        (
            language.say("description, not graded"),
            language.say("A number that describes, and says nothing of an association."),
        )
    ]


def _about(language: Language) -> list[tuple[str, str]]:
    """Return who may use what, how to cite, and where an error is told."""
    say = language.say
    return [
        (say("Edition"), edition(language)),
        (say("Limits of use"), say(imprint.LIMITS)),
        (
            say("Rights"),
            say(
                "Texts and results of this workbook: MIT licence. Figures: as their publishers state, "
                "table by table in the sheet “{sheet}”; for most of them no licence for re-use was "
                "seen.",
                sheet=say(SOURCES),
            ),
        ),
        (say("How to cite"), imprint.citation(language)),
        (
            say("Citing a single figure"),
            say("Name its first publisher, as the sheet “{sheet}” gives it.", sheet=say(SOURCES)),
        ),
        (say("Corrections"), say(imprint.CORRECTIONS)),
    ]
