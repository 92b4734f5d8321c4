"""A staggered roll-out against brute force, against what is known to be true, and its refusals."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.stats.errors import ModelError
from analysis.stats.models import ols, rollout, two_way_fixed_effects
from analysis.stats.models.rollouts.rollout_rows import EQUIPPED_WHEN_FIRST_SEEN, NO_COMPARISON

YEARS = range(2018, 2024)


def world(seed, *, step=0.03, laggards=False, places=63):
    """Places equipped by lot from the third year on, or the lowest of the year before; the rest never."""
    random = np.random.default_rng(seed)
    ahead, state = random.normal(size=places), np.zeros(places)
    since, rows = np.zeros(places), []
    for at, year in enumerate(YEARS):
        state = 0.5 * state + 0.05 * random.normal(size=places)
        if 2 <= at <= 4:
            turn = rows[-1]["y"] if laggards else random.normal(size=places)
            since[np.argsort(np.where(since > 0, np.inf, turn))[: places // 5]] = 1
        truth = step * since
        y = 0.03 * at + (0.02 if laggards else 0.1) * ahead + state + truth
        rows.append({"place": np.arange(places), "year": year, "y": y, "on": (since > 0) * 1, "truth": truth})
        since = np.where(since > 0, since + 1, 0)
    return pd.concat(map(pd.DataFrame, rows), ignore_index=True)


@pytest.fixture
def panel():
    """Thirty places in six regions, a tenth of the rows gone, rows in no order, weights and a control."""
    random = np.random.default_rng(3)
    data = world(3, places=30)
    data["w"] = random.uniform(0.5, 3, len(data))
    data["control"] = random.normal(size=len(data)) * 100
    data["y"] += data["control"] / 1000
    data["region"] = data["place"] % 6
    return data.sample(frac=0.9, random_state=1)


def brute(data, *, effects=("place", "year"), controls=(), weights=None):
    """The difference of each equipped row from the dummies fitted on the others, by explicit regression."""
    dummies = pd.get_dummies(data[list(effects)].astype(str), dtype=float)
    x = np.column_stack([dummies, data[list(controls)]])
    weight = np.ones(len(data)) if weights is None else data[weights].to_numpy()
    free = (data["on"] == 0).to_numpy()
    root = np.sqrt(weight[free])
    fitted = np.linalg.lstsq(root[:, None] * x[free], root * data["y"].to_numpy()[free], rcond=None)[0]
    left = data["y"].to_numpy() - x @ fitted
    return pd.Series(left[~free], index=data.index[~free]), pd.Series(weight[~free], index=data.index[~free])


def average(differences, weights):
    return (differences * weights).sum() / weights.sum()


class TestAgainstBruteForce:
    @pytest.mark.parametrize("controls", [[], ["control"]])
    @pytest.mark.parametrize("weights", [None, "w"])
    def test_averages_overall_by_horizon_and_by_cohort(self, panel, controls, weights):
        found = rollout(panel, "y", "on", "place", "year", controls=controls, weights=weights)
        differences, weight = brute(panel, controls=controls, weights=weights)
        assert found.att.term("equipped")["estimate"] == pytest.approx(average(differences, weight))
        np.testing.assert_allclose(found.imputed["difference"], differences, atol=1e-9)
        start = panel["year"].where(panel["on"] == 1).groupby(panel["place"]).transform("min")
        for result, by in ((found.by_horizon, panel["year"] - start), (found.by_cohort, start)):
            groups = by.loc[differences.index]
            for name, rows in groups.groupby(groups).groups.items():
                expected = average(differences[rows], weight[rows])
                assert result.term(f"{name:g}")["estimate"] == pytest.approx(expected)

    @pytest.mark.parametrize("cluster", ["place", "region"])
    def test_the_jackknife_refits_everything(self, panel, cluster):
        options = {"controls": ["control"], "weights": "w"}
        found = rollout(panel, "y", "on", "place", "year", cluster=cluster, **options)
        groups = panel[cluster].unique()
        without = np.array([average(*brute(panel[panel[cluster] != one], **options)) for one in groups])
        row = found.att.term("equipped")
        share = (len(groups) - 1) / len(groups)
        assert row["std_error"] == pytest.approx(np.sqrt(share * ((without - row["estimate"]) ** 2).sum()))
        assert row["df"] == len(groups) - 1
        assert row["high"] - row["low"] == pytest.approx(
            2 * stats.t.ppf(0.975, len(groups) - 1) * row["std_error"]
        )
        assert (
            found.att.inference == f"CR3 jackknife by {cluster} ({len(groups)} clusters), t({row['df']:.0f})"
        )

    def test_effects_may_group_places(self, panel):
        found = rollout(
            panel, "y", "on", "place", "year", effects=["region", "year"], cluster="region",
            inference="cluster_cr0",
        )  # fmt: skip
        differences, weight = brute(panel, effects=("region", "year"))
        assert found.att.term("equipped")["estimate"] == pytest.approx(average(differences, weight))

    def test_leads_are_those_of_two_way_fixed_effects_on_rows_not_yet_equipped(self, panel):
        start = panel["year"].where(panel["on"] == 1).groupby(panel["place"]).transform("min")
        before = panel.assign(lead2=start - panel["year"] == 2, lead1=start - panel["year"] == 1)
        before = before[before["on"] == 0]
        direct = two_way_fixed_effects(
            before, "y", ["lead2", "lead1"], "place", "year", inference="cluster_jackknife"
        )
        found = rollout(panel, "y", "on", "place", "year", leads=2).pre_trends
        np.testing.assert_allclose(found.leads.to_numpy(), direct.terms.to_numpy(), rtol=1e-8)
        assert found.leads.index.tolist() == ["-2", "-1"]

    def test_one_lead_is_tested_as_its_t_statistic(self, panel):
        found = rollout(panel, "y", "on", "place", "year", leads=1).pre_trends
        assert found.statistic == pytest.approx(found.leads["statistic"].iloc[0] ** 2)
        assert found.p_value == pytest.approx(found.leads["p_value"].iloc[0])

    def test_leads_are_tested_together_by_hotelling(self, panel):
        found = rollout(panel, "y", "on", "place", "year", leads=2).pre_trends
        places = panel["place"].unique()
        without = np.array(
            [
                rollout(panel[panel["place"] != one], "y", "on", "place", "year", leads=2).pre_trends.leads[
                    "estimate"
                ]
                for one in places
            ]
        )
        estimate, count = found.leads["estimate"].to_numpy(), len(places)
        departures = without - estimate
        covariance = (count - 1) / count * departures.T @ departures
        wald = estimate @ np.linalg.inv(covariance) @ estimate
        assert found.statistic == pytest.approx(wald * (count - 2) / (2 * (count - 1)))
        assert found.df == (2, count - 2)
        assert found.p_value == pytest.approx(stats.f.sf(found.statistic, 2, count - 2))

    def test_selection_is_a_regression_of_the_next_equipped_on_the_year_before(self, panel):
        found = rollout(panel, "y", "on", "place", "year").selection.results["level"]
        before = panel.assign(year=panel["year"] + 1).set_index(["place", "year"])[["y", "on"]]
        at_risk = panel.join(before, on=["place", "year"], suffixes=("", "_before"))
        at_risk = at_risk[at_risk["on_before"] == 0]
        direct = ols(
            at_risk, "on", ["y_before"], effects="year", cluster="place",
            inference="cluster_jackknife", standardise=True,
        )  # fmt: skip
        np.testing.assert_allclose(found.terms.to_numpy(), direct.terms.to_numpy(), rtol=1e-8)


@pytest.fixture(scope="module")
def repeated():
    """Thirty roll-outs whose difference grows by 0.06 a year."""
    found = []
    for seed in range(30):
        data = world(seed, step=0.06)
        truth = data.loc[data["on"] == 1, "truth"].mean()
        imputed = rollout(data, "y", "on", "place", "year")
        fixed = two_way_fixed_effects(data, "y", ["on"], "place", "year").term("on")
        row = imputed.att.term("equipped")
        found.append(
            {
                "imputed": row["estimate"] - truth,
                "covered": row["low"] <= truth <= row["high"],
                "fixed": fixed["estimate"] - truth,
                "fixed_covered": fixed["low"] <= truth <= fixed["high"],
                "allowed": imputed.statement_allowed,
            }
        )
    return pd.DataFrame(found).astype(float)


class TestKnownTruth:
    def test_imputation_is_unbiased_where_differences_grow(self, repeated):
        assert abs(repeated["imputed"].mean()) < 3 * repeated["imputed"].sem()
        assert repeated["covered"].mean() >= 0.85

    def test_two_way_fixed_effects_are_not(self, repeated):
        assert repeated["fixed"].mean() < -10 * repeated["fixed"].sem()
        assert repeated["fixed_covered"].mean() < 0.5

    def test_drawn_by_lot_most_roll_outs_may_be_stated(self, repeated):
        assert repeated["allowed"].mean() > 0.6

    def test_sent_to_laggards_none_may(self):
        for seed in range(4):
            found = rollout(world(seed, step=0.0, laggards=True), "y", "on", "place", "year")
            assert found.selection.verdict == "present"
            assert "selection_present" in found.refusals
            assert found.targeting == "present"
            with pytest.raises(ModelError, match="year before tells which places were equipped"):
                found.require_statement()


class TestWhatIsLeftOut:
    def test_places_equipped_when_first_seen_change_nothing_and_are_named(self, panel):
        before = rollout(panel, "y", "on", "place", "year")
        always = panel[panel["place"] == 0].assign(place=99, on=1, y=100.0)
        found = rollout(pd.concat([panel, always], ignore_index=True), "y", "on", "place", "year")
        assert found.att.term("equipped")["estimate"] == pytest.approx(
            before.att.term("equipped")["estimate"]
        )
        assert found.left_out.loc[99].tolist() == [EQUIPPED_WHEN_FIRST_SEEN, len(always), len(always)]
        named = found.att.dropped[found.att.dropped["reason"] == EQUIPPED_WHEN_FIRST_SEEN]
        assert named["place"].tolist() == [99] * len(always)
        assert found.att.units == before.att.units

    def test_years_without_a_place_to_compare_are_left_out(self):
        data = world(5, places=20)
        data = data[data.groupby("place")["on"].transform("max") == 1]
        last = data.groupby("year")["on"].min() == 1
        found = rollout(data, "y", "on", "place", "year")
        kept = data[~data["year"].map(last)]
        assert last.sum() > 0 and set(found.left_out["reason"]) == {NO_COMPARISON}
        assert set(found.imputed["year"]) == set(kept.loc[kept["on"] == 1, "year"])
        assert found.att.term("equipped")["estimate"] == pytest.approx(average(*brute(kept)))

    def test_missing_figures_are_named(self, panel):
        gone = panel.copy()
        gone.loc[gone.index[0], "y"] = np.nan
        found = rollout(gone, "y", "on", "place", "year")
        row = panel.iloc[0]
        assert found.att.dropped[["place", "year", "reason", "columns"]].to_numpy().tolist() == [
            [row["place"], row["year"], "missing_value", "y"]
        ]
        assert found.att.n == len(panel) - 1 == len(found.att.sample) == len(found.att.residuals)

    def test_a_cohort_of_one_place_has_no_error(self):
        data = world(6)
        alone = data[data["place"] == 7]
        early = alone.assign(on=(alone["year"] >= 2019) * 1)
        found = rollout(pd.concat([data[data["place"] != 7], early]), "y", "on", "place", "year")
        assert np.isnan(found.by_cohort.term("2019")["std_error"])
        assert found.sizes.loc[("cohort", "2019"), "places"] == 1
        assert found.att.term("equipped")["std_error"] > 0

    def test_an_average_that_rests_on_one_place_may_not_be_stated(self):
        data = world(7, places=20)
        never = data.groupby("place")["on"].transform("max") == 0
        one = data.loc[never, "place"].iloc[0]
        found = rollout(data[~never | (data["place"] == one)], "y", "on", "place", "year")
        assert np.isnan(found.att.term("equipped")["p_value"])
        assert "rests_on_one_cluster" in found.refusals


class TestChecks:
    def test_a_rise_ahead_of_the_roll_out_is_seen(self):
        data = world(1)
        start = data["year"].where(data["on"] == 1).groupby(data["place"]).transform("min")
        data["y"] += 0.1 * (start - data["year"] == 1)
        found = rollout(data, "y", "on", "place", "year")
        assert found.pre_trends.verdict == "apart"
        assert "pre_trends_apart" in found.refusals and found.targeting == "present"

    def test_without_years_before_nothing_is_said(self):
        data = world(2)
        chosen = data.loc[(data["year"] == 2020) & (data["on"] == 1), "place"]
        two = data[data["year"].isin([2019, 2020])]
        two = two[two["place"].isin(chosen) | (two["on"] == 0)]
        found = rollout(two, "y", "on", "place", "year")
        assert found.pre_trends.verdict == "not_testable" and found.pre_trends.leads.empty
        assert "pre_trends_not_testable" in found.refusals
        assert not found.statement_allowed

    def test_leads_that_the_years_do_not_carry_are_given_up(self):
        data = world(2)
        found = rollout(data[data["year"] >= 2019], "y", "on", "place", "year", leads=5)
        assert 1 <= len(found.pre_trends.leads) < 5

    def test_a_passed_check_says_what_it_could_have_seen(self):
        found = rollout(world(4), "y", "on", "place", "year")
        assert found.statement_allowed and found.targeting == "absent"
        assert found.require_statement() is found.att
        assert 0 < found.selection.detectable < 0.5
        assert found.pre_trends.detectable > found.pre_trends.leads["std_error"].max()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: data.assign(on=data["on"] * 0.5), "0 or 1"),
        (lambda data: data.assign(on=0), "Every row is not yet equipped"),
        (lambda data: data.assign(on=1), "Every row is equipped"),
        (lambda data: data.assign(on=(data["year"] == 2020) * 1), "Equipped and later not"),
        (lambda data: pd.concat([data, data.head(1)]), "twice in a year"),
        (lambda data: data.assign(y="high"), "not numbers"),
    ],
)
def test_what_is_no_roll_out_is_refused(change, said):
    with pytest.raises(ModelError, match=said):
        rollout(change(world(0, places=20)), "y", "on", "place", "year")


def test_the_level_is_that_of_every_interval(panel):
    wide, narrow = (rollout(panel, "y", "on", "place", "year", level=level) for level in (0.95, 0.8))
    for one, two in (
        (wide.att.terms, narrow.att.terms),
        (wide.by_horizon.terms, narrow.by_horizon.terms),
        (wide.pre_trends.leads, narrow.pre_trends.leads),
        (wide.selection.results["level"].terms, narrow.selection.results["level"].terms),
    ):
        assert (two["low"] > one["low"]).all() and (two["high"] < one["high"]).all()


def test_clusters_hold_whole_places(panel):
    cut = panel.assign(half=panel["year"] > 2020)
    with pytest.raises(ModelError, match="Take clusters of whole places"):
        rollout(cut, "y", "on", "place", "year", cluster="half")


def test_names_order_and_units_do_not_matter(panel):
    first = rollout(panel, "y", "on", "place", "year", controls=["control"])
    other = panel.sample(frac=1, random_state=8).assign(
        place=lambda data: "p" + data["place"].astype(str),
        y=lambda data: 100 * data["y"] + 7,
        control=lambda data: data["control"] / 1e6,
        year=lambda data: data["year"] - 2000,
    )
    second = rollout(other, "y", "on", "place", "year", controls=["control"])
    for name in ("att", "by_horizon"):
        one, two = getattr(first, name).terms, getattr(second, name).terms
        np.testing.assert_allclose(two["estimate"], 100 * one["estimate"], rtol=1e-6)
        np.testing.assert_allclose(two["p_value"], one["p_value"], rtol=1e-6)
    assert second.pre_trends.p_value == pytest.approx(first.pre_trends.p_value, rel=1e-6)
    assert second.selection.p_value == pytest.approx(first.selection.p_value, rel=1e-6)
