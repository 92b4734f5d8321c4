"""Part e: one, two, four and eight times the units; the exponent with which cost grows."""

import functools
from collections.abc import Sequence

from analysis.pipeline.benchmark import measuring, places
from analysis.pipeline.benchmark.parts import builds, settled
from analysis.pipeline.benchmark.rows import OURS, Row, Target, growth, row
from analysis.pipeline.benchmark.sample import Sample
from analysis.pipeline.benchmark.trials import Contestant, Found, Measured
from analysis.pipeline.downloads import UNIT_NOTEBOOK

TIMES = (1, 2, 4, 8)
SMALLEST_PANEL = 3321
"""Communes of the smallest panel: those in force."""

STEPS = ("check", "sums", "model")
COMMUNES, BRIEFS, GRAPH = "communes", "briefs executed", "graph of briefs"
_LINEAR = Target(1.05, "at most", "figure")
_MB = 2**20


class Growing:
    """The commune panel, briefs, and the graph of briefs at four sizes.

    Parameters
    ----------
    sample
        Where briefs are taken from.
    repeats
        How often each size takes its turn.
    months
        Months of the panels of communes.
    briefs, graph
        The smallest number of briefs to execute, and of those in the graph.
    """

    name, title = "e", "Growth"

    def __init__(
        self, sample: Sample, repeats: int, *, months: int = 60, briefs: int = 4, graph: int = 25
    ) -> None:
        self.repeats, self.months = repeats, months
        self.first = {COMMUNES: SMALLEST_PANEL, BRIEFS: briefs, GRAPH: graph}
        self.briefs = [run for run in sample.every if run.notebook == UNIT_NOTEBOOK]

    def prepare(self) -> None:
        """Draw the panels of communes and build the tables."""
        settled.with_tables()
        for times in TIMES:
            words = ("draw", self._panel(times), str(times * SMALLEST_PANEL), str(self.months))
            self._script("communes", *words)

    @staticmethod
    def _panel(times: int) -> str:
        return str(places.folder() / "communes" / str(times))

    @staticmethod
    def _script(name: str, *words: str) -> Found:
        project = settled.with_tables()
        done = measuring.timed(places.script(name, *words), env=places.environment(project), cwd=project)
        found: Found = done.answer()
        return found

    def contestants(self) -> Sequence[Contestant]:
        """Return every size of everything."""
        found = []
        for times in TIMES:
            found += [
                Contestant(f"{COMMUNES} x {times}", functools.partial(self._communes, times), 3.0 * times),
                Contestant(f"{BRIEFS} x {times}", functools.partial(self._briefs, times), 5.0 * times),
                Contestant(f"{GRAPH} x {times}", functools.partial(self._graph, times), 2.0 + times),
            ]
        return found

    def _communes(self, times: int, turn: int) -> Found:
        return self._script("communes", "measure", self._panel(times))

    def _briefs(self, times: int, turn: int) -> Found:
        return builds.ours(self.briefs[: times * self.first[BRIEFS]])

    def _graph(self, times: int, turn: int) -> Found:
        return self._script("brief_graph", str(times * self.first[GRAPH]))

    def rows(self, found: Measured) -> Sequence[Row]:
        """Return the exponents with their intervals, and the memory that the largest panel takes."""
        told = [self._exponent(found, COMMUNES, step, f"{COMMUNES}: {step}") for step in STEPS]
        told += [self._exponent(found, what, "seconds", what) for what in (BRIEFS, GRAPH)]
        least, most = (found.values(self.name, f"{COMMUNES} x {times}", "peak") for times in (1, TIMES[-1]))
        memory = row(
            self.name,
            f"memory for {self.first[COMMUNES] * TIMES[-1]:,} communes",
            OURS,
            [peak / _MB for peak in most],
            unit="MB",
            ratio=most[0] / least[0],
            beside=f"{self.first[COMMUNES]:,} communes",
        )
        return [*told, memory]

    def _exponent(self, found: Measured, what: str, figure: str, said: str) -> Row:
        sizes, seconds = [], []
        for times in TIMES:
            values = found.values(self.name, f"{what} x {times}", figure)
            sizes += [float(times)] * len(values)
            seconds += values
        line = growth(sizes, seconds)
        extent = ", ".join(f"{times * self.first[what]:,}" for times in TIMES)
        return Row(
            self.name,
            said,
            OURS,
            "exponent",
            line.exponent,
            line.low,
            line.high,
            len(seconds),
            target=_LINEAR,
            note=extent,
        )
