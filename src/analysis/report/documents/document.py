"""What a document says, apart from how it looks: blocks of text, figures and tables in one language.

A document is written once and typeset by :mod:`analysis.report.documents.typeset` (PDF) and
:mod:`analysis.report.documents.word` (Word), so that both carry the same words and numbers.
"""

from dataclasses import dataclass
from typing import Literal

from analysis.report.figures import Figure
from analysis.report.language import Language
from analysis.report.tables import Table

Tone = Literal["body", "lead", "note", "caution"]

TEXT_WIDTH = 481.9
"""Width in points of the text on a typeset page: A4 less 20 mm on either side."""
GUTTER = 17.0
"""Space in points between the two columns of :class:`Beside`: a chart for the left one has
``share * (TEXT_WIDTH - GUTTER)`` points, not counting the paper on either side of what is drawn."""


@dataclass(frozen=True)
class Heading:
    """A heading; the document's title stands above level 1."""

    text: str
    level: Literal[1, 2] = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of plain text.

    ``lead`` opens a document or section with its main point, ``note`` is small print, ``caution`` says what
    may not be concluded.
    """

    text: str
    tone: Tone = "body"


@dataclass(frozen=True)
class Points:
    """A list of sentences; numbered when their order or number matters."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True)
class KeyFigure:
    """A number that stands out: as written with its unit, what it measures, and what makes it readable.

    ``beside`` carries the comparison, period and uncertainty, without which the number may not stand.
    """

    written: str
    measure: str
    beside: str


@dataclass(frozen=True)
class KeyFigures:
    """Two to four numbers side by side."""

    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True)
class Statement:
    """A headline result: its sentence, the strength of the evidence in a word, and why it is not higher.

    ``letter`` is the grade (``"A"`` … ``"X"``), None for plain description, which has no strength;
    ``strength`` says it in words, as :func:`analysis.report.claims.strength` does. Nothing else shows it: the
    letter only chooses the look of these words.
    """

    sentence: str
    measure: str = ""
    letter: str | None = None
    strength: str = ""
    why: str = ""


@dataclass(frozen=True)
class Statements:
    """Headline results one under the other, numbered."""

    results: tuple[Statement, ...]


@dataclass(frozen=True)
class Exhibit:
    """A figure or a table; ``width`` is the share that a figure takes of the text, or of its column, at most.

    A figure is never shown wider than it was drawn, and a table is as wide as its words need.
    """

    shown: Figure | Table
    width: float = 1.0


@dataclass(frozen=True)
class Beside:
    """Two columns of blocks side by side on a page; one after the other where there is no room (Word)."""

    left: tuple["Block", ...]
    right: tuple["Block", ...]
    share: float = 0.5
    """Share of the text width that the left column takes."""


@dataclass(frozen=True)
class PageBreak:
    """What follows begins a new page of the PDF; Word, whose pages hold less, breaks its own."""


Block = Heading | Paragraph | Points | KeyFigures | Statements | Exhibit | Beside | PageBreak


@dataclass(frozen=True)
class Document:
    """A document in one language.

    Attributes
    ----------
    title
        What it is called; also the title that programs show.
    subtitle
        Under the title: for whom, which places, which period.
    language
        Language of all its words, declared in the file for screen readers.
    blocks
        The content, in order.
    edition
        One line under the title and at the foot of every page: version, date of the figures.
    colophon
        Sentences at its end: sources, how to correct an error, when it is renewed, rights.
    pages
        Pages it may have when typeset; more is an error of whoever wrote it.
    """

    title: str
    subtitle: str
    language: Language
    blocks: tuple[Block, ...]
    edition: str
    colophon: tuple[str, ...] = ()
    pages: int = 2
