"""An executed notebook becomes the source of one page in one language."""

import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.report.language import Language
from analysis.report.plain_letters import slug
from analysis.report.site import SiteError
from analysis.report.site.contents import Page, children, contents, page_name
from analysis.report.site.outputs import Outputs
from analysis.report.site.pages import page_source, write_page

SVG = '<?xml version="1.0"?>\n<svg width="432pt" height="288pt"><path d="M0 0"/></svg>'
TABLE = (
    '<table class="figures"><caption>Score, <b>2024</b></caption><thead><tr><th scope="col">Province</th>'
    "</tr></thead><tbody></tbody></table>"
)


def markdown(text, *tags):
    return new_markdown_cell(text, metadata={"tags": list(tags)})


def code(text, *outputs, tags=()):
    return new_code_cell(text, outputs=list(outputs), metadata={"tags": list(tags)})


def shown(**data):
    names = {"html": "text/html", "svg": "image/svg+xml", "text": "text/plain"}
    bundle = {names[kind]: value for kind, value in data.items() if kind in names}
    metadata = (
        {"image/svg+xml": {"alt": data["alt"], "title": data.get("title", "")}} if "alt" in data else {}
    )
    return new_output("display_data", data=bundle, metadata=metadata)


def notebook(*cells):
    return new_notebook(
        cells=[
            markdown("# Mức độ sử dụng\n\nCâu hỏi trong một câu.", "lang-vi"),
            markdown("# Level of use\n\nThe question in a sentence.", "lang-en"),
            *cells,
        ]
    )


@pytest.fixture
def page():
    return Page("uptake", "index", "01_uptake_profile")


@pytest.fixture
def brief():
    return Page("units/ha-noi", "units/index", "05_province_brief__ha_noi", "01")


def sources(cells, page, tmp_path, language="vi"):
    return page_source(notebook(*cells), page, Language(language), tmp_path).cells


def texts(cells):
    return [cell.source for cell in cells if cell.cell_type == "markdown"]


def html(cells):
    return "\n".join(output.data["text/html"] for cell in cells for output in cell.get("outputs", []))


@pytest.mark.parametrize(
    ("language", "kept", "dropped"), [("vi", "Mức độ", "Level"), ("en", "Level", "Mức độ")]
)
def test_a_page_shows_one_language(page, tmp_path, language, kept, dropped):
    text = "\n".join(texts(sources([markdown("N = 63")], page, tmp_path, language)))
    assert kept in text
    assert dropped not in text
    assert "N\u00a0=\u00a063" in text


def test_headline_results_come_first_with_their_heading(page, tmp_path):
    cells = [
        markdown("## Phạm vi", "lang-vi"),
        code("x", shown(html="<p>body</p>")),
        markdown("## Kết quả chính\n\nMột câu.", "lang-vi"),
        markdown("## Headline results", "lang-en"),
        code("results.summary()", shown(html="<ol><li>first</li></ol>"), tags=["summary"]),
        markdown("## Cách lập", "lang-vi"),
    ]
    made = sources(cells, page, tmp_path)
    assert [cell.source.splitlines()[0] for cell in made[:2]] == ["# Mức độ sử dụng", "## Kết quả chính"]
    assert '<div class="headline">' in html(made[2:3]) and "first" in html(made[2:3])
    assert [text for text in texts(made[3:]) if text.startswith("##")] == ["## Phạm vi", "## Cách lập"]
    assert "results.summary()" not in [cell.source for cell in made]


def test_recording_between_heading_and_summary_goes_along(page, tmp_path):
    cells = [
        markdown("## Phạm vi"),
        code("x", shown(html="<p>body</p>")),
        markdown("## Kết quả chính"),
        code("results.record(a)"),
        code("results.summary()", shown(html="<ol></ol>"), tags=["summary"]),
    ]
    made = sources(cells, page, tmp_path)
    assert [cell.source for cell in made[1:5]] == ["## Kết quả chính", "…", "results.record(a)", "## Phạm vi"]


