"""Which rows a model uses; what it refuses, and how it says so."""

import numpy as np
import pandas as pd
import pytest

from analysis.stats.errors import ModelError
from analysis.stats.models import ols, pooled, two_way_fixed_effects, within


@pytest.fixture
def places():
    """Thirty places with an outcome, two inputs, a region and a code."""
    random = np.random.default_rng(3)
    frame = pd.DataFrame(random.normal(size=(30, 3)), columns=["y", "a", "b"])
    frame["region"] = list("uvwxyz") * 5
    frame["code"] = [f"{number:02d}" for number in range(30)]
    return frame


@pytest.fixture
def years(places):
    """Four years of the same places."""
    random = np.random.default_rng(4)
    parts = [
        places.assign(year=year, y=random.normal(size=30), a=random.normal(size=30))
        for year in range(2020, 2024)
    ]
    return pd.concat(parts, ignore_index=True)


def test_missing_values_are_left_out_and_named(places):
    places.loc[[2, 5], "a"] = np.nan
    places.loc[5, "y"] = np.nan
    result = ols(places, "y", ["a", "b"], entity="code")
    assert result.n == result.units == 28
    assert result.dropped[["code", "reason", "columns"]].to_numpy().tolist() == [
        ["02", "missing_value", "a"],
        ["05", "missing_value", "y, a"],
    ]
    assert result.sample["code"].tolist() == [code for code in places["code"] if code not in ("02", "05")]


def test_missing_rows_change_nothing_else(places):
    places.loc[[2, 5], "a"] = np.nan
    with_missing = ols(places, "y", ["a", "b"])
    without = ols(places.dropna(), "y", ["a", "b"])
    pd.testing.assert_frame_equal(with_missing.terms, without.terms)


def test_a_missing_region_is_a_reason_only_where_regions_are_used(places):
    places.loc[7, "region"] = None
    assert ols(places, "y", ["a"]).n == 30
    result = ols(places, "y", ["a"], effects="region")
    assert result.n == 29
    assert result.dropped["columns"].tolist() == ["region"]


def test_panel_rows_are_named_by_place_and_year(years):
    years.loc[3, "a"] = np.nan
    result = within(years, "y", ["a"], "code", "year")
    assert result.dropped[["code", "year"]].to_numpy().tolist() == [["03", 2020]]
    assert list(result.sample.columns) == ["code", "year"]
    assert (result.n, result.units) == (119, 30)


def test_the_index_identifies_rows_without_an_entity(places):
    result = ols(places.set_index("code"), "y", ["a"])
    assert result.sample["code"].iloc[0] == "00"
    assert ols(places, "y", ["a"]).sample["row"].tolist() == list(range(30))


@pytest.mark.parametrize("dtype", ["Int64", "float32", "boolean", "object", "int8"])
def test_numbers_of_any_type_are_numbers(places, dtype):
    places["a"] = (places["a"] > 0).astype(int).astype(dtype)
    expected = ols(places.assign(a=places["a"].astype(float)), "y", ["a"]).terms
    pd.testing.assert_frame_equal(ols(places, "y", ["a"]).terms, expected)


def test_columns_may_have_any_names(places):
    renamed = places.rename(columns={"y": 0, "a": "tỷ lệ (%)", "b": 2})
    result = ols(renamed, 0, ["tỷ lệ (%)", 2])
    assert result.terms.index.tolist() == ["intercept", "tỷ lệ (%)", "2"]


