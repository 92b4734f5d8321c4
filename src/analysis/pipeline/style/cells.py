"""What the rules look at in a notebook."""

from nbformat import NotebookNode

LANGUAGE_TAGS = ("lang-vi", "lang-en")
ORDER = ("setup", "parameters", "load", "summary", "provenance")
"""Tags of the code cells every notebook has, in their order."""


def tags(cell: NotebookNode) -> list[str]:
    """Return the tags of a cell."""
    return list(cell.metadata.get("tags", []))


def numbered_code(notebook: NotebookNode) -> list[tuple[int, NotebookNode]]:
    """Return the code cells with their place in the notebook, counted from 1."""
    return [(number, cell) for number, cell in enumerate(notebook.cells, 1) if cell.cell_type == "code"]
