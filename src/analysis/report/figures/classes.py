"""Classes of a map: a few groups of figures with a colour each, bounded by figures that really occur."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.report.figures import style
from analysis.report.figures.inputs import FigureError, as_printed


@dataclass(frozen=True)
class Classes:
    """Groups of figures from low to high.

    Attributes
    ----------
    of
        Class number of every key, 1 for the lowest; missing where the figure is missing.
    ranges
        Smallest and largest figure of each class, as printed.
    counts
        Number of keys in each class.
    colours
        Colour of each class.
    """

    of: "pd.Series[Any]"
    ranges: tuple[tuple[float, float], ...]
    counts: tuple[int, ...]
    colours: tuple[str, ...]


def classify(
    values: "pd.Series[Any]",
    classes: int | Sequence[float] = 5,
    *,
    digits: int,
    centre: float | None = None,
) -> Classes:
    """Group figures into classes.

    Parameters
    ----------
    values
        Figures by key, NaN where missing.
    classes
        How many classes of about equal size (quantiles), or the bounds between classes (a figure that equals
        a bound belongs to the class above it).
    digits
        Decimals printed: figures are grouped as printed, so that two equal labels never differ in colour.
    centre
        With a number, classes of equal width to both sides of it, coloured from one dark end over pale to
        the other: for changes and differences.

    Raises
    ------
    FigureError
        When fewer than one or more than seven classes are asked for, or bounds do not rise.
    """
    printed = as_printed(values, digits)
    known = printed.dropna()
    bounds = _bounds(known, classes, centre)
    figures = known.to_numpy()
    number = np.searchsorted(bounds, figures, side="right")
    present, place = np.unique(number, return_inverse=True)
    total = len(bounds) + 1
    if centre is None:
        present, total = np.arange(len(present)), len(present)
    colours = style.scale(total, diverging=centre is not None)
    groups = [figures[place == at] for at in range(len(present))]
    return Classes(
        of=pd.Series(place + 1, index=known.index).reindex(values.index).astype("Int64"),
        ranges=tuple((float(g.min()), float(g.max())) for g in groups),
        counts=tuple(len(g) for g in groups),
        colours=tuple(colours[n] for n in present),
    )


def _bounds(
    known: "pd.Series[Any]", classes: int | Sequence[float], centre: float | None
) -> "np.ndarray[Any, Any]":
    if not isinstance(classes, int):
        bounds = np.asarray(classes, dtype=float)
        if bounds.size == 0 or bounds.size > 6 or np.any(np.diff(bounds) <= 0):
            raise FigureError(f"classes={list(classes)}: one to six rising bounds are needed")
        return bounds
    if not 1 <= classes <= 7:
        raise FigureError(f"classes={classes}: one to seven classes can be told apart; 5 is a good number")
    if centre is not None:
        reach = float((known - centre).abs().max())
        steps = np.linspace(-reach, reach, classes + 1)[1:-1]
        return np.unique(centre + steps) if reach else np.array([])
    shares = np.arange(1, classes) / classes
    return np.unique(np.quantile(known, shares, method="higher"))
