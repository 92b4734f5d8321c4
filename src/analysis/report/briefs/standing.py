"""The first page of a unit's brief: its main points, and where it stands among the 34."""

import pandas as pd

from analysis.data import processed
from analysis.data.indicators import indicators
from analysis.report import figures, tables
from analysis.report.briefs.colophon import short_sources
from analysis.report.documents.document import Block, Exhibit, Heading, KeyFigure, KeyFigures, Points
from analysis.report.findings import USE
from analysis.report.language import Language
from analysis.report.pages.units.unit_change import TWO_SIDED, use_change_sentence
from analysis.report.pages.units.unit_findings import inputs_sent, unit_findings
from analysis.report.pages.units.unit_profile import PAYMENT, QUARTERS, STANDING, former, noise
from analysis.report.pages.units.unit_standing import position_words, positions

DRAWN = (PAYMENT, "dti_government", USE)
"""Measures drawn as strips: the portal's counts, the ministry's score and the citizens' one."""

COMPOSITE = "portal2026_total"
"""A sum of scores of which the table shows what stands behind it."""

WIDTH = 600.0
"""Of the strips, in points; they are shown at the width of the text."""

DUE = "portal2026_dossiers_with_payment_due"


def shown_positions(unit: str) -> pd.DataFrame:
    """Return where the unit stands in what a brief shows: rows of :func:`positions` without the composite."""
    return positions(unit).drop(index=COMPOSITE)


def main_points(unit: str, where: pd.DataFrame, language: Language) -> tuple[Block, ...]:
    """Return what an official who reads only the first lines has to know."""
    return (
        KeyFigures((_payment(unit, where, language), _use(where, language), _inputs(unit, language))),
        Points(
            (
                use_change_sentence(unit, language),
                _spread_of_positions(where, language),
            ),
        ),
    )


def _payment(unit: str, where: pd.DataFrame, language: Language) -> KeyFigure:
    place = where.loc[PAYMENT].to_dict()
    if pd.isna(place["value"]):
        return KeyFigure(
            language.say("not known"),
            language.short(PAYMENT),
            language.say(
                "no figure for 2026 to 10 October; median of {n} units {median}",
                n=language.integer(place["known"]),
                median=language.value(place["median"], PAYMENT),
            ),
        )
    due = processed.values(DUE, "34", STANDING[PAYMENT], codes=[unit])[unit]
    return KeyFigure(
        language.value(place["value"], PAYMENT),
        language.say("of payable dossiers were paid online"),
        language.say(
            "2026 to 10 October, of {due} dossiers, all counted; {quarter} of {n} units, median {median}",
            due=language.integer(due),
            quarter=position_words(place, language),
            n=language.integer(place["known"]),
            median=language.value(place["median"], PAYMENT),
        ),
    )


def _use(where: pd.DataFrame, language: Language) -> KeyFigure:
    place = where.loc[USE].to_dict()
    measure = language.say("citizens’ portal use (PAPI 8.1)")
    if pd.isna(place["value"]):
        return KeyFigure(
            language.say("not known"),
            measure,
            language.say(
                "{year}: PAPI published no score for one of the former provinces; median of {n} units "
                "{median}",
                year=int(place["year"]),
                n=language.integer(place["known"]),
                median=language.number(place["median"], 2),
            ),
        )
    return KeyFigure(
        language.number(place["value"], 2),
        measure,
        language.say(
            "{year}; a score from 0.33 to 3.33, no share; {position}; median {median}",
            year=int(place["year"]),
            position=position_words(place, language),
            median=language.number(place["median"], 2),
        ),
    )


def _inputs(unit: str, language: Language) -> KeyFigure:
    found = unit_findings(unit)[2]
    asked = 3 * found.n
    return KeyFigure(
        language.say(
            "{known} of {asked}", known=language.integer(found.value), asked=language.integer(asked)
        ),
        language.say(
            "figures on the three inputs are public or were sent by authorities"
            if inputs_sent(unit)
            else "figures on the three inputs are public"
        ),
        language.say(
            "teams, smartphones of adults, share of the budget, in the former {names}, {years}",
            names=language.names(map(language.place, former(unit))),
            years=language.years(found.period),
        )
        if found.n > 1
        else language.say(
            "teams, smartphones of adults, share of the budget, {years}", years=language.years(found.period)
        ),
    )


