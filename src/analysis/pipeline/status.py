"""What is stale and why, in words: what pytask would do, and the pieces of the fingerprint that changed.

When the source tables changed, what depends on them is told by the figures as they will be: the tables are
rebuilt into a folder of their own, which is looked at and thrown away.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pytask import ExecutionReport, TaskOutcome, TaskWithoutPath

from analysis.data import layout
from analysis.pipeline import dependence, pieces, translations
from analysis.pipeline.build import explain
from analysis.pipeline.fingerprint import differences
from analysis.pipeline.tasks import DATA, FIGURES
from analysis.pipeline.view_words import said

_NAMED = 4
_AFTER_STALE = "would_be_executed"
_KINDS = {
    "notebook": "the notebook",
    "parameters": "parameters",
    "list": "the list of runs",
    "code": "code",
    "messages": "translations",
    "descriptions": "descriptions of the sources",
    "places": "tables of places",
    "environment": "the environment",
}

_WORDS = {"missing": "is missing", "not_in_db": "is new"}


@dataclass(frozen=True)
class Standing:
    """Whether a task is up to date; if not, the reasons, most telling first."""

    name: str
    reasons: tuple[str, ...]

    @property
    def fresh(self) -> bool:
        """Return whether nothing would be done."""
        return not self.reasons


def standings(tasks: list[TaskWithoutPath]) -> list[Standing]:
    """Return how every task of a graph stands, in the order of the graph.

    Parameters
    ----------
    tasks
        The graph; nothing of it is carried out.
    """
    from analysis.data.errors import InputError  # noqa: PLC0415 - loads pandas

    found = _explained(tasks)
    if found.get(DATA, Standing(DATA, ())).fresh:
        return list(found.values())
    rest = [task for task in tasks if task.name != DATA]
    try:
        with _tables_to_come():
            found |= _explained(rest)
    except InputError as error:
        wrong = f"not known until data/raw is mended ({len(error.problems)} problems: uptake check)"
        found |= {task.name: Standing(task.name, (wrong,)) for task in rest}
    return list(found.values())


def _explained(tasks: list[TaskWithoutPath]) -> dict[str, Standing]:
    """Return how tasks stand with the tables as the readers give them, by name, in their order."""
    for task in tasks:  # pytask marks what comes after a stale task, and would believe its mark
        task.markers = [mark for mark in task.markers if mark.name != _AFTER_STALE]
    reports = {report.task.name: report for report in explain(tasks)} if tasks else {}
    return {task.name: Standing(task.name, _reasons(reports[task.name])) for task in tasks}


@contextmanager
def _tables_to_come() -> Iterator[None]:
    """Let readers give the tables as the source tables will make them; the project stays as it is."""
    from analysis.data import building, built_folder  # noqa: PLC0415 - loads pandas

    with tempfile.TemporaryDirectory(prefix="uptake-") as folder:
        tables = Path(folder) / "processed"
        building.build(tables)
        with built_folder.instead(tables):
            yield


def _reasons(report: ExecutionReport) -> tuple[str, ...]:
    if report.outcome in (TaskOutcome.SKIP_UNCHANGED, TaskOutcome.PERSISTENCE):
        return ()
    if report.outcome == TaskOutcome.FAIL and report.exc_info:
        return (str(report.exc_info[1]).splitlines()[0],)
    found = report.task.attributes["explanation"].reasons
    if any(reason.reason == "not_in_db" and reason.node_type == "source" for reason in found):
        return ("never run to its end",)
    said = sorted(
        {_said(reason.node_name, reason.node_type, reason.reason, reason.details) for reason in found}
    )
    return tuple(sorted(said, key=_rank)) or ("something it needs is stale",)


def _rank(said: str) -> int:
    """Return where a reason stands: files first, then the kinds in their order."""
    kinds = list(_KINDS.values())
    return next((place for place, kind in enumerate(kinds, 1) if said.startswith(kind)), 0)


def _said(node: str, node_type: str, reason: str, details: dict[str, str]) -> str:
    """Return one of pytask's reasons in the words of the project."""
    shown = _shown(node)
    if reason == "cascade":
        return f"{shown} is stale"
    if node_type == "source":
        return "how it is carried out changed"
    if node_type == "product":
        return f"{shown} is missing" if reason == "missing" else f"{shown} was changed by hand"
    if node.startswith(FIGURES):
        return _figures_said(node.removeprefix(FIGURES))
    kind = _KINDS.get(node.split(" ", 1)[0])
    if kind is None:
        return {"missing": f"{shown} is missing", "not_in_db": f"{shown} is new"}.get(
            reason, f"{shown} changed"
        )
    before, after = (pieces.kept(details.get(name, "")) for name in ("old_hash", "new_hash"))
    changed = differences(before, after) if before else []
    named = list(map(translations.shown, changed))
    return f"{kind} changed: {_listed(named, ', ')}" if named else f"{kind} changed"


def _figures_said(name: str) -> str:
    """Return what of the figures that a run or download read has changed."""
    found = dependence.changed(name)
    if not found:
        return "what it read is not recorded"
    return f"{_listed(list(dict.fromkeys(map(said, found))))} changed"


def _listed(names: list[str], between: str = "; ") -> str:
    return between.join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")


def _shown(node: str) -> str:
    """Return a file as the reader would write it; the name of anything else as it is."""
    path = Path(node)
    return path.relative_to(layout.root()).as_posix() if path.is_relative_to(layout.root()) else node
