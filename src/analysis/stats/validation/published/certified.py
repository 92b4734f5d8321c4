"""Regressions certified by the US National Institute of Standards and Technology, to the last digit."""

import numpy as np
import pandas as pd

from analysis.stats.models import ols
from analysis.stats.validation.published.case import Case, compare_fit, compare_terms
from analysis.stats.validation.published.datasets import from_statsmodels


def longley() -> Case:
    """Return the regression that NIST certifies to fifteen digits on badly conditioned data."""
    certified = {
        "intercept": (-3482258.63459582, 890420.383607373),
        "GNPDEFL": (15.0618722713733, 84.9149257747669),
        "GNP": (-0.0358191792925910, 0.0334910077722432),
        "UNEMP": (-2.02022980381683, 0.488399681651699),
        "ARMED": (-1.03322686717359, 0.214274163161675),
        "POP": (-0.0511041056535807, 0.226073200069370),
        "YEAR": (1829.15146461355, 455.478499142212),
    }
    data = from_statsmodels("longley")
    result = ols(data, "TOTEMP", list(certified)[1:], inference="classical")
    estimates = {term: values[0] for term, values in certified.items()}
    errors = {term: values[1] for term, values in certified.items()}
    return Case(
        "nist_longley",
        "US employment, six collinear inputs",
        "NIST Statistical Reference Datasets, Longley, certified values",
        "statsmodels: longley",
        "ols",
        (
            *compare_terms(result, estimates, errors, tolerance=1e-9, kind="relative"),
            *compare_fit(result, 1e-9, kind="relative", r2=0.995479004577296, residual_sd=304.854073561965),
        ),
    )


def no_intercept() -> Case:
    """Return the certified regression through the origin, whose r2 is about zero."""
    data = pd.DataFrame({"y": np.arange(130.0, 141.0), "x": np.arange(60.0, 71.0)})
    result = ols(data, "y", ["x"], intercept=False, inference="classical")
    return Case(
        "nist_noint1",
        "A line through the origin",
        "NIST Statistical Reference Datasets, NoInt1, certified values",
        "eleven whole numbers, in the code",
        "ols without intercept",
        (
            *compare_terms(
                result, {"x": 2.07438016528926}, {"x": 0.0165289256198347}, tolerance=1e-9, kind="relative"
            ),
            *compare_fit(result, 1e-9, kind="relative", r2=0.999365492298663, residual_sd=3.56753034006338),
        ),
    )


def wampler() -> Case:
    """Return the certified polynomial of degree five, all of whose coefficients are one."""
    x = np.arange(21.0)
    powers = {f"x{power}": x**power for power in range(1, 6)}
    data = pd.DataFrame({"y": 1 + sum(powers.values()), **powers})
    result = ols(data, "y", list(powers), inference="classical")
    ones = dict.fromkeys(("intercept", *powers), 1.0)
    return Case(
        "nist_wampler1",
        "A polynomial of degree five without error",
        "NIST Statistical Reference Datasets, Wampler1, certified values",
        "21 whole numbers, in the code",
        "ols",
        tuple(compare_terms(result, ones, tolerance=1e-7)),
    )
