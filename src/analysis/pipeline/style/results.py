"""Rules for what cells show: executed in order, tables and figures of the package, each with its reading."""

import re
from collections.abc import Iterator

from nbformat import NotebookNode

from analysis.pipeline.style.cells import LANGUAGE_TAGS, ORDER, numbered_code, tags

FIGURE = "image/svg+xml"


def executed_in_order(notebook: NotebookNode) -> Iterator[str]:
    """Find every code cell executed, from 1 to the last, without an error or a warning."""
    for count, (number, cell) in enumerate(numbered_code(notebook), 1):
        if cell.execution_count != count:
            yield f"cell {number}: executed as {cell.execution_count}, not {count}; uptake notebooks mends it"
        if not cell.source.strip():
            yield f"cell {number}: is empty; delete it"
        if "injected-parameters" in tags(cell):
            yield f"cell {number}: holds injected parameters; run it with its defaults: uptake notebooks"
        for output in cell.outputs:
            if output.output_type == "error":
                yield f"cell {number}: stored the error {output.ename}; mend the cell, then uptake notebooks"
            elif output.get("name") == "stderr":
                yield f"cell {number}: stored a warning or log line; remove its cause, do not filter it"


def outputs(notebook: NotebookNode) -> Iterator[str]:
    """Look at tables and figures: the package's own, with text alternatives, data and a reading."""
    tables = {
        number
        for number, cell in numbered_code(notebook)
        if any(_is_table(output) for output in cell.outputs)
    }
    for number, cell in numbered_code(notebook):
        for output in cell.outputs:
            data = output.get("data", {})
            if "image/png" in data or "image/jpeg" in data:
                yield f"cell {number}: a picture made of dots; show a figure of the package, drawn in lines"
            if 'class="dataframe"' in data.get("text/html", ""):
                yield f"cell {number}: a bare data frame; show it with tables.Table"
            if FIGURE in data and not output.metadata.get(FIGURE, {}).get("alt", "").strip():
                yield f"cell {number}: the figure has no text alternative; pass alt="
            if FIGURE in data and not tables & set(_section(notebook, number)):
                yield f"cell {number}: no table in its section shows the figure's data; add one (folded=True)"
        shows = any(FIGURE in output.get("data", {}) or _is_table(output) for output in cell.outputs)
        if shows and not set(tags(cell)) & set(ORDER):
            yield from _reading(notebook, number)


def _is_table(output: NotebookNode) -> bool:
    return "<table" in output.get("data", {}).get("text/html", "")


def _section(notebook: NotebookNode, number: int) -> range:
    """Return the numbers of the cells between the second-level headings around a cell."""
    heads = [
        n
        for n, cell in enumerate(notebook.cells, 1)
        if cell.cell_type == "markdown"
        and "lang-vi" in tags(cell)
        and re.search(r"^## ", cell.source, re.MULTILINE)
    ]
    start = max((head for head in heads if head <= number), default=1)
    return range(start, min((head for head in heads if head > number), default=len(notebook.cells) + 1))


def _reading(notebook: NotebookNode, number: int) -> Iterator[str]:
    """Yield what is missing when no text of the section says how to read what it shows."""
    texts = [notebook.cells[n - 1] for n in _section(notebook, number)]
    for tag, words in zip(LANGUAGE_TAGS, ("**Đọc thế nào.**", "**Reading this.**"), strict=True):
        if not any(tag in tags(cell) and words in cell.source for cell in texts):
            yield f"cell {number}: no text tagged {tag} in its section begins with {words}"
