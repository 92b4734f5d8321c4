"""What the dictionary rules out is refused by every estimator; what carries other names is free."""

import ast
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.data import processed
from analysis.stats import guards, models
from analysis.stats.errors import ModelError
from analysis.stats.evidence.cross_section import examine
from analysis.stats.evidence.grade import REFUSALS, Grade
from analysis.stats.evidence.grade import refused as grade_of
from analysis.stats.evidence.within_places import examine_panel
from analysis.stats.guards import Refusal, indicator_of
from analysis.stats.prediction.cross_validation import cross_validate
from analysis.stats.result import CAUTIONS
from analysis.stats.robustness.errors_in_variables import errors_in_variables
from analysis.stats.robustness.sensitivity import sensitivity
from analysis.stats.robustness.shapley import shapley_r2
from analysis.stats.robustness.specifications import specifications
from analysis.stats.robustness.wild_bootstrap import wild_cluster_bootstrap
from analysis.stats.robustness.worst_case import worst_case

YEARS = (2022, 2023)
REGIONS = ["north", "delta", "central", "highlands", "east", "mekong"]


def invented(*columns, years=YEARS, places=30, geography="63"):
    """Noise under the names asked for, in a panel of invented places."""
    random = np.random.default_rng(1)
    codes = [f"p{number:02}" for number in range(places)]
    index = pd.MultiIndex.from_product([codes, years], names=["code", "year"])
    data = pd.DataFrame({name: random.normal(size=len(index)) for name in columns}, index=index).reset_index()
    data["region"] = [REGIONS[int(code[1:]) % 6] for code in data["code"]]
    data["region_number"] = random.normal(size=len(data))
    data.attrs["geography"] = geography
    return data


def refused(reason, *words):
    return pytest.raises(Refusal, match=".*".join(words) or None, check=lambda error: error.reason == reason)


ESTIMATORS = {
    "ols": lambda data, y, x: models.ols(data, y, [x]),
    "region effects": lambda data, y, x: models.ols(data, y, [x], effects="region"),
    "region jackknife": lambda data, y, x: models.cluster_jackknife(data, y, [x], "region"),
    "pooled": lambda data, y, x: models.pooled(data, y, [x], "code", "year"),
    "between": lambda data, y, x: models.between(data, y, [x], "code", "year"),
    "random effects": lambda data, y, x: models.random_effects(data, y, [x], "code", "year"),
    "within": lambda data, y, x: models.within(data, y, [x], "code", "year"),
    "two-way": lambda data, y, x: models.two_way_fixed_effects(data, y, [x], "code", "year"),
    "differences": lambda data, y, x: models.first_differences(data, y, [x], "code", "year"),
    "mundlak": lambda data, y, x: models.mundlak(data, y, [x], "code", "year"),
    "bootstrap": lambda data, y, x: wild_cluster_bootstrap(data, y, [x], x, "region"),
    "grid": lambda data, y, x: specifications(data, y, x, []),
    "sensitivity": lambda data, y, x: sensitivity(data, y, [x], x),
    "worst case": lambda data, y, x: worst_case(data, y, [x], region="region"),
    "long differences": lambda data, y, x: models.long_differences(
        data, y, [x], "code", "year", start=2022, end=2023
    ),
    "fractional logit": lambda data, y, x: models.fractional_logit(as_share(data, y), y, [x]),
    "beta": lambda data, y, x: models.beta_regression(as_share(data, y), y, [x], inference="classical"),
    "generalised": lambda data, y, x: models.generalised_linear(data, y, [x], inference="classical"),
    "shapley": lambda data, y, x: shapley_r2(data, y, [x, "region_number"], draws=100),
    "errors in variables": lambda data, y, x: errors_in_variables(data, y, [x], reliability={x: 0.99}),
    "prediction": lambda data, y, x: cross_validate(
        data, y, [x], "code", models=["ridge"], number=3, repetitions=1, draws=100
    ),
    "examined": lambda data, y, x: examine(
        data[data["year"] == data["year"].max()], y, x, [], place="code", region="region"
    ),
    "examined within": lambda data, y, x: examine_panel(
        data, y, x, [], place="code", time="year", region="region"
    ),
}