def _spread_of_positions(where: pd.DataFrame, language: Language) -> str:
    """Return in how many measures the unit surely lies in each quarter: no one measure stands for all."""
    known = where[where["value"].notna()]
    if known.empty:
        return language.say("None of these measures has a figure of the unit.")
    sure = known[known["lowest"] == known["highest"]]
    counts = sure["highest"].astype(int).value_counts()
    parts = [
        language.say(
            "{quarter}: {count}", quarter=language.say(QUARTERS[at]), count=language.integer(counts[at])
        )
        for at in (3, 2, 1, 0)
        if at in counts
    ]
    if rest := len(known) - len(sure):
        parts.append(language.say("not certain: {count}", count=language.integer(rest)))
    return language.say(
        "The position depends on the measure. Of {n} measures with a figure of the unit – {parts}.",
        n=language.integer(len(known)),
        parts="; ".join(parts),
    )


def among_the_units(unit: str, where: pd.DataFrame, language: Language) -> tuple[Block, ...]:
    """Return where the unit stands among the 34: strips of the most telling measures, and all in a table."""
    return (
        Heading(language.say("Where it stands among the 34 units")),
        Exhibit(_strip(unit, language)),
        Exhibit(_standing_table(unit, where, language)),
    )


def _strip(unit: str, language: Language) -> figures.Figure:
    values = pd.DataFrame({name: processed.values(name, "34", STANDING[name]) for name in DRAWN})
    known = indicators()
    error = noise(USE, STANDING[USE])
    name = language.place(unit, "34")
    return figures.strip(
        values,
        unit,
        measures={one: (known[one].decimals, known[one].unit) for one in DRAWN},
        labels={one: dated(one, language) for one in DRAWN},
        errors={} if error is None else {USE: TWO_SIDED * error},
        geography="34",
        title=language.say("{unit} among the 34 units, each measure on a scale of its own", unit=name),
        subtitle="",
        width=WIDTH,
        source="",
        language=language,
    )


def dated(name: str, language: Language) -> str:
    """Return the short label of a measure with its year, which some labels say themselves."""
    label, year = language.short(name), str(STANDING[name])
    return label if year in label else f"{label}, {year}"


def _standing_table(unit: str, where: pd.DataFrame, language: Language) -> tables.Table:
    shown = pd.DataFrame(
        {
            "year": where["year"].astype(int),
            "figure": [language.value(value, str(name)) for name, value in where["value"].items()],
            "median": [language.value(value, str(name)) for name, value in where["median"].items()],
            "position": [position_words(place, language) or None for place in where.to_dict("records")],
            "known": where["known"].astype(int),
        }
    ).set_axis([language.short(name) for name in where.index])
    return tables.Table(
        shown,
        {
            "year": tables.Column(language.say("Year"), kind="year"),
            "figure": tables.Column(language.place(unit, "34"), kind="written"),
            "median": tables.Column(language.say("Median"), kind="written"),
            "position": tables.Column(language.say("Position"), kind="text"),
            "known": tables.Column(language.say("Known for"), kind="integer"),
        },
        caption=language.say(
            "{unit} among the 34 units in force, latest year of each measure", unit=language.place(unit, "34")
        ),
        rows=language.say("Measure"),
        note=_note(unit, bool(where["value"].notna()[USE]), language),
        source=tables.SourceLine.written(short_sources(list(where.index), language), language),
        language=language,
    )


def _note(unit: str, drawn: bool, language: Language) -> str:
    """Return how figures of a merged unit are made, and where the interval of the strips comes from."""
    notes = []
    if drawn:
        notes.append(language.say("Bar at PAPI 8.1: 95% interval, by an upper bound of its error."))
    if len(former(unit)) == 1:
        return " ".join(notes)
    merged = language.say("PAPI: mean of the former provinces by population; DTI: their plain mean.")
    return " ".join([*notes, merged])
