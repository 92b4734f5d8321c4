"""A linear model without each place is the model on the other rows: every figure, order and flag."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats.errors import ModelError
from analysis.stats.models import ols, two_way_fixed_effects, within
from analysis.stats.models.panel_models import pooled
from analysis.stats.robustness.leave_one_out import leave_one_out, worse_of

FIGURES = ["estimate", "std_error", "low", "high", "p_value", "n"]


@st.composite
def worlds(draw):
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    places, years = draw(st.sampled_from([(9, 5), (30, 3), (25, 1)]))
    n, place = places * years, np.repeat(np.arange(places), years)
    data = pd.DataFrame(random.normal(size=(n, 3)), columns=["x", "a", "b"]) + random.normal(size=3) * 10
    data["y"] = 0.3 * data["x"] + data["a"] + random.normal(size=places)[place] + random.normal(size=n)
    data = data.assign(place=place, year=np.tile(np.arange(years), places), region=place % 4)
    data["size"] = random.uniform(0.2, 5, n)
    only = draw(st.sampled_from(["none", "one place", "two places", "nearly", "twin"]))
    if only in ("one place", "two places"):
        data["b"] = (place < (1 if only == "one place" else 2)).astype(float)
    if only == "nearly":
        data["b"] = (place == 0) + 1e-9 * data["b"]
    if only == "twin":
        data["b"] = data["a"] + (place == 0)
    for column in draw(st.lists(st.sampled_from(["x", "y", "region"]), max_size=2)):
        data.loc[random.random(n) < 0.1, column] = np.nan
    return data


def one_by_one(model, data, by, options):
    full = model(data, options)
    rows = {}
    for label in data[by].loc[full.sample.index].dropna().unique():
        try:
            left = model(data[data[by] != label], options)
            rows[label] = [*left.term("x")[FIGURES[:-1]], left.n]
        except ModelError:
            rows[label] = [np.nan] * len(FIGURES)
    return full.term("x"), pd.DataFrame.from_dict(rows, orient="index", columns=FIGURES)


@st.composite
def models(draw):
    """An estimator, its further columns, and options that go together."""
    estimator = draw(st.sampled_from([ols, pooled, within, two_way_fixed_effects]))
    options = {"inference": draw(st.sampled_from(["classical", "hc0", "hc1", "hc2", "hc3", "hc4"]))}
    if estimator in (ols, pooled):
        options["effects"] = draw(st.sampled_from([None, "region", ("place", "year")]))
    elif draw(st.booleans()):
        options["inference"] = "classical"
    else:
        options["inference"] = "cluster"
    if options["inference"] == "cluster" or draw(st.booleans()):
        options["inference"] = draw(st.sampled_from(["cluster", "cluster_cr0", "cluster_jackknife"]))
        two = [] if options["inference"] == "cluster_jackknife" else [("region", "year")]
        options["cluster"] = draw(st.sampled_from(["place", "region", "year", *two]))
    if draw(st.booleans()):
        options["weights"] = "size"
    options["standardise"] = draw(st.booleans())
    return estimator, () if estimator is ols else ("place", "year"), options


@pytest.mark.filterwarnings("ignore:invalid value encountered in sqrt")  # two ways may leave no variance
@settings(max_examples=25, deadline=None)
@given(worlds(), models(), st.sampled_from(["place", "year", "region"]))
def test_all_at_once_is_one_by_one(data, chosen, by):
    estimator, panel, options = chosen

    def model(rows, chosen):
        return estimator(rows, "y", ["a", "x", "b"], *panel, **chosen)

    try:
        term, expected = one_by_one(model, data, by, options)
    except ModelError:
        with pytest.raises(ModelError):
            leave_one_out(estimator, data, "y", ["a", "x", "b"], *panel, by=by, term="x", **options)
        return
    found = leave_one_out(estimator, data, "y", ["a", "x", "b"], *panel, by=by, term="x", **options).estimates
    assert found.index.tolist() == expected.index.tolist()
    assert found["n"].equals(expected["n"].astype(float))
    room = 1e-8 * expected["std_error"].fillna(expected["estimate"].abs()).to_numpy()
    for name in ("estimate", "std_error", "low", "high"):
        gap = (found[name] - expected[name]).abs().to_numpy()
        assert (np.isnan(gap) | (gap <= 30 * room)).all(), name
    assert found[FIGURES].isna().equals(expected.isna())
    assert found["p_value"].to_numpy() == pytest.approx(expected["p_value"].to_numpy(), abs=1e-8, nan_ok=True)
    contains, before = (expected["low"] <= 0) & (expected["high"] >= 0), term["low"] <= 0 <= term["high"]
    assert found["verdict_changes"].tolist() == ((contains != before) | expected["estimate"].isna()).tolist()


def test_places_of_a_well_behaved_panel_are_never_left_out_one_by_one(monkeypatch):
    random = np.random.default_rng(3)
    data = pd.DataFrame(random.normal(size=(315, 3)), columns=["y", "x", "a"])
    data = data.assign(place=np.repeat(np.arange(63), 5), year=np.tile(np.arange(5), 63))
    calls = []

    def counted(*arguments, **options):
        calls.append(1)
        return two_way_fixed_effects(*arguments, **options)

    leave_one_out(counted, data, "y", ["x"], "place", "year", by="place")
    assert len(calls) == 64
    monkeypatch.setattr(
        "analysis.stats.robustness.leave_one_out._one_by_one",
        lambda *_, **__: pytest.fail("estimated by itself"),
    )
    leave_one_out(two_way_fixed_effects, data, "y", ["x", "a"], "place", "year", by="place")
    leave_one_out(
        ols, data, "y", ["x", "a"], by="year", effects="place", inference="cluster", cluster="place"
    )


def test_the_worse_of_two_errors_counts_place_by_place():
    random = np.random.default_rng(5)
    data = pd.DataFrame(random.normal(size=(100, 2)), columns=["x", "a"])
    data = data.assign(place=np.repeat(np.arange(20), 5), year=np.tile(np.arange(5), 20))
    data["region"] = (data["place"] % 5).astype(float)
    data["y"] = (
        0.2 * data["x"]
        + random.normal(size=100)
        + random.normal(size=25)[data["place"] % 5 * 5 + data["year"]]
    )
    data.loc[data["place"] == 7, "region"] = np.nan
    regional = {"inference": "cluster_jackknife", "cluster": "region"}

    def claimed(*arguments):
        both = [two_way_fixed_effects(*arguments), two_way_fixed_effects(*arguments, **regional)]
        return max(both, key=lambda result: float(result.term("x")["p_value"]))

    arguments = ("y", ["x"], "place", "year")
    expected = leave_one_out(claimed, data, *arguments, by="place")
    found = worse_of(
        leave_one_out(two_way_fixed_effects, data, *arguments, by="place"),
        leave_one_out(two_way_fixed_effects, data, *arguments, by="place", **regional),
    )
    pd.testing.assert_frame_equal(found.estimates, expected.estimates, rtol=1e-9)
    assert found.full.inference == expected.full.inference
    assert found.estimates["n"].min() < found.estimates["n"].max()
    assert (found.smallest, found.largest) == pytest.approx((expected.smallest, expected.largest))


@pytest.fixture
def panel():
    """Ten places of five regions over four years, unlike in size; one place changes its region."""
    random = np.random.default_rng(8)
    data = pd.DataFrame(random.normal(size=(40, 3)), columns=["x", "a", "y"])
    data = data.assign(place=np.repeat(np.arange(10), 4), year=np.tile(np.arange(4), 10))
    data["region"] = data["place"] % 5
    data.loc[[3, 7], "region"] = [4, 2]
    data["y"] += 0.5 * data["x"] + data["place"] / 3
    return data.assign(x=data["x"] + 4 * (data.index == 11), size=random.uniform(0.2, 5, 40))


@pytest.mark.parametrize("inference", ["hc2", "hc3"])
def test_two_means_without_each_row_have_the_errors_one_works_out_by_hand(inference):
    """On a group of rows or not: HC2 is the error of Welch, HC3 has one row less once more."""
    data = pd.DataFrame({"x": [0.0, 0, 0, 1, 1, 1, 1], "y": [1.0, 2, 4, 3, 8, 5, 5]})
    data["row"] = data.index
    found = leave_one_out(ols, data, "y", ["x"], by="row", inference=inference).estimates
    for row in data.index:
        parts = [some["y"] for _, some in data.drop(index=row).groupby("x")]
        less = 0 if inference == "hc2" else 1
        squares = [part.var() / (len(part) - less) for part in parts]
        assert found.loc[row, "estimate"] == pytest.approx(parts[1].mean() - parts[0].mean())
        assert found.loc[row, "std_error"] == pytest.approx(np.sqrt(sum(squares)), rel=1e-12)


@pytest.mark.parametrize(
    ("effects", "by", "errors"),
    [
        (None, "place", ["hc2", "hc3", "hc4", "cluster"]),
        ("region", "place", ["hc2", "hc3", "hc4", "cluster"]),
        ("region", "region", ["hc2", "hc3", "cluster"]),
        (("place", "year"), "year", ["hc2", "hc3", "hc4", "cluster"]),
        (("place", "year"), "place", ["hc2", "hc3", "cluster"]),
        ("place", "place", ["cluster"]),
    ],
)
def test_leverage_and_counts_are_those_of_the_rows_kept(panel, effects, by, errors, monkeypatch):
    """With weights, and two places that move: without either of them the other still counts."""
    for inference in errors:
        options = {"effects": effects, "inference": inference, "weights": "size"}
        options |= {"cluster": "region"} if inference == "cluster" else {}
        _, expected = one_by_one(
            lambda rows, chosen: ols(rows, "y", ["x", "a"], **chosen), panel, by, options
        )
        with monkeypatch.context() as patch:
            patch.setattr(
                "analysis.stats.robustness.leave_one_out._one_by_one",
                lambda *_, **__: pytest.fail("estimated by itself"),
            )
            found = leave_one_out(ols, panel, "y", ["x", "a"], by=by, **options).estimates
        assert expected.notna().all(axis=None)
        assert found[FIGURES].to_numpy() == pytest.approx(expected.to_numpy(), rel=1e-8, abs=1e-12), inference


@pytest.mark.parametrize("moves", [[3], [3, 7]])
def test_places_lie_within_clusters_once_the_one_that_moves_is_left_out(panel, moves):
    """CR1 over CR0 without each place: K is 1 + 1 where the others lie within regions, else 1 + 9."""
    panel["region"] = panel["place"] % 5
    panel.loc[moves, "region"] = 4
    small, plain = (
        leave_one_out(ols, panel, "y", ["x"], by="place", effects="place", inference=kind, cluster="region")
        for kind in ("cluster", "cluster_cr0")
    )
    counted = [2 if set(moves) <= set(range(4 * place, 4 * place + 4)) else 10 for place in range(10)]
    factors = [5 / 4 * 35 / (36 - many) for many in counted]
    ratio = small.estimates["std_error"] / plain.estimates["std_error"]
    assert (ratio**2).tolist() == pytest.approx(factors, rel=1e-9)


@pytest.mark.parametrize("gap", [0.0, 1e-9, 1e-7, 1e-5, 1e-3])
def test_inputs_that_one_place_alone_tells_apart_are_judged_without_it_as_ever(panel, gap):
    panel["b"] = panel["a"] + (panel["place"] == 4) + gap * panel["size"]
    options = {"inference": "hc3"}
    _, expected = one_by_one(
        lambda rows, chosen: ols(rows, "y", ["x", "a", "b"], **chosen), panel, "place", options
    )
    for term in ("x", "a"):
        found = leave_one_out(ols, panel, "y", ["x", "a", "b"], by="place", term=term, **options).estimates
        assert found["estimate"].isna().tolist() == [gap == 0 and place == 4 for place in range(10)]
        if term == "x":
            room = 1e-8 * expected["std_error"]
            assert ((found["std_error"] - expected["std_error"]).abs().fillna(0) <= room.fillna(0)).all()
            assert ((found["estimate"] - expected["estimate"]).abs().fillna(0) <= room.fillna(0)).all()


def test_an_input_that_one_place_alone_moves_is_refused_without_it(panel):
    """Of a column of 0.3 rounding is left, which is no combination of other columns, and no variation."""
    panel["b"] = 0.3 + (panel["place"] == 4)
    found = leave_one_out(ols, panel, "y", ["x", "b"], by="place", effects="year", weights="size").estimates
    assert found["estimate"].isna().tolist() == [place == 4 for place in range(10)]
