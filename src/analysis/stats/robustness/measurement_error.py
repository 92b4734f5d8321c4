"""What an estimate would be if an input were measured with error, and how much error would undo it.

Error in the input itself draws its coefficient towards zero; error in a control leaves some of what the
control stands for in the other coefficients, in either direction. With effects of places most of what differs
is taken out and the error is not, so that little error goes a long way (Griliches and Hausman 1986).
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError, nearest
from analysis.stats.result import term_table
from analysis.stats.robustness.errors_in_variables import (
    Moments,
    Replicates,
    corrected,
    moments,
    reliability_left,
    replicates,
)

RELIABILITIES = (1.0, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5)
_STEPS = 200
_HALVINGS = 30


@dataclass(frozen=True, eq=False)
class MeasurementError:
    """A coefficient by how reliably an input is measured.

    Attributes
    ----------
    term : str
        The coefficient.
    mismeasured : str
        The input with error: the term itself, or a control.
    table : DataFrame, index ``reliability``
        ``reliability_left`` (in what the other inputs and the effects leave of the input), ``estimate``,
        ``std_error``, ``low``, ``high``, ``statistic``, ``p_value``, ``df``, ``same_sign`` and
        ``same_verdict`` (the interval lies on the side of zero on which it lies without error, or contains
        zero as it does then). Figures are missing where error would be more than all that is left of the
        input.
    variance_left : float
        What the other inputs and the effects leave of the input, where 1 is what they would leave of error.
    sign_lost_below : float
        The reliability below which the sign is another, or no estimate exists; never less than
        ``1 - variance_left``, where error would be all that is left.
    verdict_lost_below : float
        The same for the side of zero on which the interval lies; missing where it contains zero without
        error, as there is no verdict to lose.
    n, units : int
    inference : str
    dropped : DataFrame
    level : float
    """

    term: str
    mismeasured: str
    table: pd.DataFrame
    variance_left: float
    sign_lost_below: float
    verdict_lost_below: float
    n: int
    units: int
    inference: str
    dropped: pd.DataFrame
    level: float


def measurement_error(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    term: Hashable,
    *,
    mismeasured: Hashable | None = None,
    reliabilities: Sequence[float] = RELIABILITIES,
    **options: Any,
) -> MeasurementError:
    """Return a coefficient at several reliabilities of an input, and the reliability at which it is lost.

    Parameters
    ----------
    data, outcome, inputs, **options
        As in :func:`analysis.stats.robustness.errors_in_variables.errors_in_variables`.
    term : column name
        The coefficient to follow.
    mismeasured : column name, optional
        The input measured with error; the term itself without it.
    reliabilities : sequence of share
        In (0, 1]: shares of the variance of the input, as it stands in the data, that are not error.

    Returns
    -------
    MeasurementError

    Raises
    ------
    ModelError
        As ``ols``; for a term or an input that is not in the model, or reliabilities that are none.
    """
    model = replicates(data, outcome, inputs, **options)
    asked = np.array(list(reliabilities), dtype=float)
    if not asked.size or not ((asked > 0) & (asked <= 1)).all():
        raise ModelError("Some reliabilities are none", "reliabilities", "Give shares in (0, 1].")
    names = list(model.design.inputs)
    for name in (str(term), str(mismeasured or term)):
        if name not in names:
            raise ModelError(f"'{name}' is not an input", "measurement_error", nearest(name, names))
    curve = _Curve(model, moments(model), names.index(str(term)), names.index(str(mismeasured or term)))
    table = curve.table(asked)
    signs, verdicts = curve.same(table)
    sides = _sides(curve.table(np.ones(1)))
    return MeasurementError(
        str(term),
        str(mismeasured or term),
        table.assign(same_sign=signs, same_verdict=verdicts),
        curve.variance_left,
        curve.lost_below(0),
        curve.lost_below(1) if sides[0] else float("nan"),
        model.design.n,
        model.design.units,
        model.groups.name,
        model.design.sample.dropped,
        model.level,
    )


@dataclass(frozen=True, eq=False)
class _Curve:
    """One coefficient of a model as the reliability of one input goes down."""

    model: Replicates
    found: Moments
    followed: int
    noisy: int

    @property
    def variance_left(self) -> float:
        """What the others and the effects leave of the noisy input, to what they would leave of error."""
        all_error = self._shares(np.zeros(1))[0]
        return float(1 / (1 - reliability_left(self.found, all_error)[0, self.noisy]))

    def table(self, reliabilities: np.ndarray) -> pd.DataFrame:
        """Return the coefficient at each reliability, missing where no estimate exists."""
        k = self.model.x.shape[1]
        unit = self.found.scale[k] / self.found.scale[self.followed]
        estimates = corrected(self.found, self._shares(reliabilities))[..., self.followed] * unit
        spread = self.model.groups.covariance(estimates[:, 1:].T, estimates[:, 0])
        terms = term_table(
            [""] * len(reliabilities),
            estimates[:, 0],
            np.sqrt(np.diag(spread)),
            self.model.groups.df,
            level=self.model.level,
        )
        left = 1 - (1 - reliabilities) / self.variance_left
        terms.insert(0, "reliability_left", np.maximum(left, 0))
        return terms.set_axis(pd.Index(reliabilities, name="reliability"), axis=0)

    def same(self, table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        """Return whether sign, and side of zero of the interval, are those without error."""
        without = self.table(np.ones(1))
        sign = np.sign(table["estimate"]).to_numpy() == np.sign(without["estimate"]).to_numpy()
        side = (_sides(table) == _sides(without)) & table["std_error"].notna().to_numpy()
        return sign, side

    def lost_below(self, which: int) -> float:
        """Return the highest reliability at which the sign (0) or the side (1) is not that without error."""
        steps = np.linspace(1, 0, _STEPS, endpoint=False)
        kept = self.same(self.table(steps))[which]
        if kept.all():
            return 0.0
        low, high = steps[np.argmin(kept)], steps[np.argmin(kept) - 1]
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            if self.same(self.table(np.array([middle])))[which][0]:
                high = middle
            else:
                low = middle
        return float(low)

    def _shares(self, reliabilities: np.ndarray) -> np.ndarray:
        """Return the reliabilities of all inputs, shape (sets, k)."""
        shares = np.ones((len(reliabilities), self.model.x.shape[1]))
        shares[:, self.noisy] = reliabilities
        return shares


def _sides(table: pd.DataFrame) -> np.ndarray:
    """Return the side of zero on which each interval lies: 1, -1, or 0 where it contains zero."""
    return (table["low"] > 0).to_numpy().astype(int) - (table["high"] < 0).to_numpy()
