"""From columns to matrices: effects as dummies, weights, standardising, and what cannot be identified."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError, listing
from analysis.stats.guards import admit
from analysis.stats.models.identification import orthonormal_dummies, require_identified
from analysis.stats.sample import Sample, select

INTERCEPT = "intercept"

Columns = Hashable | Sequence[Hashable] | None


@dataclass(frozen=True, eq=False)
class Design:
    """The matrices of a linear model.

    Attributes
    ----------
    outcome : str
    names : tuple of str, length k
        The terms: the intercept, when there is one, then the inputs.
    y : array, shape (n,)
    x : array, shape (n, k)
    absorbed : array, shape (n, q)
        An orthonormal basis of the dummies of the effects; q = 0 without effects.
    weights : array, shape (n,)
        Analytic weights; ones without weights.
    sample : Sample
    units : int
        Distinct entities, or n where no entity column is named.
    has_intercept : bool
        Whether the first column of ``x`` is the intercept.
    effects : tuple of column names
    standardised : bool
    cautions : tuple of str
        What the guards have to say of the columns (:func:`analysis.stats.guards.admit`).
    """

    outcome: str
    names: tuple[str, ...]
    y: np.ndarray
    x: np.ndarray
    absorbed: np.ndarray
    weights: np.ndarray
    sample: Sample
    units: int
    has_intercept: bool
    effects: tuple[Hashable, ...]
    standardised: bool
    cautions: tuple[str, ...] = ()

    @property
    def n(self) -> int:
        """Observations."""
        return len(self.y)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The terms without the intercept."""
        return self.names[1:] if self.has_intercept else self.names

    @property
    def df_residual(self) -> int:
        """Observations less everything estimated."""
        return self.n - self.x.shape[1] - self.absorbed.shape[1]

    def describe(self, method: str) -> str:
        """Return the name of a method with the effects and whether the columns are standardised."""
        effects = f", effects of {' and '.join(map(str, self.effects))}" if self.effects else ""
        return method + effects + (", standardised" if self.standardised else "")

    def labels(self, column: Hashable) -> np.ndarray:
        """Return the group of each row as whole numbers from 0."""
        return pd.factorize(self.sample.labels[column], sort=False)[0]


def build(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    *,
    entity: Hashable | None = None,
    time: Hashable | None = None,
    effects: Columns = None,
    clusters: Columns = None,
    weights: Hashable | None = None,
    intercept: bool = True,
    standardise: bool = False,
) -> Design:
    """Return the matrices of a linear model after every check on its columns.

    Parameters
    ----------
    data : DataFrame
    outcome : column name
    inputs : sequence of column names
        At least one; numeric.
    entity, time : column name, optional
        What identifies a row. Without them the index does.
    effects, clusters : column name or several, optional
        Columns of labels. Effects become dummies, and the intercept goes into them.
    weights : column name, optional
        Positive analytic weights.
    intercept : bool
        Whether there is an intercept, where there are no effects.
    standardise : bool
        Divide outcome and inputs, centred, by their standard deviations in the sample (unweighted, n - 1).

    Returns
    -------
    Design

    Raises
    ------
    ModelError
        For columns that cannot be used (see :func:`analysis.stats.sample.select`), an input named twice or
        equal to the outcome, constant columns, perfect collinearity, weights that are not positive, too few
        rows; a :class:`analysis.stats.guards.Refusal` for what the dictionary of indicators rules out.
    """
    inputs = as_columns(inputs)
    _require_distinct(outcome, inputs, weights)
    numeric = [outcome, *inputs, *as_columns(weights)]
    identifiers = [column for column in (entity, time) if column is not None]
    sample = select(data, numeric, [*as_columns(effects), *as_columns(clusters)], identifiers)
    cautions = admit(data, outcome, inputs, time=time, place=entity)
    analytic = row_weights(sample, weights)
    numbers = sample.numbers[[outcome, *inputs]]
    _require_rows(len(numbers), len(inputs))
    _require_variation(numbers if standardise else numbers[[outcome]])
    if standardise:
        numbers = (numbers - numbers.mean()) / numbers.std()
    absorbed = dummy_basis(sample.labels, as_columns(effects))
    constant = np.ones((len(numbers), int(intercept and effects is None)))
    x = numbers[inputs].to_numpy()
    place = f"within {listing(as_columns(effects))}" if effects is not None else "in the sample"
    require_identified(x, inputs, np.hstack([constant, absorbed]), analytic, place=place)
    names = [INTERCEPT][: constant.shape[1]] + [str(column) for column in inputs]
    if len(set(names)) < len(names):
        raise ModelError(
            "Two terms would have one name", f"terms {listing(names)}", "Rename one of the columns."
        )
    design = Design(
        str(outcome),
        tuple(names),
        numbers[outcome].to_numpy(),
        np.hstack([constant, x]),
        absorbed,
        analytic,
        sample,
        len(numbers) if entity is None else sample.labels[entity].nunique(),
        bool(constant.shape[1]),
        tuple(as_columns(effects)),
        standardise,
        cautions,
    )
    _require_rows(design.n, design.n - design.df_residual)
    return design


