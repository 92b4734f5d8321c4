"""Signs and what they stand for, one beside the other, in rows that end where the page ends."""

from collections.abc import Callable, Sequence

from matplotlib.axes import Axes

from analysis.report.figures import editions, typography
from analysis.report.figures.sheet import Sheet

SIZE, ROW, GAP = 9.0, 15.0, 16.0
Sign = Callable[[Axes, float, float], object]
"""Draws a sign on a canvas in points, from its left end at its middle height."""

Place = tuple[float, float, list[str]]
"""Left end, top and lines of an entry."""


def _places(texts: Sequence[str], sign: float, size: float, room: float) -> tuple[list[Place], float]:
    """Return where each entry stands, and the height of all; one wider than the room takes several lines."""
    places: list[Place] = []
    x, y, below = 0.0, 0.0, 0.0
    for text in texts:
        lines = typography.wrap(text, room - sign, size)
        width = sign + typography.widest(lines, size)
        if x and x + width > room:
            x, y = 0.0, below
        places.append((x, y, lines))
        x += width + GAP
        below = max(below, y + ROW + typography.height(len(lines) - 1, size))
    return places, below


def height(texts: Sequence[str], sign: float, *, size: float = SIZE) -> float:
    """Return the height in points of a key, at the width of the edition.

    Parameters
    ----------
    texts
        What the signs stand for.
    sign
        Width of a sign and of the gap behind it, in points.
    size
        Size of the letters.
    """
    return _places(texts, sign, size, editions.current().room)[1]


def draw(
    sheet: Sheet,
    entries: Sequence[tuple[str, Sign]],
    sign: float,
    *,
    size: float = SIZE,
    top: float = 0.0,
) -> None:
    """Draw a key, at the top of the body unless told otherwise.

    Parameters
    ----------
    sheet
        The page.
    entries
        What each sign stands for, and how it is drawn.
    sign
        Width of a sign and of the gap behind it, in points.
    size
        Size of the letters.
    top
        Where the key begins, in points of the body.
    """
    places, whole = _places([text for text, _ in entries], sign, size, sheet.room)
    axes = sheet.canvas(0, top, sheet.room, whole)
    for (x, y, lines), (_, drawn) in zip(places, entries, strict=True):
        drawn(axes, x, y + ROW / 2)
        for number, line in enumerate(lines):
            at = top + y + ROW / 2 + typography.height(number, size)
            sheet.text(x + sign, at, line, size=size)
