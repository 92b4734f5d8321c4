"""Between places: which standard errors keep the size of a 5% test, in which world, and at what cost."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from analysis.stats.evidence.power import detectable_statistic, rule_factor
from analysis.stats.validation.study.batched import Tested, least_squares, worst
from analysis.stats.validation.study.measures import (
    COVERAGE,
    FAILS,
    NONE,
    POWER,
    RATIO,
    SIZE,
    Measure,
    Place,
    Sizes,
)
from analysis.stats.validation.study.worlds import INPUTS, WORLDS, CrossSections, World, draw

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
    drawn: dict[str, list[dict[str, Tested]]] = {"nothing": [], "effect": [], "detectable": []}
    for first in range(0, sizes.repetitions, _AT_ONCE):
        sections = draw(world, min(_AT_ONCE, sizes.repetitions - first), random)
        found = tested(sections)
        drawn["nothing"].append(found)
        if world.name in POWER_IN:
            drawn["effect"].append(tested(_associated(sections, EFFECT)))
            drawn["detectable"].append(tested(_associated(sections, detectable(found, sections.region))))
    n = len(sections.region)
    size, power, least = (
        {name: Tested.joined(part) for name, part in _by_method(parts)} for parts in drawn.values()
    )
    measures = [measure for name, test in size.items() for measure in _measures(world, name, test, n)]
    for name in RECOMMENDED if power else ():
        place = Place(STUDY, world.name, name, n, "recommended")
        measures.append(place.share("power", power[name].p_value < 0.05))
        bounds = POWER if name == "worst_p" else NONE
        measures.append(place.share("power_at_detectable", least[name].p_value < 0.05, bounds))
    return measures


def detectable(found: dict[str, Tested], region: np.ndarray) -> np.ndarray:
    """Return the association printed as the smallest that could have been found, shape (R,).

    As :func:`analysis.stats.evidence.power.detectable_by_the_rule` prints it, for a power of 80 %.
    """
    regions, n = int(region.max()) + 1, len(region)
    freedom = {"hc3": n - INPUTS - 1, "region_effects_hc3": n - INPUTS - regions, "cr3_t": regions - 1}
    widest = np.max(
        [found[name].std_error * detectable_statistic(df) for name, df in freedom.items()], axis=0
    )
    return rule_factor(n) * widest


def _associated(sections: CrossSections, effect: np.ndarray | float) -> CrossSections:
    """Return cross-sections in which the outcome goes with the first input by so much, one number or (R,)."""
    slope = np.broadcast_to(effect, len(sections.y))[:, None]
    return replace(sections, y=sections.y + slope * sections.x[:, :, 0])


def _by_method(parts: list[dict[str, Tested]]) -> Iterator[tuple[str, list[Tested]]]:
    """Yield every method with its tests of all parts; nothing without parts."""
    for method in parts[0] if parts else ():
        yield method, [part[method] for part in parts]


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
