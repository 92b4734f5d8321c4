"""Between places: which standard errors keep the size of a 5% test, in which world, and at what cost."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from analysis.stats.validation.study.batched import Tested, least_squares, worst
from analysis.stats.validation.study.measures import COVERAGE, FAILS, NONE, RATIO, SIZE, Measure, Place, Sizes
from analysis.stats.validation.study.worlds import WORLDS, CrossSections, World, draw

STUDY = "cross_section"
CLAIM = ("hc3", "region_effects_hc3", "cr3_t", "wild_bootstrap")
"""What a claim has to survive: the largest p-value of these."""

INDEPENDENT = ("independent", "heteroskedastic", "independent_34")
RECOMMENDED = {
    "hc3": INDEPENDENT,
    "region_effects_hc3": (*INDEPENDENT, "spatial", "region_shocks", "region_shocks_34"),
    "cr3_t": tuple(world.name for world in WORLDS),
    "wild_bootstrap": tuple(world.name for world in WORLDS),
    "worst_p": tuple(world.name for world in WORLDS),
}
"""Worlds in which a method must hold its size."""

WARNED_AGAINST = {
    "cr1_normal": tuple(world.name for world in WORLDS),
    "classical": ("heteroskedastic", "strongly_spatial", "region_shocks_heteroskedastic"),
    "hc1": ("strongly_spatial", "region_shocks_heteroskedastic"),
    "hc3": ("strongly_spatial",),
}
"""Worlds in which a method must be seen to reject too often."""

EFFECT = 0.374
"""The association of which the power is measured: a partial correlation of 0.35."""
POWER_IN = ("independent", "region_shocks", "independent_34")

_AT_ONCE = 500


def tested(sections: CrossSections) -> dict[str, Tested]:
    """Return every test of the first input, by method."""
    region = sections.region
    fits = least_squares(sections.x, sections.y)
    found = {
        "classical": fits.classical(),
        "hc1": fits.robust("hc1"),
        "hc3": fits.robust("hc3"),
        "cr1_normal": fits.clustered(region, normal=True),
        "cr1_t": fits.clustered(region),
        "cr3_t": fits.jackknifed(region),
        "wild_bootstrap": fits.wild_bootstrap(region),
        "region_effects_hc3": least_squares(sections.x, sections.y, region).robust("hc3"),
    }
    return found | {"worst_p": worst(found[name] for name in CLAIM)}


def study(world: World, sizes: Sizes, random: np.random.Generator) -> list[Measure]:
    """Return size, power, bias and the errors' ratio of every test in one world.

    Parameters
    ----------
    world : World
    sizes : Sizes
    random : Generator
    """
    truth: list[dict[str, Tested]] = []
    effect: list[dict[str, Tested]] = []
    for first in range(0, sizes.repetitions, _AT_ONCE):
        sections = draw(world, min(_AT_ONCE, sizes.repetitions - first), random)
        truth.append(tested(sections))
        if world.name in POWER_IN:
            associated = replace(sections, y=sections.y + EFFECT * sections.x[:, :, 0])
            effect.append(tested(associated))
    n = len(sections.region)
    measures = [
        measure
        for method in truth[0]
        for measure in _measures(world, method, Tested.joined([part[method] for part in truth]), n)
    ]
    found = (
        {method: Tested.joined([part[method] for part in effect]) for method in effect[0]} if effect else {}
    )
    powers = [
        Place(STUDY, world.name, method, n).share("power", test.p_value < 0.05)
        for method, test in found.items()
        if method in RECOMMENDED
    ]
    return measures + powers


def _measures(world: World, method: str, found: Tested, n: int) -> Iterator[Measure]:
    """Yield what is measured of one method in one world without an association."""
    recommended = world.name in RECOMMENDED.get(method, ())
    warned = world.name in WARNED_AGAINST.get(method, ())
    place = Place(STUDY, world.name, method, n, "recommended" if recommended else "warned_against")
    yield place.share("size", found.p_value < 0.05, SIZE if recommended else FAILS if warned else NONE)
    if np.isfinite(found.std_error).all():
        yield place.bias(found.estimate, 0.0, bounded=recommended)
        yield place.share("coverage", found.covers(0.0), COVERAGE if recommended else NONE)
        steady = recommended and method == "hc3" and n > 34
        yield place.ratio(found.std_error, found.estimate, RATIO if steady else NONE)