def as_share(data, column):
    """The column between 0 and 1, under its name."""
    return data.assign(**{column: 1 / (1 + np.exp(-data[column]))})


@pytest.mark.parametrize("estimate", ESTIMATORS.values(), ids=ESTIMATORS)
def test_every_estimator_refuses_an_outcome_on_its_own_component(estimate):
    data = invented("dti_total", "dti_government", "free_one", "other")
    with refused("definitional_overlap", "built from the same figures", "dti_government_items"):
        estimate(data, "dti_total", "dti_government")
    estimate(data, "free_one", "other")


@pytest.mark.parametrize("estimate", list(ESTIMATORS.values())[:10], ids=list(ESTIMATORS)[:10])
def test_every_estimator_refuses_years_of_two_definitions(estimate):
    data = invented("papi_portal_use", "dti_infrastructure", years=(2022, 2023, 2024))
    with refused("definitions_differ", "'dti_infrastructure' does not measure the same in 2022, 2023, 2024"):
        estimate(data, "papi_portal_use", "dti_infrastructure")
    estimate(data[data["year"] < 2024], "papi_portal_use", "dti_infrastructure")
    estimate(
        guards.declare(data, across_definitions=["dti_infrastructure"]),
        "papi_portal_use",
        "dti_infrastructure",
    )


@pytest.mark.parametrize(
    ("outcome", "given"),
    [
        ("papi_e_governance", "papi_portal_use"),
        ("papi_portal_use", "papi_e_governance"),
        ("community_teams_per_1000_people", "community_teams"),
        ("community_teams_per_1000_people", "log_community_teams"),
        ("community_teams_per_1000_people", "population_thousand"),
        ("dti_total", "lag_dti_government"),
        ("dti_total", "dti_government_2023"),
        ("log_dti_total", "z_dti_government"),
        ("dti_total", "mean of dti_government"),
        ("portal766_total", "portal766_digitisation"),
        ("papi_portal_use", "lag_papi_portal_use"),
    ],
)
def test_parts_wholes_and_forms_of_one_score_are_refused(outcome, given):
    data = invented(outcome, given, "poverty_rate_pct")
    with refused("definitional_overlap"):
        models.ols(data, outcome, ["poverty_rate_pct", given])


def test_a_refusal_is_a_model_error_that_says_where_and_what_to_do():
    data = invented("urban_share_pct", "population_thousand")
    with pytest.raises(ModelError) as caught:
        models.ols(data, "urban_share_pct", ["population_thousand"])
    assert "outcome 'urban_share_pct', input 'population_thousand'" in str(caught.value)
    assert "Model the count instead" in str(caught.value)
    assert caught.value.reason in REFUSALS
    assert grade_of(caught.value) == Grade("X", ("definitional_overlap",))


def test_another_year_of_the_outcome_is_let_in_when_it_is_said():
    data = invented("papi_portal_use", "lag_papi_portal_use", "poverty_rate_pct")
    said = guards.declare(data, {"lag_papi_portal_use": None})
    found = models.first_differences(
        said, "papi_portal_use", ["lag_papi_portal_use", "poverty_rate_pct"], "code", "year"
    )
    assert found.terms.index.tolist()[1:] == ["lag_papi_portal_use", "poverty_rate_pct"]
    assert "indicators" not in data.attrs


