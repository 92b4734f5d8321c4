"""Part a: the notebooks and briefs executed from nothing, by this project, its peers, and nobody faster."""

import functools
from collections.abc import Callable, Iterator, Sequence
from statistics import median

from analysis.pipeline.benchmark import measuring, peers, places
from analysis.pipeline.benchmark.parts import settled
from analysis.pipeline.benchmark.rows import OURS, Row, Target, in_turns, row, whole
from analysis.pipeline.benchmark.sample import Sample, family, plan
from analysis.pipeline.benchmark.trials import Contestant, Found, Measured
from analysis.pipeline.build import processors
from analysis.pipeline.runs import Run

LIMIT = "limit"
LOOP, PROCESSES = "papermill, loop", "papermill, processes"
PLOOMBER, NBCONVERT = "ploomber-engine", "nbconvert --execute"
SOME, ALL, REPORT = "runs of the sample", "all runs", "whole report"
_WAYS = {LOOP: "loop", PROCESSES: f"processes:{processors()}", PLOOMBER: "ploomber", NBCONVERT: "nbconvert"}
_AT_ONCE = {LOOP: 1, PROCESSES: processors(), PLOOMBER: 1, NBCONVERT: 1}
_TARGETS = {PROCESSES: Target(5, "at least", "ratio"), LOOP: Target(9, "at least", "ratio")}
_NEAR_THE_LIMIT = Target(1.3, "at most", "ratio")
_NOTES = {PLOOMBER: "one process"}
_SHARED = "results kept once for both languages"
_COLD = 6.0
"""About how many seconds a run takes in a kernel of its own."""


class Builds:
    """Runs of a sample by everybody; all runs by this project and the limit; the whole report.

    Parameters
    ----------
    sample
        The runs to measure.
    repeats
        How often each contestant takes its turn.
    everything
        Whether all runs and the whole report are measured as well.
    """

    name, title = "a", "Cold build"

    def __init__(self, sample: Sample, repeats: int, *, everything: bool = True) -> None:
        self.sample, self.repeats, self.everything = sample, repeats, everything
        self.extent = ALL if sample.chosen == sample.every else SOME

    def prepare(self) -> None:
        """Build the tables, which every contestant finds built."""
        settled.with_tables()

    def contestants(self) -> Sequence[Contestant]:
        """Return everybody, with a guess of the seconds on two processors."""
        few, many = self.sample.chosen, self.sample.every
        loop = _COLD * len(few)
        guess = {LOOP: loop, PROCESSES: loop / 2, PLOOMBER: loop * 0.7, NBCONVERT: loop * 1.1}
        found = [Contestant(called(OURS, self.extent), lambda turn: ours(few), loop / 4)]
        found += [
            Contestant(called(who, self.extent), functools.partial(_peer, who, few), guess[who])
            for who in _WAYS
        ]
        found.append(Contestant(called(LIMIT, self.extent), lambda turn: limit(few), loop / 5))
        if self.everything and self.extent == SOME:
            found += [
                Contestant(called(OURS, ALL), lambda turn: ours(many), _COLD * len(many) / 4),
                Contestant(called(LIMIT, ALL), lambda turn: limit(many), _COLD * len(many) / 5),
            ]
        if self.everything:
            found.append(Contestant(called(OURS, REPORT), lambda turn: report(), _COLD * len(many) / 3))
        return found

    def rows(self, found: Measured) -> Sequence[Row]:
        """Return the sample, all runs, and what all runs would take the peers, scaled from the sample."""
        mine = found.values(self.name, called(OURS, self.extent))
        told = [row(self.name, self.extent, OURS, mine, note=self._sampled())]
        for who in (*_WAYS, LIMIT):
            told.append(_beside(self.extent, who, mine, found.values(self.name, called(who, self.extent))))
        if self.everything and self.extent == SOME:
            mine, nearest = (found.values(self.name, called(who, ALL)) for who in (OURS, LIMIT))
            told += [row(self.name, ALL, OURS, mine, note=_SHARED), _beside(ALL, LIMIT, mine, nearest)]
            told += self._scaled(found, median(mine))
        if self.everything:
            told.append(row(self.name, REPORT, OURS, found.values(self.name, called(OURS, REPORT))))
        return told

    def _sampled(self) -> str:
        chosen = ", ".join(f"{number} {name}" for name, number in self.sample.chosen_counts.items())
        return f"{chosen}, {len(self.sample.every)} runs in all"

    def _scaled(self, found: Measured, mine: float) -> Iterator[Row]:
        """Yield what all runs would take each peer, from its runs of the sample and the work of all."""
        families = {run.id: family(run) for run in self.sample.every}
        work = [trial["each"] for trial in found.of(self.name, called(LIMIT, ALL))]
        for who in _WAYS:
            trials = [trial["each"] for trial in found.of(self.name, called(who, SOME))]
            turns = zip(trials, work, strict=True)
            values = [whole(each, every, families) / _AT_ONCE[who] for each, every in turns]
            middle = median(values)
            of_limit = middle / median(found.values(self.name, called(LIMIT, ALL)))
            yield Row(
                self.name,
                ALL,
                who,
                "s",
                middle,
                min(values),
                max(values),
                0,
                ratio=middle / mine,
                beside=OURS,
                target=_TARGETS.get(who),
                note=", ".join(
                    ["scaled", *([_NOTES[who]] if who in _NOTES else []), f"{of_limit:.2f} times limit"]
                ),
            )


