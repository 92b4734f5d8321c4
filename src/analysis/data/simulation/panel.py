"""The simulated panel of the 63 provinces or the 34 units in force, with the truth behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.data import place_tables
from analysis.data.dataset import SEED, SIMULATED_RUNS, WORLD
from analysis.data.indicators import PLACE_GEOGRAPHIES
from analysis.data.provinces import crosswalk
from analysis.data.simulation.circumstances import circumstances
from analysis.data.simulation.draws import Draws
from analysis.data.simulation.marks import Array, courses
from analysis.data.simulation.model import BASES, FIRST_YEAR, TEAMS, Country, country
from analysis.data.simulation.scores import scores
from analysis.data.simulation.settings import WORLDS, Settings
from analysis.data.unknown import require

YEARS = range(SIMULATED_RUNS[0][0], SIMULATED_RUNS[0][1] + 1)
"""Years of the data set that readers get; :func:`simulate` can go on to :data:`LAST_YEAR`."""
LAST_YEAR = 2035

COUNTS = ("dossiers_received", "online_dossiers", "full_online_dossiers")
"""Columns beside the indicators of the dictionary: dossiers received, of these filed online, fully online."""

INDICATORS = (*(name for name in courses() if name != COUNTS[0]), TEAMS, "urban_population_thousand")
"""The indicators of the dictionary that are simulated."""

SHARES = {"online_dossier_share_pct": COUNTS[1], "full_online_dossier_share_pct": COUNTS[2]}
"""Each share of dossiers, and the count that it is the share of in those received."""

_SUMS = (*COUNTS, "community_teams", "population_thousand", "urban_population_thousand")
_PLAIN_MEANS = {"dti_infrastructure", "dti_government"}
_WEIGHTS = BASES | {
    "household_computer_share_pct": "households",
    "online_dossier_share_pct": "dossiers_received",
    "full_online_dossier_share_pct": "dossiers_received",
}
"""What a merged share is weighted by; everything else is weighted by persons."""


@dataclass(frozen=True, eq=False)
class Truth:
    """What was put into a simulated panel, and is to be found in it again.

    Attributes
    ----------
    effects : dict of str to float
        What one unit of each input adds to the logit of the online-dossier share. They hold exactly among
        the 63 provinces; among the 34 units, where shares are merged, nearly so.
    points : dict of str to float
        The same in percentage points of the share, on average over all places and years.
    panel : pandas.DataFrame
        code, year, the inputs as they are (not as recorded) and the true ``online_dossier_share_pct``.
    places : pandas.DataFrame
        By code: ``capacity``, which no panel shows, and ``start``, the first year with teams (missing where
        they never start).
    """

    effects: dict[str, float]
    points: dict[str, float]
    panel: pd.DataFrame
    places: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Simulated:
    """A simulated panel with its truth, its settings and the seed that gives it again.

    ``panel`` has one row a place and year: code, name, region, year, the indicators and :data:`COUNTS`;
    ``attrs["simulated"]`` is True and ``attrs["geography"]`` says which places.
    """

    panel: pd.DataFrame
    truth: Truth
    settings: Settings
    seed: int


def simulate(
    settings: Settings | str = WORLD,
    *,
    seed: int = SEED,
    years: Sequence[int] = YEARS,
    geography: str = "63",
) -> Simulated:
    """Draw a panel from the model of :mod:`analysis.data.simulation`.

    Parameters
    ----------
    settings : Settings or str
        Settings, or the name of one of the worlds (:data:`~analysis.data.simulation.settings.WORLDS`).
    seed : int
        Start of the random numbers: the same seed gives the same figures.
    years : sequence of int
        Between 2020 and 2035; the figures of a year do not depend on which others are asked for.
    geography : {"63", "34"}
        The 34 are the 63 merged: counts add up, shares are computed again from their numerators and
        denominators, scores are means weighted by population (the DTI: plain means).

    Returns
    -------
    Simulated

    Raises
    ------
    UnknownName
        There is no such world or geography, or a year lies outside.
    """
    require("geography", geography, PLACE_GEOGRAPHIES)
    for year in years:
        require("simulated year", int(year), range(FIRST_YEAR, LAST_YEAR + 1))
    if isinstance(settings, str):
        require("simulated world", settings, WORLDS)
        settings = WORLDS[settings]
    drawn_years = range(FIRST_YEAR, max(map(int, years)) + 1)
    draws = Draws(seed, len(drawn_years))
    around = circumstances(draws, drawn_years, settings.spatial)
    drawn = country(settings, draws, drawn_years, around)
    shown = around.indicators | scores(draws, drawn_years, drawn) | _indicators(drawn)
    true = {f"true {name}": figures for name, figures in drawn.inputs.items()}
    true["true online_dossier_share_pct"] = drawn.share
    weights = {f"weight {name}": figures for name, figures in around.bases.items()}
    frame = _long(shown | true | weights, draws.codes, drawn_years)
    hidden = pd.DataFrame({"code": draws.codes, "capacity": drawn.capacity, "start": drawn.start})
    if geography == "34":
        frame, hidden = _merged(frame), _merged_places(hidden, around.bases["persons"][0])
    frame = frame[frame["year"].isin([int(year) for year in years])].reset_index(drop=True)
    panel = _placed(frame[["code", "year", *shown]], geography)
    return Simulated(panel, _truth(settings, frame, hidden), settings, seed)


def _indicators(drawn: Country) -> dict[str, Array]:
    """Return what a panel shows of inputs, use and dossiers."""
    counts = dict(zip(COUNTS, (drawn.received, drawn.online, drawn.full), strict=True))
    shares = {name: 100 * counts[part] / drawn.received for name, part in SHARES.items()}
    return drawn.recorded | {"community_teams": drawn.teams} | shares | counts


def _long(figures: Mapping[str, Array], codes: Sequence[str], years: Sequence[int]) -> pd.DataFrame:
    """Return one row a place and year, sorted by code and year."""
    index = pd.MultiIndex.from_product([codes, years], names=["code", "year"])
    columns = {name: array.T.ravel() for name, array in figures.items()}
    return pd.DataFrame(columns, index=index).sort_index().reset_index()


def _merged(former: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of the units in force from those of their former provinces."""
    unit = crosswalk().set_index("province_code")["unit_code"]
    keys = [former["code"].map(unit).rename("code"), former["year"]]
    columns = [str(name) for name in former if name not in ("code", "year")]

    def added(figures: pd.DataFrame) -> pd.DataFrame:
        return figures.groupby(keys).sum()

    weights = pd.DataFrame({name: _weight(former, name) for name in columns})
    found = added(former[columns] * weights) / added(weights)
    sums = [name for name in columns if name in _SUMS or name.startswith("weight ")]
    found[sums] = added(former[sums])
    return found.reset_index()


