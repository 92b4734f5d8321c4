"""Types of places: three true groups are found and given, noise and slopes are not."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from analysis.stats.describe.typology import typology
from analysis.stats.errors import ModelError

COLUMNS = ["income", "urban", "density", "literacy"]


def _grouped(seed=1, apart=3.0):
    """Three groups of 21 places, each with its own means."""
    random = np.random.default_rng(seed)
    centres = apart * np.array([[0, 0, 0, 0], [1, 1, 0, -1], [2, 0, 1, 1]])
    true = np.repeat([0, 1, 2], 21)
    frame = pd.DataFrame(centres[true] + random.normal(size=(63, 4)), columns=COLUMNS)
    return frame.assign(code=[f"{number:02d}" for number in range(63)]), true


def _noise(seed, columns):
    random = np.random.default_rng(seed)
    return pd.DataFrame(random.normal(size=(63, columns)), columns=[f"x{place}" for place in range(columns)])


class TestTrueGroups:
    def test_they_are_found_and_given(self):
        places, true = _grouped()
        found = typology(places, COLUMNS, place="code", groups=(2, 3, 4), draws=60)
        assert found.published
        assert adjusted_rand_score(true, found.labels) == 1
        assert found.labels.index.tolist() == places["code"].tolist()
        row = found.quality.loc[3]
        assert row["silhouette"] > 0.4
        assert row["ari"] > 0.95
        assert row["smallest"] == 21

    def test_types_are_described_in_units_and_in_the_order_of_the_first_column(self):
        places, true = _grouped()
        found = typology(places, COLUMNS, place="code", groups=(3,), draws=40)
        expected = places.groupby(true)[COLUMNS].mean()
        np.testing.assert_allclose(found.profiles[COLUMNS], expected)
        assert found.profiles["places"].tolist() == [21, 21, 21]
        assert found.profiles["income"].is_monotonic_increasing
        assert "3 types of 63 places" in repr(found)

    def test_they_are_one_cloud_where_they_are_not_apart(self):
        found = typology(_grouped(apart=0.5)[0], COLUMNS, groups=(2, 3), draws=40)
        assert not found.published


class TestNothingThere:
    @pytest.mark.parametrize("seed", range(4))
    def test_noise_is_not_published(self, seed):
        found = typology(_noise(seed, 6), [f"x{place}" for place in range(6)], groups=(2, 3), draws=40)
        assert not found.published
        assert (found.quality["silhouette"] < 0.25).all()
        assert (found.quality["ari"] < 0.75).all()
        assert found.quality["silhouette"].between(0.11, 0.2).all()

    def test_no_labels_are_left_to_print(self):
        found = typology(_noise(1, 6), [f"x{place}" for place in range(6)], groups=(2,), draws=20)
        assert found.labels.empty
        assert found.profiles.empty
        said = repr(found)
        assert "Not stable: no types of 63 places are published" in said
        assert f"{found.quality.loc[2, 'silhouette']:.2f}" in said
        assert f"{found.quality.loc[2, 'ari']:.2f}" in said

    def test_noise_in_two_columns_is_not_published(self):
        """Two columns cut anywhere give a silhouette above 0.3."""
        published = [typology(_noise(seed, 2), ["x0", "x1"], groups=(2,), draws=20) for seed in range(12)]
        assert all(found.quality.loc[2, "silhouette"] > 0.25 for found in published)
        assert any(found.quality.loc[2, "ari"] > 0.75 for found in published)
        assert sum(found.published for found in published) <= 1


class TestEachGateAlone:
    """Worlds that fail one condition and pass the three others."""

    @staticmethod
    def _only(failing, figures):
        data = pd.DataFrame(figures).rename(columns=str)
        found = typology(data, list(data.columns), groups=(2,), draws=40)
        row = found.quality.loc[2]
        passed = {
            "silhouette": row["silhouette"] >= 0.25,
            "ari": row["ari"] >= 0.75,
            "p_one_cloud": row["p_one_cloud"] <= 0.05,
            "smallest": row["smallest"] >= 3,
        }
        assert [name for name, there in passed.items() if not there] == [failing]
        assert not found.published

    def test_two_places_far_out_are_not_a_type(self):
        figures = np.random.default_rng(1).normal(size=(63, 4))
        figures[:2] += 30 * np.array([1, -1, 1, -1])
        self._only("smallest", figures)

    def test_three_groups_are_not_two(self):
        """Apart, but which two of them are taken together changes from resample to resample."""
        centres = np.repeat(4 * np.eye(3), 21, axis=0)
        self._only("ari", centres + 0.5 * np.random.default_rng(1).normal(size=(63, 3)))

    def test_groups_that_overlap_are_not_types_though_they_come_back(self):
        group = np.repeat([0, 1], [31, 32])[:, None]
        self._only("silhouette", group + np.random.default_rng(1).normal(size=(63, 40)))

    def test_a_slope_is_one_cloud(self):
        random = np.random.default_rng(7)
        self._only("p_one_cloud", 0.95 * random.normal(size=(63, 1)) + 0.3 * random.normal(size=(63, 5)))


class TestInvariance:
    def test_a_seed_gives_one_result_whatever_the_order_of_rows_the_names_and_units(self):
        places, _ = _grouped(apart=1.6)
        first = typology(places, COLUMNS, place="code", groups=(3,), draws=20, seed=3)
        mixed = places.assign(code=places["code"] + "x", income=places["income"] * 1024 + 512)
        again = typology(
            mixed.sample(frac=1, random_state=2), COLUMNS, place="code", groups=(3,), draws=20, seed=3
        )
        np.testing.assert_allclose(again.quality.astype(float), first.quality.astype(float), atol=1e-9)
        other = typology(places, COLUMNS, place="code", groups=(3,), draws=20, seed=4)
        assert other.quality.loc[3, "ari"] != first.quality.loc[3, "ari"]

    def test_labels_follow_the_places(self):
        places, _ = _grouped()
        first = typology(places, COLUMNS, place="code", groups=(3,), draws=20)
        mixed = typology(places.sample(frac=1, random_state=2), COLUMNS, place="code", groups=(3,), draws=20)
        pd.testing.assert_series_equal(mixed.labels.sort_index(), first.labels)


class TestRefusals:
    def test_places_left_out_are_named(self):
        places, _ = _grouped()
        places.loc[7, "urban"] = np.nan
        found = typology(places, COLUMNS, place="code", groups=(3,), draws=20)
        assert found.n == 62
        assert "07" not in found.labels.index
        assert found.dropped[["code", "columns"]].to_numpy().tolist() == [["07", "urban"]]

    def test_a_place_in_two_rows_is_refused(self):
        places, _ = _grouped()
        places.loc[1, "code"] = "00"
        with pytest.raises(ModelError, match="A place is in two rows"):
            typology(places, COLUMNS, place="code")

    @pytest.mark.parametrize(
        ("columns", "options", "said"),
        [
            ([*COLUMNS, "flat"], {}, "No variation in flat"),
            (COLUMNS, {"groups": (1, 2)}, "Try 2 to 21 groups"),
            (COLUMNS, {"groups": (30,)}, "Try 2 to 21 groups"),
            (COLUMNS, {"groups": ()}, "Try 2 to 21 groups"),
            (COLUMNS, {"draws": 50}, "20 draws or more for each"),
            (["incom"], {}, "Did you mean 'income'"),
        ],
    )
    def test_what_means_nothing_is_refused(self, columns, options, said):
        places, _ = _grouped()
        with pytest.raises(ModelError, match=said):
            typology(places.assign(flat=1.0), columns, **options)
