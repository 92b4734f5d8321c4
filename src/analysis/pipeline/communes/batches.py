"""Some briefs executed one after another in one process: a task for each would cost more than it orders."""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pytask import TaskWithoutPath

from analysis.pipeline.communes.briefs import Brief
from analysis.pipeline.errors import carried
from analysis.pipeline.nodes import Ingredient

LARGEST = 25
"""Briefs in a batch at most; one that is lost with its process is the only one to be done again."""

AT_LEAST = 4
"""Batches for each process where there are enough briefs, so that none waits long for the others."""


@dataclass(frozen=True)
class Batch:
    """Briefs that are executed one after another.

    Attributes
    ----------
    name
        As the task is called.
    briefs
        What to execute.
    """

    name: str
    briefs: tuple[Brief, ...]

    @property
    def files(self) -> list[Path]:
        """Return the files that it makes: of each brief the executed notebook, then its record."""
        return [path for brief in self.briefs for path in (brief.executed, brief.record)]


class BriefsFailed(Exception):
    """Briefs of a batch that failed, each with its reason; the others are done."""

    def __init__(self, reasons: Sequence[str], of: int) -> None:
        super().__init__(reasons, of)
        self.reasons, self.of = list(reasons), of

    def __str__(self) -> str:
        """Return how many failed, and the reason of the first."""
        return f"{len(self.reasons)} of {self.of} briefs failed; the first:\n{self.reasons[0]}"


@carried
def execute_batch(batch: Batch, **_: Any) -> None:
    """Execute the briefs of a batch that are not done yet; one that fails does not keep the others.

    Raises
    ------
    WorkFailed
        Some of them failed.
    """
    from analysis.pipeline import execute  # noqa: PLC0415 - in the worker only
    from analysis.pipeline.failures import RunFailed  # noqa: PLC0415 - as above

    reasons = []
    for brief in batch.briefs:
        began = time.time()
        try:
            execute.execute(
                brief.source,
                brief.executed,
                name=f"communes/{brief.id}",
                parameters=brief.parameters,
                may_read=(),
                failed=brief.failed,
            )
        except RunFailed as error:
            reasons.append(str(error))
        else:
            brief.keep(began, time.time())
    if reasons:
        raise BriefsFailed(reasons, len(batch.briefs))


def batches(briefs: Sequence[Brief], jobs: int) -> list[Batch]:
    """Return briefs in batches of nearly equal size, those of one place together.

    Parameters
    ----------
    briefs
        What to execute.
    jobs
        Processes that will work on them.
    """
    if not briefs:
        return []
    size = min(LARGEST, math.ceil(len(briefs) / (AT_LEAST * jobs)))
    number = math.ceil(len(briefs) / size)
    ends = [len(briefs) * part // number for part in range(number + 1)]
    digits = len(str(number))
    return [
        Batch(f"communes {part + 1:0{digits}}/{number}", tuple(briefs[ends[part] : ends[part + 1]]))
        for part in range(number)
    ]


def task(batch: Batch) -> TaskWithoutPath:
    """Return the task of a batch; which briefs are stale was decided before, so it has no products."""
    given = Ingredient(
        name=f"briefs of {batch.name}",
        fingerprint="\n".join(f"{brief.id}={brief.key}" for brief in batch.briefs),
        value=batch,
    )
    return TaskWithoutPath(name=batch.name, function=execute_batch, depends_on={"batch": given}, produces={})
