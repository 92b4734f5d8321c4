"""Places with a figure are compared with places without, by a published example and by symmetry."""

import numpy as np
import pandas as pd
import pytest

from analysis.stats.describe.missingness import known_against_unknown
from analysis.stats.errors import ModelError


def with_moments(n, mean, sd, start):
    """Return n numbers with exactly this mean and standard deviation."""
    shape = np.linspace(-1, 1, n)
    index = [f"{start}{k}" for k in range(n)]
    return pd.Series(mean + sd * shape / shape.std(ddof=1), index=index)


@pytest.fixture
def example():
    """Give the two groups of Borenstein et al. (2009), Introduction to Meta-Analysis, chapter 4."""
    return with_moments(50, 103.0, 5.5, "a"), with_moments(50, 100.0, 4.5, "b")


def test_the_published_example_is_met(example):
    known, unknown = example
    data = pd.concat([known, unknown]).rename("score").to_frame()
    found = known_against_unknown(data, pd.Series(True, index=known.index), ["score"]).loc["score"]
    assert found["estimate"] == pytest.approx(0.5924, abs=5e-5)
    assert (found["high"] - found["low"]) / 2 == pytest.approx(1.9845 * 0.2043, abs=5e-4)
    assert (found["n_known"], found["n_unknown"]) == (50, 50)


def test_sides_exchanged_change_the_sign_only(example):
    known, unknown = example
    data = pd.concat([known, unknown]).rename("score").to_frame()
    one = known_against_unknown(data, pd.Series(True, index=known.index), ["score"]).loc["score"]
    other = known_against_unknown(data, pd.Series(True, index=unknown.index), ["score"]).loc["score"]
    assert other["estimate"] == pytest.approx(-one["estimate"])
    assert (other["low"], other["high"]) == pytest.approx((-one["high"], -one["low"]))


def test_places_without_the_characteristic_are_left_out_of_its_row(example):
    known, unknown = example
    data = pd.concat([known, unknown]).rename("score").to_frame()
    data.loc["a0", "score"] = np.nan
    found = known_against_unknown(data, pd.Series(True, index=known.index), ["score"]).loc["score"]
    assert (found["n_known"], found["n_unknown"]) == (49, 50)


@pytest.mark.parametrize(
    ("values", "codes", "words"),
    [
        ([1.0, 2.0, 3.0], ["a"], "1 places with a figure and 2 without"),
        ([1.0, 1.0, 1.0, 1.0], ["a", "b"], "No variation in 'score'"),
    ],
)
def test_what_cannot_be_compared_is_said(values, codes, words):
    data = pd.DataFrame({"score": values}, index=list("abcd")[: len(values)])
    with pytest.raises(ModelError, match=words):
        known_against_unknown(data, pd.Series(True, index=codes), ["score"])


def test_an_unknown_column_is_named():
    data = pd.DataFrame({"score": [1.0, 2.0]}, index=["a", "b"])
    with pytest.raises(ModelError, match="scores"):
        known_against_unknown(data, pd.Series(True, index=["a"]), ["scores"])
