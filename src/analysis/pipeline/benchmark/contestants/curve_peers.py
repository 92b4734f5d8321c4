"""A specification curve, model after model, by libraries of others: run by the interpreter of the peers.

``python curve_peers.py WHO DATA TERMS JOBS``; DATA is a table (``y``, ``x``, controls ``c0`` …, ``place``),
TERMS how many specifications to estimate, in the order of :func:`subsets`.
"""

import importlib
import json
import sys
import time
from collections.abc import Callable, Sequence
from itertools import chain, combinations, islice
from multiprocessing import get_context
from typing import Any

import numpy as np
import pandas as pd

Fitted = list[tuple[float, ...]]
"""Estimate, standard error, interval and p-value of each, as a curve shows them: by t with one degree of
freedom less than there are clusters. Missing where a library gives no clustered error."""


def subsets(data: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return every subset of the controls of a table, small ones first."""
    pool = [name for name in data.columns if name.startswith("c")]
    return list(chain.from_iterable(combinations(pool, size) for size in range(len(pool) + 1)))


def _figures(*found: float) -> tuple[float, ...]:
    return tuple(map(float, found))


def by_arrays(data: pd.DataFrame, chosen: Sequence[tuple[str, ...]]) -> Fitted:
    """Fit each with statsmodels on arrays."""
    api = importlib.import_module("statsmodels.api")
    y, place = data["y"].to_numpy(), data["place"].to_numpy()
    columns = {name: data[name].to_numpy() for name in data.columns}
    found = []
    for subset in chosen:
        x = np.column_stack([columns["x"], np.ones(len(y)), *(columns[name] for name in subset)])
        fit = api.OLS(y, x).fit(cov_type="cluster", cov_kwds={"groups": place}, use_t=True)
        low, high = fit.conf_int()[0]
        found.append(_figures(fit.params[0], fit.bse[0], low, high, fit.pvalues[0]))
    return found


def by_formulas(data: pd.DataFrame, chosen: Sequence[tuple[str, ...]]) -> Fitted:
    """Fit each with statsmodels by a formula."""
    api = importlib.import_module("statsmodels.formula.api")
    found = []
    for subset in chosen:
        model = api.ols(" + ".join(["y ~ x", *subset]), data)
        fit = model.fit(cov_type="cluster", cov_kwds={"groups": data["place"]}, use_t=True)
        low, high = fit.conf_int().loc["x"]
        found.append(_figures(fit.params["x"], fit.bse["x"], low, high, fit.pvalues["x"]))
    return found


def by_pyfixest(data: pd.DataFrame, chosen: Sequence[tuple[str, ...]]) -> Fitted:
    """Fit each with pyfixest."""
    feols = importlib.import_module("pyfixest").feols
    found = []
    for subset in chosen:
        fit = feols(" + ".join(["y ~ x", *subset]), data, vcov={"CRV1": "place"})
        low, high = fit.confint().loc["x"]
        found.append(_figures(fit.coef()["x"], fit.se()["x"], low, high, fit.pvalue()["x"]))
    return found


WAYS: dict[str, Callable[[pd.DataFrame, Sequence[tuple[str, ...]]], Fitted]] = {
    "statsmodels, arrays": by_arrays,
    "statsmodels, formulas": by_formulas,
    "pyfixest": by_pyfixest,
}


def by_package(data: pd.DataFrame, terms: int) -> tuple[list[list[float]], float]:
    """Estimate with the package for specification curves, which knows no clusters; with the seconds."""
    package = importlib.import_module("specification_curve")
    pool = subsets(data)[-1]
    few = [name for number, name in enumerate(pool) if 2**number < terms]
    began = time.perf_counter()
    curve = package.SpecificationCurve(data, y_endog="y", x_exog="x", controls=few)
    curve.fit()
    seconds = time.perf_counter() - began
    table = curve.df_r
    found = {
        tuple(sorted(set(names) - {"x", "y"})): estimate
        for names, estimate in zip(table["Specification"], table["Coefficient"], strict=True)
    }
    every = chain.from_iterable(combinations(few, size) for size in range(len(few) + 1))
    return [[float(found[tuple(sorted(subset))]), *[float("nan")] * 4] for subset in every], seconds


def _part(given: tuple[str, pd.DataFrame, list[tuple[str, ...]]]) -> Fitted:
    who, data, chosen = given
    return WAYS[who](data, chosen)


def by_loops(who: str, data: pd.DataFrame, terms: int, jobs: int) -> tuple[Fitted, float]:
    """Estimate in several processes, each warmed up before the clock starts; with the seconds."""
    chosen = list(islice(subsets(data), terms))
    parts = [(who, data, chosen[at::jobs]) for at in range(jobs)]
    with get_context("fork").Pool(jobs) as pool:
        pool.map(_part, [(who, data, chosen[:1])] * jobs, chunksize=1)
        began = time.perf_counter()
        halves = pool.map(_part, parts, chunksize=1)
        seconds = time.perf_counter() - began
    found: Fitted = [()] * len(chosen)
    for at, half in enumerate(halves):
        found[at::jobs] = half
    return found, seconds


def main(who: str, path: str, terms: str, jobs: str) -> None:
    """Estimate and write the figures and the seconds."""
    data: Any = pd.read_csv(path)
    if who == "specification_curve":
        found, seconds = by_package(data, int(terms))
    else:
        found, seconds = by_loops(who, data, int(terms), int(jobs))  # type: ignore[assignment]
    sys.stdout.write("\n" + json.dumps({"seconds": seconds, "found": found}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
