"""Trend: a few series over years, named at their ends, stopped where the definition changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.report.figures import axis, editions, labels, signs, style, timeline, typography
from analysis.report.figures.display import Figure
from analysis.report.figures.inputs import FigureError
from analysis.report.figures.measure import Measure
from analysis.report.figures.sheet import Sheet

if TYPE_CHECKING:
    from analysis.report.language import Language

HEIGHT, SIZE, NAME_ROOM = 250.0, 9.5, 130.0


@editions.chart
def trend(
    data: pd.DataFrame,
    *,
    language: "Language",
    title: str,
    subtitle: str,
    source: str,
    alt: str | None = None,
    note: str = "",
    simulated: bool = False,
    low: pd.DataFrame | None = None,
    high: pd.DataFrame | None = None,
    breaks: timeline.Breaks | None = None,
    series_labels: Mapping[str, str] | None = None,
    digits: int = 2,
    unit: str = "none",
    y_label: str = "",
    from_zero: bool = False,
    width: float | None = None,
    height: float = HEIGHT,
) -> Figure:
    """Draw series over years.

    Parameters
    ----------
    data
        Figures; index: years, columns: up to six series (region ids take the colours of the regions). A
        missing figure leaves a gap.
    low, high
        Frames of the same shape: a band around each series (say in ``note`` what it is).
    breaks
        By year, what changed: lines stop before the year and the change is written under the chart.
    series_labels
        Name of each series as readers see it; without it, the column name.
    language
        Language of the chart.
    title, subtitle, source, alt, note, simulated
        Texts of the page and its mark; see :class:`~analysis.report.figures.sheet.Sheet`.
    digits, unit, y_label
        Decimals, unit id, and what the upright axis measures.
    from_zero
        Begin the upright axis at zero.
    width, height
        Of the page (that of the edition when left out) and of the plot, in points.

    Raises
    ------
    FigureError
        When there are more than six series, no figure is known, or the index is not years.
    """
    figures = timeline.years(data, "trend, data")
    if figures.shape[1] > len(style.SERIES):
        raise FigureError(
            f"trend: {figures.shape[1]} series; at most six can be told apart: use small_multiples"
        )
    stops = dict(breaks or {})
    names = {str(c): str((series_labels or {}).get(str(c), c)) for c in figures.columns}
    figures.columns = pd.Index(list(names))
    room = (width or editions.current().width) - 34
    head = typography.wrap(y_label, room, SIZE, "bold") if y_label else []
    above = typography.height(len(head), SIZE)
    key = signs.height(list(names.values()), axis.SERIES_SIGN) if editions.narrow() else 0.0
    top = above + key + 6
    page = Sheet(
        language=language,
        title=title,
        subtitle=subtitle,
        source=source,
        simulated=simulated,
        notes=[*timeline.notes(stops, language), note],
        body_height=top + height + 20,
        width=width,
    )
    page.lines(head, 0, 0, size=SIZE, weight="bold")
    ends = [
        timeline.years(end, "trend, band").set_axis(list(names), axis=1)
        for end in (low, high)
        if end is not None
    ]
    if len(ends) == 1:
        raise FigureError("trend: a band has two ends; pass both low and high")
    chart = _Chart(page, Measure(language, digits, unit), figures, names, stops, top, height)
    if key:
        entries = [(name, axis.series_sign(chart.looks[series])) for series, name in names.items()]
        signs.draw(page, entries, axis.SERIES_SIGN, top=above)
    chart.draw(ends, from_zero)
    return page.finish(figures.rename(columns=names), alt=alt, digits=digits, describe=chart.describe())


@dataclass(frozen=True)
class _Chart:
    """The lines on their page."""

    sheet: Sheet
    measure: Measure
    data: pd.DataFrame
    names: dict[str, str]
    breaks: dict[int, str]
    top: float
    height: float

    @property
    def looks(self) -> dict[str, tuple[str, str]]:
        """Colour and mark of each series; regions keep those that they have in every chart."""
        if set(self.names) <= set(style.REGIONS):
            return {region: style.REGIONS[region] for region in self.names}
        return dict(zip(self.names, style.SERIES, strict=False))

    def draw(self, ends: list[pd.DataFrame], from_zero: bool) -> None:
        """Draw axes, bands, lines and the names at their ends."""
        texts = self._end_texts()
        right = typography.widest(["\n".join(lines) for lines in texts.values()], SIZE, "bold") + 12
        axes = self.sheet.axes(0, self.top, self.sheet.room - right, self.height)
        span = axis.limits(pd.concat([self.data, *ends]), include=0 if from_zero else None, margin=0.08)
        first, last = int(self.data.index.min()), int(self.data.index.max())
        axes.set(ylim=(0, span[1]) if from_zero else span, xlim=(first - 0.35, last + 0.15))
        left = typography.widest(axis.number_ticks(axes.yaxis, self.measure), axis.TICK_SIZE) + 6
        axes.set_position(self.sheet.box(left, self.top, self.sheet.room - right - left, self.height))
        timeline.year_ticks(axes, first, last)
        axes.grid(axis="y")
        axes.spines["left"].set_visible(False)
        for number, stroke in enumerate(timeline.mark_breaks(axes, self.breaks)):
            self.sheet.name(stroke, f"break-{number + 1}", str(sorted(self.breaks)[number]))
        for series in self.names:
            self._series(axes, series, [end[series] for end in ends])
        self._ends(axes, texts, self.sheet.room - right + 10)

    def _series(self, axes: Axes, series: str, ends: "list[pd.Series[Any]]") -> None:
        colour, shape = self.looks[series]
        figures = self.data[series]
        if ends:
            low, high = (timeline.runs(end, self.breaks) for end in ends)
            axes.fill_between(low.index, low, high, color=colour, alpha=0.14, linewidth=0, zorder=1)
        shown = {"color": colour, "marker": shape, "markersize": 5 * axis.SHAPE_SIZE.get(shape, 1)}
        drawn = timeline.line(axes, figures, self.breaks, linewidth=2, zorder=3, **shown)
        spoken = [f"{year} {self.measure.spoken(value)}" for year, value in figures.items()]
        self.sheet.name(drawn, f"series-{series}", f"{self.names[series]}: {'; '.join(spoken)}")

    def _end_texts(self) -> dict[str, list[str]]:
        texts = {}
        for series, name in self.names.items():
            known = self.data[series].dropna()
            if len(known):
                last, year = self.measure.spoken(known.iloc[-1]), int(known.index[-1])
                if year < self.data.index.max():
                    last = f"{last} ({year})"
                room = min(NAME_ROOM, self.sheet.room / 3.4)
                named = [] if editions.narrow() else typography.wrap(name, room, SIZE, "bold")
                texts[series] = [*named, last]
        return texts

    def _ends(self, axes: Axes, texts: dict[str, list[str]], x: float) -> None:
        bottom, high = axes.get_ylim()
        last = {series: float(self.data[series].dropna().iloc[-1]) for series in texts}
        ends = {series: (one - bottom) / (high - bottom) for series, one in last.items()}
        colours = {series: self.looks[series][0] for series in texts}
        labels.name_ends(self.sheet, ends, texts, colours, x=x, top=self.top, height=self.height, size=SIZE)

    def describe(self) -> str:
        """Say where every series begins and ends, for the text alternative."""
        parts = []
        for series, name in self.names.items():
            known = self.data[series].dropna()
            if len(known):
                parts.append(
                    self.measure.language.say(
                        "{name}: {first} in {start}, {last} in {end}",
                        name=name,
                        first=self.measure.spoken(known.iloc[0]),
                        start=int(known.index[0]),
                        last=self.measure.spoken(known.iloc[-1]),
                        end=int(known.index[-1]),
                    )
                )
        return "; ".join(parts) + "."