def test_columns_of_other_names_are_bound_by_a_declaration_alone():
    data = invented("digital_index", "its_first_pillar", years=(2019, 2024))
    models.ols(data, "digital_index", ["its_first_pillar"])
    said = guards.declare(data, {"digital_index": "dti_total", "its_first_pillar": "dti_government"})
    with refused("definitional_overlap", "'digital_index' and 'its_first_pillar'"):
        models.ols(said, "digital_index", ["its_first_pillar"])
    said = guards.declare(data, {"digital_index": "dti_total"})
    with refused("definitions_differ", "'digital_index'", "2022–2023"):
        models.ols(said, "digital_index", ["its_first_pillar"])


@pytest.mark.parametrize(
    "options",
    [{"columns": {"nowhere": "dti_total"}}, {"columns": {"x": "dti_totl"}}, {"across_definitions": ["y"]}],
)
def test_a_declaration_of_what_is_not_there_is_refused(options):
    with pytest.raises(ModelError, match=r"Did you mean 'dti_total'|There are code"):
        guards.declare(invented("x"), **options)


def test_declarations_add_up_and_stay_with_rows_and_copies():
    data = guards.declare(invented("a", "b"), {"a": "dti_total"})
    data = guards.declare(data, {"b": "dti_government"}, across_definitions=["a"])
    for frame in (data, data[data["year"] == 2022], data.assign(c=1.0), data.sample(frac=1), data.dropna()):
        assert guards.indicators_of(frame, ["a", "b"]) == {"a": "dti_total", "b": "dti_government"}
        assert frame.attrs["across_definitions"] == ("a",)


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("papi_portal_use", "papi_portal_use"),
        ("log_population_thousand", "population_thousand"),
        ("log(population_thousand)", "population_thousand"),
        ("np.log(households)", "households"),
        ("lag2_dti_total", "dti_total"),
        ("dti_total_lag1", "dti_total"),
        ("standardised_dti_total", "dti_total"),
        ("z_log_population_thousand", "population_thousand"),
        ("change in dti_total", "dti_total"),
        ("mean of poverty_rate_pct", "poverty_rate_pct"),
        ("dti_total_2023", "dti_total"),
        ("dti_rank", "dti_rank"),
        ("mean_household_size", "mean_household_size"),
        ("households_with_teams", None),
        ("use", None),
        ("log_grdp", None),
        ("", None),
        (3, None),
    ],
)
def test_forms_of_a_name_are_seen_through_and_other_names_are_not(column, name):
    assert indicator_of(column) == name


def test_what_does_not_change_over_the_years_is_no_series():
    data = invented("papi_portal_use", "literacy_15plus_pct")
    with refused("definitions_differ", "no two years"):
        models.ols(data, "papi_portal_use", ["literacy_15plus_pct"])
    data["literacy_15plus_pct"] = data["code"].str[1:].astype(float)
    models.ols(data, "papi_portal_use", ["literacy_15plus_pct"])


def test_years_without_a_complete_row_do_not_count():
    data = invented("papi_portal_use", "dti_infrastructure", years=(2022, 2023, 2024))
    data.loc[data["year"] == 2024, "papi_portal_use"] = np.nan
    models.two_way_fixed_effects(data, "papi_portal_use", ["dti_infrastructure"], "code", "year")


def test_a_figure_of_the_year_before_is_judged_by_its_own_year():
    years = (2021, 2022, 2023)
    data = invented("urban_share_pct", "lag_papi_portal_use", years=years)
    models.ols(data, "urban_share_pct", ["lag_papi_portal_use"])
    data = invented("urban_share_pct", "lag_papi_portal_use", years=(2020, *years))
    with refused("definitions_differ", "2019, 2020"):
        models.ols(data, "urban_share_pct", ["lag_papi_portal_use"])


@pytest.mark.parametrize("kind", ["datetime", "period", "steps"])
def test_times_of_any_kind_are_read_and_steps_are_no_years(kind):
    data = invented("dti_total", "x", years=(2021, 2022, 2023)).rename(columns={"year": "t"})
    years = pd.to_datetime(data["t"].astype(str))
    data["t"] = {"datetime": years, "period": years.dt.to_period("Y"), "steps": data["t"] - 2020}[kind]
    if kind == "steps":
        models.ols(data, "dti_total", ["x"], time="t")
    else:
        with refused("definitions_differ"):
            models.ols(data, "dti_total", ["x"], time="t")


