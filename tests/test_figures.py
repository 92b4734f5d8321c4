"""What holds for every chart, drawn from the real figures, in both languages."""

import hashlib
import json
import os
import re
import subprocess
import sys
import warnings
from functools import cache
from xml.etree import ElementTree

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex

from analysis.data import processed
from analysis.report import figures
from analysis.report.figures import editions, style, svg
from analysis.report.language import Language

TEXTS = {
    "vi": (
        "Người dân ở thành phố lớn không dùng cổng dịch vụ công nhiều hơn người dân miền núi một cách rõ rệt",
        "Chỉ số PAPI 8.1, sử dụng cổng dịch vụ công trực tuyến (điểm), 63 tỉnh, thành phố, 2020–2024",
        "Chỉ số Hiệu quả Quản trị và Hành chính công cấp tỉnh (UNDP, CECODES, RTA)",
    ),
    "en": (
        "People in large cities do not use public-service portals clearly more than people in the mountains",
        "PAPI 8.1, use of e-government portals (points), 63 provinces, 2020–2024",
        "Provincial Governance and Public Administration Performance Index (UNDP, CECODES, RTA)",
    ),
}
CHANGES = {
    "vi": {2019: "bộ câu hỏi thay đổi", 2020: "bộ chỉ số được điều chỉnh"},
    "en": {2019: "the questions changed", 2020: "the instrument was revised"},
}


def wide(indicator):
    return processed.panel("63").set_index(["year", "code"])[indicator].unstack()  # noqa: PD010 - keys are unique


def regions():
    return processed.places("63").set_index("code")["region"]


def estimates():
    """Give three made-up models, one of which lacks a term."""
    terms = ["household_computer_share_pct", "poverty_rate_pct", "income_per_capita_month_thousand_vnd"]
    first = pd.DataFrame(
        {"estimate": [0.021, -0.012, 0.004], "low": [0.003, -0.03, -0.01], "high": [0.04, 0.006, 0.02]},
        index=terms,
    )
    return {"A": first, "B": first.drop("poverty_rate_pct") * 2, "C": first + 0.002}


def tile_map_63(portal, paid, language, page):
    return figures.tile_map(portal.loc[2024], "63", not_comparable=["01"], **page)


def tile_map_34(portal, paid, language, page):
    return figures.tile_map(paid, "34", digits=1, unit="percent", **page)


def tile_maps(portal, paid, language, page):
    return figures.tile_map_small_multiples(portal.loc[2019:].T, "63", not_comparable=[2019], **page)


def tile_maps_beside(portal, paid, language, page):
    """Five years: the legend stands in the place of the sixth map."""
    return figures.tile_map_small_multiples(portal.loc[2020:].T, "63", **page)


def specification_curve(portal, paid, language, page):
    estimates = np.linspace(-0.02, 0.55, 24)
    table = pd.DataFrame({"estimate": estimates, "low": estimates - 0.1, "high": estimates + 0.12})
    choices = pd.DataFrame(
        {
            (language.label(name), language.region(region)): np.arange(24) % (n + 2) == 0
            for name in ("papi_portal_use", "household_computer_share_pct")
            for n, region in enumerate(style.REGIONS)
        }
    )
    return figures.specification_curve(table, choices, main=0.2, **page)


def ranked_dots_63(portal, paid, language, page):
    latest = portal.loc[2024]
    look = {"regions": regions(), "reference": (float(latest.median()), language.region("mekong_delta"))}
    return figures.ranked_dots(latest, latest - 0.05, latest + 0.05, geography="63", **look, **page)


def ranked_dots_34(portal, paid, language, page):
    return figures.ranked_dots(paid, geography="34", highlight=["01"], digits=1, unit="percent", **page)


def scatter(portal, paid, language, page):
    computers = processed.values("household_computer_share_pct", "63", 2023)
    axes = {"x_label": language.label("household_computer_share_pct"), "x_unit": "percent"}
    axes |= {"y_label": language.label("papi_portal_use"), "regions": regions(), "fit": "ols"}
    return figures.scatter(computers, portal.loc[2024], geography="63", **axes, **page)


def coefficients(portal, paid, language, page):
    return figures.coefficients(estimates(), digits=3, x_label=language.label("papi_portal_use"), **page)


