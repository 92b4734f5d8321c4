"""Rows as plain dictionaries."""

import pandas as pd

from analysis.data.records import grouped, records


def test_missing_is_none_whatever_the_type():
    frame = pd.DataFrame({"a": [1.5, None], "b": pd.array([1, None], dtype="Int64"), "c": ["x", None]})
    assert records(frame) == [{"a": 1.5, "b": 1, "c": "x"}, {"a": None, "b": None, "c": None}]


def test_groups_keep_the_order_of_keys_and_rows():
    rows = [{"k": 2, "n": 1}, {"k": 1, "n": 2}, {"k": 2, "n": 3}]
    assert [[row["n"] for row in group] for group in grouped(rows, lambda row: row["k"])] == [[1, 3], [2]]
