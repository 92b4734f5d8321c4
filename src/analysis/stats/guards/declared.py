"""Which indicator of the dictionary a column holds."""

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import lru_cache

import pandas as pd

from analysis.data.indicators import indicators
from analysis.stats.errors import ModelError, nearest

INDICATORS, ACROSS_DEFINITIONS = "indicators", "across_definitions"
"""Keys of ``attrs`` under which :func:`declare` writes."""

# Forms of a figure that measure the same thing: logarithms, other years, deviations, ranks, squares.
_WORD = (
    r"(?:log(?:10|1p)?|ln|lag(?:ged)?\d?|lead\d?|l\d|d\d?|z|std|stdised|standardi[sz]ed|scaled|centred|centered"
    r"|demeaned|diff(?:erence)?|delta|change|growth|rank|sqrt|squared?|sq|logit|mean|shrunk|winsori[sz]ed"
    r"|start|end|baseline|previous|np|(?:19|20)\d\d)"
)
_BEFORE = re.compile(rf"^{_WORD}(?:_|\.| of (?:the )?| (?:in )?|\()", re.IGNORECASE)
_AFTER = re.compile(rf"(?:(?:_|\.| |:){_WORD}|\*\*\d|\^\d|\))$", re.IGNORECASE)
_LAG = re.compile(r"(?<![a-z])(?:lag(?:ged)?|l)(\d?)(?![a-z])|(?<![a-z])(previous)(?![a-z])", re.IGNORECASE)


def declare(
    data: pd.DataFrame,
    columns: Mapping[Hashable, str | None] | None = None,
    *,
    across_definitions: Sequence[Hashable] = (),
) -> pd.DataFrame:
    """Return the frame with a note of what its columns are, for the guards of every model.

    Parameters
    ----------
    data : DataFrame
    columns : mapping of column name to indicator or None
        ``{"online": "portal2026_online_payment_share_pct"}`` binds a column of another name;
        ``{"households": None}`` frees a column that has the name of an indicator and is none.
    across_definitions : sequence of column names
        Columns that may stand in one model with years of different definitions. Write the break beside the
        result.

    Returns
    -------
    DataFrame
        A shallow copy; the note adds to one that the frame had.

    Raises
    ------
    ModelError
        For a column that is not there, or an indicator that the dictionary does not have.
    """
    known, given = indicators(), dict(columns or {})
    for column in [*given, *across_definitions]:
        if column not in data.columns:
            raise ModelError(f"There is no column '{column}'", "declare", nearest(column, data.columns))
    for name in given.values():
        if name is not None and name not in known:
            raise ModelError(f"The dictionary has no indicator '{name}'", "declare", nearest(name, known))
    found = data.copy(deep=False)
    found.attrs[INDICATORS] = {**data.attrs.get(INDICATORS, {}), **given}
    said = [*data.attrs.get(ACROSS_DEFINITIONS, ()), *across_definitions]
    found.attrs[ACROSS_DEFINITIONS] = tuple(dict.fromkeys(said))
    return found


def indicator_of(column: Hashable) -> str | None:
    """Return the indicator whose name, or a form of whose name, a column carries; None for another column.

    Parameters
    ----------
    column : column name
        ``papi_portal_use``, ``log_population_thousand``, ``lag_papi_portal_use``, ``dti_total_2023``,
        ``mean of poverty_rate_pct``, ``log(households)`` …
    """
    return _stripped(str(column), frozenset(indicators())) if isinstance(column, str) else None


def indicators_of(data: pd.DataFrame, columns: Iterable[Hashable]) -> dict[Hashable, str]:
    """Return the columns that hold indicators, with the name of the indicator.

    What :func:`declare` wrote goes before what the name of a column says.
    """
    return named(data.attrs.get(INDICATORS, {}), columns)


def named(declared: Mapping[Hashable, str | None], columns: Iterable[Hashable]) -> dict[Hashable, str]:
    """Return the columns that hold indicators, where some are declared and the others go by their names."""
    names = frozenset(indicators())
    found = {
        column: declared[column] if column in declared else _stripped(str(column), names)
        for column in columns
        if column in declared or isinstance(column, str)
    }
    return {column: name for column, name in found.items() if name is not None}


def years_before(column: Hashable) -> int:
    """Return how many years before its row a column's figure is of, by its name: 1 for ``lag_…``, else 0."""
    found = _LAG.search(str(column))
    return int(found.group(1) or 1) if found else 0


@lru_cache(maxsize=4096)
def _stripped(text: str, names: frozenset[str]) -> str | None:
    """Return the name in ``names`` that is left when the words for forms are taken off both ends."""
    left = text
    while left not in names:
        shorter = _AFTER.sub("", _BEFORE.sub("", left, count=1), count=1)
        if shorter == left:
            return None
        left = shorter
    return left
