"""Which rows a model uses, and which it leaves out and why.

Rows are left out for one reason only: a value the model needs is missing. Each row left out is named in
:attr:`Sample.dropped` with the columns that miss. Everything else that is wrong with a column is an error.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError, listing, nearest


@dataclass(frozen=True, eq=False)
class Sample:
    """The rows of a model.

    Attributes
    ----------
    numbers : DataFrame, shape (n, columns)
        The numeric columns as floats, complete, with the index of the data.
    labels : DataFrame, shape (n, columns)
        The columns that group rows (places, years, effects, clusters), complete.
    rows : DataFrame, shape (n, identifiers)
        What identifies each row: the entity and time columns when they are given, else the index.
    dropped : DataFrame
        The identifiers of each row left out, with ``reason`` and ``columns`` (the columns that miss).
    """

    numbers: pd.DataFrame
    labels: pd.DataFrame
    rows: pd.DataFrame
    dropped: pd.DataFrame


def select(
    data: pd.DataFrame,
    numeric: Sequence[Hashable],
    grouping: Sequence[Hashable] = (),
    identifiers: Sequence[Hashable] = (),
) -> Sample:
    """Return the complete rows of ``data`` for the columns named, and the account of the others.

    Parameters
    ----------
    data : DataFrame
        One row per observation; any column names.
    numeric : sequence of column names
        Columns used as numbers. Booleans count as 0 and 1.
    grouping : sequence of column names
        Columns used as labels: effects and clusters.
    identifiers : sequence of column names
        Columns that identify a row (place, year); without any, the index identifies it.

    Returns
    -------
    Sample

    Raises
    ------
    ModelError
        For an unknown or repeated column, text where a number is needed, an infinite value, no complete row.
    """
    if not isinstance(data, pd.DataFrame):
        raise ModelError(
            f"The data are a {type(data).__name__}, not a data frame", "data", "Pass a pandas DataFrame."
        )
    labels_wanted = list(dict.fromkeys([*identifiers, *grouping]))
    for column in [*numeric, *labels_wanted]:
        _require_column(data, column)
    values = pd.DataFrame({column: _floats(data[column]) for column in numeric}, index=data.index)
    values.attrs = dict(data.attrs)  # what the columns are declared to be goes with them
    labels = data.loc[:, labels_wanted]
    rows = labels.loc[:, list(dict.fromkeys(identifiers))] if identifiers else _index_as_columns(data)
    absent = pd.concat([values.isna(), labels.isna()], axis=1).to_numpy()
    names = np.array([str(column) for column in [*values.columns, *labels.columns]])
    complete = pd.Series(~absent.any(axis=1), index=data.index)
    dropped = rows[~complete].copy()
    dropped["reason"] = "missing_value"
    dropped["columns"] = [", ".join(dict.fromkeys(names[row])) for row in absent[~complete.to_numpy()]]
    if not complete.any():
        worst = names[absent.mean(axis=0) == absent.mean(axis=0).max()] if len(data) else names
        raise ModelError(
            "No row has a value in every column of the model",
            f"missing most: {listing(dict.fromkeys(worst))}",
            "Use fewer columns, or other years.",
        )
    return Sample(values[complete], labels[complete], rows[complete], dropped)


def numbers(data: pd.DataFrame, column: Hashable) -> "pd.Series[float]":
    """Return one column as floats, missing values kept; raises ModelError as :func:`select`."""
    _require_column(data, column)
    return _floats(data[column])


def _require_column(data: pd.DataFrame, column: Hashable) -> None:
    """Raise unless ``column`` is there exactly once."""
    if data.columns.is_unique and column in data.columns:
        return
    found = int((data.columns == column).sum())
    if found == 0:
        raise ModelError(f"There is no column '{column}'", "data", nearest(column, data.columns))
    if found > 1:
        raise ModelError(
            f"The column '{column}' is there {found} times", "data", "Keep one, or rename the others."
        )


def _floats(column: "pd.Series[float]") -> "pd.Series[float]":
    """Return a column as floats with NaN for missing; raise for text, dates and infinite values."""
    place = f"column '{column.name}'"
    if column.dtype == np.float64 and not np.isinf(column.to_numpy()).any():
        return column.copy()
    if column.isna().all():
        return pd.Series(np.nan, index=column.index, name=column.name)
    numeric = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_complex_dtype(column)
    if not numeric:
        converted = _object_numbers(column)
        if converted is None:
            example = column.dropna().iloc[0]
            raise ModelError(
                f"The values are not numbers, for example {example!r}",
                place,
                "Convert the column first (40.71, not '40,71'), or use it as effects or cluster.",
            )
        column = converted
    values = column.astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    infinite = np.isinf(values)
    if infinite.any():
        rows = listing(column.index[infinite])
        raise ModelError(
            "There are infinite values",
            f"{place}, rows {rows}",
            "Mend the ratio or logarithm that made them.",
        )
    return pd.Series(values, index=column.index, name=column.name)


def _object_numbers(column: "pd.Series[float]") -> "pd.Series[float] | None":
    """Return a column of type object whose values all are numbers or missing, as floats; else None."""
    present = column.dropna()
    if column.dtype != object or not all(
        isinstance(value, int | float | np.number | np.bool_) for value in present
    ):
        return None
    return column.where(column.notna(), np.nan).astype(float)


def _index_as_columns(data: pd.DataFrame) -> pd.DataFrame:
    """Return the index as columns, ``row`` where it has no name."""
    rows = data.index.to_frame()
    default = "row" if data.index.nlevels == 1 else "row_{}"
    rows.columns = pd.Index(
        [default.format(place) if name is None else name for place, name in enumerate(data.index.names)]
    )
    return rows
