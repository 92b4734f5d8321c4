"""Documents as PDF, opened again: tagged, in their language, complete, within their pages, byte-stable."""

import hashlib
import re
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from unicodedata import is_normalized, normalize

import pytest
from awkward_document import awkward, left_over, long_table, pieces, short, simulated_figure
from pypdf import PdfReader

from analysis.report import simulation_mark
from analysis.report.documents import typeset
from analysis.report.documents.column_widths import PADDING, SIZE, column_widths
from analysis.report.documents.content import as_data
from analysis.report.documents.document import (
    TEXT_WIDTH,
    Beside,
    Exhibit,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Points,
    Statement,
    Statements,
)
from analysis.report.documents.errors import DocumentError
from analysis.report.documents.row_headers import mark_row_headers
from analysis.report.documents.typeset import pdf
from analysis.report.figures import style, typography
from analysis.report.language import Language

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = ROOT / "src" / "analysis" / "report" / "documents"
PAGE = {"vi": "Trang {page}/{pages}", "en": "Page {page} of {pages}"}


@pytest.fixture(scope="module", params=["vi", "en"])
def made(request):
    """The awkward document and its PDF, opened again."""
    document = awkward(request.param)
    return document, PdfReader(BytesIO(pdf(document)))


def read(document):
    return PdfReader(BytesIO(pdf(document)))


def tree(reader):
    """The structure tree: one pair of depth and element a node, in the order of reading."""

    def walk(node, depth):
        node = node.get_object()
        if not hasattr(node, "get") or "/S" not in node:
            return
        yield depth, node
        inside = node.get("/K", [])
        for child in inside if isinstance(inside, list) else [inside]:
            yield from walk(child, depth + 1)

    return list(walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"][0], 0))


def named(reader, *names):
    return [node for _, node in tree(reader) if node["/S"] in names]


def attribute(node, name):
    owners = [owner.get_object() for owner in node.get("/A", [])]
    return next((owner[name] for owner in owners if name in owner), None)


def test_a_pdf_is_tagged_accessible_and_says_its_language_and_title(made):
    document, reader = made
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/Lang"].split("-")[0] == document.language.code
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert reader.metadata.title == document.title
    declared = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r"<pdfuaid:part>1</pdfuaid:part>", declared)
    assert "Date>" not in declared, "a date would be the clock's"
    assert reader.metadata.creation_date is None


def test_headings_stand_in_order_under_the_title(made):
    _, reader = made
    kinds = [node["/S"] for node in named(reader, "/Title", "/H1", "/H2")]
    assert kinds == ["/Title", "/H1", "/H2", "/H2", "/H1"]
    assert [str(node["/T"]) for node in named(reader, "/H1", "/H2")] == [
        "Kết quả * chính #1",
        "Chưa biết 1",
        "Báo cáo tiếp",
        "Bảng dài",
    ]


def test_figures_tell_what_they_show_and_that_they_are_simulated(made):
    document, reader = made
    figure = simulated_figure(document.language)
    (shown,) = named(reader, "/Figure")
    assert shown["/Alt"] == normalize("NFC", figure.alt)
    assert shown["/Alt"].startswith(simulation_mark.mark(document.language))


def test_tables_have_captions_and_headers_of_columns_and_rows(made):
    _, reader = made
    assert len(named(reader, "/Table")) == len(named(reader, "/Caption")) == 2
    long, _ = named(reader, "/Table")
    rows = [node for node in named(reader, "/TR") if _within(node, long)]
    assert len(rows) == 1 + 63
    cells = [[cell.get_object() for cell in row["/K"]] for row in rows]
    assert {attribute(cell, "/Scope") for cell in cells[0]} == {"/Column"}
    for row in cells[1:]:
        assert [cell["/S"] for cell in row] == ["/TH"] + ["/TD"] * 4
        assert attribute(row[0], "/Scope") == "/Row"
        assert all(attribute(cell, "/Headers") is None for cell in row), "a list would hide the row's header"


def _within(node, table):
    while "/P" in node:
        if node == table:
            return True
        node = node["/P"].get_object()
    return False


def test_lists_are_lists(made):
    _, reader = made
    assert [attribute(node, "/ListNumbering") for node in named(reader, "/L")] == [
        "/Decimal",
        "/Circle",
        "/Decimal",
        "/Decimal",
    ]
    assert len(named(reader, "/LI")) == 3 + 2 + 2 + 1


