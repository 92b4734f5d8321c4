"""Whether an input was sent where the outcome had been low: seen, not seen, and not to be told."""

import numpy as np
import pandas as pd
import pytest

from analysis.stats.errors import ModelError
from analysis.stats.evidence.cross_section import examine
from analysis.stats.evidence.grade import FEWEST_PLACES
from analysis.stats.evidence.power import detectable_term
from analysis.stats.evidence.targeting import REASONS, targeting
from analysis.stats.evidence.within_places import examine_panel
from analysis.stats.guards import Refusal
from analysis.stats.models import cluster_jackknife, ols


@pytest.fixture
def places():
    """Sixty-three places in six regions: ``sent`` went where ``before`` was low, ``free`` anywhere."""
    random = np.random.default_rng(11)
    frame = pd.DataFrame(random.normal(size=(63, 3)), columns=["before", "moved", "free"])
    frame["sent"] = -0.6 * frame["before"] + random.normal(size=63)
    frame["y"] = frame["before"] + random.normal(size=63)
    return frame.assign(code=range(63), region=np.arange(63) % 6)


@pytest.fixture
def years(places):
    """The same places over four years, rows in no order; teams came where use had been low."""
    random = np.random.default_rng(12)
    frame = pd.concat([places[["code", "region"]].assign(year=year) for year in range(2020, 2024)])
    frame["use"] = random.normal(size=len(frame)) + frame["code"] / 30
    before = frame.assign(year=frame["year"] + 1).set_index(["code", "year"])["use"].rename("last")
    frame = frame.join(before, on=["code", "year"])
    frame["teams"] = (-frame["last"] + random.normal(size=len(frame))).where(frame["year"] > 2020)
    return frame.sample(frac=1, random_state=3).reset_index(drop=True)


def check(places, given, **options):
    return targeting(places, given, "before", place="code", region="region", **options)


class TestVerdict:
    def test_what_was_sent_where_it_was_low_is_seen(self, places):
        found = check(places, "sent")
        assert (found.verdict, found.reasons) == ("present", ("goes_with_outcome_before",))
        assert found.result.terms["estimate"].iloc[-1] < 0

    def test_what_went_anywhere_is_absent_and_says_what_could_have_been_seen(self, places):
        found = check(places, "free")
        assert (found.verdict, found.reasons) == ("absent", ())
        assert 0.3 < found.detectable <= 0.5

    def test_few_places_do_not_prove_absence(self, places):
        found = check(places.head(30), "free")
        assert found.p_value > 0.10 and found.detectable > 0.5
        assert (found.verdict, found.reasons) == ("not_testable", ("too_weak_to_tell",))

    def test_fewer_than_twenty_places_are_not_tested(self, places):
        found = check(places.head(FEWEST_PLACES - 1), "sent")
        assert (found.verdict, found.reasons) == ("not_testable", ("too_few_places",))
        assert found.results == {} and found.result is None and np.isnan(found.detectable)
        assert check(places.head(FEWEST_PLACES), "sent").results

    def test_places_without_the_input_are_not_counted(self, places):
        places.loc[15:, "sent"] = np.nan
        found = check(places, "sent")
        assert found.places == 15 and found.reasons == ("too_few_places",)

    def test_without_an_outcome_before_nothing_is_tested(self, years):
        alone = years[years["year"] == 2022]
        found = targeting(alone, "teams", "use", place="code", region="region", time="year")
        assert (found.verdict, found.reasons) == ("not_testable", ("no_outcome_before",))

    def test_what_cannot_be_estimated_is_said(self, places):
        found = check(places.assign(sent=1.0), "sent")
        assert (found.verdict, found.reasons) == ("not_testable", ("not_estimable",))
        assert "No variation" in found.impossible["level", "hc3"]

    def test_every_reason_has_a_meaning(self, places, years):
        assert all(meaning.endswith(".") for meaning in REASONS.values())


