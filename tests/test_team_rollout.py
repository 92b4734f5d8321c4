"""What may be said of the roll-out of teams: nothing without first years, and only what the checks leave."""

import numpy as np
import pandas as pd
import pytest

from analysis.data import processed
from analysis.report.language import Language
from analysis.report.lint import lint
from analysis.report.pages.models import rollout_exhibits, team_rollout

USE = "papi_portal_use"
YEARS = range(2020, 2025)
ENGLISH, VIETNAMESE = Language("en"), Language("vi")


def said(finding):
    """The sentence in English, after both were read for what may not be said."""
    for language in (ENGLISH, VIETNAMESE):
        assert not lint(finding.sentence(language), language.code)
    return finding.sentence(ENGLISH)


@pytest.fixture(scope="module")
def panel():
    return processed.panel("63", years=range(2020, 2025))


@pytest.fixture(scope="module")
def published(panel):
    return team_rollout.team_rollout(panel, USE)


def made(difference, *, sent=0.0, seed=1):
    """A panel of use, and counts of teams that start place by place, where use is low as far as ``sent``."""
    random, places = np.random.default_rng(seed), processed.places("63")
    level = random.normal(0, 0.05, len(places))
    turn = np.argsort(np.argsort(sent * level + 0.05 * random.normal(size=len(places))))
    start = pd.Series(2022 + turn * 4 // len(places), index=places["code"])  # the last after the panel
    rows = (
        places[["code", "name", "region"]].assign(level=level).merge(pd.Series(YEARS, name="year"), "cross")
    )
    there = rows["year"] >= rows["code"].map(start)
    noise = random.normal(0, 0.02, len(rows))
    rows[USE] = 1 + rows["level"] + 0.05 * (rows["year"] - 2020) + difference * there + noise
    rows.attrs["geography"] = "63"
    counts = rows[["code", "year"]].assign(value=there * 1.0, bound="exact")
    return rows, counts


def with_counts(monkeypatch, counts, year=None):
    """Let the readers give these counts; the one that is picked of a place is that of the last or a year."""
    picked = counts[counts["year"] == (counts["year"].max() if year is None else year)].set_index("code")
    monkeypatch.setattr(processed, "observations", lambda *_: counts)
    monkeypatch.setattr(processed, "cross_section", lambda *_: picked)


def test_a_first_year_needs_a_year_known_to_be_without():
    counts = pd.DataFrame(
        [("a", 2020, 0), ("a", 2022, 5), ("a", 2023, 6), ("b", 2022, 4), ("c", 2021, 0), ("d", 2022, 3)],
        columns=["code", "year", "value"],
    )
    counts.loc[len(counts)] = ("d", 2024, 0)  # teams that were given up say nothing of when they began
    assert team_rollout.first_years(counts).to_dict() == {"a": 2022}


def test_no_first_year_is_published_so_nothing_is_said(published):
    assert published.starts == 0 and published.rollout is None
    assert published.repeated <= published.counted < published.places == 63
    finding = team_rollout.finding(published)
    assert finding.grade.letter == "X" and "not_estimable" in finding.grade.reasons
    sentence = said(finding)
    assert "cannot be said" in sentence and "known for 0 of 63 provinces" in sentence


@pytest.mark.parametrize("language", [ENGLISH, VIETNAMESE])
def test_the_table_of_needs_says_what_there_is(published, language):
    there = rollout_exhibits.needs_table(published, language).data["there"]
    assert len(there) == 6
    assert str(published.counted) in there.iloc[0] and there.iloc[2].startswith("0 ")
    assert there.iloc[5] == language.say("cannot be estimated")
    table = rollout_exhibits.targeting_table(published, language)
    assert len(table.data) == len(published.check.results)


@pytest.mark.parametrize(
    ("follows", "words"),
    [(1.0, "went with PAPI 8.1"), (0.0, "No sign was found"), (None, "cannot be tested with 12")],
)
def test_the_sentence_follows_where_teams_went(panel, monkeypatch, follows, words):
    before = panel[panel["year"] == 2022].set_index("code")[USE]
    random = np.random.default_rng(8)
    density = before.fillna(before.mean()) * (follows or 0) + 0.03 * random.normal(size=len(before))
    counts = density.rename("value").reset_index().assign(year=2023, bound="exact")
    with_counts(monkeypatch, counts.head(12) if follows is None else counts)
    found = team_rollout.team_rollout(panel, USE)
    assert words in said(team_rollout.finding(found))
    reasons = {1.0: "targeting_present", None: "targeting_not_testable"}
    assert ("targeting_present" in found.grade.reasons) == (follows == 1.0)
    assert follows == 0 or reasons[follows] in found.grade.reasons


def test_a_difference_is_stated_once_first_years_are_known_and_both_checks_pass(monkeypatch):
    rows, counts = made(0.1)
    with_counts(monkeypatch, counts)
    found = team_rollout.team_rollout(rows, USE)
    assert found.starts > 40 and found.rollout.statement_allowed
    finding = team_rollout.finding(found)
    assert finding.value == pytest.approx(0.1, abs=0.01) and finding.grade.letter in "BC"
    assert f"differed from the movement of the others: +{finding.value:.3f}" in said(finding)
    table = rollout_exhibits.needs_table(found, ENGLISH)
    assert table.data["there"].iloc[5].startswith(f"+{finding.value:.3f}")


def test_when_the_difference_vanishes_the_sentence_says_so(monkeypatch):
    rows, counts = made(0.0)
    with_counts(monkeypatch, counts)
    finding = team_rollout.finding(team_rollout.team_rollout(rows, USE))
    assert finding.grade.letter == "D"
    assert "no difference in" in said(finding) and "could not have been found" in said(finding)


def test_teams_sent_where_use_was_low_leave_nothing_to_say(monkeypatch):
    rows, counts = made(0.1, sent=3.0)
    with_counts(monkeypatch, counts)
    found = team_rollout.team_rollout(rows, USE)
    assert "selection_present" in found.rollout.refusals
    finding = team_rollout.finding(found)
    assert finding.grade.letter == "X" and finding.grade.reasons == ("targeting_present",)
    assert "cannot be said" in said(finding) and "+0.0" not in said(finding)


def test_more_provinces_find_smaller_differences_and_the_outcome_itself_is_not_read(panel):
    least = team_rollout.panel_needed(panel, USE, [25, 60, 99])
    assert list(least.index) == [25, 60] and least[60] < least[25]
    moved = panel.assign(**{USE: 7 - panel[USE]})
    assert team_rollout.panel_needed(moved, USE, [25])[25] == pytest.approx(least[25], rel=1e-6)
    table = rollout_exhibits.panel_needed_table(least, panel, USE, VIETNAMESE)
    spread = panel.groupby("year")[USE].std().mean()
    assert table.data["spread"].iloc[1] == pytest.approx(least[60] / spread)
    assert team_rollout.panel_needed(panel[panel["year"] < 2022], USE, [30]).isna().all()
