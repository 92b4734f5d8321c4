"""The table that provinces could fill, as readers see it: every figure, what it would buy, and empty."""

from collections.abc import Mapping

import pandas as pd

from analysis.data import processed
from analysis.data.reported_terms import SOURCE
from analysis.data.simulation.model import TEAMS
from analysis.report import tables
from analysis.report.language import Language
from analysis.report.messages import N_, Msgid
from analysis.report.pages.learning import data_request
from analysis.report.pages.learning.data_request import Known, Wanted
from analysis.report.pages.learning.learning_exhibits import source, yardstick
from analysis.report.pages.learning.learning_study import LOOKED_AT, Study
from analysis.report.tables import Column, Table

_FORMS: dict[str, Msgid] = {
    data_request.AS_ASKED: N_("{places} of {of} ({years})"),
    "share": N_("{places} of {of}, a share only ({years})"),
    "plan": N_("{places} of {of}, a plan only ({years})"),
    "part_year": N_("{places} of {of}, a part of the year ({years})"),
}
"""How a figure that is asked for is public today."""


def request_table(language: Language) -> Table:
    """Return every figure asked for: definition, unit, level, date, why it is needed, and what is public."""
    rows = [
        {
            "name": one.label[language.code],
            "column": one.name,
            "definition": one.definition[language.code],
            "unit": language.unit(one.unit) or language.say("month and year"),
            "level": one.level[language.code],
            "date": one.date[language.code],
            "needed": one.needed[language.code],
            "known": known_words(data_request.known_today(one), language),
        }
        for one in data_request.request()
    ]
    return Table(
        pd.DataFrame(rows).set_index("name"),
        {
            "definition": Column(language.say("What it counts"), kind="text"),
            "unit": Column(language.say("Unit"), kind="text"),
            "level": Column(language.say("Counted by"), kind="text"),
            "date": Column(language.say("Day or period"), kind="text"),
            "needed": Column(language.say("Why it is needed"), kind="text"),
            "known": Column(language.say("Public today"), kind="text"),
            "column": Column(language.say("Name in the file"), kind="text"),
        },
        caption=language.say("The table to fill: one row a province and year, {n} figures", n=len(rows)),
        rows=language.say("Figure"),
        note=language.say(
            "The month of the first team is asked for once, commune by commune. Public today: places "
            "with an exact figure that can be compared; counts that add up commune and hamlet teams are "
            "left out. Shares are asked for as numerator and denominator, so that merged units can be "
            "computed."
        ),
        source=tables.sources([SOURCE], language),
        language=language,
    )


def known_words(known: Known, language: Language) -> str:
    """Return for how many places a figure is public, in words."""
    if not known.places:
        return language.say("none of {of}", of=language.integer(known.of))
    values = {
        "places": language.integer(known.places),
        "of": language.integer(known.of),
        "years": language.years(known.years),
    }
    return language.say(_FORMS[known.form], **values)


def example_table(table: str, language: Language) -> Table:
    """Return a table to be filled: its headers, no rows."""
    names = data_request.headers(table)
    key, rest = names[0], names[1:]
    empty = data_request.empty(table).set_index(key)
    return Table(
        empty,
        {name: Column(name, kind="text") for name in rest},
        caption=data_request.title(table)[language.code],
        rows=key,
        note=language.say("Empty, as it would be sent out; the names are those of the table above."),
        language=language,
    )


def buys_table(study: Study, dates: pd.DataFrame, known: pd.DataFrame, language: Language) -> Table:
    """Return what each group of figures would buy, in the numbers of the simulated study.

    Parameters
    ----------
    study : Study
    dates : DataFrame
        From :func:`analysis.report.pages.learning.learning_designs.dates`.
    known : DataFrame
        From :func:`analysis.report.pages.learning.known_exhibits.known_today`.
    language : Language
    """
    bought = _bought(study, dates, known, language)
    wanted = data_request.request()
    rows = [
        {
            "group": texts[language.code],
            "figures": "; ".join(one.label[language.code] for one in wanted if one.group == group),
            "buys": bought[group],
        }
        for group, texts in data_request.groups().items()
    ]
    return Table(
        pd.DataFrame(rows).set_index("group"),
        {
            "figures": Column(language.say("Figures"), kind="text"),
            "buys": Column(language.say("What it would buy"), kind="text"),
        },
        caption=language.say("What each part of the table would buy"),
        rows=language.say("Part"),
        note=yardstick(study, language),
        source=source(study, language),
        language=language,
        simulated=True,
    )


def _bought(study: Study, dates: pd.DataFrame, known: pd.DataFrame, language: Language) -> Mapping[str, str]:
    """Return what each group would buy, in words."""
    dossiers = {
        "known": language.integer(known["exact"]["online_dossier_share_pct"]),
        "both": language.integer(known["exact"]["both"]),
        "all": language.integer(len(processed.places("63"))),
    }
    times = {
        "year": language.number(dates["12"]["first_year"], 1),
        "end": language.number(dates["12"]["communes_at_year_end"], 1),
    }
    return {
        "teams": _input(study.years, TEAMS, language)
        + " "
        + language.say(
            "Today, with {n} provinces and one year: from {today} points up.",
            n=language.integer(study.known),
            today=language.number(study.additions["smallest"]["today"], 1),
        ),
        "dates": language.say(
            "A statement on the roll-out, and its checks, become possible. With only the year of a "
            "province’s first team, differences would have to be {year} times as large; with the "
            "communes that have a team at the end of each year, {end} times.",
            **times,
        ),
        "smartphones": _input(study.years, LOOKED_AT[1], language),
        "budget": _input(study.years, LOOKED_AT[2], language),
        "dossiers": language.say(
            "Everything else rests on it. Today {known} of {all} provinces have a share by one "
            "definition, and {both} of them also an exact number of teams.",
            **dossiers,
        ),
        "services": language.say("Supply is held apart from use, for provinces as for units in force."),
        "fibre": language.say("One more condition that can be held equal beside the three inputs."),
    }


def _input(years: pd.DataFrame, name: str, language: Language) -> str:
    row = years[(years["input"] == name) & (years["geography"] == "63") & (years["years"] == 4)].iloc[0]
    return language.say(
        "All {n} provinces over four years: differences from {exact} points up; recorded with error, from "
        "{errors}.",
        n=language.integer(row["n"]),
        exact=language.number(row["smallest"], 1),
        errors=language.number(row["with_errors"], 1),
    )


def public_today(wanted: tuple[Wanted, ...]) -> tuple[int, int]:
    """Return how many figures are public for every place as they are asked for, and how many otherwise."""
    known = [data_request.known_today(one) for one in wanted]
    as_asked = sum(one.places == one.of and one.form == data_request.AS_ASKED for one in known)
    return as_asked, sum(one.places > 0 for one in known) - as_asked
