"""The strip: places as dots, one place and the median marked, each measure on its own scale."""

import numpy as np
import pandas as pd
import pytest

from analysis.data import provinces
from analysis.report import figures
from analysis.report.figures import FigureError, svg
from analysis.report.language import Language

EN = Language("en")
CODES = list(provinces.units()["code"])
PAGE = {"title": "Title", "subtitle": "", "source": ""}
MEASURES = {"paid": (1, "percent"), "score": (2, "none")}
VALUES = pd.DataFrame({"paid": np.arange(34.0), "score": np.linspace(0.2, 0.8, 34)}, index=CODES)


def drawn(values=VALUES, place="01", **options):
    return figures.strip(values, place, measures=MEASURES, geography="34", language=EN, **PAGE, **options)


def artists(chart, mark):
    return chart.drawing.findobj(lambda a: a.get_gid() == mark)


def test_the_marked_place_stands_at_its_figure_in_every_measure():
    chart = drawn(place=CODES[5])
    for row, name in enumerate(MEASURES, 1):
        (mark,) = artists(chart, f"place-{CODES[5]}-{row}")
        assert mark.get_xdata()[0] == pytest.approx(VALUES.loc[CODES[5], name])


def test_the_text_alternative_says_figure_median_and_both_ends():
    assert "paid: 0.0%, median 16.5, from 0.0 to 33.0; score: 0.20" in drawn().alt


def test_a_place_without_a_figure_has_no_mark_and_is_said_to_have_none():
    values = VALUES.astype(float).copy()
    values.loc["01", "score"] = np.nan
    chart = drawn(values)
    assert artists(chart, "place-01-1")
    assert not artists(chart, "place-01-2")
    assert "score: no figure, median" in chart.alt


def test_an_interval_reaches_as_far_as_its_error():
    chart = drawn(errors={"score": 0.3}, place=CODES[17])
    value = VALUES.loc[CODES[17], "score"]
    ends = [line.get_xdata() for line in chart.drawing.axes[-1].get_lines()]
    assert any(np.allclose(x[:2], [value - 0.3, value + 0.3]) for x in ends if len(x) >= 2)
    without = [line.get_xdata() for line in drawn(place=CODES[17]).drawing.axes[-1].get_lines()]
    assert not any(np.allclose(x[:2], [value - 0.3, value + 0.3]) for x in without if len(x) >= 2)


def test_every_place_is_in_the_data_under_its_name():
    data = drawn().data
    assert data["place"].tolist() == [EN.place(code, "34") for code in CODES]
    assert svg.titles(drawn().svg)["place-01-1"] == "paid: 0.0%"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"measures": {"paid": (1, "percent")}}, "score"),
        ({"place": "99"}, "99"),
    ],
)
def test_what_cannot_be_drawn_is_named(change, said):
    given = {"place": "01", "measures": MEASURES} | change
    with pytest.raises(FigureError, match=said):
        figures.strip(VALUES, given["place"], measures=given["measures"], geography="34", language=EN, **PAGE)
