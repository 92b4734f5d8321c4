"""How far a build is: a bar on a terminal, one line a task elsewhere; and in the end what came out of it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from pytask import ExecutionReport, PTask, TaskOutcome
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from analysis.pipeline.build import Outcome
from analysis.pipeline.plugin import Watcher
from analysis.pipeline.report_words import clock

_SCREEN = 24
_SHOWN_IN_FULL = 2
_WORDS = {
    TaskOutcome.SUCCESS: ("done", "green"),
    TaskOutcome.FAIL: ("failed", "bold red"),
    TaskOutcome.SKIP_PREVIOUS_FAILED: ("not tried", "yellow"),
}


def interrupted(report: ExecutionReport) -> bool:
    """Tell whether a task ended because somebody stopped the build."""
    return report.exc_info is not None and isinstance(report.exc_info[1], KeyboardInterrupt)


class Lines:
    """Progress as plain lines, one for each task that had to be done: for logs."""

    def __init__(self, console: Console, total: int) -> None:
        self.console, self.total = console, total
        self.ended_so_far, self.start = 0, time.monotonic()

    def began(self, task: PTask) -> None:
        """Stay silent: a line is written when there is something to say."""

    def ended(self, report: ExecutionReport) -> None:
        """Write how the task ended, unless nothing had to be done."""
        self.ended_so_far += 1
        if report.outcome in _WORDS and not interrupted(report):
            word, style = _WORDS[report.outcome]
            place = f"{self.ended_so_far:>{len(str(self.total))}}/{self.total}"
            passed = clock(time.monotonic() - self.start)
            self.console.print(f"{place}  {passed}  [{style}]{word:<9}[/]  {escape(report.task.name)}")


class Bar:
    """Progress as a bar that names the task looked at last; failures appear above it as they happen."""

    def __init__(self, progress: Progress, total: int) -> None:
        self.progress = progress
        self.bar = progress.add_task("", total=total)

    def began(self, task: PTask) -> None:
        """Name the task beside the bar."""
        self.progress.update(self.bar, description=escape(task.name))

    def ended(self, report: ExecutionReport) -> None:
        """Move the bar, and tell of a failure at once."""
        self.progress.advance(self.bar)
        if report.outcome == TaskOutcome.FAIL and not interrupted(report):
            self.progress.console.print(f"[bold red]failed[/]  {escape(report.task.name)}")


@contextmanager
def watching(console: Console, total: int) -> Iterator[Watcher]:
    """Give a watcher fit for the console: a bar for a person, lines for a log.

    Parameters
    ----------
    console
        Where to write.
    total
        Number of tasks to come.
    """
    if not console.is_terminal:
        yield Lines(console, total)
        return
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True) as progress:
        yield Bar(progress, total)


def reasons(outcome: Outcome) -> str:
    """Return why a build did not come to its end, on one screen: two failures in full, the others by name."""
    texts = [_on_one_screen(name, error) for name, error in outcome.failed.items()]
    shown, rest = texts[:_SHOWN_IN_FULL], list(outcome.failed)[_SHOWN_IN_FULL:]
    if rest:
        shown.append(f"and {len(rest)} more failed: {', '.join(rest[:6])}{' …' if len(rest) > 6 else ''}")
    if outcome.missing:
        shown.append(
            f"Interrupted: {len(outcome.missing)} tasks were not reached. Run again to go on from here."
        )
    return "\n\n".join(shown)


def _on_one_screen(name: str, error: BaseException) -> str:
    """Return an error's own words, cut to a screen, with the task they belong to."""
    lines = (str(error) or type(error).__name__).splitlines()
    if not lines[0].startswith(name):
        lines = [f"{name} failed", *(f"  {line}" for line in lines)]
    room = _SCREEN // _SHOWN_IN_FULL
    return "\n".join(
        lines if len(lines) <= room else [*lines[: room - 1], f"  … and {len(lines) - room + 1} more lines"]
    )
