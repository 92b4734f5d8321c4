"""Tile maps: every place once, missing and not comparable marked, the archipelagos without a value."""

import re
from collections import Counter
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.data import provinces
from analysis.report import figures
from analysis.report.figures import FigureError, style, svg
from analysis.report.figures.classes import classify
from analysis.report.figures.tiles import layout, tile_lines
from analysis.report.language import Language

VI, EN = Language("vi"), Language("en")
PAGE = {"title": "Đề mục", "subtitle": "phụ đề", "source": "nguồn"}


def codes(geography):
    return list((provinces.provinces() if geography == "63" else provinces.units())["code"])


def some(geography, low=0.0, high=1.0):
    keys = codes(geography)
    return pd.Series(np.linspace(low, high, len(keys)), index=keys)


def draw(values, geography="63", language=VI, **more):
    return figures.tile_map(values, geography, language=language, **PAGE, **more)


def places(chart):
    return {
        name.removeprefix("place-"): text
        for name, text in svg.titles(chart.svg).items()
        if name[:5] == "place"
    }


def legend(chart):
    return [text for name, text in svg.titles(chart.svg).items() if name.startswith("legend")]


@pytest.mark.parametrize("geography", ["63", "34"])
def test_every_place_is_drawn_exactly_once_with_its_name_and_figure(geography):
    values = some(geography)
    chart = draw(values, geography)
    drawn = re.findall(r'data-mark="place-(\d\d)"', chart.svg)
    assert Counter(drawn) == Counter(codes(geography))
    for code, text in places(chart).items():
        assert text == f"{VI.place(code, geography)}: {VI.number(values[code], 2)}"
    shown = Counter(svg.words(chart.svg))
    for value, count in Counter(VI.number(v, 2) for v in values).items():
        assert shown[value] >= count


def test_figures_are_written_in_the_language_and_with_the_unit_asked_for():
    values = some("34", 53.66, 91.97)
    vietnamese = draw(values, "34", VI, digits=1, unit="percent")
    english = draw(values, "34", EN, digits=1, unit="percent")
    assert places(vietnamese)["01"] == "Hà Nội: 53,7\u00a0%"
    assert places(english)["01"] == "Hà Nội: 53.7%"
    assert "53,7" in svg.words(vietnamese.svg)
    assert "53.7" in svg.words(english.svg)


def test_a_missing_figure_is_hatched_shows_a_dash_and_is_counted_never_zero():
    values = some("63").drop("26")
    values["82"] = np.nan
    chart = draw(values)
    assert places(chart)["26"] == "Vĩnh Phúc: không có số liệu"
    assert places(chart)["82"] == "Tiền Giang: không có số liệu"
    assert svg.words(chart.svg).count("–") == 3, "two places and the legend"
    assert "không có số liệu (2)" in legend(chart)
    hatched = re.findall(r'data-mark="place-(\d\d)"><title>[^<]*</title>\n<path [^>]*url\(#h', chart.svg)
    assert hatched == ["26", "82"]
    assert np.isnan(chart.data.loc["26", "value"])
    assert pd.isna(chart.data.loc["26", "class"])


def test_a_map_without_missing_figures_has_no_legend_for_them():
    assert all("không có số liệu" not in text for text in legend(draw(some("34"), "34")))


def test_a_figure_that_may_not_be_compared_is_shown_without_a_class():
    chart = draw(some("63"), not_comparable=["01", "79"])
    assert "không so sánh được (2)" in legend(chart)
    assert "0,00 ≠" in svg.words(chart.svg)
    assert chart.data["class"].isna().sum() == 2
    with pytest.raises(FigureError, match="99"):
        draw(some("63"), not_comparable=["99"])


@pytest.mark.parametrize(("language", "says"), [(VI, "Quần đảo {}"), (EN, "{} islands")])
@pytest.mark.parametrize("geography", ["63", "34"])
def test_the_archipelagos_are_labelled_and_carry_no_value(geography, language, says):
    chart = draw(some(geography), geography, language)
    page = " ".join(svg.words(chart.svg))
    for mark, name in (("hoang-sa", "Hoàng Sa"), ("truong-sa", "Trường Sa")):
        assert says.format(name) in page
        assert svg.titles(chart.svg)[mark].startswith(says.format(name))
        assert not re.search(r"\d", svg.titles(chart.svg)[mark])
    grid = layout(geography)
    assert not {cell for _, cell in grid.islands.values()} & set(grid.cells.values())
    assert min(column for _, (_, column) in grid.islands.values()) > max(c for _, c in grid.cells.values())


def test_the_legend_covers_every_figure_once():
    values = some("63", 0.31, 0.69)
    chart = draw(values, language=EN)
    spans = [re.fullmatch(r"(\S+) to (\S+) \((\d+)\)", text).groups() for text in legend(chart)]
    assert sum(int(count) for _, _, count in spans) == 63
    ends = [(float(low), float(high)) for low, high, _ in spans]
    assert ends == sorted(ends, reverse=True)
    assert ends[-1][0] == 0.31
    assert ends[0][1] == 0.69
    assert all(higher[0] > lower[1] for higher, lower in pairwise(ends))


