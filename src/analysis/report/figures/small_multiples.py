"""Small multiples: every place over the years, one panel a region, each with its median."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.report.figures import axis, editions, inputs, signs, style, timeline, typography
from analysis.report.figures.display import Figure
from analysis.report.figures.measure import Measure
from analysis.report.figures.sheet import Sheet

if TYPE_CHECKING:
    from analysis.report.language import Language

PANEL, SIZE, GUTTER, SIGN = 132.0, 9.5, 14.0, 25.0
COLUMNS, MOST_YEARS = (3, 2), (5, 3)
"""Panels beside one another, and years written under each, on a page and on a phone."""
LOOKS: dict[str, dict[str, Any]] = {
    "one": {"color": style.QUIET, "linewidth": 0.9},
    "median": {"color": style.ACCENT, "linewidth": 2.4},
    "all": {"color": style.CONTRAST, "linewidth": 1.6, "linestyle": (0, (3, 1.5))},
}


@editions.chart
def small_multiples(
    data: pd.DataFrame,
    regions: "pd.Series[Any]",
    *,
    geography: str,
    language: "Language",
    title: str,
    subtitle: str,
    source: str,
    alt: str | None = None,
    note: str = "",
    simulated: bool = False,
    breaks: timeline.Breaks | None = None,
    digits: int = 2,
    unit: str = "none",
) -> Figure:
    """Draw every place as a thin line, one panel a region, with the region's and the country's median.

    Parameters
    ----------
    data
        Figures; index: years, columns: place codes. A missing figure leaves a gap.
    regions
        Region id by place code.
    geography
        ``"63"`` or ``"34"``.
    breaks
        By year, what changed: lines stop before the year and the change is written under the chart.
    language
        Language of the chart.
    title, subtitle, source, alt, note, simulated
        Texts of the page and its mark; see :class:`~analysis.report.figures.sheet.Sheet`.
    digits, unit
        Decimals, and the unit id of the figures.

    Raises
    ------
    FigureError
        When a code or region is unknown, no figure is known, or the index is not years.
    """
    figures = timeline.years(data, "small_multiples, data")
    figures.columns = pd.Index([str(code) for code in figures.columns])
    names = inputs.names(figures.columns, geography, language)
    style.region_marks(regions, figures.columns)
    groups = {
        region: [code for code in figures.columns if regions[code] == region]
        for region in style.REGIONS
        if (regions.reindex(figures.columns) == region).any()
    }
    columns = editions.either(*COLUMNS)
    heads = [_head(language, region, len(codes)) for region, codes in groups.items()]
    head = typography.height(max(len(lines) for lines in heads), SIZE) + 4
    rows = -(-len(groups) // columns)
    block = head + PANEL + 24
    stops = dict(breaks or {})
    sheet = Sheet(
        language=language,
        title=title,
        subtitle=subtitle,
        source=source,
        simulated=simulated,
        notes=[*timeline.notes(stops, language), note],
        body_height=_key_height(language) + rows * block - 6,
    )
    signs.draw(sheet, [(text, axis.stroke_sign(look)) for text, look in _key(language).items()], SIGN)
    panels = _Panels(sheet, Measure(language, digits, unit), figures, names, stops, head, block)
    for number, (lines, codes) in enumerate(zip(heads, groups.values(), strict=True)):
        panels.panel(number, lines, codes)
    medians = pd.DataFrame({region: figures[codes].median(axis=1) for region, codes in groups.items()})
    describe = panels.describe({r: language.region(r) for r in groups}, medians)
    return sheet.finish(figures, alt=alt, digits=digits, describe=describe)


def _head(language: "Language", region: str, count: int) -> list[str]:
    places = language.say("({count} places)", count=count).replace(" ", "\u00a0")
    return typography.wrap(f"{language.region(region)} {places}", editions.either(145, 112), SIZE, "bold")


def _key(language: "Language") -> dict[str, dict[str, Any]]:
    """Return what the three kinds of lines are."""
    return {
        language.say("one place"): LOOKS["one"],
        language.say("median of the region"): LOOKS["median"],
        language.say("median of all places"): LOOKS["all"],
    }


def _key_height(language: "Language") -> float:
    return signs.height(list(_key(language)), SIGN) + 7


@dataclass(frozen=True)
class _Panels:
    """The panels on their page, all with the same scales."""

    sheet: Sheet
    measure: Measure
    data: pd.DataFrame
    names: dict[str, str]
    breaks: dict[int, str]
    head: float
    block: float

    def panel(self, number: int, head: list[str], codes: list[str]) -> None:
        """Draw one region."""
        ticks_room = self._ticks_room()
        columns = editions.either(*COLUMNS)
        width = (self.sheet.room - ticks_room - (columns - 1) * GUTTER) / columns
        left = ticks_room + number % columns * (width + GUTTER)
        top = _key_height(self.sheet.language) + number // columns * self.block
        above = self.head - 4 - typography.height(len(head), SIZE)
        self.sheet.lines(head, left, top + above, size=SIZE, weight="bold")
        axes = self._axes(left, top + self.head, width, labelled=number % columns == 0)
        for code in codes:
            drawn = timeline.line(axes, self.data[code], self.breaks, zorder=2, **LOOKS["one"])
            alone = timeline.lone(self.data[code], self.breaks)
            if len(alone):
                axes.plot(alone.index, alone, "o", color=style.QUIET, markersize=2.5, mew=0, clip_on=False)
            first, last = self.data[code].iloc[0], self.data[code].iloc[-1]
            span = f"{self.measure.spoken(first)} → {self.measure.spoken(last)}"
            self.sheet.name(drawn, f"place-{code}", f"{self.names[code]}: {span}")
        medians = {"all": self.data.median(axis=1), "median": self.data[codes].median(axis=1)}
        for mark, series in medians.items():
            drawn = timeline.line(axes, series, self.breaks, zorder=3, **LOOKS[mark])
            self.sheet.name(drawn, f"{mark}-{number + 1}", "")

    def _axes(self, left: float, top: float, width: float, *, labelled: bool) -> Axes:
        axes = self.sheet.axes(left, top, width, PANEL)
        first, last = int(self.data.index.min()), int(self.data.index.max())
        axes.set(xlim=(first - 0.3, last + 0.3), ylim=axis.limits(self.data))
        axis.number_ticks(axes.yaxis, self.measure)
        axes.tick_params(axis="y", labelleft=labelled)
        timeline.year_ticks(axes, first, last, most=editions.either(*MOST_YEARS))
        timeline.mark_breaks(axes, self.breaks)
        axes.grid(axis="y")
        axes.spines["left"].set_visible(False)
        return axes

    def _ticks_room(self) -> float:
        low, high = axis.limits(self.data)
        return typography.widest([self.measure.spoken(v) for v in (low, high)], axis.TICK_SIZE) + 4

    def describe(self, names: dict[str, str], medians: pd.DataFrame) -> str:
        """Say the median of every region at both ends, for the text alternative."""
        first, last = int(medians.index.min()), int(medians.index.max())
        ends = medians.loc[[first, last]].map(self.measure.spoken)
        parts = [f"{name} {' → '.join(ends[region])}" for region, name in names.items()]
        return self.measure.language.say(
            "Median of each region in {first} and {last}: {medians}.",
            first=first,
            last=last,
            medians="; ".join(parts),
        )
