"""A panel read chunk by chunk gives the figures of the panel as a whole, and memory holds a chunk."""

import tracemalloc

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from linearmodels.panel import PanelOLS

from analysis.stats.errors import ModelError
from analysis.stats.models import two_way_fixed_effects
from analysis.stats.models.streamed import streamed_panel
from analysis.stats.result import COLUMNS

NAMES = {"entity": "commune", "time": "month"}


def world(seed=1, communes=70, months=8, **awkward):
    """Communes over months: levels of their own, common months, an input far from zero."""
    random = np.random.default_rng(seed)
    commune, month = np.repeat(np.arange(communes), months), np.tile(np.arange(months), communes)
    data = pd.DataFrame({"commune": commune, "month": month, "province": commune % 11})
    common = random.normal(size=months)[month]
    data["x"] = random.normal(size=communes)[commune] + common + random.normal(size=len(data))
    data["w"] = 1000 + 0.5 * data["x"] + awkward.get("apart", 1.0) * random.normal(size=len(data))
    level = 3 * random.normal(size=communes)[commune] + 2 * common
    data["y"] = 0.3 * data["x"] - 0.2 * data["w"] + level + random.normal(size=len(data))
    return data


def chunks(data, size):
    """Return a function that reads all rows of ``size`` communes at a time."""

    def read():
        for start in range(0, int(data["commune"].max()) + 1, size):
            some = data[(data["commune"] >= start) & (data["commune"] < start + size)]
            yield {name: some[name].to_numpy() for name in some}

    return read


@settings(max_examples=12, deadline=None)
@given(
    st.integers(0, 2**32),
    st.integers(6, 80),
    st.sampled_from([0.0, 0.1, 0.6]),
    st.sampled_from([1.0, 1e-3, 1e-5]),
    st.sampled_from(
        [("cluster", None), ("cluster", "province"), ("cluster_cr0", "month"), ("classical", None)]
    ),
)
def test_chunks_are_the_panel_as_a_whole(seed, size, absent, apart, errors):
    random, data = np.random.default_rng(seed), world(seed, apart=apart)
    data.loc[random.random(len(data)) < 0.1, "x"] = np.nan
    data = data[random.random(len(data)) >= absent]
    inference, cluster = errors
    expected = two_way_fixed_effects(
        data, "y", ["x", "w"], "commune", "month", inference=inference, cluster=cluster
    )
    found = streamed_panel(chunks(data, size), "y", ["x", "w"], cluster=cluster, inference=inference, **NAMES)
    room = 1e-8 * expected.terms["std_error"]
    for name in ("estimate", "std_error", "low", "high"):
        assert ((found.terms[name] - expected.terms[name]).abs() <= 10 * room).all(), name
    assert found.terms[list(COLUMNS)].to_numpy() == pytest.approx(
        expected.terms.to_numpy(), rel=1e-6, abs=1e-9
    )
    assert (found.n, found.units, found.inference) == (expected.n, expected.units, expected.inference)
    assert found.cautions == expected.cautions
    assert found.fit == pytest.approx(expected.fit, rel=1e-7)
    assert sum(found.dropped.values()) == len(expected.dropped)


def test_it_is_the_fit_of_linearmodels():
    data = world().sample(frac=0.8, random_state=1).sort_values("commune")
    found = streamed_panel(
        chunks(data, 9), "y", ["x", "w"], cluster="province", inference="cluster_cr0", **NAMES
    )
    indexed = data.set_index(["commune", "month"])
    fit = PanelOLS(indexed["y"], indexed[["x", "w"]], entity_effects=True, time_effects=True).fit(
        cov_type="clustered", clusters=indexed["province"], debiased=False, auto_df=False, count_effects=False
    )
    assert found.terms["estimate"].to_numpy() == pytest.approx(fit.params.to_numpy(), rel=1e-9)
    assert found.terms["std_error"].to_numpy() == pytest.approx(fit.std_errors.to_numpy(), rel=1e-9)


def test_rows_left_out_are_counted_by_what_they_miss():
    data = world()
    data.loc[3:7, "x"] = np.nan
    data.loc[6:9, "y"] = np.nan
    data["province"] = data["province"].astype(float)
    data.loc[100, "province"] = np.nan
    found = streamed_panel(chunks(data, 10), "y", ["x"], cluster="province", **NAMES)
    assert found.dropped == {"province": 1, "x": 3, "y": 2, "y, x": 2}
    assert found.n == len(data) - 8


