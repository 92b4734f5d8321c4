"""Over years: what each estimator makes of a known association when places differ in what is not seen."""

from collections.abc import Iterator

import numpy as np

from analysis.stats.validation.study.batched import Fits, Tested, least_squares, worst
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
from analysis.stats.validation.study.panel_worlds import Panels, PanelWorld, draw

STUDY = "panel"

CLAIM = ("two_way_fixed_effects", "two_way_cr3_region")
"""What a claim within places has to survive: the larger p-value of both."""
WITHIN = ("confounded", "confounded_no_effect", "confounded_34")
RECOMMENDED = {
    "two_way_fixed_effects": WITHIN,
    "two_way_cr3_region": WITHIN,
    "long_differences": WITHIN,
    "worst_p": WITHIN,
}
"""Worlds in which an estimator must find the truth."""
WARNED_AGAINST = {
    "cross_section": ("confounded_no_effect", "targeted_no_effect"),
    "pooled": ("confounded_no_effect", "targeted_no_effect"),
    "two_way_fixed_effects": ("targeted_no_effect",),
}
"""Worlds without any effect in which an estimator must be seen to find one too often."""
MISSES = {
    "two_way_fixed_effects": ("misrecorded",),
    "two_way_cr1_region_normal": WITHIN,
    "cross_section": ("confounded",),
    "pooled": ("confounded",),
}
"""Worlds in which the interval must be seen to miss the truth too often."""
TOO_SHORT: Bounds = (None, 0.92)

_AT_ONCE = 500


def tested(panels: Panels) -> dict[str, Tested]:
    """Return every estimate of the association of use with the input, by estimator."""
    inputs = np.stack([panels.x, panels.control], axis=3)
    repetitions, n, years, k = inputs.shape
    rows = (repetitions, n * years)
    place, year = np.divmod(np.arange(n * years), years)
    flat = least_squares(inputs.reshape(*rows, k), panels.y.reshape(rows), year)
    moving, counted = within(inputs, panels.y), k + years
    change = least_squares(inputs[:, :, -1] - inputs[:, :, 0], panels.y[..., -1] - panels.y[..., 0])
    region = panels.region[place]
    found = {
        "cross_section": least_squares(inputs[:, :, -1], panels.y[..., -1]).robust("hc3"),
        "pooled": flat.clustered(place),
        "two_way_fixed_effects": moving.clustered(place, counted=counted),
        "two_way_cr1_region_normal": moving.clustered(region, counted=counted, normal=True),
        "two_way_cr3_region": by_region(inputs, panels.y, panels.region),
        "long_differences": change.robust("hc3"),
    }
    return found | {"worst_p": worst(found[name] for name in CLAIM)}


def study(world: PanelWorld, sizes: Sizes, random: np.random.Generator) -> list[Measure]:
    """Return bias, coverage, errors' ratio and, without an effect, size of every estimator in one world."""
    parts = []
    for first in range(0, sizes.repetitions, _AT_ONCE):
        panels = draw(world, min(_AT_ONCE, sizes.repetitions - first), random)
        parts.append(tested(panels))
    n = len(panels.region)
    return [
        measure
        for method in parts[0]
        for measure in _measures(world, method, Tested.joined([part[method] for part in parts]), n)
    ]


def _measures(world: PanelWorld, method: str, found: Tested, n: int) -> Iterator[Measure]:
    """Yield what is measured of one estimator in one world."""
    recommended = world.name in RECOMMENDED.get(method, ())
    place = Place(STUDY, world.name, method, n, "recommended" if recommended else "warned_against")
    if np.isfinite(found.std_error).all():
        yield place.bias(found.estimate, world.effect, bounded=recommended)
        misses = world.name in MISSES.get(method, ())
        bounds = COVERAGE if recommended else TOO_SHORT if misses else NONE
        yield place.share("coverage", found.covers(world.effect), bounds)
        steady = recommended and method != "two_way_cr3_region"
        yield place.ratio(found.std_error, found.estimate, RATIO if steady else NONE)
    if not world.effect:
        warned = world.name in WARNED_AGAINST.get(method, ())
        yield place.share("size", found.p_value < 0.05, SIZE if recommended else FAILS if warned else NONE)


def _two_way(values: np.ndarray) -> np.ndarray:
    """Return values, shape (R, n, T, k), less the means of places and of years: the panels are complete."""
    by_place, by_year = values.mean(axis=2, keepdims=True), values.mean(axis=1, keepdims=True)
    return values - by_place - by_year + by_place.mean(axis=1, keepdims=True)


def within(inputs: np.ndarray, y: np.ndarray) -> Fits:
    """Return two-way fixed effects of complete panels, shapes (R, n, T, k) and (R, n, T)."""
    repetitions, n, years, k = inputs.shape
    rows = (repetitions, n * years)
    left = _two_way(np.concatenate([inputs, y[..., None]], axis=3)).reshape(*rows, k + 1)
    return least_squares(left[..., :k], left[..., k], intercept=False)


def by_region(inputs: np.ndarray, y: np.ndarray, region: np.ndarray) -> Tested:
    """Return two-way fixed effects with CR3 by region, t(G - 1)."""
    count = region.max() + 1
    estimate = within(inputs, y).coefficients[:, 0]
    left = np.stack(
        [within(inputs[:, region != out], y[:, region != out]).coefficients[:, 0] for out in range(count)]
    )
    error = np.sqrt((count - 1) / count * ((left - estimate) ** 2).sum(axis=0))
    return Tested.by(estimate, error, count - 1)
