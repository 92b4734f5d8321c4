"""Charts of places and years: what is drawn, in which order, and what is said about what is not."""

import re
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analysis.data import provinces
from analysis.report import figures
from analysis.report.figures import FigureError, style, svg, timeline
from analysis.report.language import Language

VI, EN = Language("vi"), Language("en")
PAGE = {"title": "Đề mục", "subtitle": "phụ đề", "source": "nguồn"}
CODES = list(provinces.units()["code"])
ENDS = {"start_label": "2020", "end_label": "2024"}
AXES = {"x_label": "ngang", "y_label": "dọc"}


def some(low=0.0, high=1.0):
    return pd.Series(np.linspace(low, high, len(CODES)), index=CODES)


TERMS = pd.DataFrame(
    {"estimate": [1.0, 0.5, -0.2], "low": [-1.0, 0.1, -0.5], "high": [3.0, 0.9, 0.1]},
    index=["const", "x", "z"],
)
LABELS = {"x": "biến x", "z": "biến z"}


def marks(chart, start="place-"):
    return {n.removeprefix(start): text for n, text in svg.titles(chart.svg).items() if n.startswith(start)}


def artist(chart, mark):
    """Return the one artist of a chart with a mark."""
    (found,) = chart.drawing.findobj(lambda a: a.get_gid() == mark)
    return found


def dots(values, *ends, language=VI, **more):
    return figures.ranked_dots(values, *ends, geography="34", language=language, **PAGE, **more)


def scatter(x, y, language=VI, **more):
    return figures.scatter(x, y, geography="34", language=language, **AXES, **PAGE, **more)


def slope(start, end, language=VI, **more):
    return figures.slope(start, end, geography="34", language=language, **ENDS, **PAGE, **more)


def trend(data, language=VI, **more):
    return figures.trend(data, language=language, **PAGE, **more)


class TestRankedDots:
    def test_every_place_stands_once_from_highest_to_lowest_with_its_interval(self):
        values = some()
        chart = dots(values, values - 0.1, values + 0.1, language=EN)
        assert list(chart.data.index) == CODES[::-1]
        assert set(marks(chart)) == set(CODES)
        assert marks(chart)["96"] == "Cà Mau: 1.00 (0.90 to 1.10)"
        assert len(re.findall(r'data-mark="place-', chart.svg)) == 34
        words = svg.words(chart.svg)
        listed = [word for word in words if word in set(chart.data["place"])]
        assert listed == list(chart.data["place"])

    def test_lowest_first_when_asked(self):
        assert list(dots(some(), ascending=True).data.index) == CODES

    def test_equal_figures_stand_in_the_order_of_their_codes(self):
        assert list(dots(some() * 0 + 1).data.index) == CODES

    def test_places_without_a_figure_are_listed_last_with_a_dash(self):
        chart = dots(some().drop("01").replace({1.0: np.nan}))
        assert list(chart.data.index[-2:]) == ["01", "96"]
        assert marks(chart)["01"] == "Hà Nội: không có số liệu"
        assert svg.words(chart.svg).count("–") == 2

    def test_a_group_of_peers_shows_only_itself(self):
        chart = dots(some()[["01", "31", "48"]], complete=False)
        assert set(marks(chart)) == {"01", "31", "48"}

    def test_sixty_three_places_stand_in_two_columns_with_one_scale(self):
        values = pd.Series(np.arange(63.0), index=provinces.provinces()["code"])
        chart = figures.ranked_dots(values, geography="63", language=VI, digits=0, **PAGE)
        plots = [axes for axes in chart.drawing.axes if axes.axison]
        assert len(plots) == 2
        assert plots[0].get_xlim() == plots[1].get_xlim()
        assert len(marks(chart)) == 63

    def test_a_reference_is_named_and_a_chosen_place_is_bold(self):
        chart = dots(some(), highlight=["48"], reference=(0.4, "Trung vị 0,40"))
        assert "Trung vị 0,40" in svg.words(chart.svg)
        assert artist(chart, "reference-1").get_xdata()[0] == 0.4
        bold = {t.get_text() for t in chart.drawing.texts if t.get_fontproperties().get_weight() == "bold"}
        assert {"Đà Nẵng"} == bold & set(chart.data["place"])

    def test_regions_have_a_colour_a_shape_and_a_name(self):
        regions = provinces.provinces().set_index("code")["region"]
        values = pd.Series(np.arange(63.0), index=regions.index)
        chart = figures.ranked_dots(values, geography="63", language=VI, regions=regions, **PAGE)
        for region, (colour, shape) in style.REGIONS.items():
            assert VI.region(region) in svg.words(chart.svg)
            member = artist(chart, f"place-{regions.index[regions == region][0]}")
            assert (member.get_color(), member.get_marker()) == (colour, shape)

    @pytest.mark.parametrize(
        ("arguments", "more", "says"),
        [
            ((some() + 1, some() + 2), {}, "does not hold its figure"),
            ((some() - 1,), {}, "pass both low and high"),
            ((), {"highlight": ["00"]}, "00 is not among"),
            ((), {"regions": pd.Series("moon", index=CODES)}, "unknown region moon"),
            ((), {"regions": pd.Series(dtype=object)}, "no region for"),
        ],
    )
    def test_contradictions_are_refused(self, arguments, more, says):
        with pytest.raises(FigureError, match=says):
            dots(some(), *arguments, **more)


