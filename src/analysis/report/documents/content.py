"""What a document says as plain data for the template: texts composed, figures as SVG, tables as cells.

The template takes every word from here as a value, never as markup, so that no sign in a text can be mistaken
for an instruction.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any
from unicodedata import normalize

from analysis.report.documents.column_widths import column_widths
from analysis.report.documents.document import (
    GUTTER,
    TEXT_WIDTH,
    Beside,
    Block,
    Document,
    Exhibit,
    Heading,
    KeyFigures,
    PageBreak,
    Paragraph,
    Points,
    Statements,
)
from analysis.report.documents.errors import DocumentError
from analysis.report.figures import Figure, typography
from analysis.report.tables import Table

Data = dict[str, Any]

HIGHEST = 690.0
"""Height in points that a figure may have: a page with a heading above it."""
SMALLEST = 0.7
"""How far a figure may be shrunk: its smallest words, of 9 points, stay readable on paper."""
LARGE = 20.0
"""Size in points of key figures, where their columns have room for it."""


def composed(text: str) -> str:
    """Return a text in composed characters (NFC), on one line."""
    return normalize("NFC", re.sub(r"[ \t\r\n]+", " ", text).strip(" "))


def as_data(document: Document) -> Data:
    """Return a document as data that JSON can hold."""
    language = document.language
    page = language.say("Page {page} of {pages}", page="{page}", pages="{pages}")
    return {
        "title": composed(document.title),
        "subtitle": composed(document.subtitle),
        "language": language.code,
        "edition": composed(document.edition),
        "page": re.split(r"\{page\}|\{pages\}", page),
        "blocks": _blocks(document.blocks, TEXT_WIDTH),
        "colophon": _all(document.colophon),
    }


def _all(texts: Iterable[str]) -> list[str]:
    return [composed(text) for text in texts]


def _blocks(blocks: Iterable[Block], room: float) -> list[Data]:
    return [WRITERS[type(block)](block, room) for block in blocks]


def _heading(block: Heading, room: float) -> Data:
    return {"kind": "heading", "text": composed(block.text), "level": block.level}


def _paragraph(block: Paragraph, room: float) -> Data:
    return {"kind": "paragraph", "text": composed(block.text), "tone": block.tone}


def _points(block: Points, room: float) -> Data:
    return {"kind": "points", "items": _all(block.items), "numbered": block.numbered}


def _key_figures(block: KeyFigures, room: float) -> Data:
    figures = [
        {
            "written": composed(figure.written),
            "measure": composed(figure.measure),
            "beside": composed(figure.beside),
        }
        for figure in block.figures
    ]
    column = room / len(figures) - 20
    unbroken = [part for figure in figures for part in figure["written"].split(" ")]
    size = min(LARGE, LARGE * column / typography.widest(unbroken, LARGE, "bold"))
    return {"kind": "key_figures", "figures": figures, "size": size}


def _statements(block: Statements, room: float) -> Data:
    results = [
        {
            "sentence": composed(result.sentence),
            "measure": composed(result.measure),
            "letter": (result.letter or "").lower(),
            "strength": composed(result.strength),
            "why": composed(result.why),
        }
        for result in block.results
    ]
    return {"kind": "statements", "results": results}


def _exhibit(block: Exhibit, room: float) -> Data:
    shown = block.shown
    return _figure(shown, block.width * room) if isinstance(shown, Figure) else _table(shown, room)


def _figure(figure: Figure, room: float) -> Data:
    """Say how wide a figure is shown, in points: what is drawn fills the room, the paper around it does not.

    Raises
    ------
    DocumentError
        The figure would be shrunk beyond reading, or is higher than a page.
    """
    drawn, height, margin = figure.measures
    scale = min(1.0, room / (drawn - 2 * margin))
    if scale < SMALLEST:
        found = f"drawn {drawn:.0f} points wide and to be shown on {room:.0f}: its words become too small"
        raise DocumentError(figure.title, found, "draw it narrower or give it more of the text's width")
    if height * scale > HIGHEST:
        found = f"{height * scale:.0f} points high where a page has room for {HIGHEST:.0f}"
        raise DocumentError(figure.title, found, "draw it lower or show it smaller, Exhibit(…, width=…)")
    alt = composed(figure.alt)
    return {"kind": "figure", "svg": figure.svg, "alt": alt, "width": drawn * scale, "margin": margin * scale}


def _table(table: Table, room: float) -> Data:
    lines = [_all(line) for line in table.lines]
    return {
        "kind": "table",
        "caption": composed(table.caption),
        "heads": [
            {"label": composed(label), "unit": composed(unit), "words": words}
            for label, unit, words in table.heads
        ],
        "lines": lines,
        "none": "" if lines else table.language.say("No rows."),
        "widths": column_widths(table, room),
        "note": composed(table.note or ""),
        "source": composed(str(table.source or "")),
    }


def _beside(block: Beside, room: float) -> Data:
    columns = room - GUTTER
    return {
        "kind": "beside",
        "left": _blocks(block.left, columns * block.share),
        "right": _blocks(block.right, columns * (1 - block.share)),
        "share": block.share,
    }


def _page_break(block: PageBreak, room: float) -> Data:
    return {"kind": "page_break"}


WRITERS: dict[type, Callable[[Any, float], Data]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Points: _points,
    KeyFigures: _key_figures,
    Statements: _statements,
    Exhibit: _exhibit,
    Beside: _beside,
    PageBreak: _page_break,
}
"""How each kind of block is written down."""