def _refuses(said, call, *arguments, **options):
    """Check that a call raises a ModelError whose thing, place and remedy are all there, and say ``said``."""
    with pytest.raises(ModelError) as caught:
        call(*arguments, **options)
    error = caught.value
    assert error.thing and error.place and error.remedy.endswith((".", "?"))
    for part in said:
        assert part in str(error)
    return error


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: data.assign(a=1.5), ["No variation in 'a'", "in the sample"]),
        (lambda data: data.assign(y=2), ["No variation in y"]),
        (lambda data: data.assign(b=3 * data["a"] + 7), ["exact combination", "'a'"]),
        (lambda data: data.assign(a=data["a"].map("{:.2f}".format)), ["not numbers", "column 'a'", "40,71"]),
        (lambda data: data.assign(a=data["a"].where(data.index != 4, np.inf)), ["infinite", "rows 4"]),
        (lambda data: data.assign(a=np.nan), ["No row has a value", "a"]),
        (lambda data: data.assign(a=pd.Timestamp("2024-01-01")), ["not numbers", "column 'a'"]),
        (lambda data: data.head(3), ["3 complete rows are too few"]),
        (lambda data: data.rename(columns={"a": "aa"}), ["no column 'a'", "Did you mean 'aa'?"]),
        (lambda data: data.set_axis(["y", "a", "a", "b", "code"], axis=1), ["'a' is there 2 times"]),
        (lambda data: data.to_numpy(), ["not a data frame"]),
    ],
)
def test_what_cannot_be_estimated_is_refused(places, change, said):
    _refuses(said, ols, change(places), "y", ["a", "b"])


@pytest.mark.parametrize(
    ("arguments", "options", "said"),
    [
        (("y", []), {}, ["No input"]),
        (("y", ["a", "a"]), {}, ["Named twice: a"]),
        (("y", ["y", "a"]), {}, ["outcome 'y' is among its inputs"]),
        (("y", ["a", "intercept"]), {}, ["one name", "intercept"]),
        (("y", ["a"]), {"inference": "hc9"}, ["hc9", "Did you mean"]),
        (("y", ["a"]), {"inference": "cluster"}, ["No cluster column"]),
        (("y", ["a"]), {"cluster": "region"}, ["'hc3' does not use the cluster column region"]),
        (("y", ["a"]), {"level": 95}, ["95 is not a confidence level"]),
        (("y", ["a"]), {"weights": "b"}, ["Weights must be positive", "column 'b'"]),
        (("y", ["a"]), {"weights": "a"}, ["also outcome or input"]),
        (("y", ["a"]), {"effects": "code"}, ["No variation in 'a'", "within code"]),
        (("y", ["a"]), {"effects": "regoin"}, ["no column 'regoin'", "Did you mean 'region'?"]),
    ],
)
def test_options_that_cannot_be_are_refused(places, arguments, options, said):
    _refuses(said, ols, places.assign(intercept=places["b"]), *arguments, **options)


def test_an_input_of_the_region_alone_is_refused_beside_region_effects(places):
    places["level"] = places["region"].map(dict(zip("uvwxyz", range(6), strict=True)))
    _refuses(["No variation in 'level'", "within region"], ols, places, "y", ["a", "level"], effects="region")


def test_an_input_without_change_is_refused_within_places(years):
    _refuses(["No variation in 'b'", "within code"], within, years, "y", ["a", "b"], "code", "year")


def test_an_input_of_the_year_alone_is_refused_with_year_effects(years):
    years["wave"] = years["year"] ** 2
    said = ["'wave'", "within code and year"]
    _refuses(said, two_way_fixed_effects, years, "y", ["a", "wave"], "code", "year")


def test_a_place_twice_in_a_year_is_refused(years):
    twice = pd.concat([years, years.iloc[[0]]])
    _refuses(["twice in a year", "00 2020"], pooled, twice, "y", ["a"], "code", "year")


def test_place_and_year_are_two_columns(years):
    _refuses(["place and as year"], pooled, years, "y", ["a"], "code", "code")


def test_hc3_is_refused_where_a_row_is_fitted_exactly(places):
    places.loc[0, "region"] = "alone"
    said = ["HC3 does not exist", "rows 00"]
    _refuses(said, ols, places, "y", ["a"], effects="region", entity="code")


def test_the_data_are_not_changed(years):
    before = years.copy()
    two_way_fixed_effects(years, "y", ["a"], "code", "year", standardise=True)
    pd.testing.assert_frame_equal(years, before)


def test_an_error_prints_as_one_sentence_in_a_notebook(places):
    error = _refuses([], ols, places, "y", ["missing"])
    assert error._render_traceback_() == [f"ModelError: {error}"]