class TestScatter:
    def test_every_place_with_both_figures_is_one_mark(self):
        chart = scatter(some(), some()[::-1].set_axis(CODES), EN)
        assert set(marks(chart)) == set(CODES)
        assert marks(chart)["01"] == "Hà Nội: 0.0; 1.00"
        drawn = artist(chart, "place-96")
        assert (drawn.get_xdata()[0], drawn.get_ydata()[0]) == (1.0, 0.0)

    def test_places_without_both_figures_are_named_or_counted(self):
        chart = scatter(some().drop("01"), some().drop("48"))
        assert "Không thể hiện do không có đủ cả hai số liệu: Hà Nội và Đà Nẵng." in svg.words(chart.svg)
        chart = scatter(some()[:20], some())
        assert "Không thể hiện: 14 địa phương không có đủ cả hai số liệu." in svg.words(chart.svg)

    def test_chosen_places_are_named_and_no_others(self):
        chart = scatter(some(), some() ** 2, annotate=["01", "48"])
        names = set(chart.data["place"])
        assert [word for word in svg.words(chart.svg) if word in names] == ["Hà Nội", "Đà Nẵng"]
        assert not [word for word in svg.words(scatter(some(), some(), annotate=[]).svg) if word in names]

    def test_names_that_have_no_room_are_an_error_when_chosen(self):
        tight = pd.Series(0.0, index=CODES)
        tight.iloc[0] = 1.0
        with pytest.raises(FigureError, match="no room for the names"):
            scatter(tight, tight, annotate=CODES)

    def test_the_line_is_the_least_squares_line_inside_its_band(self):
        x, y = some(0, 10), some(0, 1) ** 2
        chart = scatter(x, y, fit="ols")
        line = artist(chart, "fit")
        slope_, level = np.polyfit(x, y, 1)
        np.testing.assert_allclose(line.get_ydata(), level + slope_ * line.get_xdata())
        assert "HC3" in " ".join(svg.words(chart.svg))
        with pytest.raises(FigureError, match="'ols'"):
            scatter(x, y, fit="loess")

    def test_a_fit_can_be_passed(self):
        fit = pd.DataFrame({"x": [0, 1], "mean": [0, 1], "low": [-1, 0], "high": [1, 2]})
        chart = scatter(some(), some(), fit=fit)
        np.testing.assert_array_equal(artist(chart, "fit").get_ydata(), [0, 1])
        assert min(axes.get_ylim()[0] for axes in chart.drawing.axes if axes.axison) < -1

    def test_one_place_is_no_scatter(self):
        with pytest.raises(FigureError, match="1 places have both"):
            scatter(some()[:1], some())


