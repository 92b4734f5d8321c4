"""The simulated data set: national marks, determinism, hazards that do what they say, known effects found."""

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pandas as pd
import pytest
from scipy.special import logit

from analysis.data import dataset, matching, processed, trace
from analysis.data.indicators import comparable_runs, indicators, same_definition
from analysis.data.merger import former_provinces
from analysis.data.provinces import neighbours
from analysis.data.simulation import (
    COUNTS,
    INDICATORS,
    INPUTS,
    WORLDS,
    YEARS,
    Settings,
    courses,
    marks,
    simulate,
)
from analysis.data.simulation.circumstances import circumstances
from analysis.data.simulation.draws import Draws
from analysis.data.simulation.marks import SCALES, meeting
from analysis.data.simulation.model import FIRST_YEAR, country
from analysis.data.unknown import UnknownName

TEAMS = "community_teams_per_1000_people"
USE = "online_dossier_share_pct"


@pytest.fixture(autouse=True)
def afresh():
    processed.forget_reads()
    yield
    processed.forget_reads()


@pytest.fixture(scope="module")
def panels():
    return {
        (world, geography): simulate(world, geography=geography).panel
        for world in WORLDS
        for geography in ("63", "34")
    }


# The national marks.


def weights(panel, over):
    """What a place weighs in a national figure, as far as the panel shows it."""
    persons = panel["population_thousand"]
    return {
        "persons": persons,
        "adults": persons,
        "households": persons,
        "spending": persons * panel["grdp_per_capita_million_vnd"] ** 0.5,
        "dossiers": panel["dossiers_received"],
        "places": pd.Series(1.0, index=panel.index),
    }[over]


def national(panel, course):
    figures = panel[course.variable]
    if course.over == "total":
        return figures.groupby(panel["year"]).sum()
    weight = weights(panel, course.over)
    return (figures * weight).groupby(panel["year"]).sum() / weight.groupby(panel["year"]).sum()


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("geography", ["63", "34"])
def test_every_world_meets_every_national_figure(panels, world, geography):
    for course in courses().values():
        if geography == "34" and course.over == "places":
            continue  # a mean of places is another one when places are merged
        found = national(panels[world, geography], course)
        wanted = course.at(found.index)
        if course.variable == "community_teams":
            wanted = np.where(found.index < 2021, 0, wanted)  # before the first team
        assert np.abs(found - wanted).max() <= course.tolerance, course.variable


def test_a_course_runs_through_its_marks():
    for course in courses().values():
        for mark in course.marks:
            assert course.at([mark.year])[0] == pytest.approx(mark.figure)
    assert courses()["community_teams"].at([2025])[0] == pytest.approx(93524 * np.exp(0.03))
    between = courses()["community_teams"].at([2022])[0]
    assert 8000 < between < 76905


def computed(mark):
    """A computed mark once more, from the published figures of the places."""
    geography = "34" if mark.variable == "dossiers_received" else "63"
    figures = processed.values(mark.indicator, geography, mark.year)
    if mark.rule == "mean over places":
        return figures.mean()
    if mark.rule == "mean over persons":
        return np.average(figures, weights=processed.values("population_thousand", "63", mark.year))
    if mark.rule == "share":
        parts = [
            processed.values(name, "63", mark.year).sum()
            for name in ("urban_population_thousand", "population_thousand")
        ]
        return 100 * parts[0] / parts[1]
    assert mark.rule == "sum"
    return figures.sum()


@pytest.mark.parametrize("mark", marks(), ids=lambda mark: f"{mark.variable}-{mark.year}")
def test_every_mark_is_what_its_source_says(mark):
    if mark.kind == "assumed":
        assert not mark.source and set(mark.note) == {"en", "vi"}
        return
    if mark.kind == "computed":
        assert mark.figure == pytest.approx(computed(mark), rel=2e-3)
        held = processed.observations(mark.indicator)["source"].dropna()
        assert mark.source.split("/")[0] in {*held, "gso"}
        return
    printed = processed.reported().query("indicator == @mark.indicator")
    if mark.variable == "full_online_dossier_share_pct":  # quoted in the notes of single provinces
        assert printed["note"].str.contains(f"total {mark.figure}%", regex=False).any()
        return
    row = printed[(printed["geography"] == "VN") & (printed["year"] == mark.year)].iloc[0]
    assert row["value"] == mark.figure
    assert (row["kind"] == "guideline") == (mark.kind == "guideline")