def test_a_heading_further_up_is_not_taken_along(page, tmp_path):
    cells = [
        markdown("## Độ nhạy"),
        code("x", shown(html="<p>1</p>")),
        code("s", shown(html="<p>2</p>"), tags=["summary"]),
    ]
    made = sources(cells, page, tmp_path)
    assert made[1].source == "## Kết quả chính"
    assert "headline" in html(made[2:3])
    assert made[3].source == "## Độ nhạy"


def test_outputs_stand_before_their_code(page, tmp_path):
    made = sources([code("figure(x)", shown(html="<p>seen</p>"))], page, tmp_path)
    assert [cell.metadata.get("tags") for cell in made[1:]] == [["remove-input"], ["hide-input"]]
    assert "seen" in html(made[1:2])
    assert made[2].source == "figure(x)"
    assert not made[2].outputs


def test_code_that_stands_together_has_one_button(page, tmp_path):
    cells = [
        code("figure(x)", shown(html="<p>1</p>")),
        code("table(x)", shown(html="<p>2</p>")),
        markdown("Đọc"),
    ]
    made = sources(cells, page, tmp_path)
    assert [cell.source for cell in made[1:]] == ["…", "…", "figure(x)\n\ntable(x)", "Đọc"]


@pytest.mark.parametrize("tag", ["remove-cell", "remove-input"])
def test_what_is_tagged_away_is_not_on_the_page(page, tmp_path, tag):
    made = sources([code("secret(x)", shown(html="<p>seen</p>"), tags=[tag])], page, tmp_path)
    assert all("secret" not in cell.source for cell in made)
    assert ("seen" in html(made)) == (tag == "remove-input")


@pytest.mark.parametrize(("language", "more"), [("vi", "Xem thêm: "), ("en", "More: ")])
def test_a_folded_exhibit_stands_behind_its_own_title(page, tmp_path, language, more):
    table = "<table><caption>Ranks &amp; intervals</caption><tr><td>1</td></tr></table>"
    made = html(sources([code("table(x)", shown(html=table), tags=["folded"])], page, tmp_path, language))
    assert f"<summary>{more}Ranks &amp; intervals</summary>" in made
    assert made.index("<details") < made.index("<table") < made.index("</details>")


def test_an_exhibit_without_a_title_is_not_folded(page, tmp_path):
    with pytest.raises(SiteError, match="folded but has no figure or captioned table"):
        sources([code("show(x)", shown(html="<p>seen</p>"), tags=["folded"])], page, tmp_path)


def test_preparation_is_folded_into_one_line(page, tmp_path):
    cells = [
        markdown("## Phạm vi\n\nĐơn vị: tỉnh."),
        code("import pandas", tags=["setup"]),
        markdown("## Tham số\n\n| tên |\n|---|\n| years |"),
        code("years: list = [2024]", tags=["parameters"]),
        code('language = "vi"', tags=["injected-parameters"]),
        code("run = check(years)", tags=["load"]),
        markdown("## Câu hỏi"),
        code("table(x)", shown(html="<p>seen</p>")),
    ]
    made = sources(cells, page, tmp_path)
    written = [cell.source for cell in made]
    opening = next(at for at, text in enumerate(written) if text.startswith('<details class="preparation">'))
    closing = written.index("</details>")
    assert written[opening - 1] == "## Phạm vi\n\nĐơn vị: tỉnh."
    assert [text.splitlines()[0] for text in written[opening + 1 : closing]] == [
        "import pandas",
        "**Tham số**",
        "years: list = [2024]",
        'language = "vi"',
        "run = check(years)",
    ]
    assert written[closing + 1] == "## Câu hỏi"


def test_a_heading_of_its_own_goes_with_the_preparation(page, tmp_path):
    cells = [
        markdown("## Chuẩn bị"),
        code("import pandas"),
        code("a: int = 1", tags=["parameters"]),
        markdown("## Rồi"),
    ]
    written = [cell.source for cell in sources(cells, page, tmp_path)]
    assert written[1].startswith("<details")
    assert written[2] == "**Chuẩn bị**"
    assert written[-1] == "## Rồi"


