"""Doubtful figures are found by what was written about them, not by a list of places."""

import pandas as pd
import pytest

from analysis.data import doubts, processed


@pytest.mark.parametrize(
    ("note", "bound"),
    [
        ('"more than"; covers nearly 100% of villages', "at least"),
        ('"trên" (over)', "at least"),
        ("lower bound ('hơn'); all levels", "at least"),
        ('sum of "more than 130" + "more than 500"', "at least"),
        ('"nearly"; residential-group level', "at most"),
        ("'about 1 percent', two years together", "about"),
        ('undated ("after more than three years")', None),
        ('headline "gần 170 tỉ đồng"', None),
        ("nearly all hamlets", None),
        (None, None),
        (float("nan"), None),
    ],
)
def test_a_quoted_bound_is_read_and_other_words_are_not(note, bound):
    assert doubts.bound_in_words(note) == bound


def figure(**changes):
    plain = {
        "kind": "observed",
        "unit_id": "percent",
        "value": 60.0,
        "bound_transcribed": "exact",
        "reason": "only_figure",
        "note": None,
    }
    return plain | changes


def test_each_doubt_has_its_own_row_and_the_gravest_comes_first():
    rows = pd.DataFrame(
        [
            figure(note='"more than 60%"'),
            figure(note='"more than 60%"', bound_transcribed="at least"),
            figure(value=99.0, reason="implausible", note="mirror page"),
            figure(value=99.0, unit_id="teams"),
            figure(value=99.0, kind="target"),
            figure(),
        ]
    )
    found = doubts.doubtful(rows)
    assert found["doubt"].tolist() == ["implausible", "wording", "second_hand", "near_all"]
    assert found["value"].tolist() == [99.0, 60.0, 99.0, 99.0]


def test_the_figures_known_to_contradict_their_words_are_found():
    found = doubts.doubtful(processed.reported())
    wording = found.loc[found["doubt"] == "wording", "name"]
    assert set(wording) >= {"Lạng Sơn", "Quảng Ninh", "Bà Rịa - Vũng Tàu", "Vĩnh Phúc"}
    assert found.loc[found["doubt"] == "implausible", "name"].tolist() == ["Quảng Trị"]


def test_every_doubt_has_words_in_both_languages():
    assert all(set(texts) == {"en", "vi"} and all(texts.values()) for texts in doubts.DOUBTS.values())


def panel(*rows):
    return pd.DataFrame(rows, columns=["code", "name", "year", "people"])


def test_a_jump_is_a_rise_from_one_year_to_the_next():
    rows = panel(
        ("01", "A", 2018, 100.0),
        ("01", "A", 2019, 125.0),
        ("01", "A", 2020, 126.0),
        ("02", "B", 2018, 100.0),
        ("02", "B", 2019, None),
        ("02", "B", 2020, 200.0),
        ("04", "C", 2019, 100.0),
        ("04", "C", 2020, 50.0),
    )
    found = doubts.jumps(rows, "people", ratio=1.25)
    assert found.to_dict("records") == [
        {"code": "01", "name": "A", "year": 2019, "before": 100.0, "after": 125.0, "ratio": 1.25}
    ]


def test_the_towns_that_grew_by_a_quarter_in_a_year():
    found = doubts.jumps(processed.panel("63"), "urban_population_thousand")
    by_year = found.groupby("year")["name"].agg(set).to_dict()
    assert by_year == {
        2019: {"Hưng Yên", "Hải Dương", "Đồng Nai"},
        2023: {"Bắc Ninh", "Bến Tre"},
        2024: {"Bắc Giang", "Tuyên Quang"},
    }
