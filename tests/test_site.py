"""The built site: every page, in both languages, as a browser would find it."""

import json
import os
import re
import shutil
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
from lxml import etree
from lxml import html as lxml_html
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import analysis.report.site as site_package
from analysis.report import claims
from analysis.report.language import Language
from analysis.report.lint import lint
from analysis.report.messages import vietnamese
from analysis.report.site import SiteError, build_site, words
from analysis.report.site.contents import children, contents
from analysis.report.site.outputs import unbroken
from analysis.report.site.search import SPLITTER, fold
from analysis.stats.evidence import grade as evidence

RUNS = ["00_data_quality", "01_uptake_profile", "05_province_brief__ha_noi", "06_ministry_summary"]
FROM_NOTEBOOKS = {"summary", "uptake", "quality", "units/ha-noi"}
PAGES = FROM_NOTEBOOKS | {"index", "units/index", "data", "about", "glossary", "search"}
LANGUAGES = ("vi", "en")
ALT = {"vi": "Bản đồ ô: Hà Nội cao nhất", "en": "Tile map: Hà Nội is highest"}
TITLES = {"vi": "Mức độ sử dụng dịch vụ công trực tuyến", "en": "Use of online public services"}
PHRASES = {"vi": "chuyển đổi số ở Đắk Lắk", "en": "digital transformation in Đắk Lắk"}
TABLE = (
    '<div class="table-block"><table class="figures"><caption>{caption}</caption>'
    '<thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>'
    '<tbody><tr><th scope="row">a</th><td>1</td></tr></tbody></table>'
    '<p class="table-source"><a href="data.html#papi">PAPI</a></p></div>'
)
RESULTS = (
    '<ol class="headline-results"><li id="result-one"><p class="finding">{text} '
    '<span class="strength strength-b">B</span></p></li></ol>'
)


def executed(language, run, *extra):
    """Return a small executed notebook, laid out as the real ones are."""
    other = "en" if language == "vi" else "vi"

    def text(source, *tags):
        return new_markdown_cell(source, metadata={"tags": list(tags)})

    def shows(source, data, metadata=None, tags=()):
        output = new_output("display_data", data=data, metadata=metadata or {})
        return new_code_cell(source, outputs=[output], metadata={"tags": list(tags)})

    svg = '<svg width="432pt" height="216pt" viewBox="0 0 432 216"><title>t</title></svg>'
    cells = [
        text(f"# {TITLES[other]}", f"lang-{other}"),
        text(f"# {TITLES[language]}\n\nN = 63.", f"lang-{language}"),
        new_code_cell("import pandas", metadata={"tags": ["setup"]}),
        text("| a | b |\n|---|---|\n| 1 | 2 |"),
        new_code_cell('language: str = "en"', metadata={"tags": ["parameters"]}),
        text(f"## {run}\n\n{PHRASES[language]}: $y_{{it}} = \\beta x_{{it}}$, [PAPI](data.html#papi)."),
        shows("figure", {"image/svg+xml": svg}, {"image/svg+xml": {"alt": ALT[language], "title": run}}),
        shows("table", {"text/html": TABLE.format(caption=run)}),
        text("## R"),
        shows("summary", {"text/html": RESULTS.format(text=PHRASES[language])}, tags=["summary"]),
        *extra,
    ]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    return new_notebook(cells=cells)


def write_executed(folder, runs=RUNS, *extra):
    for language in LANGUAGES:
        (folder / language).mkdir(parents=True, exist_ok=True)
        for run in runs:
            nbformat.write(executed(language, run, *extra), folder / language / f"{run}.ipynb")
    return folder


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory):
    return write_executed(tmp_path_factory.mktemp("notebooks"))


@pytest.fixture(scope="module")
def site(tmp_path_factory, notebooks):
    return build_site(notebooks, tmp_path_factory.mktemp("built") / "site").parent


@cache
def parsed(path: Path):
    return lxml_html.document_fromstring(path.read_text(encoding="utf-8"))


def pages(site, language=None):
    folders = [language] if language else LANGUAGES
    return {path: parsed(path) for folder in folders for path in sorted((site / folder).rglob("*.html"))}


def every_page(site):
    return {site / "index.html": parsed(site / "index.html"), **pages(site)}


def name(site, path):
    return path.relative_to(site).as_posix()


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def is_outside(address):
    return bool(urlsplit(address).netloc)


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_halves_have_the_same_pages(site, language):
    there = {path.relative_to(site / language).with_suffix("").as_posix() for path in pages(site, language)}
    assert there == PAGES


