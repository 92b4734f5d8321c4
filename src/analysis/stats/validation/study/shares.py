"""Shares as outcomes: the average marginal effect by straight line, fractional logit and beta regression."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit

from analysis.stats.models.shares.beta import beta_regression
from analysis.stats.validation.study.batched import Tested, least_squares
from analysis.stats.validation.study.batched_logit import fractional_logit
from analysis.stats.validation.study.measures import (
    COVERAGE,
    NONE,
    RATIO,
    SIZE,
    Bounds,
    Measure,
    Place,
    Sizes,
)

STUDY = "shares"
RECOMMENDED = ("ols_hc3", "fractional_jackknife")
TOO_LONG: Bounds = (2.0, None)
"""Standard errors that are at least twice what they should be."""

PRECISION = 20.0
"""Of the shares about their mean: a standard deviation of about 0.1 at 40%."""
INPUTS = 4
_AT_ONCE = 100


@dataclass(frozen=True)
class ShareWorld:
    """How shares are drawn: ``effect`` in logit points for one of the first input."""

    name: str
    n: int
    effect: float


WORLDS = (
    ShareWorld("no_effect", 63, 0.0),
    ShareWorld("effect", 63, 0.3),
    ShareWorld("no_effect_34", 34, 0.0),
    ShareWorld("effect_34", 34, 0.3),
)


def draw(
    world: ShareWorld, repetitions: int, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return inputs (R, n, 4), shares (R, n) and the true average marginal effects (R,)."""
    x = random.normal(size=(repetitions, world.n, INPUTS))
    mean = expit(-0.6 + world.effect * x[..., 0] + 0.3 * x[..., 1])
    y = random.beta(PRECISION * mean, PRECISION * (1 - mean))
    return x, y, world.effect * (mean * (1 - mean)).mean(axis=1)


def tested(x: np.ndarray, y: np.ndarray) -> dict[str, Tested]:
    """Return every estimate but that of beta regression."""
    return {"ols_hc3": least_squares(x, y).robust("hc3"), **fractional_logit(x, y)}


def study(world: ShareWorld, sizes: Sizes, random: np.random.Generator) -> list[Measure]:
    """Return bias, coverage, errors' ratio and size of every way to model a share; beta is slow."""
    repetitions = sizes.repetitions
    x, y, truth = draw(world, repetitions, random)
    parts = [
        tested(x[first : first + _AT_ONCE], y[first : first + _AT_ONCE])
        for first in range(0, repetitions, _AT_ONCE)
    ]
    found = {method: Tested.joined([part[method] for part in parts]) for method in parts[0]}
    measures = [
        measure for method, test in found.items() for measure in _measures(world, method, test, truth)
    ]
    some = slice(0, sizes.slow)
    beta = _measures(world, "beta_classical", _beta(x[some], y[some]), truth[some]) if sizes.slow else ()
    return [*measures, *beta]


def _beta(x: np.ndarray, y: np.ndarray) -> Tested:
    """Return beta regression with the errors of its likelihood, one repetition after the other."""
    names = [f"x{number}" for number in range(INPUTS)]
    terms = [
        beta_regression(
            pd.DataFrame(inputs, columns=names).assign(y=shares), "y", names, inference="classical"
        ).term("x0")
        for inputs, shares in zip(x, y, strict=True)
    ]
    table = pd.DataFrame(terms)
    return Tested.by(table["estimate"].to_numpy(), table["std_error"].to_numpy(), table["df"].iloc[0])


def _measures(world: ShareWorld, method: str, found: Tested, truth: np.ndarray) -> Iterator[Measure]:
    """Yield what is measured of one method in one world."""
    recommended = method in RECOMMENDED
    place = Place(STUDY, world.name, method, world.n, "recommended" if recommended else "warned_against")
    yield place.bias(found.estimate, truth, bounded=recommended)
    yield place.share("coverage", found.covers(truth), COVERAGE if recommended else NONE)
    # With 34 places both errors are too long by up to a tenth: on the safe side, and only shown.
    ratio = RATIO if recommended and world.n > 34 else TOO_LONG if method == "naive_binomial" else NONE
    yield place.ratio(found.std_error, found.estimate - truth, ratio)
    if not world.effect:
        yield place.share("size", found.p_value < 0.05, SIZE if recommended else NONE)
