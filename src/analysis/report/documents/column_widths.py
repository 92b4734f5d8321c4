"""How wide the columns of a table are, decided once so that PDF and Word show the same table.

Figures never break, so a column of figures is at least as wide as its longest figure; what is left goes to
the columns that hold words, by how much they say. Widths are measured on the glyphs of the house typeface.
"""

from analysis.report.documents.errors import DocumentError
from analysis.report.figures import typography
from analysis.report.tables import Table

SIZE = 9.0
"""Size in points of the words of a table, unless said otherwise."""
PADDING = 9.0
"""Space in points between one column and the next, unless said otherwise."""
LONGEST = 29.0
"""Width, as a multiple of the size, beyond which more words add lines, not width."""
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
    As browsers lay out tables: every column has a least width (its longest word, its longest figure) and a
    wanted width (its longest cell on one line); what lies between is shared in proportion. A table that wants
    less than the room is not stretched, so that the eye finds from a name to its figure.
    """
    lines = table.lines
    least, wanted = [], []
    for place, (label, unit, words) in enumerate(table.heads):
        cells = [line[place] for line in lines]
        head = [word for text in (label, unit) for word in text.split()]
        unbroken = [word for cell in cells for word in cell.split(" ")] if words else cells
        narrow = max(
            typography.widest(head, size, "bold"), typography.widest(list(dict.fromkeys(unbroken)), size)
        )
        wide = max(narrow, typography.widest(cells, size), typography.width(label, size, "bold"))
        least.append(narrow + padding)
        wanted.append(max(narrow, min(wide, LONGEST * size)) + padding)
    if sum(least) > room:
        found = f"its columns need {sum(least):.0f} points beside each other and have {room:.0f}"
        raise DocumentError(table.caption, found, "leave a column out or shorten the longest words")
    return _shared(least, wanted, [words for _, _, words in table.heads], room)


def _shared(least: list[float], wanted: list[float], words: list[bool], room: float) -> list[float]:
    """Share the room: least widths first, then the wanted ones; what lacks to the narrowest goes to words."""
    if sum(wanted) >= room:
        step = (room - sum(least)) / (sum(wanted) - sum(least))
        return [(low + (high - low) * step) / room for low, high in zip(least, wanted, strict=True)]
    rest = max(0.0, NARROWEST * room - sum(wanted)) / sum(words)
    return [(width + rest * word) / room for width, word in zip(wanted, words, strict=True)]
