"""Breaks, contradictions, doubts and caveats are listed as the sources state them, in both languages."""

import pytest

from analysis.data import processed
from analysis.data.indicators import indicators
from analysis.report.language import Language
from analysis.report.pages.quality import data_caveats

LANGUAGES = pytest.mark.parametrize("language", [Language("vi"), Language("en")], ids=["vi", "en"])


@LANGUAGES
def test_every_break_of_the_dictionary_is_listed_with_its_means(language):
    panel = processed.panel("63")
    known = indicators()
    found = data_caveats.breaks(panel, known, language)
    assert len(found) == sum(len(known[name].breaks) for name in known if name in panel)
    row = found[(found["measure"] == language.short("dti_government"))].iloc[0]
    assert (row["year"], round(row["before"], 3), round(row["after"], 3)) == (2024, 0.725, 0.575)


def test_breaks_of_a_chart_have_one_text_a_year():
    found = data_caveats.breaks_of(["papi_portal_use", "papi_e_responsiveness"], Language("en"))
    assert list(found) == [2019, 2020]
    assert found[2019].startswith("The instrument changed")


@LANGUAGES
def test_conflicts_name_both_figures_and_the_one_in_use(language):
    found = data_caveats.conflicts(processed.reported(), language)
    first = found.iloc[0]
    assert first["place"] == "Đà Nẵng"
    assert first["used"] in first["second"]
    assert found.notna().all().all()


@LANGUAGES
def test_a_figure_in_doubt_stands_once_with_all_its_doubts(language):
    found = data_caveats.in_doubt(processed.reported(), language)
    assert found["line"].is_unique
    assert found.iloc[0]["name"] == "Quảng Trị"
    assert found.iloc[0]["doubt_text"].count("; ") == 2
    assert found["why"].notna().all()


@LANGUAGES
def test_caveats_are_quoted_once_each(language):
    found = data_caveats.caveats(language)
    assert not found.duplicated(["source", "caveat"]).any()
    assert found["about"].map(bool).all()
    assert data_caveats.caveat_on("urban_population_thousand", language).count("Bến Tre") == 1
