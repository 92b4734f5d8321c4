"""The graph of all work as tasks of pytask: tables → processed tables → notebooks → downloads → pages."""

import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from pytask import Mark, PathNode, TaskWithoutPath

from analysis.data import layout
from analysis.pipeline import dependence, downloads, fingerprint, pieces
from analysis.pipeline.downloads import Download
from analysis.pipeline.errors import carried
from analysis.pipeline.nodes import Figures, Ingredient
from analysis.pipeline.runs import Run

DATA = "data"
FIGURES = "figures of "
"""Beginning of the name of the node that stands for what a run or a download read."""

_BUILDERS = ["analysis.data.building"]
_PAGES = ["analysis.report.site"]
_RUNNERS = ["analysis.pipeline.execute"]
_FOR_PAGES = {"UPTAKE_NARROW_FIGURES": "1"}
"""Pages show each chart in an edition for phones too; notebooks that are committed do without."""
_KEPT = {"UPTAKE_FIGURES": "figures", "UPTAKE_RESULTS": "results"}
"""Folders of charts and results that are kept by all that they depend on; and what names them to a kernel."""
_OF_A_UNIT = "__"
"""Before the unit, in the names of runs and downloads that are made for each."""
_PACKAGE = "datapackage.yaml"
"""Description of the processed tables: always there once they are built."""


def forget_kept() -> None:
    """Remove the charts and results that are kept, so that each is drawn or computed again."""
    for name in _KEPT.values():
        shutil.rmtree(layout.build() / name, ignore_errors=True)


@carried
def build_data(folder: Path, **_: Any) -> None:
    """Check the source tables and rebuild the processed ones; nothing changes when anything is wrong."""
    from analysis.data import building  # noqa: PLC0415 - in the worker only

    building.build(folder)


@carried
def execute_run(run: Run, produces: Path, **_: Any) -> None:
    """Execute one run; it may read what its patterns find now that the tables are there.

    A file that it may read and did not ask a reader for may have been read in another way: it counts as read
    as a whole.
    """
    from analysis.pipeline import execute  # noqa: PLC0415 - in the worker only

    before = dependence.sums(run.files())
    notebook = execute.execute(
        run.source,
        produces,
        name=run.id,
        parameters=run.parameters,
        may_read=run.files(),
        failed=run.failed,
        settings=_FOR_PAGES | {name: str(layout.build() / folder) for name, folder in _KEPT.items()},
    )
    asked = execute.files_read(notebook)
    whole = {file: content for file, content in before.items() if file not in asked}
    views = execute.views_asked(notebook) | dependence.of_whole(whole)
    dependence.keep(run.id, views, before)


@carried
def make_download(download: Download, **_: Any) -> None:
    """Make the files of one download."""
    downloads.make(download)


@carried
def build_pages(names: list[str], offered: list[Path], produces: Path, **_: Any) -> None:
    """Write pages from executed notebooks, with downloads, and from no other file that lies among them."""
    from analysis.report import kept_results  # noqa: PLC0415 - in the worker only
    from analysis.report.figures import store  # noqa: PLC0415 - as above
    from analysis.report.site import build_site  # noqa: PLC0415 - as above

    store.sweep(layout.build() / "figures")
    kept_results.sweep(layout.build() / "results")
    keep = layout.build() / "typeset" / produces.parent.name
    build_site(layout.build() / "notebooks", produces.parent, runs=names, downloads=offered, keep=keep)


def graph(runs: Iterable[Run], *, pages: Path | None, complete: bool = False) -> list[TaskWithoutPath]:
    """Return the tasks for some runs.

    Parameters
    ----------
    runs
        Runs to include.
    pages
        Folder of the pages to write from them, or ``None`` for neither pages nor downloads.
    complete
        Whether these are all the runs of the project.
    """
    wanted = list(runs)
    behind, spoken = cache(_behind), cache(_spoken)
    tasks = [
        _data_task(wanted),
        *(
            _run_task(run, behind(run.source) | behind(run.language) | spoken(run.language, run.source))
            for run in wanted
        ),
    ]
    if pages is None:
        return _with_pieces(tasks)
    offered = downloads.planned(wanted, complete=complete)
    makers = {maker: {"code": fingerprint.code([maker])} for maker in {one.maker for one in offered}}
    made = [
        _download_task(
            one,
            makers[one.maker],
            *map(behind, one.languages),
            *(spoken(it, one.maker) for it in one.languages),
        )
        for one in offered
    ]
    return _with_pieces([*tasks, *made, _pages_task(wanted, offered, pages)])


def _with_pieces(tasks: list[TaskWithoutPath]) -> list[TaskWithoutPath]:
    """Return tasks whose fingerprints are kept, so that what changed of them can be named one day."""
    pieces.keep(one.fingerprint for task in tasks for one in _ingredients(task.depends_on))
    return tasks


def _ingredients(given: object) -> Iterator[Ingredient]:
    """Yield the ingredients that hold fingerprints among what a task is given."""
    if isinstance(given, dict):
        for inner in given.values():
            yield from _ingredients(inner)
    elif isinstance(given, Ingredient) and not isinstance(given, Figures):
        yield given


