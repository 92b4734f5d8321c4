"""The grid of specifications, declared before its results are seen: controls, effects and samples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.data import processed
from analysis.data.amounts import in_logarithms
from analysis.data.composition import overlap
from analysis.report.kept_results import kept
from analysis.report.language import Language
from analysis.report.messages import N_, Msgid
from analysis.stats import guards
from analysis.stats.robustness.specifications import Specifications, specifications

CONTROLS = (
    "poverty_rate_pct",
    "grdp_per_capita_million_vnd",
    "population_thousand",
    "papi_participation",
    "papi_transparency",
    "papi_procedures",
    "papi_public_services",
)
"""Each in or out: what is known for (nearly) every year, the last four from the survey of the outcome."""

EFFECTS = {
    N_("years"): "year",
    N_("regions and years"): ("region", "year"),
    N_("provinces"): "code",
    N_("provinces and years"): ("code", "year"),
}
"""What is taken out as common before places are compared."""


@dataclass(frozen=True, eq=False)
class DeclaredGrid:
    """An association under every declared specification.

    Attributes
    ----------
    found : Specifications
    samples : mapping of str to Msgid
        Samples by name, with their label.
    controls : tuple of str
        Controls in the grid: those declared that may stand in a model of the outcome.
    """

    found: Specifications
    samples: Mapping[str, Msgid]
    controls: tuple[str, ...]

    def choices(self, language: Language) -> pd.DataFrame:
        """Return which specification makes which choice, for the specification curve."""
        table = self.found.table
        heads = {
            name: language.say(name) for name in (N_("Fixed effects"), N_("Years and places"), N_("With"))
        }
        effects, samples, controls = heads.values()
        columns: dict[tuple[str, str], Sequence[bool]] = {
            (effects, language.say(name)): [one == value for one in table["effects"]]
            for name, value in EFFECTS.items()
        }
        columns |= {
            (samples, _said(label, language)): (table["sample"] == name).to_list()
            for name, label in self.samples.items()
        }
        columns |= {
            (controls, language.short(name)): [name in one for one in table["controls"]]
            for name in self.controls
        }
        columns[controls, language.say("no control")] = [not one for one in table["controls"]]
        return pd.DataFrame(columns)


def _said(label: Msgid, language: Language) -> str:
    return language.say(label)


def declared_grid(
    panel: pd.DataFrame, outcome: str, condition: str, controls: Sequence[str] = CONTROLS
) -> DeclaredGrid:
    """Return an association under every declared specification, clustered by place.

    Parameters
    ----------
    panel : DataFrame
        As :func:`analysis.data.processed.panel` returns it, of years in which the outcome is comparable.
    outcome, condition : str
        Indicators of the dictionary.
    controls : sequence of str
        Amounts enter as logarithms; one that the panel does not hold (not every indicator is simulated), or
        that is built from the same figures as outcome or condition, stays out. Those whose definition changes
        may stay: effects of years take up what the change did to all.

    Raises
    ------
    ModelError
        When no specification can be estimated.
    """
    held = [name for name in controls if name in panel]
    used = tuple(name for name in held if not overlap(name, outcome) and not overlap(name, condition))
    data = in_logarithms(panel, [condition, *used])
    data = guards.declare(data, across_definitions=used)
    years = sorted(set(panel["year"]))
    labels = {"all": N_("all years and provinces")}
    samples = {"all": data["year"].notna()}
    if len(years) >= 4:
        labels |= {"first": N_("first three years"), "last": N_("last three years")}
        samples |= {"first": data["year"] <= years[2], "last": data["year"] >= years[-3]}
    places = processed.places(panel.attrs.get("geography", "63"))
    cities = places.loc[places["kind"] == "city", "code"]
    labels |= {"pandemic": N_("without 2021"), "cities": N_("without cities under central authority")}
    samples |= {"pandemic": data["year"] != 2021, "cities": ~data["code"].isin(cities)}
    found = kept(specifications)(
        data,
        outcome,
        condition,
        used,
        effects=tuple(EFFECTS.values()),
        samples={name: rows.astype(bool) for name, rows in samples.items()},
        inference="cluster",
        cluster="code",
    )
    return DeclaredGrid(found, labels, used)
