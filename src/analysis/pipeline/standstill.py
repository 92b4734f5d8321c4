"""What verbs say when nothing has changed since everything was found up to date, and how that is known.

It is said without reading the graph of tasks: nothing heavy is loaded here.
"""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from analysis.data import layout
from analysis.pipeline import last_build, report_words
from analysis.pipeline.file_states import State

if TYPE_CHECKING:
    from pytask import TaskWithoutPath

    from analysis.pipeline.runs import Run

_BETWEEN = " and "


def reported(out: Console) -> bool:
    """Say what a report says when nothing is stale; tell whether that is known."""
    began = time.monotonic()
    extent = last_build.unchanged()
    if extent is None:
        return False
    report_words.say_extent(out, extent.runs, extent.notebooks, extent.languages)
    report_words.say_done(out, 0, extent.runs, time.monotonic() - began)
    report_words.say_page(out, layout.build() / "site" / "index.html")
    return True


def stated(out: Console) -> bool:
    """Say how many pieces of work are stale when none is; tell whether that is known."""
    extent = last_build.unchanged()
    if extent is None or any(_failed(extent.languages)):
        return False
    report_words.say_standing(out, 0, extent.tasks)
    return True


def recorded() -> str:
    """Return the newest record, if it is known to hold the figures and results there are; else nothing."""
    extent = last_build.unchanged()
    return "" if extent is None else extent.record


def counted(wanted: Sequence["Run"]) -> tuple[int, int, str]:
    """Return how many runs, of how many notebooks, in which languages some runs are."""
    languages = _BETWEEN.join(dict.fromkeys(run.language for run in wanted))
    return len(wanted), len({run.notebook for run in wanted}), languages


def keep(
    every: Sequence["Run"],
    graph: Sequence["TaskWithoutPath"],
    earlier: Mapping[str, State],
    record: str = "",
) -> None:
    """Record that everything is up to date, so that the next one need not look.

    Parameters
    ----------
    every, graph
        All runs of the project, and all tasks.
    earlier
        The files from before it was found out.
    record
        Name of the newest record, where it is known to hold the figures and results there are.
    """
    runs, notebooks, languages = counted(every)
    found = last_build.Extent(runs, notebooks, len(graph), languages, record)
    last_build.keep(found, earlier, [task.name for task in graph])


def _failed(languages: str) -> list[Path]:
    """Return the notebooks kept of runs that failed."""
    folders = [layout.build() / "failed" / language for language in languages.split(_BETWEEN)]
    return [path for folder in folders for path in folder.glob("*.ipynb")]
