"""The project's graph of tasks, written for other programs: the same files go in, the same files come out.

What stands for code, words and parameters in this project's graph is no file and is left out, which spares
the others work; the notebook, the lock of the environment and every table that a task may read are in.
"""

import shlex
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from analysis.data import layout

LOCK = "requirements.lock"


@dataclass(frozen=True)
class Piece:
    """One task.

    Attributes
    ----------
    name
        As it is called in this project.
    reads, makes
        Files, as paths from the project's folder.
    """

    name: str
    reads: tuple[str, ...]
    makes: tuple[str, ...]


def pieces() -> list[Piece]:
    """Return every task of the project with the files that it reads and makes."""
    from analysis.pipeline import downloads, runs, tasks  # noqa: PLC0415 - only where it is exported

    every = runs.load()
    tables = {run.id: [*run.files(), run.source] for run in every}
    tables |= {one.name: list(one.tables) for one in downloads.planned(every, complete=True)}
    graph = tasks.graph(every, pages=layout.build() / "site", complete=True)
    return [
        Piece(
            task.name,
            _named([*_files(task.depends_on), *tables.get(task.name, []), layout.root() / LOCK]),
            _named(_files(task.produces)),
        )
        for task in graph
    ]


def _files(nodes: Any) -> list[Path]:
    """Return the files among the nodes of a task."""
    from pytask import PathNode  # noqa: PLC0415 - as above
    from pytask.tree_util import tree_leaves  # noqa: PLC0415 - as above

    return [Path(str(node.path)) for node in tree_leaves(nodes) if isinstance(node, PathNode)]


def _named(paths: Iterable[Path]) -> tuple[str, ...]:
    """Return paths from the project's folder, each once, in order."""
    return tuple(sorted({path.relative_to(layout.root()).as_posix() for path in paths}))


def lay_out(graph: Sequence[Piece], built: Path, folder: Path, *, made: bool = False) -> None:
    """Put the files that go into a graph, and are made by none of its tasks, into a folder.

    Parameters
    ----------
    graph
        The tasks.
    built
        A copy of the project in which everything was made.
    folder
        Where another program is to work; replaced.
    made
        Whether to put the files there, too, that tasks make.
    """
    shutil.rmtree(folder, ignore_errors=True)
    read = {file for piece in graph for file in piece.reads}
    makes = {file for piece in graph for file in piece.makes}
    for file in read | makes if made else read - makes:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(built / file, folder / file)


def _command(piece: Piece, built: Path) -> str:
    """Return the work of a task: its files, copied from where they were made."""
    return " && ".join(
        f"mkdir -p {shlex.quote(Path(file).parent.as_posix())} && "
        f"cp {shlex.quote(str(built / file))} {shlex.quote(file)}"
        for file in piece.makes
    )


def snakefile(graph: Sequence[Piece], built: Path) -> str:
    """Return the graph as snakemake reads it."""
    wanted = sorted(file for piece in graph for file in piece.makes)
    rules = [f"rule all:\n    input: {wanted!r}\n"]
    for number, piece in enumerate(graph):
        command = _command(piece, built).replace("{", "{{").replace("}", "}}")
        rules.append(
            f"rule task_{number}:\n    input: {list(piece.reads)!r}\n"
            f"    output: {list(piece.makes)!r}\n    shell: {command!r}\n"
        )
    return "\n".join(rules)


def dvc_file(graph: Sequence[Piece], built: Path) -> str:
    """Return the graph as dvc reads it; what is made is not copied into its cache."""
    stages = {
        f"task_{number}": {
            "cmd": _command(piece, built),
            "deps": list(piece.reads),
            "outs": [{file: {"cache": False}} for file in piece.makes],
        }
        for number, piece in enumerate(graph)
    }
    return yaml.safe_dump({"stages": stages}, allow_unicode=True, sort_keys=False, width=110)
