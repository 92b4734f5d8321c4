"""Prediction as a screen: an order of conditions only where a model beats every baseline."""

import numpy as np
import pandas as pd
import pytest

from analysis.data import processed
from analysis.report.language import Language
from analysis.report.pages.inputs import prediction_exhibits
from analysis.report.remarks import Remark
from analysis.report.tables import Table

USE, INPUTS = "papi_portal_use", ["poverty_rate_pct", "urban_share_pct"]
CHEAP = {"models": ["ridge"], "repetitions": 1, "draws": 200}


@pytest.fixture(params=["vi", "en"])
def language(request):
    return Language(request.param)


def provinces(slope):
    """Use that follows the first condition so steeply, and nothing of the second."""
    random = np.random.default_rng(6)
    places = processed.places("63").set_index("code")[["region"]]
    data = places.assign(**{name: random.normal(size=63) for name in INPUTS})
    data[USE] = 0.5 + slope * data[INPUTS[0]] + random.normal(0, 0.3, 63)
    return data


@pytest.fixture(scope="module", params=[1.0, 0.0], ids=["foretold", "noise"])
def case(request):
    data = provinces(request.param)
    return request.param, data, prediction_exhibits.predicted(data, USE, INPUTS, [2023], **CHEAP)


def test_the_sentence_follows_the_gain_over_the_baselines(case, language):
    slope, _, found = case
    said = prediction_exhibits.foretold(found, 2023).sentence(language)
    nothing = {"en": "none of 1 models", "vi": "chưa thấy mô hình nào"}[language.code]
    assert (nothing in said) == (slope == 0)


def test_conditions_are_put_in_order_only_where_a_model_beats_the_baselines(case):
    slope, data, found = case
    language = Language("vi")
    exhibit = prediction_exhibits.ranks_exhibit(found, data, language)
    if slope:
        assert isinstance(exhibit, Table)
        assert exhibit.data.index[0] == language.short(INPUTS[0])
        assert exhibit.data["worse"].iloc[0] > 90
    else:
        assert isinstance(exhibit, Remark)


def test_the_sentence_gives_gain_interval_and_n(case, language):
    _, _, found = case
    finding = prediction_exhibits.foretold(found, 2023)
    said = finding.sentence(language)
    assert language.interval(finding.low, finding.high, 2) in said
    assert finding.n == 63 and "63" in said


def test_baselines_stand_first_and_every_row_has_words(case, language):
    _, _, found = case
    table = prediction_exhibits.scores_table(found, 2023, language)
    assert len(table.data) == 3
    assert table.data["kind"].iloc[0] == table.data["kind"].iloc[1] != table.data["kind"].iloc[2]


def test_earlier_years_give_the_last_figure_of_the_province():
    data = provinces(1.0)
    found = prediction_exhibits.predicted(data, USE, INPUTS, [2020, 2022, 2023], **CHEAP)
    known = processed.values(USE, "63", 2020).notna() | processed.values(USE, "63", 2022).notna()
    assert found.units == int(known.sum())
    last = processed.values(USE, "63", 2022).fillna(processed.values(USE, "63", 2020))
    by_code = found.predictions.set_index("code")["last_value"]
    pd.testing.assert_series_equal(
        by_code.sort_index(), last.loc[by_code.sort_index().index], check_names=False
    )
