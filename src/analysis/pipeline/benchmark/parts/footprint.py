"""Part f: memory with up to four workers, and what each further worker adds that nobody had before."""

import functools
from collections.abc import Mapping, Sequence
from statistics import median

from analysis.pipeline.benchmark import measuring, memory, peers, places
from analysis.pipeline.benchmark.parts import settled
from analysis.pipeline.benchmark.rows import OURS, Row, Target, row, slope
from analysis.pipeline.benchmark.sample import Sample, plan
from analysis.pipeline.benchmark.trials import Contestant, Found, Measured
from analysis.pipeline.downloads import UNIT_NOTEBOOK

PAPERMILL = "papermill, processes"
PER_WORKER, PEAK = "memory of a further worker", "peak with 2 workers"
_ONCE = "pages shared by several counted once"
WORKERS = {OURS: (2, 3, 4), PAPERMILL: (1, 2, 3)}
"""How many at a time; one alone works in the process that lays out the work, and nothing is forked."""
_LITTLE = Target(80, "at most", "figure")
_MB = 1e6


class Footprint:
    """Briefs executed by more and more workers, watched from outside.

    Parameters
    ----------
    sample
        Where briefs are taken from.
    repeats
        How often each takes its turn.
    workers
        How many workers each contestant is watched with.
    """

    name, title = "f", "Memory"

    def __init__(
        self, sample: Sample, repeats: int, workers: Mapping[str, tuple[int, ...]] = WORKERS
    ) -> None:
        self.repeats, self.workers = repeats, workers
        self.briefs = [run for run in sample.every if run.notebook == UNIT_NOTEBOOK]

    def prepare(self) -> None:
        """Build the tables."""
        settled.with_tables()

    def contestants(self) -> Sequence[Contestant]:
        """Return everybody with every number of workers."""
        return [
            Contestant(f"{who}: {number}", functools.partial(self._watched, who, number), 10)
            for who, numbers in self.workers.items()
            for number in numbers
        ]

    def _watched(self, who: str, number: int, turn: int) -> Found:
        """Execute one brief a worker and watch the memory of all processes."""
        project = places.copy("turn", settled.with_tables())
        path = str(plan(tuple(self.briefs[:number]), project, places.folder() / "runs"))
        if who == OURS:
            command = places.script("ours", path, str(number))
        else:
            command = places.script("notebook_peers", f"processes:{number}", path, python=peers.python())
        peak = memory.Peak()
        done = measuring.timed(command, env=places.environment(project), cwd=project, watch=peak)
        return {
            "seconds": done.seconds,
            "private": peak.private,
            "total": peak.total,
            "processes": peak.processes,
        }

    def rows(self, found: Measured) -> Sequence[Row]:
        """Return what a further worker adds, by least squares over the numbers of workers, and the peaks."""
        added = {who: self._added(found, who) for who in self.workers}
        told = []
        for who, values in added.items():
            ratio = None if who == OURS else median(values) / median(added[OURS])
            target = _LITTLE if who == OURS else None
            beside = "" if who == OURS else OURS
            told.append(
                row(
                    self.name,
                    PER_WORKER,
                    who,
                    values,
                    unit="MB",
                    ratio=ratio,
                    beside=beside,
                    target=target,
                    note=_ONCE,
                )
            )
        peaks = {who: found.values(self.name, f"{who}: 2", "total") for who in self.workers}
        for who, values in peaks.items():
            ratio = None if who == OURS else median(values) / median(peaks[OURS])
            beside = "" if who == OURS else OURS
            megabytes = [value / _MB for value in values]
            told.append(row(self.name, PEAK, who, megabytes, unit="MB", ratio=ratio, beside=beside))
        return told

    def _added(self, found: Measured, who: str) -> list[float]:
        """Return megabytes that each further worker adds, one figure a turn: pages that nobody had before.

        All processes are added up, each shared page once. Of private pages the most are seen before there is
        a worker: what the parent imports is its own until it has been forked.
        """
        turns = zip(
            *(found.values(self.name, f"{who}: {n}", "total") for n in self.workers[who]), strict=True
        )
        return [slope(self.workers[who], values) / _MB for values in turns]