def coverage(portal, paid, language, page):
    names = ["papi_portal_use", "papi_e_responsiveness", "household_computer_share_pct", "poverty_rate_pct"]
    counts = pd.DataFrame({name: wide(name).notna().sum(axis=1) for name in names}).T
    return figures.coverage(counts, total=63, breaks={"papi_portal_use": [2019, 2020]}, **page)


def trend(portal, paid, language, page):
    medians = portal.T.groupby(regions()).median().T
    names = {region: language.region(region) for region in medians}
    look = {"series_labels": names, "y_label": language.label("papi_portal_use")}
    return figures.trend(medians, breaks=CHANGES[language.code], **look, **page)


def curves(portal, paid, language, page):
    names = [language.label("papi_portal_use"), language.label("household_computer_share_pct")]
    falling = pd.DataFrame(
        {name: 10 / np.arange(2, 7) ** (n + 1) for n, name in enumerate(names)}, range(2, 7)
    )
    look = {"levels": {2: language.region("mekong_delta"), 3: language.region("south_east")}}
    return figures.curves(falling, x_label=names[0], y_label=names[1], **look, **page)


def small_multiples(portal, paid, language, page):
    return figures.small_multiples(portal, regions(), geography="63", breaks=CHANGES[language.code], **page)


def slope(portal, paid, language, page):
    ends = {"start_label": "2020", "end_label": "2024"}
    return figures.slope(portal.loc[2020], portal.loc[2024], geography="63", **ends, **page)


def reported_dots(portal, paid, language, page):
    rows = [("Sơn La", "2022", 60.0, "about", True), ("Quảng Trị", "2023", 99.2, "at least", True)]
    rows += [("Đà Nẵng", "2024-10", 66.0, "exact", False), ("Lào Cai", "2024", 92.6, "at most", False)]
    data = pd.DataFrame(rows, columns=["label", "date", "value", "bound", "filled"])
    data["date"] = data["date"].map(language.date)
    data["group"] = [language.label("smartphone_share_pct")] * 2 + [language.label("papi_portal_use")] * 2
    look = {"keys": (language.say("all places"), language.say("other places")), "unit": "percent"}
    return figures.reported_dots(data, **look, **page)


CHARTS = (
    *(tile_map_63, tile_map_34, tile_maps, tile_maps_beside, ranked_dots_63, ranked_dots_34, scatter),
    *(coefficients, coverage, trend, curves, small_multiples, slope, reported_dots, specification_curve),
)
KINDS = {chart.__name__: chart for chart in CHARTS}


def draw(kind, code, edition="wide"):
    """Draw one kind of chart in a language."""
    language = Language(code)
    title, subtitle, source = TEXTS[code]
    page = {"language": language, "title": title, "subtitle": subtitle, "source": source}
    paid = processed.values("portal2026_online_payment_share_pct", "34", 2026)
    with editions.edition(edition):
        return KINDS[kind](wide("papi_portal_use"), paid, language, page)


@cache
def drawn(kind, code, edition="wide"):
    return draw(kind, code, edition)


EVERY = [(kind, code, edition) for kind in KINDS for code in ("vi", "en") for edition in editions.EDITIONS]


@pytest.fixture(params=EVERY, ids="-".join)
def chart(request):
    return drawn(*request.param)


@cache
def texts(chart):
    """Return every text that the chart draws, with its box in points."""
    drawing = chart.drawing
    drawing.set_dpi(288)
    try:
        renderer = FigureCanvasAgg(drawing).get_renderer()
        found = list(drawing.texts)
        for axes in drawing.axes:
            found += axes.texts
            for axis in (axes.xaxis, axes.yaxis) if axes.axison else ():
                found += [label for tick in axis.get_major_ticks() for label in (tick.label1, tick.label2)]
        shown = [text for text in found if text.get_visible() and text.get_text()]
        return [
            (text, text.get_window_extent(renderer).transformed(drawing.dpi_scale_trans.inverted()))
            for text in shown
        ]
    finally:
        drawing.set_dpi(72)


def test_the_boxes_looked_at_are_those_of_every_text_drawn(chart):
    assert sorted(text.get_text() for text, _ in texts(chart)) == sorted(svg.words(chart.svg))


def test_no_text_is_cut(chart):
    width, height = chart.drawing.get_size_inches()
    for text, box in texts(chart):
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height, text.get_text()


