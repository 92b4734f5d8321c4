"""The rows of a prediction, place by place, and how they are parted into folds."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError
from analysis.stats.guards import admit
from analysis.stats.models.design import Columns, as_columns
from analysis.stats.resampling import arrange
from analysis.stats.sample import numbers, select

FEWEST_PLACES = 10


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows in the order of their figures, so that neither names nor the order of the table matter.

    Attributes
    ----------
    y : array, shape (n,)
    x : array, shape (n, inputs)
        Numbers first, then labels as whole numbers.
    numeric : int
        Columns of ``x`` that are numbers.
    inputs : tuple of str
        Names of the columns of ``x``.
    places : array of int, shape (n,)
    groups : dict of column name to array of int, shape (n,)
        Labels, regions and times, whose means are baselines.
    last : array, shape (n,), or None
        Last earlier figure of the place.
    identifiers : DataFrame, shape (n, 1 or 2)
        Place and time of each row.
    dropped : DataFrame
    """

    y: np.ndarray
    x: np.ndarray
    numeric: int
    inputs: tuple[str, ...]
    places: np.ndarray
    groups: dict[str, np.ndarray]
    last: np.ndarray | None
    identifiers: pd.DataFrame
    dropped: pd.DataFrame

    @property
    def units(self) -> int:
        """Places."""
        return int(self.places.max()) + 1


def prepare(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    place: Hashable,
    *,
    labels: Columns = None,
    region: Hashable | None = None,
    time: Hashable | None = None,
) -> Rows:
    """Return the complete rows of a prediction.

    Raises ModelError for columns that cannot be used, and as :func:`analysis.stats.guards.admit`.
    """
    data = data.reset_index(drop=True)
    numeric, categories = as_columns(inputs), as_columns(labels)
    if not numeric or outcome in numeric:
        raise ModelError("No input is named, or the outcome is among them", "inputs", "Name other columns.")
    identifiers = [place] if time is None else [place, time]
    grouping = [*categories, *as_columns(region)]
    sample = select(data, [outcome, *numeric], grouping, identifiers)
    admit(data, outcome, numeric, time=time, place=place)
    kept, dropped, last = sample.numbers.index, sample.dropped, None
    if time is not None:
        earlier = _earlier(data, outcome, place, time)
        kept = kept[earlier.loc[kept].notna()]
        new = sample.rows.drop(index=kept).assign(reason="no_earlier_value", columns=str(outcome))
        dropped = pd.concat([dropped, new])
        if kept.empty:
            raise ModelError(
                "No row has an earlier figure of its place", f"column '{time}'", "Leave the time out."
            )
        last = earlier.loc[kept].to_numpy()
    values, names = sample.numbers.loc[kept], sample.labels.loc[kept]
    order, places = arrange(values.to_numpy(), names[place].to_numpy())

    def codes(column: Hashable) -> np.ndarray:
        return pd.factorize(names[column].to_numpy()[order])[0]

    _require_places(int(places[-1]) + 1, place)
    return Rows(
        values[outcome].to_numpy()[order],
        np.column_stack([values[numeric].to_numpy()[order], *(codes(column) for column in categories)]),
        len(numeric),
        tuple(str(column) for column in [*numeric, *categories]),
        places,
        {
            str(column): codes(column)
            for column in dict.fromkeys([*as_columns(region), *categories, *as_columns(time)])
        },
        None if last is None else last[order],
        sample.rows.loc[kept].iloc[order],
        dropped,
    )


def _require_places(units: int, place: Hashable) -> None:
    """Raise unless there are places enough."""
    if units < FEWEST_PLACES:
        raise ModelError(
            f"{units} places are too few to predict some from others",
            f"column '{place}'",
            f"At least {FEWEST_PLACES} with all columns are needed.",
        )


def folds(
    rows: Rows, number: int | None, repetitions: int, seed: int
) -> list[tuple[int, np.ndarray, np.ndarray]]:
    """Return folds as (repetition, training rows, test rows); all rows of a place are on one side.

    Parameters
    ----------
    rows : Rows
    number : int or None
        Folds; None leaves out one place at a time, once.
    repetitions, seed : int

    Raises
    ------
    ModelError
        For fewer than two folds, more folds than places, or no repetition.
    """
    if number is None:
        every = np.arange(rows.units)
        return [
            (0, np.flatnonzero(rows.places != place), np.flatnonzero(rows.places == place)) for place in every
        ]
    if not 2 <= number <= rows.units or repetitions < 1:
        raise ModelError(
            f"{number} folds, {repetitions} repetitions",
            f"{rows.units} places",
            "Use two folds or more, at most one a place, and one repetition or more.",
        )
    return [
        (repetition, train, test)
        for repetition in range(repetitions)
        for train, test in by_place(rows.places, number, seed + repetition)
    ]


def by_place(places: np.ndarray, number: int, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return training and test rows of folds of places, drawn with ``seed``."""
    from sklearn.model_selection import GroupKFold  # noqa: PLC0415 - heavy

    splitter = GroupKFold(number, shuffle=True, random_state=seed)
    return list(splitter.split(places, groups=places))


def _earlier(data: pd.DataFrame, outcome: Hashable, place: Hashable, time: Hashable) -> "pd.Series[float]":
    """Return the last known figure of the place before each row."""
    rows = pd.DataFrame({"place": data[place], "time": data[time], "value": numbers(data, outcome)})
    known = rows.dropna(subset=["place", "time"]).sort_values("time", kind="stable")
    if known.duplicated(["place", "time"]).any():
        raise ModelError("Some places appear twice at a time", f"'{time}'", "Keep one row each.")
    filled = known.groupby("place")["value"].ffill()
    return filled.groupby(known["place"]).shift().reindex(data.index)
