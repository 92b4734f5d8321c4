"""Totals and their parts, parts and their wholes, codes and names beside them: the real tables."""

import shutil
from pathlib import Path

import pytest

from analysis.data import check_facts, check_places, checks, sources

RAW = Path(__file__).parents[1] / "data" / "raw"


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """Give a copy of the real sources in a project of its own."""
    return Path(shutil.copytree(RAW, tmp_path_factory.mktemp("copy") / "data" / "raw"))


@pytest.fixture
def raw(copy, monkeypatch):
    """Give the copy, as it is; what a test spoils is put back."""
    monkeypatch.setenv("UPTAKE_ROOT", str(copy.parents[1]))
    yield copy
    shutil.copytree(RAW, copy, dirs_exist_ok=True)


def spoil(raw, path, old, new):
    """Replace the only occurrence of a piece of a table and return its line."""
    text = (raw / path).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (raw / path).write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def facts(source, name):
    table = sources.table(source, name)
    return check_facts.fact_problems(table, sources.attempt(table))


@pytest.mark.parametrize("fact", [*check_facts.SUMS, *check_facts.BOUNDS], ids=lambda fact: fact.table)
def test_every_fact_is_about_columns_that_there_are(fact):
    table = sources.table(*fact.table.split("/"))
    columns = (fact.total, *fact.parts) if isinstance(fact, check_facts.Sum) else (fact.part, fact.whole)
    assert {table.field(column).type for column in columns} <= {"number", "integer"}


def test_a_total_that_is_not_the_sum_of_its_parts(raw):
    row = spoil(
        raw,
        "papi/e_governance.csv",
        "0.367628,2.015504,1.475195,3.858327",
        "0.367628,2.015504,1.475195,3.85833",
    )
    (problem,) = facts("papi", "e_governance")
    assert (problem.row, problem.column, problem.value) == (row, "e_governance_8", "3.85833")
    assert "3.858327 from portal_use_8_1, internet_access_8_2, e_responsiveness_8_3" in problem.rule


def test_a_difference_within_the_rounding_of_what_was_published_is_none(raw):
    spoil(raw, "papi/e_governance.csv", "1.475195,3.858327", "1.475195,3.858328")
    assert facts("papi", "e_governance") == []


def test_a_total_without_one_of_its_parts_is_not_judged(raw):
    spoil(raw, "papi/e_governance.csv", "2.015504,1.475195,3.858327", "2.015504,,3.858327")
    assert facts("papi", "e_governance") == []


def test_a_part_that_exceeds_its_whole(raw):
    row = spoil(raw, "gso/population_grdp.csv", "7914.5,A,3904.8", "7914.5,A,39048")
    (problem,) = facts("gso", "population_grdp")
    assert (problem.row, problem.column, problem.value) == (row, "urban_population_thousand", "39048")
    assert "greater than population_thousand of the same line (7914.5)" in problem.rule


@pytest.mark.parametrize(
    ("table", "old", "new", "column"),
    [
        ("adjacency", "63,01,Hà Nội,17,Hòa Bình", "63,01,Hà Nội,14,Hòa Bình", "code_b, name_b"),
        ("adjacency", "63,01,Hà Nội,17,Hòa Bình", "63,02,Hà Nội,17,Hòa Bình", "code_a, name_a"),
        ("tile_grid", "63,02,Hà Giang", "63,04,Hà Giang", "code, name"),
        ("crosswalk_63_34", "Hà Giang,08,Tuyên Quang", "Hà Giang,08,Hà Giang", "unit_34"),
        ("crosswalk_63_34", "02,Hà Giang,08", "04,Hà Giang,08", "province_code_63, province_63"),
    ],
)
def test_codes_and_names_of_the_list_of_places(raw, table, old, new, column):
    row = spoil(raw, f"administrative_units/{table}.csv", old, new)
    checks.update_checksums("administrative_units")
    found = checks.problems()
    assert (row, column) in {(problem.row, problem.column) for problem in found}
    assert {problem.file for problem in found} == {f"data/raw/administrative_units/{table}.csv"}


def test_a_province_that_the_crosswalk_leaves_out(raw):
    spoil(raw, "administrative_units/crosswalk_63_34.csv", "02,Hà Giang,08,Tuyên Quang,yes,2025-07-01\n", "")
    checks.update_checksums("administrative_units")
    (problem,) = checks.problems()
    assert problem.file == "data/raw/administrative_units/crosswalk_63_34.csv"
    assert (problem.column, problem.value) == ("province_code_63", "02")
    assert "no line for Hà Giang" in problem.rule


def test_a_province_that_the_crosswalk_leads_elsewhere(raw):
    row = spoil(
        raw,
        "administrative_units/crosswalk_63_34.csv",
        "02,Hà Giang,08,Tuyên Quang",
        "02,Hà Giang,04,Cao Bằng",
    )
    checks.update_checksums("administrative_units")
    (problem,) = checks.problems()
    assert (problem.row, problem.column, problem.value) == (row, "unit_code_34", "04")
    assert "Hà Giang is now part of 08" in problem.rule


def test_a_share_above_100_percent(raw):
    row = spoil(
        raw,
        "reported_figures/reported_figures.csv",
        "smartphone_share_pct,74.5,",
        "smartphone_share_pct,745,",
    )
    (problem,) = facts("reported_figures", "reported_figures")
    assert (problem.row, problem.column, problem.value) == (row, "value", "745")
    assert "between 0 and 100 percent" in problem.rule


def test_lines_about_another_set_of_places_are_left_aside():
    asked = []
    table = sources.table("reported_figures", "reported_figures")

    def compare(held, code, name):
        asked.append(held)
        return (("both", "rule", "remedy"),) if held == "34" else ()

    found = check_places.place_problems(table, sources.attempt(table), compare)
    assert set(asked) == {"63", "34", "VN"}
    assert len(found) == asked.count("34")


def test_a_set_that_is_not_known_has_nothing_to_compare():
    assert check_places.comparison({"63": {}, "34": {}})("VN", "VN", "Việt Nam") == ()
