"""The deliveries that were accepted, as ``data/raw/deliveries`` keeps them: when, from whom, in use or not.

The folder holds one table a delivery, the file as it was received below ``originals/``, the decisions and
what is remembered of each sender. A delivery is never changed or deleted: it is marked as withdrawn.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.data import as_of as state
from analysis.data import layout, package, sources, yamlfile

DECISIONS = "decisions"
"""Name of the table of decisions in the package."""


@dataclass(frozen=True)
class Original:
    """The file as it was received: its name then, its path from the project's folder, checksum and size."""

    name: str
    path: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class Withdrawn:
    """When a delivery was withdrawn, by whom and why."""

    date: dt.date
    by: str
    why: str


@dataclass(frozen=True)
class Accepted:
    """A delivery that was accepted.

    Attributes
    ----------
    id : str
        Day of receipt, sender and the first digits of the checksum; the name of its table.
    sender : str
        As it was given.
    received, accepted : datetime.date
        When the file came in, and from when its figures count (later when doubts were decided later).
    original : Original
        The file as it was received.
    mapping : tuple of dict
        How each column was read: the attributes of :class:`~analysis.data.deliveries.delivery.ColumnRead`.
    withdrawn : Withdrawn or None
        None while it is in use.
    line : int
        Number of figures of the deliveries accepted before it.
    """

    id: str
    sender: str
    received: dt.date
    accepted: dt.date
    original: Original
    mapping: tuple[Mapping[str, Any], ...]
    withdrawn: Withdrawn | None
    line: int


def folder() -> Path:
    """Return the folder of deliveries, which is not there before the first one."""
    return layout.raw() / state.DELIVERIES


def described() -> dict[str, Any]:
    """Return the package of deliveries as it stands; empty when there is none.

    Raises
    ------
    InputError
        The package cannot be read.
    """
    path = folder() / package.FILE
    sources.packages()  # Puts back a folder whose replacement was interrupted.
    return yamlfile.read(path, package.label(path)).content if path.is_file() else {}


def accepted(as_of: dt.date | None = None) -> list[Accepted]:
    """Return the deliveries accepted by a day, in the order of acceptance; withdrawn ones too, marked.

    Parameters
    ----------
    as_of : datetime.date, optional
        The day; that of :func:`analysis.data.as_of.day` when left out. What was withdrawn later is not
        marked.

    Raises
    ------
    InputError
        The package cannot be read.
    """
    day = as_of or state.day()
    found, line = [], 0
    for entry in described().get("resources", ()):
        if entry["name"] == DECISIONS:
            continue
        one = _accepted(entry, line)
        line += int(entry["figures"])
        if day is None or one.accepted <= day:
            later = one.withdrawn is not None and day is not None and one.withdrawn.date > day
            found.append(replace(one, withdrawn=None) if later else one)
    return found


def in_use(as_of: dt.date | None = None) -> list[Accepted]:
    """Return the deliveries whose figures count on a day: accepted by then and not withdrawn by then."""
    return [one for one in accepted(as_of) if one.withdrawn is None]


def table(name: str) -> pd.DataFrame:
    """Return the figures of a delivery.

    Parameters
    ----------
    name : str
        Its id.

    Returns
    -------
    pandas.DataFrame
        The columns of :data:`~analysis.data.deliveries.delivery.COLUMNS` and ``line``, the line of its file.

    Raises
    ------
    KeyError
        There is no such delivery; those there are, are named.
    InputError
        The table is not as it was written.
    """
    path = folder() / f"{name}.csv"
    stamp = path.stat() if path.is_file() else None
    return _read(path, (stamp.st_mtime_ns, stamp.st_size) if stamp else None).copy()


@lru_cache(maxsize=256)
def _read(path: Path, _state: tuple[int, int] | None) -> pd.DataFrame:
    # A delivery never changes, and each look at the figures reads all of them.
    return sources.read(state.DELIVERIES, path.stem)


def _accepted(entry: Mapping[str, Any], line: int) -> Accepted:
    original, gone = entry["original"], entry.get("withdrawn")
    received = dt.date.fromisoformat(entry["received"])
    return Accepted(
        id=entry["name"],
        sender=entry["sender"],
        received=received,
        accepted=dt.date.fromisoformat(entry.get("accepted", entry["received"])),
        original=Original(
            name=original["name"],
            path=package.label(folder() / original["path"]),
            sha256=original["hash"].removeprefix("sha256:"),
            bytes=original["bytes"],
        ),
        mapping=tuple(entry["mapping"]),
        withdrawn=Withdrawn(dt.date.fromisoformat(gone["date"]), gone["by"], gone["why"]) if gone else None,
        line=line,
    )
