"""What the page on the proof of the methods shows: all cases, all worlds, marked, and nothing hidden."""

import pytest

from analysis.report import results
from analysis.report.language import Language
from analysis.report.pages.validation import validation_exhibits, validation_findings, validation_words
from analysis.report.simulation_mark import mark
from analysis.stats.validation.tables import published, simulation

ENGLISH = Language("en")


@pytest.fixture(scope="module")
def compared():
    return published()


@pytest.fixture(scope="module")
def worlds():
    return simulation()


@pytest.fixture
def fresh():
    results.clear()
    yield
    results.clear()


def test_every_case_has_a_row_and_its_numbers_are_counted(compared):
    table = validation_exhibits.cases_table(compared, ENGLISH).data
    assert len(table) == compared["case"].nunique()
    assert table["n"].sum() == len(compared)
    assert table["hit"].sum() == compared["passed"].sum()


def test_a_number_that_is_missed_is_not_hidden(compared):
    missed = compared.assign(passed=compared["passed"].where(compared.index != 0, other=False))
    table = validation_exhibits.cases_table(missed, ENGLISH).data
    assert table["mark"].tolist().count("NO") == 1
    sentence = validation_findings.published_hit(missed).sentence(ENGLISH)
    assert f"{len(compared) - 1} of {len(compared)} numbers" in sentence


def test_every_world_method_and_measure_has_words(worlds):
    assert set(worlds["method"]) == set(validation_words.METHODS)
    assert set(worlds["world"]) == set(validation_words.WORLDS)
    assert set(worlds["quantity"]) == set(validation_words.QUANTITIES)
    assert set(worlds["role"]) == set(validation_words.ROLES)


def test_the_chart_shows_each_method_in_its_worst_world(worlds):
    chart = validation_exhibits.false_alarms_chart(worlds, ENGLISH)
    size = worlds.query("study == 'cross_section' and quantity == 'size'")
    assert chart.data["value"].tolist() == pytest.approx(
        [100 * size.loc[size["method"] == name, "value"].max() for name in _methods(chart)]
    )
    assert mark("en") in chart.svg


def _methods(chart):
    named = {ENGLISH.say(words): method for method, words in validation_words.METHODS.items()}
    return [named[label] for label in chart.data["label"]]


@pytest.mark.parametrize(
    ("study", "quantities"),
    [
        ("cross_section", ["size", "coverage", "power"]),
        ("panel", ["bias", "coverage"]),
        ("rollout", ["bias", "refused"]),
        ("league_tables", ["median_move"]),
    ],
)
def test_no_world_of_a_study_is_left_out(worlds, study, quantities):
    table = validation_exhibits.measures_table(worlds, study, quantities, "Measures", ENGLISH)
    rows = worlds[(worlds["study"] == study) & worlds["quantity"].isin(quantities)]
    assert len(table.data) == len(rows[["world", "method"]].drop_duplicates())
    assert mark("en") in table.html


def test_bounds_that_are_broken_are_said(worlds):
    at = worlds.query(
        "study == 'panel' and world == 'confounded' and method == 'two_way_fixed_effects'"
    ).index
    broken = worlds.assign(passed=worlds["passed"].mask(worlds.index.isin(at), other=False))
    table = validation_exhibits.measures_table(broken, "panel", ["bias", "coverage"], "Measures", ENGLISH)
    assert table.data["kept"].tolist().count("NO") == 1


def test_a_simulated_result_is_marked_and_follows_the_table(worlds, fresh):
    validation_findings.record_false_alarms(worlds, ENGLISH)
    (found,) = results.recorded()
    assert found["simulated"]
    assert found["sentence"].startswith(mark("en"))
    at = (worlds["method"] == "worst_p") & (worlds["quantity"] == "size")
    results.clear()
    validation_findings.record_false_alarms(worlds.assign(value=worlds["value"].mask(at, other=0.2)), ENGLISH)
    (instead,) = results.recorded()
    assert instead["value"] == pytest.approx(20)
    assert instead["sentence"] != found["sentence"]
