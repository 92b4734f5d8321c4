"""Bring an executed notebook into one form, so that two runs give the same bytes.

What differs from run to run without meaning anything is dropped: times, machine and version notes, marks that
editors leave, random identifiers, how printed text was cut into pieces. Code, text, tags and outputs stay.
"""

import hashlib
import os
import re
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

_KEPT_OF_A_CELL = ("tags", "jupyter", "mystnb", "editable", "deletable")
_DROPPED_OF_A_NOTEBOOK = (
    "papermill",
    "widgets",
    "vscode",
    "toc",
    "toc-autonumbering",
    "signature",
    "orig_nbformat",
)
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
_LANGUAGE = {"name": "python"}
INJECTED = "injected-parameters"


def normalise(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook without what two runs may differ in.

    Parameters
    ----------
    notebook
        Any notebook of format 4; it is left as it is.

    Returns
    -------
    NotebookNode
        A copy in format 4.5 with fixed kernel names, tags as the only marks on cells, identifiers that stay.
    """
    copy = nbformat.v4.upgrade(nbformat.from_dict(notebook))
    copy.nbformat_minor = 5
    for name in _DROPPED_OF_A_NOTEBOOK:
        copy.metadata.pop(name, None)
    copy.metadata["kernelspec"] = nbformat.from_dict(_KERNEL)
    copy.metadata["language_info"] = nbformat.from_dict(_LANGUAGE)
    taken: set[str] = set()
    for cell in copy.cells:
        _normalise_cell(cell, taken)
    return copy


def _normalise_cell(cell: NotebookNode, taken: set[str]) -> None:
    """Normalise one cell in place; `taken` collects the identifiers given so far."""
    cell.metadata = nbformat.from_dict(
        {key: cell.metadata[key] for key in _KEPT_OF_A_CELL if cell.metadata.get(key)}
    )
    cell["id"] = _identifier(cell, taken)
    taken.add(cell["id"])
    if cell.cell_type != "code":
        return
    cell.outputs = _joined(cell.outputs)
    for output in cell.outputs:
        if "execution_count" in output:
            output.execution_count = cell.execution_count
        output.pop("transient", None)


def _identifier(cell: NotebookNode, taken: set[str]) -> str:
    """Return the cell's own identifier when it is a lasting one, else one made from what the cell says."""
    if INJECTED in cell.metadata.get("tags", []):
        return INJECTED
    own = str(cell.get("id", ""))
    if re.fullmatch(r"[A-Za-z0-9_-]{1,64}", own) and own not in taken:
        return own
    stem = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:8]
    number = 1
    while (candidate := f"{stem}-{number}") in taken:
        number += 1
    return candidate


def _joined(outputs: list[Any]) -> list[Any]:
    """Return the outputs with neighbouring pieces of one stream joined: where a stream is cut is chance."""
    joined: list[Any] = []
    for output in outputs:
        last = joined[-1] if joined else None
        if (
            last is not None
            and output.output_type == "stream" == last.output_type
            and output.name == last.name
        ):
            last.text += output.text
        else:
            joined.append(output)
    return joined


def text_of(notebook: NotebookNode) -> str:
    """Return the one way a notebook is written: normalised, sorted keys, one space, a newline at the end."""
    return nbformat.writes(normalise(notebook), version=4).rstrip("\n") + "\n"


def write(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook, normalised; the file is replaced in one step, so nobody reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_text(text_of(notebook), encoding="utf-8", newline="\n")
    unfinished.replace(path)


def is_normal(path: Path) -> bool:
    """Tell whether a notebook file is already in its normal form."""
    return path.read_bytes() == text_of(nbformat.read(path, as_version=4)).encode("utf-8")
