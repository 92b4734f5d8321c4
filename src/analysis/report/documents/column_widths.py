"""How wide the columns of a table are, decided once so that PDF and Word show the same table.

Figures never break, so a column of figures is at least as wide as its longest figure; what is left goes to
the columns that hold words, by how much they say. Widths are measured on the glyphs of the house typeface.
"""

from itertools import pairwise

from analysis.report.documents.errors import DocumentError
from analysis.report.figures import typography
from analysis.report.tables import Table

SIZE = 8.75
"""Size in points of the words of a table, unless said otherwise."""
PADDING = 8.5
"""Space in points between one column and the next, unless said otherwise."""
LONGEST = 29.0
"""Width, as a multiple of the size, beyond which more words add lines, not width."""
HEADER_LINES = 3
"""Lines on which a header should have room, before cells get theirs on one."""
NARROWEST = 0.6
"""Share of the room that every table takes, so that short tables line up with each other."""


def column_widths(table: Table, room: float, size: float = SIZE, padding: float = PADDING) -> list[float]:
    """Return the share of the room that each column takes; a table of few words leaves some of it free.

    Parameters
    ----------
    table
        The table.
    room
        The width in points that it may take.
    size, padding
        Size of its words, and space between one column and the next, in points.

    Raises
    ------
    DocumentError
        The longest words and figures do not fit side by side.

    Notes
    -----
    Nearly as browsers lay out tables. Every column has a least width (its longest word, its longest figure),
    a fair one (its header on a few lines), a good one (its longest cell on one line) and a full one (its
    header on one line too); the room goes to the first, then in proportion to what lacks to the second, and
    so on. A table that needs less than the room is not stretched, so that the eye finds from a name to its
    figure.
    """
    columns = [_widths(table, place, size) for place in range(len(table.heads))]
    stages = [[width + padding for width in stage] for stage in zip(*columns, strict=True)]
    if sum(stages[0]) > room:
        found = f"its columns need {sum(stages[0]):.0f} points beside each other and have {room:.0f}"
        raise DocumentError(table.caption, found, "leave a column out or shorten the longest words")
    for less, more in pairwise(stages):
        if sum(more) > room:
            step = (room - sum(less)) / (sum(more) - sum(less))
            return [(low + (high - low) * step) / room for low, high in zip(less, more, strict=True)]
    words = [words for _, _, words in table.heads]
    rest = max(0.0, NARROWEST * room - sum(stages[-1])) / sum(words)
    return [(width + rest * word) / room for width, word in zip(stages[-1], words, strict=True)]


def _widths(table: Table, place: int, size: float) -> tuple[float, float, float, float]:
    """Return the least, the fair, the good and the full width of a column, in points."""
    label, unit, words = table.heads[place]
    cells = list(dict.fromkeys(line[place] for line in table.lines))
    unbroken = list(dict.fromkeys(word for cell in cells for word in cell.split(" "))) if words else cells
    longest = typography.widest([*label.split(" "), *unit.split(" ")], size, "bold")
    header = min(LONGEST * size, typography.width(label, size, "bold"))
    least = max(longest, typography.widest(unbroken, size))
    fair = max(least, 1.1 * header / HEADER_LINES)
    good = max(fair, min(LONGEST * size, typography.widest(cells, size)))
    return least, fair, good, max(good, header)
