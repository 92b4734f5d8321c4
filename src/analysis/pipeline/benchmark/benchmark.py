"""The verb ``uptake benchmark``: every part in turn, then the tables and the picture."""

import hashlib
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from analysis.pipeline import progress
from analysis.pipeline.benchmark import peers, places, sample, trials
from analysis.pipeline.benchmark.parts.builds import Builds
from analysis.pipeline.benchmark.rows import Row
from analysis.pipeline.benchmark.trials import Measured, Part

BRIEFS = 4
REPEATS = 3
PARTS = "abcdef"


def benchmark(out: Console, only: Sequence[str], briefs: int | None, *, trial: bool = False) -> None:
    """Measure, and write ``data/benchmark``.

    Parameters
    ----------
    out
        Where progress is written.
    only
        Letters of the parts to measure; without any, all of them.
    briefs
        Units whose brief is in the sample; ``None`` measures everybody on all runs.
    trial
        Whether everything is as small as can be, to try the benchmark itself; the results go to ``build/``.
    """
    began = time.monotonic()

    def say(text: str) -> None:
        out.print(f"{progress.clock(time.monotonic() - began):>6}  {escape(text)}")

    peers.prepare(say)
    drawn = sample.draw(1, notebooks=1) if trial else sample.draw(briefs)
    parts: list[Part] = [Builds(drawn, 1 if trial else REPEATS, everything=not trial)]
    measured = Measured.begin(
        places.folder() / "results.json", {"code": _code(), "briefs": briefs, "trial": trial}
    )
    trials.carry_out([part for part in parts if not only or part.name in only], measured, say)
    rows: list[Row] = [row for part in parts for row in part.rows(measured)]
    for row in rows:
        out.print(row)


def _code() -> str:
    """Return what is measured, as one fingerprint: the project's code, notebooks, tables, and the peers."""
    digest = hashlib.sha256(peers.LOCK.read_bytes())
    for path in sorted(_measured()):
        digest.update(path.as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def _measured() -> list[Path]:
    root = places.layout.root()
    found = [path for path in places.SOURCE.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    return found + [path for name in ("notebooks", "data/raw") for path in (root / name).rglob("*.*")]
