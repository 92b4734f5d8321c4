"""Part d: the coefficient of one input under every subset of controls, with errors clustered by province."""

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pandas as pd

from analysis.pipeline.benchmark import measuring, peers, places
from analysis.pipeline.benchmark.rows import OURS, Row, Target, in_turns, row
from analysis.pipeline.benchmark.trials import Contestant, Found, Measured
from analysis.pipeline.build import processors

ARRAYS, FORMULAS, PYFIXEST, PACKAGE = (
    "statsmodels, arrays",
    "statsmodels, formulas",
    "pyfixest",
    "specification_curve",
)
CLUSTERED = (ARRAYS, FORMULAS, PYFIXEST)
WHAT, PACE, DIFFERENCE = (
    "one specification",
    "specifications a minute",
    "largest difference from this project",
)
PLACES, YEARS, SEED = 63, 5, 20261122
_TIMES = Target(50, "at least", "ratio")
_PACE = Target(20_000, "at least", "figure")
_EQUAL = Target(1e-8, "at most", "figure")


def drawn(controls: int) -> pd.DataFrame:
    """Return a simulated panel: 63 provinces in 5 years, an outcome, an input, controls that go with both."""
    draw = np.random.default_rng(SEED)
    place = np.repeat(np.arange(PLACES), YEARS)
    of_place = draw.normal(size=(PLACES, controls + 2))[place]
    numbers = of_place + draw.normal(size=(PLACES * YEARS, controls + 2))
    pool, x = numbers[:, :controls], numbers[:, controls] + 0.3 * numbers[:, :controls].sum(axis=1)
    y = 0.4 * x + pool @ np.linspace(-0.5, 0.5, controls) + numbers[:, controls + 1]
    columns = {f"c{at}": pool[:, at] for at in range(controls)}
    return pd.DataFrame({"y": y, "x": x, **columns, "place": place})


class Curve:
    """The same specifications by this project and by everybody who can.

    Parameters
    ----------
    controls
        How many controls are in or out; the number of specifications is two to that power.
    few
        How many of them the slow ones estimate, a power of two; what is compared is the time of one.
    repeats
        How often each takes its turn.
    """

    name, title = "d", "Specification curve"

    def __init__(self, repeats: int, *, controls: int = 12, few: int = 512) -> None:
        self.repeats, self.controls, self.few = repeats, controls, few

    @property
    def _data(self) -> Path:
        return places.folder() / "runs" / "curve.csv"

    def prepare(self) -> None:
        """Draw the panel, and have every specification estimated by us for comparison."""
        self._data.parent.mkdir(parents=True, exist_ok=True)
        drawn(self.controls).to_csv(self._data, index=False)
        self._mine = self._told(places.script("curve_ours", str(self._data)))["found"]

    def contestants(self) -> Sequence[Contestant]:
        """Return this project and everybody else."""
        terms = {ARRAYS: 2**self.controls}
        return [
            Contestant(OURS, lambda turn: self._ours(), 4),
            *(Contestant(who, self._peer(who, terms.get(who, self.few)), 8) for who in (*CLUSTERED, PACKAGE)),
        ]

    def _told(self, command: list[str]) -> Any:
        folder = self._data.parent
        done = measuring.timed(command, env=places.environment(folder), cwd=folder)
        return done.answer()

    def _ours(self) -> Found:
        told = self._told(places.script("curve_ours", str(self._data)))
        return {"seconds": told["seconds"], "each": told["seconds"] / len(told["found"])}

    def _peer(self, who: str, terms: int) -> Callable[[int], Found]:
        words = (who, str(self._data), str(terms), str(processors()))

        def once(turn: int) -> Found:
            told = self._told(places.script("curve_peers", *words, python=peers.python()))
            return {
                "seconds": told["seconds"],
                "each": told["seconds"] / len(told["found"]),
                "difference": difference(self._mine_for(who, len(told["found"])), told["found"]),
            }

        return once

    def _mine_for(self, who: str, terms: int) -> list[list[float]]:
        """Return our figures of the specifications that somebody estimated, in the same order."""
        from analysis.pipeline.benchmark.contestants import curve_peers  # noqa: PLC0415 - where it is needed

        every = curve_peers.subsets(drawn(self.controls))
        if who != PACKAGE:
            return self._mine[:terms]
        pool = every[-1][: int(math.log2(terms))]
        return [mine for subset, mine in zip(every, self._mine, strict=True) if set(subset) <= set(pool)]

    def rows(self, found: Measured) -> Sequence[Row]:
        """Return the time of one specification, how many times ours others took, and how far they differ."""
        mine = found.values(self.name, OURS, "each")
        told = [row(self.name, WHAT, OURS, mine, note="clustered")]
        per_minute = [60 / each for each in mine]
        told.append(row(self.name, PACE, OURS, per_minute, unit="number", target=_PACE))
        theirs = {who: found.values(self.name, who, "each") for who in (*CLUSTERED, PACKAGE)}
        fastest = min(CLUSTERED, key=lambda who: median(theirs[who]))
        for who, values in theirs.items():
            target = _TIMES if who == fastest else None
            note = "clustered" if who in CLUSTERED else "no clustered errors"
            ratio = in_turns(mine, values)
            told.append(row(self.name, WHAT, who, values, ratio=ratio, beside=OURS, target=target, note=note))
        for who in theirs:
            apart = found.values(self.name, who, "difference")
            told.append(row(self.name, DIFFERENCE, who, apart, unit="number", target=_EQUAL))
        return told


def difference(mine: Sequence[Sequence[float]], theirs: Sequence[Sequence[float]]) -> float:
    """Return the largest difference between two lists of what a curve shows, where both have it.

    Raises
    ------
    ValueError
        When the lists are not of the same specifications.
    """
    apart = np.abs(np.asarray(mine, dtype=float) - np.asarray(theirs, dtype=float))
    if apart.size == 0 or np.isnan(apart[:, 0]).any():
        raise ValueError("there are no estimates to compare")
    return float(np.nanmax(apart))
