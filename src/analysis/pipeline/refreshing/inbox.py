"""What waits in ``data/inbox/<sender>/<file>``: taken in file by file, each as a whole or not at all.

A file that was accepted leaves the inbox; one that was refused stays, with what is wrong with it in
``build/received/``. A file that is still being copied waits for the next time.
"""

import os
import time
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from rich.markup import escape

from analysis.data import layout
from analysis.pipeline import errors
from analysis.pipeline.refreshing.refresh import Refresh

DECISIONS = ".decisions.csv"
"""Ending of the file beside a delivery that says what was decided on its doubts."""

_UNFINISHED = (".part", ".partial", ".crdownload", ".filepart", ".tmp", ".download")
_FRESH = 60
"""Seconds: a file changed longer ago than that is not being copied any more."""


@dataclass(frozen=True)
class Waiting:
    """A file in the inbox."""

    path: Path
    sender: str

    @property
    def decisions(self) -> Path | None:
        """The decisions that lie beside it, if any."""
        beside = self.path.with_name(self.path.name + DECISIONS)
        return beside if beside.is_file() else None


Receive = Callable[[Waiting, Refresh], bool]
"""Takes a file in and tells whether it was accepted; the same file again changes nothing."""


def default() -> Path:
    """Return the inbox of the project."""
    return layout.root() / "data" / "inbox"


def waiting(inbox: Path) -> list[Waiting]:
    """Return the files that wait, by sender and name; what programs leave about them is not counted."""
    senders = sorted(path for path in inbox.glob("[!.]*") if path.is_dir())
    return [
        Waiting(path, unicodedata.normalize("NFC", folder.name))
        for folder in senders
        for path in sorted(folder.iterdir())
        if path.is_file() and not _passed_over(path.name)
    ]


def astray(inbox: Path) -> list[Path]:
    """Return files in the inbox itself or below a sender's folder: nobody could say who sent them."""
    found = [path for path in inbox.rglob("*") if path.is_file() and not _passed_over(path.name)]
    placed = {one.path for one in waiting(inbox)}
    notes = set(inbox.glob("*.md"))
    return sorted(set(found) - placed - notes)


def _passed_over(name: str) -> bool:
    return name.startswith((".", "~$")) or name.endswith((DECISIONS, *_UNFINISHED))


def take_in(refresh: Refresh, inbox: Path, receive: Receive, *, patience: float = 5) -> None:
    """Take in all that waits; a file that is refused, or cannot be read at all, does not stop the others.

    Parameters
    ----------
    refresh
        Told which were accepted and which refused.
    inbox
        Folder with a folder for each sender.
    receive
        Takes one file in.
    patience
        Seconds during which a file written just now must not change to count as whole.
    """
    for path in astray(inbox):
        refresh.out.print(f"refused   {escape(_shown(path))}: put it into the folder named after its sender")
        refresh.refused.append(_shown(path))
    found = waiting(inbox)
    growing = _growing([one.path for one in found], patience)
    for one in found:
        if one.path in growing:
            refresh.out.print(f"waits     {escape(_shown(one.path))}: it is still being written")
            continue
        accepted = _received(one, refresh, receive)
        (refresh.accepted if accepted else refresh.refused).append(_shown(one.path))
        refresh.out.print(f"{'accepted' if accepted else 'refused':<9} {escape(_shown(one.path))}")
        if accepted:
            # The delivery is kept by now; killed here, the next refresh finds that it is, and clears up.
            for path in filter(None, (one.path, one.decisions)):
                path.unlink()


def _received(one: Waiting, refresh: Refresh, receive: Receive) -> bool:
    try:
        return receive(one, refresh)
    except Exception as error:
        refresh.out.print(f"[red]{escape(errors.in_words(error))}[/]")
        return False


def _growing(paths: Iterable[Path], patience: float) -> set[Path]:
    """Return files that change while one looks at them; old ones are not looked at twice."""
    before = {path: path.stat() for path in paths}
    fresh = [path for path, state in before.items() if time.time() - state.st_mtime < _FRESH]
    if not fresh:
        return set()
    time.sleep(patience)
    return {path for path in fresh if not path.exists() or _changed(before[path], path.stat())}


def _changed(before: os.stat_result, now: os.stat_result) -> bool:
    return (before.st_size, before.st_mtime_ns) != (now.st_size, now.st_mtime_ns)


def _shown(path: Path) -> str:
    return path.relative_to(layout.root()).as_posix() if path.is_relative_to(layout.root()) else str(path)
