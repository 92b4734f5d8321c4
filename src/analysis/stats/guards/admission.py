"""The one door of every estimator: outcome and inputs are let in, or refused with the reason."""

from collections.abc import Hashable, Sequence
from functools import lru_cache

import numpy as np
import pandas as pd

from analysis.data.composition import overlap
from analysis.data.indicators import Indicator, indicators
from analysis.stats.errors import listing
from analysis.stats.guards.declared import INDICATORS, named
from analysis.stats.guards.definitions import require_one_definition
from analysis.stats.guards.denominators import divided_by
from analysis.stats.guards.geography import require_one_geography
from analysis.stats.guards.refusal import Refusal


def admit(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    *,
    time: Hashable | None = None,
    place: Hashable | None = None,
) -> tuple[str, ...]:
    """Refuse a model that the dictionary rules out; else return what the reader should be told.

    Every estimator calls it on the frame it was given, before it estimates anything.

    Parameters
    ----------
    data : DataFrame
        The frame with all its rows; those with a missing value in a column of the model are passed over.
    outcome : column name
    inputs : sequence of column names
        All regressors, controls too.
    time, place : column name, optional
        The columns ``year`` and ``code``, where the frame has them, without.

    Returns
    -------
    tuple of str
        ``("shared_denominator",)`` when the outcome and an input are divided by the same quantity, else
        empty; identifiers of :data:`analysis.stats.result.CAUTIONS`.

    Raises
    ------
    Refusal
        For an outcome that shares with an input what both are built from, years of different definitions,
        or places of both geographies. Columns that hold no indicator are never refused.
    """
    return _admitted(data, outcome, inputs, indicators(), time=time, place=place)


def _admitted(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    dictionary: dict[str, Indicator],
    *,
    time: Hashable | None = None,
    place: Hashable | None = None,
) -> tuple[str, ...]:
    """Refuse what the dictionary rules out, as :func:`admit`, which has looked whether it is up to date."""
    declared = tuple(data.attrs.get(INDICATORS, {}).items())
    known, cautions = _let_in(outcome, tuple(inputs), declared, _Unchanged(dictionary))
    if not known:
        return ()
    time = "year" if time is None and "year" in data else time
    place = "code" if place is None and "code" in data else place
    rows = _complete(data, [outcome, *inputs], [time, place, "code", "name", "geography"])
    if time is not None:
        require_one_definition(rows, known, time, place)
    require_one_geography(rows, known)
    return cautions


def admit_every_subset(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    pool: Sequence[Hashable],
    **options: Hashable | None,
) -> None:
    """Refuse a grid of models of which the dictionary rules one out; raises as :func:`admit`.

    Parameters
    ----------
    data, outcome : as for :func:`admit`
    inputs : sequence of column names
        Regressors of every model.
    pool : sequence of column names
        Regressors that may be in or out. What rules out several together rules out one of them alone, on the
        rows where it is known.
    **options
        ``time`` and ``place``, as for :func:`admit`.
    """
    dictionary = indicators()
    for more in [(), *((column,) for column in pool)]:
        _admitted(data, outcome, [*inputs, *more], dictionary, **options)


class _Unchanged:
    """The dictionary as a key of the cache below: equal while it is the very same object."""

    def __init__(self, dictionary: dict[str, Indicator]) -> None:
        self.dictionary = dictionary

    def __hash__(self) -> int:
        return id(self.dictionary)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Unchanged) and other.dictionary is self.dictionary


@lru_cache(maxsize=4096)
def _let_in(
    outcome: Hashable,
    inputs: tuple[Hashable, ...],
    declared: tuple[tuple[Hashable, str | None], ...],
    dictionary: _Unchanged,
) -> tuple[dict[Hashable, Indicator], tuple[str, ...]]:
    """Return the columns that hold indicators, and the cautions; raise for what shares a definition.

    Kept in memory: grids ask thousands of times for the same columns.
    """
    names = named(dict(declared), [outcome, *inputs])
    if outcome in names:
        for column in inputs:
            if column in names:
                _require_separate(outcome, names[outcome], column, names[column])
    shared = any(divided_by(names, outcome, column) for column in inputs)
    known = {column: dictionary.dictionary[name] for column, name in names.items()}
    return known, ("shared_denominator",) if shared else ()


def _complete(
    data: pd.DataFrame, columns: Sequence[Hashable], labels: Sequence[Hashable | None]
) -> pd.DataFrame:
    """Return the rows with a value in every column, and of the labels those that the frame has."""
    present = [label for label in dict.fromkeys(labels) if label is not None and label in data]
    known = data[list(dict.fromkeys(columns))].notna().to_numpy().all(axis=1)
    return data[list(dict.fromkeys([*columns, *present]))].iloc[np.flatnonzero(known)]


def _require_separate(outcome: Hashable, measured: str, column: Hashable, given: str) -> None:
    """Raise when an outcome and an input are forms of one figure, or built from the same figures."""
    shared = overlap(measured, given)
    if not shared:
        return
    place = f"outcome '{outcome}', input '{column}'"
    if measured == given:
        raise Refusal(
            "definitional_overlap",
            f"'{column}' is another form of the outcome '{outcome}'",
            place,
            f"Leave it out. Where another year of the outcome is meant to be held equal, say so: "
            f"guards.declare(data, {{'{column}': None}}).",
        )
    denominator = indicators()[measured].denominator
    if denominator is not None and denominator in shared:
        remedy = "Model the count instead: its logarithm on the logarithm of what it was divided by."
    else:
        remedy = "Leave the input out, or take an outcome that is not built from it."
    raise Refusal(
        "definitional_overlap",
        f"'{outcome}' and '{column}' are built from the same figures ({listing(shared)})",
        place,
        remedy,
    )
