"""What a run or a download read when it was last made, view by view, and whether that is still so.

The record lies in ``build/records/views``, one file a piece of work; it is written when the work has
succeeded and at no other time. Each view has the digest of the answer it got
(:mod:`analysis.data.views`), and each table its digest as it was before the work began: as long as no table
changed, no view needs to be asked again.
"""

import json
import os
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from threading import Thread
from typing import Any

from analysis.data import layout
from analysis.data.built_folder import folder
from analysis.pipeline import slices
from analysis.pipeline.fingerprint import differences, digest, written

NEVER = "nothing is recorded"
"""State of what has never been made."""

_TABLES = "data/processed/"
_UNKNOWN, _MISSING = "not built", "missing"


def file_of(name: str) -> Path:
    """Return where the record of a run or download lies, by its name (``vi/04_targets``)."""
    return layout.build() / "records" / "views" / f"{name}.json"


def sums(files: Iterable[Path]) -> dict[str, str]:
    """Return the digests of files, as they are now, by their paths from the project's folder."""
    return {name: _sum(name) for name in sorted(_shown(path) for path in files)}


def of_whole(files: Mapping[str, str]) -> dict[str, str]:
    """Return files with their digests as views of the whole of each."""
    from analysis.data.views import FILE  # noqa: PLC0415 - in workers only
    from analysis.data.views import written as view  # noqa: PLC0415 - as above

    return {view(FILE, {"path": path}): content for path, content in files.items()}


def keep(name: str, views: Mapping[str, str], tables: Mapping[str, str]) -> None:
    """Record what a piece of work read, in one step.

    Parameters
    ----------
    name
        Of the run or download.
    views
        Views asked for, with the digests of the answers.
    tables
        Digests of the files behind them, from before the work began (:func:`sums`).
    """
    path = file_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}-{os.getpid()}")
    content = {"tables": dict(tables), "views": dict(views)}
    unfinished.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
    unfinished.replace(path)


def state(name: str) -> str:
    """Return what the views of a piece of work answer now, as one short digest; pytask compares it."""
    recorded = _recorded(name)
    return NEVER if recorded is None else digest(written(_present(name, recorded)))


def changed(name: str) -> list[str]:
    """Return the views that answer otherwise than when the work was last made, sorted."""
    recorded = _recorded(name)
    if recorded is None:
        return []
    return differences(written(recorded["views"]), written(_present(name, recorded)))


def _recorded(name: str) -> dict[str, dict[str, str]] | None:
    path = file_of(name)
    try:
        found: Any = json.loads(path.read_text(encoding="utf-8"))
        return {"tables": dict(found["tables"]), "views": dict(found["views"])}
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _present(name: str, recorded: dict[str, dict[str, str]]) -> dict[str, str]:
    """Return the digests that the recorded views have now."""
    now = {table: _sum(table) for table in recorded["tables"]}
    if now == recorded["tables"]:
        return recorded["views"]
    behind = tuple(sorted(now.items()))
    sure = slices.unchanged(recorded["tables"], now)
    answered = {
        view: before if sure(view) else _answer(view, behind) for view, before in recorded["views"].items()
    }
    if answered == recorded["views"] and folder() == layout.processed():
        keep(name, answered, now)  # the next look need not ask again
    return answered


def prepare() -> Thread:
    """Make the readers known in a thread, while this process waits for others; return the thread."""
    thread = Thread(target=_readers, name="readers")
    thread.start()
    return thread


def _readers() -> None:
    """Import the modules whose readers answer views, and the libraries behind them."""
    from analysis.data import delivered_readers, processed  # noqa: PLC0415, F401 - where something changed
    from analysis.report.pages.units import unit_change, unit_country, unit_peers  # noqa: PLC0415, F401


@lru_cache(maxsize=65536)
def _answer(view: str, _behind: tuple[tuple[str, str], ...]) -> str:
    """Return the digest that a view has, asked once as long as the files behind it are the same."""
    from analysis.data import views  # noqa: PLC0415 - where something changed
    from analysis.data.errors import InputError  # noqa: PLC0415 - as above

    _readers()
    reader, given = views.parts(view)
    if reader == views.FILE:
        return _sum(given["path"])
    try:
        return views.present(view)
    except InputError:
        return _UNKNOWN


def _sum(name: str) -> str:
    """Return the digest of a file by its path from the project's folder."""
    # The readers may give tables of another folder than the one they lie in.
    path = folder() / name.removeprefix(_TABLES) if name.startswith(_TABLES) else layout.root() / name
    if not path.is_file():
        return _MISSING
    now = path.stat()
    return _digest(path, name, now.st_mtime_ns, now.st_size)


@lru_cache(maxsize=256)
def _digest(path: Path, name: str, _changed: int, _size: int) -> str:
    content = path.read_bytes()
    found = digest(content)
    if name == slices.LONG:
        slices.keep(found, content)
    return found


def _shown(path: Path) -> str:
    return path.relative_to(layout.root()).as_posix()