# What is in the panel.


def test_the_panel_has_every_place_year_and_indicator(panels):
    for (_, geography), panel in panels.items():
        places = processed.places(geography)
        assert list(panel.columns[:4]) == ["code", "name", "region", "year"]
        assert set(panel.columns[4:]) == {*INDICATORS, *COUNTS}
        assert set(INDICATORS) <= set(indicators())
        assert len(panel) == len(places) * len(YEARS)
        assert not panel.drop(columns="region").isna().any(axis=None)
        named = panel.drop_duplicates("code").set_index("code")[["name", "region"]]
        pd.testing.assert_frame_equal(named, places.set_index("code")[["name", "region"]], check_like=True)
        assert panel.attrs == {"geography": geography, "simulated": True}


def test_shares_and_counts_are_possible_and_agree(panels):
    for panel in panels.values():
        for name in panel.columns[4:]:
            assert (panel[name] >= 0).all()
            if name.endswith("_pct"):
                assert (panel[name] <= 100).all()
        assert panel["papi_portal_use"].between(1 / 3, 10 / 3).all()
        assert panel["dti_government"].between(0, 1).all()
        received, online, full = (panel[name] for name in COUNTS)
        assert (full <= online).all() and (online <= received).all()
        assert {str(dtype) for dtype in panel[[*COUNTS, "community_teams"]].dtypes} == {"int64"}
        np.testing.assert_allclose(panel[USE], 100 * online / received, rtol=1e-12)
        np.testing.assert_allclose(panel["full_online_dossier_share_pct"], 100 * full / received, rtol=1e-12)
        per_thousand = panel["community_teams"] / panel["population_thousand"]
        np.testing.assert_allclose(panel[TEAMS], per_thousand, rtol=1e-12)


def test_the_units_in_force_are_the_provinces_merged():
    former, unit = (simulate("mixed", geography=name).panel for name in ("63", "34"))
    former, unit = (
        former[former["year"] == 2024].set_index("code"),
        unit[unit["year"] == 2024].set_index("code"),
    )
    for code, codes in former_provinces().items():
        parts = former.loc[list(codes)]
        assert unit.loc[code, "dossiers_received"] == parts["dossiers_received"].sum()
        assert unit.loc[code, "community_teams"] == parts["community_teams"].sum()
        assert unit.loc[code, "dti_government"] == pytest.approx(parts["dti_government"].mean())
        by_persons = np.average(parts["papi_portal_use"], weights=parts["population_thousand"])
        assert unit.loc[code, "papi_portal_use"] == pytest.approx(by_persons)
        share = unit.loc[code, "smartphone_share_pct"]
        assert parts["smartphone_share_pct"].min() <= share <= parts["smartphone_share_pct"].max()


def test_no_published_figure_of_a_place_is_carried_over():
    drawn = processed.observations(dataset="simulated").set_index(["geography", "code", "year", "indicator"])
    known = processed.observations(dataset="published").set_index(["geography", "code", "year", "indicator"])
    pairs = pd.concat({"drawn": drawn["value"], "known": known["value"]}, axis=1).dropna()
    assert len(pairs) > 1000
    alike = np.isclose(pairs["drawn"], pairs["known"], rtol=1e-4)
    assert alike.mean() < 0.002


# The same seed, the same figures.


def test_the_same_seed_gives_the_same_figures():
    first, again, other = simulate(seed=5), simulate(seed=5), simulate(seed=6)
    pd.testing.assert_frame_equal(first.panel, again.panel)
    pd.testing.assert_frame_equal(first.truth.panel, again.truth.panel)
    assert not np.isclose(first.panel[USE], other.panel[USE]).any()


