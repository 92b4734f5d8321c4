"""Amounts enter models as logarithms under their own names; shares and scores stay as they are."""

import numpy as np
import pandas as pd

from analysis.data.amounts import amounts, in_logarithms


def test_money_and_people_are_logged_and_nothing_else():
    data = pd.DataFrame({"population_thousand": [1.0, np.e], "poverty_rate_pct": [3.0, 0.0]})
    data.attrs["geography"] = "63"
    found = in_logarithms(data, ["population_thousand", "poverty_rate_pct"])
    assert np.allclose(found["population_thousand"], [0, 1])
    assert found["poverty_rate_pct"].tolist() == [3.0, 0.0]
    assert found.attrs["geography"] == "63"
    assert data["population_thousand"].tolist() == [1.0, np.e]


def test_zero_and_missing_have_no_logarithm():
    data = pd.DataFrame({"grdp_per_capita_million_vnd": [0.0, np.nan, 1.0]})
    found = in_logarithms(data, ["grdp_per_capita_million_vnd"])["grdp_per_capita_million_vnd"]
    assert found.isna().tolist() == [True, True, False]


def test_a_column_that_is_not_asked_for_stays():
    data = pd.DataFrame({"population_thousand": [10.0], "area_km2": [10.0]})
    assert in_logarithms(data, ["area_km2"])["population_thousand"].item() == 10
    assert amounts(["dti_government", "area_km2", "population_density"]) == ["area_km2", "population_density"]
