"""Published results on neighbours, hit with the project's own functions on data that libpysal ships."""

import libpysal
import numpy as np
import pandas as pd
import pytest
from libpysal.examples import get_path

from analysis.stats.models import ols
from analysis.stats.spatial import (
    from_libpysal,
    local_moran,
    moran,
    multipliers,
    residual_moran,
    robust_to_neighbours,
    spatial_error,
    spatial_lag,
)


def table(name, weights):
    """Return a table of libpysal with the codes of a matrix, whose order it shares, as ``id``."""
    file = libpysal.io.open(get_path(name))
    return pd.DataFrame({column: file.by_col(column) for column in file.header}).assign(id=weights.places)


def neighbours(name):
    return from_libpysal(libpysal.io.open(get_path(name)).read(), "neighbours")


def figures(data, column):
    return data.set_index("id")[column]


@pytest.fixture(scope="module")
def queen():
    return neighbours("columbus.gal")


@pytest.fixture(scope="module")
def crime(queen):
    return table("columbus.dbf", queen)


class TestColumbus:
    """Anselin (1988), 49 neighbourhoods of Columbus; spdep and spatialreg as shown by Bivand (2019)."""

    inputs = ("INC", "HOVAL")

    def test_least_squares(self, crime):
        estimates = ols(crime, "CRIME", self.inputs, entity="id").terms["estimate"]
        assert estimates.tolist() == pytest.approx([68.6190, -1.5973, -0.2739], abs=6e-5)

    def test_lag(self, crime, queen):
        found = spatial_lag(crime, "CRIME", self.inputs, queen, entity="id")
        estimates = [45.603250, -1.048728, -0.266335, 0.42333]
        errors = [7.257404, 0.307406, 0.089096, 0.11951]
        assert found.terms["estimate"].tolist() == pytest.approx(estimates, abs=2e-5)
        assert found.terms["std_error"].tolist() == pytest.approx(errors, abs=2e-5)
        assert found.fit["log_likelihood"] == pytest.approx(-182.674, abs=5e-5)

    def test_error(self, crime, queen):
        found = spatial_error(crime, "CRIME", self.inputs, queen, entity="id")
        estimates, errors = (
            [60.279469, -0.957305, -0.304559, 0.54675],
            [5.365594, 0.334231, 0.092047, 0.13805],
        )
        assert found.terms["estimate"].tolist() == pytest.approx(estimates, abs=1e-5)
        assert found.terms["std_error"].tolist() == pytest.approx(errors, abs=1e-5)
        fit = found.fit
        assert fit["log_likelihood"] == pytest.approx(-183.7494, abs=5e-5)
        assert [fit["aic"], fit["aic_ols"]] == pytest.approx([377.5, 382.75], abs=5e-3)
        assert [fit["lr_statistic"], fit["lr_p_value"]] == pytest.approx([7.2556, 0.0070679], abs=5e-5)
        assert fit["residual_sd"] ** 2 == pytest.approx(97.674, abs=5e-4)

    def test_multipliers(self, crime, queen):
        found = multipliers(spatial_lag(crime, "CRIME", self.inputs, queen, entity="id"), queen)
        assert found.loc["INC"].tolist() == pytest.approx([-1.1008955, -0.7176834, -1.8185788], abs=2e-6)
        assert found.loc["HOVAL"].tolist() == pytest.approx([-0.2795832, -0.1822627, -0.4618459], abs=2e-6)

    def test_moran_under_randomisation(self, crime, queen):
        row = moran(figures(crime, "CRIME"), queen).iloc[0]
        assert row["i"] == pytest.approx(0.500188557, abs=1e-9)
        assert row["expected"] == pytest.approx(-0.020833333, abs=1e-9)
        assert row["p_randomisation"] == pytest.approx(2 * 1.139e-08, rel=1e-3)

    def test_local_statistics_sum_to_the_global_one(self, crime, queen):
        local = local_moran(figures(crime, "CRIME"), queen)
        assert local["i"].sum() / 48 == pytest.approx(0.5001886, abs=5e-8)

    def test_moran_of_residuals(self, crime, queen):
        """Anselin (2005), Exploring Spatial Data with GeoDa, chapter 23."""
        row = residual_moran(crime, "CRIME", self.inputs, queen, entity="id").iloc[0]
        assert row[["i", "statistic", "p_value"]].tolist() == pytest.approx(
            [0.2221, 2.8393, 0.00452], abs=5e-5
        )

    def test_moran_of_residuals_of_house_values(self, crime, queen):
        """The example of spreg's documentation."""
        row = residual_moran(crime, "HOVAL", ["INC", "CRIME"], queen, entity="id").iloc[0]
        found = [row["i"], row["expected"], row["std_error"] ** 2, row["statistic"], row["p_value"]]
        assert found == pytest.approx([0.1713, -0.0345, 0.0081, 2.2827, 0.0224], abs=5e-5)

    def test_robustness_shows_the_published_models(self, crime, queen):
        found = robust_to_neighbours(crime, "CRIME", self.inputs, queen, entity="id")
        assert found.table["estimate"].tolist() == pytest.approx([-1.048728, -0.957305], abs=2e-5)
        assert found.same_sign and found.same_verdict


