"""Specifications estimated together are those estimated one by one, and a grid covers what it declares."""

import numpy as np
import pandas as pd
import pytest

from analysis.stats.errors import ModelError
from analysis.stats.models import ols
from analysis.stats.robustness.specifications import specifications

FIGURES = ["estimate", "std_error", "low", "high", "p_value"]


@pytest.fixture
def panel():
    """63 places in six regions over five years; one control is missing for a year, one for some places."""
    random = np.random.default_rng(7)
    place = np.repeat(np.arange(63), 5)
    frame = pd.DataFrame(random.normal(size=(315, 5)), columns=["x", "a", "b", "c", "d"])
    capacity = random.normal(size=63)[place]
    frame["x"] += capacity
    frame["y"] = 0.4 * frame["x"] + 0.3 * frame["a"] + capacity + random.normal(size=315)
    frame["z"] = 100 + 40 * (frame["y"] + random.normal(size=315))
    frame = frame.assign(
        place=place, year=np.tile(np.arange(2020, 2025), 63), region=place % 6, size=random.uniform(1, 9, 315)
    )
    frame.loc[frame["year"] == 2024, "c"] = np.nan
    frame.loc[frame["place"].isin([3, 40]), "d"] = np.nan
    return frame


@pytest.mark.parametrize(
    "options",
    [
        {"inference": "classical"},
        {"inference": "hc1"},
        {"inference": "hc2"},
        {"inference": "hc3", "standardise": True},
        {"inference": "hc3", "weights": "size", "level": 0.9},
        {"inference": "cluster", "cluster": "place"},
        {"inference": "cluster", "cluster": "region", "weights": "size"},
        {"inference": "cluster_cr0", "cluster": "place", "standardise": True},
        {"inference": "cluster_jackknife", "cluster": "region"},
    ],
    ids=lambda options: " ".join(map(str, options.values())),
)
def test_together_is_one_by_one(panel, options):
    effects = (None, "region", ("place", "year"))
    samples = {"all": panel["year"] > 0, "late": panel["year"] > 2021}
    found = specifications(
        panel, ["y", "z"], "x", ["c", "d"], always=["b"], effects=effects, samples=samples, **options
    )
    assert len(found.table) == 2 * 2 * 4 * 3
    for row in found.table.to_dict("records"):
        alone = ols(
            panel[samples[row["sample"]]],
            row["outcome"],
            ["x", "b", *row["controls"]],
            effects=row["effects"],
            **options,
        )
        expected = alone.term("x")[FIGURES].to_numpy(dtype=float)
        assert [row[name] for name in FIGURES] == pytest.approx(expected.tolist(), rel=1e-8, abs=1e-14)
        assert row["n"] == alone.n


def test_badly_scaled_columns_lose_no_digits(panel):
    panel["a"] = 1e6 + panel["a"]
    found = specifications(panel, "y", "x", ["a", "c"], effects=(None, "region"))
    for row in found.table.to_dict("records"):
        expected = ols(panel, "y", ["x", *row["controls"]], effects=row["effects"]).term("x")
        assert row["estimate"] == pytest.approx(expected["estimate"], rel=1e-8)
        assert row["std_error"] == pytest.approx(expected["std_error"], rel=1e-8)


def test_nearly_collinear_controls_are_fitted_by_themselves(panel):
    panel["twin"] = panel["a"] + 1e-7 * panel["d"].fillna(0)
    found = specifications(panel, "y", "x", ["a", "twin"])
    both = found.table.set_index("controls").loc[[("a", "twin")]].iloc[0]
    alone = ols(panel, "y", ["x", "a", "twin"]).term("x")
    assert both["estimate"] == pytest.approx(alone["estimate"], rel=1e-8)


def test_an_exact_copy_stays_in_the_grid_without_a_figure(panel):
    panel["copy"] = 2 * panel["a"] + 1
    found = specifications(panel, "y", "x", ["a", "copy"])
    assert found.table.set_index("controls")["estimate"].isna().to_dict() == {
        (): False,
        ("a",): False,
        ("copy",): False,
        ("a", "copy"): True,
    }
    assert found.excludes_zero_share <= 0.75


def test_too_few_clusters_are_refused_with_the_reason(panel):
    panel["half"] = panel["place"] % 2
    with pytest.raises(ModelError, match="There are 2 clusters"):
        specifications(panel, "y", "x", ["a"], inference="cluster", cluster="half")


def test_a_sample_must_choose_among_the_rows(panel):
    with pytest.raises(ModelError, match=r"'late' is no choice of rows.*5 values for 315 rows"):
        specifications(panel, "y", "x", ["a"], samples={"late": pd.Series([True] * 5)})
    with pytest.raises(ModelError, match="no choice of rows"):
        specifications(panel, "y", "x", ["a"], samples={"late": panel["year"]})


def test_thousands_are_estimated_and_every_one_is_there(panel):
    random = np.random.default_rng(3)
    controls = [f"control {number}" for number in range(9)]
    panel[controls] = random.normal(size=(315, 9))
    found = specifications(
        panel, "y", "x", controls, effects=(None, ("place", "year")), inference="cluster", cluster="place"
    )
    assert len(found.table) == 1024
    assert found.table["estimate"].notna().all()
    assert not found.table[["controls", "effects"]].duplicated().any()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("inference", ["hc2", "hc3"])
def test_a_row_that_fits_itself_leaves_a_specification_without_an_interval(panel, inference):
    year = panel[panel["year"] == 2022].copy()
    year.loc[year.index[0], "region"] = 99
    found = specifications(year, "y", "x", ["a"], effects=(None, "region"), inference=inference)
    alone = found.table["effects"].astype(bool)
    assert found.table.loc[alone, ["low", "high", "p_value"]].isna().all(axis=None)
    assert found.table.loc[~alone, ["low", "high"]].notna().all(axis=None)
    assert found.table["estimate"].notna().all()
