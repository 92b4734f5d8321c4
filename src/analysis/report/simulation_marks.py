"""What a simulated country was made of, in tables: its settings, and the national figures that it meets."""

from dataclasses import asdict

import pandas as pd

from analysis.data import dataset
from analysis.data.simulation import INPUTS, WORLDS, Mark, marks
from analysis.data.sources import sources as described
from analysis.report.language import Language
from analysis.report.messages import N_, Msgid
from analysis.report.tables import Column, Table

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


def sources() -> list[str]:
    """Return the names of the sources that the national figures were read in."""
    return list(dict.fromkeys(mark.source.split("/")[0] for mark in marks() if mark.source))


def tables(language: Language | str) -> list[Table]:
    """Return the settings of the simulated data set at work, and the national figures, as tables."""
    language = Language.of(language)
    return [settings_table(language), marks_table(language)]


def settings_table(language: Language) -> Table:
    """Return the known coefficients and the hazards of the simulated data set at work."""
    drawn = dataset.simulated() or dataset.Dataset(dataset.SIMULATED)
    values = asdict(WORLDS[drawn.world])
    known = {
        name: language.say("{input}: logit points a unit", input=language.short(name)) for name in INPUTS
    }
    rows = known | {name: language.say(text) for name, text in HAZARDS.items()}
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
        for mark in marks()
    ]
    return Table(
        pd.DataFrame(rows, index=[language.short(mark.indicator) for mark in marks()]),
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
