"""A document that is hard to write: every letter, signs that mean something to typesetters, long tables."""

import re
from dataclasses import replace
from unicodedata import normalize

import pandas as pd

from analysis.report import tables
from analysis.report.documents.document import (
    Beside,
    Document,
    Exhibit,
    Heading,
    KeyFigure,
    KeyFigures,
    PageBreak,
    Paragraph,
    Points,
    Statement,
    Statements,
)
from analysis.report.figures import Figure
from analysis.report.figures.sheet import Sheet
from analysis.report.figures.style import house_style
from analysis.report.language import Language

LETTERS = " ".join(
    normalize("NFC", letter + tone)
    for letter in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
)
"""The letters of Vietnamese with every tone, composed; đ and Đ stand in the texts."""
SIGNS = (
    "#let x = 1; $a_b^2$ *sao* _gạch_ @ai <nhãn> [ngoặc] {ngoặc} \\ // /* */ ~ ' \" -- --- ... `mã` "
    '= không phải đề mục + - 1. &amp; %d %20 50% −0,3 ± β ₫ “đúng” ‘vậy’ ≥ ≤ × → § #link("x") {{x}}'
)
LONG = "nghiêng-nghiêng-nghiêng-nghiêng-nghiêng-nghiêng-nghiêng-nghiêng-nghiêng-nghiêng-nghiêng-nghiêng"
TITLE = {
    "vi": "Dịch vụ công trực tuyến toàn trình tại thành phố Hồ Chí Minh: đứng ở đâu, thay đổi thế nào, điều "
    "gì chưa biết và điều gì có thể báo cáo tiếp trong những năm sau",
    "en": "Full online public services in Hồ Chí Minh City: where it stands, how it changed, what is "
    "not known, and what it could report next in the years to come",
}
SOURCE = "Tổng cục Thống kê – Niên giám #12"


def long_table(language: Language, rows: int = 63) -> tables.Table:
    """A table that runs over a page, with a missing figure in every column."""
    data = pd.DataFrame(
        {
            "share": [None, *(40.714 + place for place in range(rows - 1))],
            "low": [-0.5, None, *([1.0] * (rows - 2))],
            "high": [0.5, None, *([2.0] * (rows - 2))],
            "teams": pd.array([1556, 12, None, *range(rows - 3)], dtype="Int64"),
            "remark": [f"chưa rõ_{place} *" for place in range(rows - 1)] + [None],
        },
        index=pd.Index([f"Thừa Thiên Huế {place}" for place in range(rows)], name="Tỉnh, thành phố"),
    )
    columns = {
        "share": tables.Column("Tỷ lệ hồ sơ trực tuyến toàn trình", 2, "percent"),
        "interval": tables.Column.interval("Khoảng tin cậy 95%", "low", "high", 1),
        "teams": tables.Column("Tổ công nghệ số cộng đồng", kind="integer"),
        "remark": tables.Column("Ghi chú", kind="text"),
    }
    caption = "Hồ sơ trực tuyến toàn trình theo tỉnh, 2020–2024 (#1)"
    return tables.Table(data, columns, caption=caption, language=language, note="Thiếu <1>.", source=SOURCE)


def empty_table(language: Language) -> tables.Table:
    """A table without a row."""
    data = pd.DataFrame({"share": pd.Series([], dtype=float), "year": pd.Series([], dtype=int)})
    columns = {"share": tables.Column("Tỷ lệ", 1, "percent"), "year": tables.Column("Năm", kind="year")}
    return tables.Table(data.rename_axis("Xã"), columns, caption="Không có gì", language=language)


def simulated_figure(language: Language, width: float = 230.0) -> Figure:
    """A picture of simulated figures, drawn for one of two columns."""
    with house_style():
        sheet = Sheet(
            language=language,
            title="Điểm đi từ 1 đến 1,5 <giả>",
            subtitle="Điểm; 2020–2022",
            source=SOURCE,
            body_height=90.0,
            simulated=True,
            width=width,
        )
        sheet.text(0, 40, "1,5 − β ₫", mark="value")
        data = pd.DataFrame({"a": [1.0, 1.5]})
        return sheet.finish(data, alt=None, digits=1, describe="Từ 1 đến 1,5 #.")


