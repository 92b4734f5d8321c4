"""Tile map: every place as a square of the same size, with its name and its figure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.report.figures import editions, inputs, style, typography
from analysis.report.figures.classes import Classes, classify
from analysis.report.figures.display import Figure
from analysis.report.figures.legend import Legend
from analysis.report.figures.measure import Measure
from analysis.report.figures.sheet import Sheet
from analysis.report.figures.tiles import (
    CROSSED,
    NOT_COMPARABLE,
    STRIPED,
    Layout,
    layout,
    squares,
    tile_lines,
)

if TYPE_CHECKING:
    from analysis.report.language import Language

PITCH = {"63": 42.0, "34": 46.0}
"""Distance of two squares in points."""
NAME_SIZE, VALUE_SIZE = 9.0, 9.5
GAPS, LINES = (2.0, 0.7), (10.3, 9.3)
"""Distance of two squares' sides, and of two base lines, on a page and on a phone."""
LEGEND = 106.0
"""Width in points that is free west of the waist on a phone."""
NARROWEST, NO_BREAK = 430.0, "\u00a0"


@editions.chart
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
    simulated: bool = False,
    digits: int = 2,
    unit: str = "none",
    classes: int | Sequence[float] = 5,
    centre: float | None = None,
    not_comparable: Collection[str] = (),
    tiles: pd.DataFrame | None = None,
) -> Figure:
    """Draw a tile map of Viet Nam.

    Every place is one square with its name and figure, so that the map can be read without colour. A place
    without a figure is hatched and shows an en dash; a place whose figure may not be compared is crossed,
    shows its figure with the sign ≠ and belongs to no class. Hoàng Sa and Trường Sa carry no value.

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
    simulated
        Whether the figures are simulated; see :class:`~analysis.report.figures.sheet.Sheet`.
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
        When a code is unknown, every figure is missing, or a figure is too long for a square.
    """
    figures = inputs.by_place(values, "tile_map, values", geography, language)
    grid = layout(geography, tiles)
    names = inputs.names(grid.cells, geography, language)
    apart = inputs.chosen(not_comparable, figures.dropna().index, "not_comparable")
    figures = figures.reindex(list(grid.cells))
    groups = classify(figures.drop(apart), classes, digits=digits, centre=centre)
    data = pd.DataFrame({"place": names, "value": figures, "class": groups.of.reindex(figures.index)})
    data.index.name = "code"
    measure = Measure(language, digits, unit)
    missing = int(figures.isna().sum())
    legend = Legend.of(
        groups, measure, missing=missing, not_comparable=len(apart), room=editions.either(inf, LEGEND)
    )
    pitch = editions.either(PITCH[geography], editions.current().room / grid.columns)
    room = editions.either(max(grid.columns * pitch, NARROWEST), editions.current().room)
    left = room - grid.columns * pitch
    beside = grid.free_rows(pitch, legend.width + 8, left)
    fits = beside[1] - beside[0] >= legend.height
    height = grid.rows * pitch
    sheet = Sheet(
        language=language,
        title=title,
        subtitle=subtitle,
        source=source,
        simulated=simulated,
        notes=[note],
        width=room + 2 * editions.current().margin,
        body_height=height if fits else height + legend.height + 8,
    )
    legend.draw(sheet, 0, (sum(beside) - legend.height) / 2 if fits else height + 8)
    drawn = _Map(sheet, measure, groups, apart, pitch, left, sheet.canvas())
    drawn.places(grid, data)
    drawn.islands(grid)
    return sheet.finish(data, alt=alt, digits=digits, describe=_extremes(data, measure))


@dataclass(frozen=True)
class _Map:
    """The squares of a map on its page; the first column begins at ``left``."""

    sheet: Sheet
    measure: Measure
    groups: Classes
    apart: list[str]
    pitch: float
    left: float
    axes: Axes

    @property
    def side(self) -> float:
        """Length of a square's side in points."""
        return self.pitch - editions.either(*GAPS)

    def places(self, grid: Layout, data: pd.DataFrame) -> None:
        """Draw every place with its name and figure."""
        for code, place, value, group in inputs.rows(data):
            fill = None if pd.isna(group) else self.groups.colours[group - 1]
            hatch = None if fill else (CROSSED if code in self.apart else STRIPED)
            corner = self._corner(grid.cells[code])
            tile = squares(self.axes, [corner], self.side, fill, hatch=hatch)
            shown = self.measure.shown(value) + (f" {NOT_COMPARABLE}" if code in self.apart else "")
            if typography.width(shown, VALUE_SIZE, "bold") > self.side - 1:
                raise inputs.FigureError(
                    f"{place}: {shown} is too long for a square; use thousands or fewer digits"
                )
            self.sheet.name(tile, f"place-{code}", f"{place}: {self.measure.spoken(value)}")
            lines = tile_lines(place, self.side - editions.either(3, 2), NAME_SIZE)
            self._write(corner, lines, shown, style.text_on(fill or style.PAPER))

    def islands(self, grid: Layout) -> None:
        """Draw the two archipelagos, which carry no value."""
        say = self.sheet.language.say
        for mark, (name, cell) in grid.islands.items():
            tile = squares(self.axes, [self._corner(cell)], self.side, style.SEA)
            self.sheet.name(tile, mark, say("{name} islands, without a figure", name=name))
            label, (x, y) = say("{name} islands", name=name.replace(" ", NO_BREAK)), self._corner(cell)
            if editions.narrow():  # what stands before the name stands above the square
                before, _, label = say("{name} islands", name=f"|{name}").rpartition("|")
                self.sheet.text(x + self.side / 2, y - 6, before.strip(), size=NAME_SIZE, ha="center")
            lines = typography.wrap(label, self.side - 1, NAME_SIZE, balanced=True)
            self._write((x, y), [line.replace(NO_BREAK, " ") for line in lines], "", style.INK)

    def _corner(self, cell: tuple[int, int]) -> tuple[float, float]:
        row, column = cell
        half = editions.either(*GAPS) / 2
        return self.left + column * self.pitch + half, row * self.pitch + half

    def _write(self, corner: tuple[float, float], lines: Sequence[str], value: str, colour: str) -> None:
        texts = [(line, NAME_SIZE, "regular") for line in lines] + (
            [(value, VALUE_SIZE, "bold")] if value else []
        )
        line = editions.either(*LINES)
        x, y = corner[0] + self.side / 2, corner[1] + self.side / 2 - (len(texts) - 1) * line / 2
        y -= editions.either(0.0, 0.6)
        for text, size, weight in texts:
            self.sheet.text(x, y, text, size=size, weight=weight, color=colour, ha="center")
            y += line


def _extremes(data: pd.DataFrame, measure: Measure) -> str:
    order = data.dropna(subset="value").sort_values("value", kind="stable")
    missing = len(data) - len(order)
    say = measure.language.say
    return say(
        "Tile map of Viet Nam: lowest {low} ({low_value}), highest {high} ({high_value}); {known}.",
        low=str(order["place"].iloc[0]),
        low_value=measure.spoken(order["value"].iloc[0]),
        high=str(order["place"].iloc[-1]),
        high_value=measure.spoken(order["value"].iloc[-1]),
        known=say("no figure for {count} places", count=missing)
        if missing
        else say("every place has a figure"),
    )
