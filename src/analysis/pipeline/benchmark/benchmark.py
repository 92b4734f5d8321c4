"""The verb ``uptake benchmark``: every part in turn, then the tables and the pictures."""

import hashlib
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from analysis.data import layout
from analysis.pipeline import progress
from analysis.pipeline.benchmark import peers, places, sample, trials, writing
from analysis.pipeline.benchmark.parts.builds import Builds
from analysis.pipeline.benchmark.parts.curve import Curve
from analysis.pipeline.benchmark.parts.footprint import Footprint
from analysis.pipeline.benchmark.parts.growth import Growing
from analysis.pipeline.benchmark.parts.no_op import NoOp
from analysis.pipeline.benchmark.parts.one_change import CHANGES, OneChange
from analysis.pipeline.benchmark.parts.rest import Rest
from analysis.pipeline.benchmark.rows import OURS, Row
from analysis.pipeline.benchmark.sample import Sample
from analysis.pipeline.benchmark.trials import Measured, Part
from analysis.pipeline.errors import Refused

SIZE = 4
"""Runs of each family in the sample, unless another number is asked for."""

REPEATS, OF_SHORT_ONES = 3, 5
PARTS = "abcdefg"


def benchmark(
    out: Console, only: Sequence[str], size: int | None, *, anew: bool = False, trial: bool = False
) -> None:
    """Measure what was not measured yet, and write ``data/benchmark``.

    Parameters
    ----------
    out
        Where progress is written.
    only
        Letters of the parts to measure; without any, all of them.
    size
        Runs of each family in the sample; ``None`` measures everybody on all runs.
    anew
        Whether to forget what was measured before.
    trial
        Whether everything is as small as can be, to try the benchmark itself; the results go to ``build/``.

    Raises
    ------
    Refused
        When a part is unknown or a contestant fails.
    """
    began = time.monotonic()

    def tell(text: str) -> None:
        out.print(f"{progress.clock(time.monotonic() - began):>6}  {escape(text)}")

    if unknown := set(only) - set(PARTS):
        raise Refused(f"--only {', '.join(sorted(unknown))}: the parts are {', '.join(PARTS)}.")
    peers.prepare(tell)
    parts = plan(sample.draw(1 if trial else size), trial=trial)
    state = {"code": _code(), "size": size, "trial": trial}
    kept = places.folder() / ("trial.json" if trial else "results.json")
    if anew or trial:
        kept.unlink(missing_ok=True)
    measured = Measured.begin(kept, state)
    trials.carry_out([part for part in parts if not only or part.name in only], measured, tell)
    told = rows(parts, measured)
    folder = places.folder() / "trial" if trial else places.results()
    for path in writing.write(folder, told, _about(measured, parts)):
        out.print(f"Written: {path.relative_to(layout.root()).as_posix()}")
    _conclude(out, told)


def plan(drawn: Sample, *, trial: bool) -> list[Part]:
    """Return all parts, in the order in which they are measured."""
    if trial:
        few: list[Part] = [
            Builds(drawn, 1, everything=False),
            NoOp(1),
            OneChange(1, CHANGES[-1:]),
            Curve(1, controls=6, few=8),
            Growing(drawn, 1, months=14, briefs=1, graph=3),
            Footprint(drawn, 1, {OURS: (1, 2), "papermill, processes": (1, 2)}),
            Rest(drawn, 1, everything=False),
        ]
        return few
    return [
        Builds(drawn, REPEATS),
        NoOp(OF_SHORT_ONES),
        OneChange(REPEATS),
        Curve(REPEATS),
        Growing(drawn, REPEATS),
        Footprint(drawn, REPEATS),
        Rest(drawn, REPEATS),
    ]


def rows(parts: Sequence[Part], measured: Measured) -> list[Row]:
    """Return what is told of the parts that were measured to their end."""
    done = [part for part in parts if not list(trials.left(part, measured))]
    return [row for part in done for row in part.rows(measured)]


def _about(measured: Measured, parts: Sequence[Part]) -> dict[str, Any]:
    """Return how steady the machine was while it measured."""
    every = [one for part in parts for found in measured.parts.get(part.name, {}).values() for one in found]
    paces = sorted(one["pace"] for one in every)
    disturbed = sum(one["foreign"] > trials.QUIET for one in every)
    return {
        "measurements": len(every),
        "made_again": sum(one["tries"] > 1 for one in every),
        "disturbed_all_the_same": disturbed,
        "slowest_to_fastest_pace": round(paces[-1] / paces[0], 2) if paces else None,
    }


def _conclude(out: Console, told: Sequence[Row]) -> None:
    """Say of each target whether it was met."""
    words = writing.Words("en")
    for row in told:
        if row.target is not None:
            value = row.ratio if row.target.of == "ratio" and row.ratio is not None else row.median
            out.print(
                f"{'met   ' if row.met else 'missed'}  {row.part}  {row.what}, {row.who}: "
                f"{words.number(value)} ({words.target(row)})"
            )


def _code() -> str:
    """Return what is measured, as one fingerprint: the project's code, notebooks, tables, and the peers."""
    digest = hashlib.sha256(peers.LOCK.read_bytes())
    for path in sorted(_measured()):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _measured() -> list[Path]:
    code = [path for path in places.SOURCE.rglob("*.py") if "benchmark" not in path.parts]
    folders = (layout.notebooks(), layout.raw())
    return code + [path for folder in folders for path in folder.rglob("*.*") if path.is_file()]