def test_a_year_does_not_depend_on_the_years_asked_for():
    few, many = simulate(years=[2021, 2023]).panel, simulate(years=range(2020, 2031)).panel
    kept = many[many["year"].isin([2021, 2023])].reset_index(drop=True)
    pd.testing.assert_frame_equal(few, kept)


def test_worlds_of_one_seed_share_what_they_do_not_change():
    plain, shocked = (simulate(world, seed=3).panel for world in ("plain", "region_shocks"))
    for name in ("population_thousand", "grdp_per_capita_million_vnd", "dossiers_received"):
        np.testing.assert_array_equal(plain[name], shocked[name])
    assert not np.isclose(plain[USE], shocked[USE]).all()


def test_settings_cannot_be_changed_and_must_make_sense():
    with pytest.raises(FrozenInstanceError):
        WORLDS["plain"].targeting = 1.0
    for wrong in ({"confounding": -1}, {"spatial": 1.0}, {"never": -0.1}, {"precision": 0}):
        with pytest.raises(ValueError, match="a strength is 0 or more"):
            Settings(**wrong)
    assert WORLDS["null"].effects == dict.fromkeys(INPUTS, 0.0)
    assert WORLDS["confounded"].without_effects().confounding == 1.0


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"settings": "plane"}, "did you mean plain"),
        ({"geography": "36"}, "known: 63, 34"),
        ({"years": [2019]}, "simulated year 2019"),
    ],
)
def test_what_cannot_be_simulated_is_named(wrong, message):
    with pytest.raises(UnknownName, match=message):
        simulate(wrong.pop("settings", "plain"), **wrong)


# The hazards and the known effects.

SEEDS = range(20)


def drawn(settings, seed):
    draws = Draws(seed, len(YEARS))
    around = circumstances(draws, YEARS, settings.spatial)
    return around, country(settings, draws, YEARS, around)


def without_means(values):
    """Values less the means of places and years, years × places."""
    return values - values.mean(0, keepdims=True) - values.mean(1, keepdims=True) + values.mean()


def observed(found):
    """The empirical logit of the online share, years × places."""
    return logit((found.online + 0.5) / (found.received + 1))


def least_squares(rows, y, groups):
    """Coefficients with standard errors clustered by group."""
    inverse = np.linalg.inv(rows.T @ rows)
    found = inverse @ rows.T @ y
    scores = rows * (y - rows @ found)[:, None]
    sums = np.array([scores[groups == group].sum(axis=0) for group in np.unique(groups)])
    count = len(sums)
    return found, np.sqrt(np.diag(inverse @ (sums.T @ sums) @ inverse) * count / (count - 1))


def within(found):
    """Two-way fixed effects of use on the recorded inputs, errors by place."""
    rows = np.stack([without_means(found.recorded[name]).ravel() for name in INPUTS], axis=1)
    places = np.tile(np.arange(63), len(YEARS))
    return least_squares(rows, without_means(observed(found)).ravel(), places)


def across(around, found, year=4):
    """One year across places, with the circumstances as controls."""
    controls = [around.log_grdp[year], around.indicators["urban_share_pct"][year]]
    inputs = [found.recorded[name][year] for name in INPUTS]
    rows = np.column_stack([*inputs, *controls, np.ones(63)])
    estimate, error = least_squares(rows, observed(found)[year], np.arange(63))
    return estimate[: len(INPUTS)], error[: len(INPUTS)]


def study(settings):
    """Bias and coverage of both designs, by input."""
    truth = np.array([settings.effects[name] for name in INPUTS])
    draws = [drawn(settings, seed) for seed in SEEDS]
    fits = {"within": [within(f) for _, f in draws], "across": [across(a, f) for a, f in draws]}
    found = {}
    for design, pairs in fits.items():
        estimates, errors = (np.array(part) for part in zip(*pairs, strict=True))
        covered = np.abs(estimates - truth) <= 2 * errors
        spread = estimates.std(axis=0, ddof=1) / np.sqrt(len(pairs))
        found[design] = {"bias": estimates.mean(axis=0) - truth, "mc": spread, "covers": covered.mean(axis=0)}
    return found


