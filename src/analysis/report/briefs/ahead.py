"""The end of a unit's brief: its targets, what it could report next, and how to read the brief."""

import pandas as pd

from analysis.report import tables
from analysis.report.documents.document import Block, Exhibit, Heading, Paragraph
from analysis.report.language import NO_BREAK_SPACE, Language
from analysis.report.pages.learning.data_request import request
from analysis.report.pages.units.unit_profile import former
from analysis.report.pages.units.unit_request import ratios
from analysis.report.pages.units.unit_targets import targets_of

MOST_VALUABLE = 4
"""Shares that a brief asks for: two of dossiers and the two inputs that are shares."""


def targets(unit: str, language: Language) -> tuple[Block, ...]:
    """Return the published targets, and what is known against each; those of its own in a sentence."""
    found = targets_of(unit, language)
    country = found["holds_for"] == language.say("Whole country")
    return (
        Heading(language.say("Targets, what is not known, and what could be reported next")),
        Exhibit(
            tables.Table(
                found[country]
                .assign(deadline=[_unbroken(date) for date in found.loc[country, "deadline"]])
                .set_index("measure"),
                {
                    "aim": tables.Column(language.say("Level"), kind="written"),
                    "deadline": tables.Column(language.say("Deadline"), kind="written"),
                    "known": tables.Column(language.say("What is known"), kind="text"),
                },
                caption=language.say("Targets and guidelines for the whole country"),
                rows=language.say("Target"),
                note=_own_targets(found[~country], language) or None,
                language=language,
            )
        ),
    )


def _own_targets(found: pd.DataFrame, language: Language) -> str:
    """Return the targets that hold for a former province alone, one sentence a date."""
    said = []
    for (place, deadline), rows in found.groupby(["holds_for", "deadline"], sort=False):
        each = [f"{row['measure']} {row['aim']}" for row in rows.to_dict("records")]
        known = [row for row in rows.to_dict("records") if row["known"] != language.say("not known")]
        said.append(
            language.say(
                "Published for {place} by {deadline}: {targets}. What is known: {known}.",
                place=str(place),
                deadline=str(deadline),
                targets="; ".join(each),
                known="; ".join(str(row["known"]) for row in known) or language.say("not known"),
            )
        )
    return " ".join(said)


def _unbroken(date: str) -> str:
    """Return a date that stays on one line."""
    return date.replace(" ", NO_BREAK_SPACE)


def next_report(unit: str, language: Language) -> tuple[Block, ...]:
    """Return what is not known, and the figures that the unit could report next."""
    return (
        Paragraph(
            language.say(
                "Not known: no public table gives for all 34 units, by one definition, the share of "
                "dossiers filed online or the share of the budget spent on digital transformation; PAPI "
                "is published without its sampling error."
            ),
            "note",
        ),
        Exhibit(_request(language)),
        Paragraph(_reading(unit, language), "note"),
    )


def _request(language: Language) -> tables.Table:
    return tables.Table(
        ratios(language, MOST_VALUABLE),
        {
            "denominator": tables.Column(language.say("Denominator"), kind="text"),
            "date": tables.Column(language.say("Day or period"), kind="text"),
        },
        caption=language.say(
            "The most needed of the {n} figures of the table to fill, once a year", n=len(request())
        ),
        rows=language.say("Numerator"),
        note=language.say(
            "Also the number of community digital technology teams and of their members, commune level "
            "and hamlet level apart, on 31 December."
        ),
        language=language,
    )


def _reading(unit: str, language: Language) -> str:
    read = language.say(
        "How to read this: a quarter is a broad position, and a rank stands only with its interval. A "
        "score is not a share of people."
    )
    if len(former(unit)) == 1:
        return read
    apart = language.say(
        "Figures of the former provinces and of the unit in force are never joined to one series."
    )
    return f"{read} {apart}"
