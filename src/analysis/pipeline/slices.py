"""Which indicators differ between two contents of the long table: views of all others answer as they did.

Whenever the long table is looked at, the digests of its rows, indicator by indicator, are kept under the
digest of the whole (``build/records/slices``). A view of one indicator need not be asked again as long as the
rows of that indicator, and the other tables that its reader reads, are the same. What is in doubt is asked.
"""

import csv
import hashlib
import io
import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any

from analysis.data import layout
from analysis.data.view_keys import parts

LONG = "data/processed/observations.csv"
"""The long table: one row a figure."""

RESTS_ON = {
    "values": ("places_{geography}",),
    "country": ("places_{geography}",),
    "position": ("places_{geography}",),
    "median_change": ("places_{geography}",),
    "cross_section": ("reported",),
    "years_known": (),
    "observations": (),
}
"""Readers of one indicator, with the tables that they read beside the long one."""

WHOLE = {
    "panel": ("panel_{geography}",),
    "places": ("places_{geography}",),
    "reported": ("reported",),
    "targets": ("targets",),
}
"""Readers that do not read the long table, with the tables that they read."""

_FORM = ""
"""Stands for the columns and which of them have gaps: types follow from these."""

_ROOM = 12
"""How many contents are kept; views of those that are gone are asked again."""


def keep(name: str, content: bytes) -> None:
    """Keep the digests of the indicators of a long table, unless that is done.

    Parameters
    ----------
    name
        Digest of the table.
    content
        The table.
    """
    folder = layout.build() / "records" / "slices"
    path = folder / f"{name}.json"
    if path.exists():
        return
    try:
        digests = _digests(content)
    except (ValueError, StopIteration, csv.Error):  # damaged: its readers say how, when they are asked
        return
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f".{name}-{os.getpid()}"
    unfinished.write_text(json.dumps(digests, indent=1, sort_keys=True), encoding="utf-8")
    unfinished.replace(path)
    with suppress(OSError):  # another process may be clearing
        by_age = sorted(folder.glob("[!.]*.json"), key=lambda one: one.stat().st_mtime_ns)
        for old in by_age[:-_ROOM]:
            old.unlink()


def unchanged(before: Mapping[str, str], now: Mapping[str, str]) -> Callable[[str], bool]:
    """Return what tells of a view whether its answer must be the same with other tables.

    Parameters
    ----------
    before, now
        Digests of the tables by their paths, from the project's folder.
    """
    same = {table for table, content in before.items() if now.get(table) == content}
    differing = frozenset() if LONG in same else _differing(before.get(LONG, ""), now.get(LONG, ""))

    def sure(view: str) -> bool:
        reader, given = parts(view)
        needed = (RESTS_ON | WHOLE).get(reader)
        if needed is None:
            return False
        geography = given.get("geography", "63")
        if not {f"data/processed/{table.format(geography=geography)}.csv" for table in needed} <= same:
            return False
        return reader in WHOLE or (
            differing is not None and "indicator" in given and given["indicator"] not in differing
        )

    return sure


@lru_cache(maxsize=64)
def _differing(before: str, now: str) -> frozenset[str] | None:
    """Return the indicators whose rows differ between two long tables; None when that is not known."""
    old, new = _kept(before), _kept(now)
    if not (old and new) or old[_FORM] != new[_FORM]:
        return None
    return frozenset(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))


def _kept(name: str) -> dict[str, str]:
    with suppress(OSError, ValueError):
        found: dict[str, str] = json.loads(
            (layout.build() / "records" / "slices" / f"{name}.json").read_text(encoding="utf-8")
        )
        return found if _FORM in found else {}
    return {}


def _digests(content: bytes) -> dict[str, str]:
    """Return the digest of the rows of each indicator, in their order, and that of the form."""
    rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
    columns = next(rows)
    at, gaps = columns.index("indicator"), [False] * len(columns)
    found: dict[str, Any] = {}
    for row in rows:
        found.setdefault(row[at], hashlib.sha256()).update(repr(row).encode())
        gaps = [gap or not cell for gap, cell in zip(gaps, row, strict=True)]
    form = hashlib.sha256(repr((columns, gaps)).encode())
    return {name: one.hexdigest() for name, one in (found | {_FORM: form}).items()}
