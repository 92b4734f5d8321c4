"""The site in a real browser, from its folder: every page in both languages, on a phone and a wide screen."""

import io
import unicodedata
from dataclasses import dataclass
from itertools import product
from urllib.parse import parse_qs, unquote, urlsplit

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from browsers import Visits

LANGUAGES = ("vi", "en")
SIZES = {"phone": (360, 740), "desktop": (1280, 800)}
SUMMARY, UNIT = "summary.html", "units/ninh-binh.html"
TYPES = {"index.html", SUMMARY, "validation.html", UNIT, "units/index.html", "search.html"} | {
    f"{name}.html" for name in ("data", "about", "glossary")
}
"""The kinds of pages; the site may have more, and all are opened."""

FACTS = r"""() => {
  const seen = element => element.getClientRects().length && element.clientWidth > 1;
  const told = one => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 40)}`;
  const scrolls = element => ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
  const all = [...document.querySelectorAll("body *:not(svg *, math *)")].filter(seen);
  return {
    language: document.documentElement.lang,
    heads: document.querySelectorAll("h1").length,
    wide: document.documentElement.scrollWidth - innerWidth,
    cut: all.filter(one => one.scrollWidth > one.clientWidth + 1 && !scrolls(one)
      && getComputedStyle(one).display !== "inline").map(told),
    beyond: all.filter(one => one.getBoundingClientRect().right > innerWidth + 1
      && !one.closest(".table-region, .chart-region, pre, .formula")).map(told),
    unnamed: [...document.images].filter(one => !one.hasAttribute("alt")).map(one => one.src),
    unseen: [...document.images].filter(one => !one.naturalWidth).map(one => one.src),
    untitled: !document.title.trim(),
  };
}"""
"""What a page looks like once it is laid out: its width, what is cut off, its pictures."""


@dataclass(frozen=True)
class Seen:
    """What one visit to a page showed."""

    facts: dict
    problems: list
    violations: list


def pages(site, language):
    return sorted(path.relative_to(site / language).as_posix() for path in (site / language).rglob("*.html"))


def judged(page):
    """Return the serious violations that axe-core finds, each with the place and what to do."""
    found = Axe().run(page, options={"resultTypes": ["violations"], "preload": False}).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:120]} {node['failureSummary'][:200]}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


@pytest.fixture(scope="module", params=list(product(LANGUAGES, SIZES)), ids="-".join)
def seen(request, browser, whole_site):
    """Every page of a language at a size, opened once; axe-core judges each language and each size."""
    language, size = request.param
    visits, found = Visits(browser), {}
    page = visits("about:blank", *SIZES[size])
    for name in pages(whole_site, language):
        page.goto((whole_site / language / name).as_uri())
        facts = page.evaluate(FACTS)
        violations = judged(page) if (language == "vi") == (size == "phone") else []
        found[name] = Seen(facts, visits.problems, violations)
        visits.problems = []
    visits.close()
    return language, found


def told(seen, fact):
    """Return what was found, by page; pages without anything left out."""
    return {name: value for name, one in seen[1].items() if (value := fact(one))}


def test_there_is_every_kind_of_page(seen):
    assert set(seen[1]) >= TYPES


def test_no_page_reports_an_error_or_asks_a_host(seen):
    assert told(seen, lambda one: one.problems) == {}


def test_no_page_is_wider_than_its_window(seen):
    assert told(seen, lambda one: max(0, one.facts["wide"])) == {}
    assert told(seen, lambda one: one.facts["beyond"]) == {}


def test_no_text_is_cut_off(seen):
    assert told(seen, lambda one: one.facts["cut"]) == {}


def test_each_page_has_one_head_a_title_and_its_language(seen):
    assert told(seen, lambda one: one.facts["heads"] != 1 or one.facts["untitled"]) == {}
    assert {one.facts["language"] for one in seen[1].values()} == {seen[0]}


def test_every_picture_is_shown_and_described(seen):
    assert told(seen, lambda one: one.facts["unnamed"] + one.facts["unseen"]) == {}


def test_axe_finds_nothing_serious(seen):
    assert told(seen, lambda one: one.violations) == {}


@pytest.mark.parametrize("size", SIZES)
def test_the_entrance_leads_to_both_languages(visit, whole_site, size):
    page = visit(whole_site / "index.html", *SIZES[size])
    facts = page.evaluate(FACTS)
    assert facts["wide"] <= 0 and facts["cut"] == facts["beyond"] == facts["unnamed"] == facts["unseen"] == []
    assert facts["heads"] >= 1
    assert judged(page) == []
    for language in LANGUAGES:
        page.locator(f"a[href='{language}/index.html']").first.click()
        assert place(page, whole_site) == f"{language}/index.html"
        page.go_back()


