"""Where the time goes that is no work of cells: measured by leaving the work out, piece by piece."""

import ast
import functools
import json
import shutil
from collections.abc import Callable, Sequence
from statistics import median

from analysis.pipeline.benchmark import measuring, peers, places
from analysis.pipeline.benchmark.parts import builds, settled
from analysis.pipeline.benchmark.parts.builds import ALL, LIMIT, LOOP, REPORT, SOME, called
from analysis.pipeline.benchmark.rows import OURS, Row, row
from analysis.pipeline.benchmark.sample import Sample, plan
from analysis.pipeline.benchmark.trials import Contestant, Found, Measured
from analysis.pipeline.downloads import UNIT_NOTEBOOK

START, HOLLOW, TABLES, PAGES = "start and graph", "notebooks without work", "tables", "pages"
EMPTY, IMPORTS = "papermill: a notebook without work", "papermill: a notebook that only imports"
_FEW = 3


class Rest:
    """Runs of notebooks that do nothing, and each step of the report by itself.

    Parameters
    ----------
    sample
        The runs of part a.
    repeats
        How often each takes its turn.
    everything
        Whether all runs were measured there, and the whole report, or the sample alone.
    """

    name, title = "g", "Where the rest goes"

    def __init__(self, sample: Sample, repeats: int, *, everything: bool = True) -> None:
        self.sample, self.repeats, self.everything = sample, repeats, everything
        self.measured = sample.every if everything else sample.chosen
        self.briefs = [run for run in sample.every if run.notebook == UNIT_NOTEBOOK][:_FEW]

    def prepare(self) -> None:
        """Build the tables, and everything."""
        settled.with_tables()
        settled.whole()

    def contestants(self) -> Sequence[Contestant]:
        """Return the pieces."""
        return [
            Contestant(START, lambda turn: builds.ours([]), 4),
            Contestant(HOLLOW, lambda turn: builds.ours(self.measured, hollow), 0.3 * len(self.measured)),
            Contestant(TABLES, lambda turn: _tables(), 8),
            Contestant(PAGES, lambda turn: _pages(), 20),
            Contestant(EMPTY, functools.partial(self._papermill, hollow), 2.0 * _FEW),
            Contestant(IMPORTS, functools.partial(self._papermill, only_imports), 4.0 * _FEW),
        ]

    def _papermill(self, prepare: Callable[[str], str], turn: int) -> Found:
        """Execute briefs without their work in papermill; seconds of one."""
        project = places.copy("turn", settled.with_tables())
        path = project / "notebooks" / f"{UNIT_NOTEBOOK}.ipynb"
        path.write_text(prepare(path.read_text(encoding="utf-8")), encoding="utf-8")
        file = plan(tuple(self.briefs), project, places.folder() / "runs")
        command = places.script("notebook_peers", "loop", str(file), python=peers.python())
        done = measuring.timed(command, env=places.environment(project), cwd=project)
        each = done.answer()
        return {"seconds": sum(each.values()) / len(each)}

    def rows(self, found: Measured) -> Sequence[Row]:
        """Return each piece, and what is left of the runs and of the report when all pieces are taken off."""
        told = [
            row(self.name, what, OURS, found.values(self.name, what))
            for what in (START, HOLLOW, TABLES, PAGES)
        ]
        told += [row(self.name, what, LOOP, found.values(self.name, what)) for what in (EMPTY, IMPORTS)]
        extent = ALL if self.measured == self.sample.every else SOME
        runs, limit = (found.values("a", called(who, extent)) for who in (OURS, LIMIT))
        if runs and limit:
            told += [
                _left("work of the cells", median(limit)),
                _left(
                    "left of the runs", median(runs) - median(limit) - median(found.values(self.name, HOLLOW))
                ),
            ]
        report = found.values("a", called(OURS, REPORT))
        if report and runs:
            steps = sum(median(found.values(self.name, what)) for what in (TABLES, PAGES))
            told.append(_left("downloads, and left of the report", median(report) - median(runs) - steps))
        return told


def _left(what: str, seconds: float) -> Row:
    return Row("g", what, OURS, "s", seconds, seconds, seconds, 0, note="difference")


def _tables() -> Found:
    """Check the source tables and rebuild the processed ones, in a copy where nothing was built."""
    project = places.copy("turn")
    done = measuring.timed(places.uptake("build"), env=places.environment(project), cwd=project)
    return {"seconds": done.seconds}


def _pages() -> Found:
    """Write every page from executed notebooks, where there was no page."""
    project = places.copy("turn", settled.whole())
    shutil.rmtree(project / "build" / "site", ignore_errors=True)
    done = measuring.timed(places.uptake("site"), env=places.environment(project), cwd=project)
    return {"seconds": done.seconds}


def hollow(text: str) -> str:
    """Return a notebook whose code cells do nothing, but for its parameters."""
    return _with_code(text, lambda source: "None")


def only_imports(text: str) -> str:
    """Return a notebook whose code cells import what they imported, and do nothing else."""
    return _with_code(text, _imports)


def _imports(source: str) -> str:
    kept = [
        ast.unparse(node) for node in ast.parse(source).body if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    return "\n".join(kept) or "None"


def _with_code(text: str, change: Callable[[str], str]) -> str:
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and "parameters" not in cell["metadata"].get("tags", []):
            cell["source"] = change("".join(cell["source"]))
    return json.dumps(notebook, ensure_ascii=False, indent=1)
