"""Lines over years: where a break stops them, and what is written under the chart about it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator

from analysis.report.figures import inputs, style, typography
from analysis.report.figures.inputs import FigureError

if TYPE_CHECKING:
    from analysis.report.language import Language

Breaks = Mapping[int, str]
"""By year: what changed, so that figures from this year on do not continue those before it."""


def years(data: pd.DataFrame, what: str) -> pd.DataFrame:
    """Return a frame of figures whose index is years in order.

    Raises
    ------
    FigureError
        When the index is not whole years, a year stands there twice, or no figure is known.
    """
    clean = inputs.frame(data, what)
    try:
        index = pd.Index([int(str(year)) for year in clean.index], name="year")
    except ValueError as error:
        raise FigureError(f"{what}: the index must be years, got {inputs.listed(clean.index)}") from error
    return clean.set_axis(index, axis=0).sort_index()


def runs(series: "pd.Series[Any]", breaks: Breaks) -> "pd.Series[Any]":
    """Return a series with every year, with a gap at each missing figure and before each break.

    A gap is a missing figure at the year (missing) or half a year before it (break), so that one line drawn
    through the series never crosses it.
    """
    first, last = int(series.index.min()), int(series.index.max())
    whole = series.reindex(range(first, last + 1)).astype(float)
    gaps = pd.Series(np.nan, index=[year - 0.5 for year in breaks if first < year <= last])
    return pd.concat([whole, gaps.astype(float)]).sort_index() if len(gaps) else whole


def line(axes: Axes, series: "pd.Series[Any]", breaks: Breaks, **look: Any) -> Line2D:
    """Draw one line over years that stops at breaks and missing figures; a lone figure is a dot."""
    stopped = runs(series, breaks)
    (drawn,) = axes.plot(stopped.index, stopped.to_numpy(), clip_on=False, **look)
    return drawn


def lone(series: "pd.Series[Any]", breaks: Breaks) -> "pd.Series[Any]":
    """Return the figures that no line reaches: neither neighbour is known within the same run."""
    stopped = runs(series, breaks).to_numpy()
    known = ~np.isnan(stopped)
    before, after = np.r_[False, known[:-1]], np.r_[known[1:], False]
    return runs(series, breaks)[known & ~before & ~after]


def mark_breaks(axes: Axes, breaks: Breaks, *, numbered: bool = True) -> list[Line2D]:
    """Draw a dotted line before each break, with the number of its note at the top."""
    drawn = []
    low, high = axes.get_ylim()
    for number, year in enumerate(sorted(breaks)):
        (stroke,) = axes.plot(
            [year - 0.5] * 2, [low, high], color=style.RULE, linewidth=0.9, linestyle=(0, (1, 2))
        )
        if numbered:
            font = typography.font(9, "bold")
            at: dict[str, Any] = {"xytext": (3, 0), "textcoords": "offset points", "va": "top"}
            axes.annotate(str(number + 1), (year - 0.5, high), fontproperties=font, color=style.MUTED, **at)
        drawn.append(stroke)
    axes.set_ylim(low, high)
    return drawn


def notes(breaks: Breaks, language: "Language") -> list[str]:
    """Return the note of each break, as it stands under the chart."""
    return [
        language.say(
            "({number}) From {year}: {change}; not comparable with the years before.",
            number=number + 1,
            year=year,
            change=breaks[year],
        )
        for number, year in enumerate(sorted(breaks))
    ]


def year_ticks(axes: Axes, first: int, last: int, *, most: int = 12) -> None:
    """Write the years under an axis, every year where there is room."""
    step = -(-(last - first + 1) // most)
    axes.xaxis.set_major_locator(FixedLocator(list(range(first, last + 1, step))))
    axes.xaxis.set_major_formatter(lambda year, _: f"{year:.0f}")
