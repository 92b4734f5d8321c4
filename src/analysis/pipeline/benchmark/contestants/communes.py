"""Work on a panel of communes: ``… draw FOLDER COMMUNES MONTHS`` or ``… measure FOLDER``."""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from analysis.data.communes import aggregates, checks, database, drawn, readers
from analysis.data.communes.settings import INPUTS
from analysis.data.communes.store import Store
from analysis.stats.models.streamed import streamed_panel


def measure(folder: Path) -> dict[str, float]:
    """Check a panel, sum it, estimate on it; return the seconds of each and the peak of memory in bytes."""
    panel = Store(folder)
    steps: dict[str, Callable[[], object]] = {
        "check": lambda: checks.check(panel),
        "sums": lambda: _sum(panel),
        "model": lambda: streamed_panel(
            readers.chunks(panel), readers.OUTCOME, INPUTS, entity="commune", time="month", cluster="province"
        ),
    }
    found = {}
    for name, step in steps.items():
        began = time.perf_counter()
        step()
        found[name] = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return found | {"seconds": sum(found.values()), "peak": float(peak)}


def _sum(panel: Store) -> None:
    with database.connection() as opened:
        aggregates.write(opened, panel)


def main(what: str, folder: str, communes: str = "", months: str = "") -> None:
    """Do what is asked and write the figures."""
    if what == "draw":
        drawn.draw(Path(folder), total=int(communes), months=int(months))
        sys.stdout.write("\n{}\n")
        return
    sys.stdout.write("\n" + json.dumps(measure(Path(folder))) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
