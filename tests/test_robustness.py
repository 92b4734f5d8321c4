"""An association without each place, under every specification, with the worst errors, and its grade."""

import numpy as np
import pandas as pd
import pytest

from analysis.stats.errors import ModelError
from analysis.stats.evidence.cross_section import examine
from analysis.stats.evidence.power import detectable_term
from analysis.stats.models import cluster_jackknife, ols, two_way_fixed_effects
from analysis.stats.robustness.leave_one_out import leave_one_out
from analysis.stats.robustness.specifications import specifications
from analysis.stats.robustness.wild_bootstrap import wild_cluster_bootstrap
from analysis.stats.robustness.worst_case import worst_case

SIZES = [11, 14, 14, 5, 6, 13]


@pytest.fixture
def places():
    """63 places in six regions: ``strong`` goes with the outcome everywhere, ``none`` does not."""
    random = np.random.default_rng(13)
    frame = pd.DataFrame(random.normal(size=(63, 5)), columns=["strong", "none", "income", "urban", "error"])
    frame["y"] = 1.5 * frame["strong"] + 0.2 * frame["income"] + 0.7 * frame["error"]
    return frame.assign(
        region=np.repeat(list("uvwxyz"), SIZES), code=[f"{number:02d}" for number in range(63)]
    )


class TestLeaveOneOut:
    def test_by_refitting(self, places):
        found = leave_one_out(ols, places, "y", ["strong", "income"], by="code")
        refits = [
            ols(places[places["code"] != code], "y", ["strong", "income"]).term("strong")
            for code in places["code"]
        ]
        np.testing.assert_allclose(found.estimates["estimate"], [row["estimate"] for row in refits])
        np.testing.assert_allclose(found.estimates["low"], [row["low"] for row in refits])
        assert (found.smallest, found.largest) == pytest.approx(
            (min(row["estimate"] for row in refits), max(row["estimate"] for row in refits))
        )
        assert found.flips == ()
        assert found.term == "strong"
        assert found.estimates.index.name == "code"

    def test_one_place_that_carries_everything_is_named(self, places):
        places.loc[7, ["none", "y"]] = [30.0, 60.0]
        found = leave_one_out(ols, places, "y", ["none"], by="code", inference="classical")
        assert found.flips == ("07",)
        assert found.estimates.loc["07", "verdict_changes"]
        assert found.full.term("none")["p_value"] < 0.05 < found.estimates.loc["07", "p_value"]

    def test_regions_and_years_of_a_panel(self, places):
        random = np.random.default_rng(14)
        parts = [
            places[["code", "region"]].assign(
                year=year, x=random.normal(size=63), z=random.normal(size=63), y=random.normal(size=63)
            )
            for year in range(2020, 2024)
        ]
        years = pd.concat(parts)
        model = ("y", ["x", "z"], "code", "year")
        by_region = leave_one_out(two_way_fixed_effects, years, *model, by="region", term="z")
        assert by_region.estimates["n"].tolist() == [4 * (63 - size) for size in SIZES]
        by_year = leave_one_out(two_way_fixed_effects, years, *model, by="year")
        without = two_way_fixed_effects(years[years["year"] != 2021], *model).term("x")["estimate"]
        assert by_year.estimates.loc[2021, "estimate"] == pytest.approx(without)

    def test_a_place_the_model_cannot_do_without_counts_as_a_flip(self, places):
        places["only"] = np.where(places["code"] == "20", 1.0, 0.0)
        found = leave_one_out(ols, places, "y", ["only"], by="code", inference="classical")
        assert found.estimates["estimate"].isna().sum() == 1
        assert "20" in found.flips

    def test_it_counts_as_another_verdict_also_where_the_full_model_finds_something(self, places):
        places["only"] = np.where(places["code"] == "20", 1.0, 0.0)
        places.loc[20, "y"] += 100
        found = leave_one_out(ols, places, "y", ["only"], by="code", inference="classical")
        assert found.full.term("only")["low"] > 0
        assert np.isnan(found.estimates.loc["20", "estimate"])
        assert found.estimates.loc["20", "verdict_changes"]
        assert found.flips == ("20",)

    def test_a_column_that_is_not_there_is_refused(self, places):
        with pytest.raises(ModelError, match="Did you mean 'code'"):
            leave_one_out(ols, places, "y", ["strong"], by="kode")


