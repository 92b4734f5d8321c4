"""The share of places that met a target lies between what is certain and what is possible."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.errors import ModelError
from analysis.stats.targets.attainment import attainment


def figures(*rows):
    return pd.DataFrame(rows, columns=["figure_code", "figure_date", "verdict"])


def test_the_latest_figure_of_a_place_counts():
    rows = figures(
        ("36", "2022-11", "met"),
        ("36", "2022-06-10", "not_met"),
        ("14", "2022", "not_met"),
        ("10", None, "met"),
    )
    found = attainment(rows, places=4)
    assert (found.met, found.not_met, found.not_known) == (2, 1, 1)
    assert (found.low, found.high) == (50, 75)


def test_an_undated_figure_gives_way_to_a_dated_one():
    assert attainment(figures(("70", "2023-07", "not_met"), ("70", None, "met")), places=1).met == 0


def test_without_figures_everything_is_possible():
    found = attainment(figures(), places=63)
    assert (found.not_known, found.low, found.high) == (63, 0, 100)


def test_more_places_than_the_target_holds_for_are_refused():
    with pytest.raises(ModelError, match="2 places have figures"):
        attainment(figures(("01", "2022", "met"), ("02", "2022", "met")), places=1)


@given(st.lists(st.sampled_from(["met", "not_met", "not_known"]), max_size=20), st.integers(20, 63))
def test_bounds_hold_whatever_the_unknown_places_did(verdicts, places):
    found = attainment(figures(*((str(k), "2022", v) for k, v in enumerate(verdicts))), places)
    assert found.met + found.not_met + found.not_known == places
    assert 0 <= found.low <= found.high <= 100
    assert found.high - found.low == pytest.approx(100 * found.not_known / places)
