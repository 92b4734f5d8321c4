"""The specifications of a grid, estimated together where they share rows, else one by one."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, combinations
from typing import Any

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError
from analysis.stats.models.design import as_columns
from analysis.stats.models.linear import ols
from analysis.stats.result import Result
from analysis.stats.robustness.batched import INFERENCE, Rows, coefficients
from analysis.stats.sample import numbers

FIGURES = ("estimate", "std_error", "low", "high", "p_value")
_BATCHED = {"inference", "cluster", "weights", "standardise", "level", "entity", "time"}


@dataclass(frozen=True, eq=False)
class Grid:
    """What all specifications of a grid have in common.

    Attributes
    ----------
    data : DataFrame
    term : column name
    always : list of column names
        Controls of every specification.
    pool : list of column names
        Controls that may be in or out; a subset names them by their places.
    options : dict
        Options of :func:`analysis.stats.models.linear.ols`.
    """

    data: pd.DataFrame
    term: Hashable
    always: list[Hashable]
    pool: list[Hashable]
    options: dict[str, Any]

    def family(self, outcomes: Sequence[Hashable], rows: np.ndarray, effect: Hashable | None) -> np.ndarray:
        """Return the figures of every subset for each outcome, with one sample and choice of effects.

        Parameters
        ----------
        outcomes : list of column names
        rows : array of bool, shape (rows of the data,)
        effect : column name, several, or None

        Returns
        -------
        array, shape (outcomes, subsets, 6)
            :data:`FIGURES` and n, in the order of :meth:`names`; missing where the model cannot be estimated.
        """
        shared: dict[bytes, Rows | None] = {}
        return np.array([self._figures(outcome, rows, effect, shared) for outcome in outcomes])

    def names(self) -> list[tuple[str, ...]]:
        """Return the controls of every subset by name."""
        return list(_subsets([str(name) for name in self.pool]))

    def _figures(
        self, outcome: Hashable, rows: np.ndarray, effect: Hashable | None, shared: dict[bytes, Rows | None]
    ) -> np.ndarray:
        """Return the figures of every subset; ``shared`` keeps what outcomes with the same rows share."""
        figures = np.full((2 ** len(self.pool), len(FIGURES) + 1), np.nan)
        if self._together:
            for members, used in self._by_rows(outcome, rows, effect):
                figures[members] = self._block(outcome, used, effect, members, shared)
        for at in np.flatnonzero(np.isnan(figures[:, 0])).tolist():
            try:
                result = self.alone(outcome, rows, effect, at)
            except ModelError:
                continue
            found = result.term(str(self.term))
            figures[at] = [*(found[name] for name in FIGURES), result.n]
        return figures

    def alone(self, outcome: Hashable, rows: np.ndarray, effect: Hashable | None, subset: int) -> Result:
        """Return one specification, by its place, fitted by itself; raises ModelError as :func:`ols`."""
        controls = [self.pool[at] for at in np.flatnonzero(self._members[subset])]
        return ols(
            self.data[rows], outcome, [self.term, *self.always, *controls], effects=effect, **self.options
        )

    @property
    def _members(self) -> np.ndarray:
        """Which controls each subset has, bool, shape (subsets, pool)."""
        return _members(len(self.pool))

    @property
    def _together(self) -> bool:
        """Whether blocks of regressions can give the standard errors asked for."""
        known = set(self.options) <= _BATCHED and self.options.get("inference", "hc3") in INFERENCE
        return known and len(self._clusters) <= 1

    @property
    def _clusters(self) -> list[Hashable]:
        return as_columns(self.options.get("cluster"))

    @property
    def _weights(self) -> list[Hashable]:
        return as_columns(self.options.get("weights"))

    @cached_property
    def _numbers(self) -> dict[Hashable, np.ndarray]:
        named = [self.term, *self.always, *self.pool, *self._weights]
        return {name: numbers(self.data, name).to_numpy() for name in named}

    @cached_property
    def _known(self) -> dict[Hashable, np.ndarray]:
        return {name: ~np.isnan(values) for name, values in self._numbers.items()}

    def _by_rows(
        self, outcome: Hashable, rows: np.ndarray, effect: Hashable | None
    ) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield the places of the subsets that use the same rows, and these rows.

        Controls that miss in the same rows of the sample, or in none, go together.
        """
        labels = self.data[[*as_columns(effect), *self._clusters]]
        fixed = [self._known[name] for name in [self.term, *self.always, *self._weights]]
        named = [labels.notna().all(axis=1).to_numpy(), numbers(self.data, outcome).notna().to_numpy()]
        base = np.logical_and.reduce([rows, *named, *fixed])
        patterns: dict[bytes, int] = {np.ones(base.sum(), dtype=bool).tobytes(): 0}
        known = [self._known[name][base] for name in self.pool]
        pattern = [patterns.setdefault(values.tobytes(), len(patterns)) for values in known]
        if len(patterns) == 1:
            yield np.arange(len(self._members)), base
            return
        misses = np.array([1 << at if at else 0 for at in pattern], dtype=int)
        wanting = np.bitwise_or.reduce(np.where(self._members, misses, 0), axis=1, initial=0)
        for which in np.unique(wanting):
            used = base.copy()
            for values in (known[at] for at in np.flatnonzero(misses & which)):
                used[base] &= values
            yield np.flatnonzero(wanting == which), used

    def _block(
        self,
        outcome: Hashable,
        used: np.ndarray,
        effect: Hashable | None,
        members: np.ndarray,
        shared: dict[bytes, Rows | None],
    ) -> np.ndarray:
        """Return figures and n of subsets on the same rows, shape (m, 6); missing where it is not safe."""
        inside = self._members[members]
        every, free = inside.all(axis=0), np.flatnonzero(inside.any(axis=0) & ~inside.all(axis=0))
        fixed = [*self.always, *(self.pool[at] for at in np.flatnonzero(every))]
        inputs = [self.term, *fixed, *(self.pool[at] for at in free)]
        y, key = numbers(self.data, outcome).to_numpy()[used], used.tobytes()
        if key not in shared:
            shared[key] = self._rows(used, effect)
        rows = shared[key]
        if rows is None or np.ptp(y) == 0 or outcome in inputs:
            return np.full((len(members), len(FIGURES) + 1), np.nan)
        columns = np.column_stack([self._numbers[name][used] for name in inputs])
        found = coefficients(rows, y, columns, len(fixed), self.options.get("inference", "hc3"))
        low, high, p_value = found.interval(self.options.get("level", 0.95))
        scale = columns[:, 0].std() / y.std() if self.options.get("standardise", False) else 1.0
        measured = np.column_stack([found.estimate, found.std_error, low, high]) * scale
        figures = np.column_stack([measured, p_value, np.where(np.isnan(found.estimate), np.nan, len(y))])
        return np.asarray(figures[inside[:, free] @ (1 << np.arange(len(free)))])

    def _rows(self, used: np.ndarray, effect: Hashable | None) -> Rows | None:
        """Return what all regressions on some rows share; None where there could not even be one."""
        weights = self._numbers[self._weights[0]][used] if self._weights else np.ones(used.sum())
        codes = [pd.factorize(self.data[name][used])[0] for name in [*as_columns(effect), *self._clusters]]
        cluster = codes.pop() if self._clusters else None
        few = cluster is not None and len(np.unique(cluster)) < 3
        return None if few or len(weights) < 3 or (weights <= 0).any() else Rows.of(codes, weights, cluster)


def _subsets(pool: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    """Yield every subset of some things, small ones first."""
    return chain.from_iterable(combinations(pool, size) for size in range(len(pool) + 1))


@lru_cache(maxsize=4)
def _members(pool: int) -> np.ndarray:
    """Return which of ``pool`` things each of :func:`_subsets` has, bool, shape (2 ** pool, pool)."""
    members, start = np.zeros((2**pool, pool), dtype=bool), 0
    for size in range(pool + 1):
        inside = np.array(list(combinations(range(pool), size)), dtype=int)
        members[start + np.arange(len(inside))[:, None], inside] = True
        start += len(inside)
    members.flags.writeable = False
    return members
