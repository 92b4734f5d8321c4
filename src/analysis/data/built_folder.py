"""Where the readers of this process find the rebuilt tables: ``data/processed``, or for a while elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.data import layout


class _Process:
    """Where this process finds the tables, when not in ``data/processed``."""

    folder: Path | None = None


def folder() -> Path:
    """Return the folder whose tables the readers give."""
    return _Process.folder or layout.processed()


@contextmanager
def instead(folder: Path) -> Iterator[None]:
    """Let the readers of this process give the tables of another folder for a while.

    Parameters
    ----------
    folder : Path
        Tables as a build of the processed tables makes them.
    """
    _Process.folder = folder
    try:
        yield
    finally:
        _Process.folder = None
