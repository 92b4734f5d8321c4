"""The verbs on data: what comes in, what is kept, what is rebuilt from it."""

import datetime as dt
from pathlib import Path
from typing import Any

import click
from rich.markup import escape

from analysis.data import layout
from analysis.pipeline import errors
from analysis.pipeline.cli_group import alone, day_option, err, jobs_option, out

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_units = click.option(
    "--units",
    type=click.Choice(["63", "34"]),
    help="The 63 provinces until 30 June 2025, or the 34 units since.",
)
_language = click.option(
    "--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True, help="Of what is written."
)
_date = day_option("--date", "Day on which it is done; today by default.")
_sender = click.option("--sender", required=True, help='Who sent it, such as "Sở KH&CN Nam Định".')
_year = click.option("--year", type=int, help="Year of the figures, where the file does not say it.")


def day(given: dt.datetime | None) -> dt.date:
    """Return the day of an option; today, by the machine's clock, when it was left out."""
    return given.date() if given else dt.date.today()


class Heading(click.ParamType):
    """How a heading is to be read: ``heading=variable``, ``heading=variable:unit:year``, ``heading=-``."""

    name = "HEADING=VARIABLE[:UNIT[:YEAR]]"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Return heading and meaning; the heading may hold ``=`` itself."""
        heading, mark, meaning = str(value).rpartition("=")
        if not (mark and heading.strip() and meaning.strip()):
            self.fail(f"{value!r}: write the heading, =, and a variable; or = and - to leave it out.", param)
        return heading.strip(), meaning.strip()


_map = click.option(
    "--map", "asked", type=Heading(), multiple=True, help="How to read a heading; = - leaves the column out."
)


@click.command()
@click.option("--units", type=click.Choice(["63", "34"]), default="34", show_default=True, help="Its rows.")
@click.option("--year", "years", type=int, multiple=True, required=True, help="A year; repeat for more.")
@_language
@click.option(
    "--out",
    "destination",
    type=click.Path(path_type=Path),
    help="File to write; default in build/templates/.",
)
def template(units: str, years: tuple[int, ...], language: str, destination: Path | None) -> None:
    """Write the workbook that provinces and ministries fill in."""
    from analysis.pipeline.refreshing import receiving  # noqa: PLC0415 - verbs load what they need

    receiving.write_template(out, units, sorted(set(years)), language, destination)


@click.command()
@click.argument("file", type=_FILE)
@_sender
@day_option("--date", "Day on which it came in; today by default.")
@_units
@_year
@_map
@click.option("--decisions", type=_FILE, help="Sheet on which its doubts were decided.")
@click.option(
    "--take-suggestions", is_flag=True, help="Decide every doubt as suggested; with --by and --why."
)
@click.option("--by", metavar="NAME", help="With --take-suggestions: who decides.")
@click.option("--why", metavar="TEXT", help="With --take-suggestions: why, in a sentence; kept.")
@_language
@alone
def receive(file: Path, *, date: dt.datetime | None, units: str | None, asked: Any, **given: Any) -> int:
    """Take in a FILE as it was sent, Excel or CSV: all or nothing.

    What is wrong with it is named cell by cell, at once, in build/received/: as text, as a page, and as a
    copy of the workbook with the cells marked. The same file twice changes nothing. For example:

    uptake receive "bao cao.xlsx" --sender "Sở KH&CN Nam Định" --year 2024 --map "Tổ CNSCĐ=teams"
    """
    from analysis.pipeline.refreshing import receiving  # noqa: PLC0415 - verbs load what they need

    if given["take_suggestions"] and not (given["by"] and given["why"]):
        raise click.UsageError("--take-suggestions needs --by NAME and --why TEXT: who decides, and why.")
    accepted = receiving.receive(
        out, file, received=day(date), geography=units, asked=dict(asked) or None, **given
    )
    return 0 if accepted else 1


@click.command()
def deliveries() -> None:
    """List what was received, from whom, and whether it still counts."""
    from analysis.pipeline.refreshing import receiving  # noqa: PLC0415 - verbs load what they need

    receiving.list_deliveries(out)


@click.command()
@click.argument("file", type=_FILE)
@_sender
@_units
@_year
@_map
@click.option(
    "--out",
    "destination",
    type=click.Path(path_type=Path),
    help="Sheet to write; default in build/received/.",
)
@_language
def doubts(file: Path, units: str | None, asked: Any, **given: Any) -> None:
    """List what is doubtful in a FILE; write the sheet to decide it.

    Figures that contradict another source or are hardly plausible are listed with a suggested choice; nothing
    is taken in. Fill the sheet in, then: uptake receive FILE --decisions SHEET.
    """
    from analysis.pipeline.refreshing import receiving  # noqa: PLC0415 - verbs load what they need

    receiving.list_doubts(out, file, geography=units, asked=dict(asked) or None, **given)


@click.command()
@click.argument("sheet", type=_FILE)
@click.option("--by", metavar="NAME", required=True, help="Who decides.")
@click.option("--why", metavar="TEXT", required=True, help="Why, in a sentence; kept with the decision.")
@_date
def decide(sheet: Path, by: str, why: str, date: dt.datetime | None) -> None:
    """Sign the choices of a SHEET of doubts: who chose, and why.

    The sheet is the one that `uptake doubts` or a refused delivery left. The choices are those in it (take
    the delivered figure, keep the one known before, set_aside both); lines signed already stay as they are.
    """
    from analysis.pipeline.refreshing import receiving  # noqa: PLC0415 - verbs load what they need

    receiving.decide(out, sheet, by=by, why=why, date=day(date))


@click.command()
@click.argument("delivery")
@click.option("--by", metavar="NAME", required=True, help="Who withdraws it.")
@click.option("--why", metavar="TEXT", required=True, help="Why, in a sentence; kept with the delivery.")
@_date
@alone
def withdraw(delivery: str, by: str, why: str, date: dt.datetime | None) -> None:
    """Let a DELIVERY no longer count from a day on; it stays on record.

    `uptake deliveries` lists their names. `uptake refresh` then takes its figures out of results and pages.
    """
    from analysis.pipeline.refreshing import receiving  # noqa: PLC0415 - verbs load what they need

    receiving.withdraw(out, delivery, date=day(date), by=by, why=why)


@click.command()
def check() -> None:
    """Check data/raw against its descriptions; name every problem at once."""
    from analysis.data import checks  # noqa: PLC0415 - verbs load what they need

    problems = checks.problems()
    for problem in problems:
        err.print(f"[red]-[/] {escape(str(problem))}")
    if problems:
        raise errors.Refused(
            f"data/raw: {len(problems)} problem{'s' if len(problems) > 1 else ''}; nothing was changed."
        )
    out.print("data/raw is sound.")


@click.command()
@day_option("--as-of", "As the tables stood at the end of an earlier day, into a folder of their own.")
@click.option(
    "--out", "destination", type=click.Path(path_type=Path), help="With --as-of; default build/as-of/DAY."
)
@jobs_option
@alone
def build(as_of: dt.datetime | None, destination: Path | None, jobs: int | None) -> None:
    """Rebuild data/processed from data/raw, today or as of a day."""
    if as_of is None:
        from analysis.pipeline import work  # noqa: PLC0415 - verbs load what they need

        if destination:
            raise click.UsageError("--out goes with --as-of DAY: the tables of today lie in data/processed.")
        work.rebuild_data(out, jobs)
        return
    from analysis.data import building  # noqa: PLC0415 - as above

    named = as_of.date().isoformat()
    folder = destination or layout.build() / "as-of" / named
    building.build(folder, as_of=as_of.date())
    out.print(f"The tables as of {named} lie in {escape(str(folder))}")


@click.command()
@click.argument("indicator")
@click.argument("place")
@click.argument("year", type=int)
@click.option("--geography", type=click.Choice(["63", "34"]), default="63", show_default=True)
def trace(indicator: str, place: str, year: int, geography: str) -> None:
    """Trace a figure back to its source.

    INDICATOR is a name of the dictionary, PLACE a code or a name, YEAR a year.
    """
    from analysis.data.provinces import code_of  # noqa: PLC0415 - verbs load what they need
    from analysis.data.trace import trace as traced  # noqa: PLC0415 - as above

    code = place if place.isdigit() else code_of(place, geography)
    out.print(escape(str(traced(indicator, code, year, geography))))


@click.command()
@click.argument("source")
def checksum(source: str) -> None:
    """Describe the tables of a SOURCE as they are now: size, checksum.

    For after a change on purpose.
    """
    from analysis.data import checks  # noqa: PLC0415 - verbs load what they need

    checks.update_checksums(source)
    out.print(f"data/raw/{escape(source)}/datapackage.yaml now describes the files as they are.")


VERBS = (template, receive, deliveries, doubts, decide, withdraw, check, build, trace, checksum)
