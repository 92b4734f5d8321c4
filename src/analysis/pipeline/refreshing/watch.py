"""Watch tables and notebooks while somebody edits them, and run again what depends on what was saved.

A save counts when it changed something that a result depends on: not outputs of a notebook, not a file
written again as it was, nothing that an editor leaves beside its files. The work itself is ``uptake report``
in a process of its own, so that code that was edited is the code that runs, and nothing that fails ends the
watching. Between saves a warm parent is kept for it, until code is edited: the next save finds the libraries
imported.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from rich.console import Console
from rich.markup import escape

from analysis.data import layout, package, sources
from analysis.data.checksums import record
from analysis.data.errors import InputError
from analysis.pipeline import fingerprint
from analysis.pipeline.errors import BUSY
from analysis.pipeline.parents import Lender

_WATCHED = {".ipynb", ".toml", ".csv", ".tsv", ".yaml", ".yml", ".json", ".py", ".po"}
_AGAIN = 30
"""Seconds between two tries while another process is at work."""

_UPTAKE = "from analysis.pipeline.cli import main; main()"


def watch(
    out: Console,
    *,
    only: Sequence[str] = (),
    language: str | None = None,
    jobs: int | None = None,
    debounce: int = 1000,
) -> None:
    """Run again what depends on a file whenever it is saved, until somebody presses Ctrl-C.

    Parameters
    ----------
    out
        Where progress is written.
    only, language, jobs
        As for ``uptake report``.
    debounce
        Milliseconds: saves this close together count as one.
    """
    from watchfiles import watch as changes  # noqa: PLC0415 - no other verb needs it

    options = [word for name in only for word in ("--only", name)]
    options += ["--language", language] if language else []
    options += ["--jobs", str(jobs)] if jobs else []
    stop = threading.Event()
    with _ended_by(stop), Lender() as lender:
        folders = [folder for folder in _folders() if folder.is_dir()]
        known = Known(folders)
        batches = changes(
            *folders,
            watch_filter=lambda _, path: counts(Path(path)),
            debounce=debounce,
            step=50,
            rust_timeout=200,
            yield_on_timeout=True,
            stop_event=stop,
            raise_interrupt=False,
        )
        # The first batch comes, empty, when the watching has begun: no save is missed during the first work.
        for number, batch in enumerate(batches):
            saved = known.changed(Path(path) for _, path in batch)
            if saved:
                out.print(f"\nSaved: {escape(', '.join(map(_shown, saved)))}")
            if any(path.is_relative_to(fingerprint.SOURCE) for path in saved):
                lender.end()  # it has imported code that is no longer there
            if saved or not number:
                _work(out, options, stop, lender.variables())
                if jobs != 1:
                    lender.begin()
                out.print(f"Watching {', '.join(map(_shown, folders))}; Ctrl-C ends it.")
    out.print("\nStopped watching; what was executed stays.")


def _folders() -> list[Path]:
    """Return what is watched: source tables, notebooks and, where it lies in the project, the code."""
    code = [fingerprint.SOURCE] if fingerprint.SOURCE.is_relative_to(layout.root()) else []
    return [layout.raw(), layout.notebooks(), *code]


def counts(path: Path) -> bool:
    """Tell whether a file is one that somebody edits, not one that a program leaves beside it."""
    beside = any(part.startswith((".", "~", "__pycache__")) for part in path.relative_to(layout.root()).parts)
    return path.suffix in _WATCHED and not beside


class Known:
    """What the watched files say, so that only a save that changed something counts.

    Parameters
    ----------
    folders
        What is watched.
    """

    def __init__(self, folders: Iterable[Path]) -> None:
        there = [path for folder in folders for path in folder.rglob("*") if path.is_file() and counts(path)]
        self._digests = {path: digest(path) for path in there}

    def changed(self, paths: Iterable[Path]) -> list[Path]:
        """Return those of some files that say something new, came or went, and remember what they say."""
        now = {path: digest(path) for path in sorted(set(paths))}
        found = [path for path, said in now.items() if said != self._digests.get(path)]
        self._digests |= now
        return found


def digest(path: Path) -> str | None:
    """Return a digest of what a result can depend on in a file; None when it is not there.

    Of a notebook these are code, text and tags. One that is not whole, because it is just being written, has
    the digest of its bytes.
    """
    try:
        content = path.read_bytes()
    except OSError:
        return None
    if path.suffix == ".ipynb":
        try:
            return fingerprint.notebook(json.loads(content)["cells"])
        except (ValueError, LookupError, TypeError):
            pass
    return fingerprint.digest(content)


def unrecorded() -> dict[str, list[str]]:
    """Return the tables that are no longer as their descriptions record them, by source."""
    found: dict[str, list[str]] = {}
    for path in sources.packages():
        try:
            tables = package.source(path).tables.values()
        except InputError:
            continue  # `uptake report` says what is wrong with the description
        names = [
            table.path
            for table in tables
            if table.file.is_file() and record(table.file) != (table.bytes, table.hash)
        ]
        if names:
            found[path.parent.name] = names
    return found


def _work(out: Console, options: Sequence[str], stop: threading.Event, lent: Mapping[str, str]) -> None:
    """Run what is stale, forked from what is lent, or say what keeps it from being run."""
    if edited := unrecorded():
        for source, names in edited.items():
            out.print(f"[yellow]Edited[/]  {escape(', '.join(names))}: not the file that was described.")
            out.print(f"        Meant so? Say where it was read, then: uptake checksum {escape(source)}")
        out.print("Nothing was run.")
        return
    while _report(options, stop, lent) == BUSY and not stop.is_set():
        out.print(f"Trying again every {_AGAIN} seconds.")
        stop.wait(_AGAIN)


def _report(options: Sequence[str], stop: threading.Event, lent: Mapping[str, str]) -> int:
    """Run what is stale in a process of its own, and return its exit code; Ctrl-C reaches it by itself."""
    command = [sys.executable, "-c", _UPTAKE, "report", "--why", *options]
    process = subprocess.Popen(command, env={**os.environ, **lent})
    while not stop.is_set():
        with suppress(subprocess.TimeoutExpired):
            return process.wait(timeout=0.2)
    return process.wait()


@contextmanager
def _ended_by(stop: threading.Event) -> Iterator[None]:
    """Let Ctrl-C, or a request to end, set an event; what runs meanwhile hears of it by itself."""

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()

    caught = (signal.SIGINT, signal.SIGTERM)
    before: dict[signal.Signals, Callable[..., object] | int | None] = {
        one: signal.signal(one, end) for one in caught
    }
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _shown(path: Path) -> str:
    return path.relative_to(layout.root()).as_posix() if path.is_relative_to(layout.root()) else str(path)
