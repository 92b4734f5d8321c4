"""The describing tables: dictionary, places, record of what was read."""

import hashlib

import pandas as pd
import pytest

from analysis.data import dictionary, layout, observations, place_tables
from analysis.data.indicators import indicators
from analysis.data.provinces import crosswalk


@pytest.fixture(scope="module")
def table():
    return dictionary.dictionary(observations.observe()).set_index("indicator")


def test_one_row_an_indicator_in_the_order_of_the_dictionary(table):
    assert table.index.tolist() == list(indicators())


def test_known_counts_are_by_year(table):
    assert (
        table.loc["papi_portal_use", "known_63"] == "2018:63 2019:63 2020:63 2021:60 2022:62 2023:61 2024:61"
    )
    assert table.loc["portal2026_total", ["known_63", "known_34"]].tolist() == ["", "2026:34"]
    assert table.loc["dx_budget_share_pct", "known_63"] == ""


def test_comparability_and_breaks_are_written_out(table):
    assert table.loc["papi_portal_use", "comparable"] == "2020-2024"
    assert table.loc["dti_government", "breaks_vi"].startswith("2024: ")
    assert table.loc["urban_share_pct", "numerator"] == "urban_population_thousand"


def test_how_it_aggregates_is_said_with_the_reason(table):
    row = table.loc["papi_portal_use"]
    assert (row["aggregate_rule"], row["aggregate_by"]) == ("weighted_mean", "population_thousand")
    assert row["aggregate_en"]
    assert row["aggregate_vi"]


def test_indicators_exist_only_where_the_dictionary_says(table):
    for name, row in table.iterrows():
        places = row["geographies"].split()
        assert ("63" in places) or row["known_63"] == "", name
        assert ("34" in places) or row["known_34"] == "", name


def test_places():
    former, units = place_tables.places("63"), place_tables.places("34")
    assert (len(former), len(units)) == (63, 34)
    joined = units.assign(code_63=units["former_codes"].str.split("|")).explode("code_63")
    assert set(zip(joined["code_63"], joined["code"], strict=True)) == set(
        crosswalk().itertuples(index=False, name=None)
    )
    lam_dong = units.set_index("code").loc["68"]
    assert pd.isna(lam_dong["region"])
    assert lam_dong["regions"] == "central_highlands|north_central_coast"


def test_tiles_place_every_unit_once():
    found = place_tables.tiles()
    assert found.groupby("geography").size().to_dict() == {"63": 63, "34": 34}
    assert not found.duplicated(["geography", "row", "col"]).any()


def test_the_record_gives_the_checksum_of_each_file():
    found = dictionary.vintages()
    assert len(found) >= 22
    for row in found.itertuples():
        content = (layout.root() / row.path).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (row.bytes, row.sha256)
        assert content.count(b"\n") - 1 == row.rows
