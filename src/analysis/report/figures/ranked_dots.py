"""Ranked dots: every place on its own line, with its interval, from the highest to the lowest."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from analysis.report.figures import axis, editions, inputs, style, typography
from analysis.report.figures.display import Figure
from analysis.report.figures.inputs import FigureError
from analysis.report.figures.measure import Measure
from analysis.report.figures.sheet import Sheet

if TYPE_CHECKING:
    from analysis.report.language import Language

ROW, SIZE, HEAD, GUTTER = 13.0, 9.5, 16.0, 20.0
LONGEST_COLUMN = 40
"""More rows than this stand in two columns with one scale, but on a phone."""


@editions.chart
def ranked_dots(
    values: "pd.Series[Any]",
    low: "pd.Series[Any] | None" = None,
    high: "pd.Series[Any] | None" = None,
    *,
    geography: str,
    language: "Language",
    title: str,
    subtitle: str,
    source: str,
    alt: str | None = None,
    note: str = "",
    simulated: bool = False,
    digits: int = 2,
    unit: str = "none",
    highlight: Collection[str] = (),
    regions: "pd.Series[Any] | None" = None,
    reference: tuple[float, str] | None = None,
    ascending: bool = False,
    complete: bool = True,
) -> Figure:
    """Draw every place as a dot, ranked, with its interval when there is one.

    Parameters
    ----------
    values
        Figures by place code; places without a figure are listed at the end with an en dash.
    low, high
        Ends of the intervals by place code.
    geography
        ``"63"`` or ``"34"``.
    language
        Language of the chart.
    title, subtitle, source, alt, note, simulated
        Texts of the page and its mark; see :class:`~analysis.report.figures.sheet.Sheet`.
    digits, unit
        Decimals, and the unit id of the figures.
    highlight
        Codes set in bold with a mark of their own.
    regions
        Region id by place code: dots take the region's colour and mark.
    reference
        A figure to compare with and its name, drawn as a line across.
    ascending
        List the lowest first (ranks, poverty).
    complete
        List every place of the geography, as one must when the figures are meant to be all; with
        ``False`` only the places in ``values`` (a group of peers).

    Raises
    ------
    FigureError
        When a code is unknown, every figure is missing, or an interval does not hold its figure.
    """
    given = inputs.by_place(values, "ranked_dots, values", geography, language)
    names = inputs.names(inputs.codes(geography) if complete else given.index, geography, language)
    data = _ordered(given, low, high, names, ascending)
    bold = inputs.chosen(highlight, data.index, "highlight")
    marks = style.region_marks(regions, data.index) if regions is not None else {}
    looks = {c: marks.get(c) or ((style.CONTRAST, "D") if c in bold else (style.ACCENT, "o")) for c in names}
    columns = 2 if len(data) > LONGEST_COLUMN and not editions.narrow() else 1
    rows = -(-len(data) // columns)
    legend = axis.region_legend_height(marks, language)
    top = legend + HEAD * (2 if reference else 1)
    sheet = Sheet(
        language=language,
        title=title,
        subtitle=subtitle,
        source=source,
        simulated=simulated,
        notes=[note],
        body_height=top + rows * ROW + 4,
    )
    axis.region_legend(sheet, marks)
    drawn = _List(sheet, Measure(language, digits, unit), data, bold, looks, top)
    for number in range(columns):
        drawn.column(data.iloc[number * rows : (number + 1) * rows], number, columns, reference)
    return sheet.finish(data, alt=alt, digits=digits, describe=_describe(data, drawn.measure))


def _ordered(
    values: "pd.Series[Any]",
    low: "pd.Series[Any] | None",
    high: "pd.Series[Any] | None",
    names: dict[str, str],
    ascending: bool,
) -> pd.DataFrame:
    data = pd.DataFrame({"place": pd.Series(names), "value": values.reindex(list(names))})
    data.index.name = "code"
    if low is not None and high is not None:
        data["low"] = inputs.figures(low, "ranked_dots, low").reindex(data.index)
        data["high"] = inputs.figures(high, "ranked_dots, high").reindex(data.index)
        outside = data.index[(data["low"] > data["value"]) | (data["high"] < data["value"])]
        if len(outside):
            raise FigureError(
                f"ranked_dots: the interval of {inputs.listed(outside)} does not hold its figure"
            )
    elif low is not None or high is not None:
        raise FigureError("ranked_dots: an interval has two ends; pass both low and high")
    return data.sort_index().sort_values("value", ascending=ascending, kind="stable", na_position="last")


@dataclass(frozen=True)
class _List:
    """The list on its page; every column has the same scale."""

    sheet: Sheet
    measure: Measure
    data: pd.DataFrame
    bold: list[str]
    looks: dict[str, tuple[str, str]]
    top: float

    def column(
        self, part: pd.DataFrame, number: int, columns: int, reference: tuple[float, str] | None
    ) -> None:
        """Draw one column of the list."""
        width = (self.sheet.room - (columns - 1) * GUTTER) / columns
        left, right = number * (width + GUTTER), number * (width + GUTTER) + width
        names = typography.widest(self.data["place"].tolist(), SIZE, "bold") + 8
        figures = typography.widest([self.measure.shown(v) for v in self.data["value"]], SIZE, "bold") + 6
        room = width - names - figures
        axes = self.sheet.axes(left + names, self.top, room, len(part) * ROW)
        span = axis.limits(self.data.drop(columns="place"), include=reference[0] if reference else None)
        axes.set(xlim=span, ylim=(len(part) - 0.5, -0.5), yticks=[])
        axis.number_ticks(axes.xaxis, self.measure)
        axes.tick_params(axis="x", labeltop=True, labelbottom=False)
        axes.grid(axis="x")
        axes.spines[["left", "bottom"]].set_visible(False)
        axis.strokes(axes, [(row, *span) for row in range(len(part))], 1, color=style.GRID, linewidth=0.4)
        if reference:
            line = axes.axvline(reference[0], color=style.CONTRAST, linewidth=0.9, dashes=(4, 2), zorder=1.5)
            self.sheet.name(line, f"reference-{number + 1}", reference[1])
            half = typography.width(reference[1], 9) / 2
            x = left + names + (reference[0] - span[0]) / (span[1] - span[0]) * room
            x = min(max(x, left + half), right - half)
            y = self.top - HEAD * 1.55
            self.sheet.text(x, y, reference[1], size=9, color=style.CONTRAST, ha="center")
        self._intervals(axes, part)
        for row, place in enumerate(inputs.rows(part)):
            self._place(axes, row, place, left, right)

    def _intervals(self, axes: Axes, part: pd.DataFrame) -> None:
        """Draw the intervals of one column, all of one colour as one path."""
        by_colour: dict[str, list[tuple[float, float, float]]] = {}
        for row, (code, _, _, *ends) in enumerate(inputs.rows(part)):
            if ends and pd.notna(ends).all():
                by_colour.setdefault(self.looks[code][0], []).append((row, *ends))
        for colour, all_ends in by_colour.items():
            axis.strokes(axes, all_ends, 2, color=colour, linewidth=1.3)

    def _place(self, axes: Axes, row: int, place: tuple[Any, ...], left: float, right: float) -> None:
        code, name, value, *ends = place
        bold, known = code in self.bold, pd.notna(value)
        spoken = f"{name}: {self.measure.spoken(value)}"
        if ends and pd.notna(ends).all():
            spoken += f" ({self.measure.span(*ends)})"
        y = self.top + (row + 0.5) * ROW
        weight, ink = "bold" if bold else "regular", style.INK if known else style.MUTED
        drawn: Artist = self.sheet.text(left, y, name, size=SIZE, weight=weight, color=ink)
        shown = self.measure.shown(value)
        self.sheet.text(right, y, shown, size=SIZE, weight=weight, color=ink, ha="right")
        if known:
            drawn = axis.mark(axes, value, row, self.looks[code], size=6.5 if bold else 5.5)
        self.sheet.name(drawn, f"place-{code}", spoken)


def _describe(data: pd.DataFrame, measure: Measure) -> str:
    known = data.dropna(subset="value")
    return measure.language.say(
        "{count} places in order, from {first} ({first_value}) to {last} ({last_value}).",
        count=len(known),
        first=str(known["place"].iloc[0]),
        first_value=measure.spoken(known["value"].iloc[0]),
        last=str(known["place"].iloc[-1]),
        last_value=measure.spoken(known["value"].iloc[-1]),
    )
