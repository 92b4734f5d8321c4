"""The files of ``data/processed`` as typed tables, with a record of which were read in this process."""

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import pandas as pd

from analysis.data import dataset as data_set
from analysis.data import layout, table_form, views
from analysis.data.built_folder import folder, instead
from analysis.data.dataset import Dataset
from analysis.data.errors import InputError, Problem
from analysis.data.replacement import recover

__all__ = ["folder", "forget", "instead", "reads", "record", "state", "table", "unrecorded"]

_REMEDY = "run `uptake build`, which makes all tables from data/raw"

_read_files: set[str] = set()


def table(name: str, asked: Dataset | None = None) -> pd.DataFrame:
    """Return a rebuilt table by its name, the reader's own to change.

    Parameters
    ----------
    name : str
        Name of the file, without its ending.
    asked : Dataset, optional
        The data set; what is the same for all of them is left to the rebuilt tables.

    Raises
    ------
    InputError
        The table has not been built, or is not as this version of the project writes it.
    """
    if asked is None or not asked.is_simulated:
        return _rebuilt(name)
    from analysis.data.simulation.tables import tables  # noqa: PLC0415 - published figures need no model

    data_set.given(asked)
    return tables(asked.world, asked.seed)[name].copy()


def state(name: str) -> Hashable:
    """Return what tells a table of the data set in use from what it was or will be; it counts as read.

    Parameters
    ----------
    name : str
        Name of the file, without its ending.

    Raises
    ------
    InputError
        As :func:`table`.
    """
    used, path = data_set.in_use(), folder() / f"{name}.csv"
    if used.is_simulated:
        return used
    _rebuilt(name)
    now = path.stat()
    return path, now.st_mtime_ns, now.st_size


def _rebuilt(name: str) -> pd.DataFrame:
    where = folder()
    path, file = where / f"{name}.csv", f"data/processed/{name}.csv"
    if not path.is_file():
        recover(where)
    if not path.is_file():
        raise InputError([Problem(file, "the table has not been built", _REMEDY)])
    _read_files.add(file)
    now = path.stat()
    try:
        # A write to the copy leaves what is kept alone: pandas copies what is written to.
        return _parsed(path, (now.st_mtime_ns, now.st_size)).copy(deep=False)
    except (LookupError, ValueError) as error:
        rule = f"the table is not as this version of the project writes it ({error})"
        raise InputError([Problem(file, rule, _REMEDY)]) from error


@contextmanager
def unrecorded() -> Iterator[None]:
    """Read tables for a while to tell of what was read, which adds nothing to it."""
    before = set(_read_files)
    try:
        yield
    finally:
        _read_files.intersection_update(before)


def record(path: Path) -> None:
    """Add a file of the project, read as a whole, to those read in this process."""
    views.note_file(path)
    _read_files.add(path.relative_to(layout.root()).as_posix())


def reads() -> list[str]:
    """Return the files read so far in this process: paths from the project's folder, sorted."""
    return sorted(_read_files)


def forget() -> None:
    """Start the record of files and of views anew."""
    _read_files.clear()
    views.forget()


@lru_cache(maxsize=32)
def _parsed(path: Path, _state: tuple[int, int]) -> pd.DataFrame:
    return table_form.parse(path.read_bytes())
