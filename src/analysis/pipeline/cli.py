"""The command ``uptake``: every verb of the project, the same on Linux, macOS and Windows.

Verbs on data stand in ``cli_data``, those that work by themselves in ``cli_refresh``; all the others here.
"""

import datetime as dt
import sys
from pathlib import Path

import click

from analysis.pipeline import cli_benchmark, cli_communes, cli_data, cli_refresh, errors, standstill
from analysis.pipeline.cli_group import (
    Verbs,
    alone,
    cluster_option,
    cold_option,
    day_option,
    err,
    jobs_option,
    out,
)


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="uptake")
def cli() -> None:
    """Uptake of online public services in Viet Nam's provinces: data, analysis, report."""


@cli.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@jobs_option
@cold_option
@alone
def notebooks(names: tuple[str, ...], jobs: int | None) -> None:
    """Execute the notebooks of notebooks/ again, in place, with their defaults.

    NAME is a notebook such as 02_inputs_and_uptake, or its beginning; without any, all are executed.
    """
    from analysis.pipeline import work  # noqa: PLC0415 - verbs load what they need

    work.refresh_notebooks(out, names, jobs)


@cli.command()
@click.option(
    "--only", multiple=True, metavar="NAME", help="Only these runs: 05, 05_province_brief__ha_noi …"
)
@click.option("--language", type=click.Choice(["vi", "en"]), help="Only this language.")
@click.option("--force", is_flag=True, help="Execute, draw and compute everything again.")
@click.option("--why", is_flag=True, help="Say first what is stale, and why.")
@jobs_option
@cluster_option
@cold_option
@alone
def report(
    *,
    only: tuple[str, ...],
    language: str | None,
    force: bool,
    why: bool,
    jobs: int | None,
    cluster: str | None,
) -> None:
    """Check and rebuild the data, execute every run that is stale, write the site.

    With --only, the pages of these runs go to build/preview/ and the site stays as it is.
    """
    if not (only or language or force) and standstill.reported(out):
        return
    from analysis.pipeline import work  # noqa: PLC0415 - verbs load what they need

    work.make_report(out, only, language, jobs, force=force, why=why, cluster=cluster)


@cli.command()
@alone
def site() -> None:
    """Write the pages again from the notebooks as executed last."""
    from analysis.pipeline import work  # noqa: PLC0415 - verbs load what they need

    work.write_site(out)


@cli.command()
def status() -> None:
    """Say what is stale, and why; nothing is run."""
    if standstill.stated(out):
        return
    from analysis.pipeline import work  # noqa: PLC0415 - verbs load what they need

    work.show_status(out)


@cli.command()
@click.argument("name")
@click.option("-p", "--parameter", "given", multiple=True, metavar="NAME=VALUE", help="Instead of a default.")
@click.option(
    "--out", "destination", type=click.Path(path_type=Path), help="File to write; default in build/runs/."
)
def run(name: str, given: tuple[str, ...], destination: Path | None) -> None:
    """Execute one notebook with parameters of your own, apart from the site.

    For example: uptake run 05 -p unit=01 -p language=en, or uptake run 03 -p 'years=[2021, 2022]'.
    """
    from analysis.pipeline import work  # noqa: PLC0415 - verbs load what they need

    work.run_once(out, name, given, destination)


@cli.command(context_settings={"ignore_unknown_options": True})
@jobs_option
@cold_option
@click.argument("options", nargs=-1, type=click.UNPROCESSED, metavar="[PYTEST OPTIONS]...")
def test(options: tuple[str, ...], jobs: int | None) -> None:
    """Run everything that proves the project right; or pytest alone, with options of yours."""
    from analysis.pipeline import work  # noqa: PLC0415 - verbs load what they need

    work.prove(out, options, jobs)


@cli.command()
@jobs_option
def validate(jobs: int | None) -> None:
    """Prove the methods again: published results, simulated worlds; write data/validation."""
    from analysis.pipeline import validation  # noqa: PLC0415 - verbs load what they need
    from analysis.pipeline.build import processors  # noqa: PLC0415 - as above

    validation.validate(out, jobs or processors())


@cli.command(context_settings={"ignore_unknown_options": True})
@click.argument("options", nargs=-1, type=click.UNPROCESSED, metavar="[JUPYTERLAB OPTIONS]...")
def lab(options: tuple[str, ...]) -> None:
    """Open JupyterLab in notebooks/, with this environment as its kernel."""
    from analysis.pipeline import work  # noqa: PLC0415 - verbs load what they need

    sys.exit(work.open_lab(options))


@cli.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", "only_look", is_flag=True, help="Only say which files are not in their normal form.")
def tidy(files: tuple[Path, ...], only_look: bool) -> None:
    """Bring notebooks into the form in which they are committed, without running them."""
    from analysis.pipeline import work  # noqa: PLC0415 - verbs load what they need

    work.tidy_notebooks(out, files, only_look=only_look)


@cli.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def style(files: tuple[Path, ...]) -> None:
    """Say where notebooks depart from the house style, and how to mend it."""
    from analysis.pipeline import work  # noqa: PLC0415 - verbs load what they need

    work.check_style(out, files)


@cli.command()
def readme() -> None:
    """Write findings, sources and pages into README.md and README.vi.md."""
    from analysis.report.readme import update  # noqa: PLC0415 - verbs load what they need

    changed = [path.name for path in update()]
    out.print(f"Written again: {', '.join(changed)}" if changed else "Both files say what the data say.")


@cli.command()
@day_option("--date", "Day of the release, 2026-11-22.", required=True)
@alone
def release(date: dt.datetime) -> None:
    """Record in data/releases what this version says, so that the next one can say what it changed."""
    from analysis.pipeline import work  # noqa: PLC0415 - verbs load what they need

    work.record_release(out, date.date())


@cli.command("help")
@click.pass_context
def show_help(ctx: click.Context) -> None:
    """List the verbs."""
    click.echo(cli.get_help(ctx.parent or ctx))


for verb in (*cli_data.VERBS, *cli_refresh.VERBS, *cli_benchmark.VERBS, *cli_communes.VERBS):
    cli.add_command(verb)


def main() -> None:
    """Run the command line; every error the user can mend is a sentence, never a traceback."""
    sys.exit(errors.guarded(lambda: cli(standalone_mode=False), err))
