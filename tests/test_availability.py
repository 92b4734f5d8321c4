"""Places are counted by what is known of them: values, not bounds, and every gap is named."""

import pandas as pd

from analysis.data import availability, processed


def observed(*rows):
    return pd.DataFrame(rows, columns=["code", "year", "indicator", "value", "bound"])


def test_values_count_and_bounds_do_not():
    rows = observed(
        ("01", 2023, "use", 1.0, "exact"),
        ("02", 2023, "use", 2.0, "about"),
        ("04", 2023, "use", 3.0, "at least"),
        ("01", 2024, "use", 1.0, "exact"),
        ("01", 2024, "other", 1.0, "exact"),
    )
    found = availability.counts(rows, ["other", "use", "unheard"], [2022, 2023, 2024])
    assert found.to_dict("list") == {2022: [0, 0, 0], 2023: [0, 2, 0], 2024: [1, 1, 0]}
    assert list(found.index) == ["other", "use", "unheard"]


def test_a_place_with_two_figures_in_a_year_counts_once():
    rows = observed(("01", 2023, "use", 1.0, "exact"), ("01", 2023, "use", 2.0, "exact"))
    assert availability.counts(rows, ["use"], [2023]).loc["use", 2023] == 1


def test_complete_needs_every_place_in_one_and_the_same_year():
    rows = observed(
        ("01", 2023, "whole", 1.0, "exact"),
        ("02", 2023, "whole", 1.0, "exact"),
        ("01", 2023, "split", 1.0, "exact"),
        ("02", 2024, "split", 1.0, "exact"),
    )
    assert availability.complete(rows, ["split", "whole"], places=2) == ["whole"]


def test_papi_has_the_eight_gaps_of_2020_to_2024():
    found = availability.gaps(processed.panel("63", years=range(2020, 2025)), "papi_portal_use")
    assert list(zip(found["year"], found["name"], strict=True)) == [
        (2021, "Quảng Ninh"),
        (2021, "Bắc Giang"),
        (2021, "Bắc Ninh"),
        (2022, "Bắc Ninh"),
        (2023, "Quảng Ninh"),
        (2023, "Bình Dương"),
        (2024, "Vĩnh Phúc"),
        (2024, "Tiền Giang"),
    ]


def test_printed_places_are_parted_by_what_was_printed():
    def figure(code, bound, *, used, year=2024, geography="63", kind="observed"):
        return {
            "geography": geography,
            "kind": kind,
            "variable": "teams",
            "code": code,
            "bound": bound,
            "chosen_cross_section": used,
            "year": year,
        }

    rows = pd.DataFrame(
        [
            figure("01", "exact", used=True, year=2022),
            figure("01", "at least", used=False, year=2025),
            figure("02", "about", used=True),
            figure("04", "at least", used=True),
            figure("06", "exact", used=False),
            figure("08", "exact", used=True, year=2025, geography="34"),
            figure("10", "exact", used=False, kind="target"),
        ]
    )
    found = availability.printed(rows, ["teams", "budget"])
    assert found.loc["teams"].to_dict() == {
        "printed": 4,
        "exact": 1,
        "about": 1,
        "bound": 1,
        "set_aside": 1,
        "first": 2022,
        "last": 2024,
    }
    assert found.loc["budget", ["printed", "exact", "set_aside"]].tolist() == [0, 0, 0]
    assert found.loc["budget", ["first", "last"]].isna().all()


def test_parts_of_what_is_printed_add_up():
    variables = ["community_teams", "community_team_members", "smartphone_share_pct", "dx_budget_share_pct"]
    found = availability.printed(processed.reported(), variables)
    parts = found[["exact", "about", "bound", "set_aside"]].sum(axis=1)
    assert (parts == found["printed"]).all()
