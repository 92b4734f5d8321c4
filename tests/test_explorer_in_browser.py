"""The explorer as its readers meet it, in a real browser: by keys, on a phone, without a network."""

import csv
import io
import itertools
import json
import random
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import html

from analysis.data import processed
from analysis.report import results
from analysis.report.explorer import explorer
from analysis.report.explorer.what_if import predict
from analysis.report.findings import USE
from analysis.report.language import LANGUAGES, Language

PHONE, DESKTOP = (360, 740), (1280, 900)
PAYMENT = "portal2026_online_payment_share_pct"
TILES = "#tiles [data-code]"


@pytest.fixture(scope="module")
def file(root, tmp_path_factory):
    found = results.collect(root / "notebooks" / "06_ministry_summary.ipynb")
    path = tmp_path_factory.mktemp("stick") / "explorer.html"
    path.write_text(explorer(dict.fromkeys(LANGUAGES, found)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def content(file):
    return json.loads(html.parse(file).getroot().get_element_by_id("data").text)


@pytest.fixture
def opened(visit, file):
    """Open the explorer with a state of its own; what goes wrong on the way fails the test."""

    def at(state="", size=DESKTOP, **window):
        return visit(f"{file.as_uri()}#{state}", *size, **window)

    return at


MOVE = """(settings) => settings.map((values) => {
    document.querySelectorAll("#conditions input").forEach((slider, at) => {
        slider.value = values[at];
        for (const kind of ["input", "change"]) slider.dispatchEvent(new Event(kind));
    });
    const [result, spoken] = ["#result", "#spoken"].map((id) => document.querySelector(id).textContent);
    return [result, spoken, document.querySelector("#extrapolates").hasAttribute("data-far")];
})"""
"""Move every slider as a hand would: a value, then what the browser tells the page; return what it shows."""


DRAWN_WIDTH = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(
    () => done(document.documentElement.scrollWidth))))"""
"""Width of the page once what depends on the window's size is drawn anew."""


def address(page):
    """Return the address as the page has it now; Playwright's ``url`` hears of a change later."""
    return page.evaluate("location.href")


def set_sliders(page, values):
    page.evaluate(MOVE, [values])


def result(model, values, language):
    """Return what the page must say of a prediction, from Python's."""
    given = predict(model, values)
    estimate, low, high = (language.number(one, 2) for one in given[:3])
    said = language.say(
        "Among provinces with figures like these, the model expects a score of {estimate}; for single "
        "provinces, {level} of the draws lie between {low} and {high}.",
        estimate=estimate, low=low, high=high, level=language.percent(90, 0),
    )  # fmt: skip
    return said, given.extrapolates


def settings(model):
    """Return dozens of settings: middle, both ends, every corner of the provinces, and many at random."""
    inputs, dice = model["inputs"], random.Random(1)
    ends = [[one[end] for one in inputs] for end in ("start", "min", "max", "low", "high")]
    corners = [
        [one["low" if 1 << at & mask else "high"] for at, one in enumerate(inputs)] for mask in range(16)
    ]
    dealt = [
        [round(dice.uniform(one["min"], one["max"]), one["digits"]) for one in inputs] for _ in range(30)
    ]
    return ends + corners + dealt


@pytest.mark.parametrize("code", LANGUAGES)
def test_sliders_show_what_python_gives(opened, content, code):
    page, model, language = opened(f"lang={code}"), content["model"], Language(code)
    asked, seen = settings(model), set()
    for values, shown in zip(asked, page.evaluate(MOVE, asked), strict=True):
        said, extrapolates = result(model, values, language)
        assert shown == [said, said, extrapolates], values
        seen.add(extrapolates)
    assert seen == {True, False}
    assert len(asked) > 50


@pytest.mark.parametrize("code", LANGUAGES)
def test_numbers_are_written_as_python_writes_them(opened, code):
    page, language, dice = opened(), Language(code), random.Random(2)
    values = [0, -0.0, 0.005, -0.005, 2.675, 1.005, 40.71, 1556, -0.14, 999.995, 1e-9, 0.1 + 0.2, 123456789.5]
    values += [dice.uniform(-1, 1) * 10 ** dice.randint(-4, 8) for _ in range(1500)]
    values += [round(dice.uniform(-100, 100), 3) for _ in range(1500)]
    for digits in range(4):
        written = page.evaluate(
            "([values, digits, code]) => values.map((x) => explorer.number(x, digits, code))",
            [values, digits, code],
        )
        assert written == [language.number(x, digits) for x in values]
    assert page.evaluate("code => explorer.number(null, 2, code)", code) == language.number(None, 2)


