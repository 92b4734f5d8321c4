"""Targets stand next to what was reported; bounds decide only what they can decide."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.data import reported, targets

LEVELS = st.floats(min_value=0, max_value=100)


@pytest.fixture(scope="module")
def rows():
    return targets.against(reported.assess())


@pytest.mark.parametrize(
    ("target", "value", "bound", "expected"),
    [
        (50, 52, "at least", "met"),
        (50, 50, "at least", "met"),
        (50, 49, "at least", "not_known"),
        (50, 10, "at most", "not_met"),
        (50, 60, "at most", "not_known"),
        (50, 50, "at most", "not_known"),
        (50, 50, "exact", "met"),
        (50, 49.99, "exact", "not_met"),
        (1, 1, "about", "met"),
        (1, 0.9, "about", "not_met"),
        (50, None, None, "not_known"),
        (50, float("nan"), "exact", "not_known"),
    ],
)
def test_verdicts(target, value, bound, expected):
    assert targets.verdict(target, value, bound) == expected


@given(LEVELS, LEVELS, LEVELS)
def test_a_bound_never_says_more_than_every_value_it_allows(target, limit, value):
    truth = targets.verdict(target, value)
    if value >= limit:
        assert targets.verdict(target, limit, "at least") in (truth, "not_known")
    if value <= limit:
        assert targets.verdict(target, limit, "at most") in (truth, "not_known")


def test_verdicts_and_timings_have_words_in_both_languages(rows):
    assert set(rows["verdict"]) <= set(targets.VERDICTS)
    assert set(rows["timing"].dropna()) <= set(targets.TIMING)
    for texts in (*targets.VERDICTS.values(), *targets.TIMING.values()):
        assert all(texts[language] for language in ("en", "vi"))


def test_the_published_targets_are_all_there(rows):
    asked = {
        ("services_with_dossiers_share_pct", "VN", 50.0, 2022),
        ("online_dossier_share_pct", "VN", 50.0, 2022),
        ("household_smart_device_share_pct", "VN", 100.0, 2022),
        ("dx_budget_share_pct", "VN", 1.0, 2023),
        ("full_online_dossier_share_pct", "10", 65.0, 2025),
        ("fibre_household_share_pct", "36", 90.0, 2025),
        ("level4_services_share_pct", "36", 100.0, 2025),
        ("work_files_online_commune_pct", "36", 60.0, 2025),
    }
    found = set(zip(rows["indicator"], rows["code"], rows["target"], rows["target_year"], strict=True))
    assert asked <= found


def test_references_are_not_targets(rows):
    assert set(rows["kind"]) == {"target", "guideline", "proposal"}


def test_a_target_nobody_reported_on_has_one_row_that_says_so(rows):
    own = rows[(rows["indicator"] == "full_online_dossier_share_pct") & (rows["code"] == "10")]
    assert own[["verdict", "counts"]].to_numpy().tolist() == [["not_known", False]]
    assert own["figure"].isna().all()


def test_the_2022_target_for_dossiers(rows):
    own = rows[rows["indicator"] == "online_dossier_share_pct"]
    counting = own[own["counts"]].set_index("figure_code")
    assert counting["verdict"].value_counts().to_dict() == {"met": 5, "not_met": 5}
    assert counting.loc["36", "figure"] == 65.9
    assert set(counting["figure_date"]) == {"2022-11"}


def test_a_figure_for_a_part_of_the_authorities_says_nothing(rows):
    parts = rows[rows["figure_reason"] == "part_of_authorities"]
    assert len(parts) >= 6
    assert set(parts["verdict"]) == {"not_known"}


def test_units_after_the_merger_are_not_held_against_targets_of_provinces(rows):
    assert set(rows["figure_geography"].dropna()) == {"63"}


def test_only_figures_of_the_year_until_the_date_count_and_one_a_place(rows):
    counting = rows[rows["counts"]]
    assert set(counting["timing"]) == {"by_date"}
    assert counting["figure_chosen"].all()
    assert not counting.duplicated(["target_line", "figure_code"]).any()


def test_smart_devices_of_households_are_held_against_shares_of_households_only(rows):
    own = rows[rows["indicator"] == "household_smart_device_share_pct"]
    assert set(own["figure_class"]) == {"households"}
    assert set(own["verdict"]) == {"not_met"}


def test_the_summary_accounts_for_every_province(rows):
    found = targets.summary(rows).set_index("target_line")
    assert len(found) == rows["target_line"].nunique()
    assert (found["met"] + found["not_met"] + found["not_known"] == found["places"]).all()
    dossiers = found[found["indicator"] == "online_dossier_share_pct"].iloc[0]
    assert dossiers[["places", "met", "not_met", "not_known"]].tolist() == [63, 5, 5, 53]
    assert dossiers["latest_date"] == "2022-11"


def figure(**more):
    plain = dict.fromkeys(
        [*targets._TARGET_COLUMNS, *targets._FIGURE_COLUMNS, "as_of_date", "chosen", "reason"], None
    )
    return plain | {"bound": "exact", "class": "default", "indicator": "x", "chosen": False, "line": 2} | more


@pytest.mark.parametrize(
    ("date", "year", "timing"),
    [
        ("2022-12-31", 2022, "by_date"),
        ("2022-11", 2022, "by_date"),
        ("2022", 2022, "by_date"),
        (None, 2022, "by_date"),
        ("2023-01-05", 2022, "after"),
        ("2023", 2023, "after"),
        ("2021-06", 2021, "before"),
        (None, None, "undated"),
    ],
)
def test_the_date_of_a_figure_against_the_target_date(date, year, timing):
    target = figure(
        kind="target",
        geography="VN",
        code="VN",
        value=50.0,
        year=2022,
        as_of_date="2022-12-31",
        reason="not_observed",
    )
    own = figure(
        kind="observed", geography="63", code="01", value=60.0, year=year, as_of_date=date,
        chosen=True, reason="only_figure", line=3,
    )  # fmt: skip
    found = targets.against(pd.DataFrame([target, own]))
    assert found["timing"].tolist() == [timing]
    assert found["counts"].tolist() == [timing == "by_date"]