def test_nothing_else_is_published(site):
    assert {path.name for path in site.iterdir()} == {"index.html", "entrance.css", "fonts", "vi", "en"}
    unwanted = re.compile(r"\.(map|ipynb|md|mo|po|py|pickle|doctree|inv)$|buildinfo|jupyter|webpack")
    assert [file for file in files(site) if unwanted.search(file)] == []


def test_every_link_leads_to_a_file_and_an_anchor(site):
    broken = []
    for path, page in every_page(site).items():
        for link in page.xpath("//a/@href | //link/@href | //img/@src | //script/@src | //form/@action"):
            parts = urlsplit(link)
            if parts.netloc or link.startswith(("data:", "mailto:")):
                continue
            target = Path(os.path.normpath(path.parent / unquote(parts.path))) if parts.path else path
            if not target.is_file():
                broken.append(f"{name(site, path)}: {link}")
            elif parts.fragment and not parsed(target).xpath("//*[@id=$at]", at=unquote(parts.fragment)):
                broken.append(f"{name(site, path)}: no such place {link}")
    assert broken == []


def test_links_that_leave_are_citations_only(site):
    for path, page in every_page(site).items():
        leaving = [link for link in page.xpath("//a/@href") if is_outside(link)]
        assert path.name == "data.html" or leaving == [], name(site, path)
        loaded = page.xpath("//link/@href | //@src | //form/@action | //object/@data | //@srcset")
        assert [link for link in loaded if is_outside(link)] == [], name(site, path)


def test_styles_and_scripts_ask_no_other_host(site):
    for file, content in files(site).items():
        text = content.decode("utf-8", errors="ignore")
        if file.endswith((".css", ".html", ".svg")):
            assert not re.search(r"(@import|url\()\s*['\"]?(https?:)?//", text), file
        if file.endswith(".html"):
            assert "cdn" not in text.lower() and "mathjax@" not in text, file


def test_the_language_of_every_page_is_declared(site):
    assert parsed(site / "index.html").get("lang") == "vi"
    for language in LANGUAGES:
        assert {page.get("lang") for page in pages(site, language).values()} == {language}


def test_the_switch_leads_to_the_same_page(site):
    for path, page in pages(site).items():
        here = path.relative_to(site).parts[0]
        there = "en" if here == "vi" else "vi"
        links = page.xpath("//nav[contains(@class,'language-switch')]/a")
        assert {(link.get("hreflang"), link.get("lang"), link.text) for link in links} == {
            (there, there, words.OWN_NAMES[there])
        }
        twin = site / there / path.relative_to(site / here)
        for link in {*page.xpath("//nav[contains(@class,'language-switch')]/a/@href")}:
            assert Path(os.path.normpath(path.parent / link)) == twin
        alternates = page.xpath("//head/link[@rel='alternate']")
        assert [link.get("hreflang") for link in alternates] == ["vi", "en"]


def test_the_entrance_has_vietnamese_first(site):
    doors = parsed(site / "index.html").xpath("//a[@class='door']/@href")
    assert doors == ["vi/index.html", "en/index.html"]


