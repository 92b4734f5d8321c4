"""What the packages of data/raw say of their tables, under the standard and beyond it."""

import re
from pathlib import Path

import frictionless
import pytest

from analysis.data import layout
from analysis.data.package import Field, Table
from analysis.data.sources import packages, sources

TABLES = [table for source in sources().values() for table in source.tables.values()]
FIELDS = [(table, field) for table in TABLES for field in table.fields]
PUBLISHED = [(table, field) for table, field in FIELDS if field.indicator]
SHARES = [(table, field) for table, field in PUBLISHED if field.unit == "percent"]
INDICES = [(table, field) for table, field in PUBLISHED if field.unit == "index_0_1"]
DIACRITIC = re.compile("[ăâđêôơưáàảãạéèẻẽẹíìỉĩịóòỏõọúùủũụýỳỷỹỵấầậắằặếềệốồộớờợứừự]", re.IGNORECASE)


def where(case: object) -> str:
    if isinstance(case, Table):
        return f"{case.source}/{case.name}"
    return case.name if isinstance(case, Field) else str(case)


def folder(path: Path) -> str:
    return path.parent.name


def test_all_tables_are_there_and_nothing_else():
    assert {name: list(source.tables) for name, source in sources().items()} == {
        "administrative_units": ["provinces_63", "units_34", "crosswalk_63_34", "adjacency", "tile_grid"],
        "dti": ["dti", "dti_2024_units_34"],
        "finance_ministry": ["local_budget_plan"],
        "gso": [
            "poverty",
            "income_2023",
            "household_computers_2023",
            "literacy_trained_2016",
            "population_grdp",
            "households_2019",
        ],
        "national_portal": ["score_766", "supply_2025", "year_2026"],
        "papi": ["e_governance", "dimensions", "questions_2018_2019"],
        "reported_figures": ["reported_figures"],
        "vhlss": ["survey_2023"],
    }
    described = {table.file for table in TABLES} | set(packages())
    assert described == {path for path in layout.raw().rglob("*") if path.is_file()}


@pytest.mark.parametrize("path", packages(), ids=folder)
def test_each_package_is_valid_under_the_data_package_standard(path, monkeypatch):
    monkeypatch.chdir(path.parent)
    report = frictionless.Package("datapackage.yaml").validate()
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "note"])


@pytest.mark.parametrize("path", packages(), ids=folder)
def test_each_package_is_kept_so_that_people_can_edit_it(path):
    text = path.read_text(encoding="utf-8")
    assert max(map(len, text.splitlines())) < 120
    assert "\\u" not in text
    assert text.endswith("\n")


@pytest.mark.parametrize(("table", "field"), PUBLISHED, ids=where)
def test_an_indicator_says_what_a_reader_must_know(table, field):
    assert all(field.title.values())
    assert all(field.description.values())
    assert all(field.short.values())
    assert len(field.description["vi"]) > len(field.title["vi"]) / 2
    assert field.unit not in (None, "none")
    assert field.group in ("outcome", "input", "control", "context")
    assert field.components
    assert field.aggregate["rule"] in ("mean", "sum", "weighted_mean", "recompute", "none")
    assert field.aggregate["en"].endswith(".")
    assert field.aggregate["vi"].endswith(".")


@pytest.mark.parametrize(("table", "field"), SHARES, ids=where)
def test_a_percentage_is_declared_within_0_and_100(table, field):
    assert (field.constraints["minimum"], field.constraints["maximum"]) == (0, 100)


@pytest.mark.parametrize(("table", "field"), INDICES, ids=where)
def test_an_index_is_declared_within_0_and_1(table, field):
    assert (field.constraints["minimum"], field.constraints["maximum"]) == (0, 1)


@pytest.mark.parametrize(("table", "field"), PUBLISHED, ids=where)
def test_no_run_of_comparable_years_crosses_a_break(table, field):
    for first, last in field.comparable:
        assert first < last
        assert not any(first < entry["year"] <= last for entry in field.breaks)


def test_a_weight_is_itself_an_indicator_that_adds_up():
    published = [field for table, field in PUBLISHED if table.geography == "63"]
    rules = {field.indicator: field.aggregate["rule"] for field in published}
    weights = {field.aggregate["by"] for _, field in PUBLISHED if "by" in field.aggregate}
    assert weights == {"population_thousand", "households"}
    assert {rules[weight] for weight in weights} == {"sum"}


def test_an_indicator_of_both_sets_of_places_is_described_alike():
    described = {}
    for table, field in PUBLISHED:
        same = described.setdefault(field.indicator, (table, field))[1]
        assert (field.unit, field.decimals, field.group) == (same.unit, same.decimals, same.group)
        assert field.components == same.components
    assert described["dti_total"][0].geography == "63"


def test_vietnamese_texts_are_vietnamese_and_english_texts_are_not():
    for table, field in FIELDS:
        for text in (field.title, field.description):
            assert DIACRITIC.search(text["vi"]), f"{where(table)}.{field.name}"
            assert text["en"] != text["vi"], f"{where(table)}.{field.name}"


@pytest.mark.parametrize("text", ["gây ra", "tác động", "dẫn đến", "nhờ ", "thúc đẩy"])
def test_no_definition_speaks_of_causes(text):
    for path in packages():
        assert text not in path.read_text(encoding="utf-8")
