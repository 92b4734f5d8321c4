"""What the verbs do, in the words they do it with."""

import datetime as dt
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from types import MappingProxyType

from pytask import TaskWithoutPath
from rich.console import Console
from rich.markup import escape

from analysis.data import layout
from analysis.pipeline import (
    dependence,
    downloads,
    file_states,
    kernels,
    last_build,
    parameter_values,
    preload,
    progress,
    report_words,
    runs,
    standstill,
    status,
    tasks,
    verify,
    workers,
)
from analysis.pipeline.build import Outcome, build, processors
from analysis.pipeline.cluster import place
from analysis.pipeline.errors import Interrupted, Refused, nearest
from analysis.pipeline.report_words import shown
from analysis.pipeline.runs import Run
from analysis.pipeline.status import Standing


def carry_out(
    out: Console,
    graph: Sequence[TaskWithoutPath],
    jobs: int | None,
    *,
    force: bool = False,
    cluster: str | None = None,
    pool: workers.Workers | None = None,
) -> Outcome:
    """Carry out a graph, showing how far it is; on a cluster, what can be done there; with processes begun.

    Raises
    ------
    Refused
        It came to no end; with the reasons.
    """
    kernels.prepare_fonts()
    many = jobs or workers.at_a_time(processors())
    with place.opened(cluster, many, out) as there, progress.watching(out, len(graph)) as watcher:
        outcome = build(graph, jobs=many, watcher=watcher, force=force, cluster=there, workers=pool)
    if there is not None and there.lost:
        raise Interrupted(there.lost)
    if not outcome.good:
        raise (Interrupted if outcome.missing else Refused)(progress.reasons(outcome))
    if outcome.cold and outcome.done:
        out.print(f"Processes and kernels started cold: {escape(outcome.cold)}.")
    return outcome


def rebuild_data(out: Console, jobs: int | None) -> None:
    """Check the source tables and rebuild the processed ones, if anything changed."""
    outcome = carry_out(out, tasks.graph([], pages=None), jobs)
    out.print("data/processed is up to date." if outcome.unchanged else "data/processed was rebuilt.")


def make_report(
    out: Console,
    only: Sequence[str],
    language: str | None,
    jobs: int | None,
    *,
    force: bool = False,
    why: bool = False,
    cluster: str | None = None,
) -> None:
    """Do everything that is stale between the source tables and the pages.

    Parameters
    ----------
    out
        Where progress is written.
    only
        Runs to restrict the work to, by name or beginning; their pages go to ``build/preview/``.
    language
        Language to restrict the work to; no pages are written then.
    jobs
        Processes to work in.
    force
        Whether to do what is up to date again, charts and results that are kept among it.
    why
        Whether to say first what is stale, and why.
    cluster
        Where runs are executed if not here: ``local``, or the address of a scheduler.

    Raises
    ------
    Refused
        When something failed; the site is as it was.
    """
    began, earlier = time.monotonic(), file_states.before_work()
    last_build.forget()
    every = runs.load()
    wanted = _selected(every, only, language)
    pages = None if language else layout.build() / ("preview" if only else "site")
    report_words.say_extent(out, *standstill.counted(wanted))
    try:
        many = jobs or workers.at_a_time(processors())
        with workers.begun(many) as pool:
            graph = tasks.graph(wanted, pages=pages, complete=wanted == every)
            if why:
                say_stale(out, status.standings(graph))
            if many > 1:
                dependence.prepare()
            if force:
                tasks.forget_kept()
            outcome = carry_out(out, graph, many, force=force, cluster=cluster, pool=pool)
    except Refused as refused:
        raise type(refused)(f"{refused}\n\nThe pages stay as they were.") from None
    if not (only or language):
        standstill.keep(wanted, graph, earlier)
    done = len({run.id for run in wanted} & set(outcome.done))
    report_words.say_done(out, done, len(wanted), time.monotonic() - began)
    _name_results(out, wanted, pages)


def _selected(every: list[Run], only: Sequence[str], language: str | None) -> list[Run]:
    """Return the runs meant by names or beginnings of names, in one language or all."""
    names = {run.name for run in every}
    for start in only:
        if not any(name.startswith(start) for name in names):
            raise Refused(f"--only {start}: there is no such run; {nearest(start, names)}.")
    wanted = [run for run in every if not only or run.name.startswith(tuple(only))]
    return [run for run in wanted if language in (None, run.language)]


def _name_results(out: Console, wanted: list[Run], pages: Path | None) -> None:
    """Say which file to open."""
    if pages is None:
        out.print(f"Executed notebooks: {shown(wanted[0].executed.parent)}/")
        return
    report_words.say_page(out, pages / "index.html")


def write_site(out: Console) -> None:
    """Write the pages again from the notebooks as executed last, stale or not."""
    every = runs.load()
    absent = [run.id for run in every if not run.executed.exists()]
    if absent:
        raise Refused(
            f"Of {len(every)} runs {len(absent)} have not been executed ({absent[0]} …): uptake report"
        )
    if unmade := [one.name for one in downloads.planned(every, complete=True) if not one.there()]:
        raise Refused(f"Of the downloads {len(unmade)} have not been made ({unmade[0]} …): uptake report")
    folder = layout.build() / "site"
    carry_out(out, tasks.graph(every, pages=folder, complete=True)[-1:], 1, force=True)
    _name_results(out, every, folder)