def as_columns(columns: Columns) -> list[Hashable]:
    """Return one column name, several, or none, as a list."""
    if columns is None:
        return []
    if isinstance(columns, str) or not isinstance(columns, Sequence | pd.Index | np.ndarray):
        return [columns]
    return list(columns)


def dummy_basis(labels: pd.DataFrame, effects: Sequence[Hashable]) -> np.ndarray:
    """Return an orthonormal basis, shape (n, q), of the dummies of all ``effects`` together."""
    if not effects:
        return np.empty((len(labels), 0))
    return orthonormal_dummies(_codes(labels, effects), np.ones(len(labels)))


def _codes(labels: pd.DataFrame, columns: Sequence[Hashable]) -> list[np.ndarray]:
    """Return the groups of each column as whole numbers from 0."""
    return [pd.factorize(labels[column])[0] for column in columns]


def _require_distinct(outcome: Hashable, inputs: Sequence[Hashable], weights: Hashable | None) -> None:
    """Raise for no input, an input named twice, or the outcome among the inputs."""
    if not inputs:
        raise ModelError("No input is named", "inputs", "Name at least one column.")
    twice = [name for name in dict.fromkeys(inputs) if inputs.count(name) > 1]
    if twice:
        raise ModelError(f"Named twice: {listing(twice)}", "inputs", "Name each input once.")
    if outcome in inputs:
        raise ModelError(f"The outcome '{outcome}' is among its inputs", "inputs", "Leave it out there.")
    if weights is not None and weights in [outcome, *inputs]:
        raise ModelError(
            f"The weights '{weights}' are also outcome or input",
            "weights",
            "Copy the column under another name.",
        )


def _require_rows(n: int, estimated: int) -> None:
    """Raise unless there are more rows than quantities to estimate."""
    if n <= estimated:
        raise ModelError(
            f"{n} complete rows are too few to estimate {estimated} quantities",
            "the sample after leaving out missing values",
            "Use fewer inputs or effects, or columns with fewer missing values.",
        )


def _require_variation(numbers: pd.DataFrame) -> None:
    """Raise for columns with one value, which cannot be standardised."""
    flat = [column for column in numbers if np.ptp(numbers[column].to_numpy()) == 0]
    if flat:
        raise ModelError(
            f"No variation in {listing(flat)}", "in the sample", "A constant column cannot be analysed."
        )


def row_weights(sample: Sample, weights: Hashable | None) -> np.ndarray:
    """Return the weights of the rows, ones without a column; ModelError unless all are positive."""
    if weights is None:
        return np.ones(len(sample.numbers))
    values = sample.numbers[weights]
    if (values <= 0).any():
        raise ModelError(
            "Weights must be positive",
            f"column '{weights}', rows {listing(values.index[values <= 0])}",
            "Leave the rows out before the model, or mend the weights.",
        )
    return values.to_numpy()
