"""What parameters must satisfy together: places, years and definitions that fit each other."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from analysis.data import dataset
from analysis.report.language import Language

if TYPE_CHECKING:
    from analysis.data.indicators import Indicator


def together(values: Mapping[str, Any], language: Language) -> Iterator[str]:
    """Yield what is wrong with values that are sound each by itself."""
    conditions = dict.fromkeys([*values.get("inputs", []), *values.get("controls", [])])
    named = [*([values["outcome"]] if "outcome" in values else []), *conditions]
    drawn = values.get("dataset") == dataset.SIMULATED
    if drawn:
        yield from simulated_there(values, named, language)
    if not named:
        return
    from analysis.data.indicators import indicators  # noqa: PLC0415 - loads the dictionary

    dictionary = indicators()
    if "geography" in values:
        for name in dict.fromkeys(named):
            yield from known_there(dictionary[name], values["geography"], language)
    if "outcome" in values:
        outcome = dictionary[values["outcome"]]
        if "years" in values and not drawn:
            yield from _comparable(outcome, values["years"], language)
        for name in conditions:
            yield from _distinct(outcome, name, language)
    for name in values.get("inputs", []):
        if name in values.get("controls", []):
            yield language.say("{name} is given among the inputs and among the controls.", name=name)


def simulated_there(values: Mapping[str, Any], named: list[str], language: Language) -> Iterator[str]:
    """Yield why the simulated data set cannot serve: what a notebook shows, an indicator or a year."""
    from analysis.data.simulation import INDICATORS, YEARS  # noqa: PLC0415 - loads the model

    if "inputs" not in values:
        yield language.say(
            "dataset = simulated: this notebook shows the published record itself; simulated figures are for "
            "notebooks with the parameter inputs."
        )
        return
    for name in dict.fromkeys(named):
        if name not in INDICATORS:
            yield language.say(
                "{name} is not simulated; simulated are: {names}.",
                name=name,
                names=language.names(INDICATORS),
            )
    beyond = [year for year in values.get("years", []) if year not in YEARS]
    if beyond:
        yield language.say(
            "years = {years}: figures are simulated for {run} only.",
            years=language.years(beyond),
            run=language.years(YEARS),
        )


def known_there(indicator: "Indicator", geography: str, language: Language) -> Iterator[str]:
    """Yield the problem of an indicator that has no figures for a geography."""
    if geography not in indicator.geographies:
        known = language.names(sorted(indicator.geographies, reverse=True))
        yield language.say(
            "{name} has no figures for geography {geography}; it has them for {known}.",
            name=indicator.name,
            geography=geography,
            known=known,
        )


def _comparable(outcome: "Indicator", years: list[int], language: Language) -> Iterator[str]:
    first, last = min(years), max(years)
    if first == last or any(start <= first and last <= end for start, end in outcome.comparable):
        return
    given = language.years(years)
    if not outcome.comparable:
        yield language.say(
            "years = {years}: figures of {name} cannot be compared between years; choose one year.",
            years=given,
            name=outcome.name,
        )
        return
    runs = language.names(f"{start}–{end}" for start, end in outcome.comparable)
    broken = [b[language.code] for b in outcome.breaks if first < b["year"] <= last]
    yield " ".join(
        [
            language.say(
                "years = {years}: {name} can be compared within {runs} only.",
                years=given,
                name=outcome.name,
                runs=runs,
            ),
            *broken,
        ]
    )


def _distinct(outcome: "Indicator", name: str, language: Language) -> Iterator[str]:
    from analysis.data.composition import overlap  # noqa: PLC0415 - loads the dictionary

    if name == outcome.name:
        yield language.say("{name} is the outcome and cannot explain itself.", name=name)
        return
    shared = overlap(outcome.name, name)
    if shared:
        yield language.say(
            "{name} and {outcome} share {shared} by definition and cannot stand in one model.",
            name=name,
            outcome=outcome.name,
            shared=language.names(shared),
        )