def test_every_page_has_one_title_and_headings_in_order(site):
    for path, page in every_page(site).items():
        levels = [int(heading.tag[1]) for heading in page.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
        assert levels.count(1) == 1 and levels[0] == 1, name(site, path)
        assert all(after - before <= 1 for before, after in pairwise(levels)), (name(site, path), levels)
        assert not page.xpath("//*[@role='heading']"), name(site, path)


def test_ids_are_unique(site):
    for path, page in every_page(site).items():
        ids = page.xpath("//@id")
        assert sorted({one for one in ids if ids.count(one) > 1}) == [], name(site, path)


def test_every_picture_has_its_text_alternative(site):
    for path, page in every_page(site).items():
        assert all((image.get("alt") or "").strip() for image in page.iter("img")), name(site, path)
    for language in LANGUAGES:
        image = parsed(site / language / "uptake.html").xpath("//figure//img")[0]
        assert image.get("alt") == ALT[language]
        assert (site / language / image.get("src")).read_text(encoding="utf-8").startswith("<svg")


def test_tables_name_their_headers_and_scroll_by_keyboard(site):
    for path, page in every_page(site).items():
        for table in page.iter("table"):
            assert all(cell.get("scope") in ("col", "row") for cell in table.iter("th")), name(site, path)
            region = table.xpath("ancestor::div[contains(@class,'table-region')]")
            assert len(region) == 1, name(site, path)
            assert region[0].get("tabindex") == "0" and region[0].get("aria-label"), name(site, path)


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_are_in_the_language_of_the_page(site, language):
    name_of_site = Language(language).say(words.NAME)
    titles = {path.stem: page.findtext(".//title") for path, page in pages(site, language).items()}
    assert all(title.endswith(name_of_site) for title in titles.values()), titles
    assert titles["uptake"].startswith(TITLES[language])


@pytest.mark.parametrize("language", LANGUAGES)
def test_code_stands_behind_a_button_in_the_language_of_the_page(site, language):
    page = parsed(site / language / "uptake.html")
    code = page.xpath("//div[contains(@class,'highlight-')]")
    assert len(code) == 3
    assert all(block.xpath("ancestor::details[not(@open)]") for block in code)
    say = Language(language).say
    buttons = page.xpath("//details[@class='code']/summary/span[@class='when-closed']/text()")
    assert buttons == [say("Show code")]
    assert len(page.xpath("//details[@class='preparation']")) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_headline_results_come_first(site, language):
    for page in ("uptake", "index"):
        first = parsed(site / language / f"{page}.html").xpath("//article//h2")[0]
        assert first.getparent().xpath(".//div[@class='headline']//li[@id='result-one']")
    assert PHRASES[language] in parsed(site / language / "index.html").xpath("string(//article)")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_whose_figures_and_which_provinces(site, language):
    frame = words.frame(Language(language))
    for path, page in pages(site, language).items():
        foot = " ".join(page.xpath("string(//div[@class='site-footer'])").split())
        for part in ("caution", "provinces", "vintage", "version"):
            assert str(frame[part]) in foot, (name(site, path), part)
        assert "202/2025/QH15" in foot
        assert len(page.xpath("//div[@class='site-footer']//a[contains(@href,'#') and @href!='#']")) == len(
            frame["sources"]
        )


def test_no_word_of_the_theme_stays_english_on_a_vietnamese_page(site):
    english = {text for text in (*words.THEME, *words.SEARCH_RESULTS) if vietnamese()[text] != text}
    for path, page in pages(site, "vi").items():
        outside = page.xpath("//body//text()[not(ancestor::article) and not(ancestor::script)]")
        said = {text.strip() for text in outside} | set(
            page.xpath("//@aria-label | //@title | //@placeholder")
        )
        assert said & english == set(), name(site, path)
    script = (site / "vi" / "_static" / "translations.js").read_text(encoding="utf-8")
    texts = json.loads(script[script.index("(") + 1 : script.rindex(")")])["messages"]
    assert texts["Search Results"] == "Kết quả tìm kiếm"
    assert texts[words.FOUND] == ["Tìm thấy ${resultCount} trang."]


def index_of(site, language):
    script = (site / language / "searchindex.js").read_text(encoding="utf-8")
    return json.loads(script.removeprefix("Search.setIndex(").removesuffix(")"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_search_index_is_folded(site, language):
    index = index_of(site, language)
    terms = {**index["terms"], **index["titleterms"]}
    assert [term for term in terms if fold(term) != term] == []
    assert {"dak", "lak", "ha", "noi"} <= set(terms)
    assert SPLITTER.strip() in (site / language / "_static" / "language_data.js").read_text(encoding="utf-8")


def test_words_lead_to_their_pages(site):
    index = index_of(site, "vi")
    uptake = index["docnames"].index("uptake")
    for word in fold("chuyển đổi số").split():
        found = [index[kind].get(word, []) for kind in ("terms", "titleterms")]
        assert any(uptake == one or (isinstance(one, list) and uptake in one) for one in found), word
    assert "provinc" in {**index_of(site, "en")["terms"], **index_of(site, "en")["titleterms"]}


def test_the_search_page_loads_its_parts_from_beside_it(site):
    page = parsed(site / "vi" / "search.html")
    scripts = [urlsplit(script).path for script in page.xpath("//script/@src")]
    wanted = ["_static/searchtools.js", "_static/language_data.js", "searchindex.js"]
    assert [script for script in scripts if script in wanted] == wanted
    assert "SHOW_SEARCH_SUMMARY: false" in (site / "vi/_static/documentation_options.js").read_text()


def test_no_line_ends_between_a_number_and_what_it_belongs_to(site):
    for language in LANGUAGES:
        assert "N\u00a0=\u00a063." in parsed(site / language / "uptake.html").xpath("string(//article)")
    assert unbroken("40,7 % (N = 61); N = n", Language("vi")) == "40,7\u00a0% (N\u00a0=\u00a061); N = n"


def test_formulas_are_mathml(site):
    formulas = parsed(site / "vi" / "uptake.html").xpath("//*[local-name()='math']")
    assert len(formulas) == 1
    assert "β" in formulas[0].xpath("string()")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_data_page_tells_of_every_source_table_and_field(site, language):
    from analysis.data.sources import sources

    page = parsed(site / language / "data.html")
    said = page.xpath("string(//article)")
    for source in sources().values():
        assert page.xpath("//*[@id=$name]", name=source.name), source.name
        assert source.publisher[language] in said
        for table in source.tables.values():
            assert table.path in said and table.hash.removeprefix("sha256:") in said
            assert all(field.title[language] in said for field in table.fields), table.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_units_are_all_there_and_lead_to_their_page_when_there_is_one(site, language):
    rows = parsed(site / language / "units" / "index.html").xpath("//table/tbody/tr")
    assert len(rows) == 34
    assert parsed(site / language / "units" / "index.html").xpath("//td/a | //th/a/@href") == ["ha-noi.html"]
    tiles = parsed(site / language / "index.html").xpath("//ul[@class='unit-tiles']/li")
    assert len(tiles) == 34 + 2
    assert len({tile.get("style") for tile in tiles}) == 34 + 2
    unlinked = [tile.xpath("string(span)") for tile in tiles if tile.xpath("span")]
    assert any("Hoàng Sa" in name for name in unlinked) and any("Trường Sa" in name for name in unlinked)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_glossary_has_both_languages(site, language):
    rows = parsed(site / language / "glossary.html").xpath("//table[@class='terms']/tbody/tr")
    other = "en" if language == "vi" else "vi"
    assert len(rows) > 15
    assert all(row.xpath(f"td[1]/span[@lang='{other}']") for row in rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_methods_show_the_whole_scale_of_evidence(site, language):
    said = parsed(site / language / "about.html").xpath("string(//article)")
    assert all(claims.strength(letter, language) in said for letter in claims.STRENGTH)
    assert {"most_places_unknown", "unit_systems_differ", "interval_contains_zero"} <= set(evidence.REASONS)
    assert all(claims.reason(identifier, language) in said for identifier in evidence.REASONS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_written_by_hand_claim_no_cause(language):
    texts = Path(site_package.__file__).parent / "text" / language
    claimed = [
        f"{path.name}: {word}"
        for path in sorted(texts.glob("*.md"))
        for word in lint(path.read_text(encoding="utf-8"), language)
    ]
    assert claimed == []


def test_a_page_without_a_short_title_is_listed_by_its_own():
    pages = contents(["07_added_later", "03_models"])
    listed = words.contents_list(children(pages, "index"), Language("vi")).splitlines()
    assert "/added-later" in listed
    assert "Mô hình </models>" in listed


def test_figures_of_one_language_are_not_shown_in_the_other(site):
    text = etree.tostring(parsed(site / "vi" / "uptake.html"), encoding="unicode")
    assert TITLES["en"] not in text and ALT["en"] not in text


def test_the_same_notebooks_give_the_same_bytes(site, notebooks, tmp_path):
    again = build_site(notebooks, tmp_path / "elsewhere" / "pages").parent
    one, two = files(site), files(again)
    assert sorted(one) == sorted(two)
    assert [file for file in one if one[file] != two[file]] == []


def test_a_page_with_a_fault_leaves_the_last_site_as_it_was(site, tmp_path):
    place = tmp_path / "site"
    shutil.copytree(site, place)
    faulty = new_markdown_cell("[nowhere](#no-such-place)", id="faulty")
    notebooks = write_executed(tmp_path / "notebooks", ["03_models"], faulty)
    with pytest.raises(SiteError, match=r"models.*no-such-place"):
        build_site(notebooks, place)
    assert files(place) == files(site)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notebooks", "site"]


def test_a_run_in_one_language_only_is_named(notebooks, tmp_path):
    mine = tmp_path / "notebooks"
    shutil.copytree(notebooks, mine)
    (mine / "en" / "01_uptake_profile.ipynb").unlink()
    with pytest.raises(SiteError, match=r"01_uptake_profile \(en\)"):
        build_site(mine, tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_a_run_that_was_asked_for_must_be_there(notebooks, tmp_path):
    with pytest.raises(SiteError, match=r"04_targets \(vi\), 04_targets \(en\)"):
        build_site(notebooks, tmp_path / "site", runs=[*RUNS, "04_targets"])


def test_without_notebooks_there_is_no_site(tmp_path):
    with pytest.raises(SiteError, match="no executed notebooks"):
        build_site(tmp_path / "notebooks", tmp_path / "site")
    assert not (tmp_path / "site").exists()