def test_every_font_is_embedded_and_is_the_house_typeface(made):
    _, reader = made
    fonts = {
        str(font["/BaseFont"]): font
        for page in reader.pages
        for font in (entry.get_object() for entry in page["/Resources"]["/Font"].values())
    }
    assert fonts
    for name, font in fonts.items():
        assert re.fullmatch(r"/[A-Z]{6}\+SourceSansPro-\w+", name)
        assert "/ToUnicode" in font
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def test_all_words_can_be_taken_out_again_and_there_are_no_others(made):
    document, reader = made
    texts = [page.extract_text() for page in reader.pages]
    assert all(is_normalized("NFC", text) for text in texts)
    of, count = PAGE[document.language.code], len(texts)
    whole = []
    for number, text in enumerate(texts, start=1):
        inside = left_over(text, [document.title, document.subtitle]) if number > 1 else text
        foot = " ".join([document.edition, of.format(page=number, pages=count)])
        whole.append(_without_end(inside, foot))
    rest = left_over("\n".join(whole), pieces(document))
    for label, unit, _ in long_table(document.language).heads:
        rest = left_over(rest, [label, *([unit] if unit else [])])
    assert re.sub(r"[\s•]|\b[123]\.", "", rest) == ""


def _without_end(text, end):
    """Take the words that a text ends with off it."""
    pattern = r"\s+".join(re.escape(word) for word in end.split()) + r"\s*$"
    text, found = re.subn(pattern, "", text)
    assert found, text[-200:]
    return text


def test_the_head_of_a_long_table_is_repeated_on_the_next_page(made):
    _, reader = made
    with_rows = [page.extract_text() for page in reader.pages if "Thừa Thiên Huế" in page.extract_text()]
    assert len(with_rows) >= 2
    assert all("Khoảng tin cậy 95%" in re.sub(r"\s+", " ", text) for text in with_rows)


def test_no_figure_of_a_table_is_broken_over_two_lines(made):
    _, reader = made
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert "−0,5 đến 0,5" in text or "−0.5 to 0.5" in text