def test_names_are_found_with_and_without_diacritics(opened):
    page = opened()
    for asked, found in {
        "da nang": ["Đà Nẵng"],
        "Đà nẵng": ["Đà Nẵng"],
        "ba ria": ["Bà Rịa - Vũng Tàu"],
        "HOA BINH": ["Hòa Bình"],
        "xyz": [],
    }.items():
        page.locator("#search").fill(asked)
        assert page.locator("#list tbody th").all_inner_texts() == found
        assert page.locator("#search").input_value() == asked
    assert page.locator("#shown").inner_text() == "Đang hiện 0 trong 63 tỉnh, thành phố."


@pytest.mark.parametrize("geography", ["63", "34"])
def test_arrow_keys_reach_every_place(opened, content, geography):
    page, codes = opened(f"geo={geography}"), content["places"][geography]["codes"]
    steps = page.evaluate(
        """codes => codes.map((code) =>
            [[-1, 0], [1, 0], [0, -1], [0, 1]].map((way) => explorer.neighbour(code, way)))""",
        codes,
    )
    ways = dict(zip(codes, steps, strict=True))
    reached, edge = set(), {codes[0]}
    while edge:
        reached |= edge
        edge = {code for place in edge for code in ways[place]} - reached
    assert reached == set(codes)


def test_the_map_is_one_stop_of_the_tabulator_and_opens_cards(opened):
    page = opened("lang=en")
    page.locator("#year").focus()
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.dataset.code")
    assert first
    page.keyboard.press("ArrowDown")
    second = page.evaluate("document.activeElement.dataset.code")
    assert second not in (None, first)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#tiles')") is None
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.dataset.code") == second
    page.keyboard.press("Enter")
    name = page.locator(f'{TILES}[data-code="{second}"]').get_attribute("aria-label").split(":")[0]
    assert page.evaluate("document.activeElement.id") == "place-name"
    assert page.locator("#place-name").inner_text() == name
    page.get_by_role("button", name="Back to the map").press("Enter")
    assert page.evaluate("document.activeElement.dataset.code") == second
    page.keyboard.press("End")
    page.keyboard.press(" ")
    assert page.locator("#place-name").inner_text() != name


def test_everything_is_done_by_keys(opened, content):
    page = opened("lang=en")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.get_by_text("Main findings and how strong").locator("xpath=..").press("Enter")
    assert page.locator("#findings li").first.is_visible()
    page.locator('#geography [value="63"]').press("ArrowRight")
    assert page.locator(TILES).count() == 34
    page.locator("#measure").press("End")
    page.locator("#year").press("ArrowDown")
    last = content["measures"][-1]
    assert f"measure={last['name']}" in address(page)
    assert f"year={sorted(last['layers']['34'])[-2]}" in address(page)
    page.locator('[data-sort="value"]').press("Enter")
    assert page.evaluate("document.activeElement.dataset.sort") == "value"
    slider = page.locator("#conditions input").first
    before = page.locator("#result").inner_text()
    for _ in range(20):
        slider.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "2.67\u00a0points"
    assert page.locator("#result").inner_text() != before
    page.locator("#like").select_option("79")
    page.locator("#set").press("Enter")
    assert "Hồ Chí Minh" in page.locator("#actual").inner_text()


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_tile_says_place_figure_and_position(opened, code):
    page, language = opened(f"lang={code}"), Language(code)
    values = processed.values(USE, "63", 2024)
    said = page.locator(f'{TILES}[data-code="01"]').get_attribute("aria-label")
    assert said.startswith(f"Hà Nội: {language.value(values['01'], USE)}; ")
    assert re.search(
        {"vi": r"hạng kỳ vọng \d+, khoảng bất định 90.%: \d+–\d+$", "en": r"rank \d+, 90% interval \d+–\d+$"}[
            code
        ],
        said,
    )
    vinh_phuc = page.locator(f'{TILES}[data-code="26"]')
    assert vinh_phuc.get_attribute("aria-label") == f"Vĩnh Phúc: {language.missing_spoken}"
    assert vinh_phuc.locator(".figure").text_content() == "–"
    for name in ("Hoàng Sa", "Trường Sa"):
        island = page.locator(f'#tiles [role="img"][aria-label*="{name}"]')
        assert island.count() == 1
        assert island.locator(".figure").count() == 0


