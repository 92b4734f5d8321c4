"""The tile layout of Viet Nam: one square a place, and the two archipelagos, which carry no value."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis.report.figures import style, typography
from analysis.report.figures.inputs import FigureError, listed

ARCHIPELAGOS = {"hoang-sa": ("Hoàng Sa", "48", 0), "truong-sa": ("Trường Sa", "56", 2)}
"""Name, place whose row it follows (Đà Nẵng, Khánh Hòa) and rows below that place, by mark."""

TILE_NAMES = {"Thừa Thiên Huế": ("TT. Huế",), "Bà Rịa - Vũng Tàu": ("Bà Rịa -", "Vũng Tàu")}
"""Names that would not fit a tile by breaking at a space."""


@dataclass(frozen=True)
class Layout:
    """Where every square stands.

    Attributes
    ----------
    cells
        Row and column of each place, from 0, by code.
    islands
        Row and column of each archipelago, by mark.
    rows, columns
        Extent of the whole grid.
    """

    cells: dict[str, tuple[int, int]]
    islands: dict[str, tuple[int, int]]
    rows: int
    columns: int


def layout(geography: str, tiles: pd.DataFrame | None = None) -> Layout:
    """Return the tile layout of a geography.

    Parameters
    ----------
    geography
        ``"63"`` or ``"34"``.
    tiles
        Columns ``code``, ``row`` and ``col``, one row a place; without it, the project's own layout.

    Raises
    ------
    FigureError
        When a place stands twice, two places share a square, or Đà Nẵng or Khánh Hòa is absent.
    """
    if tiles is None:
        from analysis.data import provinces  # noqa: PLC0415 - a layout that is passed needs no tables

        tiles = provinces.tiles(geography)
    codes = tiles["code"].astype(str)
    if codes.duplicated().any():
        raise FigureError(
            f"tiles: {listed(codes[codes.duplicated()])} stands in the layout twice; keep one square"
        )
    squares = tiles[["row", "col"]].astype(int)
    if squares.duplicated().any():
        raise FigureError(
            f"tiles: {listed(codes[squares.duplicated()])} covers another place; move one of them"
        )
    absent = {"48", "56"} - set(codes)
    if absent:
        raise FigureError(
            f"tiles: {listed(sorted(absent))} is absent; the archipelagos stand beside Đà Nẵng and Khánh Hòa"
        )
    rows, cols = squares["row"] - squares["row"].min(), squares["col"] - squares["col"].min()
    cells = {code: (int(r), int(c)) for code, r, c in zip(codes, rows, cols, strict=True)}
    east = max(c for _, c in cells.values()) + 2
    islands = {mark: (cells[beside][0] + down, east) for mark, (_, beside, down) in ARCHIPELAGOS.items()}
    places = [*cells.values(), *islands.values()]
    return Layout(cells, islands, max(r for r, _ in places) + 1, max(c for _, c in places) + 1)


@cache
def tile_lines(name: str, room: float, size: float) -> tuple[str, ...]:
    """Break a place name into lines that fit a tile; a name too long for a tile gets its usual short form."""
    lines = tuple(typography.wrap(name, room, size, balanced=True))
    if name in TILE_NAMES and (len(lines) > 2 or typography.widest(list(lines), size) > room):
        return TILE_NAMES[name]
    return lines


def square(
    axes: Axes,
    corner: tuple[float, float],
    side: float,
    fill: str | None,
    *,
    hatch: str | None = None,
) -> Rectangle:
    """Draw one square with its upper left corner at a place in points; a square without fill is hatched."""
    edge = style.RULE if fill else style.HATCH
    patch = Rectangle(
        corner,
        side,
        side,
        facecolor=fill or style.PAPER,
        edgecolor=edge,
        linewidth=0.6,
        hatch=hatch,
        joinstyle="round",
    )
    patch.set_clip_on(False)
    axes.add_patch(patch)
    if hatch:
        outline = Rectangle(
            corner, side, side, facecolor="none", edgecolor=style.RULE, linewidth=0.8, joinstyle="round"
        )
        outline.set_clip_on(False)
        axes.add_patch(outline)
    return patch


def free_rows(
    cells: Mapping[str, tuple[int, int]], pitch: float, width: float, left: float
) -> tuple[float, float] | None:
    """Return top and bottom of the tallest stretch at the left edge that is free of squares to a width, in points.

    Parameters
    ----------
    cells
        Row and column of every square.
    pitch
        Distance of two squares in points.
    width
        Width that must be free, from the left edge of the page.
    left
        Where the first column begins, in points.
    """
    rows = max(row for row, _ in cells.values()) + 1
    first = {r: min((c for row, c in cells.values() if row == r), default=99) for r in range(rows)}
    free = [left + first[r] * pitch >= width for r in range(rows)]
    best, start = (0, 0), 0
    for r in range(rows + 1):
        if r == rows or not free[r]:
            best = max(best, (r - start, start))
            start = r + 1
    length, begin = best
    return (begin * pitch, (begin + length) * pitch) if length else None
