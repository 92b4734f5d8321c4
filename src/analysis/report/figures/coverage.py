"""Coverage: for how many places each variable is known, year by year."""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis.report.figures import editions, inputs, signs, style, typography
from analysis.report.figures.display import Figure
from analysis.report.figures.inputs import FigureError
from analysis.report.figures.sheet import Sheet
from analysis.report.figures.tiles import STRIPED

if TYPE_CHECKING:
    from analysis.report.language import Language

SIZE, ROW, HEAD, LABEL_ROOM, WIDEST_CELL, SIGN = 9.5, 20.0, 18.0, 190.0, 46.0, 17.0
SHARES = (0.25, 0.5, 0.75, 1.0)
"""Shares of all places at which a darker colour begins."""


@editions.chart
def coverage(
    counts: pd.DataFrame,
    *,
    total: int,
    language: "Language",
    title: str,
    subtitle: str,
    source: str,
    alt: str | None = None,
    note: str = "",
    simulated: bool = False,
    breaks: Mapping[str, Iterable[int]] | None = None,
    labels: Mapping[str, str] | None = None,
) -> Figure:
    """Draw how many places have a figure, one row a variable and one column a year.

    Parameters
    ----------
    counts
        Number of places with a figure; index: variables (names of the dictionary), columns: years. Zero or
        missing means that no place has one: the cell is hatched and shows an en dash.
    total
        How many places there are (63 or 34).
    language
        Language of the chart.
    title, subtitle, source, alt, note, simulated
        Texts of the page and its mark; see :class:`~analysis.report.figures.sheet.Sheet`.
    breaks
        By variable, the years in which its definition changed: a heavy stroke stands before the year.
    labels
        Label of each variable; without it, the short label of the dictionary.

    Raises
    ------
    FigureError
        When a count is negative, above the total or no whole number, or a break names an unknown variable.
    """
    data = inputs.frame(counts, "coverage, counts").fillna(0)
    if ((data < 0) | (data > total) | (data % 1 != 0)).to_numpy().any():
        raise FigureError(f"coverage: counts are whole numbers from 0 to {total}; count places, not shares")
    changes = {name: sorted(years) for name, years in (breaks or {}).items()}
    inputs.chosen(changes, data.index, "breaks")
    names = inputs.labels(data.index, labels, language)
    explained = language.say(
        "Heavy stroke: the definition changes; figures to both sides are not comparable."
    )
    sheet = Sheet(
        language=language,
        title=title,
        subtitle=subtitle,
        source=source,
        simulated=simulated,
        notes=[explained if any(changes.values()) else "", note],
        body_height=_key_height(language) + HEAD + len(data) * _row_height(names) + 4,
    )
    signs.draw(sheet, [(text, _sign(colour)) for text, colour in _key(language).items()], SIGN)
    _cells(sheet, data.astype(int), names, total, changes)
    shown = data.astype(int).set_axis(pd.Index(names.values(), name=counts.index.name), axis=0)
    return sheet.finish(shown, alt=alt, digits=0, describe=_describe(data, language, total))


def _colour(share: float) -> str | None:
    if share <= 0:
        return None
    return style.SEQUENTIAL[int(np.searchsorted(SHARES, share, side="right"))]


def _key(language: "Language") -> dict[str, str | None]:
    """Return the colour of each share, by how the share is written."""
    ends = [0, *(round(100 * s) for s in SHARES)]
    spans = [
        language.say("under {share}", share=language.percent(ends[1], 0)),
        *(
            language.say("{low} to under {high}", low=language.number(a, 0), high=language.percent(b, 0))
            for a, b in pairwise(ends[1:])
        ),
        language.say("all places"),
    ]
    return {**dict(zip(spans, style.SEQUENTIAL, strict=True)), language.say("no place"): None}


def _key_height(language: "Language") -> float:
    return signs.height(list(_key(language)), SIGN) + 3


