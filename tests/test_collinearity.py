"""How far inputs say the same."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from statsmodels.stats.outliers_influence import variance_inflation_factor

from analysis.stats.describe.collinearity import collinearity
from analysis.stats.errors import ModelError


@pytest.fixture
def places():
    random = np.random.default_rng(9)
    frame = pd.DataFrame(random.normal(size=(63, 3)), columns=["income", "urban", "poverty"])
    frame["urban"] += frame["income"]
    frame["poverty"] -= 2 * frame["income"]
    return frame.assign(region=np.resize(list("uvwxyz"), 63), code=range(63))


def test_inflation_is_that_of_statsmodels(places):
    inputs = ["income", "urban", "poverty"]
    found = collinearity(places, inputs)
    matrix = sm.add_constant(places[inputs])
    known = [variance_inflation_factor(matrix.to_numpy(), column) for column in (1, 2, 3)]
    np.testing.assert_allclose(found.vif, known)
    pd.testing.assert_frame_equal(found.correlations, places[inputs].corr())
    eigenvalues = np.linalg.eigvalsh(places[inputs].corr())
    assert found.condition_number == pytest.approx(np.sqrt(eigenvalues[-1] / eigenvalues[0]))


def test_unrelated_inputs_have_no_inflation():
    crossed = pd.DataFrame({"a": [1, 1, -1, -1] * 3, "b": [1, -1, 1, -1] * 3})
    found = collinearity(crossed, ["a", "b"])
    assert found.vif.tolist() == pytest.approx([1, 1])
    assert found.condition_number == pytest.approx(1)


def test_an_exact_combination_is_infinite(places):
    found = collinearity(
        places.assign(sum=places["income"] + places["urban"]), ["income", "urban", "sum", "poverty"]
    )
    assert np.isinf(found.vif[["income", "urban", "sum"]]).all()
    assert np.isfinite(found.vif["poverty"])
    assert np.isinf(found.condition_number)


def test_units_and_origins_do_not_matter(places):
    moved = places.assign(income=places["income"] * 1e6 + 5e6, urban=places["urban"] / 100 + 3)
    first, second = (collinearity(frame, ["income", "urban"]) for frame in (places, moved))
    np.testing.assert_allclose(first.vif, second.vif, rtol=1e-8)
    assert first.condition_number == pytest.approx(second.condition_number)


def test_effects_are_removed_first(places):
    within = places.copy()
    inputs = ["income", "urban"]
    within[inputs] -= within.groupby("region")[inputs].transform("mean")
    found = collinearity(places, inputs, effects="region")
    np.testing.assert_allclose(found.correlations, within[inputs].corr())


def test_rows_left_out_are_named(places):
    places.loc[3, "urban"] = np.nan
    found = collinearity(places, ["income", "urban"], entity="code")
    assert found.n == 62
    assert found.dropped[["code", "columns"]].to_numpy().tolist() == [[3, "urban"]]


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        (["income"], "one input"),
        (["income", "flat"], "No variation in flat"),
        (["income", "region"], "not numbers"),
        (["income", "utban"], "Did you mean 'urban'"),
    ],
)
def test_what_cannot_be_compared_is_refused(places, inputs, said):
    with pytest.raises(ModelError, match=said):
        collinearity(places.assign(flat=1.0), inputs)


def test_too_few_rows_are_refused(places):
    with pytest.raises(ModelError, match="3 rows are too few"):
        collinearity(places.head(3), ["income", "urban"])
