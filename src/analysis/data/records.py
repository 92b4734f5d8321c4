"""Rows of a table as plain dictionaries, for rules that are written row by row."""

from collections.abc import Callable, Hashable, Iterable
from typing import Any

import pandas as pd

Record = dict[str, Any]


def records(frame: pd.DataFrame) -> list[Record]:
    """Return the rows of a table in their order; what is missing is None, whatever the type of its column."""
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]


def grouped(rows: Iterable[Record], key: Callable[[Record], Hashable]) -> list[list[Record]]:
    """Return the rows in groups of equal key; groups and rows keep their order."""
    groups: dict[Hashable, list[Record]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return list(groups.values())