def test_the_known_effects_are_found_in_the_plain_world():
    found = study(WORLDS["plain"])
    for design in ("within", "across"):
        assert (np.abs(found[design]["bias"]) < 3.5 * found[design]["mc"]).all(), design
        assert found[design]["covers"].mean() > 0.88


def test_nothing_is_found_where_nothing_is():
    found = study(WORLDS["null"])["within"]
    assert (np.abs(found["bias"]) < 3.5 * found["mc"]).all()
    assert found["covers"].mean() > 0.88


def test_unseen_capacity_misleads_across_places_and_not_within_them():
    found = study(WORLDS["confounded"])
    assert (found["across"]["bias"] > 3.5 * found["across"]["mc"]).all()
    assert found["across"]["covers"].mean() < 0.75
    assert (np.abs(found["within"]["bias"]) < 3.5 * found["within"]["mc"]).all()


def test_targeting_misleads_and_shows_in_the_uptake_of_the_year_before():
    settings = WORLDS["targeted"].without_effects()
    found = study(settings)
    teams = INPUTS.index(TEAMS)
    assert found["across"]["bias"][teams] < -3.5 * found["across"]["mc"][teams]
    assert found["within"]["bias"][teams] > 3.5 * found["within"]["mc"][teams]
    _, one = drawn(settings, 1)
    started = one.start == 2021
    assert observed(one)[0][started].mean() < observed(one)[0][~started].mean() - 0.3


def test_error_in_the_records_weakens_what_is_found():
    found = study(WORLDS["misrecorded"])["within"]
    truth = np.array(list(WORLDS["plain"].effects.values()))
    assert (found["bias"] < -0.25 * truth).all()
    assert found["covers"][INPUTS.index(TEAMS)] < 0.3


def test_region_shocks_make_places_of_a_region_alike_and_errors_by_place_too_small():
    def alike(settings):
        shares = []
        for seed in SEEDS[:8]:
            _, found = drawn(settings, seed)
            moved = without_means(logit(found.share / 100))
            between = pd.DataFrame(moved.T).groupby(Draws(seed, 1).regions).transform("mean").to_numpy()
            shares.append(between.var() / moved.var())
        return np.mean(shares)

    assert alike(WORLDS["region_shocks"]) > 1.8 * alike(WORLDS["plain"])
    assert study(WORLDS["region_shocks"])["within"]["covers"].mean() < 0.85


def test_neighbours_are_alike_where_the_settings_say_so():
    def moran(spatial):
        draws = Draws(4, 1)
        values = pd.Series(draws.among_neighbours("place", spatial), index=draws.codes)
        pairs = neighbours("63")
        return np.corrcoef(values[pairs["code_a"]], values[pairs["code_b"]])[0, 1]

    assert moran(0.9) > moran(0.0) + 0.3


def test_teams_start_place_by_place_and_never_before_the_first_year():
    found = simulate("plain")
    start, panel = found.truth.places["start"], found.panel
    assert set(start.dropna()) == {2021, 2022, 2023, 2024}
    assert 3 <= start.isna().sum() <= 8
    first = panel[panel["community_teams"] > 0].groupby("code")["year"].min()
    pd.testing.assert_series_equal(first.astype("Int64"), start.dropna(), check_names=False)
    assert found.truth.places["start"].isna().sum() == 63 - len(first)


def test_the_truth_is_what_the_records_stray_from():
    plain, wrong = simulate("plain"), simulate("misrecorded")
    for name in INPUTS[1:]:
        np.testing.assert_allclose(plain.panel[name], plain.truth.panel[name], rtol=1e-9)
        assert not np.isclose(wrong.panel[name], wrong.truth.panel[name], rtol=1e-3).all()
    np.testing.assert_allclose(plain.panel[TEAMS], plain.truth.panel[TEAMS], atol=0.002)
    assert plain.truth.effects == WORLDS["plain"].effects
    share = plain.truth.panel[USE] / 100
    points = 100 * plain.truth.effects[TEAMS] * (share * (1 - share)).mean()
    assert plain.truth.points[TEAMS] == pytest.approx(points)