def test_labels_may_be_text_and_places_may_have_one_row():
    data = world(communes=30)
    data = data[(data["commune"] > 0) | (data["month"] == 2)]
    named = data.assign(
        month=data["month"].map("2024-{:02d}".format), province="p" + data["province"].astype(str)
    )
    found = streamed_panel(chunks(named, 7), "y", ["x"], cluster="province", **NAMES)
    plain = streamed_panel(chunks(data, 30), "y", ["x"], cluster="province", **NAMES)
    assert found.terms.to_numpy() == pytest.approx(plain.terms.to_numpy(), rel=1e-10)
    assert "single_observation_places" in found.cautions
    assert found.term("x")["estimate"] == found.terms.loc["x", "estimate"]
    with pytest.raises(ModelError, match="There is no term 'z'"):
        found.term("z")


def test_memory_holds_a_chunk_and_not_the_panel():
    def peak(communes):
        def read():
            for start in range(0, communes, 50):
                random, size = np.random.default_rng(start), min(50, communes - start)
                commune, month = np.repeat(np.arange(start, start + size), 60), np.tile(np.arange(60), size)
                x = random.normal(size=60 * size)
                yield {"commune": commune, "month": month, "x": x, "y": x + random.normal(size=60 * size)}

        tracemalloc.start()
        found = streamed_panel(read, "y", ["x"], **NAMES)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found.n, most

    peak(50)
    (few, small), (many, large) = peak(100), peak(800)
    assert many == 8 * few == 48_000
    # Eight times the rows: what grows is a score and a name for each commune, no row.
    assert large - small < 400 * 700
    assert large < many * 4 * 8


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda data: data.assign(x=data["commune"] * 1.0), "No variation in 'x'"),
        (lambda data: data.assign(x=data["month"] * 2.0 + data["commune"]), "No variation in 'x'"),
        (lambda data: data.assign(w=3 * data["x"] + data["month"]), "'w' is an exact combination"),
        (lambda data: data.assign(x=np.nan), "No row has a value"),
        (lambda data: data.assign(x=np.inf), "infinite values"),
        (lambda data: data.assign(x="one"), "not numbers"),
        (lambda data: data.rename(columns={"x": "xx"}), "There is no column 'x'.*Did you mean 'xx'"),
        (lambda data: data.assign(month=0), "twice at a time"),
        (lambda data: data[data["month"] == 0], "too few"),
        (lambda data: data.assign(province=data["commune"] % 2), "There are 2 clusters"),
    ],
)
def test_what_cannot_be_estimated_is_refused(spoil, message):
    with pytest.raises(ModelError, match=message):
        streamed_panel(chunks(spoil(world()), 20), "y", ["x", "w"], cluster="province", **NAMES)


def test_places_in_two_chunks_and_names_given_twice_are_refused():
    data = world()

    def halves():
        yield data[data["month"] < 4]
        yield data[data["month"] >= 4]

    with pytest.raises(ModelError, match="stands in two chunks"):
        streamed_panel(halves, "y", ["x"], **NAMES)
    with pytest.raises(ModelError, match="'y' is named twice"):
        streamed_panel(chunks(data, 9), "y", ["x", "y"], **NAMES)
    with pytest.raises(ModelError, match="No input"):
        streamed_panel(chunks(data, 9), "y", [], **NAMES)
    with pytest.raises(ModelError, match="no standard errors 'hc3'"):
        streamed_panel(chunks(data, 9), "y", ["x"], inference="hc3", **NAMES)


@pytest.mark.parametrize(
    "change", [lambda data: data[data["commune"] < 60], lambda data: data.assign(month=9)]
)
def test_a_panel_that_changes_between_readings_is_noticed(change):
    data, readings = world(), []

    def read():
        readings.append(1)
        return chunks(data if len(readings) < 2 else change(data), 10)()

    with pytest.raises(ModelError, match="changed between two readings"):
        streamed_panel(read, "y", ["x"], **NAMES)


