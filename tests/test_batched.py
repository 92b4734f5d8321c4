"""Blocks of regressions are the regressions one by one, whatever the rows, the columns and the errors."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats.errors import ModelError
from analysis.stats.models import ols
from analysis.stats.robustness import grid
from analysis.stats.robustness.batched import INFERENCE, Rows, coefficients
from analysis.stats.robustness.every_subset import every_subset
from analysis.stats.robustness.specifications import specifications

FIGURES = ["estimate", "std_error", "low", "high", "p_value"]


@st.composite
def worlds(draw):
    """A panel with whatever makes regressions awkward, and options of a grid on it."""
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    places, years = draw(st.sampled_from([(7, 5), (20, 3), (63, 5), (30, 1)]))
    n = places * years
    place = np.repeat(np.arange(places), years)
    data = pd.DataFrame(random.normal(size=(n, 5)), columns=["x", "a", "b", "c", "d"])
    data += random.normal(size=(places, 5))[place] * draw(st.sampled_from([0.0, 1.0]))
    data = data.assign(place=place, year=np.tile(np.arange(years), places), region=place % 4)
    data["y"] = 0.4 * data["x"] + data["a"] + random.normal(size=n) * draw(st.sampled_from([0.01, 1.0]))
    data["z"] = 1e4 + 300 * (data["y"] + random.normal(size=n))
    data["size"] = random.uniform(0.1, 9, n)
    near = draw(st.sampled_from([None, 0.0, 1e-9, 1e-5, 1e-3, 1e-1]))
    if near is not None:
        data["c"] = 3 * data["a"] - data["b"] + near * random.normal(size=n)
    for column in draw(st.lists(st.sampled_from(["a", "b", "c", "d", "y"]), max_size=3)):
        data.loc[random.random(n) < 0.1, column] = np.nan
    data[["b", "d"]] = data[["b", "d"]] * 10.0 ** draw(st.integers(-6, 6))
    inference = draw(st.sampled_from(INFERENCE))
    options = {"inference": inference, "standardise": draw(st.booleans()), "level": 0.9}
    if inference.startswith("cluster"):
        options["cluster"] = draw(st.sampled_from(["place", "region", "year"]))
    if draw(st.booleans()):
        options["weights"] = "size"
    return data, options


@settings(max_examples=50, deadline=None)
@given(
    worlds(),
    st.sampled_from([None, "region", "place", ("place", "year"), ("year", "region")]),
    st.booleans(),
)
def test_a_block_is_its_regressions_one_by_one(world, effects, some):
    data, options = world
    samples = {"all": data["year"] >= 0} | ({"late": data["year"] > 0} if some else {})
    arguments = {"always": ["d"], "effects": (effects,), "samples": samples}
    try:
        found = specifications(data, ["y", "z"], "x", ["a", "b", "c"], **arguments, **options)
    except ModelError:
        with pytest.raises(ModelError):
            ols(data, "y", ["x", "d"], effects=effects, **options)
        return
    assert len(found.table) == 16 * len(samples)
    for row in found.table.to_dict("records"):
        kept, inputs = data[samples[row["sample"]]], ["x", "d", *row["controls"]]
        try:
            alone = ols(kept, row["outcome"], inputs, effects=effects, **options)
        except ModelError:  # where a row fits itself there is an estimate, without an interval
            assert np.isnan(row["std_error"])
            continue
        term = alone.term("x")
        assert row["n"] == alone.n
        # A coefficient is held to its own standard error: beside that, no digit is lost.
        room = 1e-8 * max(term["std_error"], 1e-7 * abs(term["estimate"]))
        assert abs(row["estimate"] - term["estimate"]) <= room
        if "perfect_fit" in alone.cautions:
            continue
        assert row["std_error"] == pytest.approx(term["std_error"], rel=1e-8)
        assert [row["low"], row["high"]] == pytest.approx([term["low"], term["high"]], abs=30 * room)
        assert row["p_value"] == pytest.approx(term["p_value"], rel=1e-6, abs=1e-12)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 6), st.integers(0, 2), st.integers(1, 4), st.integers(0, 2**32))
def test_every_subset_is_there_once_in_blocks_of_any_size(pool, fixed, at_once, seed):
    z = np.random.default_rng(seed).normal(size=(30, fixed + pool + 2))
    z /= np.linalg.norm(z, axis=0)
    seen = []
    for places, systems in every_subset(z.T @ z, fixed, rows=z, at_once=at_once):
        assert systems.count <= 2**at_once
        for at, subset in enumerate(places.tolist()):
            inside = [*range(fixed), *(fixed + bit for bit in range(pool) if subset >> bit & 1)]
            share, *_ = np.linalg.lstsq(z[:, inside], z[:, -2:], rcond=None)
            left = z[:, -2:] - z[:, inside] @ share
            assert systems.products[..., at] == pytest.approx(left.T @ left, abs=1e-12)
            assert systems.parts[inside, :, at] == pytest.approx(-share, abs=1e-9)
            hat = z[:, inside] @ np.linalg.pinv(z[:, inside])
            assert systems.leverage[:, at] == pytest.approx(np.diag(hat), abs=1e-9)
        seen += places.tolist()
    assert sorted(seen) == list(range(2**pool))


def test_well_behaved_grids_are_never_fitted_one_by_one(monkeypatch):
    random = np.random.default_rng(4)
    data = pd.DataFrame(random.normal(size=(60, 6)), columns=["y", "x", "a", "b", "c", "d"])
    data["region"] = np.arange(60) % 6
    data.loc[:5, ["a", "b"]] = np.nan
    data.loc[3:9, "c"] = np.nan
    monkeypatch.setattr(grid, "ols", lambda *_, **__: pytest.fail("fitted by itself"))
    for options in ({}, {"inference": "cluster", "cluster": "region"}):
        found = specifications(data, "y", "x", ["a", "b", "c", "d"], effects=(None, "region"), **options)
        assert found.table["estimate"].notna().all()
        # Of 60 rows, 6 miss a and b, 7 miss c, and 10 miss either.
        n = found.table.set_index("controls")["n"]
        assert n[[(), ("a",), ("a", "b"), ("c",), ("b", "c"), ("d",)]].groupby(level=0).first().to_dict() == {
            (): 60,
            ("a",): 54,
            ("a", "b"): 54,
            ("c",): 53,
            ("b", "c"): 50,
            ("d",): 60,
        }


def test_an_outcome_twice_is_there_twice():
    random = np.random.default_rng(4)
    data = pd.DataFrame(random.normal(size=(60, 3)), columns=["y", "x", "a"])
    found = specifications(data, ["y", "y"], "x", ["a"])
    assert found.table["outcome"].tolist() == ["y"] * 4
    assert found.table["estimate"][:2].tolist() == found.table["estimate"][2:].tolist()


@pytest.fixture
def panel():
    """Twelve places of four regions over three years; in ``moved`` one place changes its region."""
    random = np.random.default_rng(6)
    data = pd.DataFrame(random.normal(size=(36, 5)), columns=["y", "x", "a", "b", "e"])
    data = data.assign(place=np.repeat(np.arange(12), 3), year=np.tile(np.arange(3), 12))
    data["y"] += 0.5 * data["x"] + data["a"]
    data["moved"] = data["region"] = data["place"] % 4
    data.loc[2, "moved"] = 3
    return data


@pytest.mark.parametrize(
    ("effects", "cluster", "counted"),
    [
        (None, "region", 2),
        ("place", "region", 2),
        ("place", "place", 2),
        ("place", "moved", 13),
        ("year", "region", 4),
        (("place", "year"), "region", 4),
        (("year", "place"), "moved", 15),
        (("region", "place"), "region", 2),
        (("moved", "place"), "moved", 11),
    ],
)
def test_dummies_within_clusters_do_not_count(panel, effects, cluster, counted, monkeypatch):
    """CR1 over CR0 is G/(G-1) x (N-1)/(N-K): of dummies within clusters K has the intercept alone."""
    monkeypatch.setattr(grid, "ols", lambda *_, **__: pytest.fail("fitted by itself"))
    small, plain = (
        specifications(panel, "y", "x", ["a"], effects=(effects,), inference=inference, cluster=cluster)
        for inference in ("cluster", "cluster_cr0")
    )
    clusters = panel[cluster].nunique()
    factors = [clusters / (clusters - 1) * 35 / (36 - counted - more) for more in (0, 1)]
    ratio = small.table["std_error"] / plain.table["std_error"]
    assert (ratio**2).tolist() == pytest.approx(factors, rel=1e-9)


CLOSE = {
    "control": lambda data, gap: data.assign(c=3 * data["a"] - data["b"] + gap * data["e"]),
    "control, out of scale": lambda data, gap: data.assign(c=1e6 * data["a"] + 1e6 * gap * data["e"]),
    "term": lambda data, gap: data.assign(x=data["a"] + data["b"] + gap * data["e"], c=data["e"] ** 2),
    "outcome": lambda data, gap: data.assign(y=data["x"] - data["a"] + gap * data["e"], c=data["e"] ** 2),
}


@pytest.mark.parametrize("inference", ["classical", "hc3", "cluster"])
@pytest.mark.parametrize("close", list(CLOSE))
def test_columns_however_close_to_each_other_lose_no_digit(panel, close, inference):
    options = {"inference": inference} | ({"cluster": "region"} if inference == "cluster" else {})
    for gap in (0.0, 1e-9, 1e-6, 1e-4, 1e-3):
        data = CLOSE[close](panel, gap)
        found = specifications(data, "y", "x", ["a", "c"], always=["b"], **options).table
        for row in found.to_dict("records"):
            try:
                alone = ols(data, "y", ["x", "b", *row["controls"]], **options)
            except ModelError:
                assert np.isnan(row["estimate"]), (gap, row["controls"])
                continue
            term = alone.term("x")
            # Where nothing is left of the outcome, its standard error is rounding however it is reckoned.
            room = 1e-8 * max(term["std_error"], 1e-7)
            assert abs(row["estimate"] - term["estimate"]) <= room, (gap, row["controls"])
            assert abs(row["std_error"] - term["std_error"]) <= room, (gap, row["controls"])


@pytest.mark.parametrize("inference", ["classical", "hc3", "cluster"])
def test_what_cross_products_cannot_tell_is_left_to_a_fit_by_itself(panel, inference):
    """Of subsets of a, a once more and b, bit by bit, nothing is said where both a are in."""
    rows = Rows.of([], np.ones(36), panel["region"].to_numpy() if inference == "cluster" else None)
    y, columns = panel["y"].to_numpy(), panel[["x", "a", "a", "b"]].to_numpy() * [1.0, 1.0, 2.0, 1.0]
    both = [False, False, False, True] * 2
    assert np.isnan(coefficients(rows, y, columns, 0, inference).estimate).tolist() == both
    assert np.isnan(coefficients(rows, y, columns, 3, inference).estimate).all()
    found = coefficients(rows, y, columns[:, [1, 2, 0]], 0, inference)
    for figures in (found.estimate, found.std_error, found.df):
        assert np.isnan(figures).tolist() == [False, True, False, True]
    # Of what a ten-thousandth leaves of a column too many digits are gone, of a hundredth hardly any.
    for gap, missing in ((1e-4, both), (1e-2, [False] * 8)):
        columns[:, 2] = panel["a"] + gap * panel["e"]
        assert np.isnan(coefficients(rows, y, columns, 0, inference).estimate).tolist() == missing
    # Nor is anything said where x and a leave next to nothing of the outcome.
    nearly = (panel["x"] - panel["a"] + 1e-8 * panel["e"]).to_numpy()
    missing = np.isnan(coefficients(rows, nearly, columns, 0, inference).estimate).tolist()
    assert missing == [False, True, False, True] * 2
