"""Records of releases in ``data/releases/<version>/``: written once, read again, the order of versions.

``results.csv`` holds a headline result a line, ``release.yaml`` the day, the state of every source and what a
reader of the record should know. A version's record says what the version said and is never written over.
"""

import csv
import datetime as dt
import io
from collections.abc import Collection, Iterator, Mapping
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

import yaml

from analysis.data import layout
from analysis.data.replacement import replace_folder
from analysis.data.sources import sources
from analysis.report import results
from analysis.report.language import LANGUAGES
from analysis.report.releases.errors import ReleaseError
from analysis.report.releases.release import COLUMNS, NUMBERS, Key, Release, ReleasedResult, Vintage

RESULTS, ABOUT = "results.csv", "release.yaml"

_WHOLE = ("n", "digits")
_FRACTIONS = ("value", "low", "high", "tolerance", "level", "detectable")


def rank(version: str) -> tuple[int, ...]:
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


def collected(executed: Path, runs: Collection[str] | None = None) -> dict[Key, ReleasedResult]:
    """Return the headline results of executed notebooks, those of simulated figures left out.

    Parameters
    ----------
    executed
        Folder of the executed notebooks, ``<language>/<run id>.ipynb``.
    runs
        Ids of the runs to read; every one that is there by default.

    Raises
    ------
    ReleaseError
        A result is not there in every language, or its number differs between them.
    """
    there = {path.stem for code in LANGUAGES for path in (executed / code).glob("*.ipynb")}
    found = {}
    for run in sorted(there if runs is None else there & set(runs)):
        told = {code: _told(executed / code / f"{run}.ipynb") for code in LANGUAGES}
        for name in dict.fromkeys(name for shown in told.values() for name in shown):
            first, *others = (_numbers(shown.get(name)) for shown in told.values())
            if any(other != first for other in others):
                raise ReleaseError(f"{run}: the languages do not say the same of {name}; run it again.")
            sentence = {code: str(shown[name]["sentence"]) for code, shown in told.items()}
            found[run, name] = _result(run, told[LANGUAGES[0]][name], sentence)
    return found


def _told(notebook: Path) -> dict[str, dict[str, Any]]:
    if not notebook.exists():
        raise ReleaseError(f"{notebook.stem} has not been run in {notebook.parent.name!r}; run it first.")
    return {str(one["name"]): one for one in results.collect(notebook, simulated="leave out")}


def _numbers(result: Mapping[str, Any] | None) -> tuple[Any, ...]:
    return tuple(result.get(name) for name in NUMBERS) if result else ()


def _result(run: str, result: Mapping[str, Any], sentence: Mapping[str, str]) -> ReleasedResult:
    numbers: dict[str, Any] = {name: result.get(name) for name in NUMBERS}
    numbers["reasons"] = tuple(result.get("reasons", ()))
    return ReleasedResult(notebook=run, name=str(result["name"]), sentence=dict(sentence), **numbers)


def vintages() -> dict[str, Vintage]:
    """Return the state of every source as its package in ``data/raw`` declares it."""
    return {
        source.name: Vintage(
            str(source.read_on),
            {table.name: table.hash.removeprefix("sha256:") for table in source.tables.values()},
        )
        for source in sources().values()
    }


def current(executed: Path, runs: Collection[str] | None = None) -> Release:
    """Return what the installed version says, from its executed notebooks; its day is left open."""
    return Release(installed("uptake"), "", collected(executed, runs), vintages())


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
    day = date if isinstance(date, dt.date) else dt.date.fromisoformat(date)
    place = layout.releases() / version
    if place.exists():
        raise ReleaseError(f"Version {version} is recorded in {_shown(place)}; what it said stays as it is.")
    found = collected(executed or layout.build() / "notebooks", runs)
    if not found:
        raise ReleaseError(
            "There are no headline results to record: run the notebooks first (uptake report)."
        )
    about = {
        "version": version,
        "date": day.isoformat(),
        "note": dict(note or {}),
        "vintages": {
            name: {"read_on": one.read_on, "tables": dict(one.tables)}
            for name, one in sorted((state or vintages()).items())
        },
    }
    text = yaml.safe_dump(about, allow_unicode=True, sort_keys=False, width=110)
    place.parent.mkdir(parents=True, exist_ok=True)
    replace_folder(place, {RESULTS: _table(found.values()).encode(), ABOUT: text.encode()})
    return place


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


def releases() -> list[Release]:
    """Return every recorded release, the oldest first.

    Raises
    ------
    ReleaseError
        A record cannot be read; the message names the file and the line.
    """
    places = [path for path in layout.releases().glob("[!.]*") if path.is_dir()]
    return [_read(place) for place in sorted(places, key=lambda place: rank(place.name))]


def last_before(version: str) -> Release | None:
    """Return the newest release of another version that is not newer than `version`; None for the first."""
    earlier = [release for release in releases() if rank(release.version) < rank(version)]
    return earlier[-1] if earlier else None


def _read(place: Path) -> Release:
    try:
        about = yaml.safe_load((place / ABOUT).read_text(encoding="utf-8"))
        state = {name: Vintage(one["read_on"], one["tables"]) for name, one in about["vintages"].items()}
        found = {result.key: result for result in _lines(place / RESULTS)}
        release = Release(about["version"], about["date"], found, state, about.get("note") or {})
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise ReleaseError(f"{_shown(place)} is no record of a release: {error!r}.") from error
    if release.version != place.name:
        raise ReleaseError(
            f"{_shown(place / ABOUT)} says version {release.version!r}; its folder says another."
        )
    return release


def _lines(path: Path) -> Iterator[ReleasedResult]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise ReleaseError(f"{_shown(path)} needs the columns {', '.join(COLUMNS)}.")
        for row in rows:
            try:
                yield _parsed(row)
            except (TypeError, ValueError) as error:
                raise ReleaseError(f"{_shown(path)}, line {rows.line_num}: {error}.") from error


def _parsed(row: Mapping[str, str]) -> ReleasedResult:
    values: dict[str, Any] = {name: row[name] or None for name in ("notebook", "name", *NUMBERS)}
    values |= {name: int(row[name]) for name in _WHOLE}
    values |= {name: float(row[name]) if row[name] else None for name in _FRACTIONS}
    values["reasons"] = tuple(row["reasons"].split())
    return ReleasedResult(**values, sentence={code: row[f"sentence_{code}"] for code in LANGUAGES})


def _shown(path: Path) -> str:
    return path.relative_to(layout.root()).as_posix() if path.is_relative_to(layout.root()) else str(path)
