"""The grade follows from the numbers by rules, and every reason is named."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.errors import ModelError
from analysis.stats.evidence.grade import (
    CAPS,
    DOWNGRADES,
    NOTHING_FOUND,
    REASONS,
    REFUSALS,
    Checks,
    Grade,
    grade,
)

PASSED = {
    "leave_one_out_flips": 0,
    "same_sign_share": 1.0,
    "excludes_zero_share": 0.9,
    "q_value": 0.01,
    "robustness_value": 0.2,
    "benchmark_r2": 0.1,
}


def _grade(checks=None, **changes):
    options = {"low": 0.1, "high": 0.5, "p_value": 0.004, "n": 63, "design": "panel"} | changes
    return grade(
        options.pop("low"),
        options.pop("high"),
        options.pop("p_value"),
        checks=Checks(**(PASSED | (checks or {}))),
        **options,
    )


def test_everything_passed_is_strong():
    assert _grade() == Grade("A", ())


def test_one_cross_section_is_moderate_at_best():
    assert _grade(design="cross_section") == Grade("B", ("cross_section",))


@pytest.mark.parametrize(
    ("checks", "reason"),
    [
        ({"leave_one_out_flips": 1}, "leave_one_out_changes_verdict"),
        ({"same_sign_share": 0.94}, "sign_differs_across_specifications"),
        ({"excludes_zero_share": 0.74}, "few_specifications_exclude_zero"),
        ({"q_value": 0.11}, "weak_after_multiple_testing"),
        ({"robustness_value": 0.09}, "sensitive_to_unobserved"),
        ({"robustness_value": 0.04, "benchmark_r2": 0.0}, "sensitive_to_unobserved"),
        ({"q_value": None}, "not_all_checks_made"),
        ({"benchmark_r2": None}, "not_all_checks_made"),
    ],
)
def test_each_failed_check_costs_a_grade(checks, reason):
    assert _grade(checks) == Grade("B", (reason,))
    assert _grade(checks, design="cross_section") == Grade("C", ("cross_section", reason))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"shared_denominator": True}, "shared_denominator"),
        ({"coverage": 0.79}, "partial_coverage"),
    ],
)
def test_what_the_data_cannot_give_costs_a_grade(changes, reason):
    assert _grade(**changes) == Grade("B", (reason,))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"same_survey": True}, "same_survey"),
        ({"targeting": "present"}, "targeting_present"),
        ({"targeting": "not_testable"}, "targeting_not_testable"),
        ({"denominators_change_sign": True}, "denominators_change_sign"),
    ],
)
def test_targeting_and_turned_signs_allow_weak_at_most(changes, reason):
    assert _grade(**changes) == Grade("C", (reason,))


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"low": -0.1}, ("interval_contains_zero",)),
        ({"low": 0.0}, ("interval_contains_zero",)),
        ({"p_value": 0.051}, ("worst_p_above_5_percent",)),
        ({"low": -0.1, "p_value": 0.2}, ("interval_contains_zero", "worst_p_above_5_percent")),
    ],
)
def test_nothing_found_says_so_whatever_else_holds(changes, reasons):
    assert _grade(**changes, targeting="present") == Grade("D", reasons)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"definitional_overlap": True}, "definitional_overlap"),
        ({"definitions_differ": True}, "definitions_differ"),
        ({"n": 19}, "too_few_places"),
        ({"low": np.nan, "high": np.nan, "p_value": np.nan}, "not_estimable"),
    ],
)
def test_what_cannot_be_said_goes_before_all_else(changes, reason):
    assert _grade(**changes) == Grade("X", (reason,))
    assert _grade(**({"low": -1.0} | changes)).letter == "X"


def test_without_checks_nothing_is_strong():
    assert grade(0.1, 0.5, 0.001, n=63, design="panel") == Grade("B", ("not_all_checks_made",))


def test_a_negative_association_is_graded_as_a_positive_one():
    assert _grade(low=-0.5, high=-0.1) == _grade()


def test_every_reason_has_one_meaning_in_english():
    groups = [REFUSALS, NOTHING_FOUND, DOWNGRADES, CAPS]
    assert len(REASONS) == sum(len(group) for group in groups)
    for identifier, meaning in REASONS.items():
        assert identifier == identifier.lower()
        assert identifier.isidentifier()
        assert meaning.endswith(".")


@given(
    low=st.floats(-1, 1),
    width=st.floats(0, 1),
    p_value=st.floats(0, 1),
    n=st.integers(0, 63),
    flips=st.none() | st.integers(0, 3),
    share=st.none() | st.floats(0, 1),
    targeting=st.sampled_from(["not_relevant", "absent", "present", "not_testable"]),
    design=st.sampled_from(["panel", "cross_section"]),
    coverage=st.floats(0.1, 1),
)
def test_any_evidence_has_a_grade_with_known_reasons(
    *, low, width, p_value, n, flips, share, targeting, design, coverage
):
    checks = Checks(leave_one_out_flips=flips, same_sign_share=share, excludes_zero_share=share)
    found = grade(
        low, low + width, p_value, n=n, design=design, checks=checks, targeting=targeting, coverage=coverage
    )
    assert set(found.reasons) <= set(REASONS)
    assert (found.letter == "A") == (found.reasons == ())
    if found.letter in "ABC":
        assert p_value <= 0.05
        assert not low <= 0 <= low + width


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"low": 1.0, "high": 0.0}, "runs from"),
        ({"p_value": 1.2}, "p-value 1.2"),
        ({"coverage": 63.0}, "coverage 63"),
    ],
)
def test_figures_that_cannot_be_are_refused(changes, said):
    with pytest.raises(ModelError, match=said):
        _grade(**changes)
