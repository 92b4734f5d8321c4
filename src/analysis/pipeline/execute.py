"""Run one notebook through papermill, quietly, and keep it only when it is whole."""

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from analysis.data import layout
from analysis.pipeline import kernels, normalise
from analysis.pipeline.failures import RunFailed, failed_cell
from analysis.report import simulation_mark

PROVENANCE = "application/vnd.uptake.provenance+json"
_PATIENCE: dict[str, Any] = {
    "start_timeout": 120,  # seconds; a busy machine is slow to start a kernel …
    "iopub_timeout": 120,  # … and to pass its last words on
    "execution_timeout": 600,
    "shutdown_kernel": "immediate",  # nothing is left to do; waiting for a farewell doubles a short run
}


def execute(
    source: Path,
    destination: Path,
    *,
    name: str,
    parameters: Mapping[str, Any] | None = None,
    may_read: Iterable[Path] | None = None,
    failed: Path | None = None,
    settings: Mapping[str, str] | None = None,
) -> NotebookNode:
    """Execute a notebook and write it, normalised, in one step; a notebook that fails is kept elsewhere.

    Parameters
    ----------
    source
        The notebook.
    destination
        Where the executed notebook goes; left as it was when the run fails.
    name
        What the run is called in messages.
    parameters
        Values put in place of the defaults; without any, no cell is added to the notebook.
    may_read
        Files the notebook may read, or ``None`` when anything goes.
    failed
        Where a notebook that failed is kept; by default under ``build/failed/``.
    settings
        Variables of the kernel's environment beyond those every kernel has.

    Returns
    -------
    NotebookNode
        The notebook as it was written.

    Raises
    ------
    RunFailed
        Naming the run, the cell, the error and the file kept.
    """
    kept = failed or layout.build() / "failed" / f"{name}.ipynb"
    unfinished = layout.build() / "unfinished" / f"{os.getpid()}-{destination.name}"
    unfinished.parent.mkdir(parents=True, exist_ok=True)
    try:
        notebook = _run(source, unfinished, dict(parameters or {}), dict(settings or {}))
        _check_reads(notebook, may_read)
        _check_marks(notebook)
    except Exception as error:
        reason = failed_cell(error, _partial(unfinished))
        unfinished.unlink(missing_ok=True)
        normalise.write(reason.notebook or nbformat.read(source, as_version=4), kept)
        raise RunFailed(name, reason.told(_shown(source), _shown(kept))) from None
    unfinished.unlink(missing_ok=True)
    kept.unlink(missing_ok=True)
    normalise.write(notebook, destination)
    return notebook


def _run(
    source: Path, unfinished: Path, parameters: dict[str, Any], settings: dict[str, str]
) -> NotebookNode:
    """Return the executed notebook; a kernel that did not start is given a second chance."""
    try:
        return _run_once(source, unfinished, parameters, settings)
    except RuntimeError as error:
        if "before replying" not in str(error):
            raise
    return _run_once(source, unfinished, parameters, settings)


def _run_once(
    source: Path, unfinished: Path, parameters: dict[str, Any], settings: dict[str, str]
) -> NotebookNode:
    """Return the executed notebook; one that fails is written to `unfinished` as far as it came."""
    import papermill  # noqa: PLC0415 - half a second, in workers only

    with kernels.settings(**settings):
        return papermill.execute_notebook(
            nbformat.read(source, as_version=4),
            None,
            parameters=parameters,
            partial_path=str(unfinished),
            kernel_name=kernels.NAME,
            language="python",
            engine_name="warm",
            kernel_manager_class=kernels.ProjectKernel,
            progress_bar=False,
            cwd=layout.notebooks(),
            **_PATIENCE,
        )


def _partial(path: Path) -> NotebookNode | None:
    """Return the notebook as far as it ran, or ``None`` when it never did."""
    return nbformat.read(path, as_version=4) if path.exists() else None


def _shown(path: Path) -> str:
    """Return a path as the reader would write it: from the project's folder where it lies inside."""
    return path.relative_to(layout.root()).as_posix() if path.is_relative_to(layout.root()) else str(path)


def files_read(notebook: NotebookNode) -> list[str]:
    """Return the files a notebook says it read, as paths from the project's folder."""
    return sorted({file for record in _told(notebook) for file in record["files"]})


def views_asked(notebook: NotebookNode) -> dict[str, str]:
    """Return the views a notebook says it asked for, with the digests of the answers."""
    return {view: found for record in _told(notebook) for view, found in record["views"].items()}


def _told(notebook: NotebookNode) -> list[dict[str, Any]]:
    """Return what a notebook tells of how it was made."""
    records = [
        output["data"][PROVENANCE]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if PROVENANCE in output.get("data", {})
    ]
    return [json.loads(record) if isinstance(record, str) else record for record in records]


def _check_reads(notebook: NotebookNode, may_read: Iterable[Path] | None) -> None:
    """Refuse a run that read files it did not declare: it would not run again when they change."""
    if may_read is None:
        return
    declared = {path.resolve() for path in may_read}
    undeclared = [file for file in files_read(notebook) if (layout.root() / file).resolve() not in declared]
    if undeclared:
        raise UndeclaredRead(undeclared)


def _check_marks(notebook: NotebookNode) -> None:
    """Refuse a run with simulated figures that shows anything without their mark."""
    if simulation_mark.is_simulated_notebook(notebook.cells):
        lacking = simulation_mark.unmarked(notebook.cells)
        if lacking:
            raise UnmarkedOutput(lacking)


class UnmarkedOutput(Exception):
    """A notebook showed simulated figures without saying so."""

    def __init__(self, shown: list[str]) -> None:
        super().__init__(shown)
        self.shown = shown

    def __str__(self) -> str:
        """Return what lacks the mark."""
        lines = "\n".join(f"    {text}" for text in self.shown)
        return f"showed simulated figures without their mark; use the package's tables and figures:\n{lines}"


class UndeclaredRead(Exception):
    """A notebook read files that ``runs.toml`` does not list for it."""

    def __init__(self, files: list[str]) -> None:
        super().__init__(files)
        self.files = files

    def __str__(self) -> str:
        """Return what to add to ``runs.toml``."""
        lines = "\n".join(f'    "{file}",' for file in self.files)
        return f"read files that notebooks/runs.toml does not list for it; add to its reads:\n{lines}"
