"""The tables in ``data/raw``, read as their packages describe them.

Reading is strict: a table is read only as its schema describes it, and all that does not fit is named at once.
See :mod:`analysis.data.checks` for the full check with keys, constraints and checksums.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.data import cells, layout, package, rawtable
from analysis.data.errors import InputError, Problem
from analysis.data.package import Field, Source, Table

__all__ = ["Field", "Source", "Table", "packages", "read", "sources", "table", "typed_rows"]


def sources() -> dict[str, Source]:
    """Return all sources by name, in alphabetical order.

    Returns
    -------
    dict of str to Source
        Kept in memory until a package changes on disk; do not change what is in it.

    Raises
    ------
    InputError
        A package cannot be read or lacks something.
    """
    found = tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in packages())
    return _sources(layout.root(), found)


def packages() -> list[Path]:
    """Return the packages in ``data/raw``, in alphabetical order."""
    return sorted(layout.raw().glob(f"*/{package.FILE}"))


def table(source: str, name: str) -> Table:
    """Return the description of a table; KeyError names the sources or tables there are."""
    known = sources()
    if source not in known:
        raise KeyError(f"there is no source {source} in data/raw; there are {', '.join(known)}")
    if name not in known[source].tables:
        raise KeyError(f"source {source} has no table {name}; it has {', '.join(known[source].tables)}")
    return known[source].tables[name]


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
    rows, problems = typed_rows(described)
    if problems:
        raise InputError(problems)
    columns = {
        field.name: _column(field.type, [values[at] for values in rows])
        for at, field in enumerate(described.fields)
    }
    return pd.DataFrame(columns | {"line": pd.Series(range(2, len(rows) + 2), dtype="int64")})


def typed_rows(described: Table) -> tuple[list[list[Any]], list[Problem]]:
    """Return the rows of a table as typed values, None for what is missing, and all that cannot be read.

    A file whose lines or header are wrong is not read cell by cell; a row with a problem is left out.
    """
    names = [field.name for field in described.fields]
    found, problems = rawtable.records(described.file, described.path, described.delimiter)
    if found:
        problems += rawtable.header_problems(described.path, found[0], names)
    rows = []
    for line, record in enumerate(found[1:] if not problems else [], start=2):
        wrong = _row_problems(described, names, line, record)
        problems += wrong
        if not wrong:
            pairs = zip(described.fields, record, strict=True)
            rows.append(
                [None if text in described.missing_values else cells.value(f.type, text) for f, text in pairs]
            )
    return rows, problems


def _row_problems(described: Table, names: list[str], line: int, record: list[str]) -> list[Problem]:
    if wrong := rawtable.length_problem(described.path, line, record, names):
        return [wrong]
    problems = []
    for field, text in zip(described.fields, record, strict=True):
        if text not in described.missing_values and (fault := cells.fault(field.type, text)):
            problems.append(
                Problem(described.path, fault.rule, fault.remedy, row=line, column=field.name, value=text)
            )
    return problems


def _column(kind: str, values: list[Any]) -> pd.Series:
    if kind in ("integer", "year"):
        return pd.Series(values, dtype="Int64" if None in values else "int64")
    if kind == "date":
        return pd.Series(pd.to_datetime(values))
    kinds = {"number": "float64", "boolean": "boolean"}
    return pd.Series(values, dtype=kinds.get(kind, "str"))


@lru_cache(maxsize=4)
def _sources(root: Path, found: tuple[tuple[Path, int, int], ...]) -> dict[str, Source]:
    return {path.parent.name: package.describe(package.document(path), path) for path, _, _ in found}