def place(page, site):
    """Return where a page is, from the site's folder."""
    return unquote(urlsplit(page.url).path).removeprefix(f"{site.as_posix()}/")


@pytest.mark.parametrize("size", SIZES)
def test_the_language_switch_keeps_the_page(visit, whole_site, size):
    page = visit(whole_site / "vi" / "index.html", *SIZES[size])
    for name in pages(whole_site, "vi"):
        page.goto((whole_site / "vi" / name).as_uri())
        for language in ("en", "vi"):
            page.locator(f".language-switch a[hreflang={language}]:visible").click()
            assert place(page, whole_site) == f"{language}/{name}"
            assert page.evaluate("document.documentElement.lang") == language


SAID = {"vi": "chuyển đổi số", "en": "digital transformation"}


def search(page, words):
    """Search by the field of the page, or by that behind the button in its head; return the pages found."""
    field = page.locator("#main-content input[type=search]")
    if not field.count():
        page.locator(".search-button:visible").click()
        field = page.locator("dialog[open] input[type=search]")
    field.fill(words)
    field.press("Enter")
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query).get("q") == [words])
    page.wait_for_function("document.querySelector('.search-summary')?.textContent.trim()")
    links = page.locator("#search-results ul.search li > a")
    return [unquote(urlsplit(link).path) for link in links.evaluate_all("all => all.map(one => one.href)")]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("start", ["index.html", UNIT])
def test_search_finds_the_same_with_and_without_diacritics(visit, whole_site, size, start):
    marked, bare = SAID["vi"], "chuyen doi so"
    parted = unicodedata.normalize("NFD", marked)
    assert parted != marked
    page = visit(whole_site / "vi" / start, *SIZES[size])
    found = {words: search(page, words) for words in (marked, bare, parted, marked.upper())}
    assert found[marked]
    assert all(pages == found[marked] for pages in found.values()), found
    assert len(set(found[marked])) == len(found[marked])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_result_of_the_search_leads_to_a_page_with_the_words(visit, whole_site, language):
    page = visit(whole_site / language / UNIT, *SIZES["phone"])
    found = search(page, SAID[language])
    page.locator("#search-results ul.search li > a").first.click()
    page.wait_for_url(lambda url: unquote(urlsplit(url).path) == found[0])
    said = unicodedata.normalize("NFC", page.locator("article").text_content().casefold())
    assert all(word in said for word in SAID[language].split())


def test_a_search_for_nothing_known_says_so(visit, whole_site):
    page = visit(whole_site / "vi" / "search.html")
    assert search(page, "zzzzqqqq") == []
    assert "Không" in page.inner_text(".search-summary")


FOCUS = """() => {
  const one = document.activeElement;
  if (one === document.body || one.dataset.reached) return null;
  one.dataset.reached = "yes";
  const box = one.getBoundingClientRect(), style = getComputedStyle(one);
  const within = (from, to, end) => to > from && to > 0 && from < end;
  return {
    name: `${one.tagName} ${one.ariaLabel || one.textContent.trim().slice(0, 40)}`,
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    inside: within(box.top, box.bottom, innerHeight) && within(box.left, box.right, innerWidth),
  };
}"""
CONTROLS = "a[href], button, input, select, textarea, summary, [tabindex='0']"
MISSED = f"""() => [...document.querySelectorAll("{CONTROLS}")]
  .filter(one => !one.dataset.reached && one.checkVisibility({{visibilityProperty: true}}))
  .map(one => one.outerHTML.slice(0, 100))"""


def tabbed(page):
    """Press Tab through a page; return every control in order, with whether its focus can be seen."""
    reached = []
    while len(reached) < 1000:
        page.keyboard.press("Tab")
        if (one := page.evaluate(FOCUS)) is None:
            break
        reached.append(one)
    return reached


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["index.html", UNIT, "units/index.html", "search.html"])
def test_every_control_is_reached_by_tab_and_shows_its_focus(visit, whole_site, size, name):
    page = visit(whole_site / "vi" / name, *SIZES[size])
    reached = tabbed(page)
    assert [one["name"] for one in reached if not (one["ring"] and one["inside"])] == []
    assert page.evaluate(MISSED) == []


