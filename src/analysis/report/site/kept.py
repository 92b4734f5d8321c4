"""What stays of a site between two builds, so that only what changed is typeset again.

A folder that is kept is used as it was left, or not at all: it is trusted only while its notes are there, say
that it was written in the way in which pages are written now, and every file in it is still the one that was
noted. The notes go before anything in it is touched and come back when the site is whole, so that a build
that fails, is broken off or is killed leaves a folder that the next build clears.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from analysis.report import sums

NOTES = "notes.json"

_REPORT = Path(__file__).parents[1]
_WRITERS = ("*.py", "locale/**/*", "site/**/*")
"""Below the report: what stands behind the words, the templates and the styles of every page."""


@contextmanager
def place(kept: Path | None, spare: Path) -> Iterator[Path]:
    """Give a folder to typeset in: the kept one where it can be had, an empty one else.

    Parameters
    ----------
    kept
        Folder that stays between builds; None to keep nothing. While another process typesets in it, it is
        left to that process.
    spare
        Folder that does not stay; not made here.
    """
    if kept is None:
        yield spare
        return
    from filelock import FileLock, Timeout  # noqa: PLC0415 - only where something is kept

    kept.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(kept.with_name(f"{kept.name}.lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        yield spare
        return
    try:
        with _used(kept):
            yield kept
    finally:
        lock.release()


@contextmanager
def _used(kept: Path) -> Iterator[None]:
    """Clear a folder that is not to be trusted, and note what is in it when all has gone well."""
    notes = kept / NOTES
    if not _is_as_noted(kept):
        shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir(parents=True, exist_ok=True)
    notes.unlink(missing_ok=True)
    yield
    unfinished = notes.with_suffix(".new")
    unfinished.write_text(json.dumps(_notes(kept)), encoding="utf-8")
    unfinished.replace(notes)


def _is_as_noted(kept: Path) -> bool:
    try:
        noted = json.loads((kept / NOTES).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(writers() and noted == _notes(kept))


def _notes(kept: Path) -> dict[str, object]:
    """Return what is noted of a folder; where it lies is part of it, since Sphinx keeps whole paths."""
    return {"written_by": writers(), "place": str(kept.absolute()), "files": _sums(kept)}


def _sums(folder: Path) -> dict[str, str]:
    """Return the sum of each file below a folder, its notes left out."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.parent != folder)
    return {path.relative_to(folder).as_posix(): sums.of_bytes(path.read_bytes()) for path in files}


@cache
def writers() -> str | None:
    """Return a sum of everything that writes pages beside their sources: code, templates, words, versions.

    Code and words are those below the report from which a page gets its look; the installed distributions
    stand for Sphinx, the theme and all that they use. None when some of it changed while this process was
    under way: what it makes is not to be relied on.
    """
    code = sums.of_code(_REPORT, _WRITERS)
    return code and sums.of_bytes(f"{sums.of_installed()} {code}".encode())


def renew(fresh: Path, folder: Path, *, without: tuple[str, ...] = ()) -> set[str]:
    """Make a folder hold what another one holds, and leave alone what is the same already.

    Parameters
    ----------
    fresh
        Folder to hold the same as; not changed.
    folder
        Folder to renew.
    without
        Folders of `fresh` that are not wanted.

    Returns
    -------
    set of str
        The files that are new or no longer the same, by their path below the folder.
    """
    wanted = {path.relative_to(fresh): path for path in fresh.rglob("*") if path.is_file()}
    wanted = {name: path for name, path in wanted.items() if name.parts[0] not in without}
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        if path.relative_to(folder) not in wanted:
            path.unlink()
    changed = set()
    for name, path in wanted.items():
        target, content = folder / name, path.read_bytes()
        if target.is_file() and target.read_bytes() == content:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        changed.add(name.as_posix())
    return changed
