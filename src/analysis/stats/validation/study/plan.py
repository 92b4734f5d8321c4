"""All studies, world by world: what ``uptake validate`` carries out, and a short version for tests."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.stats.validation.study import cross_section, league_tables, panels, rollouts, shares, worlds
from analysis.stats.validation.study.measures import Measure, Sizes
from analysis.stats.validation.study.panel_worlds import WORLDS as PANEL_WORLDS

SEED = 2026
"""Seed of the committed tables."""

_STUDIES: Mapping[str, tuple[Callable[..., list[Measure]], Sequence[Any]]] = {
    cross_section.STUDY: (cross_section.study, worlds.WORLDS),
    panels.STUDY: (panels.study, PANEL_WORLDS),
    shares.STUDY: (shares.study, shares.WORLDS),
    rollouts.STUDY: (rollouts.study, rollouts.WORLDS),
    league_tables.STUDY: (league_tables.study, league_tables.WORLDS),
}
FULL = {
    cross_section.STUDY: Sizes(20_000),
    panels.STUDY: Sizes(10_000),
    shares.STUDY: Sizes(10_000, slow=500),
    rollouts.STUDY: Sizes(2_000, slow=200),
    league_tables.STUDY: Sizes(1_000),
}
"""How often each world is drawn for the committed table."""
SHORT = {
    cross_section.STUDY: Sizes(3_000),
    panels.STUDY: Sizes(2_000),
    shares.STUDY: Sizes(2_000),
    rollouts.STUDY: Sizes(400),
    league_tables.STUDY: Sizes(80),
}
"""How often each world is drawn in the tests."""


@dataclass(frozen=True)
class Step:
    """One world of one study; ``number`` is its place among the study's worlds."""

    study: str
    number: int
    sizes: Sizes
    seed: int

    @property
    def name(self) -> str:
        """Study and world: ``cross_section/independent``."""
        return f"{self.study}/{_STUDIES[self.study][1][self.number].name}"

    def run(self) -> list[Measure]:
        """Draw the world and measure; the random numbers depend on the name and the seed alone."""
        study, drawn = _STUDIES[self.study]
        random = np.random.default_rng([self.seed, *self.name.encode()])
        return study(drawn[self.number], self.sizes, random)


def steps(sizes: Mapping[str, Sizes] = FULL, seed: int = SEED) -> list[Step]:
    """Return every step, in the order of the table."""
    return [
        Step(study, number, sizes[study], seed)
        for study, (_, drawn) in _STUDIES.items()
        for number in range(len(drawn))
    ]