def record_release(out: Console, date: dt.date) -> None:
    """Record what the installed version says, from notebooks that are up to date."""
    from analysis.report import releases  # noqa: PLC0415 - loads the words of results

    every = runs.load()
    graph = tasks.graph(every, pages=layout.build() / "site", complete=True)
    if stale := [standing.name for standing in status.standings(graph) if not standing.fresh]:
        raise Refused(f"{len(stale)} results are out of date ({stale[0]} …): uptake report, then release.")
    version = metadata.version("uptake")
    place = releases.write_release(version, date, runs={run.name for run in every})
    out.print(f"Version {version} is recorded in {shown(place)}; commit it with its CHANGELOG.")


def show_status(out: Console) -> None:
    """Say for every piece of work whether it is stale, and why."""
    earlier = file_states.before_work()
    every = runs.load()
    graph = tasks.graph(every, pages=layout.build() / "site", complete=True)
    found = status.standings(graph)
    failed = {run.id: run.failed for run in every if run.failed.exists()}
    say_stale(out, found, failed)
    stale = sum(not standing.fresh for standing in found)
    report_words.say_standing(out, stale, len(found) - stale)
    if not (stale or failed):
        standstill.keep(every, graph, earlier)


def say_stale(
    out: Console, found: Sequence[Standing], failed: Mapping[str, Path] = MappingProxyType({})
) -> None:
    """Write what is stale, with the reasons, and which of it failed last time.

    Parameters
    ----------
    out
        Where it is written.
    found
        How every task stands; those that are up to date are passed over.
    failed
        Notebooks kept of runs that failed, by the name of their task.
    """
    for standing in found:
        if not standing.fresh:
            out.print(f"[yellow]stale[/]  {escape(standing.name)}: {escape('; '.join(standing.reasons))}")
        if standing.name in failed:
            out.print(f"       failed last time: {escape(shown(failed[standing.name]))}")


def refresh_notebooks(out: Console, names: Sequence[str], jobs: int | None) -> None:
    """Execute notebooks in place, telling of each whether it changed."""
    from analysis.pipeline import reference  # noqa: PLC0415 - loads the notebook machinery

    kernels.prepare_fonts()
    wanted, failures = reference.chosen(names), []
    for name, result in reference.execute_all(wanted, jobs or workers.at_a_time(processors())):
        if isinstance(result, BaseException):
            failures.append(str(result))
            out.print(f"[bold red]failed[/]     {escape(name)}")
        else:
            out.print(f"{'changed' if result else 'unchanged':<9}  {escape(name)}")
    if failures:
        raise Refused("\n\n".join(failures) + "\n\nThe notebooks that failed stay as they were.")


def run_once(out: Console, name: str, given: Sequence[str], destination: Path | None) -> None:
    """Execute one notebook with parameters given by hand, apart from the site."""
    from analysis.pipeline import reference  # noqa: PLC0415 - loads the notebook machinery
    from analysis.pipeline.execute import execute  # noqa: PLC0415 - loads the notebook machinery

    notebook = reference.chosen([name])[0]
    source = layout.notebooks() / f"{notebook}.ipynb"
    defaults = runs.declared_defaults(source)
    values = parameter_values.parse(given, defaults)
    problems = runs.parameter_problems(values, defaults)
    if problems:
        raise runs.RunsError(problems, where=f"parameters of {notebook}")
    kernels.prepare_fonts()
    target = destination or layout.build() / "runs" / f"{notebook}.ipynb"
    with out.status(f"{notebook} …"):
        execute(source, target, name=f"runs/{notebook}", parameters=values)
    out.print(f"Executed: {escape(shown(target.resolve()))}")


def prove(out: Console, options: Sequence[str], jobs: int | None) -> None:
    """Run every check of the project, all of them even when one fails."""
    kernels.prepare_fonts()
    failed = []
    for step in verify.steps(jobs or processors(), options):
        out.rule(step.title, align="left")
        if not verify.run(step):
            failed.append(step.title)
    if failed:
        raise Refused(f"Failed: {', '.join(failed)}. What to mend stands above.")
    out.print("[green]All is well.[/]")


def open_lab(options: Sequence[str]) -> int:
    """Open JupyterLab on the project; return its exit code."""
    where = ("--ServerApp.root_dir", str(layout.root()), "--LabApp.default_url", "/lab/tree/notebooks")
    with kernels.settings(**kernels.offered(preload.LIBRARIES)):
        return subprocess.call((sys.executable, "-m", "jupyterlab", *where, *options))


def tidy_notebooks(out: Console, files: Sequence[Path], *, only_look: bool) -> None:
    """Bring notebooks into their normal form, or say which are not in it."""
    from analysis.pipeline import reference  # noqa: PLC0415 - loads the notebook machinery

    untidy = reference.tidy(files, only_look=only_look)
    for path in untidy:
        out.print(f"{'not in its normal form' if only_look else 'tidied'}: {escape(shown(path.resolve()))}")
    if untidy and only_look:
        raise Refused("Run: uptake tidy (or uptake notebooks NAME, to execute them again as well).")


def check_style(out: Console, files: Sequence[Path]) -> None:
    """Say where notebooks depart from the house style; without any named, every text of the project."""
    from analysis.pipeline.style import file_faults, text_faults  # noqa: PLC0415 - loads the rules

    paths = files or [layout.notebooks() / f"{name}.ipynb" for name in runs.available()]
    found = [fault for path in paths for fault in file_faults(path)]
    found += [] if files else text_faults()
    for fault in found:
        out.print(escape(fault))
    if found:
        raise Refused(f"{len(found)} departures from the house style.")
    others = "" if files else ", and no other text claims what figures of provinces cannot show"
    out.print(f"{len(paths)} notebooks are in the house style{others}.")