def test_figures_become_files_with_their_text_alternative(brief, tmp_path):
    output = shown(svg=SVG, alt='Hà Nội "cao" hơn', title="Tiêu đề", text="x")
    made = sources([code("a", output), code("b", output)], brief, tmp_path)
    files = sorted(path.name for path in (tmp_path / "figures").iterdir())
    assert files == ["units-ha-noi-1.svg", "units-ha-noi-2.svg"]
    assert (tmp_path / "figures" / files[0]).read_text(encoding="utf-8").startswith("<svg")
    first = html(made).split("</figure>")[0]
    assert 'src="../figures/units-ha-noi-1.svg"' in first
    assert 'alt="Hà Nội &quot;cao&quot; hơn"' in first
    assert 'width="576" height="384"' in first
    assert 'aria-label="Tiêu đề"' in first


@pytest.mark.parametrize(
    ("tag", "size"),
    [
        ('<svg width="100" height="50">', "100 50"),
        ('<svg width="100px" height="50px">', "100 50"),
        ('<svg viewBox="0 0 300 200">', "300 200"),
        ('<svg width="72pt" height="36pt" viewBox="0 0 1 1">', "96 48"),
    ],
)
def test_the_size_of_a_figure_is_read_in_pixels(page, tmp_path, tag, size):
    made = Outputs(page, Language("en"), tmp_path).figure(f"{tag}</svg>", {"alt": "a"})
    assert " ".join(re.search(r'width="(\d+)" height="(\d+)"', made).groups()) == size


@pytest.mark.parametrize("svg", ["<p>no picture</p>", "<svg></svg>"])
def test_what_is_no_figure_is_refused(page, tmp_path, svg):
    with pytest.raises(SiteError, match=r"svg|viewBox"):
        Outputs(page, Language("en"), tmp_path).figure(svg, {"alt": "a"})


@pytest.mark.parametrize("metadata", [{}, {"alt": "  "}])
def test_a_figure_without_a_text_alternative_is_refused(page, tmp_path, metadata):
    output = new_output("display_data", data={"image/svg+xml": SVG}, metadata={"image/svg+xml": metadata})
    with pytest.raises(SiteError, match="text alternative"):
        sources([code("figures.trend(x)", output)], page, tmp_path)


def test_tables_scroll_in_a_named_region(page, tmp_path):
    made = html(sources([code("a", shown(html=TABLE + TABLE))], page, tmp_path))
    assert made.count('role="region" tabindex="0" aria-label="Score, 2024"><table') == 2


def test_ids_are_unique_and_still_referred_to(page, tmp_path):
    fragment = '<p aria-labelledby="t1 other"></p><h3 id="t1">x</h3>'
    made = html(sources([code("a", shown(html=fragment)), code("b", shown(html=fragment))], page, tmp_path))
    assert re.findall(r'\sid="([^"]+)"', made) == ["t1", "t1-2"]
    assert re.findall(r'labelledby="([^"]+)"', made) == ["t1 other", "t1-2 other"]


def test_links_fit_the_depth_of_the_page(brief, page, tmp_path):
    cells = [
        markdown(
            "Xem [mô hình](03_models.ipynb), [PAPI](data.html#papi), [PAPI](https://papi.org.vn) "
            "và [đây](#strength)."
        ),
        code("a", shown(html='<a href="data.html#dti">DTI</a> <a href="https://dti.gov.vn">x</a>')),
    ]
    deep, flat = (sources(cells, one, tmp_path) for one in (brief, page))
    assert '<a href="../models.html">mô hình</a>, <a href="../data.html#papi">PAPI</a>' in deep[1].source
    assert "[PAPI](https://papi.org.vn) và [đây](#strength)" in deep[1].source
    assert 'href="../data.html#dti"' in html(deep) and 'href="https://dti.gov.vn"' in html(deep)
    assert 'href="models.html"' in flat[1].source and 'href="data.html#dti"' in html(flat)


def test_a_vietnamese_figure_keeps_its_percent_sign(page, tmp_path):
    cells = [markdown("Từ 40,71 % đến 92 %"), code("a", shown(html="<p>53,7 %</p>"))]
    made = sources(cells, page, tmp_path)
    assert made[1].source == "Từ 40,71\u00a0% đến 92\u00a0%"
    assert "53,7\u00a0%" in html(made)