def test_blocks_of_sign_vectors_are_one_list(places, monkeypatch):
    """32 clusters, all 10,000 statistics by new outcomes and new fits; blocks of any size say the same."""
    places["pair"] = np.arange(63) // 2
    found = wild_cluster_bootstrap(places, "y", ["none", "income"], "none", "pair", seed=2)
    signs = np.random.default_rng(2).choice([1.0, -1.0], size=(9999, 32))
    signs = np.vstack([np.ones(32), signs])[:, places["pair"]].T
    others = np.column_stack([np.ones(63), places["income"]])
    x = np.column_stack([others, places["none"]])
    fitted = others @ np.linalg.lstsq(others, places["y"], rcond=None)[0]
    y = fitted[:, None] + signs * (places["y"] - fitted).to_numpy()[:, None]
    inverse = np.linalg.inv(x.T @ x)
    coefficients = inverse @ x.T @ y
    scores = (x @ inverse[2])[:, None] * (y - x @ coefficients)
    sums = np.add.reduceat(scores, range(0, 63, 2))
    statistics = np.abs(coefficients[2] / np.sqrt((sums**2).sum(axis=0)))
    assert (found.draws, found.smallest_p) == (10_000, 1 / 10_000)
    assert 0.1 < found.p_value == np.mean(statistics >= statistics[0] * (1 - 1e-9)) < 0.9
    module = "analysis.stats.robustness.wild_bootstrap"
    monkeypatch.setattr(f"{module}._AT_ONCE", 32 * 3000)
    assert found == wild_cluster_bootstrap(places, "y", ["none", "income"], "none", "pair", seed=2)
    monkeypatch.setattr(f"{module}._AT_ONCE", 1)
    monkeypatch.setattr(f"{module}.DRAWS", 50)
    few = wild_cluster_bootstrap(places, "y", ["none", "income"], "none", "pair", seed=2)
    assert (few.draws, few.p_value) == (51, np.mean(statistics[:51] >= statistics[0] * (1 - 1e-9)))


@pytest.mark.parametrize(("clusters", "draws", "smallest"), [(12, 4096, 2 / 4096), (13, 10_000, 1 / 10_000)])
def test_sign_vectors_are_all_there_up_to_twelve_clusters(places, clusters, draws, smallest):
    places["cluster"] = np.arange(63) % clusters
    found = wild_cluster_bootstrap(places, "y", ["none"], "none", "cluster")
    assert (found.draws, found.smallest_p, "(all)" in found.name) == (draws, smallest, clusters == 12)


class TestWorstCase:
    def test_it_is_the_largest_p_value_of_four(self, places):
        found = worst_case(places, "y", ["strong", "none"], region="region", entity="code")
        models = {
            "hc3": ols(places, "y", ["strong", "none"]),
            "region_effects_hc3": ols(places, "y", ["strong", "none"], effects="region"),
            "region_jackknife": cluster_jackknife(places, "y", ["strong", "none"], "region"),
        }
        p_values = {name: model.term("none")["p_value"] for name, model in models.items()}
        test = wild_cluster_bootstrap(places, "y", ["strong", "none"], "none", "region")
        p_values["wild_bootstrap"] = test.p_value
        worst = found.worst("none")
        assert worst["p_value"] == max(p_values.values())
        assert worst["name"] == max(p_values, key=p_values.get)
        carrier = max(models, key=lambda name: p_values[name])
        assert worst["low"] == models[carrier].term("none")["low"]
        assert found.impossible == {}

    def test_the_table_has_every_term_with_every_error(self, places):
        table = worst_case(places, "y", ["strong"], region="region").table
        assert table.loc["strong"].index.tolist() == [
            "hc3",
            "region_effects_hc3",
            "region_jackknife",
            "wild_bootstrap",
        ]
        assert table.loc["intercept"].index.tolist() == ["hc3", "region_jackknife"]
        assert table.loc[("strong", "region_jackknife"), "inference"].endswith("t(5)")

    def test_what_is_impossible_is_said_and_the_rest_stands(self, places):
        few = places[places["region"].isin(["u", "v"])]
        found = worst_case(few, "y", ["strong"], region="region")
        assert set(found.results) == {"hc3", "region_effects_hc3"}
        assert "There are 2 clusters" in found.impossible["region_jackknife"]
        assert "smallest p-value" in found.impossible["wild_bootstrap"]

    def test_an_unknown_term_is_refused(self, places):
        with pytest.raises(ModelError, match=r"no term 'stron'.*Did you mean 'strong'"):
            worst_case(places, "y", ["strong"], region="region").worst("stron")


