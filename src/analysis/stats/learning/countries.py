"""Simulated countries, many at once: what a table of all places and years would hold, and the truth behind.

Each repetition is a country of the documented model (:mod:`analysis.data.simulation`) with a seed of its own:
that of repetition *r* is the first seed plus *r*, in every world, so that worlds can be compared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
from scipy.special import expit, logit

from analysis.data.provinces import provinces
from analysis.data.simulation.circumstances import Circumstances, circumstances
from analysis.data.simulation.draws import Draws
from analysis.data.simulation.model import BASES, TEAMS, country
from analysis.data.simulation.settings import INPUTS, Settings
from analysis.stats.errors import ModelError

FIRST_SEED = 1
YEARS = (2020, 2021, 2022, 2023, 2024, 2025)
"""From the year before the first teams to the last of the former provinces."""

CONDITIONS = ("log_grdp_per_capita", "urban_share_pct")
"""What is published for all places already."""

_CIRCUMSTANCES = ("grdp_per_capita_million_vnd", "urban_share_pct")
_WEIGHTS = BASES | dict.fromkeys((TEAMS, *_CIRCUMSTANCES), "persons")
"""What the figure of a merged unit is a mean over."""


@dataclass(frozen=True, eq=False)
class Countries:
    """Repetitions of a simulated country, arrays of shape (R, places, years).

    Attributes
    ----------
    outcome : array
        Logit of the recorded share of dossiers filed online.
    columns : dict of str to array
        Inputs as recorded, and conditions.
    true : dict of str to array
        Inputs as they are.
    effects : dict of str to float
        Logit points of the outcome for one unit of each input.
    years : tuple of int
    region : array of int, shape (places,)
    """

    outcome: np.ndarray
    columns: Mapping[str, np.ndarray]
    true: Mapping[str, np.ndarray]
    effects: Mapping[str, float]
    years: tuple[int, ...]
    region: np.ndarray

    @property
    def repetitions(self) -> int:
        """Number of countries."""
        return len(self.outcome)

    @property
    def slope(self) -> float:
        """Percentage points of the share for one logit point, on average over places and years."""
        share = expit(self.outcome)
        return float(100 * np.mean(share * (1 - share)))

    def spread(self, name: str) -> float:
        """Return the standard deviation of an input between the places in the last year, as it is."""
        return float(self.true[name][..., -1].std(axis=1, ddof=1).mean())

    def reliability(self, name: str) -> float:
        """Return the share of the differences recorded in the last year that are there (r squared)."""
        pairs = zip(self.true[name][..., -1], self.columns[name][..., -1], strict=True)
        return float(np.mean([np.corrcoef(true, recorded)[0, 1] ** 2 for true, recorded in pairs]))


def draw(
    worlds: Mapping[str, Settings],
    repetitions: int,
    *,
    seed: int = FIRST_SEED,
    years: Sequence[int] = YEARS,
) -> dict[str, dict[str, Countries]]:
    """Draw countries of some worlds, seen as the 63 provinces and as the 34 units these were merged into.

    Parameters
    ----------
    worlds : dict of str to Settings
        Settings by name; the random numbers are the same in all of them.
    repetitions : int
        Countries of each world.
    seed : int
        Of the first.
    years : sequence of int
        From 2020 on, without a gap.

    Returns
    -------
    dict of str to dict of str to Countries
        By name of the world, then by geography, ``"63"`` and ``"34"``.

    Raises
    ------
    ModelError
        When no country is asked for.
    """
    if repetitions < 1:
        raise ModelError(f"{repetitions} repetitions", "simulated countries", "Draw at least one.")
    drawn: dict[str, list[dict[str, np.ndarray]]] = {name: [] for name in worlds}
    for number in range(repetitions):
        draws = Draws(seed + number, len(years))
        shared = cache(partial(circumstances, draws, tuple(years)))
        for name, settings in worlds.items():
            drawn[name].append(_one(settings, draws, years, shared(settings.spatial)))
    return {name: _geographies(ones, worlds[name], years) for name, ones in drawn.items()}


def _one(
    settings: Settings, draws: Draws, years: Sequence[int], around: Circumstances
) -> dict[str, np.ndarray]:
    """Return every array of one country, years × places."""
    drawn = country(settings, draws, years, around)
    shown = {name: around.indicators[name] for name in _CIRCUMSTANCES}
    recorded = {f"recorded {name}": drawn.recorded[name] for name in INPUTS}
    true = {f"true {name}": drawn.inputs[name] for name in INPUTS}
    weights = {f"weight {name}": figures for name, figures in around.bases.items()}
    return shown | recorded | true | weights | {"received": drawn.received, "online": drawn.online}


def _geographies(
    ones: Sequence[Mapping[str, np.ndarray]], settings: Settings, years: Sequence[int]
) -> dict[str, Countries]:
    former = {name: np.array([one[name].T for one in ones]) for name in ones[0]}
    places = provinces()
    units = places.sort_values("unit_code").drop_duplicates("unit_code")["unit_code"]
    members = (places["unit_code"].to_numpy()[:, None] == units.to_numpy()).astype(float)
    region = np.unique(places["region"].to_numpy(dtype=str), return_inverse=True)[1]
    # A unit made of provinces of two regions counts to that of the province whose code it kept.
    kept = places.assign(number=region).set_index("code")["number"].reindex(units).to_numpy()
    return {
        "63": _seen(former, settings, years, region),
        "34": _seen(_merged(former, members), settings, years, kept),
    }


def _merged(former: Mapping[str, np.ndarray], members: np.ndarray) -> dict[str, np.ndarray]:
    """Return the figures of units: counts add up, shares are means over what they are shares of."""

    def added(figures: np.ndarray) -> np.ndarray:
        return np.einsum("rnt,nu->rut", figures, members)

    found = {}
    for name, figures in former.items():
        base = _WEIGHTS.get(name.split(" ")[-1])
        if base is None:
            found[name] = added(figures)
        else:
            weight = former[f"weight {base}"]
            found[name] = added(figures * weight) / added(weight)
    return found


def _seen(
    view: Mapping[str, np.ndarray], settings: Settings, years: Sequence[int], region: np.ndarray
) -> Countries:
    conditions = (np.log(view[_CIRCUMSTANCES[0]]), view[_CIRCUMSTANCES[1]])
    recorded = {name: view[f"recorded {name}"] for name in INPUTS}
    return Countries(
        outcome=logit(view["online"] / view["received"]),
        columns=recorded | dict(zip(CONDITIONS, conditions, strict=True)),
        true={name: view[f"true {name}"] for name in INPUTS},
        effects=settings.effects,
        years=tuple(years),
        region=region,
    )
