"""How wide the columns of a table are, decided once so that PDF and Word show the same table.

Figures never break, so a column of figures is at least as wide as its longest figure; what is left goes to
the columns that hold words, by how much they say. Widths are measured on the glyphs of the house typeface.
"""

from analysis.report.figures import typography
from analysis.report.tables import Table

SIZE = 9.0
"""Size in points at which widths are measured; shares hold for any size."""
PADDING = 9.0
"""Space in points between one column and the next."""
LONGEST = 260.0
"""Width in points beyond which more words add lines, not width."""


def column_widths(table: Table, room: float) -> list[float]:
    """Return the share of the table's width that each column takes; the shares add up to 1.

    Parameters
    ----------
    table
        The table.
    room
        Its width in points at a size of :data:`SIZE`.

    Notes
    -----
    As browsers lay out tables: every column has a least width (its longest word, its longest figure) and a
    wanted width (its longest cell on one line); what lies between is shared in proportion. Room to spare goes
    to the columns of words, so that figures that belong together stay close to each other.
    """
    lines = table.lines
    least, wanted = [], []
    for place, (label, unit, words) in enumerate(table.heads):
        cells = [line[place] for line in lines]
        head = [word for text in (label, unit) for word in text.split()]
        unbroken = [word for cell in cells for word in cell.split(" ")] if words else cells
        narrow = max(
            typography.widest(head, SIZE, "bold"), typography.widest(list(dict.fromkeys(unbroken)), SIZE)
        )
        wide = max(narrow, typography.widest(cells, SIZE), typography.width(label, SIZE, "bold"))
        least.append(narrow + PADDING)
        wanted.append(max(narrow, min(wide, LONGEST)) + PADDING)
    return _shared(least, wanted, [words for _, _, words in table.heads], room)


def _shared(least: list[float], wanted: list[float], words: list[bool], room: float) -> list[float]:
    """Share the room: least widths first, then towards the wanted ones, then the rest to words."""
    spare = room - sum(least)
    if spare <= 0:
        widths = least
    elif sum(wanted) >= room:
        step = spare / (sum(wanted) - sum(least))
        widths = [low + (high - low) * step for low, high in zip(least, wanted, strict=True)]
    else:
        rest = (room - sum(wanted)) / sum(words)
        widths = [width + rest * word for width, word in zip(wanted, words, strict=True)]
    whole = sum(widths)
    return [width / whole for width in widths]
