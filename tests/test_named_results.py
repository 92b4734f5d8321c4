"""Headline results as the notebooks last recorded them: each carries a tolerance and holds within it."""

import math

import pytest

from analysis.data import layout
from analysis.report import findings, results, simulation_mark
from analysis.report.pages.quality import data_quality_findings
from analysis.report.pages.targets import target_findings

NOTEBOOKS = sorted(path for path in layout.notebooks().glob("*.ipynb") if not path.stem.startswith("_"))


@pytest.fixture(scope="module")
def recorded():
    """Every headline result by notebook and name."""
    return {
        (path.stem, result["name"]): result
        for path in NOTEBOOKS
        for result in results.collect(path, simulated="keep")
    }


def test_every_page_states_a_headline_result(recorded):
    assert {notebook for notebook, _ in recorded} == {path.stem for path in NOTEBOOKS}


def test_every_headline_result_carries_a_tolerance_that_could_be_exceeded(recorded):
    for name, result in recorded.items():
        tolerance = result["tolerance"]
        assert math.isfinite(tolerance) and tolerance >= 0, name
        if result["low"] is not None and not result.get(simulation_mark.MADE):
            assert tolerance <= result["high"] - result["low"], f"{name}: wider than its interval"
        elif result["unit"] in ("count", "units", "figures"):
            assert tolerance <= result["n"] / 10, f"{name}: a tenth of all is another result"


def test_the_findings_of_today_lie_within_the_tolerance_of_what_was_recorded(recorded):
    made = [*findings.all_findings(), *target_findings.all_findings(), *data_quality_findings.all_findings()]
    today = {finding.name: finding for finding in made}
    compared = set()
    for (notebook, name), result in recorded.items():
        finding = today.get(name)
        if finding is not None and result["value"] is not None:
            assert abs(finding.value - result["value"]) <= result["tolerance"] + 1e-9, (notebook, name)
            assert (finding.grade.letter if finding.grade else None) == result["grade"], (notebook, name)
            compared.add(name)
    assert compared == set(today)
