"""The dictionary is complete in both languages and knows what may be compared and what overlaps."""

import re
import unicodedata
from itertools import pairwise

import pytest

from analysis.data.composition import overlap, shared_denominator
from analysis.data.indicators import comparable_runs, described, indicators, same_definition
from analysis.data.merger import RULES

OUTCOMES = [
    "papi_portal_use",
    "papi_internet_access",
    "papi_e_responsiveness",
    "papi_e_governance",
    "dti_government",
    "portal766_total",
    "portal2026_total",
    "portal2026_online_services",
    "portal2026_online_payment_share_pct",
    "portal2026_electronic_result_share_pct",
    "portal2026_digitised_share_pct",
    "portal2026_on_time_share_pct",
    "online_dossier_share_pct",
    "full_online_dossier_share_pct",
    "services_with_dossiers_share_pct",
]
INPUTS = [
    "smartphone_share_pct",
    "community_teams",
    "community_team_members",
    "community_teams_per_1000_people",
    "community_teams_per_commune_unit",
    "dx_budget_share_pct",
    "fibre_household_share_pct",
    "household_computer_share_pct",
    "dti_infrastructure",
    "procedures_full_online_offered_share_pct",
]
OTHERS = [
    "poverty_rate_pct",
    "income_per_capita_month_thousand_vnd",
    "grdp_per_capita_million_vnd",
    "population_thousand",
    "urban_share_pct",
    "population_density",
    "minority_headed_share_pct",
    "literacy_15plus_pct",
    "trained_employed_workers_pct",
    "households",
    "area_km2",
    "local_expenditure_per_capita_million_vnd",
    "dti_total",
    "dti_economy",
    "dti_society",
    "dti_awareness",
    "dti_institutions",
    "dti_human_resources",
    "dti_security",
    "papi_participation",
    "papi_transparency",
    "papi_accountability",
    "papi_corruption_control",
    "papi_procedures",
    "papi_public_services",
    "papi_environment",
    "internet_at_home_share_pct",
]
UNITS = [
    "percent",
    "papi_score",
    "index_0_1",
    "points_100",
    "points",
    "thousand_persons",
    "persons",
    "million_vnd",
    "thousand_vnd",
    "billion_vnd",
    "km2",
    "households",
    "units",
    "dossiers",
    "days",
    "procedures",
    "rank",
    "teams",
    "per_1000_people",
    "per_commune_unit",
    "persons_per_km2",
    "count",
    "petitions",
    "none",
]


@pytest.mark.parametrize("name", [*OUTCOMES, *INPUTS, *OTHERS])
def test_the_variables_of_the_project_are_there(name):
    assert name in indicators()


def test_every_entry_is_complete_in_both_languages():
    for name, one in indicators().items():
        for texts in (one.label, one.short, one.definition):
            assert all(texts.get(language, "").strip() for language in ("en", "vi")), name
        assert one.name == name
        assert one.unit in UNITS, name
        assert one.group in ("outcome", "input", "control", "context"), name
        assert one.kind in ("published", "reported", "derived"), name
        assert one.rule in RULES, name
        assert one.aggregate["en"], name
        assert one.aggregate["vi"], name
        assert one.components, name
        assert one.geographies <= {"63", "34"}, name
        assert one.geographies, name
        assert (one.kind == "derived") == bool(one.formula), name


def test_texts_are_in_one_unicode_form_and_vietnamese_is_vietnamese():
    for name, one in indicators().items():
        for texts in (one.label, one.short, one.definition, *one.caveats, *one.breaks):
            for language in ("en", "vi"):
                assert unicodedata.is_normalized("NFC", texts[language]), name
        # Letters that English lacks: the two texts have not changed places.
        assert re.search("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệ]", one.definition["vi"]), name
        assert not re.search("[đơưạảấầẩẫậắằẳẵặẹẻẽếềểễệ]", one.definition["en"]), name


def test_short_labels_fit_a_figure():
    for name, one in indicators().items():
        assert max(len(text) for text in one.short.values()) <= 60, name


def test_sources_and_weights_exist():
    for name, one in indicators().items():
        assert all(re.fullmatch(r"[a-z0-9_]+/[a-z0-9_]+\.[a-z0-9_]+", source) for source in one.sources), name
        assert one.weight is None or one.weight in indicators(), name
        assert (one.rule == "weighted_mean") <= (one.weight is not None), name


def test_two_tables_of_one_indicator_are_both_named():
    assert set(indicators()["dti_total"].sources) == {
        "dti/dti.total",
        "dti/dti_2024_units_34.total_post_merger_34",
    }


def test_runs_of_years_are_in_order_and_do_not_overlap():
    for name in indicators():
        runs = comparable_runs(name)
        assert all(first <= last for first, last in runs), name
        assert all(a[1] < b[0] for a, b in pairwise(runs)), name


