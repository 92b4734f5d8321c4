"""A refresh from outside: its lock, its log, who is told, and the exit code.

Exit codes: 0 done, or nothing to do; 1 a file was refused or a step failed; 75 another process is at work;
130 interrupted.
"""

import datetime as dt
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from rich.console import Console
from rich.markup import escape

from analysis.pipeline import errors
from analysis.pipeline.refreshing import hooks, refresh_lock, refresh_log
from analysis.pipeline.refreshing.hooks import News
from analysis.pipeline.refreshing.refresh import Refresh, Step, carry_out, finish, folder

CHANGED, UNCHANGED, REFUSED, FAILED = "changed", "unchanged", "refused", "failed"


def run(
    date: dt.date,
    *,
    inbox: Path | None = None,
    jobs: int | None = None,
    notify_command: str | None = None,
    steps: Sequence[Step] | None = None,
    newest: Callable[[], str] | None = None,
) -> int:
    """Refresh the project, once, alone, with a log; return the exit code.

    Parameters
    ----------
    date
        Day of the refresh.
    inbox
        Folder with ``<sender>/<file>``.
    jobs
        Processes to work in.
    notify_command
        Told how it ended: see :func:`analysis.pipeline.refreshing.hooks.tell`.
    steps, newest
        In place of those of :mod:`analysis.pipeline.refreshing.refresh_steps`.
    """
    with refresh_log.kept(date) as out, _stopped_like_ctrl_c():
        try:
            with refresh_lock.held():
                news = _refreshed(date, out, steps or _steps(inbox, jobs), newest or _newest)
                _say(news, out, notify_command)
                finish()
                return news.exit_code
        except errors.Busy as stop:
            out.print(escape(str(stop)))
            return errors.BUSY
        except (KeyboardInterrupt, errors.Interrupted) as stop:
            out.print(
                escape(str(stop))
                or "Interrupted: what was published stays; the next refresh goes on from here."
            )
            return errors.INTERRUPTED
        except Exception as error:
            words = f"{errors.in_words(error)}\n\nThe refresh failed; what was published stays as it was."
            _say(News(date.isoformat(), FAILED, 1, words), out, notify_command)
            return 1


def _say(news: News, out: Console, command: str | None) -> None:
    """Say how a refresh ended, and tell whoever wants to know of changes and failures."""
    out.print(escape(news.text))
    if news.outcome != UNCHANGED:
        hooks.tell(news, out, command=command)


def _steps(inbox: Path | None, jobs: int | None) -> list[Step]:
    from analysis.pipeline.refreshing import refresh_steps  # noqa: PLC0415 - not before the lock is held

    return refresh_steps.steps(inbox, jobs)


def _newest() -> str:
    from analysis.pipeline.refreshing import refresh_steps  # noqa: PLC0415 - not before the lock is held

    return refresh_steps.newest()


def _refreshed(date: dt.date, out: Console, steps: Sequence[Step], newest: Callable[[], str]) -> News:
    """Take the steps and say how they ended."""
    refresh = Refresh(date, out)
    carry_out(refresh, steps, newest)
    said, text = [], ""
    if refresh.changed:
        said.append(
            f"Figures or results changed: recorded as {refresh.now}, after {refresh.before or 'nothing'}."
        )
        said.append(f"What changed, and how much: build/{folder().name}/pull-request.md")
        text = (folder() / "pull-request.md").read_text(encoding="utf-8")
    else:
        said.append(f"Nothing changed since {refresh.before or 'the beginning'}.")
    if refresh.executed:
        said.append(f"Runs executed: {refresh.executed}.")
    if refresh.refused:
        said.append(f"Refused, and still in the inbox: {', '.join(refresh.refused)}; why: build/received/")
    outcome = REFUSED if refresh.refused else CHANGED if refresh.changed else UNCHANGED
    record = refresh.now if refresh.changed else ""
    return News(date.isoformat(), outcome, int(bool(refresh.refused)), "\n".join(said), record, text)


@contextmanager
def _stopped_like_ctrl_c() -> Iterator[None]:
    """Let a service manager's request to stop (SIGTERM) end the work as Ctrl-C does."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
