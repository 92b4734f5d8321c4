"""Documents as Word files, opened again: real styles and tables, their language, the words of the PDF."""

import io
import re
import zipfile
from dataclasses import replace
from unicodedata import is_normalized

import docx as python_docx
import pandas as pd
import pytest
from awkward_document import awkward, left_over, long_table, pieces, short, simulated_figure
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml import etree

from analysis.report.documents.document import Exhibit, KeyFigures, Paragraph
from analysis.report.documents.errors import DocumentError
from analysis.report.documents.word import docx
from analysis.report.language import Language
from analysis.report.tables import Column, Table

TAGS = {"vi": "vi-VN", "en": "en-GB"}
ORDERS = {
    "pPr": "pStyle keepNext keepLines widowControl numPr pBdr tabs spacing ind jc outlineLvl",
    "rPr": "rStyle rFonts b bCs i iCs color sz szCs lang",
    "tblPr": "tblStyle tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "tcW gridSpan tcBorders shd vAlign",
    "style": "name basedOn next link uiPriority semiHidden unhideWhenUsed qFormat rsid pPr rPr tblPr",
    "num": "abstractNumId lvlOverride",
}
"""The order that the standard fixes (ISO/IEC 29500, part 1): Word refuses a file that breaks it."""


@pytest.fixture(scope="module", params=["vi", "en"])
def made(request):
    """The awkward document and its Word file."""
    document = awkward(request.param)
    return document, docx(document)


def opened(file):
    return python_docx.Document(io.BytesIO(file))


def part(file, name):
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        return etree.fromstring(parts.read(name))


def texts(word):
    """The paragraphs of the body in the order of reading, those of tables cell by cell."""
    for block in word.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                for cell in dict.fromkeys(row.cells):
                    yield from (paragraph.text for paragraph in cell.paragraphs)
        else:
            yield block.text


def test_the_words_are_those_of_the_pdf_and_no_others(made):
    document, file = made
    whole = "\n".join(texts(opened(file)))
    assert is_normalized("NFC", whole)
    rest = left_over(whole, pieces(document))
    assert re.sub(r"\s", "", rest) == "[][]", "the strength of two results stands in brackets"


def test_every_paragraph_has_a_style_that_says_what_it_is(made):
    document, file = made
    word = opened(file)
    styles = {paragraph.text: paragraph.style.name for paragraph in word.paragraphs}
    assert styles[document.title] == "Title"
    assert styles[document.subtitle] == "Subtitle"
    assert styles["Kết quả * chính #1"] == "Heading 1"
    assert styles["Chưa biết 1"] == "Heading 2"
    assert styles["Số thành viên_tổ."] == "List Bullet"
    assert styles["Hồ sơ theo quý."] == "List Number"
    assert styles[long_table(document.language).caption] == "Caption"
    assert styles[document.colophon[0]] == "Colophon"
    assert {table.style.name for table in word.tables} == {"Table Grid"}


def test_no_style_is_left_of_another_typeface_or_language(made):
    document, file = made
    styles = part(file, "word/styles.xml")
    fonts = {value for fonts in styles.iter(qn("w:rFonts")) for value in fonts.attrib.values()}
    assert fonts == {"Times New Roman"}
    (language,) = {tuple(lang.attrib.items()) for lang in styles.iter(qn("w:lang"))}
    tag = TAGS[document.language.code]
    assert dict(language) == {qn("w:val"): tag, qn("w:eastAsia"): tag, qn("w:bidi"): "ar-SA"}
    assert not any("Theme" in name for font in styles.iter(qn("w:rFonts")) for name in font.attrib)
    assert opened(file).styles["Normal"].font.size.pt == 13


def test_the_page_is_that_of_administrative_documents(made):
    _, file = made
    section = opened(file).sections[0]
    assert section.page_width.mm == pytest.approx(210, abs=0.1)
    assert section.page_height.mm == pytest.approx(297, abs=0.1)
    assert 30 <= round(section.left_margin.mm, 1) <= 35
    assert 15 <= round(section.right_margin.mm, 1) <= 20
    assert 20 <= round(section.top_margin.mm, 1) <= 25
    assert 20 <= round(section.bottom_margin.mm, 1) <= 25


