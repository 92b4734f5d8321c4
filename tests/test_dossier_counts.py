"""Counts of dossiers against conditions: what is read and shown, and sentences that follow the figures."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit

from analysis.data import dataset, processed
from analysis.report import claims
from analysis.report.claims import Estimate
from analysis.report.language import Language
from analysis.report.lint import lint
from analysis.report.pages.models import count_exhibits, dossier_counts
from analysis.report.pages.models.dossier_counts import STEP, step, step_size
from analysis.stats.evidence.counts import JACKKNIFE
from analysis.stats.evidence.power import detectable_term
from analysis.stats.models import binomial_counts

ENGLISH, VIETNAMESE = Language("en"), Language("vi")
TWO = ("poverty_rate_pct", "urban_share_pct")


def said(finding):
    """The sentence in English, after both were read for what may not be said."""
    for language in (ENGLISH, VIETNAMESE):
        assert not lint(finding.sentence(language), language.code)
    return finding.sentence(ENGLISH)


def following(counts, slope):
    """The same units with counts that follow poverty, by so much on the logit scale for ten points."""
    random, table = np.random.default_rng(2), counts.table
    share = expit(1 + slope * (table["poverty_rate_pct"] - 6) / 10 + random.normal(0, 0.1, len(table)))
    paid = random.binomial(table[counts.total].astype(int), share)
    return replace(counts, table=table.assign(**{counts.online: paid, counts.share: 100 * share}))


@pytest.fixture(scope="module")
def counts():
    return dossier_counts.dossier_counts(TWO)


@pytest.fixture(scope="module")
def found(counts):
    return dossier_counts.examined(counts)


@pytest.fixture(scope="module")
def by_model(counts):
    return dossier_counts.side_by_side(counts)


def test_counts_are_those_that_the_portal_publishes_and_every_unit_has_a_group(counts):
    table = counts.table
    assert len(table) == 34 and table["region"].notna().all()
    assert (table["region"] == dossier_counts.ACROSS).sum() == processed.places("34")["region"].isna().sum()
    ratio = 100 * table[counts.online] / table[counts.total]
    assert np.allclose(ratio, table[counts.share], atol=0.006)


def test_the_simulated_data_set_gives_its_own_counts():
    dataset.use("simulated")
    try:
        drawn = dossier_counts.dossier_counts()
    finally:
        dataset.forget()
    assert drawn.share == "online_dossier_share_pct" and drawn.year == 2025
    assert (drawn.table[drawn.online] <= drawn.table[drawn.total]).all()


def test_an_amount_is_told_for_percent_of_it_and_a_share_for_points():
    assert step_size("grdp_per_capita_million_vnd") == pytest.approx(np.log(1.1))
    assert step("grdp_per_capita_million_vnd", VIETNAMESE) == "+10\u00a0%"
    assert step_size("urban_share_pct") == STEP
    assert step("urban_share_pct", ENGLISH) == "+10\u00a0percentage points"
    pair = ("portal2026_online_payment_share_pct", "grdp_per_capita_million_vnd")
    estimate = Estimate(-0.7, -2.5, -0.1, 34, "2026", digits=1)
    sentence = claims.marginal(*pair, estimate, "C", "en", per=10, relative=True)
    assert "−0.7\u00a0percentage points for +10% on average" in sentence


def test_every_model_has_its_row_in_points_for_the_step(counts, by_model):
    table = count_exhibits.by_model_table(counts, by_model, ENGLISH)
    assert len(table.data) == len(TWO) * len(by_model)
    alone = binomial_counts(counts.table, counts.online, counts.total, list(TWO), whole=100)
    assert table.data["estimate"].iloc[0] == pytest.approx(10 * alone.term(TWO[0])["estimate"])
    assert ENGLISH.integer(alone.fit["dispersion"]) in table.note
    assert table.folded and count_exhibits.by_model_table(counts, by_model, VIETNAMESE).html


def test_the_chart_says_how_many_conditions_stand(counts, by_model, found):
    clear = {**found, TWO[1]: replace(found[TWO[1]], grade=replace(found[TWO[1]].grade, letter="B"))}
    heads = [
        count_exhibits.by_model_chart(counts, by_model, these, ENGLISH).title for these in (found, clear)
    ]
    assert heads[0] == "With 34 units, no association was detected for any of 2 conditions"
    assert heads[1] == "1 of 2 conditions withstand every standard error, with 34 units"


def test_the_table_of_checks_holds_what_the_grade_rests_on(counts, found):
    table = count_exhibits.checks_table(counts, found, VIETNAMESE)
    first, one = table.data.iloc[0], found[TWO[0]]
    assert first["low"] == pytest.approx(10 * one.low)
    assert first["q_value"] == one.q_value
    assert first["clear"].endswith(str(len(one.specifications.table)))
    assert first["strength"] == VIETNAMESE.say(claims.STRENGTH[one.grade.letter])


def test_where_nothing_is_found_the_sentence_says_what_could_have_been(counts, found):
    one, finding = found[TWO[0]], dossier_counts.finding(counts, found)
    sentence = said(finding)
    assert finding.grade.letter == "D" and finding.detectable == pytest.approx(10 * one.detectable)
    assert "no association of multidimensional poverty rate" in sentence
    assert f"Less than about {10 * one.detectable:.1f}" in sentence
    alone = 10 * detectable_term(one.worst_case.results[JACKKNIFE], TWO[0])
    assert f"independent of each other, about {alone:.1f}" in sentence
    assert "None of 2 conditions" in sentence


def test_counts_that_follow_poverty_change_the_sentence_and_no_longer_following_changes_it_back(counts):
    clear = following(counts, -0.8)
    finding = dossier_counts.finding(clear, dossier_counts.examined(clear))
    sentence = said(finding)
    assert finding.grade.letter in "BC" and finding.value < 0
    assert sentence.startswith("Provinces that are higher on multidimensional poverty rate are lower on")
    assert "could not have been found" not in sentence and "independent of each other" not in sentence
    assert "1 withstand every standard error" in sentence
    gone = following(counts, 0.0)
    again = dossier_counts.finding(gone, dossier_counts.examined(gone))
    assert again.grade.letter == "D"
    assert "no association" in said(again)
