"""What a simulated country was made of, in tables: its settings, and the national figures that it meets."""

from dataclasses import asdict

import pandas as pd

from analysis.data import dataset
from analysis.data.communes.settings import INPUTS as COMMUNE_INPUTS
from analysis.data.communes.settings import SETTINGS
from analysis.data.communes.settings import WORLD as COMMUNES
from analysis.data.simulation import INPUTS, WORLDS, Mark, marks
from analysis.data.sources import sources as described
from analysis.report.language import Language
from analysis.report.messages import N_, Msgid
from analysis.report.tables import Column, Table

_INDICATOR = {"teams_per_1000_people": "community_teams_per_1000_people"}
"""Indicator of the dictionary that names an input of the communes."""

KINDS: dict[str, Msgid] = {
    "published": N_("printed for the whole country"),
    "computed": N_("computed from published figures of the places"),
    "guideline": N_("recommended level, for want of an observed figure"),
    "assumed": N_("assumed"),
}
"""How a national figure is known."""

HAZARDS: dict[str, Msgid] = {
    "confounding": N_("Capacity that no table shows goes with inputs and use"),
    "targeting": N_("Teams go where use was low the year before"),
    "region_shocks": N_("Places of a region share shocks"),
    "spatial": N_("Neighbours are alike"),
    "misrecording": N_("Inputs are recorded with error"),
    "never": N_("Share of places where teams never start"),
    "own": N_("Movement of a place in a single year (logit points)"),
    "precision": N_("Precision of the counts of dossiers"),
}
"""The settings besides the known coefficients."""


IN_COMMUNES: dict[str, Msgid] = {
    "confounding": N_("Capacity that no table shows goes with inputs and use"),
    "place": N_("Lasting differences that no column explains (logit points)"),
    "own": N_("Movement of a commune from month to month (logit points)"),
    "lasting": N_("Part of this movement that the next month keeps"),
    "shared": N_("What the communes of a province share in a month (logit points)"),
    "never": N_("Share of places where teams never start"),
    "unreported": N_("Share of months that a commune does not report"),
}
"""The settings of simulated communes besides the known coefficients."""

MET_BY_COMMUNES = (
    "population_thousand",
    "smartphone_share_pct",
    "community_teams",
    "dx_budget_share_pct",
    "dossiers_received",
    "online_dossier_share_pct",
)
"""National figures that the simulated communes add up to."""


def sources() -> list[str]:
    """Return the names of the sources that the national figures were read in."""
    return list(dict.fromkeys(mark.source.split("/")[0] for mark in _met() if mark.source))


def _met() -> list[Mark]:
    """Return the marks of the national figures that the data set at work meets."""
    return [mark for mark in marks() if not _of_communes() or mark.variable in MET_BY_COMMUNES]


def _of_communes() -> bool:
    drawn = dataset.simulated()
    return drawn is not None and drawn.world == COMMUNES


def tables(language: Language | str) -> list[Table]:
    """Return the settings of the simulated data set at work, and the national figures, as tables."""
    language = Language.of(language)
    return [settings_table(language), marks_table(language)]


def settings_table(language: Language) -> Table:
    """Return the known coefficients and the hazards of the simulated data set at work."""
    drawn = dataset.simulated() or dataset.Dataset(dataset.SIMULATED)
    inputs = COMMUNE_INPUTS if _of_communes() else INPUTS
    hazards = IN_COMMUNES if _of_communes() else HAZARDS
    values = SETTINGS.written() if _of_communes() else asdict(WORLDS[drawn.world])
    known = {
        name: language.say("{input}: logit points a unit", input=language.short(_INDICATOR.get(name, name)))
        for name in inputs
    }
    rows = known | {name: language.say(text) for name, text in hazards.items()}
    return Table(
        pd.Series([values[name] for name in rows], index=list(rows.values()), name="value", dtype=float),
        {"value": Column(language.say("Value"), digits=3)},
        caption=language.say(
            "Settings of the simulated data set: world “{world}”, seed {seed}",
            world=drawn.world,
            seed=str(drawn.seed),
        ),
        rows=language.say("Setting"),
        note=language.say("A strength of 0 is none."),
        language=language,
        folded=True,
        simulated=True,
    )


def marks_table(language: Language) -> Table:
    """Return the national figures that the simulated data set meets, each with its source or as assumed."""
    rows = [
        {
            "figure": language.value(mark.figure, mark.indicator),
            "year": mark.year,
            "kind": language.say(KINDS[mark.kind]),
            "where": _where(mark, language),
        }
        for mark in _met()
    ]
    return Table(
        pd.DataFrame(rows, index=[language.short(mark.indicator) for mark in _met()]),
        {
            "figure": Column(language.say("Figure"), kind="written"),
            "year": Column(language.say("Year"), kind="year"),
            "kind": Column(language.say("Standing of the figure"), kind="text"),
            "where": Column(language.say("Source"), kind="text"),
        },
        caption=language.say("National figures that the simulated figures of the places add up to"),
        rows=language.say("Measure"),
        note=language.say(
            "The figures of this table are the published or assumed ones; those of the places are drawn "
            "around them. Between and beyond the years of the marks, the course is assumed."
        ),
        language=language,
        folded=True,
        simulated=True,
    )


def _where(mark: Mark, language: Language) -> str:
    """Return the source of a mark, and what is to be said of it."""
    if not mark.source:
        return mark.note[language.code]
    source, table = mark.source.split("/")
    held = described()[source].tables[table]
    named = f"{held.publisher[language.code]} – {held.title[language.code]}"
    return f"{named}. {mark.note[language.code]}" if mark.note else named
