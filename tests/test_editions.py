"""Charts for phones: drawn when asked for, as wide as a screen, and shown in place of the wide ones."""

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from analysis.data import processed
from analysis.report import figures
from analysis.report.figures import FigureError, editions
from analysis.report.figures.display import NARROW_SVG
from analysis.report.language import Language
from analysis.report.site import outputs, theme
from analysis.report.site.contents import Page

PAGE = {"title": "Đề mục nói điều tìm thấy", "subtitle": "điểm, 34 đơn vị, 2024", "source": "nguồn"}
WIDE, NARROW = editions.EDITIONS["wide"], editions.EDITIONS["narrow"]


def draw():
    codes = processed.places("34")["code"]
    values = pd.Series(range(len(codes)), index=codes, dtype=float)
    return figures.ranked_dots(values, geography="34", language=Language("vi"), **PAGE)


def width(svg):
    return float(re.search(r'<svg[^>]* width="([\d.]+)pt"', svg)[1])


@pytest.fixture
def asked(monkeypatch):
    monkeypatch.setenv(editions.ENVIRONMENT, "1")


def test_nobody_asked_and_a_notebook_keeps_one_picture(monkeypatch):
    for answer in (None, "", "0"):
        monkeypatch.delenv(editions.ENVIRONMENT, raising=False)
        if answer is not None:
            monkeypatch.setenv(editions.ENVIRONMENT, answer)
        bundle, _ = draw()._repr_mimebundle_()
        assert set(bundle) == {"image/svg+xml", "text/plain"}


def test_the_second_picture_is_the_one_drawn_for_phones_and_leaves_the_first_as_it_was(asked, monkeypatch):
    chart = draw()
    bundle, metadata = chart._repr_mimebundle_()
    monkeypatch.delenv(editions.ENVIRONMENT)
    with editions.edition("narrow"):
        assert bundle[NARROW_SVG] == draw().svg
    assert bundle["image/svg+xml"] == draw().svg
    assert set(metadata) == {"image/svg+xml"}
    assert width(bundle["image/svg+xml"]) == WIDE.width
    assert width(bundle[NARROW_SVG]) == NARROW.width
    assert NARROW.width * 4 / 3 == 360, "pixels of a style sheet"
    assert chart.alt in bundle[NARROW_SVG], "told to those who do not see it as well"


def test_the_edition_ends_with_its_block_even_after_an_error():
    def failing():
        with editions.edition("narrow"):
            assert editions.narrow() and editions.current() == NARROW
            raise FigureError("no")

    with pytest.raises(FigureError):
        failing()
    assert not editions.narrow() and editions.current() == WIDE


def test_a_chart_that_does_not_fit_a_phone_keeps_its_wide_edition_only(asked):
    whole = replace(draw(), narrow="")

    @editions.chart
    def crowded(reason):
        if editions.narrow():
            raise reason
        return whole

    assert crowded(FigureError("too many names")) is whole
    with pytest.raises(ZeroDivisionError):
        crowded(ZeroDivisionError())


def shown(folder, chart):
    bundle, metadata = chart._repr_mimebundle_()
    page = outputs.Outputs(Page("units/ha-noi", None, "x"), Language("vi"), folder)
    return page.html({"output_type": "display_data", "data": bundle, "metadata": metadata})


def test_a_page_offers_both_editions_each_with_its_size(asked, tmp_path):
    chart = draw()
    html = shown(tmp_path, chart)
    files = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "figures").iterdir()}
    assert files == {"units-ha-noi-1.svg": chart.svg, "units-ha-noi-1-narrow.svg": chart.narrow}
    source = re.search(
        r'<picture><source media="([^"]+)" srcset="([^"]+)" width="(\d+)" height="(\d+)">', html
    )
    assert source[1] == outputs.PHONE
    assert source[2] == "../figures/units-ha-noi-1-narrow.svg"
    assert int(source[3]) == 360
    assert html.count("<img ") == 1
    assert 'src="../figures/units-ha-noi-1.svg"' in html
    assert 'class="hint"' not in html, "nothing has to be slid sideways"


def test_a_page_with_one_edition_says_how_to_see_all_of_it(tmp_path):
    html = shown(tmp_path, draw())
    assert "<picture>" not in html
    assert 'class="hint"' in html
    assert [path.name for path in (tmp_path / "figures").iterdir()] == ["units-ha-noi-1.svg"]


@pytest.mark.parametrize(("across", "edition"), [(320, "narrow"), (390, "narrow"), (1280, "wide")])
def test_a_phone_shows_the_narrow_edition_without_sideways_scrolling(
    asked, browser, tmp_path, across, edition
):
    style = (Path(theme.HERE) / "static" / "site.css").read_text(encoding="utf-8")
    html = shown(tmp_path / "vi", draw()).replace("../figures", "figures")
    head = f'<!doctype html><html lang="vi"><meta name="viewport" content="width=device-width"><style>{style}'
    document = f'{head}</style><main class="bd-article">{html}</main></html>'
    (tmp_path / "vi" / "page.html").write_text(document, encoding="utf-8")
    page = browser.new_page(viewport={"width": across, "height": 800})
    page.goto((tmp_path / "vi" / "page.html").as_uri())
    image, region = page.locator("img"), page.locator(".chart-region")
    assert image.evaluate("i => i.currentSrc").endswith({"narrow": "-narrow.svg", "wide": "-1.svg"}[edition])
    assert region.evaluate("r => r.scrollWidth - r.clientWidth") <= 0
    box, natural = image.bounding_box(), image.evaluate("i => [i.naturalWidth, i.naturalHeight]")
    assert box["width"] / box["height"] == pytest.approx(natural[0] / natural[1], rel=0.02)
    assert box["width"] >= min(across - 20, natural[0]) * 0.95
    page.close()
