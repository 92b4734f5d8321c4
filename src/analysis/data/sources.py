"""The tables in ``data/raw``, read as their packages describe them.

Reading is strict: a table is read only as its schema describes it, and all that does not fit is named at
once. See :mod:`analysis.data.checks` for the full check with keys, constraints and checksums.
"""

import os
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.data import cells, layout, package, rawtable
from analysis.data.errors import InputError, Problem
from analysis.data.package import Field, Source, Table
from analysis.data.replacement import put_back

__all__ = ["Field", "Reading", "Source", "Table", "attempt", "packages", "read", "sources", "table"]


# What a number parted by a comma looks like: 40,71 where a point is meant, 1,556 where nothing is.
_NEVER = re.compile(r"(?!)")
_PARTED = {"number": re.compile(r"[-−+]?[0-9.]+,[0-9]+"), "integer": re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")}


def sources() -> dict[str, Source]:
    """Return all sources by name, in alphabetical order.

    Returns
    -------
    dict of str to Source
        Kept in memory until a package changes on disk; do not change what is in it.

    Raises
    ------
    InputError
        A package cannot be read; all that cannot are named.
    """
    raw = layout.raw()
    return dict(_all_as_of(raw, _states(raw)))


def packages() -> list[Path]:
    """Return the packages in ``data/raw``, in alphabetical order; hidden folders are none of it."""
    raw = layout.raw()
    return [raw / name / package.FILE for name, _, _ in _states(raw)]


def _states(raw: Path) -> tuple[tuple[str, int, int], ...]:
    """Return folder, time of the last change and size of each package; asked for by the thousand."""
    names = _folders(raw)
    if replaced := [name for name in names if name.startswith(".") and name.endswith("-old")]:
        for name in replaced:
            # A folder whose replacement was killed half-way stands under this name.
            put_back(raw / name.removeprefix(".").removesuffix("-old"))
        names = _folders(raw)
    found = []
    for name in sorted(names):
        if name.startswith("."):
            continue
        try:
            now = os.stat(f"{raw}/{name}/{package.FILE}")  # noqa: PTH116 - as for names
        except (FileNotFoundError, NotADirectoryError):
            continue
        found.append((name, now.st_mtime_ns, now.st_size))
    return tuple(found)


def _folders(folder: Path) -> list[str]:
    """Return what is in a folder, which may not be there."""
    try:
        return os.listdir(folder)  # noqa: PTH208 - names alone, much faster than paths
    except (FileNotFoundError, NotADirectoryError):
        return []


def table(source: str, name: str) -> Table:
    """Return the description of a table; only the package of that source is read.

    Raises
    ------
    KeyError
        There is no such source or table; the message names those there are.
    InputError
        The package cannot be read.
    """
    path = layout.raw() / source / package.FILE
    if not path.is_file():
        known = ", ".join(path.parent.name for path in packages())
        raise KeyError(f"there is no source {source} in data/raw; there are {known}")
    tables = _source(path).tables
    if name not in tables:
        raise KeyError(f"source {source} has no table {name}; it has {', '.join(tables)}")
    return tables[name]


def read(source: str, name: str) -> pd.DataFrame:
    """Read a table as its schema types it.

    Parameters
    ----------
    source, name : str
        Folder and table, such as ``"dti", "dti"``.

    Returns
    -------
    pandas.DataFrame
        The columns of the schema in their order, with the default index. Text (codes too) is ``str``, a
        whole number or year ``int64`` (``Int64`` where one is missing), a number ``float64``, a date
        ``datetime64``. The column ``line`` holds the line of the file, the header being line 1.

    Raises
    ------
    InputError
        The file is broken, or a column or a cell is not what the schema declares; all problems are named.
    KeyError
        There is no such source or table.
    """
    described = table(source, name)
    reading = attempt(described)
    if reading.problems:
        raise InputError(reading.problems)
    rows = list(reading.rows.values())
    columns = {
        field.name: _column(field.type, [values[at] for values in rows])
        for at, field in enumerate(described.fields)
    }
    return pd.DataFrame(columns | {"line": pd.Series(list(reading.rows), dtype="int64")})


@dataclass(frozen=True)
class Reading:
    """What strict reading got out of a file.

    ``rows`` holds the typed values of the lines without a problem, by line, with None for what is
    missing. ``broken`` holds the lines that could not be split into the columns; ``whole`` is False when
    the header or the quotes are wrong, so that nobody can say which cell is which.
    """

    rows: dict[int, list[Any]]
    problems: list[Problem]
    broken: frozenset[int]
    whole: bool


def attempt(described: Table) -> Reading:
    """Read a table and collect all that is wrong with its lines, header and cells; raise nothing."""
    names = [field.name for field in described.fields]
    found, problems = rawtable.records(described.file, described.path, described.delimiter)
    wrong_header = rawtable.header_problems(described.path, found[0] or [], names) if found else []
    if wrong_header or not found:
        return Reading({}, problems + wrong_header, frozenset(), whole=False)
    rows, broken = {}, set()
    for line, record in enumerate(found[1:], start=2):
        if record and len(record) == len(names):
            wrong = _cell_problems(described, line, record)
            problems += wrong
            if not wrong:
                rows[line] = _values(described, record)
        else:
            broken.add(line)
            problems += [_length_problem(described, line, record)] if record else []
    return Reading(rows, problems, frozenset(broken), whole=None not in found)


def _length_problem(described: Table, line: int, record: list[str]) -> Problem:
    """Return why a record does not fit the columns; an unquoted decimal comma is told from other causes."""
    unquoted = []
    for at, field in enumerate(described.fields):
        parted = described.delimiter.join(record[at : at + 2])
        mended = [*record[:at], "0", *record[at + 2 :]]
        if _PARTED.get(field.type, _NEVER).fullmatch(parted) and len(mended) == len(described.fields):
            given = [*record[:at], parted, *record[at + 2 :]]
            unquoted += (
                [] if _cell_problems(described, line, mended) else _cell_problems(described, line, given)
            )
    if len(unquoted) == 1:
        return unquoted[0]
    return rawtable.length_problem(described.path, line, record, [field.name for field in described.fields])


def _cell_problems(described: Table, line: int, record: list[str]) -> list[Problem]:
    pairs = zip(described.fields, record, strict=True)
    return [
        Problem(described.path, fault.rule, fault.remedy, row=line, column=field.name, value=text)
        for field, text in pairs
        if text not in described.missing_values and (fault := cells.fault(field.type, text))
    ]


def _values(described: Table, record: list[str]) -> list[Any]:
    return [
        None if text in described.missing_values else cells.value(field.type, text)
        for field, text in zip(described.fields, record, strict=True)
    ]


def _column(kind: str, values: list[Any]) -> pd.Series:
    if kind in ("integer", "year"):
        return pd.Series(values, dtype="Int64" if None in values else "int64")
    if kind == "date":
        return pd.Series(pd.to_datetime(values), dtype="datetime64[s]")
    kinds = {"number": "float64", "boolean": "boolean"}
    return pd.Series(values, dtype=kinds.get(kind, "str"))


def _source(path: Path) -> Source:
    stamp = path.stat()
    return _as_of(path, stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=8)
def _all_as_of(raw: Path, states: tuple[tuple[str, int, int], ...]) -> dict[str, Source]:
    found, problems = {}, []
    for name, changed, size in states:
        try:
            found[name] = _as_of(raw / name / package.FILE, changed, size)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return found


@lru_cache(maxsize=64)
def _as_of(path: Path, changed: int, size: int) -> Source:
    return package.source(path)