def test_breaks_start_a_new_run():
    for name, one in indicators().items():
        for entry in one.breaks:
            assert not same_definition(name, entry["year"] - 1, entry["year"]), (name, entry["year"])


@pytest.mark.parametrize(
    ("name", "year_a", "year_b", "same"),
    [
        ("papi_portal_use", 2020, 2024, True),
        ("papi_portal_use", 2024, 2020, True),
        ("papi_portal_use", 2018, 2019, False),
        ("papi_portal_use", 2019, 2020, False),
        ("papi_portal_use", 2018, 2018, True),
        ("dti_government", 2022, 2023, True),
        ("dti_government", 2023, 2024, False),
        ("poverty_rate_pct", 2021, 2022, False),
        ("portal766_total", 2022, 2023, False),
        ("smartphone_share_pct", 2022, 2023, False),
    ],
)
def test_years_are_compared_only_within_a_run(name, year_a, year_b, same):
    assert same_definition(name, year_a, year_b) is same


def test_an_unknown_indicator_is_not_comparable_by_accident():
    with pytest.raises(KeyError):
        comparable_runs("papi_portal_us")


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("dti_government", "dti_total"),
        ("dti_infrastructure", "dti_total"),
        ("papi_portal_use", "papi_e_governance"),
        ("smartphone_share_pct", "dti_infrastructure"),
        ("fibre_household_share_pct", "dti_infrastructure"),
        ("online_dossier_share_pct", "dti_government"),
        ("dti_four_components_mean", "dti_total"),
        ("dti_four_components_mean", "dti_awareness"),
    ],
)
def test_what_is_built_from_the_same_things_overlaps(a, b):
    assert overlap(a, b)
    assert overlap(a, b) == overlap(b, a)


@pytest.mark.parametrize(
    ("outcome", "given"),
    [
        ("papi_portal_use", "community_teams_per_1000_people"),
        ("papi_portal_use", "smartphone_share_pct"),
        ("papi_portal_use", "dti_infrastructure"),
        ("papi_portal_use", "income_per_capita_month_thousand_vnd"),
        ("dti_government", "dti_infrastructure"),
        ("portal2026_online_payment_share_pct", "procedures_full_online_offered_share_pct"),
    ],
)
def test_what_shares_nothing_does_not_overlap(outcome, given):
    assert overlap(outcome, given) == ()


@pytest.mark.parametrize(
    ("outcome", "given", "shared"),
    [
        ("community_teams_per_1000_people", "community_teams", "community_teams"),
        ("community_teams_per_1000_people", "population_thousand", "population_thousand"),
        ("urban_share_pct", "urban_population_thousand", "urban_population_thousand"),
        ("urban_population_thousand", "population_thousand", "population"),
        (
            "portal2026_online_payment_share_pct",
            "portal2026_online_payment_dossiers",
            "portal2026_payment_items",
        ),
        ("procedures_full_online_offered", "admin_procedures", "procedures_total"),
    ],
)
def test_a_ratio_overlaps_with_its_parts_and_a_part_with_its_whole(outcome, given, shared):
    assert shared in overlap(outcome, given)


def test_two_ratios_with_one_denominator_share_it_and_nothing_else():
    pair = ("community_teams_per_1000_people", "grdp_per_capita_million_vnd")
    assert overlap(*pair) == ()
    assert shared_denominator(*pair) == shared_denominator(*reversed(pair)) == "population_thousand"
    assert shared_denominator("papi_portal_use", "grdp_per_capita_million_vnd") is None
    assert shared_denominator("community_teams_per_1000_people", "community_teams_per_commune_unit") is None
    assert shared_denominator("poverty_rate_pct", "poverty_rate_pct") is None


def test_every_share_and_every_rate_says_what_it_divides():
    rates = {"per_1000_people", "per_commune_unit", "persons_per_km2", "percent"}
    for name, one in indicators().items():
        if one.unit in rates or "per_capita" in name:
            assert one.numerator and one.denominator, name
            assert " " not in one.numerator + one.denominator, name


def test_what_authorities_send_is_marked():
    marked = {name for name, one in indicators().items() if one.allotted}
    assert {"community_teams", "community_teams_per_1000_people", "dx_budget_share_pct"} <= marked
    assert not marked & {"papi_portal_use", "poverty_rate_pct", "population_thousand"}


def test_an_indicator_overlaps_with_itself():
    assert "papi_portal_use" in overlap("papi_portal_use", "papi_portal_use")


def test_the_dictionary_is_the_same_object_until_a_package_changes():
    assert indicators() is indicators()


def test_a_description_is_read_once():
    assert described("derived_indicators.yaml") is described("derived_indicators.yaml")
