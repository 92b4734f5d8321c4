"""Ratios with one denominator, estimated once more as counts: whether the sign of the association stays.

Two figures per inhabitant both fall where the inhabitants are overcounted, so that they seem to go together
(Pearson 1897). The model in counts is free of that: the logarithm of one count on the logarithm of the other,
with the logarithm of the common denominator held equal (Kronmal 1993).
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError
from analysis.stats.guards import indicators_of, shared_denominator
from analysis.stats.result import Result
from analysis.stats.sample import numbers


@dataclass(frozen=True, eq=False)
class Counts:
    """An association of ratios, estimated a second time with counts.

    Attributes
    ----------
    denominator : str
        The indicator that outcome and term are both divided by.
    ratios : Result
        The model as it was asked for.
    counts : Result
        Logarithms of the counts, with the logarithm of the denominator; the coefficient of :attr:`term` is
        the percentage by which the outcome's count differs where the term's count is one percent higher.
    term : str
        Name of the term in ``counts``.
    sign_changes : bool
        Whether the two estimates have different signs.
    """

    denominator: str
    ratios: Result
    counts: Result
    term: str
    sign_changes: bool


def with_counts(
    estimate: Callable[..., Result],
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    *args: Any,
    **options: Any,
) -> Counts | None:
    """Estimate an association of ratios with one denominator as it stands, and again with counts.

    Parameters
    ----------
    estimate : callable
        ``estimate(data, outcome, inputs, *args, **options)`` returns a :class:`Result`.
    data : DataFrame
        Columns that are logarithms already are named in ``attrs["logarithms"]``
        (:func:`analysis.data.amounts.in_logarithms`).
    outcome : column name
    inputs : sequence of column names
        The term first; controls with the same denominator become counts too, and the denominator itself is
        held equal once.

    Returns
    -------
    Counts or None
        None when outcome and term do not share a denominator, when its column is not in the data, or when one
        of them is negative somewhere and so not the ratio itself: whether the sign stays is then not known.

    Raises
    ------
    ModelError
        When a model cannot be estimated. Ratios of zero have no logarithm: the result in counts names their
        rows among those left out.
    """
    divided_by = shared_denominator(data, outcome, inputs[0])
    column = _column_of(data, divided_by)
    if divided_by is None or column is None or not all(_is_ratio(data, x) for x in (outcome, inputs[0])):
        return None
    base = _logarithm(data, column)
    names: dict[Hashable, Hashable] = {
        name: f"count behind {name}"
        for name in [outcome, *inputs]
        if name in (outcome, inputs[0]) or shared_denominator(data, outcome, name) == divided_by
    }
    made = {str(new): _logarithm(data, name) + base for name, new in names.items()}
    held = f"log {divided_by}"
    counted = data.assign(**made, **{held: base})
    counted.attrs = dict(data.attrs)
    rest = [names.get(name, name) for name in inputs if name != column]
    ratios = estimate(data, outcome, inputs, *args, **options)
    counts = estimate(counted, names[outcome], [*rest, held], *args, **options)
    term = str(names[inputs[0]])
    signs = (np.sign(ratios.term(str(inputs[0]))["estimate"]), np.sign(counts.term(term)["estimate"]))
    return Counts(divided_by, ratios, counts, term, bool(signs[0] != signs[1]))


def counted_again(
    estimate: Callable[..., Result],
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    *args: Any,
    **options: Any,
) -> Counts | None:
    """Return :func:`with_counts`, or None where the model in counts cannot be estimated."""
    try:
        return with_counts(estimate, data, outcome, inputs, *args, **options)
    except ModelError:
        return None


def _column_of(data: pd.DataFrame, indicator: str | None) -> Hashable | None:
    """Return the column that holds an indicator; one under its own name goes first."""
    if indicator is None or indicator in data.columns:
        return indicator
    return next((column for column, name in indicators_of(data, data).items() if name == indicator), None)


def _is_ratio(data: pd.DataFrame, column: Hashable) -> bool:
    """Tell whether a column can be a ratio of counts, or is marked as the logarithm of one."""
    return column in data.attrs.get("logarithms", ()) or not bool((numbers(data, column) < 0).any())


def _logarithm(data: pd.DataFrame, column: Hashable) -> "pd.Series[float]":
    """Return the natural logarithm of a column, which may be one already; missing for zero and below."""
    values = numbers(data, column)
    if column in data.attrs.get("logarithms", ()):
        return values
    return pd.Series(np.log(values.where(values > 0)), index=values.index)
