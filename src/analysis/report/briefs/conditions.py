"""What is known of a unit's inputs, its former provinces side by side, and the units that are like it."""

from typing import Any

import pandas as pd

from analysis.data import processed
from analysis.data.indicators import indicators
from analysis.report import tables
from analysis.report.briefs.standing import dated
from analysis.report.documents.document import Block, Exhibit, Heading, Paragraph
from analysis.report.language import Language
from analysis.report.pages.units.unit_country import country
from analysis.report.pages.units.unit_findings import inputs_sent
from analysis.report.pages.units.unit_inputs import inputs_of
from analysis.report.pages.units.unit_peers import beside, peers_of
from analysis.report.pages.units.unit_profile import former
from analysis.report.pages.uptake.place_groups import CONTEXT

SIDE_BY_SIDE = (
    "papi_internet_access",
    "dti_infrastructure",
    "poverty_rate_pct",
    "income_per_capita_month_thousand_vnd",
)
"""What is set side by side for the former provinces; their portal use stands in its own table."""


def inputs(unit: str, language: Language) -> tuple[Block, ...]:
    """Return what is publicly known of teams, smartphones, budget and dossiers, figure by figure."""
    found = inputs_of(unit, language)
    texts = "; ".join(f"[{number}] {_quoted(text)}" for number, text in enumerate(found.texts, 1))
    older = (
        language.say("Earlier figures not shown: {count}.", count=language.integer(found.older)) + " "
        if found.older
        else ""
    )
    return (
        Heading(language.say("Its inputs and conditions: what is known")),
        Exhibit(
            tables.Table(
                found.cells,
                {str(name): tables.Column(str(name), kind="text") for name in found.cells},
                caption=language.say(
                    "The latest figure reported or sent for each province, as its text words it"
                    if inputs_sent(unit)
                    else "The latest figure reported for each province, as its text words it"
                ),
                rows=language.say("Input"),
                note=language.say(
                    "–: no public figure found, which does not mean zero. *: not comparable across "
                    "provinces. {older}Texts: {texts}.",
                    older=older,
                    texts=texts or language.missing,
                ),
                language=language,
            )
        ),
    )


def _quoted(title: str) -> str:
    """Return a title in quotation marks, those that it has itself as inner ones."""
    return f"“{title.replace('“', '‘').replace('”', '’')}”"


def former_provinces(unit: str, language: Language) -> tuple[Block, ...]:
    """Return the conditions of the former provinces side by side, beside the median of the 63."""
    caption = (
        language.say("Former provinces side by side, latest year of each indicator")
        if len(former(unit)) > 1
        else language.say("Conditions beside the median, latest year of each indicator")
    )
    rows: dict[str, dict[str, Any]] = {}
    for name in SIDE_BY_SIDE:
        year = processed.years_known(name, "63")[-1]
        values = processed.values(name, "63", year, codes=former(unit))
        provinces = {code: _written(values[code], name, language) for code in former(unit)}
        unit_of = language.unit(indicators()[name].unit)
        label = f"{language.label(name)}, {year}" + (f" ({unit_of})" if unit_of else "")
        rows[label] = provinces | {"median": _written(country(name, "63", year)["median"], name, language)}
    return (
        Exhibit(
            tables.Table(
                pd.DataFrame.from_dict(rows, orient="index"),
                {code: tables.Column(language.place(code), kind="written") for code in former(unit)}
                | {"median": tables.Column(language.say("Median of the 63"), kind="written")},
                caption=caption,
                rows=language.say("Indicator"),
                language=language,
            )
        ),
    )


def _written(value: float, name: str, language: Language) -> str:
    """Return a figure without its unit, which stands in the name of its row."""
    return language.number(value, indicators()[name].decimals)


def peers(unit: str, language: Language) -> tuple[Block, ...]:
    """Return the units that are like this one by their conditions, or why none is named."""
    found = peers_of(unit)
    like = [language.place(code, "34") for code in found["like"]]
    conditions = language.names(_lower(language.short(name)) for name in CONTEXT)
    if not like:
        said = language.say(
            "Units with similar conditions: none stays among the {k} nearest by {conditions} when one "
            "condition is left out and places are drawn anew; so none is named.",
            k=language.integer(found["nearest"]),
            conditions=conditions,
        )
        return (Paragraph(said, "note"),)
    said = language.say(
        "Units with similar conditions ({conditions}): {names}. {parts}. Why figures differ is not known.",
        names=language.names(like),
        conditions=conditions,
        parts="; ".join(_beside(unit, found["like"], language)),
    )
    return (Paragraph(said, "note"),)


def _beside(unit: str, like: list[str], language: Language) -> list[str]:
    """Return each figure of a unit beside the median of its peers, or the figure of its only one."""
    said = []
    for name, row in beside(unit, like).iterrows():
        values = {
            "measure": dated(str(name), language),
            "own": _or_not_known(row["value"], str(name), language),
            "peers": _or_not_known(row["of_peers"], str(name), language),
        }
        said.append(
            language.say("{measure}: {own}, there {peers}", **values)
            if len(like) == 1
            else language.say("{measure}: {own}, their median {peers}", **values)
        )
    return said


def _or_not_known(value: float, name: str, language: Language) -> str:
    return language.say("not known") if pd.isna(value) else language.value(value, name)


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]
