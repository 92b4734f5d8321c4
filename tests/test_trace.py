"""From a number back to the line of a raw file, or to the figures from which it was computed."""

import csv
import hashlib
import math

import pytest

from analysis.data import derived, layout, merger, processed
from analysis.data.indicators import described
from analysis.data.processed import UnknownName
from analysis.data.provinces import UnknownPlace
from analysis.data.trace import Trace, trace


def cell(found):
    with (layout.root() / found.file).open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    return lines[found.line - 1][lines[0].index(found.field)]


def leaves(found):
    return [found] if not found.inputs else [leaf for one in found.inputs for leaf in leaves(one)]


def test_a_published_figure_has_its_file_line_column_publisher_and_checksum():
    found = trace("papi_portal_use", "01", 2020)
    assert (found.file, found.field) == ("data/raw/papi/e_governance.csv", "portal_use_8_1")
    assert cell(found) == "0.391679"
    assert found.value == 0.391679
    assert "UNDP" in found.publisher
    assert found.sha256 == hashlib.sha256((layout.root() / found.file).read_bytes()).hexdigest()


def test_a_reported_figure_names_its_own_publisher():
    found = trace("community_teams", "10", 2024)
    assert cell(found) == "1556"
    assert "Tạp chí Thông tin và Truyền thông" in found.publisher


def test_a_figure_of_the_country():
    found = trace("community_teams", "VN", 2024, "VN")
    assert (found.place, found.value) == ("Việt Nam", 93524)


def test_an_aggregated_figure_has_its_provinces_and_their_weights():
    found = trace("papi_portal_use", "08", 2020, "34")
    assert [(one.role, one.indicator, one.place) for one in found.inputs] == [
        ("input", "papi_portal_use", "Hà Giang"),
        ("input", "papi_portal_use", "Tuyên Quang"),
        ("weight", "population_thousand", "Hà Giang"),
        ("weight", "population_thousand", "Tuyên Quang"),
    ]
    values, weights = (
        [one.value for one in found.inputs if one.role == role] for role in ("input", "weight")
    )
    assert math.isclose(found.value, merger.combine("weighted_mean", values, weights), rel_tol=1e-11)


def test_weights_of_another_year_are_traced_to_that_year():
    found = trace("household_computer_share_pct", "08", 2023, "34")
    assert {(one.role, one.year) for one in found.inputs} == {("input", 2023), ("weight", 2019)}


def test_an_unchanged_province_hands_its_figure_on():
    found = trace("portal766_total", "01", 2024, "34")
    assert [one.value for one in found.inputs] == [found.value]
    assert "unchanged" in found.rule


def test_a_derived_figure_of_a_unit_goes_back_through_the_merger_to_files():
    found = trace("community_teams_per_1000_people", "24", 2024, "34")
    assert found.rule == "community_teams / population_thousand"
    assert sorted(cell(leaf) for leaf in leaves(found)) == sorted(["2337", "733", "1962.6", "1546.6"])


def test_a_population_of_a_neighbouring_year_is_traced_to_that_year():
    found = trace("community_teams_per_1000_people", "40", 2025)
    assert [one.year for one in found.inputs] == [2025, 2024]


def test_every_kind_of_figure_can_be_traced_to_files_and_computed_again():
    rows = processed.observations()
    rows = rows[rows["geography"] != "VN"]
    sample = rows.groupby(["indicator", "geography", "origin"]).sample(1, random_state=2)
    assert set(sample["origin"]) == {"published", "aggregated", "derived"}
    for row in sample.itertuples():
        found = trace(row.indicator, row.code, row.year, row.geography)
        assert found.value == row.value
        assert all(leaf.file and float(cell(leaf)) == leaf.value for leaf in leaves(found)), row
        if row.origin == "derived":
            formula = described("derived_indicators.yaml")[row.indicator]
            again = derived.COMPUTE[formula["compute"]](*(one.value for one in found.inputs))
            assert math.isclose(again, found.value, rel_tol=1e-9), row


def test_the_text_is_readable_and_names_every_file():
    text = str(trace("papi_portal_use", "08", 2020, "34"))
    assert text.splitlines()[0] == (
        "papi_portal_use, Tuyên Quang (08, of the 34 units in force), 2020 = 0.444262784408 [aggregated]"
    )
    assert text.count("data/raw/papi/e_governance.csv, line") == 2
    assert "  weight: population_thousand, Hà Giang (02, of the 63 provinces), 2020" in text


def test_a_bound_is_said():
    assert "at most 10.0" in str(trace("full_online_dossier_share_pct", "01", 2024))


@pytest.mark.parametrize(
    ("args", "error", "message"),
    [
        (("papi_portal_use", "22", 2021), UnknownName, "known: 2018, 2019, 2020, 2022, 2024"),
        (("papi_portal_us", "22", 2021), UnknownName, "papi_portal_use"),
        (("papi_portal_use", "99", 2021), UnknownPlace, "99"),
        (("papi_portal_use", "02", 2020, "34"), UnknownPlace, "02"),
        (("papi_portal_use", "22", 2020, "43"), (UnknownName, ValueError), "43"),
    ],
)
def test_what_is_not_known_is_said(args, error, message):
    with pytest.raises(error, match=message):
        trace(*args)


def test_a_trace_is_plain_data():
    found = trace("papi_portal_use", "01", 2020)
    assert isinstance(found, Trace)
    assert hash(found) == hash(trace("papi_portal_use", "01", 2020))