def test_every_foot_has_the_edition_and_fields_for_the_pages(made):
    document, file = made
    section = opened(file).sections[0]
    for footer in (section.footer, section.first_page_footer):
        (paragraph,) = footer.paragraphs
        fields = [field.get(qn("w:instr")) for field in paragraph._p.iter(qn("w:fldSimple"))]
        assert fields == ["PAGE", "NUMPAGES"]
        said = "".join(text.text for text in paragraph._p.iter(qn("w:t")))
        of = "Trang 1/1" if document.language.code == "vi" else "Page 1 of 1"
        assert said == f"{document.edition}{of}"
    assert section.header.paragraphs[0].text == document.subtitle
    assert section.first_page_header.paragraphs[0].text == ""


def test_tables_have_a_header_row_a_text_and_the_width_of_the_page(made):
    document, file = made
    long, empty = opened(file).tables
    for table in (long, empty):
        marks = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
        assert marks == [True] + [False] * (len(marks) - 1)
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        assert sum(column.width for column in table.columns) <= Mm(160)
    properties = long._tbl.tblPr
    assert properties.find(qn("w:tblCaption")).get(qn("w:val")) == long_table(document.language).caption
    assert "Ghi chú" in properties.find(qn("w:tblDescription")).get(qn("w:val"))
    assert len(long.rows) == 64
    assert len(empty.rows) == 2
    assert empty.rows[1].cells[0]._tc is empty.rows[1].cells[-1]._tc, "one cell says that there is nothing"


def test_no_word_of_a_table_is_cut_in_two(made):
    """A letter is taken to be as wide as half its size: so are Word's digits; most letters are narrower."""
    _, file = made
    for table in opened(file).tables:
        for row in table.rows:
            for cell in dict.fromkeys(row.cells):
                words = [word for said in cell.paragraphs for word in said.text.split()]
                longest = max((len(word) for word in words), default=0)
                assert cell.width.pt - 10.8 >= 0.5 * 11 * longest, words


def test_a_wide_table_is_written_smaller_and_one_beyond_that_is_refused():
    language = Language("en")
    for columns, size in ((5, 11), (7, 9)):
        data = pd.DataFrame([[123_456.789] * columns], columns=list("abcdefghijklm")[:columns], index=["x"])
        shown = {name: Column(name, 2) for name in data}
        table = Table(data, shown, caption="Wide", rows="Place", language=language)
        file = docx(replace(short("en"), blocks=(Exhibit(table),)))
        (run,) = opened(file).tables[0].rows[1].cells[1].paragraphs[0].runs
        assert (run.font.size.pt if run.font.size else 11) == size
    data = pd.DataFrame([[123_456_789.0] * 12], columns=list("abcdefghijkl"), index=["x"])
    table = Table(
        data, {name: Column(name, 2) for name in data}, caption="Wide", rows="Place", language=language
    )
    with pytest.raises(DocumentError, match="Wide: its columns need"):
        docx(replace(short("en"), blocks=(Exhibit(table),)))


def test_figures_stand_to_the_right_and_words_to_the_left(made):
    _, file = made
    cells = opened(file).tables[0].rows[2].cells
    assert [cell.paragraphs[0].alignment for cell in cells[1:4]] == [2, 2, 2]
    assert cells[0].paragraphs[0].alignment is None
    assert cells[4].paragraphs[0].alignment is None


def test_pictures_are_there_with_their_text_alternative(made):
    document, file = made
    figure = simulated_figure(document.language)
    (picture,) = opened(file).inline_shapes
    described = picture._inline.docPr
    assert described.get("descr") == figure.alt
    assert described.get("title") == figure.title
    assert picture.width.pt == pytest.approx(230, abs=0.5)
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        (name,) = [name for name in parts.namelist() if name.startswith("word/media/")]
        assert parts.read(name).startswith(b"\x89PNG")


def test_every_list_counts_from_one(made):
    _, file = made
    word = opened(file)
    numbered = [paragraph for paragraph in word.paragraphs if paragraph.style.name == "List Number"]
    used = [paragraph._p.pPr.numPr.numId.val for paragraph in numbered]
    assert len(used) == 3 + 2 + 1
    assert len(set(used)) == 3
    numbering = word.part.numbering_part.element
    for number in set(used):
        start = numbering.num_having_numId(number).find(qn("w:lvlOverride")).find(qn("w:startOverride"))
        assert start.get(qn("w:val")) == "1"


