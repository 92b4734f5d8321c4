"""The sheets of results: every number the pages state, with its interval, strength and reasons."""

from collections.abc import Iterable, Mapping
from functools import cache, partial
from typing import Any

from analysis.data import provinces
from analysis.report import claims, simulation_mark
from analysis.report.analyses import ANALYSES, BRIEF
from analysis.report.language import Language
from analysis.report.messages import N_
from analysis.report.plain_letters import slug
from analysis.report.workbook.errors import WorkbookError
from analysis.report.workbook.sheet import Cell, Column, Kind, Sheet

RESULTS, BY_UNIT = N_("Results"), N_("Results by unit")
Result = dict[str, Any]


def results_sheets(results: list[Result], language: Language) -> tuple[Sheet, Sheet]:
    """Return the results on the country, and those on single units in force.

    A result that several notebooks show is one row, which names them all.

    Parameters
    ----------
    results
        As :func:`analysis.report.results.collect` returns them, each with the key ``notebook``: the id of the
        run that shows it. Runs may come in any order; the results of each stay in theirs.
    language
        Language of their sentences.

    Raises
    ------
    WorkbookError
        A result rests on simulated figures or is in another language, or its run is that of no unit.
    """
    for result in results:
        if result.get(simulation_mark.MADE):
            raise WorkbookError(
                f"The result {result['name']!r} rests on simulated figures: it is no finding."
            )
        if result["language"] != language.code:
            raise WorkbookError(f"The result {result['name']!r} is in another language than the workbook.")
    order = {run: place for place, run in enumerate(ANALYSES)}
    country = [result for result in results if not result["notebook"].startswith(BRIEF)]
    country.sort(key=lambda result: (order.get(result["notebook"], len(order)), result["notebook"]))
    unit = cache(partial(_unit, _codes()))
    units = sorted(
        ((unit(result["notebook"]), result) for result in results if result["notebook"].startswith(BRIEF)),
        key=lambda pair: pair[0],
    )
    return _country(_merged(country), language), _by_unit(units, language)


def _merged(results: Iterable[Result]) -> list[Result]:
    """Return each result once, with the runs that show it under ``notebooks``."""
    found: dict[str, Result] = {}
    for result in results:
        same = repr(sorted((key, value) for key, value in result.items() if key != "notebook"))
        found.setdefault(same, result | {"notebooks": []})["notebooks"].append(result["notebook"])
    return list(found.values())


def _country(results: list[Result], language: Language) -> Sheet:
    say = language.say
    shown_in = (
        Column(say("Pages that show it"), tuple(_pages(one["notebooks"], language) for one in results)),
        Column(say("Notebooks that compute it"), tuple("; ".join(one["notebooks"]) for one in results)),
    )
    about = say(
        "Each number that the pages state, with what makes it readable. A number may stand in several pages."
    )
    columns = (*_columns(results, language), *shown_in)
    return Sheet(
        say(RESULTS),
        say("Results with the strength of the evidence"),
        (about, _caution(language)),
        columns,
        0,
    )


def _by_unit(units: list[tuple[str, Result]], language: Language) -> Sheet:
    say = language.say
    results = [result for _, result in units]
    keys = (
        Column(say("Code"), tuple(code for code, _ in units), "code"),
        Column(say("Unit in force"), tuple(language.place(code, "34") for code, _ in units)),
    )
    shown_in = Column(say("Notebook that computes it"), tuple(str(one["notebook"]) for one in results))
    title = say("Results for each of the 34 units in force")
    about = say("The numbers on the page of each unit. Units are not ranked by them.")
    columns = (*keys, *_columns(results, language), shown_in)
    return Sheet(say(BY_UNIT), title, (about, _caution(language)), columns, frozen=2)


def _caution(language: Language) -> str:
    return language.say(
        "An association is not an effect: nothing here shows that one thing brings about another."
    )


def _columns(results: list[Result], language: Language) -> tuple[Column, ...]:
    say = language.say
    digits = tuple(int(result["digits"]) for result in results)

    def number(key: str, heading: str) -> Column:
        kind: Kind = "figure" if key == "value" else "number"
        return Column(heading, tuple(result.get(key) for result in results), kind, digits)

    def text(key: str, heading: str) -> Column:
        return Column(heading, tuple(result[key] for result in results))

    return (
        text("sentence", say("Result")),
        Column(say("Strength of the evidence"), tuple(_strength(one, language) for one in results)),
        Column(say("Why it is not stronger"), tuple(_reasons(one, language) for one in results)),
        number("value", say("Value")),
        number("low", say("Interval from")),
        number("high", say("Interval to")),
        Column(say("Level of the interval (%)"), tuple(_level(one) for one in results), "number"),
        Column(say("Unit"), tuple(_unit_of_measure(one, language) for one in results)),
        Column(say("N (places, or places by years)"), tuple(one["n"] for one in results), "number"),
        text("period", say("Period")),
        number("detectable", say("Smallest that could have been found")),
        text("name", say("Identifier of the result")),
    )


def _strength(result: Result, language: Language) -> str:
    if result["grade"] is None:
        return language.say("description, not graded")
    return language.say(claims.STRENGTH[result["grade"]])


def _reasons(result: Result, language: Language) -> str | None:
    return claims.because(result["reasons"], language) or None


def _level(result: Result) -> Cell:
    return None if result["low"] is None else round(100 * result["level"], 6)


def _unit_of_measure(result: Result, language: Language) -> str:
    return language.unit(result["unit"]) or language.say("no unit")


def _pages(runs: Iterable[str], language: Language) -> str:
    return "; ".join(language.say(ANALYSES[run][1]) if run in ANALYSES else run for run in runs)


def _codes() -> dict[str, str]:
    """Return the code of each unit in force by its name in plain letters."""
    units = provinces.units()
    return {slug(name): str(code) for name, code in zip(units["name"], units["code"], strict=True)}


def _unit(codes: Mapping[str, str], run: str) -> str:
    """Return the code of the unit in force that a run is about."""
    place = slug(run.removeprefix(BRIEF))
    if place not in codes:
        raise WorkbookError(f"The run {run!r} is about none of the 34 units in force.")
    return codes[place]