# Places of both geographies.


def test_rows_of_both_geographies_are_refused_however_they_came_together():
    former = invented("dti_total", "poverty_rate_pct", years=(2023,))
    in_force = invented("dti_total", "poverty_rate_pct", years=(2023,), geography="34")
    both = pd.concat([former.assign(geography="63"), in_force.assign(geography="34")])
    with refused("unit_systems_differ", "63, 34 places at once"):
        models.ols(both, "dti_total", ["poverty_rate_pct"])
    models.ols(both[both["geography"] == "34"], "dti_total", ["poverty_rate_pct"])


def test_former_provinces_beside_units_in_force_are_known_by_code_and_name():
    frames = [processed.panel(geography, years=[2023]) for geography in ("63", "34")]
    with refused("unit_systems_differ", "Former provinces and units in force"):
        models.ols(pd.concat(frames), "papi_portal_use", ["poverty_rate_pct"])
    for frame in frames:
        models.ols(frame, "papi_portal_use", ["poverty_rate_pct"])


def test_an_indicator_of_the_34_units_is_refused_among_the_63_provinces():
    data = invented("papi_portal_use", "portal2026_total", years=(2023,))
    with refused("unit_systems_differ", r"'portal2026_total' \(34\)"):
        models.ols(data, "papi_portal_use", ["portal2026_total"])
    data.attrs["geography"] = "34"
    models.ols(data, "papi_portal_use", ["portal2026_total"])


# Ratios with one denominator.


@pytest.mark.parametrize("name", ["ols", "two-way", "random effects", "mundlak", "differences"])
def test_ratios_with_one_denominator_are_let_in_with_a_caution(name):
    pair = ("community_teams_per_1000_people", "grdp_per_capita_million_vnd")
    data = invented(*pair)
    data = guards.declare(data, across_definitions=pair)
    found = ESTIMATORS[name](data, *pair)
    assert "shared_denominator" in found.cautions and "shared_denominator" in CAUTIONS
    assert (
        "shared_denominator"
        not in ESTIMATORS[name](data.rename(columns={pair[1]: "x"}), pair[0], "x").cautions
    )


def test_the_shared_denominator_of_two_columns_is_named():
    data = invented("community_teams_per_1000_people", "income")
    pair = ("community_teams_per_1000_people", "income")
    assert guards.shared_denominator(data, *pair) is None
    said = guards.declare(data, {"income": "grdp_per_capita_million_vnd"})
    assert guards.shared_denominator(said, *pair) == "population_thousand"


# Every estimator goes through the door.

ROOMS = Path(guards.__file__).parents[1]
ESTIMATING = ("models", "robustness", "evidence", "spatial", "prediction")
"""Rooms whose public functions take a frame, an outcome and inputs."""


def estimates(function):
    """Tell whether a public function takes a frame, an outcome and inputs."""
    names = [argument.arg for argument in function.args.args]
    return not function.name.startswith("_") and names[:2] == ["data", "outcome"] and len(names) > 2


@pytest.mark.parametrize(
    "path",
    [path for room in ESTIMATING for path in sorted((ROOMS / room).glob("*.py"))],
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)
def test_no_estimator_has_a_door_of_its_own(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    public = [node for node in tree.body if isinstance(node, ast.FunctionDef) and estimates(node)]
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    lets_in = any({"admit", "admit_every_subset"} & {name.name for name in node.names} for node in imports)
    rooms = tuple(f"analysis.stats.{room}" for room in ESTIMATING)
    passed_on = any((node.module or "").startswith(rooms) for node in imports)
    assert not public or lets_in or passed_on, f"{public[0].name}: call guards.admit on the frame"
