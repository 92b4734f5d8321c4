"""Cells and notebooks as the pages' sources need them.

nbformat holds every cell that it makes or reads to its schema, one after the other; that took longer than all
the rest of writing a page's source. What is read here was checked when it was executed, and what is written
is read by the typesetter alone.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import nbjson

HTML = "text/html"


def read(executed: Path) -> NotebookNode:
    """Return an executed notebook."""
    notebook: NotebookNode = nbjson.reads(executed.read_text(encoding="utf-8"))
    return notebook


def markdown(text: str) -> NotebookNode:
    """Return a cell of Markdown."""
    return NotebookNode(cell_type="markdown", source=text, metadata=NotebookNode())


def code(source: str, html: str | None = None, *, tags: Sequence[str] = ()) -> NotebookNode:
    """Return a cell of code that shows a piece of HTML, or nothing."""
    outputs = []
    if html is not None:
        data = NotebookNode({HTML: html})
        outputs = [NotebookNode(output_type="display_data", data=data, metadata=NotebookNode())]
    metadata = NotebookNode(tags=list(tags)) if tags else NotebookNode()
    return NotebookNode(
        cell_type="code", source=source, metadata=metadata, outputs=outputs, execution_count=None
    )


def numbered(cells: Sequence[NotebookNode]) -> NotebookNode:
    """Return cells as a notebook of Python, with ids that are the same in every build."""
    for at, cell in enumerate(cells, start=1):
        cell["id"] = f"cell-{at}"
    language = NotebookNode(language_info=NotebookNode(name="python"))
    return NotebookNode(cells=list(cells), metadata=language, nbformat=4, nbformat_minor=5)


def write(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook; equal ones give equal bytes."""
    path.write_text(json.dumps(notebook, ensure_ascii=False, sort_keys=True), encoding="utf-8", newline="\n")
