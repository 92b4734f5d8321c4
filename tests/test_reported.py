"""The precedence rule picks at most one reported figure, by what is written, and shows every choice."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.data import reported
from analysis.data.errors import InputError
from analysis.data.indicators import described, indicators
from analysis.data.sources import read

KEY = ["geography", "code", "indicator", "class", "year"]


@pytest.fixture(scope="module")
def assessed():
    return reported.assess()


def figures(*rows):
    plain = {
        "geography": "63",
        "province_code": "10",
        "province": "Lào Cai",
        "year": 2024,
        "as_of_date": None,
        "indicator": "community_teams",
        "value": 100.0,
        "unit": "teams",
        "bound": "exact",
        "level": None,
        "denominator": None,
        "kind": "observed",
        "source_title": "A page",
        "publisher": None,
        "published": None,
        "source_url": None,
        "note": None,
    }
    return pd.DataFrame([plain | row | {"line": at} for at, row in enumerate(rows, start=2)])


def decided(*rows):
    found = reported.assess(figures(*rows))
    return list(zip(found["chosen"], found["reason"], strict=True))


def test_the_rule_stands_in_both_languages():
    assert "exact" in reported.RULE["en"]
    assert "chính xác" in reported.RULE["vi"]


def test_a_single_figure_is_chosen():
    assert decided({}) == [(True, "only_figure")]


def test_exact_goes_before_about_and_about_before_a_bound():
    bound, about, exact = {"bound": "at least"}, {"bound": "about"}, {"bound": "exact"}
    assert decided(bound, about, exact) == [
        (False, "bound_beside_exact"),
        (False, "bound_beside_exact"),
        (True, "exact_preferred"),
    ]
    assert decided(bound, about) == [(False, "bound_beside_exact"), (True, "exact_preferred")]


def test_the_fuller_level_goes_before_the_later_date():
    hamlet = {"level": "hamlet", "as_of_date": "2024-12", "value": 90.0}
    both = {"level": "commune and hamlet", "as_of_date": "2024-01"}
    assert decided(hamlet, both) == [(False, "less_complete_level"), (True, "fuller_level")]


def test_then_the_later_date_is_chosen_and_a_precise_date_is_later_than_the_bare_year():
    assert decided({"as_of_date": "2024-04-15"}, {"as_of_date": "2025-01", "value": 99.0}) == [
        (False, "earlier"),
        (True, "latest"),
    ]
    assert decided({"as_of_date": "2024"}, {"as_of_date": "2024-03", "value": 99.0}) == [
        (False, "earlier"),
        (True, "latest"),
    ]


def test_equal_figures_are_said_to_be_equal():
    assert decided({}, {}) == [(True, "first_listed"), (False, "same_figure")]
    assert decided({}, {"value": 99.0}) == [(True, "first_listed"), (False, "listed_later")]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"kind": "target"}, "not_observed"),
        ({"kind": "guideline"}, "not_observed"),
        ({"level": "partial"}, "partial_rollout"),
        ({"level": "commune"}, "commune_level_only"),
        ({"level": "district authorities"}, "part_of_authorities"),
        ({"year": None}, "undated"),
        ({"indicator": "dx_budget_vnd_billion", "unit": "VND billion"}, "several_years"),
    ],
)
def test_what_is_not_an_observation_of_the_whole_place_is_never_chosen(row, reason):
    assert decided(row) == [(False, reason)]


def test_another_year_class_or_place_is_another_choice():
    shares = {"indicator": "smartphone_share_pct", "unit": "percent", "value": 60.0}
    found = decided(
        shares | {"denominator": "adults"},
        shares | {"denominator": "households"},
        shares | {"denominator": "adults", "year": 2023},
        shares | {"denominator": "adults", "province_code": "11"},
    )
    assert found == [(True, "only_figure")] * 4


def test_across_provinces_a_place_enters_once_a_value_before_a_bound_then_near_2024():
    found = reported.assess(
        figures({"year": 2022}, {"year": 2023}, {"year": 2025}, {"year": 2024, "bound": "at most"})
    )
    assert found["chosen_cross_section"].tolist() == [False, False, True, False]


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(295)))
def test_the_order_of_the_lines_decides_only_between_equals(order):
    table = read("reported_figures", "reported_figures")
    before = reported.assess(table).sort_values("line")
    after = reported.assess(table.iloc[order]).sort_values("line")
    pd.testing.assert_frame_equal(before, after.reset_index(drop=True))


def test_every_figure_is_kept_and_every_choice_has_a_reason(assessed):
    table = read("reported_figures", "reported_figures")
    assert assessed["line"].tolist() == table["line"].tolist()
    assert set(assessed["reason"]) <= set(reported.reasons())
    assert all(set(text) == {"en", "vi"} for text in reported.reasons().values())


def test_at_most_one_figure_is_chosen_for_each_key(assessed):
    chosen = assessed[assessed["chosen"]]
    assert not chosen.duplicated(KEY).any()
    across = assessed[assessed["chosen_cross_section"]]
    assert across["chosen"].all()
    assert not across.duplicated(KEY[:-1]).any()


def test_a_usable_figure_is_never_left_without_a_choice(assessed):
    barred = {
        "not_observed",
        "undated",
        "implausible",
        "mixed_denominator",
        "unreliable_source",
        "other_place",
    }
    barred |= {
        "partial_rollout",
        "commune_level_only",
        "part_of_authorities",
        "part_of_services",
        "several_years",
    }
    usable = assessed[~assessed["reason"].isin(barred)]
    assert set(usable.groupby(KEY)["chosen"].sum()) == {1}


def test_shares_of_different_denominators_feed_different_variables(assessed):
    shares = assessed[(assessed["indicator"] == "smartphone_share_pct") & assessed["variable"].notna()]
    assert not shares[["variable", "class"]].drop_duplicates().duplicated("variable").any()
    assert set(shares[shares["variable"] == "smartphone_share_pct"]["denominator"]) == {"adults"}


def row(assessed, line_of, **where):
    found = assessed
    for column, value in where.items():
        found = found[found[column] == value]
    assert len(found) == 1, (line_of, where)
    return found.iloc[0]


def test_da_nang_2024_is_decided_by_the_later_date_and_stays_visible(assessed):
    own = assessed[(assessed["code"] == "48") & (assessed["indicator"] == "full_online_dossier_share_pct")]
    decisions = dict(zip(own["value"], zip(own["chosen"], own["reason"], strict=True), strict=True))
    assert decisions == {66.0: (False, "earlier"), 58.89: (True, "latest")}
    assert set(own["conflict"]) == {"same_class"}


def test_son_las_contradicting_shares_are_not_used_and_flagged(assessed):
    shares = assessed[(assessed["code"] == "14") & (assessed["indicator"] == "smartphone_share_pct")]
    by_value = shares.set_index("value")
    assert not by_value.loc[60.0, "chosen"]
    assert not by_value.loc[92.6, "chosen"]
    assert by_value.loc[[60.0, 92.6], "conflict"].tolist() == ["other_class", "other_class"]
    assert by_value.loc[58.3, "chosen"]


def test_quang_tris_99_percent_is_judged_implausible_in_both_languages(assessed):
    figure = row(assessed, "Quảng Trị", code="45", indicator="smartphone_share_pct", geography="63")
    assert (figure["chosen"], figure["reason"]) == (False, "implausible")
    assert figure["judgement_en"]
    assert figure["judgement_vi"]


def test_a_pilot_is_not_a_count_of_the_province(assessed):
    figure = row(assessed, "Cà Mau", code="96", indicator="community_teams")
    assert (figure["chosen"], figure["reason"]) == (False, "partial_rollout")


def test_budget_amounts_give_no_share(assessed):
    assert not (assessed["variable"].eq("dx_budget_share_pct") & assessed["chosen"]).any()


def test_the_words_of_a_source_correct_its_bound_and_the_transcription_stays(assessed):
    figure = row(assessed, "Quảng Ninh", code="22", indicator="community_teams", year=2025)
    assert (figure["bound_transcribed"], figure["bound"]) == ("at most", "at least")


def test_every_judgement_still_finds_its_figure():
    records = reported.records(
        read("reported_figures", "reported_figures").rename(columns={"province_code": "code"})
    )
    for entry in described("reported_indicators.yaml")["judgements"]:
        assert any(reported._matches(entry["where"], record) for record in records), entry["where"]
        assert set(entry["set"]) <= {"class", "bound", "reason"}
        assert entry["set"].get("reason") in {None, *reported.reasons()}
        assert ("en" in entry) == ("vi" in entry)


def test_every_indicator_and_class_has_a_name(assessed):
    for name in set(assessed["indicator"]):
        assert all(reported.label(name).values())
        assert reported.unit(name)
    for name in set(assessed["class"]):
        assert all(reported.class_text(name).values())


def test_a_figure_of_several_definitions_is_not_named_by_one_of_them(assessed):
    # The variable of one definition has a longer name, which a figure of mere “dossiers” must not bear.
    classes = described("reported_indicators.yaml")["classes"]
    several = {name for name, kinds in classes.items() if len(kinds) > 2}
    assert several == {"online_dossier_share_pct", "smartphone_share_pct"}
    rows = assessed[assessed["indicator"] == "online_dossier_share_pct"]
    assert set(rows["label_en"]) == {"Online dossiers"}
    assert set(rows["label_vi"]) == {"Hồ sơ trực tuyến"}
    assert {"target", "observed"} <= set(rows["kind"])
    for name in several:
        assert reported.label(name) != indicators()[name].label
        assert reported.unit(name) == indicators()[name].unit == "percent"


def test_a_sum_that_its_source_exceeds_is_a_bound(assessed):
    figure = row(assessed, "Vĩnh Phúc", code="26", indicator="dx_budget_vnd_billion")
    assert (figure["bound_transcribed"], figure["bound"]) == ("exact", "at least")
    assert figure["reason"] == "several_years"
    assert "several years" in figure["judgement_en"]
    assert "exceeding" in figure["judgement_en"]


def test_an_indicator_without_a_name_is_an_error_with_its_line():
    with pytest.raises(InputError, match='line 3, column indicator, value "teams_of_tomorrow"'):
        reported.assess(figures({}, {"indicator": "teams_of_tomorrow"}))


def test_conflicts_name_both_figures(assessed):
    pairs = reported.conflicts(assessed)
    assert {frozenset(pair) for pair in zip(pairs["value_a"], pairs["value_b"], strict=True)} >= {
        frozenset({66.0, 58.89}),
        frozenset({60.0, 92.6}),
        frozenset({60.0, 56.9}),
    }
    assert (pairs["line_a"] < pairs["line_b"]).all()


def test_without_conflicts_the_list_is_empty_and_keeps_its_columns():
    found = reported.conflicts(reported.assess(figures({}, {"value": 101.0})))
    assert found.empty
    assert "value_a" in found
