"""The graph of many briefs, made and compared with what is recorded: ``… brief_graph BRIEFS``."""

import dataclasses
import json
import sys
import time
from itertools import cycle, islice

from analysis.pipeline import runs, status, tasks
from analysis.pipeline.downloads import UNIT_NOTEBOOK


def main(briefs: str) -> None:
    """Make a graph of so many briefs, the units taken again and again under other names, and look at each."""
    every = [run for run in runs.load() if run.notebook == UNIT_NOTEBOOK]
    many = [
        dataclasses.replace(run, name=f"{run.name}_{number}")
        for number, run in enumerate(islice(cycle(every), int(briefs)))
    ]
    status.standings(tasks.graph(many[:1], pages=None))
    began = time.perf_counter()
    found = status.standings(tasks.graph(many, pages=None))
    seconds = time.perf_counter() - began
    sys.stdout.write("\n" + json.dumps({"seconds": seconds, "tasks": len(found)}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
