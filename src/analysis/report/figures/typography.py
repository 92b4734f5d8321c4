"""How wide a text is and where its lines break, measured on the glyphs themselves.

All lengths are in points. Measuring does not depend on a screen, so a layout is the same on every machine.
"""

import re
from functools import cache
from typing import Literal

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from analysis.report.figures import style

Slant = Literal["normal", "italic", "oblique"]
LEADING = 1.26
"""Distance of two base lines as a multiple of the size."""

SPACE = (0.15, 0.25)
"""What a space adds to the widths of the words beside it, as a multiple of the size: at least, at most."""


@cache
def font(size: float, weight: str = "regular", slant: Slant = "normal") -> FontProperties:
    """Return the house typeface at a size in points."""
    style.register_typeface()
    return FontProperties(family=style.FAMILY, size=size, weight=weight, style=slant)


def width(text: str, size: float, weight: str = "regular") -> float:
    """Return the width of one line of text in points."""
    return _natural(text, weight) * (size / text_to_path.FONT_SCALE) if text else 0.0


@cache
def _natural(text: str, weight: str) -> float:
    """Return the width of a text at the size at which matplotlib measures; other sizes are in proportion."""
    natural = font(text_to_path.FONT_SCALE, weight)
    return float(text_to_path.get_text_width_height_descent(text, natural, False)[0])


def widest(texts: list[str], size: float, weight: str = "regular") -> float:
    """Return the width in points of the widest of some texts, each of which may hold several lines."""
    lines = [line for text in texts for line in text.split("\n")]
    return max((width(line, size, weight) for line in lines), default=0.0)


def wrap(
    text: str, room: float, size: float, weight: str = "regular", *, balanced: bool = False
) -> list[str]:
    """Break a text into lines no wider than ``room`` points.

    Lines break at ordinary spaces only: a no-break space keeps a number and its unit together. A balanced
    text has lines of nearly equal width, as a headline should. A word wider than the room stays whole.
    """
    lines = _fill(text, room, size, weight)
    if not balanced or len(lines) == 1:
        return lines
    low, high = room / 2, room
    while high - low > 1:
        middle = (low + high) / 2
        if len(_fill(text, middle, size, weight)) > len(lines):
            low = middle
        else:
            high = middle
    return _fill(text, high, size, weight)


def _fill(text: str, room: float, size: float, weight: str) -> list[str]:
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in re.split(" +", paragraph.strip(" ")):
            longer = f"{line} {word}" if line else word
            if line and not _fits(longer, room, size, weight):
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return lines


def _fits(line: str, room: float, size: float, weight: str) -> bool:
    """Tell whether a line is no wider than the room; measured as a whole only where its words leave a doubt.

    Measuring costs a glyph's outline each time, and a paragraph is broken word by word.
    """
    words = line.split(" ")
    written = sum(width(word, size, weight) for word in words)
    least, most = (written + (len(words) - 1) * space * size for space in SPACE)
    if most <= room:
        return True
    return least <= room and width(line, size, weight) <= room


def height(lines: int, size: float) -> float:
    """Return the height in points of a number of lines."""
    return lines * size * LEADING
