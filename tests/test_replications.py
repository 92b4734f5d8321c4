"""Published results, hit with the project's own functions on data that the locked libraries ship."""

import math

import pytest

from analysis.stats.validation import tables, writing
from analysis.stats.validation.published import CASES, Case, Check


@pytest.mark.parametrize("name", CASES)
def test_every_published_number_is_hit(name):
    case = CASES[name]()
    _require_committed(case)
    assert case.id == name
    missed = [check for check in case.checks if not check.passed]
    assert missed == []
    assert case.passed
    assert case.source and case.data and case.method and case.title
    assert len({check.quantity for check in case.checks}) == len(case.checks)


def _require_committed(case):
    """The committed table says of this case what is computed here."""
    made = writing.published_frame([case])
    table = tables.published()
    rows = table[table["case"] == case.id].reset_index(drop=True)
    words = ["title", "source", "data", "method", "quantity", "kind", "passed"]
    assert rows[words].to_numpy().tolist() == made[words].to_numpy().tolist(), "run `uptake validate`"
    for column in ("published", "computed", "tolerance"):
        assert rows[column].tolist() == pytest.approx(made[column].tolist(), rel=2e-6, abs=1e-9)


def test_the_committed_table_has_no_other_case():
    assert tables.published()["case"].unique().tolist() == list(CASES)


def test_a_number_beyond_its_tolerance_is_missed():
    assert Check("x", 1.0, 1.0009, 1e-3).passed
    assert not Check("x", 1.0, 1.0011, 1e-3).passed
    assert Check("x", 2000.0, 2001.0, 1e-3, "relative").passed
    assert not Check("x", 2000.0, 2003.0, 1e-3, "relative").passed
    assert not Check("x", 1.0, math.nan, 1e9).passed


def test_tolerances_are_as_tight_as_the_numbers_are_printed():
    """No tolerance is wider than a hundredth of the number, but where that is less than its last digit."""
    for case in (CASES[name]() for name in ("grunfeld", "petersen", "nist_longley", "wage_equation")):
        for check in case.checks:
            room = check.tolerance * (abs(check.published) if check.kind == "relative" else 1)
            assert room <= max(abs(check.published) / 100, 1e-6), check


def test_a_case_without_numbers_does_not_pass():
    assert not Case("id", "title", "source", "data", "method", ()).passed