def called(who: str, what: str) -> str:
    """Return the name under which somebody's turns at some runs are kept."""
    return f"{who}: {what}"


def _beside(what: str, who: str, mine: Sequence[float], theirs: Sequence[float]) -> Row:
    """Return the row of somebody else: how many times ours it took, or, of the limit, the reverse."""
    if who == LIMIT:
        ratio = in_turns(theirs, mine)
        return row("a", what, who, theirs, ratio=ratio, beside=LIMIT, target=_NEAR_THE_LIMIT)
    ratio = in_turns(mine, theirs)
    return row(
        "a", what, who, theirs, ratio=ratio, beside=OURS, target=_TARGETS.get(who), note=_NOTES.get(who, "")
    )


def ours(chosen: Sequence[Run], prepare: "Callable[[str], str] | None" = None) -> Found:
    """Carry out runs as this project does, in a copy with tables built and nothing executed.

    Parameters
    ----------
    chosen
        The runs.
    prepare
        Changes the text of each notebook beforehand.
    """
    project = places.copy("turn", settled.with_tables())
    if prepare is not None:
        for path in (project / "notebooks").glob("*.ipynb"):
            path.write_text(prepare(path.read_text(encoding="utf-8")), encoding="utf-8")
    path = plan(tuple(chosen), project, places.folder() / "runs")
    done = measuring.timed(places.script("ours", str(path)), env=places.environment(project), cwd=project)
    _require(len(done.answer()["done"]), len(chosen))
    return {"seconds": done.seconds, "processor_seconds": done.processor_seconds}


def report() -> Found:
    """Make the whole report: tables, every run, every download, every page."""
    project = places.copy("turn", settled.with_tables())
    done = measuring.timed(places.uptake("report", "--force"), env=places.environment(project), cwd=project)
    return {"seconds": done.seconds, "processor_seconds": done.processor_seconds}


def limit(chosen: Sequence[Run]) -> Found:
    """Run the cells of notebooks as functions in warm processes; their start is not counted."""
    project = places.copy("turn", settled.with_tables())
    path = plan(tuple(chosen), project, places.folder() / "runs")
    words = (str(path), str(processors()))
    done = measuring.timed(places.script("limit", *words), env=places.environment(project), cwd=project)
    each = done.answer()
    seconds = each.pop("")
    _require(len(each), len(chosen))
    return {"seconds": seconds, "processor_seconds": done.processor_seconds, "each": each}


def _peer(who: str, chosen: Sequence[Run], turn: int) -> Found:
    """Execute notebooks as a peer does; beside the total, the seconds of each run."""
    project = places.copy("turn", settled.with_tables())
    path = plan(tuple(chosen), project, places.folder() / "runs")
    command = places.script("notebook_peers", _WAYS[who], str(path), python=peers.python())
    done = measuring.timed(command, env=places.environment(project), cwd=project)
    each = done.answer()
    _require(len(each), len(chosen))
    return {"seconds": done.seconds, "processor_seconds": done.processor_seconds, "each": each}


def _require(done: int, wanted: int) -> None:
    if done != wanted:
        raise RuntimeError(f"{done} of {wanted} runs were done")
