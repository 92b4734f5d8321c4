"""Prove the methods again: published results and simulated worlds, written to ``data/validation``."""

from collections.abc import Callable, Iterator
from concurrent.futures import as_completed
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from analysis.pipeline.errors import Refused
from analysis.pipeline.workers import Workers
from analysis.stats.errors import ModelError
from analysis.stats.validation import writing
from analysis.stats.validation.published import CASES, Case
from analysis.stats.validation.study import plan
from analysis.stats.validation.study.measures import Measure


def validate(out: Console, jobs: int) -> None:
    """Compute every published result, draw every world, and write the tables.

    Parameters
    ----------
    out
        Where progress is written.
    jobs
        Processes to work in.

    Raises
    ------
    Refused
        When a published number was missed or a bound was not kept, and the tables then say which; or when
        something cannot be computed, and the tables stay as they were.
    """
    steps = plan.steps()
    with Workers(jobs) as workers, _progress(out, len(steps) + len(CASES)) as told:
        # The longest pieces first, so that no process waits for another at the end.
        drawn = {step.name: workers.submit(step.run) for step in sorted(steps, key=_length, reverse=True)}
        computed = {name: workers.submit(case) for name, case in CASES.items()}
        names = {future: name for name, future in (drawn | computed).items()}
        for future in as_completed(names):
            if isinstance(error := future.exception(), ModelError):
                raise Refused(f"{names[future]}: {error}")
            future.result()
            told(names[future])
    cases: list[Case] = [computed[name].result() for name in CASES]
    measures: list[Measure] = [measure for step in steps for measure in drawn[step.name].result()]
    writing.write(cases, measures, plan.SEED)
    _conclude(out, cases, measures)


def _length(step: plan.Step) -> int:
    """Return about how long a step takes, in repetitions of the quick estimators."""
    return step.sizes.repetitions + 100 * step.sizes.slow


def _conclude(out: Console, cases: list[Case], measures: list[Measure]) -> None:
    """Say how much was proven; refuse when anything was not."""
    checks = [(case.id, check) for case in cases for check in case.checks]
    bounded = [measure for measure in measures if measure.passed is not None]
    out.print(
        f"{len(cases)} published results, {len(checks)} numbers; {len(bounded)} bounds in simulated worlds."
    )
    missed = [f"{name}: {check.quantity}" for name, check in checks if not check.passed]
    missed += [
        f"{one.study}/{one.world}: {one.quantity} of {one.method} is {one.value:.4g}"
        for one in bounded
        if not one.passed
    ]
    if missed:
        listed = "\n".join(f"  {line}" for line in missed)
        raise Refused(f"{len(missed)} not kept; data/validation says by how much:\n{listed}")
    out.print("All were kept; data/validation was written.")


@contextmanager
def _progress(out: Console, total: int) -> Iterator[Callable[[str], None]]:
    """Give what tells of progress: a bar for a person, lines for a log."""
    if not out.is_terminal:
        ended: list[str] = []

        def line(name: str) -> None:
            ended.append(name)
            out.print(f"{len(ended):>{len(str(total))}}/{total}  {escape(name)}")

        yield line
        return
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=out, transient=True) as progress:
        bar = progress.add_task("", total=total)
        yield lambda name: progress.update(bar, advance=1, description=escape(name))
