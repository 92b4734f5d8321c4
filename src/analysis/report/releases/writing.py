"""Recording what is said: on the release of a version, and after a refresh that changed anything.

A record is written once, as a whole, and never over another: what was said stays as it is.
"""

import csv
import datetime as dt
import io
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

import yaml

from analysis.data import layout
from analysis.data.replacement import replace_folder
from analysis.report.language import LANGUAGES
from analysis.report.releases import figures, state
from analysis.report.releases.errors import ReleaseError
from analysis.report.releases.naming import order, rank
from analysis.report.releases.record import ABOUT, RESULTS, current, releases, shown
from analysis.report.releases.release import COLUMNS, Release, ReleasedResult, Vintage
from analysis.report.releases.sameness import says_the_same


def write_release(
    version: str,
    date: dt.date | str,
    executed: Path | None = None,
    *,
    runs: Collection[str] | None = None,
    state: Mapping[str, Vintage] | None = None,
    note: Mapping[str, str] | None = None,
) -> Path:
    """Record what a version says.

    Parameters
    ----------
    version
        Number of the version, such as ``0.2.0``.
    date
        Day of the release.
    executed
        Folder of the executed notebooks; ``build/notebooks`` by default.
    runs
        Ids of the runs of this version; every one that is there by default.
    state
        State of the sources; that of ``data/raw`` by default.
    note
        What a reader of the record should know, by language.

    Returns
    -------
    pathlib.Path
        The folder of the record.

    Raises
    ------
    ReleaseError
        The version is recorded already, there are no results, or the languages differ.
    ValueError
        The date is no day.
    """
    rank(version)
    day = _day(date)
    place = layout.releases() / version
    if place.exists():
        raise ReleaseError(f"Version {version} is recorded in {shown(place)}; what it said stays as it is.")
    now = _said(executed, runs)
    vintages = now.vintages if state is None else state
    return _write(replace(now, version=version, date=day, vintages=vintages, note=note or {}))


def write_refresh(
    date: dt.date | str, *, runs: Collection[str] | None = None, executed: Path | None = None
) -> Path | None:
    """Record what is said after a refresh, under the installed version and the day.

    Parameters
    ----------
    date
        Day of the refresh.
    runs
        Ids of the runs; every one that is there by default.
    executed
        Folder of the executed notebooks; ``build/notebooks`` by default.

    Returns
    -------
    pathlib.Path or None
        The folder of the record; None, with nothing written, where sources, figures and results are those of
        the last record.

    Raises
    ------
    ReleaseError
        There are no results, the languages differ, or the last record is of a later version or day.
    ValueError
        The date is no day.
    """
    day, now, recorded = _day(date), _said(executed, runs), releases()
    if recorded and says_the_same(recorded[-1], now):
        return None
    taken = {one.name for one in recorded}
    now = replace(now, date=day, refresh=1)
    while now.name in taken:
        now = replace(now, refresh=now.refresh + 1)
    if recorded and order(now) < order(recorded[-1]):
        raise ReleaseError(
            f"The last record is {recorded[-1].name} of {recorded[-1].date}; a refresh of {day} under "
            f"version {now.version} cannot come before it."
        )
    return _write(now)


def _day(date: dt.date | str) -> str:
    return (date if isinstance(date, dt.date) else dt.date.fromisoformat(date)).isoformat()


def _said(executed: Path | None, runs: Collection[str] | None) -> Release:
    found = current(executed or layout.build() / "notebooks", runs)
    if not found.results:
        raise ReleaseError(
            "There are no headline results to record: run the notebooks first (uptake report)."
        )
    return found


def _write(release: Release) -> Path:
    place = layout.releases() / release.name
    files = {RESULTS: _table(release.results.values()).encode(), ABOUT: _about(release).encode()}
    held = figures.of(release)
    if held is not None:
        files[figures.FILE] = figures.packed(held)
    if decided := state.decisions_file():
        files[state.DECISIONS] = decided
    place.parent.mkdir(parents=True, exist_ok=True)
    replace_folder(place, files)
    return place


def _about(release: Release) -> str:
    about = {
        "version": release.version,
        "date": release.date,
        "note": dict(release.note),
        "vintages": {
            name: {"read_on": one.read_on, "tables": dict(one.tables)}
            for name, one in sorted(release.vintages.items())
        },
    }
    if release.deliveries:
        about["deliveries"] = {name: vars(one) for name, one in release.deliveries.items()}
    return yaml.safe_dump(about, allow_unicode=True, sort_keys=False, width=110)


def _table(found: Collection[ReleasedResult]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for result in found:
        cells = [_cell(getattr(result, name)) for name in COLUMNS if hasattr(result, name)]
        writer.writerow([*cells, *(result.sentence[code] for code in sorted(LANGUAGES))])
    return text.getvalue()


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case float():
            return f"{value:.10g}"
        case tuple():
            return " ".join(value)
    return str(value)