def test_map_and_table_show_every_figure(opened, content):
    page, language = opened(f"lang=vi&geo=34&measure={PAYMENT}"), Language("vi")
    values = processed.values(PAYMENT, "34", 2026)
    shown = {code: language.number(x, 2) for code, x in values.items()}
    tiles = {
        tile.get_attribute("data-code"): tile.locator(".figure").text_content()
        for tile in page.locator(TILES).all()
    }
    rows = {
        row.get_attribute("data-code"): row.locator("td").first.inner_text()
        for row in page.locator("#list tbody tr").all()
    }
    assert tiles == rows == shown


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_title_says_the_year_once(opened, content, code):
    page = opened(f"lang={code}")
    for geography, name, year in [("63", USE, "2019"), ("34", PAYMENT, "2026")]:
        page.locator(f'#geography [value="{geography}"]').check()
        page.locator("#measure").select_option(name)
        page.locator("#year").select_option(year)
        title = page.locator("#map-title").inner_text()
        assert title.startswith(
            next(one for one in content["measures"] if one["name"] == name)["label"][code]
        )
        assert title.count(year) == 1


def test_what_may_not_be_compared_is_crossed_and_says_so(opened):
    page = opened("lang=en&measure=community_teams")
    tile = page.locator(f'{TILES}[data-code="01"]')
    assert tile.get_attribute("aria-label") == "Hà Nội: at least 5,000\u00a0teams; not comparable; 2025"
    assert tile.locator(".figure").text_content() == "≥5,000≠"
    assert tile.locator("rect").first.get_attribute("fill") == "url(#crossed)"
    assert page.locator("#legend").get_by_text("not comparable (5)").is_visible()
    assert (
        page.locator('#list tr[data-code="01"] td').first.inner_text() == "at least 5,000\u00a0teams ≠ (2025)"
    )


def test_a_measure_of_which_nothing_is_public_shows_an_empty_map(opened):
    page = opened("lang=en&measure=dx_budget_share_pct")
    assert (
        page.locator("#map-status").inner_text()
        == "No public figure of this measure was found for any place."
    )
    assert set(page.locator("#tiles .figure").all_text_contents()) == {"–"}
    assert page.locator("#legend li").count() == 1


def test_the_table_is_put_in_order(opened):
    page = opened("lang=vi")
    values = processed.values(USE, "63", 2024).sort_values()
    head = page.locator("#list th", has=page.locator('[data-sort="value"]'))
    assert head.get_attribute("aria-sort") == "none"
    page.locator('[data-sort="value"]').click()
    codes = [row.get_attribute("data-code") for row in page.locator("#list tbody tr").all()]
    assert codes[0] == values.index[0]
    assert set(codes[-2:]) == set(values.index[values.isna()])
    assert head.get_attribute("aria-sort") == "ascending"
    page.locator('[data-sort="value"]').click()
    codes = [row.get_attribute("data-code") for row in page.locator("#list tbody tr").all()]
    assert codes[0] == values.dropna().index[-1]
    assert set(codes[-2:]) == set(values.index[values.isna()])
    assert head.get_attribute("aria-sort") == "descending"


def test_ranks_are_shown_with_their_interval_and_counts_have_none(opened):
    page = opened("lang=en")
    cells = page.locator("#list tbody tr td:nth-child(3)").all_inner_texts()
    assert {bool(re.fullmatch(r"\d+ \(\d+–\d+\)|–", cell)) for cell in cells} == {True}
    page = opened("lang=en&measure=dti_total")
    cells = page.locator("#list tbody tr td:nth-child(3)").all_inner_texts()
    assert set(cells) == {"lowest quarter", "lower middle quarter", "upper middle quarter", "highest quarter"}


