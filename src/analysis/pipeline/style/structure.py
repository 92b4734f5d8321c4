"""Rules for the order of a notebook: title, twins of texts, fixed parts, parameters."""

import re
from collections.abc import Iterator

from nbformat import NotebookNode

from analysis.pipeline import parameter_cells
from analysis.pipeline.style.cells import LANGUAGE_TAGS, ORDER, numbered_code, tags

CALLS = {
    "load": "parameters.check(",
    "summary": "results.summary(",
    "provenance": "provenance.how_this_was_made(",
}
"""What the cell with a tag calls."""


def twins(notebook: NotebookNode) -> Iterator[str]:
    """Find every text in Vietnamese, then at once in English, built alike."""
    texts = [(n, cell) for n, cell in enumerate(notebook.cells, 1) if cell.cell_type == "markdown"]
    place = 0
    while place < len(texts):
        number, cell = texts[place]
        marks = [tag for tag in tags(cell) if tag in LANGUAGE_TAGS]
        following = texts[place + 1] if place + 1 < len(texts) else None
        if marks != ["lang-vi"]:
            yield f"cell {number}: tag it lang-vi or lang-en, Vietnamese first, one text a cell"
            place += 1
        elif following is None or following[0] != number + 1 or "lang-en" not in tags(following[1]):
            yield f"cell {number}: its English twin, tagged lang-en, must follow at once"
            place += 1
        else:
            if _shape(cell.source) != _shape(following[1].source):
                yield f"cells {number} and {number + 1}: the twins differ in headings, tables or lists"
            place += 2


def _shape(source: str) -> list[str]:
    """Return how a text is built: levels of headings, rows of tables, items of lists."""
    marks = [re.match(r"\s*(#{1,6}(?= )|\||[-*](?= )|\d+\.(?= ))", line) for line in source.splitlines()]
    return [re.sub(r"\d+", "1", mark.group(1)) for mark in marks if mark]


def title(notebook: NotebookNode) -> Iterator[str]:
    """Find one first-level heading a language, at the top."""
    for tag in LANGUAGE_TAGS:
        found = [
            number
            for number, cell in enumerate(notebook.cells, 1)
            if cell.cell_type == "markdown" and tag in tags(cell)
            for line in cell.source.splitlines()
            if line.startswith("# ")
        ]
        if found != [LANGUAGE_TAGS.index(tag) + 1]:
            yield f"{tag}: one heading with a single #, in the first cell of the language; found: {found}"


def order(notebook: NotebookNode) -> Iterator[str]:
    """Find the fixed parts once each, in their order; how it was made comes last."""
    placed = [(tag, number) for number, cell in numbered_code(notebook) for tag in tags(cell) if tag in ORDER]
    found = [tag for tag, _ in placed]
    if found != list(ORDER):
        yield f"tag one code cell each, in this order: {', '.join(ORDER)}; found {found}"
        return
    cells = numbered_code(notebook)
    where = dict(placed)
    if cells[-1][0] != where["provenance"]:
        yield f"cell {cells[-1][0]}: nothing comes after the cell tagged provenance"
    if "nbval-ignore-output" not in tags(notebook.cells[where["provenance"] - 1]):
        yield f"cell {where['provenance']}: tag it nbval-ignore-output too, versions may differ"
    if [number for number, _ in cells[:3]] != [where[tag] for tag in ORDER[:3]]:
        yield "the first three code cells are setup, parameters and load"
    for tag, call in (
        ("load", "parameters.check("),
        ("summary", "results.summary("),
        ("provenance", "how_this_was"),
    ):
        if call not in notebook.cells[where[tag] - 1].source:
            yield f"cell {where[tag]}: the cell tagged {tag} calls {call}…"


def parameters(notebook: NotebookNode) -> Iterator[str]:
    """Read the parameters cell without running it; both tables above it name every parameter."""
    try:
        found = parameter_cells.declared(notebook.cells)
    except parameter_cells.ParameterCellError as error:
        yield f"parameters: {error}"
        return
    for parameter in found.values():
        if not parameter.help:
            yield f"parameters: {parameter.name} needs a comment on its line that says what it means"
        for tag in LANGUAGE_TAGS:
            texts = [cell.source for cell in notebook.cells if tag in tags(cell)]
            if not any(re.search(rf"^\| *`{parameter.name}` *\|", text, re.MULTILINE) for text in texts):
                yield f"parameters: the {tag} table above the cell has no row | `{parameter.name}` | …"


def proportion(notebook: NotebookNode) -> Iterator[str]:
    """Count the texts: about one for each code cell."""
    written = sum("lang-en" in tags(cell) for cell in notebook.cells)
    ratio = written / max(len(numbered_code(notebook)), 1)
    if not 0.6 <= ratio <= 2.5:
        yield f"{ratio:.1f} English texts for each code cell; about one is right, 0.6 to 2.5 allowed"