@pytest.mark.parametrize(("apart", "readings"), [(1.0, 3), (1e-3, 4), (1e-5, 4), (1e-6, 4)])
def test_inputs_hard_to_tell_apart_are_read_once_more_and_lose_no_digit(apart, readings):
    data, begun = world(communes=30, apart=apart), []

    def read():
        begun.append(1)
        return chunks(data, 7)()

    found = streamed_panel(read, "y", ["x", "w"], cluster="province", **NAMES)
    expected = two_way_fixed_effects(
        data, "y", ["x", "w"], "commune", "month", inference="cluster", cluster="province"
    )
    gaps = (found.terms["estimate"] - expected.terms["estimate"]).abs()
    assert (gaps <= 1e-8 * expected.terms["std_error"]).all()
    assert found.terms["std_error"].to_numpy() == pytest.approx(
        expected.terms["std_error"].to_numpy(), rel=1e-8
    )
    assert len(begun) == readings


@pytest.mark.parametrize(
    ("moves", "halves", "counted"),
    [([], False, 1 + 7 + 1), ([2], False, 1 + 7 + 30), ([29], False, 1 + 7 + 30), ([2], True, 1 + 6 + 30)],
)
def test_effects_that_no_cluster_holds_are_counted(moves, halves, counted):
    """CR1 over CR0 is G/(G-1) x (N-1)/(N-K): one place that moves, in any chunk, and all places count.

    Where one half of the communes is seen in the first months and the other in the last, one month less can
    be told apart.
    """
    data = world(communes=30)
    if halves:
        data = data[(data["commune"] < 15) == (data["month"] < 4)]
    for commune in moves:
        data.loc[data.index[data["commune"] == commune][0], "province"] = 10 - commune % 11
    small, plain = (
        streamed_panel(chunks(data, 10), "y", ["x"], cluster="province", inference=inference, **NAMES)
        for inference in ("cluster", "cluster_cr0")
    )
    n = len(data)
    factor = 11 / 10 * (n - 1) / (n - counted)
    ratio = small.term("x")["std_error"] / plain.term("x")["std_error"]
    assert ratio**2 == pytest.approx(factor, rel=1e-9)
    assert small.fit["df_residual"] == n - 1 - (6 if halves else 7) - 30
    expected = two_way_fixed_effects(
        data, "y", ["x"], "commune", "month", inference="cluster", cluster="province"
    )
    assert small.term("x")["std_error"] == pytest.approx(expected.term("x")["std_error"], rel=1e-9)


def test_rows_with_a_gap_count_for_nothing_but_the_account():
    """A commune, a month, a cluster and a whole chunk without a complete row leave no trace."""
    data = world(communes=30)
    data["province"] = data["province"].astype(float)
    data.loc[data["commune"] == 4, "x"] = np.nan
    data.loc[data["month"] == 7, "y"] = np.nan
    data.loc[data["province"] == 3, "province"] = np.nan
    data.loc[data["commune"].between(10, 14), "w"] = np.nan
    data.loc[data["commune"].isin([4, 12]), "province"] = 99
    data.loc[[8, *range(161, 168)], "x"] = np.nan
    kept = data.dropna()
    found, clean = (
        streamed_panel(chunks(rows, 5), "y", ["x", "w"], cluster="province", **NAMES) for rows in (data, kept)
    )
    # Of 30 communes one has no x, five of a chunk no w, and 3, 14 (of that chunk) and 25 no province.
    # Commune 1 misses a month, and 20 all but the first.
    assert (found.n, found.units, found.times) == (len(kept), 22, 7) == (22 * 7 - 7, clean.units, clean.times)
    assert sum(found.dropped.values()) == 240 - len(kept)
    assert found.fit["df_residual"] == len(kept) - 2 - 6 - 22
    assert found.fit == pytest.approx(clean.fit, rel=1e-10)
    assert found.terms.to_numpy() == pytest.approx(clean.terms.to_numpy(), rel=1e-9)
    assert found.inference == clean.inference
    expected = two_way_fixed_effects(
        data, "y", ["x", "w"], "commune", "month", inference="cluster", cluster="province"
    )
    assert found.terms.to_numpy() == pytest.approx(expected.terms.to_numpy(), rel=1e-8)
