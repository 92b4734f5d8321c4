"""The table of measures: what each one says and for whom it is known."""

import pytest

from analysis.data.indicators import indicators
from analysis.report import tables
from analysis.report.language import LANGUAGES
from analysis.report.tables.measures import KNOWN_FROM


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_published_or_reported_outcome_has_a_row(language):
    names = [name for name, known in indicators().items() if known.group == "outcome"]
    shown = tables.measures(names, language)
    assert list(shown.data.index) == [indicators()[name].label[language] for name in names]
    assert shown.data.map(bool).all().all()


def test_places_and_comparable_years_are_those_of_the_data():
    found = tables.measures(["dti_government", "portal2026_online_payment_share_pct"], "en").data
    assert found["figures"].tolist() == ["2022–2024: 63 of 63", "2026: 34 of 34"]
    assert found["comparable"].tolist() == ["2022–2023", "no two years"]


def test_a_changing_number_of_places_is_a_range():
    (figures,) = tables.measures(["papi_portal_use"], "en").data["figures"]
    assert figures == "2018–2024: 60 to 63 of 63"


def test_every_source_of_an_indicator_says_how_it_is_known():
    used = {origin.split("/")[0] for known in indicators().values() for origin in known.sources}
    assert used <= set(KNOWN_FROM)
