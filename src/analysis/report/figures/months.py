"""Months: one place's series beside those it belongs to, month by month, named at their ends."""

from collections.abc import Mapping
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
    measure, names = Measure(language, digits, unit), {str(name): str(name) for name in figures}
    names |= {name: str(label) for name, label in (series_labels or {}).items()}
    written = _months(figures)
    looks = dict(zip(map(str, figures), _LOOKS, strict=False))
    looks = {name: look for name, look in looks.items() if figures[name].notna().any()}
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
    texts = {name: _end(figures[name], names[name], measure, page.room) for name in looks}
    if key:
        entries = [(names[name], axis.series_sign((colour, ""))) for name, (colour, _) in looks.items()]
        signs.draw(page, entries, axis.SERIES_SIGN, top=0)
    right = typography.widest(["\n".join(lines) for lines in texts.values()], SIZE, "bold") + 12
    axes = page.axes(0, key + 6, page.room - right, height)
    low, high = axis.limits(figures, include=0, margin=0.06)
    axes.set(ylim=(max(low, 0.0) if low > -1 else low, high), xlim=(-0.8, len(written) - 0.6))
    left = typography.widest(axis.number_ticks(axes.yaxis, measure), axis.TICK_SIZE) + 6
    axes.set_position(page.box(left, key + 6, page.room - right - left, height))
    _years(axes, written)
    for name, (colour, width) in reversed(looks.items()):
        (line,) = axes.plot(
            range(len(written)), figures[name].to_numpy(), color=colour, linewidth=width, clip_on=False
        )
        page.name(line, f"series-{name}", _spoken(figures[name], names[name], measure))
    bottom, top = axes.get_ylim()
    ends = {name: (float(figures[name].dropna().iloc[-1]) - bottom) / (top - bottom) for name in looks}
    colours = {name: colour for name, (colour, _) in looks.items()}
    labels.name_ends(
        page, ends, texts, colours, x=page.room - right + 10, top=key + 6, height=height, size=SIZE
    )
    told = "; ".join(_spoken(figures[name], names[name], measure) for name in looks)
    return page.finish(figures.rename(columns=names), alt=alt, digits=digits, describe=f"{told}.")


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


def _end(series: "pd.Series[float]", name: str, measure: Measure, room: float) -> list[str]:
    """Return what stands at the end of a line: its name, but on a phone, and the last figure."""
    named = [] if editions.narrow() else typography.wrap(name, min(NAME_ROOM, room / 3.4), SIZE, "bold")
    return [*named, measure.spoken(series.dropna().iloc[-1])]


def _spoken(series: "pd.Series[float]", name: str, measure: Measure) -> str:
    """Say where a series begins and ends."""
    known = series.dropna()
    return measure.language.say(
        "{name}: from {first} ({start}) to {last} ({end})",
        name=name,
        first=measure.spoken(known.iloc[0]),
        start=measure.language.date(str(known.index[0])),
        last=measure.spoken(known.iloc[-1]),
        end=measure.language.date(str(known.index[-1])),
    )
