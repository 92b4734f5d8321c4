"""The log of a refresh: what it says, as it says it, with the time of each line, kept in ``build/log``."""

import datetime as dt
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO, cast

from rich.console import Console

from analysis.data import layout

KEPT = 60
"""Logs that are kept; one a day on which there was a refresh."""


class Both(io.TextIOBase):
    """Text written to a screen and, with the time before each line, to a log."""

    def __init__(self, screen: TextIO, log: TextIO) -> None:
        super().__init__()
        self.screen, self.log = screen, log
        self._at_start = True

    def write(self, text: str) -> int:
        """Write text to both."""
        for line in text.splitlines(keepends=True):
            if self._at_start and line.strip():
                self.log.write(f"{dt.datetime.now():%Y-%m-%d %H:%M:%S}  ")
            self.log.write(line)
            self._at_start = line.endswith("\n")
        return self.screen.write(text)

    def flush(self) -> None:
        """Pass on what was written: a log that is read after a crash holds every line until then."""
        self.log.flush()
        self.screen.flush()


@contextmanager
def kept(date: dt.date) -> Iterator[Console]:
    """Give a console that writes to the screen and to the log of a day, and drop the oldest logs.

    Parameters
    ----------
    date
        The day; refreshes of one day share a log.
    """
    folder = layout.build() / "log"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"refresh-{date.isoformat()}.log").open("a", encoding="utf-8") as log:
        for old in sorted(folder.glob("refresh-*.log"))[:-KEPT]:
            old.unlink(missing_ok=True)
        both = cast(TextIO, Both(sys.stdout, log))
        yield Console(file=both, highlight=False, soft_wrap=True, no_color=True)
