"""Releases: what each said, as a record in ``data/releases``, and what changed from one to the next.

:func:`write_release` records what the executed notebooks say; :func:`releases` and :func:`last_before` read
the records; :func:`current` is what the installed version says; :func:`changes` compares two of them and
:func:`sentences` tells the difference.
"""

from analysis.report.releases.changes import Change, Changes, changes
from analysis.report.releases.errors import ReleaseError
from analysis.report.releases.record import current, last_before, releases, vintages, write_release
from analysis.report.releases.release import Release, ReleasedResult, Vintage
from analysis.report.releases.told import moved_by, sentences, since, strength

__all__ = [
    "Change",
    "Changes",
    "Release",
    "ReleaseError",
    "ReleasedResult",
    "Vintage",
    "changes",
    "current",
    "last_before",
    "moved_by",
    "releases",
    "sentences",
    "since",
    "strength",
    "vintages",
    "write_release",
]
