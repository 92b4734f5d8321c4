"""A refresh: named steps from what waits in the inbox to pages, so ordered that it may be killed anywhere.

Each step can be taken twice, leaves what was there until its own result is whole, and does nothing when
there is nothing to do. What a refresh compares with at its end is written down before its first step and
struck out when everybody has been told: a refresh that follows one that was cut short goes on from there,
and tells of both.
"""

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from analysis.data import layout
from analysis.pipeline.file_states import State


@dataclass
class Refresh:
    """A refresh under way.

    Attributes
    ----------
    date
        Its day.
    out
        Where it says what it does.
    before
        Name of the record that it started from; empty when there was none.
    now
        Name of the newest record.
    accepted, refused
        Files of the inbox.
    executed
        How many runs were executed.
    earlier
        The files as they were when figures and results were found to be on record.
    """

    date: dt.date
    out: Console
    before: str = ""
    now: str = ""
    accepted: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    executed: int = 0
    earlier: Mapping[str, State] = field(default_factory=dict)

    @property
    def changed(self) -> bool:
        """Return whether figures, sources or results differ from those it started from."""
        return self.now != self.before


@dataclass(frozen=True)
class Step:
    """Something that a refresh does; ``title`` is what its log says."""

    title: str
    take: Callable[[Refresh], None]


def folder() -> Path:
    """Return where the refresh leaves what it has to say: ``pull-request.md``."""
    return layout.build() / "refresh"


def carry_out(refresh: Refresh, steps: Sequence[Step], newest: Callable[[], str]) -> None:
    """Take all steps, one after the other; the first that raises ends the refresh where it is.

    Parameters
    ----------
    refresh
        What is told to every step, and what they leave.
    steps
        In their order.
    newest
        Returns the name of the newest record, empty when there is none.
    """
    refresh.before = refresh.now = _begun(newest)
    for step in steps:
        refresh.out.print(f"[bold]{escape(step.title)}[/]")
        step.take(refresh)
        refresh.now = newest()


def finish() -> None:
    """Strike out that a refresh is under way: all of it is done, and told."""
    _journal().unlink()


def _journal() -> Path:
    return folder() / "unfinished.json"


def _begun(newest: Callable[[], str]) -> str:
    """Return the record to compare with: that of a refresh that was cut short, else the newest one."""
    with suppress(OSError, ValueError, KeyError):
        return str(json.loads(_journal().read_text(encoding="utf-8"))["before"])
    before = newest()
    write(_journal(), json.dumps({"before": before}))
    return before


def write(path: Path, text: str) -> None:
    """Write a file in one step: whoever reads it, at any moment, reads all of the old one or of the new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}-new")
    unfinished.write_text(text, encoding="utf-8", newline="\n")
    unfinished.replace(path)
