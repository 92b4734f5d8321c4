"""Own movement is what is left without the level of the place and the common movement of the year."""

import numpy as np
import pandas as pd
import pytest

from analysis.stats.describe.variation import variation
from analysis.stats.errors import ModelError


@pytest.fixture
def data():
    places, years = np.meshgrid(range(8), range(2020, 2025), indexing="ij")
    return pd.DataFrame({"code": places.ravel(), "year": years.ravel()})


def test_levels_and_common_trends_alone_leave_nothing(data):
    data["x"] = 3 * data["code"] + (data["year"] - 2020) ** 2
    row = variation(data, ["x"], "code", "year").loc["x"]
    assert row["sd_moving"] == pytest.approx(0, abs=1e-9)
    assert row["sd_between"] == pytest.approx(3 * np.std(range(8), ddof=1))
    assert (row["n"], row["places"], row["first"], row["last"]) == (40, 8, 2020, 2024)


def test_on_a_balanced_panel_it_is_the_double_demeaned_spread(data):
    data["x"] = np.random.default_rng(2).normal(size=40)
    wide = data.pivot_table(index="code", columns="year", values="x")
    left = wide.sub(wide.mean(axis=1), axis=0) - wide.mean() + wide.to_numpy().mean()
    expected = np.sqrt((left.to_numpy() ** 2).sum() / (7 * 4))
    assert variation(data, ["x"], "code", "year").loc["x", "sd_moving"] == pytest.approx(expected)


def test_missing_rows_shorten_the_years_of_their_column_only(data):
    data["whole"], data["short"] = np.arange(40.0) ** 1.5, np.arange(40.0) ** 1.5
    data.loc[data["year"] == 2024, "short"] = np.nan
    found = variation(data, ["whole", "short"], "code", "year")
    assert found["last"].tolist() == [2024, 2023]
    assert found["n"].tolist() == [40, 32]


def test_a_column_with_one_figure_is_refused(data):
    data["x"] = np.nan
    data.loc[0, "x"] = 1.0
    with pytest.raises(ModelError, match="too few"):
        variation(data, ["x"], "code", "year")
