"""Which runs are measured: every run of the project, or one language with the briefs of a few units."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.pipeline import runs
from analysis.pipeline.downloads import UNIT_NOTEBOOK
from analysis.pipeline.runs import Run

LANGUAGE = "vi"


@dataclass(frozen=True)
class Sample:
    """Runs to measure, of all there are.

    Attributes
    ----------
    chosen
        The runs to measure.
    every
        All of them.
    """

    chosen: tuple[Run, ...]
    every: tuple[Run, ...]

    @property
    def family(self) -> dict[str, str]:
        """Return the notebook of each chosen run."""
        return {run.id: run.notebook for run in self.chosen}

    @property
    def counts(self) -> Mapping[str, int]:
        """Return how many runs of each notebook there are in all."""
        return Counter(run.notebook for run in self.every)

    @property
    def briefs(self) -> int:
        """Return how many chosen runs are briefs of units."""
        return sum(run.notebook == UNIT_NOTEBOOK for run in self.chosen)


def draw(briefs: int | None, *, notebooks: int | None = None) -> Sample:
    """Choose the runs to measure.

    Parameters
    ----------
    briefs
        Units whose brief is run, spread evenly over the list of units; ``None`` chooses every run there is.
    notebooks
        Take only so many of the other notebooks, for a trial of the benchmark itself.
    """
    every = tuple(runs.load())
    if briefs is None:
        return Sample(every, every)
    mine = [run for run in every if run.language == LANGUAGE]
    units = [run for run in mine if run.notebook == UNIT_NOTEBOOK]
    others = [run for run in mine if run.notebook != UNIT_NOTEBOOK]
    spread = [units[at * len(units) // briefs] for at in range(min(briefs, len(units)))] if briefs else []
    return Sample((*others[-notebooks if notebooks else 0 :], *spread), every)


def plan(chosen: tuple[Run, ...], project: Path, folder: Path) -> Path:
    """Write the plan of some runs for the contestants, with notebooks that hold their parameters.

    Parameters
    ----------
    chosen
        The runs.
    project
        The copy they run in.
    folder
        Where the plan, the prepared and the executed notebooks lie.
    """
    import nbformat  # noqa: PLC0415 - only where something is measured
    from papermill.iorw import load_notebook_node  # noqa: PLC0415 - as above
    from papermill.parameterize import parameterize_notebook  # noqa: PLC0415 - as above

    pieces: list[dict[str, Any]] = []
    for place in ("prepared", "executed"):
        (folder / place).mkdir(parents=True, exist_ok=True)
    for run in chosen:
        file = f"{run.id.replace('/', '-')}.ipynb"
        source = project / "notebooks" / f"{run.notebook}.ipynb"
        values = dict(run.parameters)
        notebook = load_notebook_node(str(source))
        notebook = parameterize_notebook(notebook, values, kernel_name="python3", language="python")
        nbformat.write(notebook, folder / "prepared" / file)
        pieces.append(
            {
                "id": run.id,
                "source": str(source),
                "prepared": str(folder / "prepared" / file),
                "parameters": values,
                "out": str(folder / "executed" / file),
                "folder": str(project / "notebooks"),
            }
        )
    path = folder / "plan.json"
    path.write_text(json.dumps(pieces, ensure_ascii=False, indent=1), encoding="utf-8")
    return path
