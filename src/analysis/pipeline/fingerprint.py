"""What a run's result depends on, piece by piece: unchanged work is skipped, and a change can be named.

A fingerprint is a text of pieces and short digests, ``report/tables/table.py=1f0c…``, one a line: two of them
compared say which pieces changed, which were added and which went.
"""

import ast
import hashlib
import platform
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import analysis
from analysis.data import layout
from analysis.data.as_of import DELIVERIES
from analysis.data.provinces import SOURCE as PLACES

PACKAGE = "analysis"
SOURCE = Path(analysis.__file__).parent
LOCALE = SOURCE / "report" / "locale"
_LENGTH = 16


def digest(content: bytes | str) -> str:
    """Return a short digest of some content."""
    raw = content.encode("utf-8") if isinstance(content, str) else content
    return hashlib.sha256(raw).hexdigest()[:_LENGTH]


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
    """Return the names of the project's modules that a notebook's code imports directly."""
    code = [_joined(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    names: set[str] = set()
    for node in (node for source in code for node in ast.walk(_parsed(source))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    known = _graph().modules
    return {name for name in names if name in known}


def _parsed(source: str) -> ast.Module:
    """Return a cell's code; one that is not Python fails when it runs, not here."""
    try:
        return ast.parse(source)
    except SyntaxError:
        return ast.Module([], [])


@cache
def _graph() -> Any:
    import grimp  # noqa: PLC0415 - half a second, needed only where graphs are built

    return grimp.build_graph(PACKAGE, cache_dir=None)


def modules(direct: Iterable[str]) -> set[str]:
    """Return the modules that some modules import, directly or not, themselves and their packages included.

    A package imported by name counts with everything inside it, since it may load its parts only when asked.

    Parameters
    ----------
    direct
        Names of modules of the project, such as ``analysis.report.tables``.
    """
    graph = _graph()
    found: set[str] = set()
    waiting = {name for name in direct if name != PACKAGE}
    while waiting:
        name = waiting.pop()
        found.add(name)
        inside = set(graph.find_descendants(name)) if name.count(".") > 1 else set()
        waiting |= (set(graph.find_modules_directly_imported_by(name)) | inside) - found - {PACKAGE}
    parents = {name.rsplit(".", depth)[0] for name in found for depth in range(1, name.count(".") + 1)}
    return found | parents


def code(direct: Iterable[str]) -> dict[str, str]:
    """Return the pieces of code behind modules: their files, and styles and texts beside them."""
    files = {_file(name) for name in modules(direct)}
    beside = {
        path
        for folder in {file.parent for file in files}
        for path in folder.iterdir()
        if path.is_file() and path.suffix not in (".py", ".pyc")
    }
    return {path.relative_to(SOURCE).as_posix(): digest(path.read_bytes()) for path in files | beside}


def _file(module: str) -> Path:
    """Return the file of a module of the project."""
    path = SOURCE.joinpath(*module.split(".")[1:])
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def folder(path: Path) -> dict[str, str]:
    """Return the pieces of a folder, all files below it but compiled code."""
    files = [file for file in path.rglob("*") if file.is_file() and file.suffix != ".pyc"]
    return {file.relative_to(SOURCE).as_posix(): digest(file.read_bytes()) for file in files}


def messages(language: str) -> dict[str, str]:
    """Return the pieces of a language: its catalogues."""
    return folder(LOCALE / language) if (LOCALE / language).is_dir() else {}


def environment() -> dict[str, str]:
    """Return the pieces of the environment: the lock and the Python version."""
    lock = layout.root() / "requirements.lock"
    major, minor, _ = platform.python_version_tuple()
    return {
        "requirements.lock": digest(lock.read_bytes()) if lock.exists() else "none",
        "python": f"{major}.{minor}",
    }


def descriptions() -> dict[str, str]:
    """Return the pieces of the sources' descriptions, without the size and checksum of their tables.

    Labels, units, definitions and citations on a page come from here; the figures come from the files a run
    reads, so that a corrected figure starts only the runs that read it. The description of the deliveries
    says who sent what and when, which no page depends on.
    """
    every = sorted(layout.raw().glob("[!.]*/datapackage.yaml"))
    files = [file for file in every if file.parent.name != DELIVERIES]
    meant = {file: re.sub(rb"(?m)^\s*(bytes|hash):.*\n", b"", file.read_bytes()) for file in files}
    return {file.relative_to(layout.root()).as_posix(): digest(text) for file, text in meant.items()}


def places() -> dict[str, str]:
    """Return the pieces of the tables of places: names, codes and tile maps, which every page may show."""
    files = sorted((layout.raw() / PLACES).glob("*.csv"))
    return {file.relative_to(layout.root()).as_posix(): digest(file.read_bytes()) for file in files}
