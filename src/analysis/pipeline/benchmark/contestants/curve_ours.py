"""A specification curve by the project's own function: ``… curve_ours DATA``."""

import json
import sys
import time

import pandas as pd

from analysis.stats.robustness.specifications import Specifications, specifications


def main(path: str) -> None:
    """Estimate every subset of the controls twice, the second time by the clock, and write the figures."""
    data = pd.read_csv(path)
    _curve(data)
    began = time.perf_counter()
    found = _curve(data)
    seconds = time.perf_counter() - began
    figures = found.table[["estimate", "std_error", "low", "high", "p_value"]].to_numpy().tolist()
    sys.stdout.write("\n" + json.dumps({"seconds": seconds, "found": figures}) + "\n")


def _curve(data: pd.DataFrame) -> Specifications:
    pool = [name for name in data.columns if name.startswith("c")]
    return specifications(data, "y", "x", pool, inference="cluster", cluster="place")


if __name__ == "__main__":
    main(*sys.argv[1:])