def _weight(former: pd.DataFrame, name: str) -> pd.Series:
    """Return the weight of each former province in the merged figure of a column."""
    indicator = name.removeprefix("true ")
    if indicator in _PLAIN_MEANS:
        return pd.Series(1.0, index=former.index)
    base = _WEIGHTS.get(indicator, "persons")
    return former[base] if base in former else former[f"weight {base}"]


def _merged_places(hidden: pd.DataFrame, persons: Array) -> pd.DataFrame:
    """Return capacity weighted by population, and the first start among the former provinces."""
    unit = hidden["code"].map(crosswalk().set_index("province_code")["unit_code"])
    capacity = (hidden["capacity"] * persons).groupby(unit).sum() / pd.Series(persons).groupby(unit).sum()
    start = hidden["start"].where(hidden["start"] > 0).groupby(unit).min().fillna(0)
    return pd.DataFrame({"capacity": capacity, "start": start}).rename_axis("code").reset_index()


def _placed(figures: pd.DataFrame, geography: str) -> pd.DataFrame:
    """Return the panel with names and regions, counts as whole numbers, and marked as simulated."""
    places = place_tables.places(geography)[["code", "name", "region"]]
    found = places.merge(figures, on="code", how="right")
    found.insert(3, "year", found.pop("year"))
    found = found.astype(dict.fromkeys((*COUNTS, "community_teams"), "int64"))
    found.attrs.update(geography=geography, simulated=True)
    return found


def _truth(settings: Settings, frame: pd.DataFrame, hidden: pd.DataFrame) -> Truth:
    columns = {name: name.removeprefix("true ") for name in map(str, frame) if name.startswith("true ")}
    panel = frame[["code", "year", *columns]].rename(columns=columns)
    share = panel["online_dossier_share_pct"] / 100
    slope = float(100 * np.mean(share * (1 - share)))
    places = hidden.set_index("code")
    places["start"] = places["start"].astype("Int64").where(places["start"] > 0)
    points = {name: effect * slope for name, effect in settings.effects.items()}
    for figures in (panel, places):
        figures.attrs["simulated"] = True
    return Truth(settings.effects, points, panel, places)
