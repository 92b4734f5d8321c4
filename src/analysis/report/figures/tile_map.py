"""Tile map: every place as a square of the same size, with its name and its figure."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.report.figures import inputs, style, typography
from analysis.report.figures.classes import Classes, classify
from analysis.report.figures.display import Figure
from analysis.report.figures.legend import (
    CROSSED,
    NOT_COMPARABLE,
    STRIPED,
    Entry,
    draw_legend,
    legend_entries,
    legend_size,
)
from analysis.report.figures.sheet import MARGIN, Sheet
from analysis.report.figures.tiles import ARCHIPELAGOS, Layout, free_rows, layout, square, tile_lines

if TYPE_CHECKING:
    from analysis.report.language import Language

PITCH = {"63": 42.0, "34": 46.0}
"""Distance of two squares in points."""
NAME_SIZE, VALUE_SIZE, LINE = 9.0, 9.5, 10.3
NARROWEST = 430.0


@style.house_style()
def tile_map(
    values: "pd.Series[Any]",
    geography: str,
    *,
    language: "Language",
    title: str,
    subtitle: str,
    source: str,
    alt: str | None = None,
    note: str = "",
    digits: int = 2,
    unit: str = "none",
    classes: int | Sequence[float] = 5,
    centre: float | None = None,
    not_comparable: Collection[str] = (),
    tiles: pd.DataFrame | None = None,
) -> Figure:
    """Draw a tile map of Viet Nam.

    Every place is one square with its name and figure, so that the map can be read without colour. A place without a
    figure is hatched and shows an en dash; a place whose figure may not be compared is crossed, shows its figure with
    the sign ≠ and belongs to no class. Hoàng Sa and Trường Sa are squares without a value.

    Parameters
    ----------
    values
        Figures by place code; a code that is absent counts as missing.
    geography
        ``"63"`` (provinces before 1 July 2025) or ``"34"`` (units in force).
    language
        Language of the chart.
    title, subtitle, source
        The finding; measure, place and period; where the figures come from.
    alt
        Text alternative; without one it is made from the title, the subtitle and the extremes.
    note
        A sentence under the chart.
    digits, unit
        Decimals, and the unit id of the figures (``"percent"``, ``"papi_score"`` …).
    classes
        Number of classes of about equal size, or the bounds between classes.
    centre
        Two-sided colours around a number, for changes.
    not_comparable
        Codes of places whose figure may not be compared with the others.
    tiles
        Layout (columns code, row, col); without it, the project's own.

    Raises
    ------
    FigureError
        When a code is unknown in the geography, every figure is missing, or a figure is too long for a square.
    """
    grid = layout(geography, tiles)
    figures = inputs.figures(values, "tile_map, values")
    names = {code: name for code, name in inputs.names(grid.cells, geography, language).items()}
    inputs.names(figures.index, geography, language)
    apart = inputs.chosen(not_comparable, figures.dropna().index, "not_comparable")
    figures = figures.reindex(list(grid.cells))
    groups = classify(figures.drop(apart), classes, digits=digits, centre=centre)
    data = pd.DataFrame({"place": names, "value": figures, "class": groups.of.reindex(figures.index)})
    data.index.name = "code"
    entries = legend_entries(
        groups,
        language,
        digits=digits,
        unit=unit,
        missing=int(figures.isna().sum()),
        not_comparable=len(apart),
    )
    sheet, left = _page(
        grid,
        PITCH[geography],
        entries,
        language=language,
        title=title,
        subtitle=subtitle,
        source=source,
        note=note,
    )
    _draw(sheet, grid, left, PITCH[geography], data, groups, apart, digits=digits, unit=unit)
    return sheet.finish(data, alt=alt, digits=digits, describe=_extremes(data, language, digits, unit))


def _page(grid: Layout, pitch: float, entries: list[Entry], *, note: str, **head: Any) -> tuple[Sheet, float]:
    """Return the page with its legend drawn, and where the first column begins."""
    width, height = legend_size(entries)
    room = max(grid.columns * pitch, NARROWEST)
    left = room - grid.columns * pitch
    squares = {**grid.cells, **grid.islands}
    free = free_rows(squares, pitch, width + 8, left)
    beside = free is not None and free[1] - free[0] >= height
    map_height = grid.rows * pitch
    sheet = Sheet(
        body_height=map_height + (0 if beside else height + 8), notes=[note], width=room + 2 * MARGIN, **head
    )
    top = (free[0] + free[1] - height) / 2 if beside and free else map_height + 8
    draw_legend(sheet, entries, 0, top)
    return sheet, left


def _draw(
    sheet: Sheet,
    grid: Layout,
    left: float,
    pitch: float,
    data: pd.DataFrame,
    groups: Classes,
    apart: list[str],
    *,
    digits: int,
    unit: str,
) -> None:
    language, axes, side = sheet.language, sheet.canvas(), pitch - 2
    for code, (row, column) in grid.cells.items():
        corner = (left + column * pitch + 1, row * pitch + 1)
        place, value, group = str(data.at[code, "place"]), data.at[code, "value"], data.at[code, "class"]
        fill = None if pd.isna(group) else groups.colours[group - 1]
        hatch = None if fill else (CROSSED if code in apart else STRIPED)
        tile = square(axes, corner, side, fill, hatch=hatch)
        shown = language.number(value, digits) + (f" {NOT_COMPARABLE}" if code in apart else "")
        if typography.width(shown, VALUE_SIZE, "bold") > side - 1:
            raise inputs.FigureError(
                f"{place}: {shown} is too long for a square; use thousands or fewer digits"
            )
        spoken = (
            language.with_unit(language.number(value, digits), unit)
            if value == value
            else language.say("no figure")
        )
        sheet.name(tile, f"place-{code}", f"{place}: {spoken}")
        _write(
            axes,
            corner,
            side,
            tile_lines(place, side - 2, NAME_SIZE),
            shown,
            style.text_on(fill or style.PAPER),
        )
    for mark, (row, column) in grid.islands.items():
        corner = (left + column * pitch + 1, row * pitch + 1)
        name = ARCHIPELAGOS[mark][0]
        tile = square(axes, corner, side, style.SEA)
        sheet.name(tile, mark, language.say("{name} islands, without a figure", name=name))
        _write(
            axes, corner, side, tile_lines(language.say("{name} islands", name=name), side - 2, NAME_SIZE), ""
        )


def _write(
    axes: Axes,
    corner: tuple[float, float],
    side: float,
    lines: tuple[str, ...],
    value: str,
    colour: str = style.INK,
) -> None:
    x, y = corner[0] + side / 2, corner[1] + side / 2 - (len(lines) + bool(value) - 1) * LINE / 2
    for line in lines:
        font = typography.font(NAME_SIZE)
        axes.text(x, y, line, color=colour, ha="center", va="center_baseline", fontproperties=font)
        y += LINE
    if value:
        font = typography.font(VALUE_SIZE, "bold")
        axes.text(x, y + 0.5, value, color=colour, ha="center", va="center_baseline", fontproperties=font)


def _extremes(data: pd.DataFrame, language: "Language", digits: int, unit: str) -> str:
    low, high = data["value"].idxmin(), data["value"].idxmax()
    return language.say(
        "Tile map of Viet Nam: lowest {low} ({low_value}), highest {high} ({high_value}), no figure for {missing} places.",
        low=str(data.at[low, "place"]),
        low_value=language.with_unit(language.number(float(data["value"].min()), digits), unit),
        high=str(data.at[high, "place"]),
        high_value=language.with_unit(language.number(float(data["value"].max()), digits), unit),
        missing=int(data["value"].isna().sum()),
    )