class TestSpecifications:
    def test_every_subset_of_controls_outcomes_and_effects(self, places):
        places["other"] = places["y"] + places["none"]
        found = specifications(
            places, ["y", "other"], "strong", ["income", "urban"], always=["none"], effects=(None, "region")
        )
        assert len(found.table) == 2 * 4 * 2
        assert not found.table[["outcome", "controls", "effects"]].duplicated().any()
        row = found.table.set_index(["outcome", "controls"]).loc[[("other", ("urban",))]]
        last = ols(places, "other", ["strong", "none", "urban"], effects="region").term("strong")
        assert row["estimate"].iloc[1] == pytest.approx(last["estimate"])
        assert (found.same_sign_share, found.excludes_zero_share) == (1, 1)
        assert found.smallest <= found.median <= found.largest

    def test_shares_of_signs_and_intervals(self, places):
        found = specifications(places, "y", "none", ["strong", "income", "urban"])
        estimates = found.table["estimate"]
        assert found.same_sign_share == (np.sign(estimates) == np.sign(estimates.median())).mean()
        assert found.share_of_sign(1.0) == (estimates > 0).mean()
        assert found.excludes_zero_share == (found.table["p_value"] < 0.05).mean()

    def test_what_cannot_be_estimated_stays_in_the_grid(self, places):
        places["copy"] = places["strong"]
        found = specifications(places, "y", "strong", ["copy"])
        assert found.table["estimate"].isna().tolist() == [False, True]
        assert found.same_sign_share == 0.5

    def test_nothing_to_estimate_is_an_error_with_its_reason(self, places):
        with pytest.raises(ModelError, match="no column 'weak'"):
            specifications(places, "y", "weak", ["income"])

    def test_a_grid_too_large_is_refused(self, places):
        with pytest.raises(ModelError, match="1,048,576 specifications"):
            specifications(places, "y", "strong", [f"control {number}" for number in range(20)])


class TestExamine:
    def test_a_strong_association_of_one_year_is_moderate(self, places):
        found = examine(places, "y", "strong", ["income"], place="code", region="region", q_value=0.001)
        assert found.grade.letter == "B"
        assert found.grade.reasons == ("cross_section",)
        assert found.low < found.estimate < found.high
        assert found.p_value == found.worst_case.worst("strong")["p_value"]

    def test_no_association_is_none_detected_with_what_could_have_been(self, places):
        found = examine(places, "y", "none", ["income"], place="code", region="region")
        assert found.grade.letter == "D"
        results = found.worst_case.results.values()
        widest = max(detectable_term(result, "none") for result in results)
        # The rule of the claims asks for more than the widest interval alone: it takes the largest of four p.
        assert found.detectable == pytest.approx(1.5 * widest)
        assert found.detectable > abs(found.estimate)

    def test_when_the_result_vanishes_so_does_the_grade(self, places):
        gone = places.assign(y=np.random.default_rng(1).permutation(places["y"]))
        found = examine(gone, "y", "strong", ["income"], place="code", region="region", q_value=0.001)
        assert found.grade.letter == "D"

    def test_a_control_that_nothing_hidden_could_match_undoes_the_claim(self, places):
        """Where a confounder as strong as the control cannot exist, the bound lies above every share."""
        places["copy"] = places["strong"] + 0.7 * places["urban"]
        found = examine(places, "y", "strong", ["copy"], place="code", region="region", q_value=0.001)
        assert found.benchmarks["r2_outcome"].isna().all()
        assert found.grade.letter in "BC" and "sensitive_to_unobserved" in found.grade.reasons

    def test_places_without_a_figure_lower_the_grade(self, places):
        places.loc[places.index[::3], "strong"] = np.nan
        found = examine(places, "y", "strong", ["income"], place="code", region="region", q_value=0.001)
        assert found.n == 42
        assert found.grade.letter == "C"
        assert "partial_coverage" in found.grade.reasons

    def test_an_overlap_cannot_be_said(self, places):
        found = examine(places, "y", "strong", [], place="code", region="region", definitional_overlap=True)
        assert found.grade.letter == "X"
        assert found.benchmarks is None

    def test_names_and_order_of_places_do_not_matter(self, places):
        renamed = places.sample(frac=1, random_state=3).assign(code=lambda data: "x" + data["code"])
        first, second = (
            examine(data, "y", "strong", ["income"], place="code", region="region")
            for data in (places, renamed)
        )
        assert first.grade == second.grade
        assert (first.low, first.high, first.p_value) == pytest.approx(
            (second.low, second.high, second.p_value)
        )
