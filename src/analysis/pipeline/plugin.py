"""What the project adds to pytask, as its entry point: where records lie, and who hears about progress.

pytask keeps its records beside the project file; here they belong with everything else that can be deleted,
in ``build/``. pytask's own table gives way to a watcher that speaks of runs and pages. And whoever wants to
know at once that a piece of work has ended is told.
"""

from collections.abc import Generator
from typing import Any, Protocol

from pytask import ExecutionReport, PTask, Session, hookimpl


class Watcher(Protocol):
    """Whoever wants to hear about the progress of a build."""

    def began(self, task: PTask) -> None:
        """Hear that a task is being looked at."""

    def ended(self, report: ExecutionReport) -> None:
        """Hear how a task ended: done, unchanged, failed, or not tried because an earlier one failed."""


@hookimpl(tryfirst=True)
def pytask_parse_config(config: dict[str, Any]) -> None:
    """Put pytask's records where the build asks for them (``records``), and nowhere else."""
    if config.get("records"):
        config["root"] = config["records"]
        # The lock file holds the records; a data base would be a second copy, and cost as much as the graph.
        config["pm"].unregister(name="_pytask.database")


@hookimpl(tryfirst=True)
def pytask_execute_task_log_start(session: Session, task: PTask) -> bool | None:
    """Tell the watcher; returning ``True`` keeps pytask silent."""
    watcher: Watcher | None = session.config.get("watcher")
    if watcher is None:
        return None
    watcher.began(task)
    return True


@hookimpl(tryfirst=True)
def pytask_execute_task_log_end(session: Session, report: ExecutionReport) -> bool | None:
    """Tell the watcher; returning ``True`` keeps pytask silent."""
    watcher: Watcher | None = session.config.get("watcher")
    if watcher is None:
        return None
    watcher.ended(report)
    return True


@hookimpl(wrapper=True)
def pytask_execute_task(session: Session) -> Generator[None, Any, Any]:
    """Have the end of a task that was handed out told at once (``ended``)."""
    handed = yield
    if (ended := session.config.get("ended")) is not None:
        handed.add_done_callback(ended)
    return handed