def test_tab_goes_from_the_skip_link_through_the_head_of_the_page(visit, whole_site):
    page = visit(whole_site / "vi" / UNIT)
    names = [one["name"] for one in tabbed(page)]
    wanted = ["A Đến nội dung chính", "A Kết quả chính", "A Phương pháp", "A English", "BUTTON Tìm kiếm"]
    places = [names.index(name) for name in wanted]
    assert places == sorted(places)
    assert places[0] == 0


@pytest.mark.parametrize("size", SIZES)
def test_the_skip_link_leads_past_the_menus(visit, whole_site, size):
    page = visit(whole_site / "vi" / UNIT, *SIZES[size])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.hash") == "#main-content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main')")


def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(visit, whole_site):
    page = visit(whole_site / "vi" / UNIT, *SIZES["phone"])
    button = page.locator("button.primary-toggle")
    button.focus()
    page.keyboard.press("Enter")
    menu = page.locator("dialog[open]")
    menu.wait_for()
    assert page.evaluate("document.activeElement.closest('dialog[open]') !== null")
    menu.locator("a[href$='data.html']").first.focus()
    page.keyboard.press("Escape")
    menu.wait_for(state="detached")
    assert button.evaluate("one => one === document.activeElement")
    page.keyboard.press("Enter")
    menu.locator("a[href$='data.html']").first.press("Enter")
    page.wait_for_url("**/vi/data.html")


def test_the_search_opens_by_keyboard_and_shows_where_one_types(visit, whole_site):
    page = visit(whole_site / "vi" / SUMMARY)
    page.locator(".search-button:visible").press("Enter")
    page.keyboard.type("ninh binh")
    field = page.locator("dialog[open] input[type=search]")
    assert field.input_value() == "ninh binh"
    ring = field.evaluate(
        "one => getComputedStyle(one.form).outlineStyle + getComputedStyle(one.form).boxShadow"
    )
    assert ring != "nonenone"
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0


@pytest.mark.parametrize("name", [SUMMARY, UNIT])
def test_what_is_folded_opens_and_closes_by_keyboard(visit, whole_site, name):
    page = visit(whole_site / "vi" / name, *SIZES["phone"])
    folded = page.locator("main details")
    assert folded.count() > 3
    for one in folded.all():
        for opened in (True, False):
            one.locator("summary").first.press("Enter")
            assert one.evaluate("one => one.open") == opened
            inside = one.locator("summary ~ *").first
            assert inside.evaluate("one => one.checkVisibility()") == opened


def test_a_wide_table_scrolls_by_keyboard_on_a_phone(visit, whole_site):
    page = visit(whole_site / "vi" / UNIT, *SIZES["phone"])
    wide = page.locator(".table-region").evaluate_all(
        "all => all.findIndex(one => one.scrollWidth > one.clientWidth + 20 && one.checkVisibility())"
    )
    region = page.locator(".table-region").nth(wide)
    region.press("ArrowRight")
    page.wait_for_function("one => one.scrollLeft > 0", arg=region.element_handle())


@pytest.mark.parametrize("name", [SUMMARY, UNIT, "validation.html", "data.html"])
def test_with_everything_open_no_page_is_wider_than_a_phone(visit, whole_site, name):
    page = visit(whole_site / "vi" / name, *SIZES["phone"])
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    facts = page.evaluate(FACTS)
    assert (max(0, facts["wide"]), facts["beyond"], facts["cut"]) == (0, [], [])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [(640, 400), (320, 400)], ids=["200 %", "400 %"])
def test_enlarged_pages_flow_into_their_window(visit, whole_site, language, size):
    page = visit("about:blank", *size, device_scale_factor=2)
    for name in pages(whole_site, language):
        page.goto((whole_site / language / name).as_uri())
        facts = page.evaluate(FACTS)
        assert (max(0, facts["wide"]), facts["beyond"], facts["cut"]) == (0, [], []), name


PAPER = (665, 1000)
"""The width of an A4 sheet between its margins, in pixels."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_paper_there_is_text_without_menus_and_no_table_is_cut(visit, whole_site, language):
    page = visit("about:blank", *PAPER)
    page.emulate_media(media="print")
    for name in pages(whole_site, language):
        page.goto((whole_site / language / name).as_uri())
        for menu in (
            ".bd-header",
            ".bd-sidebar-primary",
            ".bd-sidebar-secondary",
            ".prev-next-footer",
            ".skip-link",
        ):
            assert page.locator(menu).evaluate_all("all => all.every(one => !one.checkVisibility())"), (
                name,
                menu,
            )
        beyond = page.locator("table:visible, .chart img:visible").evaluate_all(
            f"all => all.map(one => one.getBoundingClientRect().right - {PAPER[0]}).filter(over => over > 1)"
        )
        assert beyond == [], name


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