def _sign(colour: str | None) -> signs.Sign:
    return lambda axes, x, y: _cell(axes, (x + 0.5, y - 6), (12, 12), colour)


def _labels_above() -> float:
    """Return the height of the line above the cells of a variable: on a phone its label stands there."""
    return editions.either(0.0, typography.height(1, SIZE) + 3)


def _row_height(names: dict[str, str]) -> float:
    lines = max(len(typography.wrap(name, editions.current().room, SIZE)) for name in names.values())
    return ROW + lines * _labels_above()


def _cells(
    sheet: Sheet, data: pd.DataFrame, names: dict[str, str], total: int, changes: dict[str, list[int]]
) -> None:
    needed = 0.0 if editions.narrow() else typography.widest(list(names.values()), SIZE) + 10
    cell = min((sheet.room - min(needed, LABEL_ROOM)) / len(data.columns), WIDEST_CELL)
    label_room = editions.either(sheet.room - cell * len(data.columns), 0.0)
    axes, head, height = sheet.canvas(), _key_height(sheet.language), _row_height(names)
    every = 1 if typography.width("2024", 9) + 2 < cell else 2
    for column, year in list(enumerate(data.columns))[::-every]:
        x = label_room + (column + 0.5) * cell
        sheet.text(x, head + HEAD / 2, str(year), size=9, ha="center", color=style.MUTED)
    for row, (variable, *counts) in enumerate(inputs.rows(data)):
        y = head + HEAD + (row + 1) * height - ROW
        _row_label(sheet, names[variable], label_room - 8, y + ROW / 2)
        for column, (year, count) in enumerate(zip(data.columns, counts, strict=True)):
            colour = _colour(count / total)
            x = label_room + column * cell
            patch = _cell(axes, (x + 0.75, y + 0.75), (cell - 1.5, ROW - 1.5), colour)
            sheet.name(patch, f"cell-{variable}-{year}", f"{names[variable]}, {year}: {count}/{total}")
            shown = sheet.language.integer(count) if count else sheet.language.missing
            ink = style.text_on(colour or style.PAPER)
            sheet.text(x + cell / 2, y + ROW / 2, shown, size=SIZE, color=ink, ha="center")
            if int(year) in changes.get(variable, []):
                axes.plot([x, x], [y, y + ROW], color=style.CONTRAST, linewidth=3, solid_capstyle="butt")


def _row_label(sheet: Sheet, text: str, room: float, middle: float) -> None:
    if editions.narrow():
        lines = typography.wrap(text, sheet.room, SIZE)
        top = middle - ROW / 2 - 1 - typography.height(len(lines), SIZE)
        sheet.lines(lines, 0, top, size=SIZE)
        return
    size = SIZE if typography.width(text, SIZE) <= room else 9.0
    lines = typography.wrap(text, room, size, balanced=True)
    if len(lines) > 2:
        raise FigureError(f"coverage: the label {text!r} takes over two lines; pass a shorter one in labels")
    for number, line in enumerate(lines):
        sheet.text(0, middle + (number - (len(lines) - 1) / 2) * 9.6, line, size=size)


def _cell(
    axes: Axes, corner: tuple[float, float], size: tuple[float, float], colour: str | None
) -> Rectangle:
    patch = Rectangle(
        corner,
        *size,
        fc=colour or style.PAPER,
        ec=style.RULE if colour else style.HATCH,
        lw=0.5,
        hatch=None if colour else STRIPED,
        joinstyle="round",
        clip_on=False,
    )
    axes.add_patch(patch)
    return patch


def _describe(data: pd.DataFrame, language: "Language", total: int) -> str:
    full = int((data == total).to_numpy().sum())
    empty = int((data == 0).to_numpy().sum())
    return language.say(
        "Of {cells} pairs of variable and year, {full} cover all {total} places and {empty} cover none.",
        cells=language.integer(data.size),
        full=language.integer(full),
        total=language.integer(total),
        empty=language.integer(empty),
    )
