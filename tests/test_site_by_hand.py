"""The site as readers use it: from language to language, by search, by keyboard, opening what is folded."""

import unicodedata
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from whole_site import LANGUAGES, SIZES, SUMMARY, UNIT


@pytest.mark.parametrize("size", SIZES)
def test_the_language_switch_keeps_the_page(visit, whole_site, size):
    page = visit("about:blank", *SIZES[size])
    for name in ("index.html", SUMMARY, UNIT, "search.html"):
        page.goto((whole_site / "vi" / name).as_uri())
        for language in ("en", "vi"):
            page.locator(f".language-switch a[hreflang={language}]:visible").click()
            page.wait_for_url((whole_site / language / name).as_uri())
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
    page.locator("dialog[open]").wait_for(state="detached")


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
