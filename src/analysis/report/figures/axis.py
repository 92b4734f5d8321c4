"""Axes of numbers as each language writes them, marks and strokes, and the legend of the six regions."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from analysis.report.figures import signs, style, typography
from analysis.report.figures.measure import Measure
from analysis.report.figures.sheet import Sheet

if TYPE_CHECKING:
    from analysis.report.language import Language

LEGEND_SIZE, LEGEND_SIGN, TICK_SIZE = 9.5, 12.0, 9.0
SERIES_SIGN = 23.0
INSET = 10.0
"""Where a plot begins at the left of a phone, so that the number under its left end is whole."""
TICK_GAP, TICK_ROW = 16.0, 26.0
"""Distance in points of two numbers on a level axis, and of two base lines on an upright one."""
SHAPE_SIZE = {"P": 1.3, "X": 1.3, "D": 0.92, "^": 1.15, "v": 1.15}
"""Factor that makes marks of different shape look equally large."""


def limits(
    data: "pd.DataFrame | pd.Series[Any]", *, include: float | None = None, margin: float = 0.05
) -> tuple[float, float]:
    """Return the ends of an axis: the extent of all known figures with a margin, never of zero length.

    Parameters
    ----------
    data
        Figures of any shape.
    include
        A figure that must be inside, such as zero or a reference.
    margin
        Share of the extent that is added at both ends.
    """
    figures = np.asarray(data, dtype=float).ravel()
    figures = figures[~np.isnan(figures)]
    if include is not None:
        figures = np.append(figures, include)
    low, high = float(figures.min()), float(figures.max())
    extent = high - low or abs(high) or 1.0
    return low - margin * extent, high + margin * extent


def number_ticks(axis: Axis, measure: Measure) -> list[str]:
    """Put round numbers on an axis, as many as have room, in the style of the language.

    Percentages carry their sign; any other unit belongs in the subtitle or beside the axis. A number shows
    all the decimals it has, so that none is written rounded.

    Returns
    -------
    list of str
        The numbers as written, to find the room they take.
    """
    low, high = sorted(axis.get_view_interval())
    box = axis.axes.get_window_extent()
    across = axis is axis.axes.xaxis
    language = measure.language
    write = language.percent if measure.unit == "percent" else language.number
    for bins in range(9, 0, -1):
        ticks = MaxNLocator(nbins=bins, steps=[1, 2, 5, 10]).tick_values(low, high)
        ticks = [round(float(tick), 9) for tick in ticks if low <= tick <= high]
        digits = next(d for d in range(10) if all(round(tick, d) == tick for tick in ticks))
        texts = [write(tick, digits) for tick in ticks]
        room = typography.widest(texts, TICK_SIZE) + TICK_GAP if across else TICK_ROW
        step = (ticks[1] - ticks[0]) / (high - low) if len(ticks) > 1 else 1.0
        if step * (box.width if across else box.height) >= room:
            break
    axis.set_major_locator(FixedLocator(ticks))
    axis.set_major_formatter(FuncFormatter(lambda tick, _: write(tick, digits)))
    return texts


def mark(
    axes: Axes, x: float, y: float, look: tuple[str, str], *, size: float = 5.5, edge: float = 0.0
) -> Artist:
    """Draw one mark of a colour and shape; an edge in the colour of the paper parts marks that touch."""
    colour, shape = look
    (drawn,) = axes.plot([x], [y], shape, color=colour, markersize=size * SHAPE_SIZE.get(shape, 1), zorder=3)
    drawn.set(clip_on=False, markeredgecolor=style.PAPER, markeredgewidth=edge)
    return drawn


def strokes(axes: Axes, ends: Sequence[tuple[float, float, float]], order: float, **look: Any) -> Line2D:
    """Draw horizontal strokes, each given as height, left and right end, as one path."""
    x = [value for _, left, right in ends for value in (left, right, np.nan)]
    y = [value for height, _, _ in ends for value in (height, height, np.nan)]
    (drawn,) = axes.plot(x, y, zorder=order, solid_capstyle="butt", clip_on=False, **look)
    return drawn


def stroke_sign(look: Mapping[str, Any]) -> signs.Sign:
    """Return the sign of a kind of lines for a key: a short stroke."""
    return lambda axes, x, y: strokes(axes, [(y, x, x + 20)], 2, **look)


def series_sign(look: tuple[str, str]) -> signs.Sign:
    """Return the sign of a series for a key: a short line with its mark."""

    def draw(axes: Axes, x: float, y: float) -> None:
        strokes(axes, [(y, x, x + SERIES_SIGN - 5)], 2, color=look[0], linewidth=2)
        mark(axes, x + (SERIES_SIGN - 5) / 2, y, look, size=5.5)

    return draw


def region_legend_height(marks: Mapping[str, tuple[str, str]], language: "Language") -> float:
    """Return the height in points of the legend of regions; nothing when there are no regions."""
    names = list(_regions(marks, language).values())
    return signs.height(names, LEGEND_SIGN, size=LEGEND_SIZE) + 4 if names else 0.0


def region_legend(sheet: Sheet, marks: Mapping[str, tuple[str, str]]) -> None:
    """Draw the legend of regions at the top of the body, each with colour, mark and name."""

    def sign(region: str, name: str) -> signs.Sign:
        def draw(axes: Axes, x: float, y: float) -> None:
            sheet.name(mark(axes, x + 4, y, style.REGIONS[region], size=6), f"legend-{region}", name)

        return draw

    regions = _regions(marks, sheet.language)
    signs.draw(sheet, [(name, sign(r, name)) for r, name in regions.items()], LEGEND_SIGN, size=LEGEND_SIZE)


def _regions(marks: Mapping[str, tuple[str, str]], language: "Language") -> dict[str, str]:
    """Return the names of the regions that occur, in the usual order."""
    looks = set(marks.values())
    return {region: language.region(region) for region, look in style.REGIONS.items() if look in looks}