def test_the_switch_of_language_keeps_the_state(opened):
    page = opened("lang=vi&geo=34&measure=dti_total&year=2023&place=48&sort=-value&find=a")
    set_sliders(page, [2.2, 10, 60, 20])
    page.locator("#languages [lang=en]").click()
    page.locator('html[lang="en"]').wait_for(state="attached")
    assert page.locator("#measure").input_value() == "dti_total"
    assert page.locator("#year").input_value() == "2023"
    assert page.locator("#place-name").inner_text() == "Đà Nẵng"
    assert page.locator("#search").input_value() == "a"
    assert [slider.input_value() for slider in page.locator("#conditions input").all()] == [
        "2.2",
        "10",
        "60",
        "20",
    ]
    assert page.locator("#languages [aria-current]").get_attribute("lang") == "en"
    assert "Known for" in page.locator("#map-status").inner_text()
    page.go_back()
    page.locator('html[lang="vi"]').wait_for(state="attached")


def test_the_page_goes_on_where_a_browser_refuses_to_change_the_address_again(opened):
    page = opened("lang=en")
    page.evaluate(
        "history.replaceState = () => { throw new DOMException('too many', 'SecurityError'); }; undefined"
    )
    page.locator("#measure").select_option("dti_total")
    assert "DTI" in page.locator("#map-title").inner_text()


def test_an_address_brings_back_what_it_was_taken_from(opened, visit):
    page = opened("lang=en")
    page.locator("#measure").select_option("poverty_rate_pct")
    page.locator("#year").select_option("2019")
    page.locator(f'{TILES}[data-code="79"]').click()
    set_sliders(page, [2.9, 0.4, 200, 75])
    again = visit(address(page), *DESKTOP)
    for part in ("#map-title", "#place-name", "#result"):
        assert again.locator(part).inner_text() == page.locator(part).inner_text()


@pytest.mark.parametrize(
    "state", ["lang=fr&geo=12&measure=none&year=1&place=zz&sort=q&figures=a,b", "%", "figures=1"]
)
def test_a_broken_address_shows_the_beginning(opened, state):
    page = opened(state)
    assert page.locator(TILES).count() == 63
    page.locator('html[lang="vi"]').wait_for(state="attached")


@pytest.mark.parametrize(
    ("code", "geography", "expected"),
    [("01", "63", "ha-noi"), ("91", "63", "an-giang"), ("91", "34", "an-giang")],
)
def test_a_card_names_its_brief_and_what_became_of_the_place(opened, code, geography, expected):
    page = opened(f"lang=en&geo={geography}&place={code}")
    assert page.locator("#place-card code").inner_text() == f"{expected}-en.pdf"
    if code == "91" and geography == "34":
        page.get_by_role("button", name="Kiên Giang").click()
        assert page.locator("#place-name").inner_text() == "Kiên Giang"
        assert page.locator(TILES).count() == 63


def test_a_series_shows_gaps_and_breaks(opened):
    page = opened("lang=en&place=24")
    series = page.locator("#place-card svg").first
    assert "2021: no figure" in series.get_attribute("aria-label")
    assert series.locator("circle").count() == 6
    # 2018 | 2019 | 2020, then 2022 to 2024 in one line.
    assert series.locator("line[stroke-dasharray]").count() == 2
    assert series.locator("line:not([stroke-dasharray])").count() == 2


