"""The specification curve shows every estimate, and what each choice makes of it."""

import numpy as np
import pandas as pd
import pytest

from analysis.report.figures import FigureError, specification_curve
from analysis.report.figures.svg import titles, words
from analysis.report.language import Language

TEXTS = {"title": "Use and access", "subtitle": "Points per point", "source": "UNDP"}


@pytest.fixture
def grid():
    """Eight specifications: with effects the estimate is near zero, without it is 0.5."""
    estimates = np.array([0.5, 0.52, 0.48, 0.5, 0.02, 0.04, -0.02, 0.0])
    table = pd.DataFrame({"estimate": estimates, "low": estimates - 0.1, "high": estimates + 0.1})
    with_effects = np.arange(8) >= 4
    choices = {("Effects", "none"): ~with_effects, ("Effects", "places"): with_effects}
    return table, pd.DataFrame(choices | {("Control", "poverty"): np.arange(8) % 2 == 1})


def draw(table, choices, language="en", **options):
    return specification_curve(table, choices, language=Language(language), **TEXTS, **options)


def test_each_choice_has_its_median_and_share(grid):
    chart = draw(*grid, main=0.5)
    shown = chart.data.set_index("choice")
    assert shown["clear"].to_dict() == {"none": 1.0, "places": 0.0, "poverty": 0.5}
    assert shown["median"]["none"] == pytest.approx(0.5)
    assert shown["n"].tolist() == [4, 4, 4]
    assert titles(chart.svg)["choice-1"].startswith("none: 0.50 (0.48 to 0.52")
    assert titles(chart.svg)["main"] == "0.50"


def test_the_text_alternative_says_range_and_share(grid):
    assert (
        "8 estimates from −0.02 to 0.52, median 0.26; 50% of the intervals exclude zero." in draw(*grid).alt
    )
    assert "8 ước lượng từ −0,02 đến 0,52" in draw(*grid, language="vi").alt


def test_what_could_not_be_estimated_is_said_not_dropped(grid):
    table, choices = grid
    table.loc[3] = np.nan
    chart = draw(table, choices)
    assert "1 specifications could not be estimated." in words(chart.svg)
    assert chart.data["n"].tolist() == [3, 4, 3]


def test_thousands_of_specifications_keep_the_ends_of_the_curve():
    estimates = np.random.default_rng(1).normal(size=5000)
    table = pd.DataFrame({"estimate": estimates, "low": estimates - 1, "high": estimates + 1})
    chart = draw(table, pd.DataFrame({("All", "all"): np.ones(5000, dtype=bool)}))
    assert len(chart.svg) < 40_000
    (line,) = [
        line for axes in chart.drawing.axes for line in axes.get_lines() if line.get_gid() == "estimates"
    ]
    assert (line.get_xdata()[0], line.get_xdata()[-1]) == (estimates.min(), estimates.max())


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda table, choices: (table.drop(columns="low"), choices), "no column low"),
        (lambda table, choices: (table, choices.iloc[:5]), "5 rows of choices"),
        (lambda table, choices: (table * np.nan, choices), "nothing was estimated"),
        (lambda table, choices: (table, choices & False), "no specification with Effects: none"),
    ],
)
def test_what_cannot_be_drawn_is_refused(grid, spoil, message):
    with pytest.raises(FigureError, match=message):
        draw(*spoil(*grid))
