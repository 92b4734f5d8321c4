"""What a user of the command line is told when something goes wrong: what, where, and what to do about it."""

import functools
import os
import traceback
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Any, ParamSpec

import click
from rich.console import Console
from rich.markup import escape

from analysis.data import layout

_EXPECTED = {
    "AmbiguousName",
    "DeliveryRefused",
    "DocumentError",
    "DownloadError",
    "GraphError",
    "GeographyError",
    "InputError",
    "NoSource",
    "NoSuchState",
    "ParameterError",
    "Refused",
    "ReleaseError",
    "ResultError",
    "RunFailed",
    "RunsError",
    "SimulatedFinding",
    "SiteError",
    "UnknownName",
    "UnknownPlace",
    "WorkFailed",
    "WorkbookError",
}
"""Errors of the project written for whoever caused them; known by name, so that no room is loaded for it."""

INTERRUPTED = 130
BUSY = 75
"""Exit code of a verb that did nothing because another process is at work: the one for "try again later"."""

Given = ParamSpec("Given")


class Refused(Exception):
    """A verb that did not do what was asked; the words are for the user."""


class Interrupted(Refused):
    """A verb that was interrupted; what was done until then stays done."""


class Busy(Refused):
    """A verb that did nothing, because another process is at work on the same files."""


class WorkFailed(Exception):
    """Work that failed in another process: the words of its error, which alone are carried over."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def carried(work: Callable[Given, None]) -> Callable[Given, None]:
    """Let a piece of work raise nothing but what can be carried from one process to another.

    Parameters
    ----------
    work
        A task function; what it raises is put into words where it happens.
    """

    @functools.wraps(work)
    def speaking(*values: Given.args, **named: Given.kwargs) -> None:
        try:
            work(*values, **named)
        except Exception as error:
            raise WorkFailed(in_words(error)) from None

    return speaking


def guarded(verb: Callable[[], Any], console: Console) -> int:
    """Run a verb and return the exit code: 0 done, 1 failed, 2 not understood, 75 busy, 130 interrupted.

    Parameters
    ----------
    verb
        What to run.
    console
        Where errors are written.
    """
    try:
        code = verb()
    except click.exceptions.Exit as stop:
        return int(stop.exit_code)
    except (click.Abort, KeyboardInterrupt, Interrupted, Busy) as stop:
        console.print(escape(str(stop)) or "Interrupted.")
        return BUSY if isinstance(stop, Busy) else INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1
    except Exception as error:
        console.print(f"[red]{escape(in_words(error))}[/]")
        return 1
    return code if isinstance(code, int) else 0


def in_words(error: Exception) -> str:
    """Return an expected error in its own words; of any other, what it is and where its traceback was put."""
    if any(kind.__name__ in _EXPECTED for kind in type(error).__mro__):
        return str(error)
    kept = layout.build() / "failed" / "traceback.txt"
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    except OSError:
        return "".join(traceback.format_exception(error))
    return (
        f"{type(error).__name__}: {error}\n"
        f"This is a fault of the program, not yours; what happened is written in {kept}."
    )


def nearest(word: str, choices: Iterable[str]) -> str:
    """Return a half-sentence that suggests the nearest of some choices, or lists them."""
    names = sorted(choices)
    near = get_close_matches(word, names, n=1)
    return f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(names) or 'none'}"
