"""Do the work of a graph in parallel processes, skip what is unchanged, tell a watcher how it goes."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytask
from pytask import ExecutionReport, PTask, Session, TaskOutcome, TaskWithoutPath

from analysis.data import layout
from analysis.pipeline.plugin import Watcher

if TYPE_CHECKING:
    from analysis.pipeline.cluster.scheduler import Cluster
    from analysis.pipeline.workers import Workers

_AHEAD = 2
"""Tasks handed out beyond those that can run, so that no process waits for pytask to look again."""

_EXPLAINED = "would_be_executed"


@dataclass(frozen=True)
class Outcome:
    """How the tasks of a graph ended, by name.

    Attributes
    ----------
    done
        Carried out now.
    unchanged
        Not needed: nothing they depend on has changed.
    failed
        With the exception each raised.
    skipped
        Not tried, because something they need failed.
    missing
        Not reached, because the build was interrupted.
    cold
        Why what was done started cold, or ``None``: it was forked from a warm process, or done in this one.
    slots
        How many runs the cluster worked on at a time when the build began; ``None`` without one.
    """

    done: list[str]
    unchanged: list[str]
    failed: dict[str, BaseException]
    skipped: list[str]
    missing: list[str]
    cold: str | None = None
    slots: int | None = None

    @property
    def good(self) -> bool:
        """Return whether everything asked for is there now."""
        return not (self.failed or self.skipped or self.missing)


class GraphError(Exception):
    """The graph itself could not be set up; a fault of the program or of the files it names."""


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def build(
    tasks: Sequence[TaskWithoutPath],
    *,
    jobs: int,
    watcher: Watcher,
    force: bool = False,
    cluster: "Cluster | None" = None,
    workers: "Workers | None" = None,
) -> Outcome:
    """Carry out what is stale in a graph of tasks.

    Parameters
    ----------
    tasks
        The graph.
    jobs
        Processes to work in; one means this process.
    watcher
        Told as tasks begin and end.
    force
        Whether to carry out what is up to date as well.
    cluster
        Where runs go that can be executed elsewhere; everything else is done here.
    workers
        Processes that are there already, or about to be; they end with the build.

    Raises
    ------
    GraphError
        When the graph cannot be set up.
    """
    options: dict[str, Any] = {"watcher": watcher, "force": force}
    if jobs == 1 and cluster is None:
        return _outcome(tasks, _session(tasks, **options).execution_reports)
    from analysis.pipeline.waking import at_once  # noqa: PLC0415 - not needed to explain
    from analysis.pipeline.workers import Workers  # noqa: PLC0415 - as above

    workers = workers or Workers(jobs)
    everybody, places = (workers, jobs) if cluster is None else _with(cluster, workers, jobs)
    with at_once() as waker:
        session = _session(tasks, **options, **_parallel(everybody, places), ended=waker.ring)
    slots = None if cluster is None else cluster.slots
    return replace(_outcome(tasks, session.execution_reports), cold=workers.cold, slots=slots)


def _with(cluster: "Cluster", workers: Executor, jobs: int) -> tuple[Executor, int]:
    """Return an executor that works on a cluster as well, and how many tasks it may have under way."""
    from analysis.pipeline.cluster.executor import Shared, orders_at_a_time  # noqa: PLC0415 - as needed

    return Shared(cluster, workers), jobs + orders_at_a_time(cluster)


def _parallel(workers: Executor, jobs: int) -> dict[str, Any]:
    """Return pytask's options for work in other processes; a single job is done in this one."""
    from pytask_parallel import ParallelBackend, WorkerType, registry  # noqa: PLC0415 - not needed to explain

    registry.register_parallel_backend(
        ParallelBackend.CUSTOM, lambda n_workers: workers, worker_type=WorkerType.PROCESSES
    )
    return {"n_workers": jobs + _AHEAD, "parallel_backend": "custom"}


def explain(tasks: Sequence[TaskWithoutPath]) -> list[ExecutionReport]:
    """Return a report for each task that says whether and why it would be carried out; nothing is done.

    Raises
    ------
    GraphError
        When the graph cannot be set up.
    """
    reports = _session(tasks, watcher=_Nobody(), explain=True).execution_reports
    # pytask marks what follows from stale tasks; a mark left there would keep the work from being done later.
    for task in (*tasks, *(report.task for report in reports)):
        task.markers = [mark for mark in task.markers if mark.name != _EXPLAINED]
    return reports


class _Nobody:
    """A watcher that does not watch."""

    def began(self, task: PTask) -> None:
        """Hear nothing."""

    def ended(self, report: ExecutionReport) -> None:
        """Hear nothing."""


def _session(tasks: Sequence[TaskWithoutPath], **options: Any) -> Session:
    """Run pytask on a graph, its own words muted; the records of what was done lie in ``build/records``."""
    records = layout.build() / "records"
    records.mkdir(parents=True, exist_ok=True)
    with _silence():
        session = pytask.build(
            tasks=tasks,
            paths=records,
            records=records,
            capture="no",
            show_traceback=False,
            disable_warnings=True,
            verbose=0,
            **options,
        )
    if session.exit_code not in (pytask.ExitCode.OK, pytask.ExitCode.FAILED):
        raise GraphError(_why(session))
    return session


@contextmanager
def _silence() -> Iterator[None]:
    before = pytask.console.quiet
    path, folder = os.environ.get("PYTHONPATH"), Path.cwd()
    pytask.console.quiet = True
    try:
        yield
    finally:
        pytask.console.quiet = before
        os.chdir(folder)
        os.environ.pop("PYTHONPATH", None)
        if path is not None:
            os.environ["PYTHONPATH"] = path


def _why(session: Session) -> str:
    """Return what pytask found wrong with a graph, in its words."""
    reports = [report.exc_info for report in session.collection_reports if report.exc_info]
    if session.dag_report is not None:
        reports.append(session.dag_report.exc_info)
    said = [str(exc_info[1]) for exc_info in reports]
    return "\n".join(said) or f"pytask stopped with {session.exit_code!r}"


def _raised(report: ExecutionReport) -> BaseException:
    """Return what a task that failed raised."""
    error = report.exc_info[1] if report.exc_info else None
    return error or RuntimeError("failed without a reason")


def _outcome(tasks: Sequence[TaskWithoutPath], reports: Sequence[ExecutionReport]) -> Outcome:
    by_name = {report.task.name: report for report in reports}

    def ended(*outcomes: TaskOutcome) -> list[str]:
        return sorted(name for name, report in by_name.items() if report.outcome in outcomes)

    raised = {name: _raised(by_name[name]) for name in ended(TaskOutcome.FAIL)}
    broken_off = {name for name, error in raised.items() if isinstance(error, KeyboardInterrupt)}
    return Outcome(
        done=ended(TaskOutcome.SUCCESS),
        unchanged=ended(TaskOutcome.SKIP_UNCHANGED, TaskOutcome.PERSISTENCE),
        failed={name: error for name, error in raised.items() if name not in broken_off},
        skipped=ended(TaskOutcome.SKIP_PREVIOUS_FAILED, TaskOutcome.SKIP),
        missing=sorted(
            {task.name for task in tasks} - set(by_name)
            | broken_off
            | set(ended(TaskOutcome.WOULD_BE_EXECUTED))
        ),
    )
