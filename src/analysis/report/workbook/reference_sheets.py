"""The sheets that explain the figures: the dictionary of indicators, and the tables they were read from."""

from collections.abc import Iterable

from analysis.data import processed
from analysis.data.indicators import Indicator, indicators
from analysis.data.sources import Source, sources
from analysis.data.spanning import spanning
from analysis.report.dictionary import aggregation, years
from analysis.report.language import Language
from analysis.report.messages import N_
from analysis.report.workbook import words
from analysis.report.workbook.panel_sheets import DICTIONARY, column_heading
from analysis.report.workbook.sheet import Cell, Column, Sheet, cells, missing

SOURCES = N_("Source tables")


def dictionary(language: Language) -> Sheet:
    """Return the dictionary: one row an indicator."""
    frame = processed.dictionary()
    known = [indicators()[name] for name in frame.index]
    code, say = language.code, language.say
    columns = (
        Column(say("Indicator"), tuple(one.label[code] for one in known), width=40),
        Column(words.heading("unit", language), tuple(language.unit(one.unit) or None for one in known)),
        Column(say("Definition"), tuple(one.definition[code] for one in known)),
        Column(say("Caution"), cells(frame[f"caveats_{code}"])),
        Column(say("Comparable years"), tuple(_runs(one) for one in known)),
        Column(say("Breaks in the series"), cells(frame[f"breaks_{code}"])),
        Column(say("From 63 to 34"), tuple(_aggregation(one, language) for one in known)),
        Column(say("Series that span 1 July 2025"), tuple(spanning(one.name)[code] for one in known)),
        Column(say("Used as"), words.said(frame["group"], words.GROUP, language)),
        Column(say("Where its figures come from"), words.said(frame["kind"], words.INDICATOR_KIND, language)),
        Column(say("Formula"), cells(frame["formula"]), width=40),
        words.text_column(frame, "numerator", language),
        words.text_column(frame, "denominator", language),
        Column(say("Decimals shown"), cells(frame["decimals"]), "ordinal"),
        Column(words.heading("known_63", language), _listed(frame["known_63"]), width=40),
        Column(words.heading("known_34", language), _listed(frame["known_34"]), width=40),
        Column(words.heading("sources", language), _listed(frame["sources"])),
        Column(say("Heading in the panels"), tuple(column_heading(one.name, language) for one in known)),
        Column(say("Identifier of the indicator"), tuple(one.name for one in known)),
    )
    title, about = words.titled("dictionary", language)
    return Sheet(say(DICTIONARY), title, (about,), columns)


def source_tables(language: Language) -> Sheet:
    """Return the source tables: publisher, rights, date of reading, and the file with its checksum."""
    frame = processed.vintages()
    known = sources()
    code, say = language.code, language.say
    of = [known[name] for name in frame["source"]]
    gone = frame["withdrawn"] if "withdrawn" in frame else [None] * len(frame)
    columns = (
        Column(say("Source"), tuple(one.title[code] for one in of), width=40),
        Column(say("Table"), cells(frame[f"title_{code}"]), width=40),
        Column(say("Publisher"), cells(frame[f"publisher_{code}"]), width=40),
        Column(
            say("State of publication"),
            tuple(_state(one, day, language) for one, day in zip(of, gone, strict=True)),
            width=40,
        ),
        Column(say("Read on"), words.dates(frame["read_on"]), "date"),
        Column(say("Rights"), tuple(one.rights[code] for one in of), width=40),
        Column(say("How to cite"), tuple(one.cite[code] for one in of)),
        Column(say("Home page"), cells(one.homepage for one in of), "link"),
        Column(say("File"), cells(frame["path"])),
        Column(words.heading("rows", language), cells(frame["rows"]), "number"),
        Column(words.heading("bytes", language), cells(frame["bytes"]), "number"),
        Column(words.heading("sha256", language), cells(frame["sha256"]), width=68),
    )
    title, about = words.titled("vintages", language)
    return Sheet(say(SOURCES), title, (about,), columns)


def _state(source: Source, withdrawn: object, language: Language) -> str:
    if not missing(withdrawn):
        return language.say("Withdrawn on {day}; no longer used", day=language.date(str(withdrawn)))
    return source.vintage_vi if language.code == "vi" else source.vintage


def _listed(values: Iterable[object]) -> tuple[Cell, ...]:
    """Return lists whose parts stand side by side with a semicolon between them."""
    return tuple(None if missing(value) else "; ".join(str(value).split()) for value in values)


def _runs(indicator: Indicator) -> str | None:
    return years(indicator.comparable) or None


def _aggregation(indicator: Indicator, language: Language) -> str | None:
    return aggregation(indicator.aggregate, language) or None
