"""The model: inputs, teams, use and dossiers of the 63 provinces, year by year.

Use of place *i* in year *t* is a logit,

``y = a(t) + Σ effect · input(i, t) + Σ control effect · circumstance(i, t) + confounding · capacity(i) / 2
+ place(i) + region_shocks · region(i, t) / 2 + own · e(i, t)``,

where *a(t)* is set so that the country meets its published mark. Capacity (which no table shows) also raises
the inputs. Teams start place by place; with targeting, those with low use in the year before come first and
get more. Dossiers received are overdispersed counts; those filed online, and of these those handled fully
online, are beta-binomial counts. What a panel shows of the inputs is what was recorded, with its error.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit

from analysis.data.simulation.circumstances import Circumstances
from analysis.data.simulation.draws import Draws, standard
from analysis.data.simulation.marks import SCALES, Array, courses, meeting
from analysis.data.simulation.settings import CONTROL_EFFECTS, Settings

FIRST_YEAR = 2020
"""Every country is drawn from here on, whatever years are asked for: targeting looks back."""

STARTED = {2020: 0.0, 2021: 0.2, 2022: 0.6, 2023: 0.85}
"""Share of the places with teams at the end of each year, of those that ever have them; all from 2024 on."""

TEAMS = "community_teams_per_1000_people"

BASES = {
    "smartphone_share_pct": "adults",
    "fibre_household_share_pct": "households",
    "dx_budget_share_pct": "spending",
}
"""What each share among the inputs is a share of."""

_SPREAD = {"smartphone_share_pct": 0.4, "fibre_household_share_pct": 0.45, "dx_budget_share_pct": 0.35}
"""Standard deviation of each input between places on its scale; half of it again moves from year to year."""


@dataclass(frozen=True, eq=False)
class Country:
    """Everything drawn, years × places unless said otherwise.

    Attributes
    ----------
    inputs, recorded : dict of str to array
        The inputs as they are, and as the records have them.
    teams : array
        Recorded number of teams.
    share : array
        True share of dossiers filed online, percent; counts stray around it.
    received, online, full : array
        Dossiers: all, filed online, handled fully online.
    capacity : array of places
        Hidden; mean 0 and standard deviation 1.
    start : array of places
        First year with teams; 0 where there are none.
    """

    inputs: dict[str, Array]
    recorded: dict[str, Array]
    teams: Array
    share: Array
    received: Array
    online: Array
    full: Array
    capacity: Array
    start: Array


@dataclass(frozen=True, eq=False)
class _Scene:
    """What every part of the model is drawn from."""

    settings: Settings
    draws: Draws
    years: Sequence[int]
    around: Circumstances
    capacity: Array

    def persons(self) -> Array:
        """Return the population, thousand persons."""
        return self.around.bases["persons"]

    def met(self, name: str, line: Array) -> Array:
        """Return an input whose national figure is met, each place weighted by what it is a share of."""
        return meeting(name, self.years, line, self.around.bases[BASES[name]])


def country(settings: Settings, draws: Draws, years: Sequence[int], around: Circumstances) -> Country:
    """Draw the country from its settings.

    Parameters
    ----------
    settings : Settings
        Effects and hazards.
    draws : Draws
        The random numbers.
    years : sequence of int
        From :data:`FIRST_YEAR` on, without a gap.
    around : Circumstances
        Of the places.
    """
    scene = _Scene(settings, draws, years, around, standard(draws.by_place("capacity")))
    inputs = {name: _input(name, scene) for name in BASES}
    received = _received(scene)
    dense, share, start = _roll_out(scene, _without_teams(scene, inputs), received)
    teams = _recorded_teams(scene, dense)
    recorded = {name: _recorded(name, scene, figures) for name, figures in inputs.items()}
    online = _filed(scene, "online", received, share / 100)
    full = _filed(scene, "full", online, _fully(scene, share, received))
    return Country(
        inputs=inputs | {TEAMS: dense},
        recorded=recorded | {TEAMS: teams / scene.persons()},
        teams=teams,
        share=share,
        received=received,
        online=online,
        full=full,
        capacity=scene.capacity,
        start=start,
    )


def _input(name: str, scene: _Scene) -> Array:
    """Return an input of all places: development, capacity, what is its own, and movement."""
    settings, draws, spread = scene.settings, scene.draws, _SPREAD[name]
    line = 0.6 * scene.around.development + 0.8 * draws.by_place(name)
    line = line + settings.confounding * scene.capacity + 0.5 * draws.by_year(f"{name}, moving")
    return scene.met(name, spread * (line + settings.region_shocks / 2 * draws.by_region(f"{name}, region")))


def _received(scene: _Scene) -> Array:
    """Return the dossiers received: Poisson counts whose rate per head varies by place and year."""
    draws = scene.draws
    rate = 0.2 * draws.by_place("dossiers") + 0.05 * draws.by_year("dossiers, moving")
    expected = meeting("dossiers_received", scene.years, np.log(scene.persons()) + rate)
    return draws.stream("dossiers, counts").poisson(expected).astype(float)


def _without_teams(scene: _Scene, inputs: Mapping[str, Array]) -> Array:
    """Return the logit of use that every place would have without teams, in any common level."""
    settings, draws, around = scene.settings, scene.draws, scene.around
    line = sum(settings.effects[name] * figures for name, figures in inputs.items())
    line = line + CONTROL_EFFECTS["log_grdp_per_capita"] * around.log_grdp
    line = line + CONTROL_EFFECTS["urban_share_pct"] * around.indicators["urban_share_pct"]
    line = line + 0.3 * draws.among_neighbours("place", settings.spatial)
    line = line + settings.confounding / 2 * scene.capacity + settings.own * draws.by_year("own")
    return np.asarray(line + settings.region_shocks / 2 * draws.by_region("use, region"))


def _roll_out(scene: _Scene, without: Array, received: Array) -> tuple[Array, Array, Array]:
    """Return teams per 1,000 people, the share filed online in percent, and the first year with teams."""
    settings, draws, persons = scene.settings, scene.draws, scene.persons()
    level = 0.3 * draws.by_place("teams") + 0.4 * settings.confounding * scene.capacity
    line = np.log(persons) + level + 0.2 * draws.by_year("teams, moving")
    line = line + 0.2 * settings.region_shocks * draws.by_region("teams, region")
    turn = draws.by_place("turn") + settings.confounding * scene.capacity
    teams, share, start = np.zeros_like(line), np.zeros_like(line), np.zeros(draws.places, dtype=int)
    before = np.zeros(draws.places)
    for t, year in enumerate(scene.years):
        need = -settings.targeting * standard(before)
        due = round(STARTED.get(year, 1.0) * (1 - settings.never) * draws.places) - int((start > 0).sum())
        order = np.argsort(np.where(start > 0, np.inf, -turn - 2 * need))
        start[order[: max(due, 0)]] = year
        teams[t] = _counted(year, line[t] + 0.4 * need, start > 0)
        use = without[t] + settings.effects[TEAMS] * teams[t] / persons[t]
        share[t] = meeting("online_dossier_share_pct", [year], use[None, :], received[t : t + 1])[0]
        before = logit(share[t] / 100)
    return teams / persons, share, start


def _counted(year: int, line: Array, there: NDArray[np.bool_]) -> Array:
    """Return the teams of a year, none where there are none, whose sum meets the national count."""
    if not there.any():
        return np.zeros_like(line)
    return meeting("community_teams", [year], np.where(there, line, -np.inf)[None, :])[0]


def _recorded(name: str, scene: _Scene, figures: Array) -> Array:
    """Return an input as recorded: with an error on its scale, and the national figure met again."""
    error = _SPREAD[name] / 2 * scene.settings.misrecording * scene.draws.by_year(f"{name}, recorded")
    return scene.met(name, SCALES[courses()[name].scale].to_line(figures) + error)


def _recorded_teams(scene: _Scene, dense: Array) -> Array:
    """Return the number of teams as recorded: whole teams, none where there are none."""
    error = 0.5 * scene.settings.misrecording * scene.draws.by_year("teams, recorded")
    there = dense > 0
    line = np.log(np.where(there, dense * scene.persons(), 1.0)) + error
    rows = [_counted(year, line[t], there[t]) for t, year in enumerate(scene.years)]
    return np.rint(np.array(rows))


def _fully(scene: _Scene, share: Array, received: Array) -> Array:
    """Return the share of the dossiers filed online that are handled fully online, from 0 to 1."""
    draws = scene.draws
    line = logit(share / 100) + 0.3 * draws.by_place("fully") + 0.1 * draws.by_year("fully, moving")
    fully = meeting("full_online_dossier_share_pct", scene.years, line, received)
    return np.minimum(fully / share, 1.0)


def _filed(scene: _Scene, name: str, of: Array, share: Array) -> Array:
    """Return beta-binomial counts out of `of`, each around its share."""
    precision = scene.settings.precision
    shares = scene.draws.stream(f"{name}, shares").beta(precision * share, precision * (1 - share) + 1e-9)
    return scene.draws.stream(f"{name}, counts").binomial(of.astype(np.int64), shares).astype(float)
