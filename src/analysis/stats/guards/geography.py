"""The 63 former provinces and the 34 units in force in one model: one code can mean two territories."""

from collections.abc import Hashable, Mapping
from functools import cache

import pandas as pd

from analysis.data.indicators import PLACE_GEOGRAPHIES, Indicator
from analysis.data.provinces import provinces, units
from analysis.stats.errors import listing
from analysis.stats.guards.refusal import Refusal

_REMEDY = (
    "Model the 63 provinces or the 34 units; analysis.data.merger aggregates the former to the latter, and "
    "analysis.data.joining joins tables of one geography."
)


def require_one_geography(rows: pd.DataFrame, known: Mapping[Hashable, Indicator]) -> None:
    """Raise when a model would see places or indicators of both geographies.

    Parameters
    ----------
    rows : DataFrame
        The complete rows of the model, with ``attrs["geography"]``, a column ``geography``, or columns
        ``code`` and ``name``, as far as there are any.
    known : mapping of column name to indicator

    Raises
    ------
    Refusal
        With the reason ``unit_systems_differ``.
    """
    said = _said(rows)
    if len(said) > 1:
        _refuse(f"The rows are of the {listing(said)} places at once", "column 'geography'")
    only = {one.name: next(iter(one.geographies)) for one in known.values() if len(one.geographies) == 1}
    if len({*only.values(), *said}) > 1:
        which = listing(f"'{name}' ({place})" for name, place in only.items())
        where = f", the rows are of the {said[0]}" if said else ""
        _refuse(f"Some indicators exist for one geography only: {which}{where}", "columns of the model")
    if {"code", "name"} <= set(rows.columns):
        _require_places_of_one(set(zip(rows["code"], rows["name"], strict=True)))


def _said(rows: pd.DataFrame) -> list[str]:
    """Return the geographies that a frame says it is of."""
    column = rows["geography"].dropna().unique() if "geography" in rows else [rows.attrs.get("geography")]
    return [place for place in PLACE_GEOGRAPHIES if place in set(column)]


def _require_places_of_one(pairs: set[tuple[object, object]]) -> None:
    """Raise when some places exist among the 63 only and others among the 34 only."""
    former, in_force = _places("63"), _places("34")
    ended, new = pairs & (former - in_force), pairs & (in_force - former)
    if ended and new:
        names = [f"{code} {name}" for code, name in sorted([min(ended), min(new)])]
        _refuse("Former provinces and units in force stand in one model", f"for example {listing(names)}")


@cache
def _places(geography: str) -> frozenset[tuple[str, str]]:
    table = provinces() if geography == "63" else units()
    return frozenset(zip(table["code"], table["name"], strict=True))


def _refuse(thing: str, place: str) -> None:
    raise Refusal("unit_systems_differ", thing, place, _REMEDY)
