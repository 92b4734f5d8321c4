"""The verb that measures the project beside its peers."""

import click

from analysis.pipeline.cli_group import alone, out


@click.command()
@click.option("--only", metavar="PARTS", default="", help="Only these parts, such as a,d; default: all.")
@click.option(
    "--size",
    metavar="N",
    default=None,
    help="Runs of each family in the sample, or 'full': every run by everybody, which takes two hours.",
)
@click.option("--anew", is_flag=True, help="Forget what was measured before a break.")
@click.option(
    "--trial", is_flag=True, help="As small as can be, to try the benchmark itself; nothing is kept."
)
@alone
def benchmark(only: str, size: str | None, anew: bool, trial: bool) -> None:
    """Measure beside papermill, snakemake and others; write data/benchmark.

    Parts: a cold build, b nothing changed, c one figure corrected, d specification curve, e growth, f memory,
    g where the rest goes. What a break left unfinished is gone on with.
    """
    from analysis.pipeline.benchmark import benchmark as measuring  # noqa: PLC0415 - verbs load what they need

    if size not in (None, "full") and not size.isdigit():
        raise click.BadParameter("write a whole number, or full", param_hint="--size")
    each = measuring.SIZE if size is None else None if size == "full" else max(1, int(size))
    parts = [part.strip() for part in only.split(",") if part.strip()]
    measuring.benchmark(out, parts, each, anew=anew, trial=trial)


VERBS = (benchmark,)