class TestSlope:
    def test_every_place_with_both_figures_is_a_line(self):
        end = some(0.5, 0.4)
        chart = slope(some(), end, EN)
        assert set(marks(chart)) == set(CODES)
        assert marks(chart)["01"] == "Hà Nội: 0.00 → 0.50"
        assert list(artist(chart, "place-01").get_ydata()) == [0.0, 0.5]
        pd.testing.assert_series_equal(chart.data["change"], end - some(), check_names=False)

    def test_the_largest_rises_and_falls_are_named_at_both_ends(self):
        chart = slope(some(), some(0.5, 0.4))
        named = [w for w in svg.words(chart.svg) if re.fullmatch(r".+ \d,\d\d", w)]
        assert len(named) == 20
        assert sum(w.startswith("Hà Nội ") for w in named) == 2
        falls = [artist(chart, f"place-{code}") for code in ("96", "92")]
        assert all(line.get_linestyle() == "--" for line in falls), "a fall is told by its dashes, too"

    def test_missing_and_too_many_names(self):
        chart = slope(some().drop("01"), some())
        assert "Không thể hiện do không có đủ cả hai số liệu: Hà Nội." in svg.words(chart.svg)
        with pytest.raises(FigureError, match="34 names; at most 24"):
            slope(some(), some(), annotate=CODES)
        with pytest.raises(FigureError, match="no place has both"):
            slope(some()[:3], some()[3:])


class TestTrend:
    YEARS = pd.DataFrame(
        {"a": [0.6, 0.4, 0.42, np.nan, 0.5], "b": [0.1, 0.2, 0.3, 0.4, 0.5]}, index=range(2018, 2023)
    )

    def test_a_line_never_crosses_a_break_or_a_missing_year(self):
        chart = trend(self.YEARS, breaks={2020: "đổi phiếu hỏi"})
        a, b = artist(chart, "series-a"), artist(chart, "series-b")
        assert [x for x, y in zip(a.get_xdata(), a.get_ydata(), strict=True) if np.isnan(y)] == [2019.5, 2021]
        assert [x for x, y in zip(b.get_xdata(), b.get_ydata(), strict=True) if np.isnan(y)] == [2019.5]
        assert set(artist(chart, "break-1").get_xdata()) == {2019.5}

    def test_breaks_are_written_under_the_chart(self):
        changes = {2020: "x", 2019: "y"}
        assert "(1) Từ năm 2019: y; không so sánh được với các năm trước." in svg.words(
            trend(self.YEARS, breaks=changes).svg
        )
        assert "(2) From 2020: x; not comparable with the years before." in svg.words(
            trend(self.YEARS, EN, breaks=changes).svg
        )

    def test_series_are_named_at_their_ends_with_the_last_known_figure_and_its_year_when_earlier(self):
        data = self.YEARS.assign(a=[0.6, 0.4, 0.42, 0.44, np.nan])
        words = svg.words(trend(data, series_labels={"a": "Nghe", "b": "Nhìn"}).svg)
        assert words[-4:] != words[:4]
        assert {"Nghe", "0,44 (2021)", "Nhìn", "0,50"} <= set(words)

    def test_a_band_lies_around_its_series(self):
        one = self.YEARS[["b"]]
        chart = trend(one, low=one - 0.05, high=one + 0.05)
        (band,) = [c for axes in chart.drawing.axes for c in axes.collections]
        assert band.get_paths()[0].get_extents().y0 == pytest.approx(0.05)
        with pytest.raises(FigureError, match="both low and high"):
            trend(one, low=one)

    def test_regions_keep_their_colours(self):
        data = pd.DataFrame({"mekong_delta": [1, 2], "south_east": [2, 3]}, index=[2020, 2021])
        assert artist(trend(data), "series-mekong_delta").get_color() == style.REGIONS["mekong_delta"][0]

    def test_the_axis_can_begin_at_zero(self):
        axes = [a for a in trend(self.YEARS, from_zero=True).drawing.axes if a.axison]
        assert axes[0].get_ylim()[0] == 0

    @pytest.mark.parametrize(
        ("data", "says"),
        [
            (pd.DataFrame(np.ones((2, 7)), index=[2020, 2021]), "at most six"),
            (pd.DataFrame({"a": [1.0, 2.0]}, index=["x", "y"]), "index must be years"),
            (pd.DataFrame({"a": [np.nan, np.nan]}, index=[2020, 2021]), "every figure is missing"),
            (pd.DataFrame({"a": []}), "rows and columns"),
        ],
    )
    def test_what_is_no_trend_is_refused(self, data, says):
        with pytest.raises(FigureError, match=says):
            trend(data)

    def test_lone_figures_are_found(self):
        series = pd.Series([1, 2, 3, np.nan, 5], index=range(2018, 2023))
        assert list(timeline.lone(series, {2019: "x"}).index) == [2018, 2022]
        assert list(timeline.lone(series, {}).index) == [2022]


