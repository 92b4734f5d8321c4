"""The look of every chart: typeface, colours, and the settings under which a chart is drawn.

Colours are chosen for readers who see colours differently and for print in grey. Text on any colour used
here reaches a contrast of 4.5 to 1 and lines and marks reach 3 to 1 against paper (WCAG 2.2, success criteria
1.4.3 and 1.4.11); the six regions also differ by the shape of their mark.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import font_source_sans_pro
import matplotlib
import matplotlib.style
import pandas as pd
import seaborn as sns
from matplotlib import font_manager
from matplotlib.colors import to_hex, to_rgb

from analysis.report.figures.inputs import FigureError, listed

FAMILY = "Uptake Sans"
"""Name under which matplotlib knows the packaged Source Sans Pro, whatever fonts the machine has."""

PAPER = "#ffffff"
INK = "#1b1f24"
MUTED = "#57606a"
RULE = "#6e7781"
GRID = "#d8dee4"
QUIET = "#8c959f"
ACCENT = "#0b4f8a"
CONTRAST = "#b84300"
BAND = "#e4e8ec"
HATCH = "#c3cad1"
SEA = "#f6f8fa"

UNDER_TEXT: dict[str, Any] = {"facecolor": PAPER, "edgecolor": "none", "pad": 1.0}
"""The ground of a text that stands on the lines of a grid."""

SEQUENTIAL = ("#e3eff7", "#b3d3e8", "#74aed4", "#2f78b3", "#0b3f73")
DIVERGING = ("#8a4a06", "#dba55f", "#f4f1ea", "#7db0d6", "#0b4f8a")

REGIONS: dict[str, tuple[str, str]] = {
    "red_river_delta": ("#d1345b", "o"),
    "northern_midlands_mountains": ("#0d1f47", "^"),
    "north_central_coast": ("#2d74b2", "s"),
    "central_highlands": ("#4a1f0c", "D"),
    "south_east": ("#7a1fd6", "X"),
    "mekong_delta": ("#966700", "v"),
}
"""Colour and mark of each of the six regions, by region id, in the order of the General Statistics Office."""

SERIES: tuple[tuple[str, str], ...] = (
    (ACCENT, "o"),
    (CONTRAST, "D"),
    ("#332633", "s"),
    ("#7300e6", "^"),
    ("#807060", "v"),
    ("#660000", "X"),
)
"""Colour and mark of the first, second … of several series that are not regions: names in these colours are
readable on paper, and no two are nearer than 25 in CIELAB for any kind of colour vision.
"""


@cache
def register_typeface() -> None:
    """Make the packaged Source Sans Pro (regular, bold, italic) known to matplotlib, once a session."""
    for face, weight, slant in (("", 400, "normal"), ("Bold", 700, "normal"), ("It", 400, "italic")):
        path = font_source_sans_pro.font_files_ttf[f"SourceSansPro{face}"]
        entry = font_manager.FontEntry(path, name=FAMILY, style=slant, weight=weight, size="scalable")
        font_manager.fontManager.ttflist.append(entry)


@contextmanager
def house_style() -> Iterator[None]:
    """Draw under the house style and leave matplotlib's settings as they were.

    Serves as a context (``with house_style():``) and as a decorator (``@house_style()``).
    """
    register_typeface()
    with as_file(files(__package__) / "house.mplstyle") as sheet, matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.style.use(sheet)
        yield


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0 (black) to 1 (white), as WCAG 2.2 defines it."""
    channels = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 (equal) to 21 (black on white), as WCAG 2.2 defines it."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def text_on(background: str) -> str:
    """Return the ink, white or black, that is readable (4.5 to 1) on a background."""
    for ink in (INK, PAPER):
        if contrast(ink, background) >= 4.5:
            return ink
    return "#010101"


def scale(n: int, *, diverging: bool = False) -> list[str]:
    """Return ``n`` colours from light to dark, or from one dark end over pale to the other."""
    anchors = DIVERGING if diverging else SEQUENTIAL
    if n == len(anchors):
        return list(anchors)
    if n == 1:
        return [anchors[len(anchors) // 2]]
    return [to_hex(colour) for colour in sns.blend_palette(anchors, n)]


def region_marks(regions: "pd.Series[Any]", codes: "pd.Index[Any]") -> dict[str, tuple[str, str]]:
    """Return colour and mark of each place from its region id.

    Raises
    ------
    FigureError
        When a place has no region, or a region id is unknown.
    """
    absent = [code for code in codes if code not in regions.index]
    unknown = sorted({str(r) for r in regions.reindex(codes).dropna()} - set(REGIONS))
    if absent or unknown:
        what = f"no region for {listed(absent)}" if absent else f"unknown region {listed(unknown)}"
        raise FigureError(
            f"regions: {what}; pass a region id of provinces() for every place: {', '.join(REGIONS)}"
        )
    return {str(code): REGIONS[str(regions[code])] for code in codes}
