"""Delivered counts of the former provinces make up the units in force, all of them or not at all."""

import pandas as pd
import pytest
from deliveries_by_hand import accept, figure

from analysis.data import building, merger, observations, reported
from analysis.data.indicators import described, indicators
from analysis.data.sources import read
from analysis.data.spanning import spanning, spanning_table
from analysis.data.trace import trace
from analysis.data.unknown import UnknownName

UNIT, FORMER = "15", ("10", "15")
"""Lào Cai in force, of the former provinces Lào Cai and Yên Bái."""


def shares(code, part, whole, **more):
    return (figure(code, "smartphone_adults", part, **more), figure(code, "adults", whole, **more))


def of_unit(indicator, year=2024):
    rows = observations.chosen(reported.assess())
    found = merger.aggregate(rows)
    found = found[(found["indicator"] == indicator) & (found["code"] == UNIT) & (found["year"] == year)]
    return list(zip(found["value"], found["bound"], found["origin"], strict=True))


def test_the_unit_is_lao_cai_and_yen_bai():
    assert merger.former_provinces()[UNIT] == FORMER


def test_a_share_is_computed_again_from_the_sums_of_all_former_provinces(project):
    accept(project.folder, *shares("10", 400000, 500000), *shares("15", 150000, 600000))
    # 550,000 of 1,100,000 and not the mean of 80 and 25 percent.
    assert of_unit("smartphone_share_pct") == [(50.0, "exact", "aggregated")]
    building.build()
    found = trace("smartphone_share_pct", UNIT, 2024, "34")
    assert found.rule == "the delivered parts of the former provinces over their wholes, both added up"
    assert [(one.value, len(one.cells)) for one in found.inputs] == [(80.0, 2), (25.0, 2)]


REFUSED = {
    "one former province lacks it": shares("10", 400000, 500000),
    "one has the share alone": (*shares("10", 400000, 500000), figure("15", "smartphone_share", 25)),
    "one is a bound": (*shares("10", 400000, 500000), *shares("15", 150000, 600000, bound="at least")[:1],
                       figure("15", "adults", 600000)),
    "another year": (*shares("10", 400000, 500000), *shares("15", 150000, 600000, year=2023)),
}  # fmt: skip


@pytest.mark.parametrize("given", REFUSED.values(), ids=REFUSED)
def test_a_share_is_refused_unless_every_former_province_delivered_both_counts(project, given):
    accept(project.folder, *given)
    assert of_unit("smartphone_share_pct") == []


def test_rounded_counts_give_a_rounded_share(project):
    accept(project.folder, *shares("10", 400000, 500000), *shares("15", 150000, 600000, bound="about"))
    assert of_unit("smartphone_share_pct") == [(50.0, "about", "aggregated")]


def test_teams_are_added_up(project):
    both = [figure(code, "teams", count) for code, count in zip(FORMER, (1500, 1200), strict=True)]
    accept(project.folder, *both)
    assert of_unit("community_teams") == [(2700.0, "exact", "aggregated")]


def test_what_a_unit_delivers_itself_goes_before_what_its_provinces_make(project):
    accept(project.folder, figure(UNIT, "smartphone_share", 61, geography="34"))
    accept(project.folder, *shares("10", 400000, 500000), *shares("15", 150000, 600000), content=b"2")
    rows = observations.observe()
    rows = rows[
        (rows["indicator"] == "smartphone_share_pct") & (rows["code"] == UNIT) & (rows["geography"] == "34")
    ]
    assert rows[["value", "origin"]].to_numpy().tolist() == [[61.0, "published"]]


def test_the_delivered_index_of_63_makes_the_ministrys_own_index_of_34(project):
    """The scores of 2024 are taken out of the table and come in as a delivery instead."""
    raw = read("dti", "dti")
    scores = raw[raw["year"] == 2024]
    path = project.folder / "data" / "raw" / "dti" / "dti.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(
        "".join(line for at, line in enumerate(lines, 1) if at not in set(scores["line"])), "utf-8"
    )
    before = observations.published()
    assert merger.against_ministry(before)["aggregated"].isna().all()
    accept(
        project.folder,
        *(
            figure(row["province_code"], indicator, row[column])
            for column, indicator in merger.MINISTRY_COLUMNS.items()
            for _, row in scores.iterrows()
        ),
        sender="Bộ Khoa học và Công nghệ",
    )
    found = merger.against_ministry(observations.published())
    assert len(found) == 34 * len(merger.MINISTRY_COLUMNS)
    assert found["deviation"].abs().max() <= merger.MINISTRY_TOLERANCE


def test_without_deliveries_the_check_against_the_ministry_is_that_of_its_table():
    plain, given = merger.against_ministry(), merger.against_ministry(observations.published())
    pd.testing.assert_frame_equal(plain, given)


# In words


def test_every_indicator_says_how_its_series_spans_the_merger_in_both_languages():
    table = spanning_table()
    assert table["indicator"].tolist() == list(indicators())
    assert set(table["rule"]) == {"sum", "mean", "weighted_mean", "recompute", "formula", "counts", "none"}
    for row in table.itertuples():
        assert "{" not in row.en + row.vi
        assert row.en.endswith(".") and row.vi.endswith(".")
        assert ".." not in row.en + row.vi
    assert not table[table["made"]]["rule"].eq("none").any()


def test_words_name_the_weight_the_reason_and_the_back_check():
    papi = spanning("papi_portal_use")
    assert (papi["rule"], papi["weight"], papi["made"]) == ("weighted_mean", "population_thousand", True)
    assert "“Dân số trung bình”" in papi["vi"]
    assert "four digits" in spanning("dti_total")["en"]
    assert "four digits" not in spanning("dti_awareness")["en"]
    share = spanning("smartphone_share_pct")
    assert share["rule"] == "counts" and "không số nào là cận" in share["vi"]
    rank = spanning("dti_rank")
    assert not rank["made"] and "rank among 63" in rank["en"]
    assert "11" not in rank["en"]
    with pytest.raises(UnknownName, match="dti_total"):
        spanning("dti_totl")


def test_only_indicators_whose_counts_can_be_delivered_are_computed_again():
    table = spanning_table().set_index("indicator")["rule"]
    assert set(table[table == "counts"].index) == {
        "smartphone_share_pct",
        "dx_budget_share_pct",
        "fibre_household_share_pct",
        "full_online_dossier_share_pct",
        "services_with_dossiers_share_pct",
    }
    assert described("spanning.yaml")["rules"].keys() >= {"sum", "mean", "counts"}
