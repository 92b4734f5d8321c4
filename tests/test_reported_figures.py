"""Reported figures are worded as their source worded them, in both languages, whatever is missing."""

import pytest

from analysis.data import processed, targets
from analysis.data.doubts import doubtful
from analysis.report.language import Language
from analysis.report.pages.targets.reported_figures import against, annotated, written


@pytest.mark.parametrize(
    ("figure", "en", "vi"),
    [
        ((40.71, "exact", "percent"), "40.71%", "40,71\u00a0%"),
        ((60.0, "at least", "percent"), "at least 60%", "ít nhất 60\u00a0%"),
        ((10.0, "at most", "percent"), "at most 10%", "không quá 10\u00a0%"),
        ((1400.0, "about", "teams"), "about 1,400\u00a0teams", "khoảng 1.400\u00a0tổ"),
        ((42.041, "exact", "percent"), "42.04%", "42,04\u00a0%"),
        ((0.0, "exact", "percent"), "0%", "0\u00a0%"),
        ((float("nan"), "exact", "percent"), "–", "–"),
    ],
)
def test_figures_read_as_they_were_printed(figure, en, vi):
    assert written(*figure, "en") == en
    assert written(*figure, "vi") == vi


@pytest.mark.parametrize("code", ["vi", "en"])
def test_every_reported_figure_can_be_read(code):
    found = annotated(doubtful(processed.reported()), code)
    for column in ("place", "measure", "figure", "definition", "choice", "doubt_text"):
        assert found[column].map(bool).all(), column
    every = annotated(processed.reported(), Language(code))
    assert every.loc[every["year"].isna() & every["as_of_date"].isna(), "when"].isna().all()
    assert "doubt_text" not in every


def test_places_of_the_two_geographies_are_told_apart():
    rows = processed.reported()
    found = annotated(rows[rows["code"] == "48"], "en").groupby("geography")["place"].agg(set)
    assert found.to_dict() == {"34": {"Đà Nẵng (after the merger)"}, "63": {"Đà Nẵng"}}


@pytest.mark.parametrize("code", ["vi", "en"])
def test_targets_and_their_figures_can_be_read(code):
    rows = processed.targets()
    found = against(rows, code)
    assert found[["measure", "holds_for", "aim", "kind_text", "deadline", "verdict_text"]].notna().all().all()
    assert (found["figure_text"].notna() == rows["figure"].notna()).all()
    assert "figure_text" not in against(targets.summary(rows), code)


def test_the_deadline_is_the_date_or_the_year():
    found = against(targets.summary(processed.targets()), "en").set_index("target_line")
    assert set(found["deadline"]) == {"2023", "31 December 2022", "31 December 2025", "14 October 2024"}
