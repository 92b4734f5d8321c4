"""What notebooks 02 and 03 state: the question all pages share, and any other with the same checks."""

import numpy as np
import pandas as pd
import pytest

from analysis.data import processed
from analysis.data.matching import matched
from analysis.report import findings
from analysis.report.language import Language
from analysis.report.lint import lint
from analysis.report.pages.inputs import conditions
from analysis.report.pages.models import associations, cross_sections
from analysis.stats import describe
from analysis.stats.errors import ModelError
from analysis.stats.evidence.multiple_testing import adjust

LANGUAGES = [Language("vi"), Language("en")]


@pytest.fixture(scope="module")
def panel():
    return processed.panel("63", years=findings.YEARS)


def said(finding):
    texts = [finding.sentence(language) for language in LANGUAGES]
    for text, language in zip(texts, LANGUAGES, strict=True):
        assert text.endswith(".") and "{" not in text
        assert not lint(text, language.code), text
    return texts[1]


def test_only_the_shared_question_is_the_shared_one(panel):
    ask = (findings.USE, findings.ACCESS, associations.CONTROLS)
    assert associations.is_shared(panel, *ask)
    assert not associations.is_shared(panel, findings.USE, findings.ACCESS, ["poverty_rate_pct"])
    assert not associations.is_shared(panel, "papi_e_responsiveness", *ask[1:])
    assert not associations.is_shared(processed.panel("63", years=[2022, 2023]), *ask)
    assert not associations.is_shared(processed.panel("34", years=findings.YEARS), *ask)


def test_the_shared_question_has_the_shared_answer(panel, monkeypatch):
    ask = (panel, findings.USE, findings.ACCESS, associations.CONTROLS)
    found = associations.within_places(*ask)
    monkeypatch.setattr(findings, "examined_access", lambda panel: found)  # computed once, it is slow
    finding = associations.within_finding(*ask, found)
    row = found.worst.term(findings.ACCESS)
    assert finding.name == "internet_access"
    assert (finding.value, finding.low, finding.high) == tuple(row[["estimate", "low", "high"]])
    assert finding.grade == found.grade


def test_another_question_is_answered_in_its_own_words():
    panel = associations.comparable_panel("dti_government", "dti_infrastructure", range(2020, 2025), "63")
    assert sorted(set(panel["year"])) == [2022, 2023]
    ask = (panel, "dti_government", "dti_infrastructure", ["population_thousand"])
    found = associations.within_places(*ask)
    finding = associations.within_finding(*ask, found)
    assert finding.period == (2022, 2023)
    text = said(finding)
    assert "DTI" in text and ("move together" in text) == (found.grade.letter not in "DX")
    if found.grade.letter not in "DX":
        assert "same_survey" in found.grade.reasons


def test_noise_is_not_called_an_association(panel):
    noise = panel.assign(urban_share_pct=np.random.default_rng(3).normal(size=len(panel)))
    noise.attrs.update(panel.attrs)
    ask = (noise, findings.USE, "urban_share_pct", [])
    finding = associations.within_finding(*ask, associations.within_places(*ask))
    assert finding.grade.letter == "D"
    assert "no association" in said(finding)


def test_years_across_a_break_are_not_put_together():
    panel = associations.comparable_panel(findings.USE, "poverty_rate_pct", range(2020, 2025), "63")
    assert sorted(set(panel["year"])) == [2022, 2023]
    with pytest.raises(ModelError, match="fewer than two of the years"):
        associations.comparable_panel(findings.USE, "household_computer_share_pct", [2022, 2023], "63")


def test_pairs_of_one_source_come_first_and_equal_the_plain_correlation():
    found = associations.across_sources([2023])
    assert found["one_source"].tolist() == [True, True, False, False]
    values = [processed.values(name, "63", 2023) for name in (findings.ACCESS, findings.USE)]
    row = found[found["pair"] == f"{findings.USE}|{findings.ACCESS}"].iloc[0]
    assert row["r"] == pytest.approx(describe.correlation(*values).r)
    assert "one source" in said(associations.source_matters())


def test_heads_of_charts_follow_the_interval():
    random = np.random.default_rng(5)
    x = pd.Series(random.normal(size=60))
    names = ("papi_portal_use", "poverty_rate_pct")
    heads = [
        conditions.tendency(*names, describe.correlation(x, y), Language("en"))
        for y in (x + random.normal(size=60) / 9, -x, pd.Series(random.permutation(x)))
    ]
    assert ["high on portal" in head for head in heads] == [True, False, False]
    assert ["low on portal" in head for head in heads] == [False, True, False]
    assert heads[2].startswith("No clear association")


def test_a_label_inside_a_sentence_begins_small_unless_it_is_a_name():
    assert conditions.inside("papi_portal_use", Language("en")).startswith("portal")
    assert conditions.inside("dti_total", Language("en")).startswith("DTI")
    assert conditions.inside("grdp_per_capita_million_vnd", Language("vi")).startswith("GRDP")


@pytest.mark.parametrize(("q_value", "worst_p", "words"), [(0.5, 0.5, "none of"), (0.01, 0.2, "0 of 1")])
def test_the_screening_sentence_says_what_is_left(q_value, worst_p, words):
    row = {"r": 0.4, "low": 0.1, "high": 0.6, "n": 61, "q_value": q_value, "worst_p": worst_p}
    finding = conditions.screened(pd.DataFrame([row], index=["poverty_rate_pct"]), "papi_portal_use", 2023)
    assert words in said(finding)
    assert finding.low < finding.value < finding.high


def test_teams_are_never_more_than_a_hint():
    finding = conditions.teams("papi_portal_use", "dti_government", 2023)
    data = matched([conditions.TEAMS, "papi_portal_use"], 2023).table.dropna()
    assert finding.n == len(data)
    assert finding.value == pytest.approx(data[conditions.TEAMS].corr(data["papi_portal_use"]))
    assert finding.grade.letter in "CDX"
    assert "No conclusion" in said(finding)


def test_between_places_puts_each_condition_in_a_model_of_its_own():
    found = cross_sections.between_places(
        "papi_portal_use", ["papi_internet_access", "poverty_rate_pct"], ["poverty_rate_pct"], [2023]
    )
    assert found["condition"].tolist() == ["papi_internet_access", "poverty_rate_pct"]
    assert found["one_source"].tolist() == [True, False]
    plain = matched(["papi_portal_use", "poverty_rate_pct"], 2023).table
    r = plain["papi_portal_use"].corr(plain["poverty_rate_pct"])
    alone = found.loc[1]
    assert alone["low"] <= r <= alone["high"]
    family = adjust(found["p_value"].astype(float))["adjusted"]
    assert found["q_value"].tolist() == pytest.approx(family.tolist())
    finding = cross_sections.between_finding(found, "papi_portal_use")
    assert finding.value == alone["estimate"]
    said(finding)
    said(cross_sections.between_finding(found.assign(letter="C"), "papi_portal_use"))
