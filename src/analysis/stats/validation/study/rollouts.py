"""A staggered roll-out: two-way fixed effects against imputation, and the checks that precede a statement."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.stats.models.identification import without_means
from analysis.stats.models.rollouts.imputation import cluster_sums, imputed_averages
from analysis.stats.models.rollouts.rollout import rollout
from analysis.stats.validation.study.batched import Tested, least_squares
from analysis.stats.validation.study.measures import (
    COVERAGE,
    FAILS,
    NONE,
    RATIO,
    SIZE,
    Bounds,
    Measure,
    Place,
    Sizes,
)

STUDY = "rollout"
PLACES, YEARS = 63, 6
_FIRST, _LAST = 2, 5
_SHARE_A_YEAR = 0.2
_CATCH_UP = 0.01

REFUSED: Bounds = (0.80, None)
"""Share of roll-outs to the places that lagged behind of which nothing may be stated."""
MISSED: Bounds = (None, 0.50)
"""Coverage of an interval that is shown to miss the truth."""


@dataclass(frozen=True)
class RolloutWorld:
    """How a roll-out is drawn.

    Attributes
    ----------
    name : str
    step : float
        How much the outcome, a share, differs more with each year since a place was equipped.
    laggards : bool
        Whether the places with the lowest outcome of the year before are equipped next. They catch up a
        little every year, equipped or not.
    """

    name: str
    step: float = 0.0
    laggards: bool = False


WORLDS = (
    RolloutWorld("growing_differences", step=0.03),
    RolloutWorld("no_difference"),
    RolloutWorld("sent_to_laggards", laggards=True),
)


@dataclass(frozen=True, eq=False)
class Rollouts:
    """Repetitions: outcome and status, shape (R, n, T), and the true difference of each place and year."""

    y: np.ndarray
    on: np.ndarray
    truth: np.ndarray


def draw(world: RolloutWorld, repetitions: int, random: np.random.Generator) -> Rollouts:
    """Draw roll-outs year by year: a fifth of the places is equipped each year, a fifth never is."""
    shape = (repetitions, PLACES)
    ahead, movement = random.normal(size=shape), 0.05 * random.normal(size=shape)
    catch_up = _CATCH_UP * world.laggards
    since = np.zeros(shape)
    y, on, truth = (np.empty((*shape, YEARS)) for _ in range(3))
    for t in range(YEARS):
        if t:
            movement = 0.5 * movement + 0.05 * np.sqrt(0.75) * random.normal(size=shape)
        if _FIRST <= t <= _LAST:
            need = -y[..., t - 1] if world.laggards else random.normal(size=shape)
            turn = np.where(since > 0, -np.inf, need).argsort(axis=1)[:, ::-1]
            chosen = turn[:, : round(_SHARE_A_YEAR * PLACES)]
            np.put_along_axis(since, chosen, 1.0, axis=1)
        truth[..., t] = world.step * since
        on[..., t] = since > 0
        y[..., t] = 0.4 + 0.03 * t + (0.1 - catch_up * t) * ahead + truth[..., t] + movement
        since = np.where(since > 0, since + 1, 0.0)
    return Rollouts(y, on, truth)


def imputed(y: np.ndarray, on: np.ndarray) -> tuple[float, float]:
    """Return average and jackknife error of one roll-out, shapes (n, T), as ``rollout`` computes them."""
    n, years = y.shape
    place, year = np.divmod(np.arange(n * years), years)
    free = on.ravel() == 0
    weights = np.ones(n * years)
    columns = np.hstack([y.reshape(-1, 1), np.eye(years)[year]])
    left = without_means(columns, place, weights * free)
    outcome, x = left[:, 0], left[:, 1:]
    sums = cluster_sums(x[free], outcome[free], weights[free], place[free], n)
    averages = imputed_averages(
        sums,
        x[~free],
        outcome[~free],
        weights=weights[~free],
        clusters=place[~free],
        members=np.ones(((~free).sum(), 1), dtype=bool),
    )
    variance = averages.covariance("cluster_jackknife")[0, 0]
    return float(averages.estimate[0]), float(np.sqrt(variance))


def tested(drawn: Rollouts) -> dict[str, Tested]:
    """Return both estimates of the average difference of equipped places."""
    place = np.repeat(np.arange(PLACES), YEARS)
    rows = (len(drawn.y), PLACES * YEARS)
    y, on = (_two_way(values).reshape(rows) for values in (drawn.y, drawn.on))
    within = least_squares(on[..., None], y, intercept=False)
    pairs = np.array([imputed(*one) for one in zip(drawn.y, drawn.on, strict=True)])
    return {
        "two_way_fixed_effects": within.clustered(place, counted=1 + YEARS),
        "imputation": Tested.by(pairs[:, 0], pairs[:, 1], PLACES - 1),
    }


def study(world: RolloutWorld, sizes: Sizes, random: np.random.Generator) -> list[Measure]:
    """Return bias, coverage and size of both estimators; and how often the checks, which are slow, refuse."""
    drawn = draw(world, sizes.repetitions, random)
    truth = drawn.truth.sum(axis=(1, 2)) / drawn.on.sum(axis=(1, 2))
    measures = [
        measure
        for method, found in tested(drawn).items()
        for measure in _measures(world, method, found, truth)
    ]
    if not sizes.slow:
        return measures
    refused = [
        bool(rollout(as_table(drawn, number), "y", "on", "place", "year").refusals)
        for number in range(sizes.slow)
    ]
    place = Place(STUDY, world.name, "checks", PLACES, "recommended")
    return [*measures, place.share("refused", np.array(refused), REFUSED if world.laggards else NONE)]


def _measures(world: RolloutWorld, method: str, found: Tested, truth: np.ndarray) -> Iterator[Measure]:
    """Yield what is measured of one estimator in one world."""
    recommended = method == "imputation" and not world.laggards
    place = Place(STUDY, world.name, method, PLACES, "recommended" if recommended else "warned_against")
    yield place.bias(found.estimate, truth, bounded=recommended)
    missed = method == "two_way_fixed_effects" and world.step > 0
    yield place.share(
        "coverage", found.covers(truth), COVERAGE if recommended else MISSED if missed else NONE
    )
    yield place.ratio(found.std_error, found.estimate - truth, RATIO if recommended else NONE)
    if not world.step:
        size = SIZE if recommended else FAILS if world.laggards else NONE
        yield place.share("size", found.p_value < 0.05, size)


def _two_way(values: np.ndarray) -> np.ndarray:
    """Return complete panels, shape (R, n, T), less the means of places and of years."""
    by_place, by_year = values.mean(axis=2, keepdims=True), values.mean(axis=1, keepdims=True)
    return values - by_place - by_year + by_place.mean(axis=1, keepdims=True)


def as_table(drawn: Rollouts, number: int) -> pd.DataFrame:
    """Return one repetition as a table of places and years."""
    place, year = np.divmod(np.arange(PLACES * YEARS), YEARS)
    return pd.DataFrame(
        {"place": place, "year": year, "y": drawn.y[number].ravel(), "on": drawn.on[number].ravel()}
    )
