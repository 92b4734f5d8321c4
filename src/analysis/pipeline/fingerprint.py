"""What a run's result depends on, piece by piece: unchanged work is skipped, and a change can be named.

A fingerprint is a text of pieces and short digests, ``report/tables/table.py=1f0c…``, one a line: two of them
compared say which pieces changed, which were added and which went.
"""

import ast
import platform
import re
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from analysis.data import layout
from analysis.pipeline import code_graph, translations
from analysis.pipeline.code_graph import PACKAGE, SOURCE
from analysis.pipeline.digests import digest

__all__ = [
    "SOURCE",
    "code",
    "descriptions",
    "differences",
    "digest",
    "environment",
    "folder",
    "imported",
    "messages",
    "modules",
    "notebook",
    "places",
    "sayable",
    "written",
]


def written(pieces: Mapping[str, str]) -> str:
    """Return pieces and their digests as one text, sorted."""
    return "\n".join(f"{name}={pieces[name]}" for name in sorted(pieces))


def differences(before: str, after: str) -> list[str]:
    """Return the names of the pieces that changed, came or went between two fingerprints, sorted."""
    old, new = _pieces(before), _pieces(after)
    return sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))


def _pieces(text: str) -> dict[str, str]:
    return dict(line.rsplit("=", 1) for line in text.splitlines() if "=" in line)


def notebook(cells: Iterable[Mapping[str, Any]]) -> str:
    """Return the digest of a notebook's code, text and tags; outputs and counts do not matter.

    Parameters
    ----------
    cells
        The notebook's cells, as in its file.
    """
    said = [
        (cell["cell_type"], _joined(cell["source"]), sorted(cell.get("metadata", {}).get("tags", [])))
        for cell in cells
    ]
    return digest(repr(said))


def _joined(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)


def imported(cells: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the names of the project's modules that a notebook's code imports directly.

    A package from which nothing but modules is imported is none of them: only these are used.
    """
    code = [_joined(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    known = code_graph.graph().imports
    names: set[str] = set()
    for node in (node for source in code for node in ast.walk(_parsed(source))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            parts = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= parts if parts <= known.keys() else parts | {node.module}
    return {name for name in names if name in known}


def _parsed(source: str) -> ast.Module:
    """Return a cell's code; one that is not Python fails when it runs, not here."""
    try:
        return ast.parse(source)
    except SyntaxError:
        return ast.Module([], [])


def modules(direct: Iterable[str]) -> set[str]:
    """Return the modules that some modules import, directly or not, themselves and their packages included.

    A package imported by name counts with everything inside it, since it may load its parts only when asked.

    Parameters
    ----------
    direct
        Names of modules of the project, such as ``analysis.report.tables``.
    """
    graph = code_graph.graph()
    found: set[str] = set()
    waiting = {name for name in direct if name != PACKAGE}
    while waiting:
        name = waiting.pop()
        found.add(name)
        inside = set(graph.inside(name)) if name.count(".") > 1 else set()
        waiting |= ({*graph.imports.get(name, ())} | inside) - found - {PACKAGE}
    parents = {name.rsplit(".", depth)[0] for name in found for depth in range(1, name.count(".") + 1)}
    return found | parents


def code(direct: Iterable[str]) -> dict[str, str]:
    """Return the pieces of code behind modules: their files, and the styles and texts that these read.

    A file beside the code counts for the modules that name it; one that none of the project's modules names
    counts for all of its folder.
    """
    graph, found = code_graph.graph(), modules(direct)
    files = {code_graph.file_of(name) for name in found}
    folders = {file.rpartition("/")[0] for file in files}
    for file, by in graph.named.items():
        if not found.isdisjoint(by) or (not by and file.rpartition("/")[0] in folders):
            files.add(file)
    return {file: graph.digests[file] for file in files}


def folder(path: Path) -> dict[str, str]:
    """Return the pieces of a folder, all files below it but compiled code."""
    files = [file for file in path.rglob("*") if file.is_file() and file.suffix != ".pyc"]
    return {file.relative_to(SOURCE).as_posix(): digest(file.read_bytes()) for file in files}


def messages(language: str) -> dict[str, str]:
    """Return the pieces of a language: its texts."""
    return translations.messages(language)


def sayable(
    pieces: Mapping[str, str], direct: Iterable[str], cells: Iterable[Mapping[str, Any]] = ()
) -> dict[str, str]:
    """Return those texts of a language that can be said by modules, by what they import, and by a notebook.

    Parameters
    ----------
    pieces
        Of the language (:func:`messages`).
    direct
        Names of modules of the project.
    cells
        Of the notebook.
    """
    said = code_graph.graph().said
    texts = {text for name in modules(direct) for text in said.get(name, ())}
    own = (_joined(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    return translations.among(pieces, texts | code_graph.literals(own))


def environment() -> dict[str, str]:
    """Return the pieces of the environment: the lock, and the versions that every page prints."""
    lock = layout.root() / "requirements.lock"
    return {
        "requirements.lock": digest(lock.read_bytes()) if lock.exists() else "none",
        "python": platform.python_version(),
        "version": metadata.version("uptake"),
    }


def descriptions() -> dict[str, str]:
    """Return the pieces of the sources' descriptions, without the size and checksum of their tables.

    Labels, units, definitions and citations on a page come from here; the figures come from the files a run
    reads, so that a corrected figure starts only the runs that read it. The description of the deliveries
    says who sent what and when, which no page depends on.
    """
    every = sorted(layout.raw().glob("[!.]*/datapackage.yaml"))
    files = [file for file in every if file.parent.name != layout.DELIVERIES]
    meant = {file: re.sub(rb"(?m)^\s*(bytes|hash):.*\n", b"", file.read_bytes()) for file in files}
    return {file.relative_to(layout.root()).as_posix(): digest(text) for file, text in meant.items()}


def places() -> dict[str, str]:
    """Return the pieces of the tables of places: names, codes and tile maps, which every page may show."""
    files = sorted((layout.raw() / layout.PLACES).glob("*.csv"))
    return {file.relative_to(layout.root()).as_posix(): digest(file.read_bytes()) for file in files}
