"""The steps of a refresh, in an order in which it may be killed anywhere and taken up again.

What was accepted is on record before it leaves the inbox; results are executed before they are recorded;
the record is written before the pages that tell of it; the words for the pull request come last. Where it is
known that nothing changed since the last refresh, steps that would find that out do nothing.
"""

import shutil
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.data import layout
from analysis.pipeline import file_states, standstill
from analysis.pipeline.file_states import State
from analysis.pipeline.refreshing.inbox import Waiting, default, take_in
from analysis.pipeline.refreshing.refresh import Refresh, Step, folder, write

if TYPE_CHECKING:
    from pytask import TaskWithoutPath

    from analysis.pipeline.runs import Run


def steps(inbox: Path | None, jobs: int | None) -> list[Step]:
    """Return the steps of a refresh of the project.

    Parameters
    ----------
    inbox
        Folder with ``<sender>/<file>``; that of the project by default.
    jobs
        Processes to work in; one a processor by default.
    """
    return [
        Step("What an interrupted refresh left", clear_up),
        Step("Inbox", partial(take_in, inbox=inbox or default(), receive=receive)),
        Step("Data and results", partial(execute, jobs=jobs)),
        Step("Record", record),
        Step("Pages and downloads", partial(publish, jobs=jobs)),
        Step("What changed", tell),
    ]


def newest() -> str:
    """Return the name of the newest record in ``data/releases``; empty when there is none."""
    if known := standstill.recorded():
        return known
    from analysis.report import releases  # noqa: PLC0415 - loads the words of results

    recorded = releases.releases()
    return recorded[-1].name if recorded else ""


def clear_up(refresh: Refresh) -> None:
    """Put back a folder whose replacement was cut short, and delete what was left half-written."""
    from analysis.data.replacement import recover  # noqa: PLC0415 - loads little, but needed here only

    recover(layout.processed())
    site = layout.build() / "site"
    for workshop in sorted(layout.build().glob(".site-*")):
        if (workshop / "last").is_dir() and not site.exists():
            (workshop / "last").rename(site)
        shutil.rmtree(workshop, ignore_errors=True)
    for path in _half_written():
        path.unlink(missing_ok=True)


def _half_written() -> Iterable[Path]:
    """Return files under the hidden names in which results are written before they take their place."""
    for name in ("notebooks", "downloads", "refresh"):
        yield from (path for path in (layout.build() / name).rglob(".*") if path.is_file())
    yield from (path for path in (layout.build() / "unfinished").glob("*") if path.is_file())


def receive(one: Waiting, refresh: Refresh) -> bool:
    """Take one file of the inbox in; tell whether it was accepted."""
    from analysis.pipeline.refreshing import receiving  # noqa: PLC0415 - an empty inbox does without

    return receiving.receive(
        refresh.out,
        one.path,
        sender=one.sender,
        received=refresh.date,
        geography=None,
        year=None,
        asked=None,
        decisions=one.decisions,
        language="vi",
    )


def execute(refresh: Refresh, jobs: int | None) -> None:
    """Rebuild the data and execute every stale run, but those that read the records: they come later."""
    if standstill.recorded():
        return
    from analysis.pipeline import runs, tasks  # noqa: PLC0415 - loads the task graph

    wanted = [run for run in runs.load() if not reads_records(run)]
    _carry_out(refresh, tasks.graph(wanted, pages=None), wanted, jobs)


def reads_records(run: "Run") -> bool:
    """Tell whether a run reads what was recorded, so that it can only be executed after the record."""
    records = layout.releases().relative_to(layout.root()).as_posix()
    return any(pattern.startswith(records) for pattern in run.reads)


def record(refresh: Refresh) -> None:
    """Record figures and results, if they differ from those recorded last."""
    if standstill.recorded():
        return
    from analysis.pipeline import runs  # noqa: PLC0415 - loads little, but needed here only
    from analysis.report import releases  # noqa: PLC0415 - loads the words of results

    before = file_states.before_work()
    wanted = {run.name for run in runs.load() if not reads_records(run)}
    if written := releases.write_refresh(refresh.date, runs=wanted):
        refresh.out.print(f"data/releases/{written.name}")
    after = file_states.before_work()
    refresh.earlier = after if _but_records(before) == _but_records(after) else {}


def _but_records(files: Mapping[str, State]) -> dict[str, State]:
    """Return files without those of the records."""
    records = layout.releases().relative_to(layout.root()).as_posix()
    return {path: state for path, state in files.items() if not path.startswith(f"{records}/")}


def publish(refresh: Refresh, jobs: int | None) -> None:
    """Execute what tells of the records, make the downloads, replace the pages."""
    if standstill.recorded():
        return
    from analysis.pipeline import runs, tasks  # noqa: PLC0415 - loads the task graph

    every = runs.load()
    graph = tasks.graph(every, pages=layout.build() / "site", complete=True)
    _carry_out(refresh, graph, every, jobs)
    standstill.keep(every, graph, refresh.earlier, newest())


def _carry_out(
    refresh: Refresh, graph: list["TaskWithoutPath"], wanted: list["Run"], jobs: int | None
) -> None:
    """Say what is stale and why, do it, and count the runs among it."""
    from analysis.pipeline import status, work  # noqa: PLC0415 - loads the task graph

    stale = [standing for standing in status.standings(graph) if not standing.fresh]
    work.say_stale(refresh.out, stale)
    if stale:
        outcome = work.carry_out(refresh.out, graph, jobs)
        refresh.executed += len({run.id for run in wanted} & set(outcome.done))


def tell(refresh: Refresh) -> None:
    """Write the text of the pull request, if there is something to tell."""
    if not refresh.changed:
        return
    from analysis.report import releases  # noqa: PLC0415 - loads the words of results

    recorded = {release.name: release for release in releases.releases()}
    before, now = recorded.get(refresh.before), recorded[refresh.now]
    text = releases.pull_request(before, now) if before else f"# {now.name}\n\nThe first record.\n"
    write(folder() / "pull-request.md", text)