def test_a_card_says_what_is_not_known(opened):
    page = opened("lang=en&place=26")
    assert "No figure in the latest year: Portal use (PAPI 8.1)" in page.locator("#place-card").inner_text()
    assert "Digital transformation budget" in page.locator("#place-card").inner_text()


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_measure_is_handed_out_as_a_file(opened, code, tmp_path):
    page = opened(f"lang={code}&measure={USE}")
    with page.expect_download() as waiting:
        page.locator("#download").click()
    waiting.value.save_as(tmp_path / "figures.csv")
    written = (tmp_path / "figures.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))
    assert len(rows) == 1 + 63 * 7
    values = processed.values(USE, "63", 2024)
    found = {row[1]: row[5] for row in rows[1:] if row[3] == "2024"}
    assert {place: float(x) for place, x in found.items() if x} == pytest.approx(
        values.dropna().to_dict(), abs=1e-6
    )
    assert found["26"] == ""


def test_in_a_file_no_text_is_taken_for_a_formula_and_numbers_are_kept(opened):
    page = opened()
    cells = {"=1+1": "'=1+1", "+a": "'+a", "-a": "'-a", "@a": "'@a", "\ta": "'\ta", "a=b": "a=b", "–": "–"}
    assert page.evaluate("cells => cells.map(explorer.inert)", list(cells)) == list(cells.values())
    assert page.evaluate("explorer.inert(-1.5)") == "-1.5"


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("geography", ["63", "34"])
def test_nothing_runs_over_the_edge(opened, code, geography):
    page = opened(f"lang={code}&geo={geography}&place=01&measure=community_teams")
    page.locator("#findings summary").click()
    for width in (1280, 640, 360, 320):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate(DRAWN_WIDTH) == width


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
@pytest.mark.parametrize("measure", [USE, "population_thousand", "income_per_capita_month_thousand_vnd"])
def test_no_text_leaves_its_tile(opened, size, measure):
    page = opened(f"lang=vi&measure={measure}", size)
    outside = page.evaluate(
        """() => [...document.querySelectorAll("#tiles g")].flatMap((tile) => {
            const box = tile.querySelector(".edge").getBoundingClientRect();
            return [...tile.querySelectorAll("text")].filter((text) => {
                const one = text.getBoundingClientRect();
                return one.left < box.left - 1 || one.right > box.right + 1
                    || one.top < box.top - 2 || one.bottom > box.bottom + 2;
            }).map((text) => text.textContent);
        })"""
    )
    assert outside == []


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_what_is_touched_is_large_enough(opened, size):
    page = opened("lang=vi&place=01", size)
    # WCAG 2.5.8: 24 by 24 pixels; a label is part of its radio button.
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, select, input:not([type=radio]), label:has(input), "
            + "summary, nav a, #tiles [role=button]")]
            .map((one) => [one.outerHTML, one.getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.width < 24 || box.height < 24)).map(([text]) => text)"""
    )
    assert small == []


@pytest.mark.parametrize(("code", "size"), [("vi", PHONE), ("en", DESKTOP)])
@pytest.mark.parametrize(
    "state",
    [
        "place=01",
        "geo=34&measure=portal2026_total&place=91",
        "measure=community_teams&figures=1.9,32,9,96",
    ],
)
def test_axe_finds_nothing(opened, code, size, state):
    page = opened(f"lang={code}&{state}", size)
    page.locator("#findings summary").click()
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["impact"], one["nodes"][0]["html"]) for one in found] == []


def test_a_window_without_a_size_is_waited_for(opened):
    page = opened()
    page.evaluate("document.body.style.display = 'none'")
    set_sliders(page, [2.2, 10, 60, 20])
    page.evaluate("document.body.style.display = ''")
    page.evaluate(DRAWN_WIDTH)
    said = page.locator("#bar svg").get_attribute("aria-label")
    low, high = re.findall(r"\d,\d\d", page.locator("#result").inner_text())[1:]
    assert low in said
    assert high in said


def test_headings_are_in_order(opened):
    page = opened("place=01")
    levels = page.evaluate(
        "[...document.querySelectorAll('main :is(h1,h2,h3,h4), header h1')].map((h) => Number(h.tagName[1]))"
    )
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_without_script_the_page_tells_what_to_do(opened):
    page = opened(java_script_enabled=False)
    assert page.get_by_text("cần JavaScript").is_visible()
    assert page.get_by_text("need JavaScript").is_visible()
    assert page.locator("#fallback table").count() == len(LANGUAGES)
    assert not page.locator("#content").is_visible()
    assert opened().locator("#fallback").count() == 0


def test_in_print_figures_stay_and_controls_go(opened):
    page = opened("place=01")
    page.emulate_media(media="print")
    assert page.locator("#tiles svg").is_visible()
    assert page.locator("#result").is_visible()
    assert page.get_by_role("rowheader", name="Hà Nội").get_by_role("button").is_visible()
    assert page.locator("#tiles svg").bounding_box()["height"] < 800
    for hidden in ("#choices", "#languages", "#download", "#search"):
        assert not page.locator(hidden).is_visible()
