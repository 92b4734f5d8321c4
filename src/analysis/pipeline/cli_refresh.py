"""The verbs that work by themselves: refresh, watch, and how a server runs them on a schedule."""

import datetime as dt
from pathlib import Path

import click

from analysis.pipeline.cli_data import day
from analysis.pipeline.cli_group import day_option, jobs_option, out


@click.command()
@day_option("--date", "Day of the refresh and of what it receives; today by default.")
@click.option(
    "--inbox",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder with <sender>/<file>; default data/inbox.",
)
@click.option(
    "--notify-command",
    envvar="UPTAKE_NOTIFY_COMMAND",
    metavar="COMMAND",
    help="Called with the outcome on its input when something changed or failed.",
)
@jobs_option
def refresh(
    date: dt.datetime | None, inbox: Path | None, notify_command: str | None, jobs: int | None
) -> int:
    r"""Take the inbox in; bring figures, results, pages up to date.

    Files wait in data/inbox/<sender>/; one that is accepted leaves it. What changed is recorded in
    data/releases and told in build/refresh/pull-request.md; the log is build/log/refresh-DAY.log. Killed at
    any point, it leaves the last good state, and the next one goes on from there.

    \b
    Exit codes:
      0    done, or nothing had changed
      1    a file was refused (the others are done), or a step failed (what was published stays)
      75   another process is at work: try again later
      130  interrupted

    Changes and failures are also told to UPTAKE_WEBHOOK (an address that gets JSON) and to UPTAKE_MAIL_TO
    (through UPTAKE_SMTP, host:port).
    """
    from analysis.pipeline.refreshing import refresh_run  # noqa: PLC0415 - verbs load what they need

    return refresh_run.run(day(date), inbox=inbox, jobs=jobs, notify_command=notify_command)


@click.command()
@click.option(
    "--only", multiple=True, metavar="NAME", help="Only these runs: 02, 05_province_brief__ha_noi …"
)
@click.option("--language", type=click.Choice(["vi", "en"]), help="Only this language: quicker, no pages.")
@jobs_option
def watch(only: tuple[str, ...], language: str | None, jobs: int | None) -> None:
    """Run again what depends on a file whenever it is saved.

    Files are the tables and descriptions in data/raw and the notebooks. Ctrl-C ends it.
    """
    from analysis.pipeline.refreshing import watch as watching  # noqa: PLC0415 - verbs load what they need

    watching.watch(out, only=only, language=language, jobs=jobs)


@click.command()
@click.argument("kind", type=click.Choice(["systemd", "cron"]))
@click.option("--at", default="03:30", show_default=True, metavar="HH:MM", help="When, every day.")
@click.option("--user", is_flag=True, help="For the service manager of a user instead of the system's.")
@click.option(
    "--out", "folder", type=click.Path(file_okay=False, path_type=Path), help="Folder for the files."
)
def schedule(kind: str, at: str, user: bool, folder: Path | None) -> None:
    """Print what a server needs to refresh this project every day.

    A unit with its timer for systemd, or a line for cron; with --out, files with the same content.
    """
    from analysis.pipeline.refreshing import schedule as schedules  # noqa: PLC0415 - verbs load what they need

    schedules.write(out, kind, at, user=user, folder=folder)


VERBS = (refresh, watch, schedule)
