"""Names of records: ``0.2.0`` for the release of a version, ``0.2.0+2026-11-30`` for a refresh of figures.

A second refresh of one day is ``0.2.0+2026-11-30.2``.
"""

import datetime as dt
import re

from analysis.report.releases.errors import ReleaseError
from analysis.report.releases.release import Release

Rank = tuple[int, ...]

_NAME = re.compile(r"(?P<version>[^+]+)(?:\+(?P<day>\d{4}-\d\d-\d\d)(?:\.(?P<number>[1-9]\d*))?)?", re.ASCII)


def rank(version: str) -> Rank:
    """Return what versions are ordered by: ``0.10.0`` comes after ``0.9.2``.

    Raises
    ------
    ReleaseError
        The version is not made of whole numbers with points between them.
    """
    parts = version.split(".")
    if not all(part.isascii() and part.isdigit() for part in parts):
        raise ReleaseError(f"{version!r} is no version: give whole numbers with points, such as 0.2.0.")
    return tuple(int(part) for part in parts)


def parsed(name: str) -> tuple[str, str, int]:
    """Return the version, the day (empty for a release) and the number of the refresh (0 for a release).

    Raises
    ------
    ReleaseError
        The name is not one of a record.
    """
    found = _NAME.fullmatch(name)
    if not found:
        raise ReleaseError(f"{name!r} is no name of a record, such as 0.2.0 or 0.2.0+2026-11-30.")
    version, day = found["version"], found["day"] or ""
    rank(version)
    if not day:
        return version, "", 0
    try:
        dt.date.fromisoformat(day)
    except ValueError as error:
        raise ReleaseError(f"{name!r} is no name of a record: {error}.") from None
    return version, day, int(found["number"] or 1)


def order(release: Release) -> tuple[Rank, str, int]:
    """Return what records are ordered by: the version, the day, the number of the refresh."""
    return rank(release.version), release.date, release.refresh
