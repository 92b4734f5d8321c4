"""What is said of the quality of the figures follows from them, can be read, and claims no cause."""

import pandas as pd
import pytest

from analysis.data import availability, processed
from analysis.report.claims import lint
from analysis.report.language import Language
from analysis.report.pages.quality import data_caveats, data_quality, data_quality_findings
from analysis.stats.describe.missingness import known_against_unknown
from analysis.stats.evidence.power import detectable_correlation

LANGUAGES = pytest.mark.parametrize("language", [Language("vi"), Language("en")], ids=["vi", "en"])


def test_a_bound_is_no_value():
    assert "01" not in data_quality.has_value("community_teams").index  # Hà Nội: over 5,000
    assert "45" not in data_quality.has_value("smartphone_share_pct").index  # Quảng Trị: implausible
    assert data_quality.has_value("dx_budget_share_pct").empty


def test_inputs_held_add_up_to_the_provinces_with_a_value():
    held = data_quality.inputs_held(data_quality.INPUTS)
    assert len(held) == 63
    assert held.sum() == sum(len(data_quality.has_value(name)) for name in data_quality.INPUTS)


def test_regions_add_up_to_the_country():
    places = processed.places("63").set_index("code")
    found = data_quality.known_by_region(places, data_quality.INPUTS)
    assert found["places"].sum() == 63
    assert found["community_teams"].sum() == len(data_quality.has_value("community_teams"))


@LANGUAGES
def test_inputs_in_words_show_value_and_year(language):
    found = data_quality.inputs_in_words(data_quality.INPUTS, language)
    assert len(found) == (data_quality.inputs_held(data_quality.INPUTS) > 0).sum()
    expected = {"vi": "1.556\u00a0tổ (2024)", "en": "1,556\u00a0teams (2024)"}
    assert found.loc["Lào Cai", "community_teams"] == expected[language.code]


def test_looser_rules_never_know_fewer_places():
    printed = availability.printed(processed.reported(), data_quality.INPUTS)
    found = data_quality.looser_rules(printed, Language("en"))
    for _, rows in found.groupby("input"):
        assert rows["places"].is_monotonic_increasing
    row = found.iloc[0]
    assert row["detectable"] == pytest.approx(detectable_correlation(int(row["places"])))
    assert found.loc[found["places"] < data_quality.FEWEST, "detectable"].isna().all()


def test_contrasts_are_written_in_the_unit_of_each_measure():
    data = pd.DataFrame({"population_thousand": [1.0, 2.0, 3.0, 5.0]}, index=list("abcd"))
    known = pd.Series(True, index=["a", "b"])
    one = known_against_unknown(data, known, ["population_thousand"])
    found = data_quality.contrasts({"Teams": one}, Language("en")).iloc[0]
    assert found["input"] == "Teams"
    assert "thousand" in found["with_figure"]


@LANGUAGES
def test_findings_claim_no_cause_and_name_their_numbers(language):
    for finding in data_quality_findings.all_findings():
        sentence = finding.sentence(language)
        assert lint(sentence, language.code) == []


def test_findings_count_what_the_tables_show():
    found = {finding.name: finding for finding in data_quality_findings.all_findings()}
    assert (found["papi_gaps"].value, found["papi_gaps"].n) == (8, 315)
    assert found["figures_that_disagree"].value == 6
    assert found["reported_figures_in_doubt"].value == len(
        data_caveats.in_doubt(processed.reported(), Language("en"))
    )
    low, high = found["smartphone_figures_not_random"].low, found["smartphone_figures_not_random"].high
    assert low < found["smartphone_figures_not_random"].value < high
