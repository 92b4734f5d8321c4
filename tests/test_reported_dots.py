"""Single reported figures stand under what they count, with date, bound and the level to compare with."""

import pandas as pd
import pytest

from analysis.report import figures
from analysis.report.language import Language

FIGURES = pd.DataFrame(
    [
        ("submitted", "Hà Nội", "2022", 40.71, "exact", True),
        ("submitted", "Lào Cai", "2024", 60.0, "at least", False),
        ("processed", "Nam Định", "2022", 10.0, "at most", True),
        ("processed", "Sơn La", "2022", 12.0, "about", True),
    ],
    columns=["group", "label", "date", "value", "bound", "filled"],
)


def draw(data=FIGURES, language="en", **changes):
    texts = {"title": "T", "subtitle": "S", "source": "Q", "keys": ("in time", "later")}
    return figures.reported_dots(
        data, language=Language(language), unit="percent", reference=(50, "goal"), **texts | changes
    )


def test_every_figure_is_in_the_words_with_group_date_and_bound():
    alt = draw().alt
    assert "submitted: Hà Nội (2022) 40.7%, Lào Cai (2024) ≥ 60.0%." in alt
    assert "processed: Nam Định (2022) ≤ 10.0%, Sơn La (2022) ≈ 12.0%." in alt


def test_vietnamese_figures_are_written_as_vietnamese():
    assert "40,7\u00a0%" in draw(language="vi").alt


def test_bounds_are_explained_only_where_there_are_bounds():
    assert draw().svg.count('data-mark="note"') == 1
    assert draw(FIGURES[~FIGURES["bound"].isin(["at least", "at most"])]).svg.count('data-mark="note"') == 0


def test_equal_input_gives_equal_bytes():
    assert draw().svg == draw().svg


def test_every_figure_is_a_mark_of_its_own():
    assert draw().svg.count('data-mark="figure-') == len(FIGURES)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (FIGURES.drop(columns="date"), "no column date"),
        (FIGURES.iloc[:0], "every row needs a figure"),
        (FIGURES.assign(value=None), "every row needs a figure"),
        (FIGURES.assign(bound="roughly"), "unknown bound roughly"),
    ],
)
def test_what_cannot_be_drawn_is_said(data, words):
    with pytest.raises(figures.FigureError, match=words):
        draw(data)
