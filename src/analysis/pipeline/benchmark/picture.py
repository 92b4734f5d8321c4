"""The ratios as a picture: one line a contestant, this project at 1, targets as strokes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, NullLocator

from analysis.pipeline.benchmark.parts.builds import LIMIT
from analysis.pipeline.benchmark.rows import OURS, Row
from analysis.report.figures import style, typography
from analysis.report.figures.display import Figure
from analysis.report.figures.sheet import Sheet

if TYPE_CHECKING:
    from analysis.pipeline.benchmark.writing import Words

LINE, HEAD, SIZE, FOOT, GUTTER = 17.0, 22.0, 9.5, 26.0, 12.0


@dataclass(frozen=True)
class Dot:
    """One line of the picture: how many times as long as this project, and the bound aimed at."""

    part: str
    name: str
    times: float
    bound: float | None
    measured: bool


def dots(rows: Sequence[Row], words: "Words") -> list[Dot]:
    """Return what can be drawn on one axis: times relative to this project; of the limit, its inverse."""
    found = []
    for row in rows:
        times = row.ratio if row.beside == OURS else None
        bound = row.target.bound if row.target and row.target.of == "ratio" else None
        if row.who == LIMIT and row.ratio:
            times, bound = 1 / row.ratio, 1 / bound if bound else None
        if times is None or row.unit != "s":
            continue
        name = words.what(row.who) + (f", {words.what(row.what)}" if row.part == "a" else "")
        found.append(Dot(row.part, name, times, bound, row.repeats > 0))
    return found


def drawn(rows: Sequence[Row], words: "Words", source: str) -> Figure:
    """Draw the ratios.

    Parameters
    ----------
    rows
        What was measured.
    words
        Language of the picture.
    source
        Day and machine, in one line.
    """
    with style.house_style():
        return _drawn(dots(rows, words), words, source)


def _drawn(found: Sequence[Dot], words: "Words", source: str) -> Figure:
    parts = list(dict.fromkeys(dot.part for dot in found))
    height = LINE * len(found) + HEAD * len(parts) + FOOT
    sheet = Sheet(
        language=words.language,
        title=words.text("figure"),
        subtitle="",
        source=source,
        body_height=height,
        notes=[words.text("figure_note")],
    )
    left = typography.widest([dot.name for dot in found], SIZE) + GUTTER
    axes = sheet.axes(left, 0, sheet.room - left - 40, height - FOOT)
    _frame(axes, found, words, height - FOOT)
    y = 0.0
    for part in parts:
        sheet.text(0, y + HEAD - 8, words.part(part), size=SIZE, weight="bold")
        y += HEAD
        for dot in (dot for dot in found if dot.part == part):
            sheet.text(0, y + LINE / 2, dot.name, size=SIZE)
            _dot(axes, dot, y + LINE / 2, words)
            y += LINE
    table = pd.DataFrame({"times": [dot.times for dot in found]}, index=[dot.name for dot in found])
    listed = "; ".join(f"{dot.name}: {words.number(dot.times)}" for dot in found)
    return sheet.finish(table, alt=f"{words.text('figure')}: {listed}.", digits=2)


def _frame(axes: Axes, found: Sequence[Dot], words: "Words", height: float) -> None:
    """Set up the logarithmic axis, with a line at this project."""
    ends = [dot.times for dot in found] + [dot.bound for dot in found if dot.bound] + [1.0]
    axes.set_xscale("log")
    axes.set(xlim=(min(ends) / 1.4, max(ends) * 1.4), ylim=(height, 0))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: words.mark(x)))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_visible(False)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    axes.axvline(1, color=style.INK, linewidth=0.9)


def _dot(axes: Axes, dot: Dot, y: float, words: "Words") -> None:
    fill = style.ACCENT if dot.measured else style.PAPER
    axes.plot([1, dot.times], [y, y], color=style.BAND, linewidth=3, zorder=1.5, solid_capstyle="butt")
    axes.plot(dot.times, y, "o", markersize=6, color=style.ACCENT, markerfacecolor=fill, zorder=3)
    beside = {"xytext": (7, 0), "textcoords": "offset points", "va": "center", "fontsize": SIZE}
    furthest = max(dot.times, dot.bound or 0, 1)  # behind every line that it would stand on
    axes.annotate(words.number(dot.times), (furthest, y), **beside)  # type: ignore[arg-type]
    if dot.bound:
        ends = [y - LINE / 2 + 2, y + LINE / 2 - 2]
        axes.plot([dot.bound, dot.bound], ends, color=style.CONTRAST, linewidth=1.6, zorder=2)