def test_no_two_texts_overlap(chart):
    found = texts(chart)
    boxes = np.array([[box.x0, box.y0, box.x1, box.y1] for _, box in found]) * 72
    boxes += np.array([0.5, 1, -0.5, -1])
    for number, (left, bottom, right, top) in enumerate(boxes):
        others = boxes[number + 1 :]
        hit = (others[:, 0] < right) & (left < others[:, 2]) & (others[:, 1] < top) & (bottom < others[:, 3])
        over = [found[number + 1 + n][0].get_text() for n in np.flatnonzero(hit)]
        assert not over, f"{found[number][0].get_text()!r} covers {over}"


def test_every_text_is_at_least_nine_points(chart):
    small = {text.get_text(): text.get_fontsize() for text, _ in texts(chart) if text.get_fontsize() < 9}
    assert not small


def test_text_on_paper_has_contrast(chart):
    on_tiles = {"#ffffff"}
    inks = {to_hex(text.get_color()) for text, _ in texts(chart)} - on_tiles
    assert inks
    assert all(style.contrast(ink, style.PAPER) >= 4.5 for ink in inks)


def test_every_text_stands_out_from_what_is_behind_it(chart):
    found = texts(chart)
    chart.drawing.set_dpi(96)
    try:
        for text, _ in found:
            text.set_visible(False)
        canvas = FigureCanvasAgg(chart.drawing)
        canvas.draw()
        seen = np.asarray(canvas.buffer_rgba())[..., :3] / 255
    finally:
        chart.drawing.set_dpi(72)
        for text, _ in found:
            text.set_visible(True)
    linear = np.where(seen <= 0.04045, seen / 12.92, ((seen + 0.055) / 1.055) ** 2.4)
    light = linear @ np.array([0.2126, 0.7152, 0.0722])
    for text, box in found:
        left, right = int(box.x0 * 96), int(box.x1 * 96)
        top, bottom = len(light) - int(box.y1 * 96), len(light) - int(box.y0 * 96)
        behind = light[max(top, 0) : bottom, max(left, 0) : right].ravel()
        ink = style.luminance(to_hex(text.get_color()))
        ratio = (np.maximum(behind, ink) + 0.05) / (np.minimum(behind, ink) + 0.05)
        assert np.quantile(ratio, 0.2) >= 4.5, text.get_text()


def test_the_headline_wraps_and_stays_whole(chart):
    title, subtitle = chart.title, chart.subtitle
    page = " ".join(svg.words(chart.svg))
    assert title in page
    assert subtitle in page
    sizes = {edition.title for edition in editions.EDITIONS.values()}
    lines = [text.get_text() for text, _ in texts(chart) if text.get_fontsize() in sizes]
    assert " ".join(lines) == title
    assert 2 <= len(lines) <= 4
    assert min(map(len, lines)) > 0.6 * max(map(len, lines)), "lines of a headline are nearly equal"


def test_the_source_is_the_last_line(chart):
    words = {"vi": "Nguồn: ", "en": "Source: "}
    language = "vi" if chart.title == TEXTS["vi"][0] else "en"
    lowest = min(texts(chart), key=lambda found: found[1].y0)[0].get_text()
    assert (words[language] + chart.source).endswith(lowest)


def test_the_svg_is_whole_small_and_asks_no_other_host(chart):
    root = ElementTree.fromstring(chart.svg)
    assert root.get("role") == "img"
    assert root.findtext(f"{{{svg.NAMESPACE}}}title") == chart.title
    assert root.findtext(f"{{{svg.NAMESPACE}}}desc") == chart.alt
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") in {"vi", "en"}
    assert len(chart.svg.encode()) < 120_000
    outside = set(re.findall(r"https?://[^\"' >]+", chart.svg))
    assert outside <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert "<style" not in chart.svg, "a style rule would reach the page around it"


def test_every_reference_in_the_svg_has_its_definition(chart):
    used = set(re.findall(r'href="#([^"]+)"', chart.svg)) | set(re.findall(r"url\(#([^)]+)\)", chart.svg))
    made = re.findall(r' id="([^"]+)"', chart.svg)
    assert used <= set(made)
    assert len(made) == len(set(made))


def test_letters_and_hatches_mean_the_same_in_every_chart():
    meaning = {}
    for kind in KINDS:
        for code in ("vi", "en"):
            root = ElementTree.fromstring(drawn(kind, code).svg)
            for part in root.iter():
                if part.get("id") and not part.tag.endswith("clipPath"):
                    part.tail = None
                    text = ElementTree.tostring(part)
                    assert meaning.setdefault(part.get("id"), text) == text


