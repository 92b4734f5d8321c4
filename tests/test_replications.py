"""Published results, hit with the project's own functions on data that the locked libraries ship."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from linearmodels.datasets import jobtraining, munnell, wage_panel
from statsmodels.datasets import grunfeld, longley

from analysis.stats.describe.ranks import shrink
from analysis.stats.evidence.multiple_testing import adjust
from analysis.stats.models import ols, pooled, random_effects, two_way_fixed_effects, within
from analysis.stats.robustness.sensitivity import adjusted, partial_r2, robustness_value


def test_longley_certified_by_nist():
    """NIST Statistical Reference Datasets, Longley: certified to 15 digits."""
    certified = {
        "intercept": (-3482258.63459582, 890420.383607373),
        "GNPDEFL": (15.0618722713733, 84.9149257747669),
        "GNP": (-0.0358191792925910, 0.0334910077722432),
        "UNEMP": (-2.02022980381683, 0.488399681651699),
        "ARMED": (-1.03322686717359, 0.214274163161675),
        "POP": (-0.0511041056535807, 0.226073200069370),
        "YEAR": (1829.15146461355, 455.478499142212),
    }
    data = longley.load_pandas().data
    result = ols(data, "TOTEMP", list(certified)[1:], inference="classical")
    for term, (estimate, std_error) in certified.items():
        assert result.term(term)["estimate"] == pytest.approx(estimate, rel=1e-9)
        assert result.term(term)["std_error"] == pytest.approx(std_error, rel=1e-9)
    assert result.fit["r2"] == pytest.approx(0.995479004577296, rel=1e-12)
    assert result.fit["residual_sd"] == pytest.approx(304.854073561965, rel=1e-9)


@pytest.fixture(scope="module")
def firms():
    data = grunfeld.load_pandas().data
    return data[data["firm"] != "American Steel"]


def test_grunfeld_within(firms):
    """Baltagi (2005), table 2.1; reference output of plm."""
    terms = within(firms, "invest", ["value", "capital"], "firm", "year", inference="classical").terms
    assert terms["estimate"].tolist() == pytest.approx([0.11012380, 0.31006534], abs=1e-6)
    assert terms["std_error"].tolist() == pytest.approx([0.011856694, 0.017354503], abs=1e-6)


def test_grunfeld_random_effects(firms):
    """Baltagi (2005), Swamy and Arora; reference output of plm."""
    terms = random_effects(firms, "invest", ["value", "capital"], "firm", "year", inference="classical").terms
    assert terms.loc["value", "estimate"] == pytest.approx(0.10978115, abs=1e-6)


def test_munnell_productivity_with_arellano_errors():
    """Baltagi and Pinnoi (1995), 48 states; reference output of plm, vcovHC arellano HC0."""
    data = munnell.load()
    for column in ("GSP", "P_CAP", "PC", "EMP"):
        data[f"log_{column}"] = np.log(data[column])
    result = within(
        data,
        "log_GSP",
        ["log_P_CAP", "log_PC", "log_EMP", "UNEMP"],
        "STATE",
        "YR",
        inference="cluster_cr0",
    )
    published = [-0.0261497, 0.2920069, 0.7681595, -0.0052977]
    errors = [0.0603262, 0.0617425, 0.0816652, 0.0024958]
    assert result.terms["estimate"].tolist() == pytest.approx(published, abs=1e-6)
    assert result.terms["std_error"].tolist() == pytest.approx(errors, abs=1e-6)
    assert result.units == 48


def test_job_training_grants_and_scrap_rates():
    """Wooldridge, Introductory Econometrics, example 14.1: 54 firms over three years."""
    data = jobtraining.load()
    inputs = ["d88", "d89", "grant", "grant_1"]
    result = within(data, "lscrap", inputs, "fcode", "year", inference="classical")
    assert (result.n, result.units, len(result.dropped)) == (162, 54, 309)
    terms = result.terms.loc[["grant", "grant_1", "d89"]]
    assert terms["estimate"].tolist() == pytest.approx([-0.2523149, -0.4215895, -0.2472028], abs=2e-4)
    assert terms["std_error"].tolist() == pytest.approx([0.150629, 0.2102, 0.1332183], abs=2e-4)
    both = two_way_fixed_effects(data, "lscrap", inputs[2:], "fcode", "year", inference="classical").terms
    assert both["estimate"].tolist() == pytest.approx([-0.2523149, -0.4215895], abs=2e-4)
    assert both["std_error"].tolist() == pytest.approx([0.150629, 0.2102], abs=2e-4)


@pytest.mark.parametrize(
    ("method", "rejected"),
    [("bonferroni", 3), ("hochberg", 3), ("holm", 3), ("benjamini_hochberg", 4)],
)
def test_benjamini_hochberg_thrombolysis(method, rejected):
    """Benjamini and Hochberg (1995), section 4.1: fifteen p-values."""
    small = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
    large = [0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    assert adjust(pd.Series([*small, *large]), method)["rejected"].sum() == rejected


def test_efron_morris_baseball():
    """Efron and Morris (1977): 18 players after 45 times at bat; factor .212, Clemente .294."""
    hits = [18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7]
    averages = pd.Series([float(Fraction(count, 45)) for count in hits])
    mean = averages.mean()
    table = shrink(averages, np.sqrt(mean * (1 - mean) / 45))
    assert table["reliability"].to_numpy() == pytest.approx(0.212, abs=6e-4)
    assert table["shrunk"].iloc[0] == pytest.approx(0.294, abs=6e-4)


class TestDarfur:
    """Cinelli and Hazlett (2020), Darfur: estimate .0973, standard error .0233, 783 degrees of freedom."""

    estimate, std_error, df = 0.09731582, 0.02325654, 783

    def test_robustness_values(self):
        statistic = self.estimate / self.std_error
        assert robustness_value(statistic, self.df) == pytest.approx(0.138776, abs=1e-5)
        assert robustness_value(statistic, self.df, alpha=0.05) == pytest.approx(0.076258, abs=1e-5)
        assert partial_r2(statistic, self.df) == pytest.approx(0.02187, abs=1e-5)

    @pytest.mark.parametrize(
        ("r2_input", "r2_outcome", "estimate", "statistic"),
        [
            (0.009164, 0.124641, 0.075220, 3.438904),
            (0.018329, 0.249324, 0.052915, 2.600246),
            (0.027493, 0.374050, 0.030396, 1.628062),
        ],
    )
    def test_confounders_as_strong_as_female(self, r2_input, r2_outcome, estimate, statistic):
        found, error = adjusted(
            self.estimate, self.std_error, self.df, r2_input=r2_input, r2_outcome=r2_outcome
        )
        assert found == pytest.approx(estimate, abs=1e-5)
        assert found / error == pytest.approx(statistic, abs=1e-3)


@pytest.fixture(scope="module")
def men():
    return wage_panel.load()


class TestWagePanel:
    """Wooldridge, Introductory Econometrics, table 14.2: 545 men, 1980 to 1987."""

    inputs = ("educ", "black", "hisp", "exper", "expersq", "married", "union")

    def test_pooled(self, men):
        result = pooled(men, "lwage", self.inputs, "nr", "year", effects="year", inference="classical")
        estimates = [0.091, -0.139, 0.016, 0.067, -0.0024, 0.108, 0.182]
        errors = [0.005, 0.024, 0.021, 0.014, 0.0008, 0.016, 0.017]
        assert result.terms["estimate"].tolist() == pytest.approx(estimates, abs=6e-4)
        assert result.terms["std_error"].tolist() == pytest.approx(errors, abs=6e-4)

    def test_random_effects(self, men):
        years = pd.get_dummies(men["year"], prefix="y", drop_first=True)
        inputs = [*self.inputs, *years.columns]
        result = random_effects(
            men.join(years), "lwage", inputs, "nr", "year", inference="classical"
        ).terms.loc[list(self.inputs)]
        estimates = [0.092, -0.139, 0.022, 0.106, -0.0047, 0.064, 0.106]
        errors = [0.011, 0.048, 0.043, 0.015, 0.0007, 0.017, 0.018]
        assert result["estimate"].tolist() == pytest.approx(estimates, abs=6e-4)
        assert result["std_error"].tolist() == pytest.approx(errors, abs=6e-4)

    def test_fixed_effects(self, men):
        inputs = ["expersq", "married", "union"]
        terms = two_way_fixed_effects(men, "lwage", inputs, "nr", "year", inference="classical").terms
        assert terms["estimate"].tolist() == pytest.approx([-0.0052, 0.047, 0.080], abs=6e-4)
        assert terms["std_error"].tolist() == pytest.approx([0.0007, 0.018, 0.019], abs=6e-4)
