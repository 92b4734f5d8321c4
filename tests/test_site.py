"""The built site: every page, in both languages, as a browser would find it."""

import json
import os
import re
import shutil
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
import typst
from lxml import etree
from lxml import html as lxml_html
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import analysis.report.site as site_package
from analysis.report import claims, imprint, results
from analysis.report.findings import all_findings
from analysis.report.language import Language
from analysis.report.lint import lint
from analysis.report.messages import vietnamese
from analysis.report.plain_letters import fold
from analysis.report.releases import record
from analysis.report.site import SiteError, build_site, downloads, edition, home, methods, words
from analysis.report.site.contents import children, contents
from analysis.report.site.outputs import Outputs, unbroken
from analysis.report.site.search import SPLITTER
from analysis.report.site.written import terms, written
from analysis.stats.evidence import grade as evidence

RUNS = ["00_data_quality", "01_uptake_profile", "05_province_brief__ha_noi", "06_ministry_summary"]
FROM_NOTEBOOKS = {"summary", "uptake", "quality", "units/ha-noi"}
WRITTEN = {"index", "units/index", "downloads", "data", "about", "methods", "glossary", "changes"}
PAGES = FROM_NOTEBOOKS | WRITTEN | {"search"}
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
    '<span class="strength strength-b">B</span></p></li>\n'
    '<li id="result-inputs_known"><p class="finding">{text} <strong class="strength strength-x">X'
    '</strong></p><p class="measure">20.</p></li>\n'
    '<li id="result-portal_use_change"><p class="finding">{text}</p><p class="measure">0.1.</p></li></ol>'
)