@pytest.mark.parametrize("kind", KINDS)
def test_numbers_are_written_as_the_language_writes_them(kind):
    figure = re.compile(r"\d+[.,]\d+")
    signs = {}
    for code in ("vi", "en"):
        words = [w for w in svg.words(drawn(kind, code).svg) if w not in TEXTS[code][1] and "PAPI 8" not in w]
        signs[code] = {
            sign for word in words for number in figure.findall(word) for sign in number if sign in ".,"
        }
    if kind != "coverage":
        assert signs == {"vi": {","}, "en": {"."}}
    else:
        assert signs == {"vi": set(), "en": set()}


def test_a_second_drawing_has_the_same_bytes_and_leaves_no_trace_in_the_session():
    first = {kind: drawn(kind, "vi").svg for kind in KINDS}
    before = dict(matplotlib.rcParams)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        second = {kind: draw(kind, "vi").svg for kind in KINDS}
    assert second == first
    assert dict(matplotlib.rcParams) == before
    assert plt.get_fignums() == []


def test_another_process_draws_the_same_bytes():
    here = {f"{k}-{c}": hashlib.sha256(drawn(k, c).svg.encode()).hexdigest() for k in KINDS for c in ("vi",)}
    program = (
        "import hashlib, importlib.util, json, sys\n"
        f"spec = importlib.util.spec_from_file_location('charts', {__file__!r})\n"
        "charts = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(charts)\n"
        "pairs = [(k, c) for k in reversed(list(charts.KINDS)) for c in ('vi',)]\n"
        "digest = lambda k, c: hashlib.sha256(charts.draw(k, c).svg.encode()).hexdigest()\n"
        "print(json.dumps({f'{k}-{c}': digest(k, c) for k, c in pairs}))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "12345", "MPLBACKEND": "svg"}
    result = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert json.loads(result.stdout) == here


def test_settings_of_the_session_do_not_reach_a_chart():
    with matplotlib.rc_context(
        {"font.size": 30, "axes.facecolor": "black", "svg.hashsalt": None, "lines.color": "red"}
    ):
        assert draw("trend", "en").svg == drawn("trend", "en").svg


def test_a_notebook_gets_picture_words_and_text_alternative(chart):
    bundle, metadata = chart._repr_mimebundle_()
    assert bundle["image/svg+xml"] == chart.svg
    assert metadata["image/svg+xml"] == {"alt": chart.alt, "title": chart.title}
    for part in (chart.title, chart.subtitle, chart.alt, chart.summary, chart.source):
        assert part
        assert part in bundle["text/plain"]
    assert repr(chart) == bundle["text/plain"]


def test_without_a_text_alternative_one_is_made_from_title_and_figures(chart):
    assert chart.alt.startswith(chart.title)
    assert len(chart.alt) > len(chart.title) + len(chart.subtitle) + 30


def test_the_words_change_with_any_figure():
    language = Language("en")
    values = pd.Series(np.linspace(0.3, 0.7, 34), index=processed.places("34")["code"])
    page = {"language": language, "title": "T", "subtitle": "S", "source": "s"}
    plain = figures.ranked_dots(values, geography="34", **page).text
    for place in (3, 17, 29):
        changed = values.copy()
        changed.iloc[place] += 0.01
        assert figures.ranked_dots(changed, geography="34", **page).text != plain


def test_the_figures_under_a_chart_are_those_plotted():
    latest = wide("papi_portal_use").loc[2024]
    data = drawn("tile_map_63", "vi").data
    pd.testing.assert_series_equal(data["value"], latest, check_names=False)
    assert list(data.columns) == ["place", "value", "class"]


def test_a_chart_is_saved_as_svg_or_png(tmp_path):
    chart = drawn("coefficients", "vi")
    assert chart.save(tmp_path / "a.svg").read_text(encoding="utf-8") == chart.svg
    picture = chart.save(tmp_path / "a.png", dpi=100)
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.read_bytes() == chart.save(tmp_path / "b.png", dpi=100).read_bytes()
    with pytest.raises(ValueError, match=r"\.svg or \.png"):
        chart.save(tmp_path / "a.gif")