def test_parts_stand_in_the_order_that_word_asks_for(made):
    _, file = made
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        names = [name for name in parts.namelist() if name.startswith("word/") and name.endswith(".xml")]
    for name in names:
        for element in part(file, name).iter(*(qn(f"w:{kind}") for kind in ORDERS)):
            order = ORDERS[etree.QName(element).localname].split()
            found = [etree.QName(child).localname for child in element]
            assert found == sorted(found, key=order.index), f"{name}: {etree.tostring(element)[:300]}"


def test_every_style_and_numbering_that_is_named_is_there(made):
    _, file = made
    styles = part(file, "word/styles.xml")
    known = {style.get(qn("w:styleId")) for style in styles.iter(qn("w:style"))}
    for name in ("document", "styles", "numbering", "footer1", "footer2", "header1", "header2"):
        tags = [qn(f"w:{tag}") for tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link")]
        named = {node.get(qn("w:val")) for node in part(file, f"word/{name}.xml").iter(*tags)}
        assert named <= known, name
    numbering = part(file, "word/numbering.xml")
    kinds = {node.get(qn("w:abstractNumId")) for node in numbering.findall(qn("w:abstractNum"))}
    numbers = {
        node.get(qn("w:numId")): node.find(qn("w:abstractNumId")).get(qn("w:val"))
        for node in numbering.findall(qn("w:num"))
    }
    assert set(numbers.values()) == kinds
    used = {node.get(qn("w:val")) for node in part(file, "word/document.xml").iter(qn("w:numId"))}
    assert used | {node.get(qn("w:val")) for node in styles.iter(qn("w:numId"))} <= set(numbers)


def test_ids_of_pictures_are_given_once():
    document = awkward("en")
    figure = Exhibit(simulated_figure(document.language))
    body = part(docx(replace(document, blocks=(figure, figure))), "word/document.xml")
    ids = [node.get("id") for node in body.iter(qn("wp:docPr"))]
    assert len(ids) == len(set(ids)) == 2


def test_the_file_says_what_it_is_and_nothing_of_a_machine_or_a_clock(made):
    document, file = made
    properties = opened(file).core_properties
    assert properties.title == document.title
    assert properties.subject == document.subtitle
    assert properties.language == TAGS[document.language.code]
    assert (properties.author, properties.comments, properties.last_modified_by) == ("", "", "")
    core = etree.tostring(part(file, "docProps/core.xml")).decode()
    assert "created" not in core and "modified>" not in core.replace("lastModifiedBy", "")
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        assert {entry.date_time for entry in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = parts.namelist()
    assert names[0] == "[Content_Types].xml"
    assert not any("thumbnail" in name or "app.xml" in name or "Effects" in name for name in names)
    listed = part(file, "[Content_Types].xml")
    overrides = {node.get("PartName").lstrip("/") for node in listed if node.get("PartName")}
    assert overrides <= set(names)


@pytest.mark.parametrize("code", ["vi", "en"])
def test_equal_documents_give_equal_bytes(code):
    assert docx(awkward(code)) == docx(awkward(code))


def test_pages_are_broken_by_word_alone(made):
    _, file = made
    body = part(file, "word/document.xml")
    assert list(body.iter(qn("w:br"), qn("w:pageBreakBefore"), qn("w:lastRenderedPageBreak"))) == []


def test_key_figures_stand_out_and_keep_what_makes_them_readable(made):
    document, file = made
    (band,) = [block for block in document.blocks if isinstance(block, KeyFigures)]
    paragraphs = opened(file).paragraphs
    for figure in band.figures:
        place = next(
            number
            for number, said in enumerate(paragraphs)
            if said.text == f"{figure.written} {figure.measure}"
        )
        assert paragraphs[place].style.name == "Key Figure"
        assert paragraphs[place].runs[0].bold
        assert paragraphs[place + 1].text == figure.beside


def test_a_control_character_is_refused():
    with pytest.raises(ValueError, match="XML"):
        docx(replace(short("vi"), blocks=(Paragraph("a\x07b"),)))


def test_a_language_reaches_words_that_the_document_adds():
    empty = opened(docx(awkward("vi"))).tables[1].rows[1].cells[0].text
    assert empty == Language("vi").say("No rows.")
