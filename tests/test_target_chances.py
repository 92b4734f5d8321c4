"""The exhibits on chances say what their figures say, and mark what is simulated."""

import pandas as pd
import pytest

from analysis.data import processed
from analysis.report.language import Language
from analysis.report.pages.targets import target_chances, target_findings
from analysis.report.simulation_mark import mark
from analysis.stats.errors import ModelError
from analysis.stats.targets.backtest import held_back

LANGUAGES = ("vi", "en")


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_target_says_what_a_probability_would_need(code):
    table = target_chances.series_table(Language(code))
    assert len(table.data) == 14
    assert table.data["needed"].str.len().min() > 5
    whole = table.data["target"] == 100
    counted = table.data.loc[whole, "needed"].unique()
    assert len(counted) == 1
    assert not set(counted) & set(table.data.loc[~whole, "needed"])
    assert "63" in table.data.loc[table.data["geography"] == "VN", "needed"].iloc[0]


def test_the_caption_and_the_finding_follow_from_the_series(monkeypatch):
    english = Language("en")
    assert "0 of 14 have" in target_chances.series_table(english).caption
    finding = target_findings.targets_with_series()
    assert (finding.value, finding.n) == (0, 14)
    assert "the longest series has 1." in finding.sentence(english)
    from analysis.data import target_series

    behind = target_series.behind(processed.targets())
    behind.loc[:1, ["longest", "with_series"]] = 4, 1
    monkeypatch.setattr(target_series, "behind", lambda *_: behind)
    assert "2 of 14 have" in target_chances.series_table(english).caption
    found = target_findings.targets_with_series()
    assert found.value == 2
    assert "2 have a province" in found.sentence(english)
    assert "the longest series has 4." in found.sentence(english)


def test_two_figures_of_a_place_are_shown_without_a_difference():
    table = target_chances.repeated_table(Language("en"))
    assert len(table.data) == 4
    assert "no trend" in table.note
    assert "at most 70%" in table.text
    assert table.folded


def test_held_back_years_lie_in_their_intervals_and_were_not_used():
    table = target_chances.held_back_table(Language("en"))
    rows = table.data.reset_index()
    assert rows["year"].tolist() == [2021, 2023, 2024]
    assert rows["used"].tolist() == ["2018–2020", "2018–2019, 2022", "2018–2019, 2022"]
    assert (rows["n"] == 63).all()
    assert rows["inside"].between(57, 63).all()
    assert (rows["width"] > 1).all()


def test_the_simulated_table_is_marked_and_adds_up():
    for code in LANGUAGES:
        table = target_chances.simulated_table(Language(code))
        assert mark(code) in table.text
        assert mark(code) in table.html
    rows = table.data
    assert rows["n"].sum() == 63
    assert (rows["reached"] <= rows["n"]).all()
    assert rows["reached"].sum() == pytest.approx(rows["expected"].sum(), abs=12)
    assert rows["reached"].iloc[-1] > rows["reached"].iloc[0]


def panel():
    return processed.panel("63", years=[2018, 2019, 2022, 2023, 2024])


def test_what_is_held_back_does_not_enter_the_trend():
    first = held_back(panel(), "urban_share_pct", [2023, 2024], 30)
    changed = panel()
    later = changed["year"] >= 2023
    changed.loc[later, "urban_share_pct"] = changed.loc[later, "urban_share_pct"] / 2
    second = held_back(changed, "urban_share_pct", [2023, 2024], 30)
    same = ["place", "date", "median", "low", "high", "chance"]
    pd.testing.assert_frame_equal(first[same], second[same])
    assert second["inside"].mean() < 0.3 < first["inside"].mean()
    assert (first["reached"] == (first["figure"] >= 30)).all()


def test_a_year_without_figures_cannot_be_held_back():
    for dates in ([2025], []):
        with pytest.raises(ModelError, match="Hold back years with figures"):
            held_back(panel(), "urban_share_pct", dates, 30)
