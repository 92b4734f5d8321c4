"""What is written can be read again, cell for cell, by this project and by others."""

import csv
import io
import math

import pandas as pd
import pytest
import yaml
from frictionless import Package
from hypothesis import given
from hypothesis import strategies as st

from analysis.data import layout, processed_tables
from analysis.data.indicators import described, indicators

TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=20)


@given(st.lists(st.floats(allow_nan=True, allow_infinity=False), min_size=1))
def test_every_number_is_read_back_exactly(values):
    # A lone missing value is a blank line, which no table here has: each row has a key beside it.
    content = processed_tables.text(pd.DataFrame({"code": "01", "value": values})).encode()
    back = processed_tables.parse(content)["value"]
    assert all(a == b or (math.isnan(a) and math.isnan(b)) for a, b in zip(values, back, strict=True))


@given(st.lists(TEXTS, min_size=1))
def test_every_text_is_read_back_and_an_empty_one_is_missing(texts):
    content = processed_tables.text(pd.DataFrame({"line": range(len(texts)), "note": texts})).encode()
    back = processed_tables.parse(content)["note"]
    assert [None if pd.isna(text) else text for text in back] == [text or None for text in texts]


def test_words_that_other_programs_take_for_missing_or_truth_stay_words():
    words = ["NA", "nan", "None", "null", "True", "01"]
    content = processed_tables.text(pd.DataFrame({"line": range(6), "note": words}))
    assert processed_tables.parse(content.encode())["note"].tolist() == words


def test_how_cells_are_written():
    frame = pd.DataFrame(
        {
            "year": pd.array([2020, None], dtype="Int64"),
            "value": [65.0, 0.1 + 0.2],
            "chosen": [True, False],
            "note": ['Hòa Bình, "nearly"', None],
        }
    )
    assert processed_tables.text(frame) == (
        'year,value,chosen,note\n2020,65,true,"Hòa Bình, ""nearly"""\n,0.30000000000000004,false,\n'
    )


def test_types_are_read_back():
    content = b"code,year,line,value,chosen\n01,2020,2,1.5,true\n"
    kinds = processed_tables.parse(content).dtypes.astype(str).to_dict()
    assert kinds == {"code": "str", "year": "int64", "line": "int64", "value": "float64", "chosen": "bool"}


def test_every_column_is_described_in_both_languages():
    for path in layout.processed().glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for column in next(csv.reader(file)):
                entry = processed_tables.field(column)
                assert entry["title"], column
                assert entry["title_vi"], column
                assert entry["type"] in ("string", "number", "integer", "boolean"), column


def test_a_described_column_is_not_also_an_indicator_of_another_meaning():
    both = set(described("processed_tables.yaml")["fields"]) & set(indicators())
    assert both == {"area_km2", "commune_units", "population_register"}


def test_the_package_is_valid_for_readers_outside_the_project():
    report = Package(str(layout.processed() / processed_tables.PACKAGE)).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "note"])[:5]


def test_the_package_says_in_its_first_line_that_it_is_generated():
    text = (layout.processed() / processed_tables.PACKAGE).read_text(encoding="utf-8")
    assert text.startswith("# Generated")
    assert [entry["name"] for entry in yaml.safe_load(text)["resources"]] == list(
        described("processed_tables.yaml")["tables"]
    )


@pytest.mark.parametrize("name", ["panel_63", "observations", "reported"])
def test_files_have_unix_lines_and_no_byte_order_mark(name):
    content = (layout.processed() / f"{name}.csv").read_bytes()
    assert b"\r" not in content
    assert not content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\n")
    assert len({len(row) for row in csv.reader(io.StringIO(content.decode()))}) == 1