def told(sentence, value=0.2):
    """Return a headline result that the first release gave too, with another value and another sentence."""
    return {
        "name": "portal_use_change", "sentence": f"{sentence}.", "value": value, "low": 0.1, "high": 0.3,
        "unit": "papi_score", "n": 61, "period": "2020, 2024", "tolerance": 0.01, "grade": None,
        "reasons": [], "digits": 2, "level": 0.95,
    }  # fmt: skip


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
        shows(
            "summary",
            {"text/html": RESULTS.format(text=PHRASES[language]), results.MIME: [told(PHRASES[language])]},
            tags=["summary"],
        ),
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
def offered(tmp_path_factory):
    """Return a folder of downloads: a PDF of two pages, and files of known sizes."""
    folder = tmp_path_factory.mktemp("offered")
    pdf = typst.compile(b"one #pagebreak() two")
    for language in LANGUAGES:
        (folder / language).mkdir()
        sizes = {
            f"ha-noi-{language}.docx": 84_600,
            f"uptake-{language}.xlsx": 1_234_567,
            f"csv-{language}.zip": 12,
        }
        for file, size in sizes.items():
            (folder / language / file).write_bytes(b"x" * size)
        for stem in ("ha-noi", "viet-nam"):
            (folder / language / f"{stem}-{language}.pdf").write_bytes(pdf)
    (folder / "explorer.html").write_text('<!doctype html><html lang="vi"><title>T</title>', encoding="utf-8")
    (folder / ".unfinished").write_text("", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def build(offered):
    """Build as a version after the first release, with something to take away."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(record, "installed", lambda name: "0.1.1")
        yield partial(build_site, downloads=offered)


@pytest.fixture(scope="module")
def site(tmp_path_factory, notebooks, build):
    return build(notebooks, tmp_path_factory.mktemp("built") / "site").parent


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


def language_of(site, path, link):
    """Return the language that a link to the explorer must ask for: that of the page."""
    here = path.relative_to(site).parts[0]
    return here if here in LANGUAGES else link.rsplit("=", 1)[1]


def is_outside(address):
    return bool(urlsplit(address).netloc)


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_halves_have_the_same_pages(site, language):
    there = {path.relative_to(site / language).with_suffix("").as_posix() for path in pages(site, language)}
    assert there == PAGES


def test_nothing_else_is_published(site):
    top = {"index.html", "entrance.css", "explorer.html", "fonts", "vi", "en"}
    assert {path.name for path in site.iterdir()} == top
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
            elif target.name == "explorer.html":
                assert parts.fragment == f"lang={language_of(site, path, link)}"
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
            (there, there, imprint.OWN_NAMES[there])
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
    name_of_site = Language(language).say(imprint.NAME)
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
    for page, result in (("uptake", "one"), ("index", "portal_use_change")):
        first = parsed(site / language / f"{page}.html").xpath("//article//h2")[0]
        assert first.getparent().xpath(".//div[@class='headline']//li[@id=$id]", id=f"result-{result}")
    assert PHRASES[language] in parsed(site / language / "index.html").xpath("string(//article)")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_whose_figures_and_which_provinces(site, language):
    frame = words.frame(Language(language))
    for path, page in pages(site, language).items():
        foot = " ".join(page.xpath("string(//div[@class='site-footer'])").split())
        for part in ("caution", "provinces", "vintage", "version"):
            assert " ".join(str(frame[part]).split()) in foot, (name(site, path), part)
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


def test_long_words_in_tables_are_given_room(notebooks, tmp_path):
    outputs = Outputs(contents(["01_uptake_profile"])["uptake"], Language("vi"), tmp_path)
    cells = ('<th scope="col">Năm</th>', '<th scope="col">Số con số được <i>so sánh</i></th>')
    words = ('<td class="text" style="x">Nam Định</td>', '<td class="text" style="x">chỉ số gần đúng</td>')
    shown = outputs.fragment(
        f"<table><caption>t</caption>{''.join(cells + words)}<td>123456789012345</td></table>"
    )
    assert cells[0] in shown and words[0] in shown and "<td>123456789012345</td>" in shown
    assert '<th scope="col" class="long">Số con số được <i>so sánh</i></th>' in shown
    assert '<td class="text long" style="x">chỉ số gần đúng</td>' in shown


def test_no_line_ends_between_a_number_and_what_it_belongs_to(site):
    for language in LANGUAGES:
        assert "N\u00a0=\u00a063." in parsed(site / language / "uptake.html").xpath("string(//article)")
    assert unbroken("40,7 % (N = 61); N = n", Language("vi")) == "40,7\u00a0% (N\u00a0=\u00a061); N = n"
    english = unbroken("PAPI 8.1, p = 0.09, to 1 July 2025, 24 Marches", Language("en"))
    assert english == "PAPI\u00a08.1, p\u00a0=\u00a00.09, to 1\u00a0July 2025, 24 Marches"


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
    assert parsed(site / language / "units" / "index.html").xpath("//th/a/@href") == ["ha-noi.html"]
    tiles = parsed(site / language / "index.html").xpath("//ul[@class='unit-tiles']/li")
    assert len(tiles) == 34 + 2
    assert len({tile.get("style") for tile in tiles}) == 34 + 2
    unlinked = [tile.xpath("string(span)") for tile in tiles if tile.xpath("span")]
    assert any("Hoàng Sa" in name for name in unlinked) and any("Trường Sa" in name for name in unlinked)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_glossary_has_both_languages(site, language):
    rows = parsed(site / language / "glossary.html").xpath("//table[@class='terms']/tbody/tr")
    other = "en" if language == "vi" else "vi"
    assert all(row.xpath(f"th/span[@lang='{other}']/text()") and row.xpath("td/text()") for row in rows)
    terms = [row.xpath("string(th/text()[1])") for row in rows]
    assert terms == sorted(terms, key=lambda term: fold(term).casefold())
    assert len(set(terms)) == len(terms)


@pytest.mark.parametrize(
    "term",
    ["95% confidence interval", "N", "median", "quartile", "rank interval", "province and year fixed effects",
     "cluster (clustered errors)", "panel", "cross-section", "specification", "leave-one-out", "p-value",
     "q-value", "measurement error", "Moran's I", "staggered roll-out", "statistical power",
     "dossier handled fully online", "components of the DTI",
     "regression", "control", "tolerance", "extrapolation", "targeting"],
)  # fmt: skip
def test_the_glossary_has_every_term_that_an_official_may_ask_for(site, term):
    assert term in parsed(site / "en" / "glossary.html").xpath("//table[@class='terms']//th/text()[1]")


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
    plain = [text for family in methods.entries() for text in family[language].values()]
    meanings = [term["meaning"][language] for term in terms()]
    assert claimed + [word for text in (*plain, *meanings) for word in lint(text, language)] == []


def test_a_page_without_a_short_title_is_listed_by_its_own():
    pages = contents(["07_added_later", "03_models"])
    listed = words.contents_list(children(pages, "index"), Language("vi")).splitlines()
    assert "/added-later" in listed
    assert "Mô hình </models>" in listed


def test_figures_of_one_language_are_not_shown_in_the_other(site):
    text = etree.tostring(parsed(site / "vi" / "uptake.html"), encoding="unicode")
    assert TITLES["en"] not in text and ALT["en"] not in text


def test_the_same_notebooks_give_the_same_bytes(site, notebooks, build, tmp_path):
    again = build(notebooks, tmp_path / "elsewhere" / "pages").parent
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


def article(site, language, page):
    """Return what a reader finds on a page, as plain text with single spaces."""
    return " ".join(parsed(site / language / f"{page}.html").xpath("string(//article)").split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_home_shows_the_findings_that_lead_each_with_its_strength(site, language):
    page = parsed(site / language / "index.html")
    shown = page.xpath("//div[@class='headline']//li")
    assert [item.get("id") for item in shown] == ["result-portal_use_change", "result-inputs_known"]
    say = Language(language).say
    assert [item.xpath("string(p[1]/strong)") for item in shown] == [say(home.UNGRADED), "X"]
    assert page.xpath("//div[@class='headline']/following-sibling::p[1]/a/@href") == ["summary.html"]
    assert len(parsed(site / language / "summary.html").xpath("//div[@class='headline']//li")) == 3


def test_the_findings_that_lead_are_three_of_the_findings():
    assert len(home.LEADING) == 3
    assert set(home.LEADING) <= {finding.name for finding in all_findings()}


def test_home_tells_what_changed_and_links_to_every_change(site):
    said = article(site, "en", "index")
    assert "What changed since version 0.1.0 of 21 November 2026" in said
    assert "Headline numbers that moved beyond their tolerance: 2 of 2 compared." in said
    assert parsed(site / "vi" / "index.html").xpath("//article//a[@href='changes.html']")
    assert "phiên bản 0.1.0 ngày 21/11/2026" in article(site, "vi", "index")


@pytest.mark.parametrize(
    ("language", "before", "difference"),
    [
        ("en", "0.10", "+0.10\u00a0points; tolerance ±0.01."),
        ("vi", "0,10", "+0,10\u00a0điểm; dung sai ±0,01."),
    ],
)
def test_the_page_of_changes_shows_numbers_and_sentences_before_and_now(site, language, before, difference):
    page = parsed(site / language / "changes.html")
    row = [cell.xpath("string()") for cell in page.xpath("(//table[@class='changes'])[1]/tbody/tr/*")]
    assert PHRASES[language] in row[0]
    assert row[1].startswith(before) and row[3].startswith(difference)
    reworded = page.xpath("//details//dd/text()")
    assert reworded[1] == f"{PHRASES[language]}." != reworded[0]


def test_without_an_earlier_record_there_is_no_page_of_changes(notebooks, monkeypatch):
    monkeypatch.setattr(edition, "baseline", lambda now, runs: None)
    assert edition.said(notebooks, RUNS).changed is None
    assert "changes" not in contents(RUNS)
    assert "downloads" not in contents(RUNS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_offered_is_there_with_its_size(site, offered, language):
    page = parsed(site / language / "downloads.html")
    links = {link.get("href"): " ".join(link.getparent().xpath("string()").split()) for link in
             page.xpath("//span[@class='file']/a")}  # fmt: skip
    files_there = {f"downloads/{path.name}" for path in (offered / language).iterdir()}
    assert set(links) == files_there | {f"../explorer.html#lang={language}"}
    for link in files_there:
        assert (site / language / link).read_bytes() == (offered / language / Path(link).name).read_bytes()
    assert "85 kB" in links[f"downloads/ha-noi-{language}.docx"]
    assert {"vi": "1,2 MB", "en": "1.2 MB"}[language] in links[f"downloads/uptake-{language}.xlsx"]
    assert {"vi": "2 trang, ", "en": "2 pages, "}[language] in links[f"downloads/ha-noi-{language}.pdf"]
    assert "(1 kB)" in links[f"downloads/csv-{language}.zip"]
    assert Language(language).date(imprint.read_on()) in article(site, language, "downloads")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_unit_offers_its_own_brief_before_its_results(site, language):
    page = parsed(site / language / "units" / "ha-noi.html")
    (line,) = page.xpath("//p[@class='own-brief']")
    wanted = [f"../downloads/ha-noi-{language}.{kind}" for kind in ("pdf", "docx")]
    assert line.xpath(".//a/@href") == wanted
    assert not line.xpath("preceding::div[@class='headline']")
    assert all("Hà Nội" in link.xpath("string()") for link in line.iter("a"))
    listed = parsed(site / language / "units" / "index.html").xpath("//td//a/@href")
    assert listed == wanted
    assert not parsed(site / language / "uptake.html").xpath("//p[@class='own-brief']")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_leads_to_the_explorer(site, language):
    for path, page in pages(site, language).items():
        up = "../" * len(path.relative_to(site / language).parts)
        nav = page.xpath("//header//a[contains(@href,'explorer')]/@href")
        assert set(nav) == {f"{up}explorer.html#lang={language}"}, name(site, path)
    assert parsed(site / language / "index.html").xpath("//ul[@class='doors']/li[1]/a/@href") == [
        f"../explorer.html#lang={language}"
    ]


def without_offers(notebooks, language):
    return edition.Edition(contents(RUNS), notebooks / language, Language(language), edition.Said({}, None))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_promised_that_is_not_there(notebooks, language):
    bare = without_offers(notebooks, language)
    for page in bare.pages.values():
        if page.run is None:
            text = written(page, bare)
            assert not re.search(r"explorer\.html|downloads|changes\.html|\.pdf", text), page.name
            assert "$" not in text, page.name


@pytest.mark.parametrize(
    ("file", "said"),
    [("vi/atlantis-vi.pdf", "as no download is"), ("vi/ha-noi.pdf", "as no download is"),
     ("vi/ha-noi-vi.exe", "as no download is"), ("vi/hue-vi.pdf", "no twin in 'en'")],
)  # fmt: skip
def test_a_file_that_is_no_download_is_refused(notebooks, offered, tmp_path, file, said):
    mine = tmp_path / "offered"
    shutil.copytree(offered, mine)
    (mine / file).write_bytes(b"x")
    with pytest.raises(SiteError, match=said):
        build_site(notebooks, tmp_path / "site", downloads=mine)
    assert not (tmp_path / "site").exists()


def test_downloads_are_a_folder_or_files_that_are_there(offered, tmp_path):
    listed = [path for path in offered.rglob("*.*") if path.is_file() and path.name != ".unfinished"]
    assert downloads.offers(listed) == downloads.offers(offered)
    assert downloads.offers(None) == []
    with pytest.raises(SiteError, match="no folder of downloads"):
        downloads.offers(tmp_path / "nowhere")
    with pytest.raises(SiteError, match=r"There is no download .*ha-noi-vi\.pdf"):
        downloads.offers([tmp_path / "ha-noi-vi.pdf"])


@pytest.mark.parametrize(
    ("number", "vietnamese_size", "english_size"),
    [(0, "1 kB", "1 kB"), (1499, "1 kB", "1 kB"), (999_499, "999 kB", "999 kB"),
     (999_500, "1,0 MB", "1.0 MB"), (12_340_000, "12,3 MB", "12.3 MB")],
)  # fmt: skip
def test_sizes_are_written_as_each_language_does(number, vietnamese_size, english_size):
    sizes = [downloads.size(number, Language(language)).replace("\u00a0", " ") for language in LANGUAGES]
    assert sizes == [vietnamese_size, english_size]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_example_of_a_method_is_the_sentence_of_its_result(site, language):
    page = parsed(site / language / "methods.html")
    titles = [family[language]["title"] for family in methods.entries()]
    assert len(page.xpath("//article//section/section/h2")) == len(titles) > 10
    examples = page.xpath("//article//dd[.//a]")
    assert [example.xpath("a/@href") for example in examples] == [["summary.html"]]
    assert examples[0].text.strip() == f"{PHRASES[language]}."


def test_the_example_of_every_method_is_a_result_that_some_notebook_records(read):
    recorded = "".join(read(f"notebooks/{family['example']['run']}.ipynb") for family in methods.entries())
    missing = [one["example"]["name"] for one in methods.entries() if one["example"]["name"] not in recorded]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_rights_stand_beside_every_source_and_this_compilation_has_its_own(site, language):
    from analysis.data.sources import sources

    rows = parsed(site / language / "data.html").xpath("//table[@class='rights']/tbody/tr")
    assert len(rows) == len(sources())
    for row, source in zip(rows, sources().values(), strict=True):
        cells = [cell.xpath("string()") for cell in row]
        assert cells == [source.title[language], source.publisher[language], source.rights[language],
                         source.cite[language]]  # fmt: skip
    assert "MIT" in article(site, language, "data")


def test_every_page_describes_itself_in_its_own_words(site):
    for language in LANGUAGES:
        said = {}
        for path, page in pages(site, language).items():
            (text,) = page.xpath("//head/meta[@name='description']/@content")
            assert 30 < len(text) < 300, name(site, path)
            said[name(site, path)] = text
        assert len(set(said.values())) >= len(said) - 1, said
        assert "Hà Nội" in said[f"{language}/units/ha-noi.html"]
    assert len(parsed(site / "index.html").xpath("//head/meta[@name='description']")) == 1


def test_every_page_fits_a_phone_and_asks_for_no_icon(site):
    for path, page in every_page(site).items():
        widths = page.xpath("//head/meta[@name='viewport']/@content")
        assert len(widths) == 1 and "width=device-width" in widths[0], name(site, path)
        (icon,) = page.xpath("//head/link[@rel='icon']/@href")
        assert icon.startswith("data:image/svg+xml,"), name(site, path)
        etree.fromstring(unquote(icon.partition(",")[2]))


@pytest.mark.parametrize(
    ("language", "own"), [("vi", "Trang này bằng tiếng Việt."), ("en", "This page is in English.")]
)
def test_the_foot_says_the_language_of_the_page(site, language, own):
    for path, page in pages(site, language).items():
        assert own in page.xpath("string(//div[@class='site-footer'])"), name(site, path)


def test_every_page_can_be_skipped_into(site):
    for path, page in pages(site).items():
        (skip,) = page.xpath("//a[contains(@class,'skip-link')] | //div[@id='pst-skip-link']/a")
        assert page.xpath("//*[@id=$id]", id=skip.get("href").removeprefix("#")), name(site, path)
