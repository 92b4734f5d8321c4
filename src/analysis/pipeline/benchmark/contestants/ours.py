"""The project's own way with some runs: tables as they are, no pages, no downloads.

``python -m analysis.pipeline.benchmark.contestants.ours PLAN [JOBS]``
"""

import json
import sys
from pathlib import Path

from rich.console import Console

from analysis.pipeline import runs, tasks, work


def main(plan: str, jobs: str | None = None) -> None:
    """Carry out the runs of a plan."""
    wanted = {piece["id"] for piece in json.loads(Path(plan).read_text(encoding="utf-8"))}
    chosen = [run for run in runs.load() if run.id in wanted]
    outcome = work.carry_out(Console(), tasks.graph(chosen, pages=None), int(jobs) if jobs else None)
    sys.stdout.write("\n" + json.dumps({"done": outcome.done}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
