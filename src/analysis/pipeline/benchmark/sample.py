"""Which runs are measured: every run of the project, or some of each family in one language."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.pipeline import runs
from analysis.pipeline.downloads import UNIT_NOTEBOOK
from analysis.pipeline.runs import Run

LANGUAGE = "vi"
NOTEBOOKS, UNITS = "notebooks", "unit pages"


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
    def counts(self) -> Mapping[str, int]:
        """Return how many runs of each family there are in all."""
        return Counter(map(family, self.every))

    @property
    def chosen_counts(self) -> Mapping[str, int]:
        """Return how many runs of each family were chosen."""
        return Counter(map(family, self.chosen))


def family(run: Run) -> str:
    """Return the family of a run: pages of units, or the other notebooks."""
    return UNITS if run.notebook == UNIT_NOTEBOOK else NOTEBOOKS


def draw(each: int | None) -> Sample:
    """Choose the runs to measure.

    Parameters
    ----------
    each
        Runs of each family, spread evenly over its list; ``None`` chooses every run there is.
    """
    every = tuple(runs.load())
    if each is None:
        return Sample(every, every)
    mine = [run for run in every if run.language == LANGUAGE]
    families = [[run for run in mine if family(run) == name] for name in (NOTEBOOKS, UNITS)]
    return Sample(tuple(run for one in families for run in _spread(one, each)), every)


def _spread(found: Sequence[Run], number: int) -> list[Run]:
    """Return so many runs of a list, at even distances."""
    number = min(number, len(found))
    return [found[at * len(found) // number] for at in range(number)]


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
