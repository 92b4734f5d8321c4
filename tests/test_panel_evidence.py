"""An association within places over years: what it is made of, and its grade."""

import numpy as np
import pandas as pd
import pytest

from analysis.stats.evidence.power import detectable_term
from analysis.stats.evidence.within_places import examine_panel
from analysis.stats.models import two_way_fixed_effects


@pytest.fixture
def years():
    """Thirty places in six regions over five years; the outcome moves with ``x``, not with ``none``."""
    random = np.random.default_rng(17)
    grid = pd.MultiIndex.from_product([range(30), range(2020, 2025)], names=["code", "year"])
    rows = grid.to_frame(index=False)
    rows["region"] = rows["code"] % 6
    rows[["x", "none", "control", "error"]] = random.normal(size=(150, 4))
    rows["y"] = 0.8 * rows["x"] + rows["code"] / 10 + rows["error"]
    return rows


def _examine(years, term, **options):
    return examine_panel(years, "y", term, ["control"], place="code", time="year", region="region", **options)


def test_an_association_within_places_can_be_strong(years):
    found = _examine(years, "x")
    assert found.grade.letter == "A"
    direct = two_way_fixed_effects(years, "y", ["x"], "code", "year")
    assert found.by_place.term("x")["low"] == direct.term("x")["low"]
    assert found.by_region.term("x")["df"] == 5
    p_values = [result.term("x")["p_value"] for result in (found.by_place, found.by_region)]
    assert found.worst.term("x")["p_value"] == max(p_values)
    assert found.specifications.table["controls"].tolist() == [(), ("control",)]


def test_one_survey_costs_a_grade(years):
    assert _examine(years, "x", same_survey=True).grade.reasons == ("same_survey",)


def test_nothing_found_says_what_could_have_been(years):
    found = _examine(years, "none")
    assert found.grade.letter == "D"
    models = (found.by_place, found.by_region)
    assert found.detectable == max(detectable_term(model, "none") for model in models)


def test_when_the_association_vanishes_so_does_the_grade(years):
    gone = years.assign(y=years["error"])
    assert _examine(gone, "x").grade.letter == "D"
