"""Places over years whose use follows an input by a known amount, and what can go wrong in reading it.

Use is on the logit scale, the input in standard deviations between places, as nearly as it matters. Capacity
is never seen. What moves use from year to year stays with a place for a while.
"""

from dataclasses import dataclass

import numpy as np

from analysis.stats.validation.study.worlds import regions

YEARS = 4
EFFECT = 0.3
_PERSISTENCE, _MOVEMENT = 0.5, 0.2


@dataclass(frozen=True)
class PanelWorld:
    """How a panel is drawn.

    Attributes
    ----------
    name : str
    effect : float
        Logit points of use for one of the input.
    confounding : float
        How much the input follows capacity, which also raises use.
    targeting : float
        How much more of the input goes to a place where use was a logit point below the others a year before.
    misrecording : float
        Standard deviation of the error with which the input is recorded, anew each year.
    geography : {"63", "34"}
    """

    name: str
    effect: float = EFFECT
    confounding: float = 0.6
    targeting: float = 0.0
    misrecording: float = 0.0
    geography: str = "63"


WORLDS = (
    PanelWorld("confounded"),
    PanelWorld("confounded_no_effect", effect=0.0),
    PanelWorld("targeted", confounding=0.0, targeting=0.6),
    PanelWorld("targeted_no_effect", effect=0.0, confounding=0.0, targeting=0.6),
    PanelWorld("misrecorded", misrecording=0.5),
    PanelWorld("confounded_34", geography="34"),
)


@dataclass(frozen=True, eq=False)
class Panels:
    """Repetitions of a panel, each of shape (R, n, T): use, the input as recorded, and one control."""

    y: np.ndarray
    x: np.ndarray
    control: np.ndarray
    region: np.ndarray


def draw(world: PanelWorld, repetitions: int, random: np.random.Generator) -> Panels:
    """Draw panels of a world, year after year: targeting looks back."""
    region = regions(world.geography)
    shape = (repetitions, len(region))

    def places() -> np.ndarray:
        return random.normal(size=shape)

    capacity, steady, lasting = places(), places(), 0.8 * places()
    level = world.confounding * capacity + 0.4 * lasting + 0.6 * places()
    movement = _MOVEMENT * places()
    y, x, control = (np.empty((*shape, YEARS)) for _ in range(3))
    for t in range(YEARS):
        control[..., t] = lasting + 0.3 * places()
        if t:
            behind = y[..., t - 1].mean(axis=1, keepdims=True) - y[..., t - 1]
            level = level + 0.3 * places() + world.targeting * behind
            fresh = np.sqrt(1 - _PERSISTENCE**2) * _MOVEMENT * places()
            movement = _PERSISTENCE * movement + fresh
        x[..., t] = level
        fixed = 0.3 * control[..., t] + 0.5 * world.confounding * capacity + 0.2 * steady
        y[..., t] = 0.2 * t + world.effect * x[..., t] + fixed + movement
    return Panels(y, x + world.misrecording * random.normal(size=x.shape), control, region)
