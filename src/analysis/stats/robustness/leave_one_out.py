"""What a result owes to one place, or one region: the model without each of them in turn."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError, nearest
from analysis.stats.models.design import as_columns
from analysis.stats.result import Result

Estimator = Callable[..., Result]


@dataclass(frozen=True, eq=False)
class LeaveOneOut:
    """A coefficient without each place in turn.

    Attributes
    ----------
    term : str
    full : Result
        The model on all places.
    estimates : DataFrame, index the place left out
        ``estimate``, ``std_error``, ``low``, ``high``, ``p_value``, ``n``, ``sign_changes`` and
        ``verdict_changes`` (the interval contains zero where that of the full model does not, or the other
        way round). Missing figures where the model cannot be estimated without the place, which counts as a
        change.
    smallest, largest : float
        Range of the estimate.
    """

    term: str
    full: Result
    estimates: pd.DataFrame
    smallest: float
    largest: float

    @property
    def flips(self) -> tuple[Hashable, ...]:
        """Places without which the sign or the verdict changes."""
        changed = self.estimates["sign_changes"] | self.estimates["verdict_changes"]
        return tuple(self.estimates.index[changed])


def leave_one_out(
    estimator: Estimator,
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    *arguments: Hashable,
    by: Hashable,
    term: Hashable | None = None,
    **options: Any,
) -> LeaveOneOut:
    """Estimate a model without each place in turn.

    Parameters
    ----------
    estimator : function
        Any model of :mod:`analysis.stats.models`: ``leave_one_out(ols, data, "y", ["x"], by="code")``.
    data, outcome, inputs, *arguments, **options
        As the estimator takes them; ``arguments`` are entity and time of a panel model.
    by : column name
        What is left out: all rows of a place, of a region, of a year.
    term : column name, optional
        The coefficient to follow; the first input without it.

    Returns
    -------
    LeaveOneOut

    Raises
    ------
    ModelError
        When the full model cannot be estimated, or ``by`` is not a column.
    """
    if by not in data.columns:
        raise ModelError(f"There is no column '{by}'", "by", nearest(by, data.columns))
    inputs = as_columns(inputs)
    name = str(inputs[0] if term is None else term)
    data = data.reset_index(drop=True)
    full = estimator(data, outcome, inputs, *arguments, **options)
    reference = full.term(name)
    labels = data[by].loc[full.sample.index].dropna().unique()
    rows = []
    for label in labels:
        try:
            left = estimator(data[data[by] != label], outcome, inputs, *arguments, **options)
            row = left.term(name)
            rows.append({**row[["estimate", "std_error", "low", "high", "p_value"]], "n": left.n})
        except ModelError:
            rows.append(dict.fromkeys(("estimate", "std_error", "low", "high", "p_value", "n"), np.nan))
    estimates = pd.DataFrame(rows, index=pd.Index(labels, name=str(by)))
    estimates["sign_changes"] = np.sign(estimates["estimate"]) != np.sign(reference["estimate"])
    contains = (estimates["low"] <= 0) & (estimates["high"] >= 0)
    before = reference["low"] <= 0 <= reference["high"]
    estimates["verdict_changes"] = (contains != before) | estimates["estimate"].isna()
    return LeaveOneOut(
        name, full, estimates, float(estimates["estimate"].min()), float(estimates["estimate"].max())
    )
