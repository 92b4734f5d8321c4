"""Part c: one figure of one province is corrected in the tables; how long until the pages say so."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from statistics import median

from analysis.pipeline.benchmark import measuring, places
from analysis.pipeline.benchmark.parts import settled
from analysis.pipeline.benchmark.parts.builds import REPORT, called
from analysis.pipeline.benchmark.rows import OURS, Row, Target, row
from analysis.pipeline.benchmark.trials import Contestant, Found, Measured
from analysis.pipeline.errors import Refused

_TENTH = Target(0.1, "at most", "ratio")
_DONE = re.compile(r"^\s*\d+/\d+\s+\S+\s+done\s+(\S+)", re.MULTILINE)


@dataclass(frozen=True)
class Change:
    """A figure to correct.

    Attributes
    ----------
    name
        What it is, as the tables of the benchmark say it.
    source, file
        Folder in ``data/raw`` and table in it.
    row
        Columns that find the row.
    columns
        Of the figure, and of a total that holds it.
    step
        By how much it moves at each turn.
    """

    name: str
    source: str
    file: str
    row: Mapping[str, str]
    columns: tuple[str, ...]
    step: str

    def apply(self, project: Path, turn: int, first: Sequence[Decimal]) -> None:
        """Write the figures of a turn into the table of a copy, from those it had at first."""
        path = project / "data" / "raw" / self.source / self.file
        header, *lines = _read(path)
        line = next(line for line in lines if self._is(header, line))
        for column, figure in zip(self.columns, first, strict=True):
            line[header.index(column)] = str(figure + (turn + 1) * Decimal(self.step))
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *lines])

    def figures(self, project: Path) -> list[Decimal]:
        """Return the figures as they stand in the table of a project.

        Raises
        ------
        Refused
            When there is no such row, or more than one, or a figure is missing.
        """
        path = project / "data" / "raw" / self.source / self.file
        header, *lines = _read(path)
        found = [line for line in lines if self._is(header, line)]
        if len(found) != 1 or not all(found[0][header.index(column)] for column in self.columns):
            raise Refused(f"{path.name}: {dict(self.row)} names {len(found)} rows, not one with a figure")
        return [Decimal(found[0][header.index(column)]) for column in self.columns]

    def _is(self, header: list[str], line: list[str]) -> bool:
        return all(line[header.index(name)] == value for name, value in self.row.items())


CHANGES = (
    Change(
        "much used: portal use of one province, 2023",
        "papi",
        "e_governance.csv",
        {"province_code": "04", "year": "2023"},
        ("portal_use_8_1", "e_governance_8"),
        "0.01",
    ),
    Change(
        "of one unit's page: dossiers on time, 2026",
        "national_portal",
        "year_2026.csv",
        {"unit_code": "04", "year": "2026"},
        ("dossiers_on_time_share",),
        "0.5",
    ),
    Change(
        "hardly used: poverty rate of one province, 2016",
        "gso",
        "poverty.csv",
        {"province_code": "04", "year": "2016"},
        ("poverty_rate_pct",),
        "0.5",
    ),
)


def _read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


class OneChange:
    """Each figure is moved a little at each turn, and the report made up to date again."""

    name, title = "c", "One figure corrected"

    def __init__(self, repeats: int, changes: Sequence[Change] = CHANGES) -> None:
        self.repeats, self.changes = repeats, changes

    def prepare(self) -> None:
        """Bring a copy of its own up to date."""
        self._project = places.copy("changed", settled.whole())
        self._first = {change.name: change.figures(self._project) for change in self.changes}
        self._uptake("report")

    def _uptake(self, *words: str) -> measuring.Timed:
        env = places.environment(self._project)
        return measuring.timed(places.uptake(*words), env=env, cwd=self._project)

    def contestants(self) -> Sequence[Contestant]:
        """Return the figures that are changed in turn."""
        return [Contestant(change.name, self._changed(change), 20) for change in self.changes]

    def _changed(self, change: Change) -> Callable[[int], Found]:
        def once(turn: int) -> Found:
            change.apply(self._project, turn, self._first[change.name])
            self._uptake("checksum", change.source)
            done = self._uptake("report")
            return {
                "seconds": done.seconds,
                "processor_seconds": done.processor_seconds,
                "tasks": _DONE.findall(done.said),
            }

        return once

    def rows(self, found: Measured) -> Sequence[Row]:
        """Return the seconds of each, as a share of the whole report, and what was done."""
        report = found.values("a", called(OURS, REPORT))
        told = []
        for change in self.changes:
            values = found.values(self.name, change.name)
            ratio = median(values) / median(report) if report else None
            tasks = kinds(found.of(self.name, change.name)[-1]["tasks"])
            told.append(
                row(
                    self.name,
                    change.name,
                    OURS,
                    values,
                    ratio=ratio,
                    beside=REPORT if report else "",
                    target=_TENTH,
                    note=", ".join(f"{number} {kind}" for kind, number in tasks.items()),
                )
            )
        return told


def kinds(tasks: Sequence[str]) -> dict[str, int]:
    """Return how many tasks of each kind there are, by the names of tasks."""
    return dict(Counter(map(_kind, tasks)))


def _kind(task: str) -> str:
    name = task.rpartition("/")[2]
    if name.startswith("05_province_brief__"):
        return "unit pages"
    if name.startswith("brief__"):
        return "briefs to download"
    if name[:2].isdigit():
        return "notebooks"
    return name
