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
from analysis.report.figures import Figure
from analysis.report.tables import Table

Data = dict[str, Any]

TEXT_WIDTH = 481.9
"""Width in points of the text on a page: A4 less 20 mm on either side."""
GUTTER = 17.0
"""Space in points between two columns."""


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
    return {"kind": "key_figures", "figures": figures}


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
    if isinstance(shown, Figure):
        return {"kind": "figure", "svg": shown.svg, "alt": composed(shown.alt), "width": block.width}
    return _table(shown, room)


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
