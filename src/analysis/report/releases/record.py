"""Records in ``data/releases/<name>/``, read again, the oldest first.

``results.csv`` holds a headline result a line, ``release.yaml`` the day, the state of every source and what a
reader of the record should know, ``figures.csv.gz`` every figure of that state (records of version 0.1 have
none) and ``decisions.csv`` what had been decided on doubts.
"""

import csv
from collections.abc import Collection, Iterator, Mapping
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

import yaml

from analysis.data import layout, rebuilt
from analysis.report.language import LANGUAGES
from analysis.report.releases import state
from analysis.report.releases.collected import collected
from analysis.report.releases.errors import ReleaseError
from analysis.report.releases.naming import order, parsed
from analysis.report.releases.release import COLUMNS, NUMBERS, Behind, Release, ReleasedResult, Vintage

RESULTS, ABOUT = "results.csv", "release.yaml"

_WHOLE = ("n", "digits")
_FRACTIONS = ("value", "low", "high", "tolerance", "level", "detectable")


def current(executed: Path, runs: Collection[str] | None = None) -> Release:
    """Return what the installed version says, from its executed notebooks; its day is left open."""
    return Release(
        installed("uptake"),
        "",
        collected(executed, runs),
        state.vintages(),
        deliveries=state.deliveries(),
        decisions=state.decisions(state.decisions_file()),
        place=layout.processed(),
    )


def releases() -> list[Release]:
    """Return every record, the oldest first; a record is part of what a notebook has read.

    Raises
    ------
    ReleaseError
        A record cannot be read; the message names the file and the line.
    """
    places = [path for path in layout.releases().glob("[!.]*") if path.is_dir()]
    return sorted((_read(place) for place in sorted(places)), key=order)


def _read(place: Path) -> Release:
    version, day, refresh = parsed(place.name)
    try:
        about = yaml.load(_seen(place / ABOUT).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        vintages = {name: Vintage(one["read_on"], one["tables"]) for name, one in about["vintages"].items()}
        release = Release(
            about["version"],
            about["date"],
            {result.key: result for result in _lines(_seen(place / RESULTS))},
            vintages,
            about.get("note") or {},
            refresh,
            {name: Behind(**one) for name, one in (about.get("deliveries") or {}).items()},
            _decisions(place / state.DECISIONS),
            place,
        )
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise ReleaseError(f"{shown(place)} is no record of a release: {error!r}.") from error
    if release.version != version:
        raise ReleaseError(
            f"{shown(place / ABOUT)} says version {release.version!r}; its folder says another."
        )
    if refresh and release.date != day:
        raise ReleaseError(f"{shown(place / ABOUT)} says {release.date!r}; its folder says another day.")
    return release


def _decisions(path: Path) -> tuple[dict[str, str], ...]:
    return state.decisions(_seen(path).read_bytes()) if path.is_file() else ()


def _seen(path: Path) -> Path:
    """Return a file of a record, listed among those that were read."""
    if path.is_relative_to(layout.root()):
        rebuilt.record(path)
    return path


def _lines(path: Path) -> Iterator[ReleasedResult]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise ReleaseError(f"{shown(path)} needs the columns {', '.join(COLUMNS)}.")
        for row in rows:
            try:
                yield _parsed(row)
            except (TypeError, ValueError) as error:
                raise ReleaseError(f"{shown(path)}, line {rows.line_num}: {error}.") from error


def _parsed(row: Mapping[str, str]) -> ReleasedResult:
    values: dict[str, Any] = {name: row[name] or None for name in ("notebook", "name", *NUMBERS)}
    values |= {name: int(row[name]) for name in _WHOLE}
    values |= {name: float(row[name]) if row[name] else None for name in _FRACTIONS}
    values["reasons"] = tuple(row["reasons"].split())
    return ReleasedResult(**values, sentence={code: row[f"sentence_{code}"] for code in LANGUAGES})


def shown(path: Path) -> str:
    """Return a path as messages name it: from the project's folder where it lies in it."""
    return path.relative_to(layout.root()).as_posix() if path.is_relative_to(layout.root()) else str(path)
