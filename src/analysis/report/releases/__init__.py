"""Records of what was said, in ``data/releases``, and what changed from one to the next.

:func:`write_release` records what the executed notebooks say when a version is released, and
:func:`write_refresh` after its figures were refreshed; :func:`releases` reads the records and :func:`pair`
two of them; :func:`current` is what is said now, and :func:`baseline` the record it is compared with.
:func:`changes` compares two records result by result, :mod:`~analysis.report.releases.figures` figure by
figure, :func:`compared` in every way; :func:`sentences` and :func:`pull_request` tell the difference.
"""

from analysis.report.releases import figures
from analysis.report.releases.changes import Change, Changes, changes
from analysis.report.releases.compared import Compared, compared
from analysis.report.releases.errors import ReleaseError
from analysis.report.releases.pull_request import pull_request
from analysis.report.releases.record import current, releases
from analysis.report.releases.release import Behind, Release, ReleasedResult, Vintage
from analysis.report.releases.sameness import baseline, pair, says_the_same
from analysis.report.releases.state import vintages
from analysis.report.releases.told import moved_by, sentences, since, strength
from analysis.report.releases.writing import write_refresh, write_release

__all__ = [
    "Behind",
    "Change",
    "Changes",
    "Compared",
    "Release",
    "ReleaseError",
    "ReleasedResult",
    "Vintage",
    "baseline",
    "changes",
    "compared",
    "current",
    "figures",
    "moved_by",
    "pair",
    "pull_request",
    "releases",
    "says_the_same",
    "sentences",
    "since",
    "strength",
    "vintages",
    "write_refresh",
    "write_release",
]