class TestSmallMultiples:
    def test_every_place_is_one_line_in_the_panel_of_its_region(self):
        regions = provinces.provinces().set_index("code")["region"]
        data = pd.DataFrame(np.arange(126.0).reshape(2, 63), index=[2020, 2021], columns=regions.index)
        chart = figures.small_multiples(data, regions, geography="63", language=VI, digits=0, **PAGE)
        assert set(marks(chart)) == set(regions.index)
        panels = {
            region: artist(chart, f"place-{regions.index[regions == region][0]}").axes
            for region in style.REGIONS
        }
        assert len(set(panels.values())) == 6
        for code, region in regions.items():
            assert artist(chart, f"place-{code}").axes is panels[region]
        for number, region in enumerate(style.REGIONS):
            median = data.loc[:, (regions == region).to_numpy()].median(axis=1)
            np.testing.assert_allclose(artist(chart, f"median-{number + 1}").get_ydata(), median)
        assert len({(a.get_xlim(), a.get_ylim()) for a in panels.values()}) == 1

    def test_breaks_stop_the_lines(self):
        regions = provinces.provinces().set_index("code")["region"]
        data = pd.DataFrame(1.0, index=[2019, 2020], columns=regions.index)
        data.iloc[1] = 2.0
        chart = figures.small_multiples(
            data, regions, geography="63", language=EN, breaks={2020: "x"}, **PAGE
        )
        assert np.isnan(artist(chart, "place-01").get_ydata()[1])
        assert "(1) From 2020: x; not comparable with the years before." in svg.words(chart.svg)


