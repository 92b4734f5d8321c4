"""What the page on robustness shows: the declared grid, the readings, and sentences that follow from both."""

import numpy as np
import pandas as pd
import pytest

from analysis.data import processed
from analysis.data.amounts import in_logarithms
from analysis.report.language import Language
from analysis.report.pages.robustness import robustness_exhibits, robustness_findings
from analysis.report.pages.robustness.declared_grid import CONTROLS, EFFECTS, declared_grid
from analysis.report.pages.robustness.readings import Readings
from analysis.stats import guards
from analysis.stats.models import ols

USE, ACCESS = "papi_portal_use", "papi_internet_access"
YEARS = (2020, 2021, 2022, 2023, 2024)
HELD = ["poverty_rate_pct", "grdp_per_capita_million_vnd", "population_thousand"]
ENGLISH = Language("en")


@pytest.fixture(scope="module")
def panel():
    return processed.panel("63", years=YEARS)


@pytest.fixture(scope="module")
def grid(panel):
    return declared_grid(panel, USE, ACCESS)


def shuffled(panel):
    """The panel with use handed to other provinces: nothing is left to find."""
    found = panel.assign(**{USE: np.random.default_rng(5).permutation(panel[USE].to_numpy())})
    found.attrs.update(panel.attrs)
    return found


def test_the_grid_is_every_combination_of_what_is_declared(grid):
    assert grid.controls == CONTROLS
    assert len(grid.found.table) == len(grid.samples) * len(EFFECTS) * 2 ** len(CONTROLS)
    assert not grid.found.table[["sample", "controls", "effects"]].duplicated().any()


def test_a_specification_of_the_grid_is_the_model_it_names(panel, grid):
    row = grid.found.table.query("sample == 'cities'").sample(1, random_state=2).iloc[0]
    places = processed.places("63")
    data = guards.declare(in_logarithms(panel, CONTROLS), across_definitions=CONTROLS)
    data = data[~data["code"].isin(places.loc[places["kind"] == "city", "code"])]
    alone = ols(
        data, USE, [ACCESS, *row["controls"]], effects=row["effects"], inference="cluster", cluster="code"
    )
    assert row["estimate"] == pytest.approx(alone.term(ACCESS)["estimate"], rel=1e-8)
    assert row["n"] == alone.n


def test_every_specification_makes_one_choice_of_each_kind(grid):
    choices = grid.choices(ENGLISH)
    kinds = choices.columns.get_level_values(0).unique()
    for kind in kinds[:2]:
        assert (choices[kind].sum(axis=1) == 1).all()
    assert (choices[kinds[2]].sum(axis=1) > 0).all()


def test_what_is_built_from_the_same_figures_stays_out(panel):
    found = declared_grid(panel, "papi_e_governance", "papi_transparency", ["papi_portal_use", *HELD])
    assert found.controls == tuple(HELD)


def test_readings_differ_in_what_they_vary_and_say_who_was_asked():
    found = Readings(USE, ACCESS, HELD, YEARS).all()
    by_label = {one.label(ENGLISH): one for one in found}
    assert {one.geography for one in found} == {"63", "34"}
    assert by_label["condition as asked the year before"].apart
    assert by_label["condition: Households with a computer"].apart
    assert not by_label["change from year to year"].apart
    assert by_label["34 units in force"].result.units <= 34
    assert all(one.result is not None for one in found)


def test_a_reading_that_cannot_be_estimated_says_why_and_stays_in_the_table():
    found = Readings(USE, ACCESS, HELD, (2023, 2024)).all()
    before = next(one for one in found if one.label(ENGLISH) == "condition as asked the year before")
    assert before.result is None
    assert before.refusal
    table = robustness_exhibits.readings_table(found, ENGLISH, source=None)
    assert len(table.data) == len(found)


def test_when_the_association_vanishes_the_sentence_says_so(panel, grid):
    said = robustness_findings.specifications_agree(grid, USE, ACCESS, YEARS, 63).sentence(ENGLISH)
    nothing = declared_grid(shuffled(panel), USE, ACCESS)
    instead = robustness_findings.specifications_agree(nothing, USE, ACCESS, YEARS, 63).sentence(ENGLISH)
    share = "{}% of the intervals exclude zero"
    assert share.format(round(100 * grid.found.excludes_zero_share)) in said
    assert nothing.found.excludes_zero_share < 0.5 < grid.found.excludes_zero_share
    assert share.format(round(100 * nothing.found.excludes_zero_share)) in instead


def test_the_sentence_on_sources_counts_both_kinds_of_readings(monkeypatch):
    found = Readings(USE, ACCESS, HELD, YEARS).all()
    said = robustness_findings.sources_decide(found, USE, ACCESS).sentence
    clear = [one.row["low"] > 0 or one.row["high"] < 0 for one in found]
    apart = pd.Series([one.apart for one in found])
    assert f"of {apart.sum()} in which" in said(ENGLISH)
    assert f"{int(pd.Series(clear)[apart].sum())} do." in said(ENGLISH)
    real = processed.panel
    monkeypatch.setattr(processed, "panel", lambda *a, **k: shuffled(real(*a, **k)))
    instead = robustness_findings.sources_decide(Readings(USE, ACCESS, HELD, YEARS).all(), USE, ACCESS)
    assert instead.sentence(ENGLISH) != said(ENGLISH)
