"""Findings are computed once, said in both languages, and change when the figures change."""

import numpy as np
import pytest

from analysis.data import processed
from analysis.report import findings, results
from analysis.report.language import Language
from analysis.report.lint import lint


@pytest.fixture(scope="module")
def panel():
    return processed.panel("63", years=findings.YEARS)


@pytest.fixture(scope="module")
def found():
    return findings.all_findings()


@pytest.mark.parametrize("code", ["vi", "en"])
def test_every_finding_is_said_in_both_languages_without_words_of_cause(found, code):
    for finding in found:
        sentence = finding.sentence(Language(code))
        assert sentence.endswith("."), finding.name
        assert "{" not in sentence, finding.name
        assert not lint(sentence, code), finding.name


@pytest.mark.parametrize("code", ["vi", "en"])
def test_every_finding_can_be_recorded_with_all_that_its_grade_asks_for(found, code):
    results.clear()
    for finding in found:
        finding.record(Language(code))
    kept = {one["name"]: one for one in results.recorded()}
    assert len(kept) == len(found)
    for one in kept.values():
        assert one["grade"] != "X" or one["reasons"], one["name"]
        assert one["grade"] != "D" or one["detectable"] > 0, one["name"]
    results.clear()


def test_intervals_hold_their_estimate_and_every_finding_names_its_basis(found):
    assert len({finding.name for finding in found}) == len(found)
    for finding in found:
        assert finding.n > 0 and finding.period
        if finding.low is not None:
            assert finding.low <= finding.value <= finding.high, finding.name


def test_portal_use_change_is_the_mean_over_provinces_with_both_years(panel):
    wide = panel.pivot(index="code", columns="year", values="papi_portal_use")
    both = wide[[2020, 2024]].dropna()
    finding = findings.portal_use_change(panel)
    assert finding.value == pytest.approx((both[2024] - both[2020]).mean())
    assert finding.n == len(both)


def test_a_fall_is_not_called_a_rise(panel):
    turned = panel.assign(papi_portal_use=4 - panel["papi_portal_use"])
    finding = findings.portal_use_change(turned)
    assert finding.value < 0
    assert " rose " not in finding.sentence(Language("en"))
    assert " tăng " not in finding.sentence(Language("vi"))


def test_when_the_association_vanishes_the_sentence_says_so(panel):
    random = np.random.default_rng(1)
    noise = panel.assign(papi_internet_access=random.normal(2, 0.3, len(panel)))
    finding = findings.internet_access(noise)
    assert finding.grade.letter == "D"
    assert "no association" in finding.sentence(Language("en"))
    assert "không phát hiện" in finding.sentence(Language("vi"))


def test_the_association_of_one_survey_is_never_graded_above_weak(panel):
    grade = findings.examined_access(panel).grade
    assert "same_survey" in grade.reasons
    assert grade.letter not in "AB"


def test_agreeing_measures_are_not_said_to_disagree(panel):
    alike = panel.assign(dti_government=panel["papi_portal_use"])
    finding = findings.measures_disagree(alike)
    assert finding.value == pytest.approx(1)
    assert "do not order" not in finding.sentence(Language("en"))


def test_the_target_counts_only_figures_of_its_year_for_whole_provinces(found):
    finding = next(one for one in found if one.name == "dossier_target_2022")
    rows = processed.targets().query("indicator == 'online_dossier_share_pct' and counts")
    assert set(rows["figure_year"]) == {2022}
    assert finding.value == len(rows) == rows["figure_code"].nunique()
