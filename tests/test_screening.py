"""A first look reads several correlations as one family and lets regions weigh in."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.stats.errors import ModelError
from analysis.stats.evidence.multiple_testing import adjust
from analysis.stats.evidence.screening import screen


@pytest.fixture
def data():
    random = np.random.default_rng(4)
    places = pd.DataFrame({"code": [f"{n:02}" for n in range(60)], "region": np.repeat(list("abcdef"), 10)})
    places["near"] = random.normal(size=60)
    places["far"] = random.normal(size=60)
    places["y"] = 2 * places["near"] + random.normal(size=60)
    return places


def test_correlations_and_q_values_are_the_known_ones(data):
    found = screen(data, "y", ["near", "far"], place="code", region="region")
    tests = {name: stats.pearsonr(data[name], data["y"]) for name in ("near", "far")}
    assert found.loc["near", "r"] == pytest.approx(tests["near"].statistic)
    assert found.loc["far", "rank_r"] == pytest.approx(stats.spearmanr(data["far"], data["y"]).statistic)
    expected = adjust(pd.Series({name: test.pvalue for name, test in tests.items()}))["adjusted"]
    assert found["q_value"].tolist() == pytest.approx(expected.tolist())
    assert found["n"].tolist() == [60, 60]


def test_a_clear_association_is_graded_and_noise_is_not(data):
    found = screen(data, "y", ["near", "far"], place="code", region="region")
    assert found.loc["near", "letter"] in "BC"
    assert found.loc["far", "letter"] == "D"
    assert (found["worst_p"] >= 0).all() and found.loc["far", "worst_p"] > 0.05


def test_one_survey_never_raises_the_strength(data):
    plain = screen(data, "y", ["near"], place="code", region="region")
    shared = screen(data, "y", ["near"], place="code", region="region", same_survey=["near"])
    assert shared.loc["near", "letter"] >= plain.loc["near", "letter"]
    assert shared.loc["near", "r"] == plain.loc["near", "r"]


def test_the_order_of_places_does_not_matter(data):
    one = screen(data, "y", ["near"], place="code", region="region")
    other = screen(data.sample(frac=1, random_state=1), "y", ["near"], place="code", region="region")
    pd.testing.assert_frame_equal(one, other)


def test_too_few_places_are_refused_by_name(data):
    data.loc[19:, "far"] = np.nan
    with pytest.raises(ModelError, match="Fewer than 20 places have far"):
        screen(data, "y", ["near", "far"], place="code", region="region")


def test_what_counts_is_the_family_not_the_single_test():
    """One clear correlation is moderate by itself, weak among seventeen that were looked at."""
    random = np.random.default_rng(10)
    names = [f"noise {number}" for number in range(19)]
    data = pd.DataFrame(random.normal(size=(60, 19)), columns=names)
    data["code"], data["region"] = [f"{n:02}" for n in range(60)], np.tile(list("abcdef"), 10)
    data["near"] = random.normal(size=60)
    data["y"] = 0.42 * data["near"] + random.normal(size=60)
    alone = screen(data, "y", ["near"], place="code", region="region").loc["near"]
    among = screen(data, "y", ["near", *names[:16]], place="code", region="region").loc["near"]
    assert alone["worst_p"] == among["worst_p"] < 0.05
    assert alone["q_value"] < 0.10 < among["q_value"]
    assert (alone["letter"], among["letter"]) == ("B", "C")


def test_each_strength_comes_with_its_reasons(data):
    found = screen(data, "y", ["near", "far"], place="code", region="region", same_survey=["near"])
    assert "same_survey" in found.loc["near", "reasons"]
    assert "same_survey" not in found.loc["far", "reasons"]
    assert all(found["reasons"].map(bool) | (found["letter"] == "A"))