def test_equal_documents_give_equal_bytes_in_any_process():
    program = (
        "import hashlib, sys; sys.path.insert(0, 'tests'); from awkward_document import awkward; "
        "from analysis.report.documents.typeset import pdf; "
        "print(*(hashlib.sha256(pdf(awkward(code))).hexdigest() for code in ('en', 'vi')))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    here = [hashlib.sha256(pdf(awkward(code))).hexdigest() for code in ("vi", "en")]
    assert run.stdout.split() == here[::-1]


def test_a_document_may_have_its_pages_and_not_one_more():
    document = awkward("vi")
    pages = len(read(document).pages)
    assert len(read(replace(document, pages=pages)).pages) == pages
    with pytest.raises(DocumentError) as error:
        pdf(replace(document, pages=pages - 1))
    said = str(error.value)
    assert document.title in said
    assert f"{pages} pages, and it may have {pages - 1}" in said
    assert "shorten its texts" in said


def test_what_begins_beyond_the_last_page_is_named():
    blocks = (Heading("Đầu"), *[Paragraph("Một câu.")] * 60, Heading("Cuối *"))
    with pytest.raises(DocumentError, match=r"beyond page 1 begin: Cuối \*"):
        pdf(replace(short("vi"), blocks=blocks))


def test_a_page_number_stands_at_the_foot_and_the_subtitle_above_from_the_second_page():
    document = replace(awkward("vi"), subtitle="Chỉ một dòng")
    first, second, *_ = [page.extract_text() for page in read(document).pages]
    assert first.count("Chỉ một dòng") == 1
    assert second.count("Chỉ một dòng") == 1
    assert re.search(r"Trang 1/\d", first)
    assert re.search(r"Trang 2/\d", second)


def test_a_sign_that_the_typeface_lacks_is_an_error_that_shows_it():
    with pytest.raises(DocumentError, match="日"):
        pdf(replace(short("vi"), blocks=(Paragraph("Chữ 日 ở đây."),)))


def test_what_the_typesetter_warns_of_is_an_error(monkeypatch):
    compiler = typeset._compiler()

    class Warning_:
        def compile_with_warnings(self, **options):
            return compiler.compile_with_warnings(**options)[0], ["a face is missing"]

    monkeypatch.setattr(typeset, "_compiler", Warning_)
    with pytest.raises(DocumentError, match="a face is missing"):
        pdf(short("en"))


def test_a_figure_that_would_be_too_small_or_too_high_is_an_error():
    language = Language("vi")
    wide = simulated_figure(language, width=504.0)
    with pytest.raises(DocumentError, match=r"Điểm đi từ 1.*too small"):
        pdf(replace(short("vi"), blocks=(Exhibit(wide, width=0.5),)))
    high = simulated_figure(language)
    high.drawing.set_size_inches(3, 12)
    with pytest.raises(DocumentError, match="points high"):
        pdf(replace(short("vi"), blocks=(Exhibit(high),)))


@pytest.mark.parametrize(
    ("width", "shown", "margin"), [(230.0, 230.0, 10.0), (504.0, TEXT_WIDTH + 20 * 0.996, 9.96)]
)
def test_what_is_drawn_fills_the_room_and_its_paper_hangs_over(width, shown, margin):
    figure = Exhibit(simulated_figure(Language("vi"), width=width))
    (data,) = as_data(replace(short("vi"), blocks=(figure,)))["blocks"]
    assert (data["width"], data["margin"]) == pytest.approx((shown, margin), rel=1e-3)


def test_a_strength_without_a_known_letter_keeps_its_words():
    result = Statement("Một kết quả.", strength="Mức độ bằng chứng: khác", letter=None)
    assert (
        "Mức độ bằng chứng: khác"
        in read(replace(short("vi"), blocks=(Statements((result,)),))).pages[0].extract_text()
    )


def test_columns_higher_than_a_page_go_on_over_the_next_one_and_others_are_kept_together():
    def pages(count, before):
        column = (Points(tuple(f"Điểm số {number}." for number in range(count))),)
        blocks = (*[Paragraph("Một câu.")] * before, Beside(column, column))
        return [page.extract_text() for page in read(replace(short("vi"), blocks=blocks, pages=9)).pages]

    first, second = pages(90, 0)
    assert first.count("Điểm số 0.") == second.count("Điểm số 89.") == 2
    first, second = pages(30, 25)
    assert "Điểm số 0." not in first
    assert second.count("Điểm số 29.") == 2


def test_badges_look_as_on_the_site_and_can_be_read():
    look = (DOCUMENTS / "look.typ").read_text(encoding="utf-8")
    site = (DOCUMENTS.parent / "site" / "static" / "site.css").read_text(encoding="utf-8")
    names = dict(re.findall(r'#let ([\w-]+) = rgb\("(#\w+)"\)', look)) | {"white": "#ffffff"}
    for letter in "abcdx":
        written = re.search(rf"^  {letter}: \(ground: (.*?), edge: .*, words: (.*)\),$", look, re.MULTILINE)
        ground, words = (
            names.get(colour, colour.removeprefix('rgb("').removesuffix('")')) for colour in written.groups()
        )
        rule = re.search(rf"\.strength-{letter} {{ background: (#\w+);.*?[ ;]color: (#\w+);", site).groups()
        full = tuple(colour if len(colour) == 7 else "#" + 2 * colour[1:] for colour in rule)
        assert (ground, words) == full
        assert style.contrast(ground, words) >= 4.5


def test_a_key_figure_stays_on_one_line_whatever_its_length():
    long = KeyFigure("−1.234.567,89\u00a0điểm\u00a0phần\u00a0trăm", "đo", "so")
    for count in (2, 4):
        text = read(replace(short("vi"), blocks=(KeyFigures((long,) * count),))).pages[0].extract_text()
        lines = [re.sub(r"\s", " ", line) for line in text.splitlines()]
        assert sum(line.count("−1.234.567,89 điểm phần trăm") for line in lines) == count


def test_columns_fit_the_room_and_their_longest_figure():
    table = long_table(Language("vi"))
    shares = column_widths(table, TEXT_WIDTH)
    assert sum(shares) <= 1 + 1e-9
    for place, (_, _, words) in enumerate(table.heads):
        if not words:
            longest = typography.widest([line[place] for line in table.lines], SIZE)
            assert shares[place] * TEXT_WIDTH >= longest + PADDING - 0.1


def test_a_table_that_does_not_fit_is_an_error_that_says_how_wide_it_is():
    with pytest.raises(DocumentError, match=r"Hồ sơ trực tuyến.*need \d+ points .* have 120"):
        column_widths(long_table(Language("vi")), 120.0)


def test_marking_headers_moves_nothing_in_the_file():
    cell = b"<</Type/StructElem/S/TD/P 13 0 R/A[<</O/Table/Headers[(U1x%dy0)]>>]/K[3]/Pg 3 0 R>>"
    head = b"<</Type/StructElem/S/TH/P 9 0 R/ID(U1x0y0)/A[<</O/Table/Scope/Column/Headers[]>>]/K[1]>>"
    written = b"\n".join([head, cell % 0, cell % 1])
    marked = mark_row_headers(written)
    assert len(marked) == len(written)
    assert b"Headers" not in marked
    first, name, figure = marked.split(b"\n")
    assert b"/Scope/Column" in first
    assert b"/S/TH" in name and b"/Scope/Row" in name
    assert b"/S/TD" in figure and b"/Scope" not in figure
