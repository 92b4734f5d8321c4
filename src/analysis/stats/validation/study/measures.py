"""What a study of simulated worlds measures: a number, its Monte Carlo error, and the bounds it must keep."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

Role = Literal["recommended", "warned_against", "shown"]
Bounds = tuple[float | None, float | None]
NONE: Bounds = (None, None)

SIZE: Bounds = (None, 0.075)
"""Share of true hypotheses that a 5% test may reject at most."""
COVERAGE: Bounds = (0.92, 0.98)
"""Share of 95% intervals that hold the truth."""
RATIO: Bounds = (0.9, 1.1)
"""Mean standard error, as a share of the standard deviation of the estimates."""
POWER: Bounds = (0.75, 0.90)
"""Power at what is printed as the smallest association found with 80 %: neither too much nor too little."""
FAILS: Bounds = (0.10, None)
"""Share of true hypotheses that a test rejects at least, of which is said that it rejects too often."""


@dataclass(frozen=True)
class Sizes:
    """How often a world is drawn: ``slow`` for what is slow to estimate, at most ``repetitions``."""

    repetitions: int
    slow: int = 0


@dataclass(frozen=True)
class Measure:
    """One number of a study.

    Attributes
    ----------
    study, world, method, quantity : str
        Identifiers: ``"cross_section"``, ``"region_shocks"``, ``"hc3"``, ``"size"``.
    n : int
        Places.
    value, error : float
        The number, and its Monte Carlo standard error.
    repetitions : int
    role : {"recommended", "warned_against", "shown"}
        Whether the method must keep the bounds, or is shown to break them, or is only shown.
    low, high : float or None
        The bounds, where there are any.
    """

    study: str
    world: str
    method: str
    quantity: str
    n: int
    value: float
    error: float
    repetitions: int
    role: Role = "shown"
    low: float | None = None
    high: float | None = None

    @property
    def passed(self) -> bool | None:
        """Whether the number lies within its bounds; None without bounds."""
        if self.low is None and self.high is None:
            return None
        above = self.low is None or self.value >= self.low
        return bool(above and (self.high is None or self.value <= self.high))


@dataclass(frozen=True)
class Place:
    """Where a number of a study belongs: what :class:`Measure` repeats for all numbers of a method."""

    study: str
    world: str
    method: str
    n: int
    role: Role = "shown"

    def share(self, quantity: str, holds: np.ndarray, bounds: Bounds = NONE) -> Measure:
        """Return the share of repetitions, shape (R,), in which something holds."""
        share = float(np.mean(holds))
        error = float(np.sqrt(share * (1 - share) / len(holds)))
        return self._measure(quantity, share, error, len(holds), bounds)

    def mean(self, quantity: str, values: np.ndarray, bounds: Bounds = NONE) -> Measure:
        """Return the mean over repetitions, shape (R,)."""
        error = float(np.std(values, ddof=1) / np.sqrt(len(values)))
        return self._measure(quantity, float(np.mean(values)), error, len(values), bounds)

    def bias(self, estimates: np.ndarray, truth: np.ndarray | float, *, bounded: bool) -> Measure:
        """Return the mean departure from the truth; ``bounded`` by three times its Monte Carlo error."""
        found = self.mean("bias", estimates - truth)
        room = 3 * found.error
        bounds = (-room, room) if bounded else NONE
        return self._measure("bias", found.value, found.error, found.repetitions, bounds)

    def ratio(self, errors: np.ndarray, estimates: np.ndarray, bounds: Bounds = NONE) -> Measure:
        """Return the mean standard error as a share of the standard deviation of the estimates."""
        repetitions = len(estimates)
        spread = float(np.std(estimates, ddof=1))
        ratio = float(np.mean(errors)) / spread
        # The error of a standard deviation, and of the mean it divides, taken as independent.
        relative = np.hypot(
            1 / np.sqrt(2 * (repetitions - 1)),
            np.std(errors, ddof=1) / np.mean(errors) / np.sqrt(repetitions),
        )
        return self._measure("se_ratio", ratio, float(ratio * relative), repetitions, bounds)

    def _measure(
        self, quantity: str, value: float, error: float, repetitions: int, bounds: Bounds
    ) -> Measure:
        return Measure(
            self.study,
            self.world,
            self.method,
            quantity,
            self.n,
            value,
            error,
            repetitions,
            self.role if bounds != NONE else "shown",
            *bounds,
        )
