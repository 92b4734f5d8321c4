"""The model of the simulated communes: national courses, lasting traits, and one province after another.

Use of commune *i* in month *t* is a logit,

``y = a(t) + Σ effect · input(i, t) + confounding · capacity(i) + place · e(i) + own · u(i, t)
+ shared · v(province, t)``,

where *u* is autoregressive and *a(t)* is set so that the country meets its course; capacity also raises the
inputs. Traits of places are numbers a commune (a few vectors); all that has a row a commune and month is
drawn province by province, each from a stream of its own, so that memory does not grow with the country.
National courses are those of :mod:`analysis.data.simulation.marks`, met in the middle of each year: totals
up to rounding and chance of counts, shares within the tolerance stated there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter
from scipy.special import expit

from analysis.data.communes.settings import (
    ADULTS,
    FIRST_YEAR,
    MOVING,
    SERVICES,
    SPENDING,
    SPREAD,
    STARTED,
    CommuneSettings,
)
from analysis.data.communes.units import Units
from analysis.data.simulation.draws import standard
from analysis.data.simulation.marks import SCALES, Array, courses

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(7)
_BINS = 400
"""Classes into which the communes of a month are put to find its level: the cost does not grow with them."""

Columns = dict[str, NDArray[np.generic]]


@dataclass(frozen=True, eq=False)
class Model:
    """A simulated country, of which nothing a month and commune is kept.

    Attributes
    ----------
    settings : CommuneSettings
        Effects and hazards.
    units : Units
        The communes.
    months : int
        From January of the first year on.
    seed : int
        Start of the random numbers.
    """

    settings: CommuneSettings
    units: Units
    months: int
    seed: int

    def _stream(self, name: str, *more: int) -> np.random.Generator:
        return np.random.default_rng([self.seed, crc32(f"communes, {name}".encode()), *more])

    @cached_property
    def years(self) -> Array:
        """Return the middle of each month where courses, whose figures stand in mid-year, have it."""
        return FIRST_YEAR - 0.5 + (np.arange(self.months) + 0.5) / 12

    @cached_property
    def traits(self) -> dict[str, Array]:
        """Return what lasts, one number a commune: scores of mean 0 and deviation 1, and parts of totals."""
        total, settings = self.units.total, self.settings
        drawn = {
            name: standard(self._stream(name).standard_normal(total))
            for name in ("capacity", "place", *SPREAD)
        }
        own = np.sqrt(max(1 - settings.confounding**2, 0.0))
        for name in ("smartphone", "teams", "budget"):
            drawn[name] = standard(settings.confounding * drawn["capacity"] + own * drawn[name])
        drawn["persons"] = _shares(SPREAD["persons"] * drawn["persons"])
        drawn["dossiers"] = _shares(np.log(drawn["persons"]) + SPREAD["rate"] * drawn["rate"])
        drawn["start"] = self._starts()
        return drawn

    def _starts(self) -> Array:
        """Return the time, in years, at which teams start in each commune; infinite where they never do."""
        turn = self._stream("turn").permutation(self.units.total) / self.units.total
        ever = turn < 1 - self.settings.never
        known = np.array(list(STARTED))
        at = np.interp(turn / (1 - self.settings.never), list(STARTED.values()), known)
        return np.where(ever, at, np.inf)

    def _course(self, name: str) -> Array:
        """Return a national figure by month; of a total the part that these communes are of the country."""
        course = courses()[name]
        return course.at(self.years) * (self.units.part if course.over == "total" else 1.0)

    @cached_property
    def levels(self) -> dict[str, Array]:
        """Return what each month adds for everybody, one number a month, so that courses are met."""
        traits = self.traits
        weights = traits["persons"]
        line = SPREAD["smartphone"] * traits["smartphone"]
        smartphone = self._met("smartphone_share_pct", line, weights, MOVING["smartphone"])
        teams = [self._teams_scale(month) for month in range(self.months)]
        found = {"smartphone": smartphone, "teams": np.array(teams)}
        found["online"] = self._met_month_by_month(found)
        return found

    def _met(self, name: str, line: Array, weights: Array, moving: float) -> Array:
        """Return the level of each month at which the weighted mean of shares meets a course."""
        return np.array([_level(line, weights, moving, aim) for aim in self._course(name) / 100])

    def _teams_scale(self, month: int) -> float:
        """Return the teams a 1,000 persons, at the middle of the trait, that add up to the national count."""
        traits = self.traits
        there = traits["start"] <= FIRST_YEAR + (month + 1) / 12
        density = np.exp(SPREAD["teams"] * traits["teams"] + MOVING["teams"] ** 2 / 2)
        sum_of = float((density * traits["persons"] * there).sum())
        persons = float(self._course("population_thousand")[month])
        return float(self._course("community_teams")[month]) / (persons * sum_of) if sum_of else 0.0

    def _met_month_by_month(self, levels: Mapping[str, Array]) -> Array:
        """Return the level of use of each month, given what is expected of the inputs."""
        settings, traits, found = self.settings, self.traits, []
        budget = self._budget(SPREAD["budget"] * traits["budget"])
        moving = float(np.hypot(settings.own, settings.shared))
        for month, aim in enumerate(self._course("online_dossier_share_pct") / 100):
            there = traits["start"] <= FIRST_YEAR + (month + 1) / 12
            teams = levels["teams"][month] * np.exp(SPREAD["teams"] * traits["teams"]) * there
            phones = 100 * expit(levels["smartphone"][month] + SPREAD["smartphone"] * traits["smartphone"])
            line = settings.teams_per_1000_people * teams + settings.smartphone_share_pct * phones
            line = line + settings.dx_budget_share_pct * budget[:, month // 12]
            line = line + settings.confounding * traits["capacity"] + settings.place * traits["place"]
            found.append(_level(line, traits["dossiers"], moving, aim))
        return np.array(found)

    def _budget(self, line: Array) -> Array:
        """Return the planned share of the budget, percent, communes × years, around the national course."""
        years = FIRST_YEAR + np.arange(-(-self.months // 12))
        course = SCALES["log"].to_line(courses()["dx_budget_share_pct"].at(years))
        spread = (SPREAD["budget"] ** 2 + MOVING["budget"] ** 2) / 2
        return np.asarray(np.exp(course - spread + np.asarray(line).reshape(len(line), -1)))

    def province(self, at: int) -> Columns:
        """Return every row of one province, commune after commune and month after month.

        Parameters
        ----------
        at : int
            Place of the province in the list of units.

        Returns
        -------
        dict of str to array
            ``number`` of the commune and ``month`` (counted from 0), ``missing`` (whether nothing was
            reported), and the figures, in the units of ``panel.yaml``.
        """
        numbers = self.units.range_of(at)
        part, stream = slice(numbers.start - 1, numbers.stop - 1), self._stream("province", at)
        own = {name: trait[part] for name, trait in self.traits.items()}
        inputs = self._inputs(own, stream)
        line = self._line(own, inputs, stream)
        people = own["persons"][:, None] * 1000 * self._course("population_thousand")
        expected = own["dossiers"][:, None] * self._course("dossiers_received") / 12
        dossiers = stream.poisson(expected)
        online = stream.binomial(dossiers, expit(line))
        spending = np.repeat(1e-3 * SPENDING * people[:, ::12] * 1000, 12, axis=1)[:, : self.months]
        services = SERVICES + stream.poisson(1.0, size=people.shape).cumsum(axis=1)
        figures = {
            "population": np.rint(people),
            "adults": np.rint(people * (ADULTS + SPREAD["adults"] * 0.2 * np.tanh(own["adults"]))[:, None]),
            "smartphone_share_pct": np.round(inputs["smartphone_share_pct"], 2),
            "teams": inputs["teams"],
            "budget_million_vnd": np.rint(spending),
            "dx_budget_million_vnd": np.rint(spending * inputs["dx_budget_share_pct"] / 100),
            "services": services,
            "dossiers": dossiers,
            "dossiers_online": online,
            "dossiers_full_online": stream.binomial(online, 0.5),
        }
        index = np.indices(people.shape)
        missing = stream.random(people.shape) < self.settings.unreported
        rows = {"number": numbers.start + index[0], "month": index[1], "missing": missing, **figures}
        return {name: np.ascontiguousarray(np.asarray(values).ravel()) for name, values in rows.items()}

    def _inputs(self, own: Mapping[str, Array], stream: np.random.Generator) -> dict[str, Array]:
        """Return the inputs of some communes as they are and are recorded, communes × months."""
        size = (len(own["persons"]), self.months)
        people = own["persons"][:, None] * self._course("population_thousand")
        phones = SPREAD["smartphone"] * own["smartphone"][:, None]
        phones = phones + MOVING["smartphone"] * _lasting(stream, size, 0.97)
        moved = stream.standard_normal((size[0], -(-self.months // 12)))
        planned = self._budget(SPREAD["budget"] * own["budget"][:, None] + MOVING["budget"] * moved)
        density = np.exp(
            SPREAD["teams"] * own["teams"][:, None] + MOVING["teams"] * _lasting(stream, size, 0.97)
        )
        there = own["start"][:, None] <= FIRST_YEAR + (np.arange(self.months) + 1) / 12
        # A thousand people have about one team: the rounded count is what a commune has and reports.
        teams = np.where(there, np.maximum(np.rint(self.levels["teams"] * density * people), 1.0), 0.0)
        return {
            "smartphone_share_pct": 100 * expit(self.levels["smartphone"] + phones),
            "dx_budget_share_pct": np.repeat(planned, 12, axis=1)[:, : self.months],
            "teams_per_1000_people": teams / people,
            "teams": teams,
        }

    def _line(
        self, own: Mapping[str, Array], inputs: Mapping[str, Array], stream: np.random.Generator
    ) -> Array:
        """Return the logit of use, communes × months."""
        settings, size = self.settings, (len(own["persons"]), self.months)
        line = self.levels["online"] + sum(settings.effects[name] * inputs[name] for name in settings.effects)
        line = line + (settings.confounding * own["capacity"] + settings.place * own["place"])[:, None]
        line = line + settings.own * _lasting(stream, size, settings.lasting)
        return np.asarray(line + settings.shared * stream.standard_normal(self.months))


def _shares(line: Array) -> Array:
    """Return each commune's part of a national total."""
    parts = np.exp(line)
    return np.asarray(parts / parts.sum())


def _lasting(stream: np.random.Generator, size: tuple[int, int], kept: float) -> Array:
    """Return autoregressive numbers of deviation 1, communes × months, that keep part of the month before."""
    noise = stream.standard_normal(size)
    noise[:, 1:] *= np.sqrt(1 - kept**2)
    return np.asarray(lfilter([1.0], [1.0, -kept], noise, axis=1))


def _level(line: Array, weights: Array, moving: float, aim: float) -> float:
    """Return what added to logits, which move around their line, makes their mean share meet an aim."""
    mass, edges = np.histogram(line, bins=_BINS, weights=weights / weights.sum())
    middles = (edges[1:] + edges[:-1]) / 2
    at = (middles[:, None] + moving * _NODES).ravel()
    parts = (mass[:, None] * _WEIGHTS / _WEIGHTS.sum()).ravel()
    low, high = -40.0, 40.0
    for _ in range(48):
        middle = (low + high) / 2
        low, high = (low, middle) if parts @ expit(at + middle) > aim else (middle, high)
    return high
