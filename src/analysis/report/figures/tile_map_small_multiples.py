"""Tile maps of several years beside one another, all with the same classes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analysis.report.figures import editions, inputs, style, typography
from analysis.report.figures.classes import Classes, classify
from analysis.report.figures.display import Figure
from analysis.report.figures.legend import Legend
from analysis.report.figures.measure import Measure
from analysis.report.figures.sheet import Sheet
from analysis.report.figures.tiles import CROSSED, NOT_COMPARABLE, STRIPED, Layout, layout, squares

if TYPE_CHECKING:
    from analysis.report.language import Language

SIZE, HEAD, GUTTER, LARGEST = 9.0, 18.0, 10.0, 20.0
MOST_BESIDE = (3, 2)
"""Maps beside one another, on a page and on a phone."""


@editions.chart
def tile_map_small_multiples(
    data: pd.DataFrame,
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
    not_comparable: Collection[object] = (),
    tiles: pd.DataFrame | None = None,
) -> Figure:
    """Draw one small tile map a year, with common classes; each square shows the number of its class.

    Parameters
    ----------
    data
        Figures; index: place codes, columns: years. A code that is absent counts as missing.
    geography
        ``"63"`` or ``"34"``.
    language
        Language of the chart.
    title, subtitle, source, alt, note, simulated
        Texts of the page and its mark; see :class:`~analysis.report.figures.sheet.Sheet`.
    digits, unit
        Decimals, and the unit id of the figures.
    classes
        Number of classes of about equal size over all years, or the bounds between classes.
    not_comparable
        Years whose figures may not be compared with the others: crossed, and of no class.
    tiles
        Layout (columns code, row, col); without it, the project's own.

    Raises
    ------
    FigureError
        When a code is unknown in the geography, every figure is missing, or a year is not in the frame.
    """
    figures = inputs.frame(data, "tile_map_small_multiples, data")
    figures.columns = pd.Index([str(year) for year in figures.columns])
    inputs.names(figures.index, geography, language)
    grid = layout(geography, tiles)
    apart = inputs.chosen(not_comparable, figures.columns, "not_comparable")
    figures = figures.reindex(list(grid.cells)).rename_axis("code")
    long = pd.concat({year: figures[year] for year in figures.columns if year not in apart})
    groups = classify(long, classes, digits=digits)
    measure = Measure(language, digits, unit)
    crossed = int(figures[apart].notna().sum().sum())
    missing = int(figures.isna().sum().sum())
    pitch, columns = _grid_size(grid, len(figures.columns))
    legend = Legend.of(
        groups, measure, missing=missing, not_comparable=crossed, years=True, room=grid.columns * pitch
    )
    block = HEAD + grid.rows * pitch + GUTTER
    rows = -(-len(figures.columns) // columns)
    beside = len(figures.columns) < rows * columns and block >= legend.height
    sheet = Sheet(
        language=language,
        title=title,
        subtitle=subtitle,
        source=source,
        simulated=simulated,
        notes=[language.say("The number in a square is the number of its class."), note],
        body_height=rows * block + (0 if beside else legend.height),
    )
    names = inputs.names(grid.cells, geography, language)
    maps = _Maps(sheet, measure, grid, names, figures, groups, pitch, columns)
    for number, year in enumerate(figures.columns):
        maps.draw(number, year, crossed=year in apart)
    corner = maps.corner(len(figures.columns))
    legend.draw(sheet, *((corner[0], corner[1] + HEAD) if beside else (0, rows * block)))
    return sheet.finish(figures, alt=alt, digits=digits, describe=maps.describe())


def _grid_size(grid: Layout, count: int) -> tuple[float, int]:
    """Return the distance of two squares and the number of maps beside one another."""
    columns = min(editions.either(*MOST_BESIDE), max(count, 2))
    room = (editions.current().room - (columns - 1) * GUTTER) / columns
    return min(room / grid.columns, LARGEST), columns


@dataclass(frozen=True)
class _Maps:
    """The maps on their page."""

    sheet: Sheet
    measure: Measure
    grid: Layout
    names: dict[str, str]
    data: pd.DataFrame
    groups: Classes
    pitch: float
    columns: int

    def corner(self, number: int) -> tuple[float, float]:
        """Return the upper left corner of a map in points."""
        width = self.grid.columns * self.pitch + GUTTER
        height = HEAD + self.grid.rows * self.pitch + GUTTER
        return number % self.columns * width, number // self.columns * height

    def draw(self, number: int, year: str, *, crossed: bool) -> None:
        """Draw the map of one year."""
        left, top = self.corner(number)
        head = f"{year} {NOT_COMPARABLE}" if crossed else year
        self.sheet.text(left, top + HEAD / 2 - 2, head, size=10.5, weight="bold")
        axes, side = self.sheet.canvas(), self.pitch - 1
        for (sign, fill, hatch), codes in self._alike(year, crossed).items():
            cells = [self._square(number, self.grid.cells[code]) for code in codes]
            drawn = squares(axes, cells, side, fill, hatch=hatch)
            places = ", ".join(f"{self.names[c]} {self.measure.shown(self.data[year].loc[c])}" for c in codes)
            self.sheet.name(drawn, f"class-{sign}-{year}", f"{year}, {sign}: {places}")
            ink = style.text_on(fill or style.PAPER)
            for x, y in cells:
                self.sheet.text(x + side / 2, y + side / 2, sign, size=SIZE, color=ink, ha="center")
        for mark, (name, cell) in self.grid.islands.items():
            x, y = self._square(number, cell)
            drawn = squares(axes, [(x, y)], side, style.SEA)
            spoken = self.sheet.language.say("{name} islands, without a figure", name=name)
            self.sheet.name(drawn, f"{mark}-{year}", spoken)
            half = typography.widest(name.split(), SIZE) / 2
            middle = min(x + side / 2, self.sheet.room + self.sheet.margin - half - 2)
            self.sheet.lines(name.split(), middle, y + side, size=SIZE, ha="center")

    def _square(self, number: int, cell: tuple[int, int]) -> tuple[float, float]:
        left, top = self.corner(number)
        return left + cell[1] * self.pitch, top + HEAD + cell[0] * self.pitch

    def _alike(self, year: str, crossed: bool) -> dict[tuple[str, str | None, str | None], list[str]]:
        """Return the places of one year by sign, fill and hatch."""
        alike: dict[tuple[str, str | None, str | None], list[str]] = {}
        numbers = {} if crossed else dict(self.groups.of.xs(year))
        for code, value in self.data[year].items():
            look: tuple[str, str | None, str | None]
            if pd.isna(value):
                look = (self.sheet.language.missing, None, STRIPED)
            elif crossed:
                look = (NOT_COMPARABLE, None, CROSSED)
            else:
                group = int(numbers[code])
                look = (str(group), self.groups.colours[group - 1], None)
            alike.setdefault(look, []).append(str(code))
        return alike

    def describe(self) -> str:
        """Say the median of every year, for the text alternative."""
        medians = [f"{year} {self.measure.spoken(self.data[year].median())}" for year in self.data.columns]
        return self.measure.language.say("Median of all places: {medians}.", medians="; ".join(medians))
