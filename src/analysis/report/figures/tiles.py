"""The tile layout of Viet Nam: one square a place, and the two archipelagos, which carry no value."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from analysis.report.figures import style, typography
from analysis.report.figures.inputs import FigureError, listed

ARCHIPELAGOS = {"hoang-sa": ("Hoàng Sa", "48", 0), "truong-sa": ("Trường Sa", "56", 3)}
"""Name, place whose row it follows (Đà Nẵng, Khánh Hòa) and rows below that place, by mark: Hoàng Sa lies on
the latitude of Đà Nẵng, Trường Sa on that of the delta of the Mekong."""

TILE_NAMES: dict[str, tuple[tuple[str, ...], ...]] = {
    "Thừa Thiên Huế": (("TT. Huế",), ("TT.", "Huế")),
    "Bà Rịa - Vũng Tàu": (("Bà Rịa -", "Vũng Tàu"), ("BR-VT",)),
    "TP. Hồ Chí Minh": (("TP. Hồ", "Chí Minh"), ("TP.", "HCM")),
}
"""Usual short forms of names that would not fit a tile by breaking at a space, the longest first."""

STRIPED, CROSSED, NOT_COMPARABLE = "////", "xxxx", "≠"
"""Hatch of a missing figure, hatch and sign of a figure that may not be compared."""


@dataclass(frozen=True)
class Layout:
    """Where every square stands.

    Attributes
    ----------
    cells
        Row and column of each place, from 0, by code.
    islands
        Name, and row and column, of each archipelago, by mark.
    rows, columns
        Extent of the whole grid.
    """

    cells: dict[str, tuple[int, int]]
    islands: dict[str, tuple[str, tuple[int, int]]]
    rows: int
    columns: int

    def free_rows(self, pitch: float, width: float, left: float = 0.0) -> tuple[float, float]:
        """Return top and bottom, in points, of the tallest stretch at the left edge without a square.

        Parameters
        ----------
        pitch
            Distance of two squares in points.
        width
            Width in points that must be free, from the left edge of the page.
        left
            Where the first column begins, in points.
        """
        first = [min((c for r, c in self.cells.values() if r == row), default=99) for row in range(self.rows)]
        best, start = (0, 0), 0
        for row in range(self.rows + 1):
            if row == self.rows or left + first[row] * pitch < width:
                best = max(best, (row - start, start))
                start = row + 1
        length, begin = best
        return begin * pitch, (begin + length) * pitch


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
        raise FigureError(f"tiles: {listed(codes[codes.duplicated()])} stands there twice; keep one square")
    squares = tiles[["row", "col"]].astype(int)
    if squares.duplicated().any():
        raise FigureError(f"tiles: {listed(codes[squares.duplicated()])} covers another place; move one")
    absent = sorted({beside for _, beside, _ in ARCHIPELAGOS.values()} - set(codes))
    if absent:
        raise FigureError(f"tiles: {listed(absent)} is absent; the archipelagos stand beside these places")
    rows, cols = squares["row"] - squares["row"].min(), squares["col"] - squares["col"].min()
    cells = {code: (int(r), int(c)) for code, r, c in zip(codes, rows, cols, strict=True)}
    rows_of = {mark: (name, cells[beside][0] + down) for mark, (name, beside, down) in ARCHIPELAGOS.items()}
    east = max(column for _, column in cells.values()) + 1
    if any((row, east - 1) in cells.values() for _, row in rows_of.values()):
        east += 1  # water lies between an archipelago and the coast
    islands = {mark: (name, (row, east)) for mark, (name, row) in rows_of.items()}
    places = [*cells.values(), *(cell for _, cell in islands.values())]
    return Layout(cells, islands, max(r for r, _ in places) + 1, max(c for _, c in places) + 1)


@cache
def tile_lines(name: str, room: float, size: float) -> tuple[str, ...]:
    """Break a place name into lines that fit a tile; a name too long for it gets its usual short form."""
    lines = tuple(typography.wrap(name, room, size, balanced=True))
    forms = (lines, *TILE_NAMES.get(name, ()))
    fit = (form for form in forms if len(form) <= 2 and typography.widest(list(form), size) <= room)
    return next(fit, forms[-1])


def squares(
    axes: Axes,
    corners: Sequence[tuple[float, float]],
    side: float,
    fill: str | None,
    *,
    hatch: str | None = None,
) -> PathPatch:
    """Draw squares that look alike as one path.

    Parameters
    ----------
    axes
        A canvas in points.
    corners
        Upper left corner of each square.
    side
        Length of a side.
    fill, hatch
        Colour, or the hatch of squares without a colour.
    """
    corner = np.array([(0, 0), (side, 0), (side, side), (0, side), (0, 0)])
    outline = Path.make_compound_path(*(Path(corner + start, closed=True) for start in corners))
    look: dict[str, Any] = {"joinstyle": "round", "clip_on": False}
    edge = style.RULE if fill else style.HATCH
    patch = PathPatch(outline, fc=fill or style.PAPER, ec=edge, lw=0.6, hatch=hatch, **look)
    axes.add_patch(patch)
    if hatch:
        axes.add_patch(PathPatch(outline, fc="none", ec=style.RULE, lw=0.8, **look))
    return patch