class TestCoefficients:
    def draw(self, results, **more):
        return figures.coefficients(results, language=VI, **({"labels": LABELS} | PAGE | more))

    def test_estimates_stand_with_their_intervals_and_without_the_intercept(self):
        chart = self.draw(TERMS)
        assert marks(chart, "estimate-") == {
            "x-1": "biến x: 0,50 (0,10 đến 0,90)",
            "z-1": "biến z: −0,20 (−0,50 đến 0,10)",
        }
        assert {"biến x", "0,50 (0,10 đến 0,90)"} <= set(svg.words(chart.svg))

    def test_a_mark_is_filled_when_its_interval_excludes_zero(self):
        chart = self.draw(TERMS)
        filled, open_ = artist(chart, "estimate-x-1"), artist(chart, "estimate-z-1")
        assert filled.get_markerfacecolor() == filled.get_color()
        assert open_.get_markerfacecolor() == style.PAPER

    def test_models_stand_side_by_side_and_a_term_that_one_lacks_shows_a_dash(self):
        chart = self.draw({"một": SimpleNamespace(terms=TERMS), "hai": TERMS.drop("z")})
        assert set(marks(chart, "estimate-")) == {"x-1", "x-2", "z-1"}
        assert svg.words(chart.svg).count("–") == 1
        shapes = {artist(chart, f"estimate-x-{n}").get_marker() for n in (1, 2)}
        assert len(shapes) == 2
        assert chart.data["model"].tolist() == ["một", "hai"] * 2

    def test_terms_can_be_chosen_and_ordered(self):
        assert self.draw(TERMS, terms=["z", "x"]).data["term"].tolist() == ["biến z", "biến x"]

    @pytest.mark.parametrize(
        ("results", "more", "says"),
        [
            (TERMS.drop(columns="low"), {}, "no column low"),
            (TERMS.assign(low=9.0), {}, "misses its estimate"),
            (TERMS, {"terms": ["y"]}, "y is not among"),
            (TERMS, {"labels": None}, "pass its label"),
            ({str(n): TERMS for n in range(7)}, {}, "7 models"),
            (TERMS, {"labels": {"x": "rất dài " * 40, "z": "z"}}, "too long"),
        ],
    )
    def test_what_cannot_be_drawn_is_refused(self, results, more, says):
        with pytest.raises(FigureError, match=says):
            self.draw(results, **more)


class TestCoverage:
    COUNTS = pd.DataFrame({2019: [63, 0], 2020: [60, 15]}, index=["papi_portal_use", "smartphone_share_pct"])

    def draw(self, counts, **more):
        return figures.coverage(counts, total=63, language=VI, **PAGE, **more)

    def test_every_count_stands_in_its_cell_and_none_is_a_dash(self):
        chart = self.draw(self.COUNTS)
        label = VI.short("smartphone_share_pct")
        assert marks(chart, "cell-smartphone_share_pct-") == {
            "2019": f"{label}, 2019: 0/63",
            "2020": f"{label}, 2020: 15/63",
        }
        words = svg.words(chart.svg)
        assert {"63", "60", "15", "–"} <= set(words)
        assert "0" not in words
        assert self.draw(self.COUNTS.replace(0, np.nan)).svg == chart.svg

    def test_colours_grow_with_the_share(self):
        counts = pd.DataFrame(
            [[0, 1, 15, 16, 32, 48, 62, 63]], index=["papi_portal_use"], columns=range(2017, 2025)
        )
        chart = self.draw(counts)
        colours = [artist(chart, f"cell-papi_portal_use-{y}").get_facecolor()[:3] for y in range(2018, 2025)]
        order = [style.luminance(colour) for colour in colours]
        assert order == sorted(order, reverse=True)
        assert len(set(order)) == 5
        assert order[0] == order[1], "15 of 63 is under a quarter"

    def test_a_change_of_definition_is_drawn_and_explained(self):
        chart = self.draw(self.COUNTS, breaks={"papi_portal_use": [2020]})
        assert any("định nghĩa thay đổi" in word for word in svg.words(chart.svg))
        assert not any("định nghĩa thay đổi" in word for word in svg.words(self.draw(self.COUNTS).svg))

    @pytest.mark.parametrize(
        ("counts", "more", "says"),
        [
            (COUNTS + 1, {}, "whole numbers from 0 to 63"),
            (COUNTS / 63, {}, "whole numbers"),
            (COUNTS, {"breaks": {"x": [2020]}}, "x is not among"),
            (COUNTS.set_axis(["x", "y"]), {}, "no such indicator"),
            (COUNTS, {"labels": {"papi_portal_use": "rất dài " * 40}}, "over two lines"),
        ],
    )
    def test_what_cannot_be_drawn_is_refused(self, counts, more, says):
        with pytest.raises(FigureError, match=says):
            self.draw(counts, **more)