@pytest.mark.parametrize(
    ("values", "geography", "says"),
    [
        (some("63").rename({"01": "00"}), "63", "00"),
        (some("63"), "34", "pass geography='63'"),
        (some("34"), "63", "pass geography='34'"),
        (some("63") * np.nan, "63", "every figure is missing"),
        (some("63").astype(str), "63", "not a number"),
        (pd.concat([some("63"), some("63")[:1]]), "63", "01 stands there more than once"),
        (some("63").replace(1.0, np.inf), "63", "96 is infinite"),
        (some("63").tolist(), "63", "pandas Series"),
        (some("63"), "VN", "use one of 63, 34"),
        (some("63") * 1e9, "63", "too long for a square"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_one_readable_line(values, geography, says):
    with pytest.raises(FigureError, match=re.escape(says)) as refused:
        draw(values, geography)
    assert "\n" not in str(refused.value)
    assert refused.value._render_traceback_() == [f"FigureError: {refused.value}"]


def test_figures_that_say_they_are_of_another_geography_are_refused():
    values = some("63")
    values.attrs["geography"] = "34"
    with pytest.raises(FigureError, match="figures of the 34"):
        draw(values, "63")


def test_a_layout_can_be_passed_and_is_checked():
    tiles = provinces.tiles("34")
    east = tiles.assign(col=tiles["col"] + 5)
    assert draw(some("34"), "34", tiles=east).svg == draw(some("34"), "34").svg
    for broken, says in (
        (pd.concat([tiles, tiles[:1]]), "twice"),
        (tiles.assign(row=1, col=1), "covers another place"),
        (tiles[tiles["code"] != "48"], "48 is absent"),
    ):
        with pytest.raises(FigureError, match=says):
            draw(some("34"), "34", tiles=broken)


@pytest.mark.parametrize("geography", ["63", "34"])
def test_every_name_fits_its_square(geography):
    from analysis.report.figures import typography
    from analysis.report.figures.tile_map import NAME_SIZE, PITCH

    for code in codes(geography):
        lines = tile_lines(provinces.name_of(code, geography), PITCH[geography] - 5, NAME_SIZE)
        assert len(lines) <= 2
        assert typography.widest(list(lines), NAME_SIZE) <= PITCH[geography] - 3


def test_changes_are_coloured_to_both_sides_of_zero():
    change = some("63", -0.2, 0.4)
    chart = draw(change, centre=0, classes=5)
    classes = classify(change, 5, digits=2, centre=0)
    assert set(classes.colours) <= set(style.DIVERGING)
    falls, rises = change < -0.1, change > 0.1
    assert not set(chart.data.loc[falls, "class"]) & set(chart.data.loc[rises, "class"])


@given(
    st.lists(st.one_of(st.floats(-1e6, 1e6), st.just(float("nan"))), min_size=1, max_size=70).filter(
        lambda v: not all(np.isnan(v))
    ),
    st.integers(1, 7),
    st.integers(0, 3),
)
def test_classes_part_every_known_figure_by_size_as_printed(figures_, n, digits):
    values = pd.Series(figures_)
    classes = classify(values, n, digits=digits)
    assert list(classes.of.isna()) == list(values.isna())
    assert sum(classes.counts) == values.notna().sum()
    assert 1 <= len(classes.ranges) == len(classes.colours) <= n
    for lower, higher in pairwise(classes.ranges):
        assert lower[1] < higher[0], "equal labels never differ in colour"
    for number, (low, high) in enumerate(classes.ranges, start=1):
        members = values[classes.of == number]
        assert members.min() >= low - 10.0**-digits
        assert members.max() <= high + 10.0**-digits


def test_classes_can_have_bounds():
    classes = classify(pd.Series([10.0, 49.9, 50.0, 80.0]), [50, 75], digits=1)
    assert list(classes.of) == [1, 1, 2, 3]
    for bad in ([], [2, 1], [1, 2, 3, 4, 5, 6, 7]):
        with pytest.raises(FigureError, match="rising bounds"):
            classify(pd.Series([1.0]), bad, digits=1)
    with pytest.raises(FigureError, match="one to seven"):
        classify(pd.Series([1.0]), 8, digits=1)


def test_maps_of_several_years_share_their_classes_and_show_them_as_numbers():
    data = pd.DataFrame({2020: some("63", 0, 0.5), 2021: some("63", 0.5, 1)})
    data.loc["26", 2021] = np.nan
    chart = figures.tile_map_small_multiples(data, "63", language=VI, **PAGE)
    marks = svg.titles(chart.svg)
    for year in (2020, 2021):
        drawn = [
            text for name, text in marks.items() if name.startswith("class-") and name.endswith(str(year))
        ]
        named = Counter(name for code in codes("63") for name in [provinces.name_of(code)])
        entries = [re.sub(r" \S+$", "", e) for text in drawn for e in text.split(": ")[1].split(", ")]
        assert Counter(entries) == named
    low, high = (set(re.findall(rf"class-(\d)-{year}", chart.svg)) for year in (2020, 2021))
    assert low == {"1", "2", "3"}
    assert high == {"3", "4", "5"}
    words = Counter(svg.words(chart.svg))
    assert sum(words[str(n)] for n in range(1, 6)) == 2 * 63 - 1 + 5
    assert words["–"] == 2
    assert words["Hoàng"] == words["Trường"] == 2


def test_a_year_that_may_not_be_compared_has_no_classes():
    data = pd.DataFrame({2019: some("34"), 2020: some("34")})
    chart = figures.tile_map_small_multiples(data, "34", language=EN, not_comparable=[2019], **PAGE)
    assert "2019 ≠" in svg.words(chart.svg)
    assert not re.search(r"class-\d-2019", chart.svg)
    assert "not comparable (34)" in legend(chart)
    with pytest.raises(FigureError, match="1999"):
        figures.tile_map_small_multiples(data, "34", language=EN, not_comparable=[1999], **PAGE)