def _behind(what: Path | str) -> dict[str, dict[str, str]]:
    """Return the pieces that many runs share: those of a notebook, or those of a language."""
    if isinstance(what, str):
        return {
            "environment": fingerprint.environment(),
            "descriptions": fingerprint.descriptions(),
            "places": fingerprint.places(),
        }
    cells = json.loads(what.read_text(encoding="utf-8"))["cells"]
    return {
        "notebook": {what.name: fingerprint.notebook(cells)},
        "code": fingerprint.code([*fingerprint.imported(cells), *_RUNNERS]),
    }


def _spoken(language: str, by: Path | str) -> dict[str, dict[str, str]]:
    """Return the texts of a language that a notebook, or the module of a download, can say."""
    pieces = fingerprint.messages(language)
    if isinstance(by, str):
        return {"messages": fingerprint.sayable(pieces, [by])}
    cells = json.loads(by.read_text(encoding="utf-8"))["cells"]
    return {"messages": fingerprint.sayable(pieces, [*fingerprint.imported(cells), *_RUNNERS], cells)}


def _task(name: str, function: Callable[..., None], produces: Any, **given: Any) -> TaskWithoutPath:
    # What covers the whole country takes longest, and others wait for it: the many briefs fill the time left.
    first = [] if _OF_A_UNIT in name else [Mark("try_first", (), {})]
    return TaskWithoutPath(
        name=name, function=function, depends_on=given, produces={"produces": produces}, markers=first
    )


def _files(paths: Iterable[Path]) -> list[PathNode]:
    return [PathNode.from_path(path) for path in sorted(paths)]


def _pieces(owner: str, **pieces: dict[str, str]) -> dict[str, Ingredient]:
    """Return ingredients that hold nothing but fingerprints."""
    return {
        kind: Ingredient(name=f"{kind} of {owner}", fingerprint=fingerprint.written(found))
        for kind, found in pieces.items()
    }


def _built() -> Ingredient:
    """Return what keeps the order: whatever reads tables waits for them, and is not stale by that alone."""
    return Ingredient(name="tables of data/processed", fingerprint="built")


def _figures(name: str) -> Figures:
    """Return the figures that a run or a download read, by its name."""
    return Figures(name=f"{FIGURES}{name}", value=name)


def _raw_files() -> list[Path]:
    return [path for path in layout.raw().rglob("[!.]*") if path.is_file()]


def processed_files(runs: Iterable[Run]) -> list[Path]:
    """Return the processed tables there are, and those that runs read by name."""
    there = {path for path in layout.processed().glob("[!.]*") if path.is_file()}
    named = {path for run in runs for path in run.files() if path.parent == layout.processed()}
    return sorted(there | named | {layout.processed() / _PACKAGE})


def _data_task(runs: list[Run]) -> TaskWithoutPath:
    folder = Ingredient(name="folder of the processed tables", fingerprint="fixed", value=layout.processed())
    pieces = _pieces(DATA, code=fingerprint.code(_BUILDERS), environment=fingerprint.environment())
    made = [*_files(processed_files(runs)), _built()]
    return _task(DATA, build_data, made, folder=folder, sources=_files(_raw_files()), pieces=pieces)


def _run_task(run: Run, shared: dict[str, dict[str, str]]) -> TaskWithoutPath:
    given = {name: json.dumps(value, ensure_ascii=False) for name, value in run.parameters.items()}
    beside = [path for path in run.files() if path.parent != layout.processed()]
    return _task(
        run.id,
        execute_run,
        PathNode.from_path(run.executed),
        run=Ingredient(name=f"parameters of {run.id}", fingerprint=fingerprint.written(given), value=run),
        order=_built(),
        figures=_figures(run.id),
        beside=_files(beside),
        pieces=_pieces(run.id, **shared),
    )


def _download_task(download: Download, *shared: dict[str, dict[str, str]]) -> TaskWithoutPath:
    given = {name: repr(value) for name, value in download.given.items() if name != "executed"}
    merged: dict[str, dict[str, str]] = {}
    for one in shared:
        for kind, found in one.items():
            merged[kind] = merged.get(kind, {}) | found
    return _task(
        download.name,
        make_download,
        _files(download.files),
        download=Ingredient(
            name=f"parameters of {download.name}", fingerprint=fingerprint.written(given), value=download
        ),
        order=_built(),
        figures=_figures(download.name),
        notebooks=_files(download.notebooks),
        pieces=_pieces(download.name, **merged),
    )


def _pages_task(runs: list[Run], offered: list[Download], folder: Path) -> TaskWithoutPath:
    names = sorted({run.name for run in runs})
    files = [path for download in offered for path in download.files]
    pieces = _pieces(
        folder.name,
        code=fingerprint.code(_PAGES) | fingerprint.folder(fingerprint.SOURCE / "report" / "site"),
        messages=fingerprint.messages("vi") | fingerprint.messages("en"),
        environment=fingerprint.environment(),
    )
    return _task(
        folder.name,
        build_pages,
        PathNode.from_path(folder / "index.html"),
        names=Ingredient(name=f"list of runs of {folder.name}", fingerprint="\n".join(names), value=names),
        executed=_files(run.executed for run in runs),
        offered=Ingredient(
            name=f"list of downloads of {folder.name}",
            fingerprint="\n".join(name for one in offered for name in one.names),
            value=files,
        ),
        files=_files(files),
        data=_files([*_raw_files(), *processed_files(runs)]),
        releases=_files(layout.releases().glob("[!.]*/*")),
        pieces=pieces,
    )