class TestBaltimore:
    """Dubin (1992), 211 houses of Baltimore; the example of spreg's documentation."""

    def test_lag(self):
        queen = neighbours("baltim_q.gal")
        houses = table("baltim.dbf", queen)
        inputs = ["NROOM", "NBATH", "PATIO", "FIREPL", "AC", "GAR", "AGE", "LOTSZ", "SQFT"]
        found = spatial_lag(houses, "PRICE", inputs, queen, entity="id")
        estimates = [4.3675, 0.7502, 5.6116, 7.0497, 7.7246, 6.1231, 4.6375, -0.1107, 0.0679, 0.0794, 0.4259]
        variances = [23.8716, 1.1222, 3.0593, 7.3416, 5.6695, 5.4698, 2.8684, 0.0026, 0.0002, 0.0266, 0.0032]
        assert found.terms["estimate"].tolist() == pytest.approx(estimates, abs=6e-5)
        assert (found.terms["std_error"] ** 2).tolist() == pytest.approx(variances, abs=6e-5)
        assert found.term("rho")["estimate"] == pytest.approx(0.425885, abs=1e-6)
        assert found.fit["log_likelihood"] == pytest.approx(-832.937174, abs=1e-6)
        assert found.fit["residual_sd"] ** 2 == pytest.approx(151.458698, abs=1e-4)


@pytest.mark.parametrize(
    ("matrix", "data", "column", "i", "p_value"),
    [
        ("stl.gal", "stl_hom.dbf", "HR8893", 0.244, 0.00027147862770937614),
        ("sids2.gal", "sids2.dbf", "SIDR74", 0.248, 0.0001158330781489969),
    ],
    ids=["homicides around St. Louis", "sudden infant deaths in North Carolina"],
)
def test_moran_of_the_documentation_of_esda(matrix, data, column, i, p_value):
    weights = neighbours(matrix)
    row = moran(figures(table(data, weights), column), weights).iloc[0]
    assert row["i"] == pytest.approx(i, abs=5e-4)
    assert row["p_normal"] == pytest.approx(p_value, rel=1e-9)


def test_quadrants_of_the_documentation_of_esda():
    """De Smith, Goodchild and Longley (2007): ten places."""
    weights = neighbours("desmith.gal")
    file = libpysal.io.open(get_path("desmith.txt"))
    values = pd.Series(np.array(file.by_col["z"]), index=list(weights.places), name="z")
    names = {1: "high-high", 2: "low-high", 3: "low-low", 4: "high-low"}
    expected = [names[quadrant] for quadrant in [4, 4, 4, 2, 3, 3, 1, 4, 3, 3]]
    assert local_moran(values, weights)["quadrant"].tolist() == expected
