"""Which reported figures of one place cannot stand side by side without a word."""

import pytest

from analysis.data.disagreement import differ, disagreeing


def figure(value, year=2024, unit="percent", **more):
    plain = {"geography": "63", "code": "48", "indicator": "x", "reason": "only_figure"}
    return plain | {"value": value, "year": year, "unit_id": unit} | more


@pytest.mark.parametrize(
    ("a", "b", "unit", "apart"),
    [
        (58.89, 66, "percent", True),
        (60, 58, "percent", False),
        (60, 57.9, "percent", True),
        (1658, 1646, "teams", False),
        (1000, 950, "teams", False),
        (1000, 949, "teams", True),
        (630, 2000, "teams", True),
    ],
)
def test_tolerances(a, b, unit, apart):
    assert differ(figure(a, unit=unit), figure(b, unit=unit)) is apart
    assert differ(figure(b, unit=unit), figure(a, unit=unit)) is apart


def test_other_years_do_not_disagree_but_an_undated_figure_is_held_against_all():
    assert disagreeing([figure(60, 2022), figure(90, 2024)]) == []
    assert len(disagreeing([figure(60, None), figure(90, 2024), figure(91, 2022)])) == 2


def test_other_places_geographies_and_indicators_do_not_disagree():
    first = figure(60)
    for other in ({"code": "49"}, {"geography": "34"}, {"indicator": "y"}):
        assert disagreeing([first, figure(90, **other)]) == []


@pytest.mark.parametrize(
    "reason", ["partial_rollout", "part_of_authorities", "not_observed", "several_years"]
)
def test_figures_for_something_else_do_not_disagree(reason):
    assert disagreeing([figure(60), figure(90, reason=reason)]) == []


def test_an_implausible_figure_still_shows_its_disagreement():
    assert len(disagreeing([figure(60), figure(99, reason="implausible")])) == 1
