"""What a unit's brief is made of: positions, movement, inputs, peers, targets, and what to report."""

import pandas as pd
import pytest

from analysis.data import processed
from analysis.report.findings import USE
from analysis.report.language import Language
from analysis.report.pages.learning.data_request import request
from analysis.report.pages.units import (
    unit_change,
    unit_country,
    unit_inputs,
    unit_peers,
    unit_profile,
    unit_request,
    unit_standing,
    unit_targets,
)
from analysis.report.pages.units.unit_profile import PAYMENT, STANDING
from analysis.stats import describe
from analysis.stats.describe import ranks

EN, VI = Language("en"), Language("vi")
UNITS = list(processed.places("34")["code"])


@pytest.mark.parametrize("unit", ["01", "25", "37", "79"])
def test_positions_are_those_of_the_unit_page(unit):
    places, words = unit_standing.positions(unit), unit_profile.standing(unit, EN)
    for name, place in places.iterrows():
        shown = words.loc[EN.label(name)]
        assert shown["figure"] == EN.value(place["value"], name)
        assert shown["known"] == place["known"]
        ends = [
            EN.say(unit_profile.QUARTERS[int(place[end])])
            for end in ("lowest", "highest")
            if place.notna()[end]
        ]
        assert all(end in shown["quarter"] for end in ends)
        assert bool(ends) == (shown["quarter"] is not None)


def test_a_rank_stands_only_as_the_interval_in_which_it_lies():
    place = unit_standing.positions("37").loc[USE]
    values = processed.values(USE, "34", STANDING[USE])
    league = ranks.rank_intervals(values, unit_profile.noise(USE, STANDING[USE]))
    assert (place["rank_low"], place["rank_high"]) == tuple(league.loc["37", ["low", "high"]])
    assert unit_standing.position_words(place.to_dict(), EN) == (
        f"rank {place['rank_low']:.0f} to {place['rank_high']:.0f} of 32 (90% interval)"
    )
    counted = unit_standing.positions("37").loc[PAYMENT]
    assert unit_standing.position_words(counted.to_dict(), EN) == "highest quarter"


def test_a_unit_without_a_figure_has_no_position():
    place = unit_standing.positions("25").loc[USE]
    assert place[["value", "lowest", "rank_low"]].isna().all()
    assert EN.value(place["median"], USE) == EN.value(processed.values(USE, "34", 2024).median(), USE)
    assert unit_standing.position_words(place.to_dict(), EN) == ""


def test_change_is_end_less_start_with_an_interval_of_the_noise_of_both():
    moved = unit_change.use_moves("34")
    place = moved.places.loc["37"]
    start, end = (processed.values(USE, "34", year)["37"] for year in (2020, 2024))
    assert place["change"] == pytest.approx(end - start)
    margin = 1.96 * 2**0.5 * unit_profile.noise(USE, 2024)
    assert (place["low"], place["high"]) == pytest.approx((end - start - margin, end - start + margin))
    panel = processed.panel("34", years=range(2020, 2025))
    assert moved.mean == describe.change(panel, USE, 2020, 2024).mean


def test_the_noise_of_provinces_is_taken_from_provinces():
    assert unit_profile.noise(USE, 2024, "63") > unit_profile.noise(USE, 2024)


def test_few_places_move_beside_the_mean_beyond_noise_and_the_rest_is_called_unknown():
    verdicts = unit_change.use_moves("63").places["verdict"]
    assert set(verdicts) <= {"up", "down", "same", "unknown"}
    assert (verdicts == "up").sum() < 10
    # PAPI published no score of Vĩnh Phúc (26) in 2024.
    assert verdicts["26"] == "unknown"
    assert unit_change.former_moves("25")["change"].isna().tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("verdict", "said"), [("up", "rose by more"), ("down", "rose by less"), ("unknown", "cannot be told")]
)
def test_the_sentence_follows_the_verdict(monkeypatch, verdict, said):
    moved = unit_change.use_moves("34")
    moved.places["verdict"] = verdict
    monkeypatch.setattr(unit_change, "use_moves", lambda geography: moved)
    assert said in unit_change.use_change_sentence("37", EN)


def test_change_of_a_unit_without_a_score_is_not_known():
    said = unit_change.use_change_sentence("25", EN)
    assert "not known" in said
    assert "0." not in said


def test_the_index_is_compared_within_its_first_method_only():
    found = unit_change.dti_change("37").loc["dti_total"]
    assert (found["start_year"], found["end_year"]) == (2022, 2023)
    start, end = (processed.values("dti_total", "34", year) for year in (2022, 2023))
    assert found["change"] == pytest.approx(end["37"] - start["37"])
    assert EN.signed(found["median_change"], 2) == EN.signed((end - start).median(), 2)


