"""What a chart accepts: figures by place code, of one geography, at least some of them known."""

from collections.abc import Iterable, Mapping
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.report.rounding import rounded

if TYPE_CHECKING:
    from analysis.report.language import Language

GEOGRAPHIES = ("63", "34")


class FigureError(ValueError):
    """A chart cannot be drawn from what it was given; the message says what, where and what to do."""

    def _render_traceback_(self) -> list[str]:
        """Show one readable line in a notebook instead of a page of calls."""
        return [f"{type(self).__name__}: {self}"]


def figures(values: "pd.Series[Any]", what: str, *, allow_empty: bool = False) -> "pd.Series[Any]":
    """Return figures as floats by code, in the order given.

    Parameters
    ----------
    values
        Figures by code or other key; a missing figure is NaN or ``pandas.NA``.
    what
        What they are called in an error.
    allow_empty
        Accept a series without any known figure.

    Raises
    ------
    FigureError
        When the series is no series, holds text, infinite figures or a key twice, or knows no figure at all.
    """
    if not isinstance(values, pd.Series):
        raise FigureError(
            f"{what}: expected a pandas Series, got {type(values).__name__}; pass one figure a key"
        )
    twice = values.index[values.index.duplicated()].unique()
    if len(twice):
        raise FigureError(f"{what}: {listed(twice)} stands there more than once; pass one figure a key")
    odd = [x for x in values if not pd.isna(x) and (isinstance(x, bool) or not isinstance(x, Real))]
    if odd:
        raise FigureError(f"{what}: {odd[0]!r} is not a number; convert the column first")
    clean = values.astype("Float64").astype(float)
    if np.isinf(clean).any():
        raise FigureError(f"{what}: {listed(clean.index[np.isinf(clean)])} is infinite; leave it missing")
    if not allow_empty and clean.notna().sum() == 0:
        raise FigureError(
            f"{what}: every figure is missing, there is nothing to draw; say so in a sentence instead"
        )
    return clean


def by_place(values: "pd.Series[Any]", what: str, geography: str, language: "Language") -> "pd.Series[Any]":
    """Return figures by place code, after checking that they are of the geography that is drawn.

    Raises
    ------
    FigureError
        As :func:`figures` and :func:`names`; and when the series says it is of another geography.
    """
    clean = figures(values, what)
    of = values.attrs.get("geography", geography)
    if of != geography:
        raise FigureError(f"{what}: figures of the {of} on a chart of the {geography}; pass geography={of!r}")
    names(clean.index, geography, language)
    return clean.set_axis([str(code) for code in clean.index])


def frame(data: pd.DataFrame, what: str) -> pd.DataFrame:
    """Return a frame of floats, checked like :func:`figures` column by column (a column may be all missing).

    Raises
    ------
    FigureError
        As :func:`figures`; and when no figure of the whole frame is known.
    """
    if not isinstance(data, pd.DataFrame) or data.empty:
        raise FigureError(
            f"{what}: expected a pandas DataFrame with rows and columns; got {type(data).__name__}"
        )
    clean = pd.DataFrame({c: figures(data[c], f"{what}, {c}", allow_empty=True) for c in data.columns})
    if clean.notna().sum().sum() == 0:
        raise FigureError(
            f"{what}: every figure is missing, there is nothing to draw; say so in a sentence instead"
        )
    return clean


def codes(geography: str) -> list[str]:
    """Return the place codes of a geography in their own order.

    Raises
    ------
    FigureError
        When the geography is neither the 63 provinces nor the 34 units.
    """
    from analysis.data.provinces import provinces, units  # noqa: PLC0415 - charts without places need no tables

    if geography not in GEOGRAPHIES:
        raise FigureError(f"geography {geography!r} is unknown; use one of {', '.join(GEOGRAPHIES)}")
    return [str(code) for code in (provinces() if geography == "63" else units())["code"]]


def names(keys: Iterable[object], geography: str, language: "Language") -> dict[str, str]:
    """Return the names of places by code, after checking that the codes belong to the geography.

    Raises
    ------
    FigureError
        When a code is unknown in the geography, or when 63 provinces are asked for and the codes are those of
        the 34 units: some codes are used in both with another territory.
    """
    given, known = [str(key) for key in keys], codes(geography)
    unknown = [code for code in given if code not in known]
    if unknown:
        other = next(g for g in GEOGRAPHIES if g != geography)
        hint = (
            f"; they are codes of the {other}: pass geography={other!r}"
            if set(given) <= set(codes(other))
            else ""
        )
        raise FigureError(f"{listed(unknown)}: no place of the {geography} has this code{hint}")
    if geography == "63" and set(given) == set(codes("34")):
        raise FigureError(
            "the codes are those of the 34 units in force, not of the 63 provinces: pass geography='34'"
        )
    return {code: language.place(code, geography) for code in given}


def chosen(keys: Iterable[object] | None, known: Iterable[object], what: str) -> list[str]:
    """Return the chosen keys as text, each of them known.

    Raises
    ------
    FigureError
        When a key is not among the known ones.
    """
    wanted, there = [str(key) for key in keys or ()], {str(key) for key in known}
    absent = [key for key in wanted if key not in there]
    if absent:
        raise FigureError(
            f"{what}: {listed(absent)} is not among what the chart shows; choose from its index"
        )
    return wanted


def listed(keys: Iterable[object], most: int = 6) -> str:
    """Return keys as a short list for an error message."""
    all_keys = [str(key) for key in keys]
    more = len(all_keys) - most
    return ", ".join(all_keys[:most]) + (f" and {more} more" if more > 0 else "")


def as_printed(values: "pd.Series[Any]", digits: int) -> "pd.Series[Any]":
    """Return figures rounded as they are printed, so that classes and order follow what the reader sees."""
    return values.map(lambda x: float(rounded(x, digits)), na_action="ignore").astype(float)


def rows(data: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Return the rows of a frame as tuples that begin with the key."""
    return list(data.itertuples(name=None))


def labels(keys: Iterable[object], given: Mapping[str, str] | None, language: "Language") -> dict[str, str]:
    """Return the label of every key: the one given, else the short label of the dictionary.

    Raises
    ------
    FigureError
        When a key has no label given and the dictionary does not know it.
    """
    found = {}
    for key in map(str, keys):
        try:
            found[key] = given[key] if given is not None and key in given else language.short(key)
        except (KeyError, ValueError) as error:
            raise FigureError(
                f"{key}: the dictionary has no such indicator; pass its label in labels"
            ) from error
    return found