class TestFigures:
    def test_of_one_year_they_are_hc3_and_the_region_jackknife(self, places):
        found = check(places, "free", change="moved")
        direct = {
            ("level", "hc3"): ols(places, "free", ["before"], standardise=True),
            ("level", "region_jackknife"): cluster_jackknife(
                places, "free", ["before"], "region", standardise=True
            ),
            ("change", "hc3"): ols(places, "free", ["moved"], standardise=True),
            ("change", "region_jackknife"): cluster_jackknife(
                places, "free", ["moved"], "region", standardise=True
            ),
        }
        assert list(found.table.index) == list(direct)
        rows = {key: result.terms.iloc[1] for key, result in direct.items()}
        for key, row in rows.items():
            assert found.table.loc[key, "p_value"] == pytest.approx(row["p_value"])
            assert found.table.loc[key, "estimate"] == pytest.approx(row["estimate"])
        assert found.p_value == pytest.approx(min(row["p_value"] for row in rows.values()))
        assert found.result.terms["p_value"].iloc[1] == found.p_value
        assert found.detectable == pytest.approx(
            max(detectable_term(result, result.terms.index[1], alpha=0.10) for result in direct.values())
        )

    def test_a_change_alone_can_give_it_away(self, places):
        sent = places.assign(free=places["moved"] * 0.7 + places["free"])
        assert check(sent, "free").verdict == "absent"
        assert check(sent, "free", change="moved").verdict == "present"

    def test_over_years_the_outcome_of_the_year_before_is_looked_up(self, years):
        found = targeting(years, "teams", "use", place="code", region="region", time="year")
        known = years.dropna(subset=["teams"])
        direct = ols(
            known, "teams", ["last"], effects="year", cluster="code",
            inference="cluster_jackknife", standardise=True,
        )  # fmt: skip
        before = years.assign(year=years["year"] + 1).set_index(["code", "year"])["last"].rename("former")
        moved = years.join(before, on=["code", "year"]).assign(
            moved=lambda data: data["last"] - data["former"]
        )
        change = ols(
            moved, "teams", ["moved"], effects="year", cluster="code",
            inference="cluster_jackknife", standardise=True,
        )  # fmt: skip
        row = found.table.loc[("change", "place_jackknife")]
        assert row["estimate"] == pytest.approx(change.term("moved")["estimate"])
        assert row["n"] == change.n < direct.n
        row = found.table.loc[("level", "place_jackknife")]
        assert row["estimate"] == pytest.approx(direct.term("last")["estimate"])
        assert row["p_value"] == pytest.approx(direct.term("last")["p_value"])
        assert found.verdict == "present" and found.places == 63
        assert [errors for _, errors in found.table.index] == ["place_jackknife", "region_jackknife"] * 2

    def test_units_and_order_do_not_matter(self, places):
        other = places.sample(frac=1, random_state=2).assign(
            before=lambda data: 1e3 * data["before"] + 5, code=lambda data: "p" + data["code"].astype(str)
        )
        first, second = check(places, "free"), check(other, "free")
        assert second.p_value == pytest.approx(first.p_value)
        assert second.detectable == pytest.approx(first.detectable)


class TestRefusals:
    def test_a_place_stands_once(self, places):
        with pytest.raises(ModelError, match="appear twice"):
            check(pd.concat([places, places.head(1)]), "free")

    def test_a_change_beside_years_is_refused(self, years):
        with pytest.raises(ModelError, match="change is named beside the year"):
            targeting(years, "teams", "use", place="code", region="region", time="year", change="last")

    def test_an_input_that_is_part_of_the_outcome_is_refused(self, places):
        shared = places.rename(columns={"sent": "dti_total", "before": "dti_government"})
        with pytest.raises(Refusal):
            targeting(shared, "dti_total", "dti_government", place="code", region="region")


class TestWhatItDoesToAClaim:
    """The association of what was sent with what followed is capped, that of what was not is not."""

    @pytest.fixture
    def strong(self, places):
        return places.assign(y=lambda data: 2 * data["sent"] + data["moved"] / 4)

    def test_between_places(self, strong):
        options = {"place": "code", "region": "region", "q_value": 0.01}
        found = check(strong, "sent")
        capped = examine(strong, "y", "sent", [], targeting=found.verdict, **options).grade
        assert (capped.letter, capped.reasons[-1]) == ("C", "targeting_present")
        free = examine(strong, "y", "sent", [], targeting="absent", **options).grade
        assert free.letter == "B"

    def test_within_places(self, years):
        data = years.dropna().assign(
            y=lambda rows: rows["teams"] * 2 + rows["code"] / 9, c=lambda rows: rows["use"]
        )
        options = {"place": "code", "time": "year", "region": "region"}
        found = targeting(years, "teams", "use", place="code", region="region", time="year")
        data["y"] += np.random.default_rng(1).normal(size=len(data))
        capped = examine_panel(data, "y", "teams", ["c"], targeting=found.verdict, **options).grade
        assert (capped.letter, capped.reasons[-1]) == ("C", "targeting_present")
        assert examine_panel(data, "y", "teams", ["c"], **options).grade.letter in "AB"
