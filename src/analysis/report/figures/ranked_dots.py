"""Ranked dots: every place on its own line, with its interval, from the highest to the lowest."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.report.figures import axis, inputs, style, typography
from analysis.report.figures.display import Figure
from analysis.report.figures.sheet import Sheet

if TYPE_CHECKING:
    from analysis.report.language import Language

ROW, SIZE, HEAD, GUTTER = 13.0, 9.5, 16.0, 20.0
LONGEST_COLUMN = 40
"""More rows than this stand in two columns with one scale."""


@dataclass(frozen=True)
class _Panel:
    """Where one column of the list stands, in points."""

    left: float
    width: float
    name_width: float
    value_width: float


@style.house_style()
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
    title, subtitle, source, alt, note
        Texts of the page; see :class:`~analysis.report.figures.sheet.Sheet`.
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
        List every place of the geography, as one must when the figures are meant to be all; with ``False`` only
        the places in ``values`` (a group of peers).

    Raises
    ------
    FigureError
        When a code is unknown, every figure is missing, or an interval does not hold its figure.
    """
    values = inputs.figures(values, "ranked_dots, values")
    names = inputs.names(inputs.codes(geography) if complete else values.index, geography, language)
    inputs.names(values.index, geography, language)
    data = _ordered(values, low, high, names, ascending)
    bold = inputs.chosen(highlight, data.index, "highlight")
    marks = style.region_marks(regions, data.index) if regions is not None else {}
    columns = 2 if len(data) > LONGEST_COLUMN else 1
    rows = -(-len(data) // columns)
    legend_height = axis.region_legend_height(marks, language)
    top = legend_height + HEAD * (2 if reference else 1)
    sheet = Sheet(
        language=language,
        title=title,
        subtitle=subtitle,
        source=source,
        notes=[note],
        body_height=top + rows * ROW + 4,
    )
    axis.region_legend(sheet, marks)
    span = axis.limits(data.drop(columns="place"), include=reference[0] if reference else None)
    for number in range(columns):
        part = data.iloc[number * rows : (number + 1) * rows]
        panel = _panel(sheet, data, columns, number, digits)
        axes = _plot_area(sheet, panel, top, len(part), span, digits=digits, unit=unit)
        if reference:
            _refer(sheet, axes, panel, top, reference, number)
        _intervals(axes, part, bold, marks)
        for row, code in enumerate(part.index):
            _row(
                sheet,
                axes,
                panel,
                top,
                row,
                part.loc[code],
                code,
                code in bold,
                marks.get(code),
                digits,
                unit,
            )
    return sheet.finish(data, alt=alt, digits=digits, describe=_describe(data, language, digits, unit))


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
            raise inputs.FigureError(
                f"ranked_dots: the interval of {inputs.listed(outside)} does not hold its figure"
            )
    elif low is not None or high is not None:
        raise inputs.FigureError("ranked_dots: an interval has two ends; pass both low and high")
    return data.sort_index().sort_values("value", ascending=ascending, kind="stable", na_position="last")


def _panel(sheet: Sheet, data: pd.DataFrame, columns: int, number: int, digits: int) -> _Panel:
    width = (sheet.room - (columns - 1) * GUTTER) / columns
    shown = [sheet.language.number(v, digits) for v in data["value"]]
    names = typography.widest(data["place"].tolist(), SIZE, "bold") + 8
    return _Panel(number * (width + GUTTER), width, names, typography.widest(shown, SIZE, "bold") + 6)


def _plot_area(
    sheet: Sheet,
    panel: _Panel,
    top: float,
    used: int,
    span: tuple[float, float],
    *,
    digits: int,
    unit: str,
) -> Axes:
    axes = sheet.axes(
        panel.left + panel.name_width, top, panel.width - panel.name_width - panel.value_width, used * ROW
    )
    axes.set(xlim=span, ylim=(used - 0.5, -0.5), yticks=[])
    room = panel.width - panel.name_width - panel.value_width
    axis.number_ticks(axes.xaxis, sheet.language, digits=digits, unit=unit, most=max(4, int(room / 60)))
    axes.tick_params(axis="x", labeltop=True, labelbottom=False)
    axes.grid(axis="x")
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    axis.strokes(axes, [(row, *span) for row in range(used)], color=style.GRID, linewidth=0.4)
    return axes


def _refer(
    sheet: Sheet, axes: Axes, panel: _Panel, top: float, reference: tuple[float, str], number: int
) -> None:
    value, label = reference
    line = axes.axvline(value, color=style.CONTRAST, linewidth=1, linestyle=(0, (4, 2)), zorder=1.5)
    sheet.name(line, f"reference-{number + 1}", label)
    low, high = axes.get_xlim()
    left, room = panel.left + panel.name_width, panel.width - panel.name_width - panel.value_width
    half = typography.width(label, 9) / 2
    x = left + (value - low) / (high - low) * room
    x = min(max(x, panel.left + half), panel.left + panel.width - half)
    sheet.text(x, top - HEAD * 1.55, label, size=9, color=style.CONTRAST, ha="center")


def _row(
    sheet: Sheet,
    axes: Axes,
    panel: _Panel,
    top: float,
    row: int,
    place: "pd.Series[Any]",
    code: str,
    bold: bool,
    mark: tuple[str, str] | None,
    digits: int,
    unit: str,
) -> None:
    language, y = sheet.language, top + (row + 0.5) * ROW
    known = pd.notna(place["value"])
    weight = "bold" if bold else "regular"
    shown = language.number(place["value"], digits)
    spoken = language.with_unit(shown, unit) if known else language.say("no figure")
    if "low" in place and pd.notna(place["low"]) and pd.notna(place["high"]):
        spoken += f" ({language.interval(place['low'], place['high'], digits)})"
    if known:
        dot = axis.mark(axes, place["value"], row, _look(bold, mark), size=6.5 if bold else 5.5)
        sheet.name(dot, f"place-{code}", f"{place['place']}: {spoken}")
    ink = style.INK if known else style.MUTED
    name = sheet.text(panel.left, y, place["place"], size=SIZE, weight=weight, color=ink)
    if not known:
        sheet.name(name, f"place-{code}", f"{place['place']}: {spoken}")
    sheet.text(panel.left + panel.width, y, shown, size=SIZE, weight=weight, color=ink, ha="right")


def _look(bold: bool, mark: tuple[str, str] | None) -> tuple[str, str]:
    return mark or ((style.CONTRAST, "D") if bold else (style.ACCENT, "o"))


def _intervals(axes: Axes, part: pd.DataFrame, bold: list[str], marks: dict[str, tuple[str, str]]) -> None:
    """Draw the intervals of one column, all of one colour as one path."""
    if "low" not in part:
        return
    by_colour: dict[str, list[tuple[float, float, float]]] = {}
    for row, (code, low, high) in enumerate(zip(part.index, part["low"], part["high"], strict=True)):
        if pd.notna(low) and pd.notna(high):
            by_colour.setdefault(_look(code in bold, marks.get(code))[0], []).append((row, low, high))
    for colour, ends in by_colour.items():
        axis.strokes(axes, ends, color=colour, linewidth=1.3)


def _describe(data: pd.DataFrame, language: "Language", digits: int, unit: str) -> str:
    known = data.dropna(subset="value")
    first, last = known.iloc[0], known.iloc[-1]
    return language.say(
        "{count} places in order, from {first} ({first_value}) to {last} ({last_value}).",
        count=len(known),
        first=str(first["place"]),
        first_value=language.with_unit(language.number(first["value"], digits), unit),
        last=str(last["place"]),
        last_value=language.with_unit(language.number(last["value"], digits), unit),
    )
