"""Months: one place's series beside those it belongs to, month by month, named at their ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedFormatter, FixedLocator

from analysis.report.figures import axis, editions, inputs, labels, signs, style, typography
from analysis.report.figures.display import Figure
from analysis.report.figures.inputs import FigureError
from analysis.report.figures.measure import Measure
from analysis.report.figures.sheet import Sheet

if TYPE_CHECKING:
    from analysis.report.language import Language

HEIGHT, SIZE, NAME_ROOM = 210.0, 9.5, 120.0
_LOOKS = ((style.ACCENT, 2.2), (style.CONTRAST, 1.4), (style.MUTED, 1.4))
"""Colour and width of the first series, which the chart is about, and of the two it is set beside."""


@editions.chart
def months(
    data: pd.DataFrame,
    *,
    language: "Language",
    title: str,
    subtitle: str,
    source: str,
    alt: str | None = None,
    note: str = "",
    simulated: bool = False,
    series_labels: Mapping[str, str] | None = None,
    digits: int = 1,
    unit: str = "percent",
    height: float = HEIGHT,
) -> Figure:
    """Draw up to three series over months, the first one strongest.

    Parameters
    ----------
    data
        Figures; index: months as ``2025-03``, in order and without a gap; columns: series. A missing figure
        leaves a gap; a series without any is not drawn.
    series_labels
        Name of each series as readers see it; without it, the column name.
    language
        Language of the chart.
    title, subtitle, source, alt, note, simulated
        Texts of the page and its mark; see :class:`~analysis.report.figures.sheet.Sheet`.
    digits, unit
        Decimals and unit id.
    height
        Of the plot, in points.

    Raises
    ------
    FigureError
        When there are more than three series, no figure is known, or the index is not months in order.
    """
    figures = inputs.frame(data, "months, data")
    if figures.shape[1] > len(_LOOKS):
        raise FigureError(f"months: {figures.shape[1]} series; at most three can be told apart: use trend")
    names = {str(name): str((series_labels or {}).get(str(name), name)) for name in figures}
    looks = dict(zip(names, _LOOKS, strict=False))
    known = {name: look for name, look in looks.items() if figures[name].notna().any()}
    key = signs.height(list(names.values()), axis.SERIES_SIGN) if editions.narrow() else 0.0
    page = Sheet(
        language=language,
        title=title,
        subtitle=subtitle,
        source=source,
        simulated=simulated,
        notes=[note],
        body_height=key + 6 + height + 20,
    )
    if key:
        entries = [(names[name], axis.series_sign((colour, ""))) for name, (colour, _) in known.items()]
        signs.draw(page, entries, axis.SERIES_SIGN, top=0)
    chart = _Chart(page, Measure(language, digits, unit), figures, names, known, key + 6, height)
    chart.draw()
    told = "; ".join(chart.spoken(name) for name in known)
    return page.finish(figures.rename(columns=names), alt=alt, digits=digits, describe=f"{told}.")


@dataclass(frozen=True)
class _Chart:
    """The lines on their page; ``looks`` holds the series that have a figure."""

    sheet: Sheet
    measure: Measure
    data: pd.DataFrame
    names: dict[str, str]
    looks: dict[str, tuple[str, float]]
    top: float
    height: float

    def draw(self) -> None:
        """Draw axes, lines and the names at their ends."""
        written = _months(self.data)
        texts = {name: self._end(name) for name in self.looks}
        right = typography.widest(["\n".join(lines) for lines in texts.values()], SIZE, "bold") + 12
        axes = self.sheet.axes(0, self.top, self.sheet.room - right, self.height)
        low, high = axis.limits(self.data, include=0, margin=0.06)
        axes.set(ylim=(low, high), xlim=(-0.8, len(written) - 0.6))
        left = typography.widest(axis.number_ticks(axes.yaxis, self.measure), axis.TICK_SIZE) + 6
        axes.set_position(self.sheet.box(left, self.top, self.sheet.room - right - left, self.height))
        _years(axes, written)
        for name, (colour, width) in reversed(self.looks.items()):
            figures = self.data[name].to_numpy()
            (line,) = axes.plot(range(len(written)), figures, color=colour, linewidth=width, clip_on=False)
            self.sheet.name(line, f"series-{name}", self.spoken(name))
        bottom, top = axes.get_ylim()
        last = {name: float(self.data[name].dropna().iloc[-1]) for name in self.looks}
        ends = {name: (one - bottom) / (top - bottom) for name, one in last.items()}
        colours = {name: colour for name, (colour, _) in self.looks.items()}
        where = {"x": self.sheet.room - right + 10, "top": self.top, "height": self.height}
        labels.name_ends(self.sheet, ends, texts, colours, **where, size=SIZE)

    def _end(self, name: str) -> list[str]:
        """Return what stands at the end of a line: its name, but on a phone, and the last figure."""
        room = min(NAME_ROOM, self.sheet.room / 3.4)
        named = [] if editions.narrow() else typography.wrap(self.names[name], room, SIZE, "bold")
        return [*named, self.measure.spoken(self.data[name].dropna().iloc[-1])]

    def spoken(self, name: str) -> str:
        """Say where a series begins and ends."""
        known, language = self.data[name].dropna(), self.measure.language
        return language.say(
            "{name}: from {first} ({start}) to {last} ({end})",
            name=self.names[name],
            first=self.measure.spoken(known.iloc[0]),
            start=language.date(str(known.index[0])),
            last=self.measure.spoken(known.iloc[-1]),
            end=language.date(str(known.index[-1])),
        )


def _months(figures: pd.DataFrame) -> "pd.Index[str]":
    """Return the months of an index as written, after a look that they follow one another."""
    try:
        days = np.array([str(month) for month in figures.index], dtype="datetime64[M]").astype(np.int64)
    except ValueError as error:
        raise FigureError(f"months: the index must be months, got {inputs.listed(figures.index)}") from error
    if len(days) > 1 and (np.diff(days) != 1).any():
        raise FigureError("months: the index must be months in order, without a gap; leave figures missing")
    return pd.Index([str(month) for month in figures.index])


def _years(axes: Axes, written: "pd.Index[str]") -> None:
    """Write the years under the axis, each at its first month there is."""
    years = pd.Series(range(len(written)), index=written.str[:4]).groupby(level=0).min()
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(FixedLocator(list(years)))
    axes.xaxis.set_major_formatter(FixedFormatter(list(years.index)))
