"""The files of ``data/processed`` as typed tables, with a record of which were read in this process."""

from functools import lru_cache
from pathlib import Path

import pandas as pd

from analysis.data import layout, processed_tables
from analysis.data.errors import InputError, Problem
from analysis.data.replacement import recover

_REMEDY = "run `uptake build`, which makes all tables from data/raw"

_read_files: set[str] = set()


def table(name: str) -> pd.DataFrame:
    """Return a rebuilt table by its name, the reader's own to change.

    Raises
    ------
    InputError
        The table has not been built, or is not as this version of the project writes it.
    """
    path = layout.processed() / f"{name}.csv"
    file = path.relative_to(layout.root()).as_posix()
    if not path.is_file():
        recover(layout.processed())
    if not path.is_file():
        raise InputError([Problem(file, "the table has not been built", _REMEDY)])
    record(path)
    state = path.stat()
    try:
        return _parsed(path, (state.st_mtime_ns, state.st_size)).copy()
    except (LookupError, ValueError) as error:
        rule = f"the table is not as this version of the project writes it ({error})"
        raise InputError([Problem(file, rule, _REMEDY)]) from error


def record(path: Path) -> None:
    """Add a file of the project to those read in this process."""
    _read_files.add(path.relative_to(layout.root()).as_posix())


def reads() -> list[str]:
    """Return the files read so far in this process: paths from the project's folder, sorted."""
    return sorted(_read_files)


def forget() -> None:
    """Start the record of files read anew."""
    _read_files.clear()


@lru_cache(maxsize=16)
def _parsed(path: Path, _state: tuple[int, int]) -> pd.DataFrame:
    return processed_tables.parse(path.read_bytes())
