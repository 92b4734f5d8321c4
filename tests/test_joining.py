"""A code means a place only within its geography; tables of two geographies are never joined."""

import pandas as pd
import pytest

from analysis.data import processed
from analysis.data.joining import GeographyError, join


def marked(geography, **columns):
    found = pd.DataFrame(columns)
    found.attrs["geography"] = geography
    return found


def test_tables_of_one_geography_join_on_the_code():
    found = join(marked("63", code=["01", "91"], a=[1.0, 2.0]), marked("63", code=["91", "79"], b=[3.0, 4.0]))
    assert found.to_dict("records") == [{"code": "91", "a": 2.0, "b": 3.0}]
    assert found.attrs["geography"] == "63"


def test_an_old_code_is_never_joined_to_a_new_one():
    old, new = marked("63", code=["91"], a=[1.0]), marked("34", code=["91"], b=[2.0])
    with pytest.raises(GeographyError, match="aggregate the 63 provinces"):
        join(old, new)


def test_real_tables_refuse_too():
    with pytest.raises(GeographyError):
        join(processed.panel("63"), processed.panel("34"), on=("code", "year"))


def test_a_column_with_the_geography_counts_as_its_mark():
    left = pd.DataFrame({"geography": ["34", "34"], "code": ["01", "91"], "a": [1, 2]})
    found = join(left, marked("34", code=["91"], b=[3]))
    assert found["a"].tolist() == [2]


def test_a_table_that_does_not_say_its_geography_is_refused():
    with pytest.raises(GeographyError, match="says none"):
        join(pd.DataFrame({"code": ["01"]}), marked("63", code=["01"]))


def test_a_table_of_two_geographies_is_refused():
    both = pd.DataFrame({"geography": ["63", "34"], "code": ["91", "91"]})
    with pytest.raises(GeographyError, match="34, 63"):
        join(both, marked("63", code=["91"]))


def test_rows_that_the_columns_do_not_identify_are_refused():
    twice = marked("63", code=["01", "01"], a=[1, 2])
    with pytest.raises(pd.errors.MergeError):
        join(twice, marked("63", code=["01"], b=[1]))
