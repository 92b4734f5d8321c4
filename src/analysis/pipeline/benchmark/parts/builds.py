"""Part a: the notebooks and briefs executed from nothing, by this project, its peers, and nobody faster."""

from collections.abc import Sequence
from pathlib import Path
from statistics import median

from analysis.pipeline.benchmark import measuring, peers, places, rows
from analysis.pipeline.benchmark.parts import settled
from analysis.pipeline.benchmark.rows import OURS, Row, Target
from analysis.pipeline.benchmark.sample import Sample, plan
from analysis.pipeline.benchmark.trials import Contestant, Found, Measured
from analysis.pipeline.build import processors

LIMIT = "limit"
LOOP, PROCESSES, PLOOMBER, NBCONVERT = (
    "papermill, loop",
    "papermill, processes",
    "ploomber-engine",
    "nbconvert --execute",
)
WHOLE, REPORT = "all runs", "report --force"
_WAYS = {LOOP: "loop", PROCESSES: f"processes:{processors()}", PLOOMBER: "ploomber", NBCONVERT: "nbconvert"}
_AT_ONCE = {LOOP: 1, PROCESSES: processors(), PLOOMBER: 1, NBCONVERT: 1}
_TARGETS = {
    LIMIT: Target(1.3, "at most", "ratio"),
    PROCESSES: Target(5, "at least", "ratio"),
    LOOP: Target(9, "at least", "ratio"),
}


class Builds:
    """Runs of a sample by everybody, all runs by this project and the limit, and the whole report.

    Parameters
    ----------
    sample
        The runs to measure.
    repeats
        How often each contestant takes its turn.
    whole
        Whether all runs and the whole report are measured as well.
    """

    name, title = "a", "Cold build"

    def __init__(self, sample: Sample, repeats: int, *, whole: bool = True) -> None:
        self.sample, self.repeats, self.whole = sample, repeats, whole

    def prepare(self) -> None:
        """Install the peers and build the tables."""
        settled.with_tables()

    def contestants(self) -> Sequence[Contestant]:
        """Return everybody, with a guess of the seconds on two processors."""
        few, all_runs = self._length(self.sample.chosen), self._length(self.sample.every)
        guess = {LOOP: few, PROCESSES: few / 2, PLOOMBER: few * 0.7, NBCONVERT: few * 1.1}
        found = [Contestant(OURS, lambda turn: self._ours(), few / 5)]
        found += [Contestant(who, self._peer(who), guess[who]) for who in _WAYS]
        found.append(Contestant(LIMIT, lambda turn: self._limit(self.sample.chosen), few / 6))
        if self.whole:
            found += [
                Contestant(f"{OURS}, {WHOLE}", lambda turn: self._ours(everything=True), all_runs / 5),
                Contestant(f"{LIMIT}, {WHOLE}", lambda turn: self._limit(self.sample.every), all_runs / 6),
                Contestant(f"{OURS}, {REPORT}", lambda turn: self._report(), all_runs / 4),
            ]
        return found

    @staticmethod
    def _length(chosen: Sequence[object]) -> float:
        """Return about how many seconds a loop of cold kernels takes."""
        return 6.0 * len(chosen)

    def _ours(self, *, everything: bool = False) -> Found:
        project = places.copy("turn", settled.with_tables())
        chosen = self.sample.every if everything else self.sample.chosen
        path = plan(chosen, project, places.folder() / "runs")
        done = measuring.timed(places.script("ours", str(path)), env=places.environment(project), cwd=project)
        _require(len(done.answer()["done"]), len(chosen))
        return {"seconds": done.seconds, "processor_seconds": done.processor_seconds}

    def _report(self) -> Found:
        project = places.copy("turn", settled.with_tables())
        done = measuring.timed(
            places.uptake("report", "--force"), env=places.environment(project), cwd=project
        )
        return {"seconds": done.seconds, "processor_seconds": done.processor_seconds}

    def _peer(self, who: str):  # noqa: ANN202
        def once(turn: int) -> Found:
            project = places.copy("turn", settled.with_tables())
            path = plan(self.sample.chosen, project, places.folder() / "runs")
            done = measuring.timed(
                places.script("notebook_peers", _WAYS[who], str(path), python=peers.python()),
                env=places.environment(project),
                cwd=project,
            )
            each = done.answer()
            _require(len(each), len(self.sample.chosen))
            return {"seconds": done.seconds, "processor_seconds": done.processor_seconds, "each": each}

        return once

    def _limit(self, chosen: Sequence[object]) -> Found:
        project = places.copy("turn", settled.with_tables())
        path = plan(tuple(chosen), project, places.folder() / "runs")  # type: ignore[arg-type]
        done = measuring.timed(
            places.script("limit", str(path), str(processors())), env=places.environment(project), cwd=project
        )
        each = done.answer()
        seconds = each.pop("")
        _require(len(each), len(chosen))
        return {"seconds": seconds, "processor_seconds": done.processor_seconds, "each": each}

    def rows(self, found: Measured) -> Sequence[Row]:
        """Return the table of the part."""
        raise NotImplementedError


def _require(done: int, wanted: int) -> None:
    if done != wanted:
        raise RuntimeError(f"{done} of {wanted} runs were done")
