"""Tests read together, within their family."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.stats.errors import ModelError
from analysis.stats.evidence.multiple_testing import adjust


def test_the_values_of_benjamini_and_hochberg_by_hand():
    found = adjust(pd.Series([0.01, 0.04, 0.03, 0.5], index=list("abcd")))
    assert found["adjusted"].to_numpy() == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])
    assert found.index.tolist() == list("abcd")
    assert found["rejected"].tolist() == [True, False, False, False]


def test_one_test_is_a_family_of_its_own():
    assert adjust(pd.Series([0.03]))["adjusted"].tolist() == [0.03]


def test_stricter_methods_reject_no_more():
    p_values = pd.Series(np.random.default_rng(1).beta(0.3, 2, 30))
    counts = [
        adjust(p_values, method)["rejected"].sum()
        for method in ("bonferroni", "holm", "hochberg", "benjamini_hochberg")
    ]
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]


def test_false_findings_stay_rare_among_findings():
    random = np.random.default_rng(2)
    shares = []
    for _ in range(200):
        true = random.normal(3.5, 1, 20)
        null = random.normal(0, 1, 60)
        p_values = pd.Series(2 * stats.norm.sf(np.abs(np.concatenate([true, null]))))
        rejected = adjust(p_values, alpha=0.10)["rejected"].to_numpy()
        shares.append(rejected[20:].sum() / max(rejected.sum(), 1))
    assert np.mean(shares) == pytest.approx(0.10 * 60 / 80, abs=0.02)


@pytest.mark.parametrize("values", [[0.1, None], [0.1, 1.2], [-0.1], []])
def test_a_family_with_gaps_is_refused(values):
    with pytest.raises(ModelError, match="p-values are missing"):
        adjust(pd.Series(values, dtype=float))


def test_an_unknown_method_is_refused():
    with pytest.raises(ModelError, match="Did you mean 'holm'"):
        adjust(pd.Series([0.1]), "holms")
