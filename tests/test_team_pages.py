"""What the page on community teams shows: each count with level and bound, density, and its sentences."""

import numpy as np
import pandas as pd
import pytest

from analysis.data import processed
from analysis.report.figures import style
from analysis.report.figures.svg import words
from analysis.report.language import Language
from analysis.report.pages.teams import team_associations, team_exhibits, team_findings

ENGLISH = Language("en")
YEAR = 2024


@pytest.fixture(scope="module")
def rows():
    return team_exhibits.counts()


def test_one_count_a_province_and_every_province_with_a_count(rows):
    reported = processed.reported()
    known = reported.query("indicator == 'community_teams' and geography == '63' and kind == 'observed'")
    assert set(rows["code"]) == set(known["code"])
    assert rows["code"].is_unique
    assert set(rows["level"]) <= set(team_exhibits.LEVELS)


def test_lao_cai_has_the_count_of_the_ministry_not_the_undated_one(rows):
    row = rows.set_index("code").loc["10"]
    assert (row["value"], row["as_of_date"], row["used"]) == (1556, "2024-10-14", True)


def test_bounds_undated_figures_and_parts_have_an_open_mark(rows):
    chart = team_exhibits.counts_chart(rows, ENGLISH)
    marks = [line for axes in chart.drawing.axes for line in axes.get_lines() if len(line.get_xdata()) == 1]
    open_marks = [line for line in marks if line.get_markerfacecolor() == style.PAPER]
    usable = rows["used"] & rows["bound"].isin(["exact", "about"])
    in_the_key = 1
    assert len(open_marks) == (~usable).sum() + in_the_key
    assert any(word.startswith("≥ 5,000") for word in words(chart.svg))


def test_levels_are_never_mixed_under_one_heading(rows):
    chart = team_exhibits.counts_chart(rows, ENGLISH)
    headings = chart.data.groupby("label")["group"].first()
    for row in rows.to_dict("records"):
        assert headings[ENGLISH.place(row["code"])] == ENGLISH.say(team_exhibits.LEVELS[row["level"]])


def test_density_is_teams_by_population(rows):
    found = team_exhibits.density(processed.places("63").set_index("code"), rows).set_index("code")
    people = processed.values("population_thousand", "63", 2024)["10"]
    assert found.loc["10", "density"] == pytest.approx(1556 / people, rel=1e-6)


def test_members_are_divided_only_where_one_text_gives_both():
    table = team_exhibits.members_table(ENGLISH).data
    assert (table["value_members"] / table["value"]).to_numpy() == pytest.approx(table["each"].to_numpy())
    assert table.index.is_unique


def test_every_figure_that_is_not_compared_stands_in_the_list_of_others(rows):
    others = team_exhibits.other_figures_table(rows, ENGLISH).data
    reported = processed.reported()
    observed = reported.query("indicator == 'community_teams' and kind == 'observed' and geography != 'VN'")
    assert set(others["line"]) | set(rows["line"]) == set(observed["line"])
    assert not set(others["line"]) & set(rows["line"])


def test_one_condition_held_equal_is_a_model_of_its_own():
    table = team_associations.held_equal_table(
        ["papi_portal_use"], [team_findings.MINORITY, "poverty_rate_pct"], YEAR, ENGLISH
    ).data
    assert len(table) == 3
    assert (table["detectable"] > 0).all()
    assert table["low"].lt(table["estimate"]).all()


def test_when_the_association_vanishes_the_sentence_changes(monkeypatch):
    said = team_findings.density_follows(YEAR)
    real = team_findings.matched

    def shuffled(names, year, geography="63"):
        found = real(names, year, geography)
        values = np.random.default_rng(3).permutation(found.table[team_findings.MINORITY])
        found.table[team_findings.MINORITY] = pd.Series(values, index=found.table.index)
        return found

    monkeypatch.setattr(team_findings, "matched", shuffled)
    instead = team_findings.density_follows(YEAR)
    assert said.low > 0 > instead.low
    assert "also have more teams" in said.sentence(ENGLISH)
    assert "also have more teams" not in instead.sentence(ENGLISH)
    assert "cũng có nhiều tổ" not in instead.sentence(Language("vi"))


def test_the_table_under_the_chart_of_density_has_every_dot_and_marks_bounds(rows):
    dense = team_exhibits.density(processed.places("63").set_index("code"), rows)
    shown = team_exhibits.density_table(dense, Language("vi"))
    chart = team_exhibits.density_chart(dense, Language("vi"))
    assert len(shown.lines) == len(dense) == len(chart.data)
    signs = dense["bound"].map({"at least": "≥", "at most": "≤", "about": "≈"})
    for line, sign, value in zip(shown.lines, signs, dense["density"], strict=True):
        written = Language("vi").number(value, 2)
        assert line[-1] == (written if pd.isna(sign) else f"{sign} {written}")
