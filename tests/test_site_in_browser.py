"""How the pages of the site look in a real browser: all, in both languages, on screens and on paper."""

import io
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from browsers import Visits
from whole_site import ANALYSIS, LANGUAGES, SIZES, SUMMARY, UNIT, pages

TYPES = {"index.html", SUMMARY, ANALYSIS, UNIT, "units/index.html", "search.html"} | {
    f"{name}.html" for name in ("data", "about", "methods", "glossary", "downloads")
}
"""The kinds of pages; the site may have more, and all are opened."""

WINDOWS = {**SIZES, "enlarged to 200 %": (640, 400), "enlarged to 400 %": (320, 256)}
PAPER = (665, 1000)
"""The width of an A4 sheet between its margins, in pixels."""

MENUS = ".bd-header, .bd-sidebar-primary, .bd-sidebar-secondary, .prev-next-footer, .skip-link"

FACTS = """async () => {
  await Promise.allSettled([...document.images].map(one => one.decode()));
  const seen = one => one.checkVisibility() && one.clientWidth > 1;
  const told = one => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 40)}`;
  const style = one => getComputedStyle(one);
  const scrolls = one => ["auto", "scroll"].includes(style(one).overflowX);
  const right = one => one.getBoundingClientRect().right;
  const all = [...document.querySelectorAll("body *:not(svg *, math *)")].filter(seen);
  return {
    language: document.documentElement.lang,
    heads: document.querySelectorAll("h1").length,
    untitled: !document.title.trim(),
    wide: Math.max(0, document.documentElement.scrollWidth - innerWidth),
    cut: all.filter(one => one.scrollWidth > one.clientWidth + 1 && !scrolls(one)
      && style(one).display !== "inline").map(told),
    beyond: all.filter(one => right(one) > innerWidth + 1
      && !one.closest(".table-region, .chart-region, pre, .formula")).map(told),
    undescribed: [...document.images].filter(one => !one.hasAttribute("alt")).map(one => one.src),
    missing: [...document.images].filter(one => !one.naturalWidth).map(one => one.src),
    charts: [...document.querySelectorAll(".chart img")].filter(seen).map(one => ({
      file: one.currentSrc, width: one.width, slides: one.closest(".chart-region").scrollWidth > innerWidth,
      narrow: !!one.closest("picture")})),
  };
}"""
"""What a page looks like once it is laid out: its width, what is cut off, its pictures."""

CUT_ON_PAPER = """() => [...document.querySelectorAll("table, .chart img")]
  .filter(one => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1)
  .map(one => one.outerHTML.slice(0, 100))"""


@dataclass(frozen=True)
class Seen:
    """What one visit to a page showed: facts by window, menus and cut parts on paper, problems."""

    facts: dict
    on_paper: list
    problems: list
    violations: list


@pytest.fixture(scope="module", params=LANGUAGES)
def seen(request, browser, whole_site):
    """Every page of a language, opened once; axe-core judges Vietnamese on a phone, English on a desktop."""
    language, judge = request.param, {"vi": "phone", "en": "desktop"}[request.param]
    visits, found = Visits(browser), {}
    page = visits("about:blank", *SIZES[judge])
    for name in pages(whole_site, language):
        page.set_viewport_size(size(judge))
        page.goto((whole_site / language / name).as_uri())
        violations, facts = judged(page), {}
        for window in WINDOWS:
            page.set_viewport_size(size(window))
            facts[window] = page.evaluate(FACTS)
        found[name] = Seen(facts, printed(page), visits.problems, violations)
        visits.problems = []
    visits.close()
    return language, found


def size(window):
    """Return the size of a window as the browser takes it."""
    return dict(zip(("width", "height"), WINDOWS[window], strict=True))


def judged(page):
    """Return the serious violations that axe-core finds, each with the place and what to do."""
    found = Axe().run(page, options={"resultTypes": ["violations"], "preload": False}).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:120]} {node['failureSummary'][:200]}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


def printed(page):
    """Return the menus that a page prints, and what is cut at the edge of the paper."""
    page.set_viewport_size(dict(zip(("width", "height"), PAPER, strict=True)))
    page.emulate_media(media="print")
    menus = page.locator(MENUS).evaluate_all(
        "all => all.filter(one => one.checkVisibility()).map(one => one.className)"
    )
    cut = page.evaluate(CUT_ON_PAPER)
    page.emulate_media(media="screen")
    return menus + cut


