"""Curves: a few series over a number that is no year, named at their ends, with levels to compare with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator

from analysis.report.figures import axis, editions, inputs, labels, signs, style, typography
from analysis.report.figures.display import Figure
from analysis.report.figures.inputs import FigureError
from analysis.report.figures.measure import Measure
from analysis.report.figures.sheet import Sheet

if TYPE_CHECKING:
    from analysis.report.language import Language

HEIGHT, SIZE, NAME_ROOM, HEAD = 240.0, 9.5, 130.0, 18.0
MOST_TICKS = 10


@editions.chart
def curves(
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
    levels: Mapping[float, str] | None = None,
    x_label: str = "",
    y_label: str = "",
    digits: int = 2,
    unit: str = "none",
) -> Figure:
    """Draw series over whole numbers (provinces, years of a table), the upright axis from zero.

    Parameters
    ----------
    data
        Figures; index: whole numbers, columns: up to six series. A missing figure leaves a gap. Marks stand
        on the figures while there are few.
    series_labels
        Name of each series as readers see it; without it, the column name.
    levels
        By number: what it is, drawn as a dashed line across the chart with its name above.
    x_label, y_label
        What the axes measure.
    language
        Language of the chart.
    title, subtitle, source, alt, note, simulated
        Texts of the page and its mark; see :class:`~analysis.report.figures.sheet.Sheet`.
    digits, unit
        Decimals, and the unit id of the figures.

    Raises
    ------
    FigureError
        When there are more than six series, no figure is known, the index is no row of whole numbers, or a
        level lies outside of it.
    """
    figures = _checked(data, levels or {})
    names = {str(column): str((series_labels or {}).get(str(column), column)) for column in figures}
    head = typography.wrap(y_label, editions.current().room - 14, SIZE, "bold") if y_label else []
    foot = typography.wrap(x_label, editions.current().room, SIZE) if x_label else []
    above = typography.height(len(head), SIZE)
    key = signs.height(list(names.values()), axis.SERIES_SIGN) if editions.narrow() else 0.0
    heads = editions.either(min(len(levels or {}), 1), len(levels or {}))
    top = above + key + (heads * HEAD or 8)
    sheet = Sheet(
        language=language,
        title=title,
        subtitle=subtitle,
        source=source,
        simulated=simulated,
        notes=[note],
        body_height=top + HEIGHT + 20 + typography.height(len(foot), SIZE),
    )
    sheet.lines(head, 0, 0, size=SIZE, weight="bold")
    chart = _Chart(sheet, Measure(language, digits, unit), figures, names, top)
    if key:
        entries = [(name, axis.series_sign(chart.looks[series])) for series, name in names.items()]
        signs.draw(sheet, entries, axis.SERIES_SIGN, top=above)
    chart.draw(levels or {}, foot)
    return sheet.finish(
        figures.rename(columns=names).rename_axis(x_label or "x"),
        alt=alt,
        digits=digits,
        describe=chart.describe(),
    )


def _checked(data: pd.DataFrame, levels: Mapping[float, str]) -> pd.DataFrame:
    figures = inputs.frame(data, "curves, data")
    figures.columns = pd.Index([str(column) for column in figures.columns])
    if figures.shape[1] > len(style.SERIES):
        raise FigureError(f"curves: {figures.shape[1]} series; at most six can be told apart")
    if not pd.api.types.is_integer_dtype(figures.index) or not figures.index.is_unique:
        raise FigureError("curves: the index must be whole numbers, each once")
    outside = [x for x in levels if not figures.index.min() <= x <= figures.index.max()]
    if outside:
        raise FigureError(f"curves: the level {inputs.listed(outside)} lies outside the figures")
    return figures.sort_index()


@dataclass(frozen=True)
class _Chart:
    """The lines on their page."""

    sheet: Sheet
    measure: Measure
    data: pd.DataFrame
    names: dict[str, str]
    top: float

    def draw(self, levels: Mapping[float, str], foot: list[str]) -> None:
        """Draw axes, levels, lines and the names at their ends."""
        texts = self._end_texts()
        right = typography.widest(["\n".join(lines) for lines in texts.values()], SIZE, "bold") + 12
        axes = self.sheet.axes(0, self.top, self.sheet.room - right, HEIGHT)
        axes.set(ylim=(0, axis.limits(self.data, include=0, margin=0.08)[1]))
        left = typography.widest(axis.number_ticks(axes.yaxis, self.measure), axis.TICK_SIZE) + 6
        width = self.sheet.room - right - left
        axes.set_position(self.sheet.box(left, self.top, width, HEIGHT))
        first, last = int(self.data.index.min()), int(self.data.index.max())
        axes.set_xlim(first - 0.02 * (last - first), last + 0.02 * (last - first))
        self._numbers(axes)
        axes.grid(axis="y")
        axes.spines["left"].set_visible(False)
        self._levels(axes, levels, left, width)
        for series in self.names:
            self._series(axes, series)
        self._ends(axes, texts, self.sheet.room - right + 10)
        middle = editions.either(left + width / 2, self.sheet.room / 2)
        self.sheet.lines(foot, middle, self.top + HEIGHT + 19, size=SIZE, color=style.MUTED, ha="center")

    def _numbers(self, axes: Axes) -> None:
        """Write the numbers under the chart: all where they are few, else round ones."""
        language = self.measure.language
        if len(self.data) > MOST_TICKS:
            axis.number_ticks(axes.xaxis, Measure(language, 0))
        else:
            axes.xaxis.set_major_locator(FixedLocator(list(self.data.index)))
            axes.xaxis.set_major_formatter(lambda x, _: language.integer(x))

    def _levels(self, axes: Axes, levels: Mapping[float, str], left: float, width: float) -> None:
        """Draw the levels, their names spread above them; on a phone each name has a line of its own."""
        low, high = axes.get_xlim()
        at = sorted(levels)
        wanted = [left + width * (x - low) / (high - low) for x in at]
        sizes = [typography.width(levels[x], 9) + 8 for x in at]
        placed = labels.spread(wanted, sizes, 0, left + width + 40)
        if editions.narrow():
            ends = zip(wanted, sizes, strict=True)
            placed = [min(max(x, size / 2), self.sheet.room - size / 2) for x, size in ends]
        for number, (x, middle) in enumerate(zip(at, placed, strict=True), 1):
            line = axes.axvline(x, color=style.RULE, linewidth=0.9, linestyle=(0, (3, 2)), zorder=1)
            self.sheet.name(line, f"level-{number}", levels[x])
            y = self.top - 6 - editions.either(0, HEAD * (len(at) - number))
            self.sheet.text(middle, y, levels[x], size=9, color=style.MUTED, ha="center")

    def _series(self, axes: Axes, series: str) -> None:
        colour, shape = self.looks[series]
        figures = self.data[series]
        few = len(self.data) <= MOST_TICKS
        size = 5 * axis.SHAPE_SIZE.get(shape, 1)
        look: dict[str, Any] = {"marker": shape, "markersize": size} if few else {}
        (drawn,) = axes.plot(
            figures.index, figures.to_numpy(), color=colour, linewidth=2, zorder=3, clip_on=False, **look
        )
        shown = figures if few else figures.iloc[[0, -1]]
        spoken = [f"{x} {self.measure.spoken(value)}" for x, value in shown.items()]
        self.sheet.name(drawn, f"series-{series}", f"{self.names[series]}: {'; '.join(spoken)}")

    @property
    def looks(self) -> dict[str, tuple[str, str]]:
        """Colour and mark of each series."""
        return dict(zip(self.names, style.SERIES, strict=False))

    def _end_texts(self) -> dict[str, list[str]]:
        known = {series: self.data[series].dropna() for series in self.names}
        return {
            series: [
                *([] if editions.narrow() else typography.wrap(self.names[series], NAME_ROOM, SIZE, "bold")),
                self.measure.spoken(figures.iloc[-1]),
            ]
            for series, figures in known.items()
            if len(figures)
        }

    def _ends(self, axes: Axes, texts: dict[str, list[str]], x: float) -> None:
        high = axes.get_ylim()[1]
        ends = {series: float(self.data[series].dropna().iloc[-1]) / high for series in texts}
        colours = {series: self.looks[series][0] for series in texts}
        labels.name_ends(self.sheet, ends, texts, colours, x=x, top=self.top, height=HEIGHT, size=SIZE)

    def describe(self) -> str:
        """Say where every series begins and ends, for the text alternative."""
        parts = []
        for series, name in self.names.items():
            known = self.data[series].dropna()
            if len(known):
                parts.append(
                    self.measure.language.say(
                        "{name}: {first} at {start}, {last} at {end}",
                        name=name,
                        first=self.measure.spoken(known.iloc[0]),
                        start=int(known.index[0]),
                        last=self.measure.spoken(known.iloc[-1]),
                        end=int(known.index[-1]),
                    )
                )
        return "; ".join(parts) + "."