def awkward(code: str, pages: int = 5) -> Document:
    """The document in a language."""
    language = Language(code)
    sentence = "Điểm sử dụng cổng đi cùng với tỷ lệ hộ có internet, đường – đê."
    return Document(
        title=TITLE[code],
        subtitle="Dành cho cán bộ chuyển đổi số; 34 đơn vị; 2020–2026; #không *phải* lệnh",
        language=language,
        edition="Phiên bản 0.1.0; số liệu đọc đến 15/10/2026",
        blocks=(
            Paragraph(f"Tỷ lệ là {language.percent(40.71, 2)}, p = 0,03 (N = 63), 2020–2024.", "lead"),
            KeyFigures(
                (
                    KeyFigure(language.percent(40.71, 2), "hồ sơ trực tuyến", "cả nước 55,2; hạng 20 đến 29"),
                    KeyFigure("−1.234.567,89 điểm phần trăm", "thay đổi", "2020–2024"),
                    KeyFigure("–", "tổ công nghệ số", "chưa biết"),
                    KeyFigure("12,5 tỷ ₫", "chi", "2024; chưa kiểm"),
                )
            ),
            Heading("Kết quả * chính #1"),
            Statements(
                (
                    Statement(
                        sentence, "0,12 (0,05 đến 0,19); N = 315.", "B", "Bằng chứng: vừa", "Một lý do."
                    ),
                    Statement(
                        "Không gì cả, nguyên đán.", "0,00 (−0,05 đến 0,05).", "D", "Bằng chứng: không thấy"
                    ),
                    Statement("Chỉ mô tả ở đây thôi."),
                )
            ),
            Paragraph(LETTERS),
            Paragraph(normalize("NFD", "Đường về Huế: nghĩa trang, giữ gìn, tuyển dụng, những ước vọng.")),
            Paragraph(SIGNS, "note"),
            Paragraph(LONG, "caution"),
            Beside(
                (
                    Heading("Chưa biết 1", 2),
                    Points(("Số thành viên_tổ.", "Tỷ lệ theo xã – phường.")),
                    Exhibit(simulated_figure(language)),
                ),
                (
                    Heading("Báo cáo tiếp", 2),
                    Points(("Hồ sơ theo quý.", "Dịch vụ toàn trình."), numbered=True),
                    Points(("Đếm lại từ đầu.",), numbered=True),
                ),
                share=0.55,
            ),
            PageBreak(),
            Heading("Bảng dài"),
            Exhibit(long_table(language)),
            Exhibit(empty_table(language)),
        ),
        colophon=("Nguồn: PAPI; Tổng cục Thống kê.", "Báo lỗi: nêu bảng, địa phương, năm, con số."),
        pages=pages,
    )


def short(code: str) -> Document:
    """A document of one paragraph."""
    return replace(awkward(code), blocks=(Paragraph("Một câu."),), pages=1)


def pieces(document: Document) -> list[str]:
    """Every text that the document says, in the order of reading, in composed characters."""
    said = [document.title, document.subtitle, document.edition]
    said += _pieces(document.blocks)
    said += document.colophon
    return [normalize("NFC", text) for text in said if text]


def _pieces(blocks):
    for block in blocks:
        match block:
            case Heading() | Paragraph():
                yield block.text
            case Points():
                yield from block.items
            case KeyFigures():
                for figure in block.figures:
                    yield from (figure.written, figure.measure, figure.beside)
            case Statements():
                for result in block.results:
                    yield from (result.sentence, result.strength, result.measure, result.why)
            case Exhibit(tables.Table() as table):
                yield table.caption
                for label, unit, _ in table.heads:
                    yield from (label, unit)
                for line in table.lines or [[table.language.say("No rows.")]]:
                    yield from line
                yield from (table.note or "", str(table.source or ""))
            case Beside():
                yield from _pieces(block.left)
                yield from _pieces(block.right)


def left_over(text: str, said: list[str]) -> str:
    """Take texts out of a longer one, each after the one before; return what is left.

    Raises
    ------
    AssertionError
        A text is missing, out of order, or its words run together.
    """
    rest, place = [], 0
    for piece in said:
        pattern = r"\s+".join(re.escape(word) for word in piece.split())
        found = re.compile(pattern).search(text, place)
        assert found is not None, f"not found after {text[max(0, place - 80) : place]!r}: {piece!r}"
        rest.append(text[place : found.start()])
        place = found.end()
    return " ".join([*rest, text[place:]])
