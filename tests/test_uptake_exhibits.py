"""Inequality, movement and neighbours on the profile of use: figures, and sentences that follow from them."""

import numpy as np
import pandas as pd
import pytest

from analysis.data import processed
from analysis.data.matching import matched
from analysis.report.language import Language
from analysis.report.pages.uptake import uptake_exhibits, uptake_findings
from analysis.report.tables import SourceLine
from analysis.stats import spatial
from analysis.stats.describe.movement import movement
from analysis.stats.describe.rank_movement import rank_movement

USE, YEARS = "papi_portal_use", (2020, 2024)
CODES = processed.places("63")["code"].to_list()
NOISE = 0.05


@pytest.fixture(scope="module")
def found():
    return uptake_exhibits.inequality(1)


@pytest.fixture(params=["vi", "en"])
def language(request):
    return Language(request.param)


@pytest.fixture
def english():
    return Language("en")


def mean_difference(values, weights):
    """Gini by its definition: half the mean difference of all pairs, over the mean."""
    share = weights / weights.sum()
    pairs = np.abs(values[:, None] - values[None, :]) * np.outer(share, share)
    return pairs.sum() / (2 * (share * values).sum())


@pytest.mark.parametrize(("name", "geography", "year"), uptake_exhibits.SHARES)
def test_inequality_is_that_of_all_pairs_once_and_by_people(found, name, geography, year):
    section = matched([name, uptake_exhibits.POPULATION], year, geography).table.dropna(subset=[name])
    values, people = section[name].to_numpy(), section[uptake_exhibits.POPULATION].to_numpy()
    row = found.loc[name]
    assert row["gini"] == pytest.approx(mean_difference(values, np.ones(len(values))))
    assert row["gini_people"] == pytest.approx(mean_difference(values, people))
    assert row["low"] < row["gini"] < row["high"]
    assert row["rest"] == pytest.approx(mean_difference(100 - values, np.ones(len(values))))


def test_regions_count_only_where_every_place_lies_in_one(found, language):
    assert found["between"].isna().tolist() == [True, True, True, True, False]
    assert 0 < found["between"].iloc[-1] < 100
    table = uptake_exhibits.inequality_table(found, language)
    assert len(table.data) == len(uptake_exhibits.SHARES)


def test_the_sentence_on_inequality_gives_both_ginis_and_the_other_side(found, language):
    said = uptake_findings.unequal_shares(found).sentence(language)
    row = found.loc[uptake_exhibits.PAID]
    for figure in (row["gini"], row["gini_people"], row["rest"]):
        assert language.number(figure, 2) in said


def panel_in_which(moving):
    """Figures of two years: all rise alike but for one place, and noise."""
    random = np.random.default_rng(3)
    levels = random.normal(1, 0.3, len(CODES))
    frames = []
    for year, shift in zip(YEARS, (0.0, 0.2), strict=True):
        figures = levels + shift + random.normal(0, NOISE, len(CODES))
        figures[5] += moving * (year == YEARS[1])
        frames.append(pd.DataFrame({"code": CODES, "year": year, USE: figures}))
    frames[1].loc[9, USE] = np.nan
    return pd.concat(frames)


def moved_in(panel):
    apart = movement(panel, USE, *YEARS, std_errors=NOISE, relative=True)
    return apart, rank_movement(panel, USE, *YEARS, std_errors=NOISE, draws=400)


def test_a_place_that_moved_beside_the_others_is_named_and_else_none(english):
    apart, ranks = moved_in(panel_in_which(0.5))
    name = english.place(CODES[5])
    assert name in uptake_findings.moved_names(apart, USE, "63", english)
    said = uptake_findings.places_moved(apart, ranks, USE, YEARS).sentence(english)
    assert f", {apart.published} of 62 places" in said and apart.published > 0
    apart, ranks = moved_in(panel_in_which(0.0))
    assert name not in uptake_findings.moved_names(apart, USE, "63", english)
    finding = uptake_findings.places_moved(apart, ranks, USE, YEARS)
    assert "none of 62 places" in finding.sentence(english)
    assert (finding.value, finding.n) == (0, 62)


def test_the_table_of_movement_has_every_place_with_both_years_and_intervals_of_ranks(language):
    apart, ranks = moved_in(panel_in_which(2.0))
    table = uptake_exhibits.moved_table(
        apart, ranks, USE, language, years=YEARS, geography="63", source=SourceLine.written("x", language)
    )
    assert len(table.data) == 62 and CODES[9] not in table.data.index
    assert table.data["change"].is_monotonic_decreasing
    assert (table.data["places_up_low"] <= table.data["places_up_high"]).all()
    assert table.data["p_moved"].iloc[0] > 90


@pytest.fixture(scope="module")
def near():
    return spatial.default_weights("63")


def alike(near, *, shuffled):
    """A figure that spreads over borders, or the same figures dealt out at random."""
    random = np.random.default_rng(2)
    values = random.normal(size=len(CODES))
    for _ in range(4):
        values = values + near[0].matrix @ values
    if shuffled:
        values = random.permutation(values)
    return pd.Series(values, index=CODES, name=USE)


def test_neighbours_are_said_to_be_alike_only_where_they_are(near, language):
    words = {"en": ("were alike", "cannot be told"), "vi": ("giống nhau về", "chưa thể nói")}[language.code]
    found = spatial.moran(alike(near, shuffled=False), near, permutations=199)
    assert words[0] in uptake_findings.neighbours_alike(found, USE, 2024).sentence(language)
    found = spatial.moran(alike(near, shuffled=True), near, permutations=199)
    said = uptake_findings.neighbours_alike(found, USE, 2024).sentence(language)
    assert words[1] in said
    assert language.number(uptake_findings.smallest_likeness(found.iloc[0]), 2) in said


def test_one_matrix_that_says_otherwise_is_enough_to_say_nothing(near, english):
    found = spatial.moran(alike(near, shuffled=False), near, permutations=199)
    found.loc[near[2].name, "p_value"] = 0.06
    assert "cannot be told" in uptake_findings.neighbours_alike(found, USE, 2024).sentence(english)


def test_the_table_of_neighbours_has_a_row_a_year_and_a_pair_of_columns_a_matrix(near, language):
    found = {year: spatial.moran(alike(near, shuffled=year == 2021), near, permutations=99) for year in YEARS}
    table = uptake_exhibits.alike_table(found, USE, language, source=SourceLine.written("x", language))
    assert table.data.index.tolist() == ["2020", "2024"]
    assert len(table.columns) == 2 * len(near) + 1


def test_clusters_are_listed_by_kind_or_said_not_to_be_there(language):
    table = pd.DataFrame({"cluster": ["high-high", None, "low-low"]}, index=CODES[:3])
    said = uptake_findings.clusters_said(table, 2024, "63", language)
    assert language.place(CODES[0]) in said and language.place(CODES[2]) in said
    assert language.place(CODES[1]) not in said
    nothing = uptake_findings.clusters_said(table.iloc[[1]], 2024, "63", language)
    assert language.place(CODES[1]) not in nothing and "2024" in nothing
