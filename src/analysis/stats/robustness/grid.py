"""The specifications of a grid, estimated together where they share rows, else one by one."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
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

Subset = Sequence[int]


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

    def family(
        self, outcome: Hashable, rows: np.ndarray, effect: Hashable | None, subsets: Sequence[Subset]
    ) -> pd.DataFrame:
        """Return the figures of every subset with one outcome, sample and choice of effects.

        Parameters
        ----------
        outcome : column name
        rows : array of bool, shape (rows of the data,)
        effect : column name, several, or None
        subsets : sequence of subsets, length m

        Returns
        -------
        DataFrame, m rows
            Columns :data:`FIGURES` and ``n``; missing where the model cannot be estimated.
        """
        figures = pd.DataFrame(index=range(len(subsets)), columns=[*FIGURES, "n"], dtype=float)
        if self._together:
            for key, members in self._by_rows(outcome, rows, effect, subsets).items():
                used = np.frombuffer(key, dtype=bool)
                figures.loc[members] = self._block(outcome, used, effect, [subsets[at] for at in members])
        for at in np.flatnonzero(figures["estimate"].isna()).tolist():
            try:
                result = self.alone(outcome, rows, effect, subsets[at])
            except ModelError:
                continue
            found = result.term(str(self.term))
            figures.loc[at] = [*(found[name] for name in FIGURES), result.n]
        return figures

    def alone(self, outcome: Hashable, rows: np.ndarray, effect: Hashable | None, subset: Subset) -> Result:
        """Return one specification fitted by itself; raises ModelError as :func:`ols`."""
        inputs = [self.term, *self.always, *(self.pool[at] for at in subset)]
        return ols(self.data[rows], outcome, inputs, effects=effect, **self.options)

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
    def _numbers(self) -> dict[Hashable, "pd.Series[float]"]:
        return {
            name: numbers(self.data, name) for name in [self.term, *self.always, *self.pool, *self._weights]
        }

    def _by_rows(
        self, outcome: Hashable, rows: np.ndarray, effect: Hashable | None, subsets: Sequence[Subset]
    ) -> dict[bytes, list[int]]:
        """Return the subsets that use the same rows, by these rows as bytes."""
        labels = self.data[[*as_columns(effect), *self._clusters]]
        fixed = [numbers(self.data, outcome)]
        fixed += [self._numbers[name] for name in [self.term, *self.always, *self._weights]]
        base = np.logical_and.reduce(
            [rows, labels.notna().all(axis=1).to_numpy(), *(values.notna().to_numpy() for values in fixed)]
        )
        known = [self._numbers[name].notna().to_numpy() for name in self.pool]
        families: dict[bytes, list[int]] = {}
        for at, subset in enumerate(subsets):
            used = np.logical_and.reduce([base, *(known[i] for i in subset)])
            families.setdefault(used.tobytes(), []).append(at)
        return families

    def _block(
        self, outcome: Hashable, used: np.ndarray, effect: Hashable | None, subsets: Sequence[Subset]
    ) -> np.ndarray:
        """Return figures and n of subsets on the same rows, shape (m, 6); missing where it is not safe."""
        needed = sorted({i for subset in subsets for i in subset})
        first = 1 + len(self.always)
        position = {i: first + place for place, i in enumerate(needed)}
        inputs = [self.term, *self.always, *(self.pool[i] for i in needed)]
        shared = self._rows(outcome, used, effect, inputs)
        if shared is None:
            return np.full((len(subsets), len(FIGURES) + 1), np.nan)
        chosen = [[*range(1, first), *(position[i] for i in subset)] for subset in subsets]
        found = coefficients(shared, chosen, self.options.get("inference", "hc3"))
        scale = 1.0
        if self.options.get("standardise", False):
            scale = float(shared.columns[:, 0].std() / shared.y.std())
        low, high, p_value = found.interval(self.options.get("level", 0.95))
        measured = np.column_stack([found.estimate, found.std_error, low, high]) * scale
        n = np.where(np.isnan(found.estimate), np.nan, used.sum())
        return np.column_stack([measured, p_value, n])

    def _rows(
        self, outcome: Hashable, used: np.ndarray, effect: Hashable | None, inputs: Sequence[Hashable]
    ) -> Rows | None:
        """Return the rows as arrays; None where not even one regression could be made of them."""
        y = numbers(self.data, outcome).to_numpy()[used]
        weights = self._numbers[self._weights[0]].to_numpy()[used] if self._weights else np.ones(len(y))
        codes = [pd.factorize(self.data[name][used])[0] for name in [*as_columns(effect), *self._clusters]]
        cluster = codes.pop() if self._clusters else None
        few = cluster is not None and len(np.unique(cluster)) < 3
        if few or len(y) < 3 or np.ptp(y) == 0 or (weights <= 0).any() or outcome in inputs:
            return None
        columns = np.column_stack([self._numbers[name].to_numpy()[used] for name in inputs])
        return Rows(y, columns, codes, weights, cluster)
