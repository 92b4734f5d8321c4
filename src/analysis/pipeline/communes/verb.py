"""What ``uptake communes`` does: the panel made or taken in, checked, summed; briefs executed; all told."""

import random
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from analysis.data.communes import checks, drawn, store
from analysis.data.communes.store import Store
from analysis.pipeline import work
from analysis.pipeline.build import processors
from analysis.pipeline.communes import batches
from analysis.pipeline.communes.briefs import Brief, briefs
from analysis.pipeline.communes.estimate import Estimate, estimate
from analysis.pipeline.report_words import clock, shown

DRAWN_BY = 2026
"""Start of the random numbers that choose a sample, so that the same one is chosen again."""


def make_briefs(
    out: Console,
    *,
    data: Path | None = None,
    sender: str = "",
    first: int | None = None,
    sample: int | None = None,
    languages: Sequence[str] | None = None,
    jobs: int | None = None,
    cluster: str | None = None,
    force: bool = False,
) -> None:
    """Make the panel ready and execute the briefs that are asked for and stale.

    Parameters
    ----------
    out
        Where progress is written.
    data, sender
        File of a panel, and who sent it; without a file the panel is simulated.
    first, sample
        Only the first communes, or some drawn at random (always the same); without either, all of them.
    languages
        Languages to restrict the briefs to.
    jobs
        Processes to work in.
    cluster
        Where briefs are executed if not here: ``local``, or the address of a scheduler.
    force
        Whether to execute what is up to date again.

    Raises
    ------
    Refused
        Some briefs failed; with the reasons.
    InputError
        The file cannot be taken in; with everything that is wrong.
    """
    panel = _panel(out, data, sender)
    every = briefs(panel, languages)
    wanted = _chosen(every, first, sample)
    stale = [brief for brief in wanted if force or brief.stale]
    began, many, where = time.monotonic(), jobs or processors(), Estimate.where
    if stale:
        outcome = work.carry_out(
            out,
            [batches.task(one) for one in batches.batches(stale, many)],
            jobs,
            force=True,
            cluster=cluster,
        )
        where = _where(outcome.slots)
    passed = time.monotonic() - began
    out.print(f"{len(stale):,} briefs executed, {len(wanted) - len(stale):,} unchanged, in {clock(passed)}.")
    if found := estimate([brief.worked() for brief in stale], len(every), where):
        out.print(f"{found}.")
    if wanted:
        out.print(f"Executed notebooks: {escape(shown(wanted[0].executed.parent.parent))}/")


def _where(slots: int | None) -> str:
    """Return where briefs were executed, in words: here, or on a cluster that works on so many at a time."""
    return Estimate.where if slots is None else f"on a cluster that works on {slots:,} at a time"


def _panel(out: Console, data: Path | None, sender: str) -> Store:
    """Return the panel, checked: the one that is sent, or the simulated one."""
    began = time.monotonic()
    if data is not None:
        from analysis.data.communes import received  # noqa: PLC0415 - with a file only

        panel, how = received.receive(data, sender), f"taken in from {data.name}"
    else:
        how = "unchanged" if drawn.is_current(store.folder()) else "drawn (simulated)"
        panel = drawn.ready()
        if how != "unchanged":
            checks.check(panel)
    number = panel.about["communes"]
    out.print(f"{number:,} communes, {how}, checked and summed in {clock(time.monotonic() - began)}.")
    if panel.is_simulated:
        out.print("[yellow]Simulated figures[/]: every brief is marked.")
    return panel


def _chosen(every: list[Brief], first: int | None, sample: int | None) -> list[Brief]:
    """Return the briefs of the communes that are asked for, in the order of the panel."""
    communes = list(dict.fromkeys(str(brief.parameters["commune"]) for brief in every))
    if sample is not None:
        kept = set(random.Random(DRAWN_BY).sample(communes, min(sample, len(communes))))
    else:
        kept = set(communes[:first])
    return [brief for brief in every if brief.parameters["commune"] in kept]
