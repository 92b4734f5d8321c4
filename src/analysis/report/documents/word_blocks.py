"""The blocks of a document in Word: each in its style, tables as tables, charts as pictures with texts."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from docx.shared import Pt

from analysis.report.documents.column_widths import column_widths
from analysis.report.documents.document import Beside, Block, Exhibit
from analysis.report.documents.errors import DocumentError
from analysis.report.documents.word_page import TEXT_WIDTH
from analysis.report.documents.word_styles import RIGHT
from analysis.report.documents.word_xml import (
    describe_picture,
    describe_table,
    mark_rows,
    new_numbering,
    number,
)
from analysis.report.figures import Figure
from analysis.report.tables import Table

Data = dict[str, Any]
DOTS = 200
"""Dots an inch at which charts are drawn: Word shows no SVG everywhere."""
CELL_SIZES = (11.0, 10.0, 9.0, 8.0)
"""Sizes in points for the words of a table: the first at which its columns fit the page."""
CELL_PADDING = 12.0
WIDER = 1.1
"""How much wider Word's typeface is than the one on which widths are measured, at most."""
TWIP = 635
"""Word counts lengths in twentieths of a point: so many of python-docx's units."""
TONES = {"body": "Normal", "lead": "Lead", "note": "Note", "caution": "Intense Quote"}


def write_blocks(word: Any, blocks: Iterable[Block], data: Iterable[Data]) -> None:
    """Write blocks, each with what it says as data, at the end of a document."""
    for block, said in zip(blocks, data, strict=True):
        if isinstance(block, Beside):
            write_blocks(word, block.left, said["left"])
            write_blocks(word, block.right, said["right"])
        elif isinstance(block, Exhibit):
            if isinstance(block.shown, Figure):
                _figure(word, block.shown, said)
            else:
                _table(word, block.shown, said)
        else:
            WRITERS[said["kind"]](word, said)


def _heading(word: Any, data: Data) -> None:
    word.add_paragraph(data["text"], style=f"Heading {data['level']}")


def _paragraph(word: Any, data: Data) -> None:
    word.add_paragraph(data["text"], style=TONES[data["tone"]])


def _points(word: Any, data: Data) -> None:
    style = "List Number" if data["numbered"] else "List Bullet"
    numbering = new_numbering(word, style)
    for item in data["items"]:
        number(word.add_paragraph(item, style=style), numbering)


def _key_figures(word: Any, data: Data) -> None:
    for figure in data["figures"]:
        paragraph = word.add_paragraph(style="Key Figure")
        paragraph.add_run(figure["written"]).bold = True
        paragraph.runs[0].font.size = Pt(16)
        paragraph.add_run(f" {figure['measure']}").bold = True
        word.add_paragraph(figure["beside"], style="Normal")


def _statements(word: Any, data: Data) -> None:
    numbering = new_numbering(word, "List Number")
    for result in data["results"]:
        paragraph = word.add_paragraph(result["sentence"], style="List Number")
        number(paragraph, numbering)
        if result["strength"]:
            paragraph.add_run(f" [{result['strength']}]").bold = True
        for more in (result["measure"], result["why"]):
            if more:
                paragraph.paragraph_format.keep_with_next = True
                word.add_paragraph(more, style="List Continue")


def _figure(word: Any, figure: Figure, data: Data) -> None:
    """Add a chart as a picture, as wide as in the PDF where the page has room for it."""
    width = min(TEXT_WIDTH, Pt(data["width"]))
    with TemporaryDirectory() as folder:
        picture = figure.save(Path(folder) / "figure.png", dpi=DOTS)
        run = word.add_paragraph(style="Figure").add_run()
        describe_picture(run.add_picture(str(picture), width=width), figure.title, data["alt"])


def _table(word: Any, shown: Table, data: Data) -> None:
    word.add_paragraph(data["caption"], style="Caption")
    lines = data["lines"] or [[data["none"]]]
    table = word.add_table(rows=1 + len(lines), cols=len(data["heads"]), style="Table Grid")
    size, shares = _fitting(shown)
    _set_widths(table, shares)
    rows = list(table.rows)
    for cell, head in zip(rows[0].cells, data["heads"], strict=True):
        _cell(cell, head["label"], "Table Head", head["words"])
        if head["unit"]:
            unit = cell.add_paragraph(head["unit"], style="Table Text")
            unit.alignment = None if head["words"] else RIGHT
    for row, line in zip(rows[1:], lines, strict=True):
        cells = row.cells if data["lines"] else [row.cells[0].merge(row.cells[-1])]
        for cell, text, head in zip(cells, line, data["heads"], strict=False):
            _cell(cell, text, "Table Text", head["words"])
    if size < CELL_SIZES[0]:
        _set_size(rows, size)
    mark_rows(table)
    describe_table(table, data["caption"], "; ".join(head["label"] for head in data["heads"]))
    for below in (data["note"], data["source"]):
        if below:
            word.add_paragraph(below, style="Note")


def _fitting(shown: Table) -> tuple[float, list[float]]:
    """Return the size of a table's words, and the share of the text's width that each column takes."""
    for size in CELL_SIZES[:-1]:
        with suppress(DocumentError):
            return size, column_widths(shown, TEXT_WIDTH.pt, size * WIDER, CELL_PADDING)
    return CELL_SIZES[-1], column_widths(shown, TEXT_WIDTH.pt, CELL_SIZES[-1] * WIDER, CELL_PADDING)


def _set_size(rows: list[Any], size: float) -> None:
    for row in rows:
        for cell in row.cells:
            for run in (run for paragraph in cell.paragraphs for run in paragraph.runs):
                run.font.size = Pt(size)


def _set_widths(table: Any, shares: list[float]) -> None:
    table.autofit = False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = int(TEXT_WIDTH * share) // TWIP * TWIP
        for cell in column.cells:
            cell.width = column.width


def _cell(cell: Any, text: str, style: str, words: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style, paragraph.text = style, text
    if not words:
        paragraph.alignment = RIGHT


def _page_break(word: Any, data: Data) -> None:
    """Break no page: a page of Word holds less, and breaks made for the PDF would leave half of it empty."""


WRITERS: dict[str, Callable[[Any, Data], None]] = {
    "heading": _heading,
    "paragraph": _paragraph,
    "points": _points,
    "key_figures": _key_figures,
    "statements": _statements,
    "page_break": _page_break,
}
"""How each kind of block is written."""
