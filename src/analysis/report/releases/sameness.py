"""Which record what is said now is compared with."""

from collections.abc import Collection

from analysis.report.releases import figures
from analysis.report.releases.changes import changes
from analysis.report.releases.errors import ReleaseError
from analysis.report.releases.naming import rank
from analysis.report.releases.record import releases
from analysis.report.releases.release import Key, Release


def says_the_same(before: Release, now: Release, runs: Collection[str] | None = None) -> bool:
    """Return whether two records give the same results on the same figures and sources.

    Figures are compared where both records hold them.

    Parameters
    ----------
    before, now
        The earlier and the later record.
    runs
        Notebook runs at hand for the later one; by default all of either record.
    """
    if changes(before, now).sources or _said(before, runs) != _said(now, runs):
        return False
    unlike = figures.changed(before, now)
    return unlike is None or unlike.empty


def _said(release: Release, runs: Collection[str] | None) -> dict[Key, dict[str, object]]:
    """Return the results of some runs as they are recorded: numbers with ten digits."""
    return {
        key: {
            name: f"{part:.10g}" if isinstance(part, float) else part for name, part in vars(result).items()
        }
        for key, result in release.results.items()
        if runs is None or result.notebook in runs
    }


def baseline(now: Release, runs: Collection[str] | None = None) -> Release | None:
    """Return the record that what is said now is compared with; None where there is no earlier one.

    That is the last record up to this version; when it says exactly what is said now, the one before it.

    Parameters
    ----------
    now
        What is said now, from :func:`analysis.report.releases.record.current`.
    runs
        Notebook runs that were at hand; by default all.
    """
    earlier = [one for one in releases() if rank(one.version) <= rank(now.version)]
    if earlier and says_the_same(earlier[-1], now, runs):
        earlier.pop()
    return earlier[-1] if earlier else None


def pair(before: str = "", now: str = "") -> tuple[Release, Release]:
    """Return two records by their names: the last one and the one before it by default.

    Raises
    ------
    ReleaseError
        There is no record of that name, or none before it.
    """
    known = {one.name: one for one in releases()}
    names = list(known)
    for name in filter(None, (before, now)):
        if name not in known:
            raise ReleaseError(f"There is no record {name!r}; there are {', '.join(names)}.")
    later = now or (names[-1] if names else "")
    earlier = before or "".join(names[: names.index(later)][-1:] if later else [])
    if not earlier or names.index(earlier) >= names.index(later):
        raise ReleaseError(
            f"No record before {later or 'this version'}; there are {', '.join(names) or 'none'}."
        )
    return known[earlier], known[later]