def test_plain_text_is_escaped_and_stderr_stays_out(page, tmp_path):
    outputs = [
        new_output("stream", name="stdout", text="a < b\n"),
        new_output("stream", name="stderr", text="noise"),
        new_output("execute_result", data={"text/plain": "<Result>"}, execution_count=1),
    ]
    made = html(sources([code("a", *outputs)], page, tmp_path))
    assert "a &lt; b" in made and "&lt;Result&gt;" in made
    assert "noise" not in made


def test_an_error_is_never_published_and_the_cell_is_named(page, tmp_path):
    output = new_output("error", ename="ValueError", evalue="no years", traceback=[])
    path = tmp_path / "01_uptake_profile.ipynb"
    nbformat.write(notebook(code("draw(panel)\nmore", output)), path)
    with pytest.raises(SiteError, match=r"01_uptake_profile\.ipynb: .*'draw\(panel\)'.*ValueError: no years"):
        write_page(path, page, Language("vi"), tmp_path / "sources")


@pytest.mark.parametrize(
    "cells",
    [
        [markdown("## No title")],
        [code("x")],
        [markdown("# One"), markdown("# Two")],
        [markdown("# Only English", "lang-en")],
    ],
)
def test_a_page_has_exactly_one_title(page, tmp_path, cells):
    with pytest.raises(SiteError, match="H1"):
        page_source(new_notebook(cells=cells), page, Language("vi"), tmp_path)


def test_a_comment_in_code_is_no_title(page, tmp_path):
    cells = sources([markdown("```python\n# a comment\n```"), code("# another")], page, tmp_path)
    assert len(cells) == 3


def test_the_source_is_the_same_every_time(page, tmp_path):
    cells = [code("a", shown(svg=SVG, alt="a")), markdown("b")]
    one, two = (nbformat.writes(page_source(notebook(*cells), page, Language("vi"), tmp_path)) for _ in "ab")
    assert one == two


def test_runs_find_their_pages():
    pages = contents(
        ["05_province_brief__ho_chi_minh", "06_ministry_summary", "00_data_quality", "01_uptake_profile"]
    )
    assert {page.run: page.name for page in pages.values() if page.run} == {
        "00_data_quality": "quality",
        "01_uptake_profile": "uptake",
        "05_province_brief__ho_chi_minh": "units/ho-chi-minh",
        "06_ministry_summary": "summary",
    }
    assert pages["units/ho-chi-minh"].unit == "79"
    assert [page.name for page in children(pages, "index")] == ["summary", "units/index", "data", "about"]
    assert [page.name for page in children(pages, "summary")] == ["uptake"]
    assert [page.name for page in children(pages, "data")] == ["quality"]


def test_without_the_findings_the_analyses_stand_by_themselves():
    pages = contents(["03_models"])
    assert [page.name for page in children(pages, "index")] == ["models", "units/index", "data", "about"]


def test_every_page_is_listed_once():
    pages = contents(["06_ministry_summary", "07_added_later", "05_province_brief__hue", "03_models"])
    listed = [child.name for name in pages for child in children(pages, name)]
    assert sorted(listed) == sorted(set(pages) - {"index"})


def test_a_new_notebook_gets_a_page_of_its_own_name():
    assert page_name("07_added_later") == "added-later"
    assert contents(["07_added_later"])["added-later"].title(Language("vi")) == ""


@pytest.mark.parametrize(
    "run", ["05_province_brief__atlantis", "05_province_brief__ha_tay", "01_uptake_profile__x"]
)
def test_a_run_without_a_place_is_refused(run):
    with pytest.raises(SiteError, match=run):
        contents(["03_models", run])


def test_addresses_are_plain_letters():
    assert slug("Bà Rịa – Vũng Tàu") == "ba-ria-vung-tau"
    assert slug("Đắk Lắk") == "dak-lak"


@pytest.mark.parametrize(("language", "title"), [("vi", "Hà Nội"), ("en", "Hà Nội")])
def test_a_brief_is_called_by_its_unit(brief, language, title):
    assert brief.title(Language(language)) == title
    assert brief.up == "../"
