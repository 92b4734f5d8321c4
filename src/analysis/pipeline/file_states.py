"""What the file system says of every file that work depends on or that was made, and when to trust it.

Two changes within one tick of the clock of a file system look alike: a file that was changed shortly before
it was looked at is read as well.
"""

import hashlib
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import analysis
from analysis.data import layout

_MADE_HERE = ("notebooks", "downloads", "site", "records", "failed")
"""Folders of ``build`` that hold what was made, and the records of how."""

LAST_BUILD = "last-build.json"
"""Name of the record of what this module says; no part of what it says."""

_UNREMARKABLE = {"__pycache__", ".pytask", LAST_BUILD}
"""Compiled code and pytask's memory of digests change while everything stays as it is."""

_TICK = 2_000_000_000
"""Nanoseconds within which two changes of a file may look alike: the coarsest clock of a file system."""


class Changed(Exception):
    """Something is not as it was, or cannot be looked at."""


@dataclass(frozen=True)
class State:
    """A file as the file system shows it, and the digest of its content (SHA-256) where it was read.

    Attributes
    ----------
    changed, described
        When its content and its entry were changed last, in nanoseconds.
    size, number, mode
        Bytes, inode, kind and rights.
    digest
        Of the content; empty when it was not read.
    """

    changed: int
    described: int
    size: int
    number: int
    mode: int
    digest: str = ""

    def like(self, other: "State") -> bool:
        """Tell whether the file system says the same of both."""
        return self.shown == other.shown

    @property
    def shown(self) -> tuple[int, ...]:
        """Return what the file system says."""
        return (self.changed, self.described, self.size, self.number, self.mode)

    def older_than(self, moment: int) -> bool:
        """Tell whether the file was left alone for more than a tick before a moment."""
        return max(self.changed, self.described) < moment - _TICK


def states() -> dict[str, State]:
    """Return the state of every file that counts, unread, by its path from the project's folder.

    Raises
    ------
    OSError, Changed
        A file went while it was looked at; a folder is a link to another one.
    """
    return dict(_files())


def before_work() -> dict[str, State]:
    """Return the state of every file that work depends on, read where its stamps may not tell it apart."""
    moment = time.time_ns()
    try:
        found = {path: state for path, state in states().items() if not is_made(path)}
        young = {path: read(path, state) for path, state in found.items() if not state.older_than(moment)}
    except (OSError, Changed):
        return {}
    return found | young


def as_before(earlier: Mapping[str, State], now: Mapping[str, State]) -> bool:
    """Tell whether what work depends on is as it was :func:`before_work`.

    Parameters
    ----------
    earlier
        From before the work; empty when it could not be told.
    now
        All files, read.
    """
    inputs = {path: state for path, state in now.items() if not is_made(path)}
    return (
        bool(earlier)
        and earlier.keys() == inputs.keys()
        and all(
            state.like(inputs[path]) and state.digest in ("", inputs[path].digest)
            for path, state in earlier.items()
        )
    )


def is_made(path: str) -> bool:
    """Tell whether a file is one that a build may write."""
    return path.startswith(("build/", "data/processed/"))


def read(path: str, state: State) -> State:
    """Return the state of a file with the digest of its content."""
    with (layout.root() / path).open("rb") as file:
        return replace(state, digest=hashlib.file_digest(file, "sha256").hexdigest())


def _files() -> Iterator[tuple[str, State]]:
    root, code = layout.root(), Path(analysis.__file__).parent
    folders = [root / "data", root / "notebooks", code, code.parent / "warmkernel"]
    for folder in [*folders, *(layout.build() / name for name in _MADE_HERE)]:
        yield from _below(folder, root)
    for name in ("requirements.lock", "pyproject.toml"):
        with suppress(FileNotFoundError):
            yield name, _state((root / name).stat())


def _below(folder: Path, root: Path) -> Iterator[tuple[str, State]]:
    """Yield all files below a folder, which need not be there."""
    waiting = [str(folder)] if folder.is_dir() else []
    while waiting:
        for entry in list(os.scandir(waiting.pop())):
            if entry.name in _UNREMARKABLE:
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append(entry.path)
            elif entry.is_dir():
                raise Changed(f"{entry.path} is a link to a folder: what lies behind it is not looked at")
            else:
                yield os.path.relpath(entry.path, root), _state(entry.stat())


def _state(stat: os.stat_result) -> State:
    return State(stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino, stat.st_mode)
