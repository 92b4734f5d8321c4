"""Words for the marks in the tables of figures, and the headings that the tables' own description gives."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from analysis.data.indicators import described
from analysis.report.language import Language
from analysis.report.messages import N_, Msgid
from analysis.report.workbook.sheet import Cell, Column, cells, missing

if TYPE_CHECKING:
    import pandas as pd

BOUND = {
    "exact": N_("exact"),
    "about": N_("about"),
    "at least": N_("at least"),
    "at most": N_("at most"),
}
"""How a figure was given."""

ORIGIN = {
    "published": N_("published as it stands"),
    "aggregated": N_("aggregated from the former provinces"),
    "derived": N_("computed from other figures"),
    "deliveries": N_("sent by an authority"),
}
"""Where a figure comes from."""

INDICATOR_KIND = {
    "published": N_("tables published for all provinces"),
    "reported": N_("single figures, reported one by one"),
    "derived": N_("computed from other figures"),
}
"""Where the figures of an indicator come from."""

GROUP = {
    "outcome": N_("measure of use"),
    "input": N_("input"),
    "control": N_("condition held equal"),
    "context": N_("background"),
}
"""What an indicator is used as."""

FIGURE_KIND = {
    "observed": N_("observed figure"),
    "target": N_("target"),
    "guideline": N_("guideline"),
    "proposal": N_("proposal"),
    "reference": N_("figure for reference"),
}
"""What a printed figure is."""

LEVEL = {
    "not stated": N_("level not stated"),
    "commune": N_("commune level"),
    "hamlet": N_("hamlet or residential-group level"),
    "commune and hamlet": N_("commune and hamlet level"),
    "partial": N_("part of the province only"),
    "provincial authorities": N_("provincial authorities"),
    "district authorities": N_("district authorities"),
    "commune authorities": N_("commune authorities"),
}
"""What a count counts, or whose dossiers a share is of."""

CONFLICT = {
    "same_class": N_("yes, of the same definition"),
    "other_class": N_("yes, of another definition"),
}
"""Whether another figure of the place disagrees."""

TRUTH = {True: N_("yes"), False: N_("no")}


def titled(table: str, language: Language) -> tuple[str, str]:
    """Return title and description of one of the tables in ``data/processed``."""
    about = described("processed_tables.yaml")["tables"][table]
    return _text(about, "title", language), _text(about, "description", language)


def heading(field: str, language: Language) -> str:
    """Return what a column of the tables in ``data/processed`` is called."""
    return _text(described("processed_tables.yaml")["fields"][field], "title", language)


def with_unit(label: str, unit: str, language: Language) -> str:
    """Return a heading with its unit in brackets: ``Diện tích tự nhiên (km²)``."""
    written = language.unit(unit)
    return f"{label} ({written})" if written else label


def said(values: Iterable[object], words: Mapping[Any, Msgid], language: Language) -> tuple[Cell, ...]:
    """Return marks in words; a missing mark stays missing.

    Raises
    ------
    KeyError
        A mark has no words.
    """
    return each(values, lambda value: language.say(words[value]))


def each(values: Iterable[Any], worded: Callable[[Any], str | None]) -> tuple[Cell, ...]:
    """Return what is said of each value, asked once for equal ones; of a missing one nothing is said."""
    said_of = cache(lambda value: None if missing(value) else worded(value))
    return tuple(said_of(value) for value in values)


def text_column(frame: "pd.DataFrame", field: str, language: Language) -> Column:
    """Return a column of a table in ``data/processed`` as it stands."""
    return Column(heading(field, language), cells(frame[field]))


def ordinal_column(frame: "pd.DataFrame", field: str, language: Language) -> Column:
    """Return a column of years or of lines of a file."""
    return Column(heading(field, language), cells(frame[field]), "ordinal")


def said_column(frame: "pd.DataFrame", field: str, words: Mapping[Any, Msgid], language: Language) -> Column:
    """Return a column of marks in words."""
    return Column(heading(field, language), said(frame[field], words, language))


def dates(values: Iterable[object]) -> tuple[Cell, ...]:
    """Return whole ISO dates as dates; a missing one stays missing.

    Raises
    ------
    ValueError
        A date is known to the month or year only; such a column stays text.
    """
    return tuple(None if missing(value) else dt.date.fromisoformat(str(value)) for value in values)


def places(frame: "pd.DataFrame", geography: str, code: str, language: Language) -> tuple[Cell, ...]:
    """Return the names of the places that two columns of a table give by code within a set of places."""
    names: dict[tuple[object, object], Cell] = {}
    for pair in zip(frame[geography], frame[code], strict=True):
        if pair not in names:
            names[pair] = _place(str(pair[0]), str(pair[1]), language) if not missing(pair[1]) else None
    return tuple(names[pair] for pair in zip(frame[geography], frame[code], strict=True))


def _place(geography: str, code: str, language: Language) -> str:
    return language.say("Whole country") if geography == "VN" else language.place(code, geography)


def _text(about: dict[str, str], key: str, language: Language) -> str:
    return about[key] if language.code == "en" else about[f"{key}_vi"]
