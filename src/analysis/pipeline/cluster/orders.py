"""One piece of work that can be done on another machine, and everything that comes back of it."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.data import layout
from analysis.pipeline.communes.batches import Batch, execute_batch
from analysis.pipeline.downloads import Download
from analysis.pipeline.runs import Run


@dataclass(frozen=True)
class Order:
    """A run, some briefs of communes, or a download that is made from tables alone.

    Attributes
    ----------
    name
        As the task is called: ``vi/04_targets``.
    work
        What to do.
    """

    name: str
    work: Run | Batch | Download


@dataclass(frozen=True)
class Delivery:
    """What came of an order.

    Attributes
    ----------
    files
        Files it wrote, by their path from the project's folder; the record comes last.
    failure
        Why it failed, in words; empty when it is done.
    cold
        What warm kernels had to say, which is something only where one could not be had.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    failure: str = ""
    cold: tuple[str, ...] = ()


def order_of(given: Mapping[str, Any]) -> Order | None:
    """Return the order in what a task is given, or ``None`` for work that stays on this machine.

    Runs go out, and downloads that read tables alone. What reads executed notebooks (workbook, explorer,
    pages) stays where these are gathered, and so do the tables themselves.

    Parameters
    ----------
    given
        Arguments of the task function, by name.
    """
    for value in given.values():
        if isinstance(value, Run):
            return Order(value.id, value)
        if isinstance(value, Batch):
            return Order(value.name, value)
        if isinstance(value, Download) and not value.notebooks:
            return Order(value.name, value)
    return None


def fulfilled(order: Order) -> tuple[dict[str, bytes], str]:
    """Carry out an order; return the files it wrote, which are gone here then, and why it failed, if so."""
    failure = _failure(order)
    return _collected(order, failure), failure


def _failure(order: Order) -> str:
    """Do the work; return why it failed, or an empty text."""
    from analysis.pipeline import kernels, tasks  # noqa: PLC0415 - where the work is done only
    from analysis.pipeline.errors import WorkFailed, in_words  # noqa: PLC0415 - as above

    try:
        kernels.prepare_fonts()
        if isinstance(order.work, Run):
            tasks.execute_run(run=order.work, produces=order.work.executed)
        elif isinstance(order.work, Batch):
            execute_batch(batch=order.work)
        else:
            tasks.make_download(download=order.work)
    except Exception as error:
        words = error.words if isinstance(error, WorkFailed) else in_words(error)
        return words.replace(str(layout.root()), ".") or type(error).__name__
    return ""


def _collected(order: Order, failure: str) -> dict[str, bytes]:
    """Return the files of an order by their path from the project's folder, and remove them here."""
    from analysis.pipeline import dependence  # noqa: PLC0415 - where the work is done only

    made = [order.work.executed] if isinstance(order.work, Run) else order.work.files
    files = {}
    for path in _kept(order) if failure else [*made, dependence.file_of(order.name)]:
        if path.exists():
            files[path.relative_to(layout.root()).as_posix()] = path.read_bytes()
            path.unlink()
    return files


def _kept(order: Order) -> list[Path]:
    """Return what is kept of an order that failed."""
    fault = layout.build() / "failed" / "traceback.txt"
    if isinstance(order.work, Batch):  # those that did not fail are done
        return [*order.work.files, *(brief.failed for brief in order.work.briefs), fault]
    return [order.work.failed, fault] if isinstance(order.work, Run) else [fault]


def put_away(order: Order, delivery: Delivery) -> None:
    """Write what came back to where it would lie had the work been done here, each file in one step.

    A file that holds the same already is left alone, so a disk in common is written once. What was kept of an
    earlier failure goes when the work succeeded.
    """
    for name, content in delivery.files.items():
        path = layout.root() / name
        if path.exists() and path.read_bytes() == content:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name}-{os.getpid()}")
        unfinished.write_bytes(content)
        unfinished.replace(path)
    for run in _runs(order):
        if run.executed.relative_to(layout.root()).as_posix() in delivery.files:
            run.failed.unlink(missing_ok=True)


def _runs(order: Order) -> Sequence[Run]:
    """Return the runs of an order."""
    if isinstance(order.work, Batch):
        return order.work.briefs
    return [order.work] if isinstance(order.work, Run) else []