def told(seen, fact):
    """Return what was found, by page; pages without anything left out."""
    return {name: value for name, one in seen[1].items() if (value := fact(one))}


def test_there_is_every_kind_of_page(seen):
    assert set(seen[1]) >= TYPES


def test_no_page_reports_an_error_or_asks_a_host(seen):
    assert told(seen, lambda one: one.problems) == {}


@pytest.mark.parametrize("window", WINDOWS)
def test_no_page_is_wider_than_its_window_and_no_text_is_cut_off(seen, window):
    for fact in ("wide", "beyond", "cut"):
        assert told(seen, lambda one: one.facts[window][fact]) == {}, fact  # noqa: B023


def test_nothing_is_cut_on_paper_and_no_menu_is_printed(seen):
    assert told(seen, lambda one: one.on_paper) == {}


def test_each_page_has_one_head_a_title_and_its_language(seen):
    facts = {name: one.facts["phone"] for name, one in seen[1].items()}
    assert [name for name, fact in facts.items() if fact["heads"] != 1 or fact["untitled"]] == []
    assert {fact["language"] for fact in facts.values()} == {seen[0]}


@pytest.mark.parametrize("window", WINDOWS)
def test_every_picture_is_shown_and_described(seen, window):
    assert told(seen, lambda one: one.facts[window]["undescribed"] + one.facts[window]["missing"]) == {}


def test_axe_finds_nothing_serious(seen):
    assert told(seen, lambda one: one.violations) == {}


LETTERS = re.compile(r"scale\(([0-9.]+) -\1\)")
"""How the charts draw letters: as outlines of 100 units, at this scale."""


def letters_of(chart):
    """Return the size in pixels of the smallest letters of a chart as it is shown."""
    svg = Path(unquote(urlsplit(chart["file"]).path)).read_text(encoding="utf-8")
    _, _, across, _ = map(float, re.search(r'viewBox="([^"]+)"', svg)[1].split())
    sizes = {100 * float(scale) for scale in LETTERS.findall(svg)}
    assert sizes, "no letters found in the chart"
    return min(sizes) * chart["width"] / across


def test_the_charts_are_legible_on_a_phone(seen):
    charts = [chart for one in seen[1].values() for chart in one.facts["phone"]["charts"]]
    assert len(charts) >= 4
    assert {chart["file"]: size for chart in charts if (size := letters_of(chart)) < 9} == {}
    assert [chart["file"] for chart in charts if chart["slides"] or not chart["narrow"]] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [UNIT, ANALYSIS, "data.html"])
def test_with_everything_open_no_page_is_wider_than_a_phone(visit, whole_site, language, name):
    page = visit(whole_site / language / name, *SIZES["phone"])
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    facts = page.evaluate(FACTS)
    assert (facts["wide"], facts["beyond"], facts["cut"]) == (0, [], [])


@pytest.mark.parametrize("window", SIZES)
def test_the_entrance_leads_to_both_languages(visit, whole_site, window):
    page = visit(whole_site / "index.html", *SIZES[window])
    facts = page.evaluate(FACTS)
    assert facts["wide"] == 0
    assert facts["cut"] == facts["beyond"] == facts["undescribed"] == facts["missing"] == []
    assert facts["heads"] >= 1
    assert judged(page) == []
    for language in LANGUAGES:
        page.goto((whole_site / "index.html").as_uri())
        page.locator(f"a[href='{language}/index.html']").first.click()
        page.wait_for_url((whole_site / language / "index.html").as_uri())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_prints_on_a_few_sheets_with_its_results_first(visit, whole_site, language):
    page = visit(whole_site / language / SUMMARY)
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    sheets = [letters(sheet.extract_text()) for sheet in printed.pages]
    assert 1 < len(sheets) <= 8
    assert [round(float(side)) for side in printed.pages[0].mediabox[2:]] == [595, 842]
    findings = [
        letters(finding.split(".")[0]) for finding in page.locator(".headline .finding").all_inner_texts()
    ]
    assert len(findings) >= 3
    assert [finding for finding in findings if finding not in "".join(sheets[:2])] == []
    assert letters(page.inner_text(".site-footer .caution")) in "".join(sheets)
    assert letters(page.inner_text("#pst-skip-link")) not in "".join(sheets)


def letters(text):
    """Return a text without spaces and ligatures, which come and go on paper."""
    return "".join(unicodedata.normalize("NFKC", text).split())