def test_what_is_printed_of_all_places_is_given_as_it_is_printed(monkeypatch):
    figures = processed.values(PAYMENT, "34", STANDING[PAYMENT])
    said = []
    for little in (0.0, 0.0001):
        monkeypatch.setattr(processed, "values", lambda *_, by=little: figures.round(2) + by)
        found = unit_country.country(PAYMENT, "34", STANDING[PAYMENT])
        assert EN.value(found["median"], PAYMENT) == EN.value((figures.round(2) + little).median(), PAYMENT)
        said.append(found)
    assert said[0] == said[1]


def test_a_figure_that_nobody_knows_has_no_median(monkeypatch):
    monkeypatch.setattr(processed, "values", lambda *_: pd.Series([None, None], dtype=float))
    found = unit_country.country(PAYMENT, "34", STANDING[PAYMENT])
    assert found["known"] == 0
    assert EN.value(found["median"], PAYMENT) == EN.missing


def test_inputs_keep_bounds_dates_and_sources_and_leave_gaps_empty():
    found = unit_inputs.inputs_of("37", EN)
    assert list(found.cells.columns) == ["Hà Nam", "Nam Định", "Ninh Bình"]
    phones = found.cells.loc[EN.short("smartphone_share_pct")]
    assert phones["Nam Định"].startswith("at least 85.5% (December 2024) [")
    assert pd.isna(phones["Hà Nam"])
    number = int(phones["Nam Định"].split("[")[1].rstrip("]"))
    assert "nhandan.vn" in found.texts[number - 1]
    assert found.cells.loc[EN.short("fibre_household_share_pct")].isna().all()


def test_a_figure_that_the_rule_sets_aside_is_marked():
    budget = unit_inputs.inputs_of("37", EN).cells.loc[EN.short("dx_budget_share_pct")]
    assert "1%*" in budget["Ninh Bình"]  # a plan over several years


def test_figures_after_the_merger_have_a_column_of_their_own():
    cells = unit_inputs.inputs_of("48", EN).cells
    assert list(cells.columns) == ["Đà Nẵng", "Quảng Nam", "Đà Nẵng (after the merger)"]
    teams = cells.loc[EN.short("community_teams")]
    assert teams["Đà Nẵng"].startswith("at most 2,500")
    assert teams["Đà Nẵng (after the merger)"].startswith("3,766 (25 December 2025)")


def test_no_reported_input_is_dropped_in_silence():
    for unit in UNITS:
        reported = unit_profile.reported_of(unit, EN)
        found = unit_inputs.inputs_of(unit, EN)
        shown = int(found.cells.notna().to_numpy().sum())
        assert shown + found.older == reported["indicator"].isin(unit_inputs.OF_INPUTS).sum(), unit


def test_peers_pass_the_gate_or_there_are_none():
    found = unit_peers.unit_peers()
    assert found.n == len(UNITS)
    assert found.of("24") == []
    assert unit_peers.beside_peers("24", found).empty
    like = [str(code) for code in found.of("37")]
    beside = unit_peers.beside_peers("37", found)
    paid = processed.values(PAYMENT, "34", 2026)
    assert beside.loc[PAYMENT, "value"] == paid["37"]
    assert beside.loc[PAYMENT, "of_peers"] == paid[like].median()


def test_every_target_of_the_country_is_held_against_every_former_province():
    found = unit_targets.targets_of("37", EN).set_index("measure")
    dossiers = found.loc["Online dossiers"]
    assert dossiers["known"] == (
        "Nam Định: 65.9% (November 2022), met; Ninh Bình: 63.9% (November 2022), met; Hà Nam: not known"
    )
    own = found[found["holds_for"] == "Nam Định"]
    assert len(own) == (processed.targets().query("code == '36'")["target_line"].nunique())
    assert set(own["known"]) == {"not known"}


def test_a_figure_of_another_time_does_not_count_but_is_told():
    dossiers = unit_targets.targets_of("08", EN).set_index("measure").loc["Online dossiers"]
    assert dossiers["known"].startswith("Hà Giang: not known for that date; 82% in 2024")


def test_other_places_figures_do_not_count():
    lai_chau = unit_targets.targets_of("12", EN)
    assert set(lai_chau["known"]) == {"not known"}


def test_every_share_that_is_asked_for_names_its_two_numbers_from_the_request():
    names = {one.label["en"] for one in request()}
    shown = unit_request.ratios(EN)
    assert set(shown.index) | set(shown["denominator"]) <= names
    assert shown["date"].notna().all()
    assert len(unit_request.ratios(VI, 2)) == 2
    with pytest.raises(KeyError):
        unit_request.wanted("teams")
