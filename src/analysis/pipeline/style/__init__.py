"""The house style of notebooks as rules; each names the cell and says how to mend it.

A notebook is a sequence: title, scope, set-up, parameters, check and load, questions, sensitivity, headline
results, how it was made; every text in Vietnamese and English, one after the other.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from analysis.pipeline.normalise import is_normal
from analysis.pipeline.style import prose, results, source, structure

RULES: tuple[Callable[[NotebookNode], Iterator[str]], ...] = (
    results.executed_in_order,
    structure.title,
    structure.twins,
    structure.order,
    structure.parameters,
    structure.proportion,
    source.code_cells,
    results.outputs,
    prose.texts,
    prose.shown,
)


LARGEST = 500_000
"""Bytes of a notebook file."""


def file_faults(path: Path) -> list[str]:
    """Return everything in a notebook file that departs from the house style, with the file's name.

    Parameters
    ----------
    path
        The file.
    """
    found = faults(nbformat.read(path, as_version=4))
    if not re.fullmatch(r"\d\d_[a-z0-9_]+|_template", path.stem):
        found.append("a notebook is called by two digits and a name, such as 02_inputs_and_uptake")
    if path.stat().st_size > LARGEST:
        found.append(f"{path.stat().st_size:,} bytes; at most {LARGEST:,}: show fewer or simpler figures")
    if not is_normal(path):
        found.append("is not in its normal form; run: uptake tidy")
    return [f"{path.name}: {fault}" for fault in found]


def text_faults() -> list[str]:
    """Return what catalogues, descriptions, pages and READMEs claim beyond the figures, with their place."""
    from analysis.report.lint import lint, texts  # noqa: PLC0415 - rules for one notebook do without

    written = [*texts.catalogue(), *texts.descriptions(), *texts.site(), *texts.readmes()]
    return [f"{text.place}: {fault}" for text in written for fault in lint(text.content, text.language)]


def faults(notebook: NotebookNode) -> list[str]:
    """Return everything in a notebook that departs from the house style; empty when nothing does.

    Parameters
    ----------
    notebook
        An executed notebook.
    """
    return [fault for rule in RULES for fault in rule(notebook)]