def test_an_effect_can_be_turned_off_alone():
    settings = replace(WORLDS["plain"], community_teams_per_1000_people=0.0)
    assert settings.effects[TEAMS] == 0 and settings.effects["smartphone_share_pct"] > 0
    assert YEARS[0] == FIRST_YEAR


# Read as the published data set is read.


def test_readers_give_the_simulated_figures_when_asked():
    panel = processed.panel("63", years=[2023, 2024], dataset="simulated")
    whole = simulate().panel
    wanted = whole[whole["year"].isin([2023, 2024])].reset_index(drop=True)
    pd.testing.assert_frame_equal(panel, wanted)
    values = processed.values(USE, "34", 2025, dataset="simulated")
    assert len(values) == 34 and values.notna().all() and values.attrs["simulated"]
    section = processed.cross_section(TEAMS, dataset="simulated")
    assert set(section["year"]) == {2025} and section.attrs["simulated"]
    rows = processed.observations(USE, "63", dataset="simulated")
    assert set(rows["origin"]) == {"simulated"} and rows["line"].isna().all()
    other = processed.panel("63", dataset="simulated", seed=7)
    assert not np.isclose(other[USE], processed.panel("63", dataset="simulated")[USE]).any()


def test_published_figures_stay_what_they_are():
    before = processed.panel("63")
    processed.panel("63", dataset="simulated")
    pd.testing.assert_frame_equal(processed.panel("63"), before)
    assert "simulated" not in before.attrs
    assert "simulated" not in processed.values("papi_portal_use", "63", 2024).attrs


def test_the_data_set_in_use_is_what_every_reader_gives():
    dataset.use("simulated", seed=11)
    drawn_here = simulate(seed=11).panel
    year = drawn_here[drawn_here["year"] == 2023].set_index("code")
    found = matching.matched([USE, TEAMS], 2023)
    np.testing.assert_array_equal(found.table[TEAMS], year[TEAMS])
    assert found.years == {USE: (2023,), TEAMS: (2023,)}
    assert comparable_runs(USE) == ((2020, 2025),) and same_definition("poverty_rate_pct", 2020, 2024)
    assert set(processed.reported()["variable"].unique()) >= {"smartphone_share_pct", "community_teams"}
    dataset.use("published")
    assert comparable_runs(USE) == ()


def test_what_nobody_published_has_no_targets_and_no_source():
    dataset.use("simulated")
    with pytest.raises(UnknownName, match="data set with targets simulated; known: published"):
        processed.targets()
    with pytest.raises(trace.NoSource, match="drawn from a model and has no source"):
        trace.trace("papi_portal_use", "01", 2024)
    with pytest.raises(UnknownName, match="simulated indicator dti_total"):
        processed.observations("dti_total")


def test_what_was_read_is_not_forgotten():
    assert dataset.simulated() is None
    processed.panel("63", dataset="simulated", seed=3)
    assert dataset.simulated() == dataset.Dataset("simulated", 3)
    assert not dataset.in_use().is_simulated
    processed.forget_reads()
    assert dataset.simulated() is None


@pytest.mark.parametrize("variable", sorted(courses()))
def test_national_figures_are_met_on_the_step_that_halving_finds(variable):
    scale, course = SCALES[courses()[variable].scale], courses()[variable]
    random, years = np.random.default_rng(7), [2016, 2020, 2024]
    for spread in (0.1, 3.0):
        line, weights = random.normal(-1, spread, (3, 63)), random.uniform(1, 900, (3, 63))
        share = weights / weights.sum(axis=1, keepdims=True) if course.over != "total" else weights
        low, high = np.full((3, 1), -40.0), np.full((3, 1), 40.0)
        for _ in range(48):
            middle = (low + high) / 2
            over = (share * scale.to_unit(line + middle)).sum(axis=1, keepdims=True) > course.at(years)[
                :, None
            ]
            low, high = np.where(over, low, middle), np.where(over, middle, high)
        assert (meeting(variable, years, line, weights) == scale.to_unit(line + high)).all()
