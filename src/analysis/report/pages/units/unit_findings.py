"""The headline results of one of the 34 units in force: online payment, portal use, inputs."""

import pandas as pd

from analysis.data import processed
from analysis.data.delivered_readers import deliveries
from analysis.report.finding import Finding
from analysis.report.findings import INPUTS, USE
from analysis.report.language import Language
from analysis.report.pages.units.unit_country import country, position
from analysis.report.pages.units.unit_profile import (
    PAYMENT,
    STANDING,
    former,
    provinces_with,
    quarter_words,
    use_over_time,
)


def unit_findings(unit: str) -> list[Finding]:
    """Return the headline results of a unit: online payment, portal use, and what is known of the inputs."""
    return [_payment(unit), _portal_use(unit), _inputs(unit)]


def use_headline(unit: str, language: Language) -> str:
    """Return what a chart of portal use says: the latest scores of the former provinces beside the median."""
    use = use_over_time(unit)
    year = int(use.index.max())
    latest = {code: float(use[code].loc[year]) for code in former(unit)}
    return language.say(
        "Portal use in {year}: {scores}; median of the 63: {median}",
        year=year,
        scores=", ".join(
            f"{language.place(code)} {language.say('no figure') if pd.isna(x) else language.number(x, 2)}"
            for code, x in latest.items()
        ),
        median=language.number(float(use["median"].loc[year]), 2),
    )


def _payment(unit: str) -> Finding:
    value, every = _own(PAYMENT, unit), country(PAYMENT, "34", STANDING[PAYMENT])

    def sentence(language: Language) -> str:
        return language.say(
            "In {unit}, {share} of payable dossiers were paid online in 2026 (to 10 October): {quarter} of "
            "the {n} units; the median is {median}.",
            unit=language.place(unit, "34"),
            share=language.value(value, PAYMENT),
            quarter=str(_quarter(PAYMENT, unit, language)),
            n=language.integer(every["known"]),
            median=language.value(every["median"], PAYMENT),
        )

    return Finding(
        "online_payment", value, None, None, "percent", every["known"],
        (STANDING[PAYMENT],), 1.0, sentence,
    )  # fmt: skip


def _portal_use(unit: str) -> Finding:
    value, every = _own(USE, unit), country(USE, "34", STANDING[USE])
    known = not pd.isna(value)

    def sentence(language: Language) -> str:
        if not known:
            return language.say(
                "Citizens' portal use (PAPI 8.1) is not known for {unit} in {year}: PAPI published no score "
                "for one of its former provinces.",
                unit=language.place(unit, "34"),
                year=STANDING[USE],
            )
        return language.say(
            "Citizens' portal use (PAPI 8.1) in the provinces that form {unit} is {score} in {year}: "
            "{quarter} of the {n} units with a score; the median is {median}.",
            unit=language.place(unit, "34"),
            year=STANDING[USE],
            score=language.number(value, 2),
            quarter=str(_quarter(USE, unit, language)),
            n=language.integer(every["known"]),
            median=language.number(every["median"], 2),
        )

    return Finding(
        "portal_use",
        value if known else None,
        None,
        None,
        "papi_score",
        every["known"],
        (STANDING[USE],),
        0.01,
        sentence,
    )


def _own(name: str, unit: str) -> float:
    return float(processed.values(name, "34", STANDING[name], codes=[unit])[unit])


def _quarter(name: str, unit: str, language: Language) -> str | None:
    return quarter_words(position(name, "34", STANDING[name], [unit])[0], language)


def inputs_sent(unit: str) -> bool:
    """Tell whether figures on the three inputs of the former provinces of a unit were delivered."""
    return bool(deliveries(sorted(INPUTS), "63", codes=former(unit)))


def _inputs(unit: str) -> Finding:
    provinces = former(unit)
    known = sum(len(provinces_with(name, provinces)) for name in INPUTS)
    asked = len(INPUTS) * len(provinces)

    def sentence(language: Language) -> str:
        return language.say(
            "Of the three inputs of the question (teams, smartphones among adults, budget), {known} of "
            "{asked} figures for the former provinces of {unit} are public or were sent by authorities."
            if inputs_sent(unit)
            else "Of the three inputs of the question (teams, smartphones among adults, budget), {known} of "
            "{asked} figures for the former provinces of {unit} are public.",
            known=language.integer(known),
            asked=language.integer(asked),
            unit=language.place(unit, "34"),
        )

    return Finding(
        "inputs_public",
        known,
        None,
        None,
        "figures",
        len(provinces),
        tuple(range(2022, 2026)),
        0,
        sentence,
        digits=0,
    )
