"""The verb on communes."""

from pathlib import Path

import click

from analysis.pipeline.cli_group import alone, cluster_option, cold_option, jobs_option, out


@click.command()
@click.option("--first", type=click.IntRange(1), metavar="N", help="Only the first N communes.")
@click.option("--sample", type=click.IntRange(1), metavar="N", help="Only N communes, drawn at random.")
@click.option("--all", "every", is_flag=True, help="Every commune.")
@click.option("--language", type=click.Choice(["vi", "en"]), help="Only this language.")
@click.option(
    "--data",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A panel as CSV or Parquet, in place of the simulated one.",
)
@click.option("--sender", default="", help="Who sent it.")
@click.option("--force", is_flag=True, help="Execute the briefs even when nothing changed.")
@jobs_option
@cluster_option
@cold_option
@alone
def communes(
    *,
    first: int | None,
    sample: int | None,
    every: bool,
    language: str | None,
    data: Path | None,
    sender: str,
    force: bool,
    jobs: int | None,
    cluster: str | None,
) -> None:
    """Make briefs of communes, apart from the report: of the simulated panel, or of one that was sent.

    Say how many: --first 20, --sample 150 or --all. Each is made in both languages; what is up to date stays.
    In the end it says how long all of them would take where these were made.
    """
    if sum((first is not None, sample is not None, every)) != 1:
        raise click.UsageError("say which communes: --first N, --sample N or --all.")
    if (data is None) == bool(sender):
        raise click.UsageError("--data and --sender go together: a file, and who sent it.")
    from analysis.pipeline.communes import verb  # noqa: PLC0415 - verbs load what they need

    verb.make_briefs(
        out,
        data=data,
        sender=sender,
        first=first,
        sample=sample,
        languages=[language] if language else None,
        jobs=jobs,
        cluster=cluster,
        force=force,
    )


VERBS = (communes,)
