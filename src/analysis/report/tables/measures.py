"""The table that says of several measures what each one counts, who counts it, and for how many places."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from analysis.report.language import Language
from analysis.report.messages import N_, Msgid
from analysis.report.tables.columns import Column
from analysis.report.tables.source_line import sources
from analysis.report.tables.table import Table

if TYPE_CHECKING:
    from analysis.data.indicators import Indicator

KNOWN_FROM: dict[str, Msgid] = {
    "papi": N_("sample survey of citizens"),
    "dti": N_("assessment by the ministry, in part reported by the provinces"),
    "national_portal": N_("counts of the National Public Service Portal"),
    "reported_figures": N_("ministry, provinces and press, single figures"),
    "gso": N_("official statistics"),
    "vhlss": N_("sample survey of households"),
    "finance_ministry": N_("budget plans"),
    "administrative_units": N_("resolutions of the National Assembly, official statistics"),
}
"""By source, how its figures come about."""


def measures(names: Sequence[str], language: Language | str) -> Table:
    """Return what each measure counts, how it is known, its unit, comparable years and number of places.

    Parameters
    ----------
    names
        Published or reported indicators of the dictionary, in the order of the rows.
    language
        Language of the table.

    Raises
    ------
    KeyError
        When a name is not in the dictionary.
    """
    from analysis.data.indicators import indicators  # noqa: PLC0415 - other tables need no dictionary

    language = Language.of(language)
    known = indicators()
    rows = {language.label(name): _row(known[name], language) for name in names}
    say = language.say
    columns = {
        "counts": Column(say("What it counts"), kind="text"),
        "from": Column(say("How it is known"), kind="text"),
        "unit": Column(say("Unit"), kind="text"),
        "figures": Column(say("Places with a figure"), kind="text"),
        "comparable": Column(say("Years that can be compared"), kind="text"),
    }
    return Table(
        pd.DataFrame.from_dict(rows, orient="index", columns=list(columns)),
        columns,
        caption=say("Measures of use: what each one says, and for whom it is known"),
        rows=say("Measure"),
        note=say("63: provinces before 1 July 2025; 34: units in force since. Bounds are not counted."),
        source=sources(names, language),
        language=language,
    )


def _row(indicator: "Indicator", language: Language) -> list[str]:
    """Return the cells of one measure."""
    definition = indicator.definition[language.code].split(". ")[0].rstrip(".")
    origins = dict.fromkeys(source.split("/")[0] for source in indicator.sources)
    ways: list[Msgid] = [KNOWN_FROM[origin] for origin in origins]
    runs = "; ".join(f"{first}–{last}" for first, last in indicator.comparable)
    return [
        definition,
        language.names(language.say(way) for way in ways),
        language.unit(indicator.unit),
        _figures(indicator, language),
        runs or language.say("no two years"),
    ]


def _figures(indicator: "Indicator", language: Language) -> str:
    """Return years and number of places, of the finest geography that has figures."""
    from analysis.data import availability, processed  # noqa: PLC0415 - as above

    geography = "63" if "63" in indicator.geographies else "34"
    rows = processed.observations(indicator.name, geography)
    years = sorted(int(year) for year in set(rows["year"]))
    table = availability.counts(rows, [indicator.name], years)
    known = {year: int(table[year].iloc[0]) for year in years if table[year].iloc[0]}
    if not known:
        return language.missing_spoken
    least, most = min(known.values()), max(known.values())
    number = language.integer(most) if least == most else language.interval(least, most, 0)
    return language.say(
        "{years}: {number} of {places}",
        years=language.years(known),
        number=number,
        places=language.integer(len(processed.places(geography))),
    )
