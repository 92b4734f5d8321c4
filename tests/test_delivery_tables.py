"""Where tables stand and what belongs to them: nothing around a table changes what is read from it."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sheets_by_hand import file, said, sheet, values

from analysis.data import provinces
from analysis.data.deliveries.understood import places_in_rows
from analysis.data.deliveries.understood.grid import Grid
from analysis.data.deliveries.understood.heading_rows import is_number_of_column
from analysis.data.deliveries.understood.reading import understand
from analysis.data.deliveries.understood.tables_of_sheet import tables
from analysis.data.deliveries.written.wording import folded

NAMES = list(provinces.provinces()["name"])
HEADINGS = {
    "Số tổ CNSCĐ": ("teams", 300),
    "Số hồ sơ tiếp nhận": ("dossiers_received", 900_000),
    "Số hộ có cáp quang": ("households_fibre", 400_000),
}


@st.composite
def figures(draw, least=1):
    """Draw places with a figure for each heading; one is of a former province, so that the set is known."""
    others = draw(st.lists(st.sampled_from(NAMES), min_size=least, max_size=8, unique=True))
    names = list(dict.fromkeys(["Bắc Giang", *others]))
    numbers = {h: st.integers(1, high) for h, (_, high) in HEADINGS.items()}
    return {name: {h: draw(number) for h, number in numbers.items()} for name in names}


def table(known, headings=tuple(HEADINGS)):
    """Return the rows of a plain table of figures."""
    rows = [[at, name, *(one[h] for h in headings)] for at, (name, one) in enumerate(known.items(), 1)]
    return [["STT", "Tỉnh, thành phố", *headings], *rows]


def expected(known):
    return {(n, 2024, HEADINGS[h][0]): float(value) for n, one in known.items() for h, value in one.items()}


def assert_reads(known, sheet_, **told):
    delivery = understand(file(sheet_), **({"year": 2024} | told))
    assert said(delivery, "fault") == []
    assert values(delivery) == expected(known)


@settings(max_examples=12, deadline=None)
@given(figures(), st.integers(0, 4), st.integers(0, 4), st.integers(0, 3))
def test_blank_rows_and_columns_around_a_table(known, above, left, between):
    rows = [[None] * left + row for row in table(known)]
    rows = [[] for _ in range(above)] + [rows[0]] + [[] for _ in range(between)] + rows[1:]
    assert_reads(known, sheet(*rows))


TITLES = st.sampled_from(
    [
        "ỦY BAN NHÂN DÂN TỈNH LÀO CAI",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 25/BC-UBND",
        "Lào Cai, ngày 20 tháng 01 năm 2025",
        "BÁO CÁO KẾT QUẢ NĂM 2024",
        "TỔNG HỢP SỐ LIỆU CHUYỂN ĐỔI SỐ",
        "(Kèm theo Quyết định số 505/QĐ-TTg ngày 22/4/2022)",
        "Đơn vị tính: triệu đồng",
        "Biểu số 01",
        "Phụ lục II",
    ]
)


@settings(max_examples=20, deadline=None)
@given(figures(), st.lists(st.tuples(TITLES, st.integers(0, 4), st.booleans()), max_size=6), st.booleans())
def test_titles_above_a_table(known, titles, blank):
    rows, merged = [], []
    for text, column, over_all in titles:
        rows.append([text] if over_all else [None] * column + [text])
        if over_all:
            merged.append((len(rows), 1, len(rows), 5))
    rows += [[]] if blank else []
    assert_reads(known, sheet(*rows, *table(known), merged=merged))


@settings(max_examples=12, deadline=None)
@given(st.data(), figures(least=2))
def test_the_order_of_rows_and_columns_does_not_matter(data, known):
    rows = data.draw(st.permutations(list(known)))
    order = data.draw(st.permutations(range(5)))
    plain = table({name: known[name] for name in rows})
    assert_reads(known, sheet(*([row[at] for at in order] for row in plain)))


@settings(max_examples=12, deadline=None)
@given(st.data(), figures())
def test_case_diacritics_and_unicode_form_of_names_do_not_matter(data, known):
    ways = [
        str.upper, str.lower, lambda text: unicodedata.normalize("NFD", text), folded,
        lambda text: f"Tỉnh {text}", lambda text: f"  {text} ",
        lambda text: text.replace(" ", "  "), lambda text: f"{text} (*)",
    ]  # fmt: skip
    renamed = {data.draw(st.sampled_from(ways))(name): one for name, one in known.items()}
    assert_reads(known, sheet(*table(renamed)))


@settings(max_examples=8, deadline=None)
@given(figures(), st.sampled_from(["Tổng cộng", "CẢ NƯỚC", "Toàn quốc", "Cộng"]), st.booleans())
def test_a_true_total_changes_nothing_and_a_wrong_one_is_found(known, label, first):
    head, *rows = table(known)
    total = [None, label, *(sum(row[column] for row in rows) for column in (2, 3, 4))]
    assert_reads(known, sheet(head, *([total, *rows] if first else [*rows, total])))
    total[3] -= 1
    wrong = understand(file(sheet(head, *rows, total)), year=2024)
    assert [kind for kind, _ in said(wrong, "fault")] == ["total_differs"]
    assert wrong.faults[0].address == f"D{len(rows) + 2}"


@settings(max_examples=8, deadline=None)
@given(figures(), st.booleans())
def test_a_group_over_the_headings_merged_or_not(known, merged):
    head, *rows = table(known)
    over = [None, None, "Kết quả thực hiện năm 2024", None, None]
    assert_reads(known, sheet(over, head, *rows, merged=[(1, 3, 1, 5)] if merged else ()), year=None)


@settings(max_examples=8, deadline=None)
@given(figures(least=3))
def test_places_may_stand_in_a_row(known):
    plain = table(known)
    assert_reads(known, sheet(*map(list, zip(*plain, strict=True))))


@settings(max_examples=8, deadline=None)
@given(figures())
def test_codes_beside_names_change_nothing_when_they_are_right(known):
    head, *rows = table(known)
    coded = [[row[0], provinces.code_of(row[1]), *row[1:]] for row in rows]
    assert_reads(known, sheet([head[0], "Mã tỉnh", *head[1:]], *coded))


@settings(max_examples=15, deadline=None)
@given(st.data(), figures(least=2))
def test_one_wrong_letter_in_a_name_is_refused_at_its_cell(data, known):
    name = data.draw(st.sampled_from(list(known)))
    at = data.draw(st.integers(0, len(name) - 1))
    broken = name[:at] + "w" + name[at:]
    renamed = {(broken if one == name else one): row for one, row in known.items()}
    delivery = understand(file(sheet(*table(renamed))), year=2024, geography="63")
    row = 2 + list(known).index(name)
    assert said(delivery, "fault") == [("unknown_place", f"B{row}")]


@settings(max_examples=15, deadline=None)
@given(st.data(), figures(least=2))
def test_one_figure_made_words_is_refused_at_its_cell(data, known):
    rows = table(known)
    row, column = data.draw(st.integers(1, len(rows) - 1)), data.draw(st.integers(2, 4))
    rows[row][column] = data.draw(st.sampled_from(["mười", "12 34", "1.55.0", "không", "10-12", "#N/A!"]))
    delivery = understand(file(sheet(*rows)), year=2024)
    assert said(delivery, "fault") == [("not_a_number", f"{'ABCDE'[column]}{row + 1}")]


def test_rows_and_lines_of_a_table():
    (found,) = tables(
        sheet(
            ["Báo cáo"], ["ĐVT: tổ"], ["TT", "Tỉnh", "Số tổ"], ["(1)", "(2)", "(3)"], [1, "Hà Nội", 5], [],
            [2, "Hà Nam", 6], ["Ghi chú: không có"],
        )
    )  # fmt: skip
    assert (found.place, found.headings, found.rows) == (2, (3,), (5, 7, 8))
    assert found.above == ("Báo cáo", "ĐVT: tổ")


def test_a_sheet_without_places_beside_figures_has_no_table():
    assert tables(sheet(["Hà Nội"], ["Hà Nam"])) == []
    assert tables(sheet(["Huyện", "Số tổ"], ["Sóc Sơn", 5])) == []
    assert tables(sheet()) == []


def test_a_column_that_names_the_places_again_is_no_second_table():
    found = tables(sheet(["Tỉnh", "Province", "Số tổ"], ["Hà Nội", "Ha Noi", 5], ["Hà Nam", "Ha Nam", 6]))
    assert [one.place for one in found] == [1]


def test_cells_keep_their_addresses_when_rows_and_columns_change_places():
    upright = sheet(["a", "b"], ["c", "d"], hidden_rows=[1])
    turned = Grid(upright, turned=True)
    assert turned.at(2, 1).text == "b"
    assert (turned.at(2, 1).row, turned.at(2, 1).column) == (1, 2)
    assert turned.hidden_columns == {1}


@pytest.mark.parametrize(
    "text", ["(1)", "A", "B", "1", "12", "(3)=(2)/(1)", "(3=2/1)", "4=3/2x100", "(5) = (3)+(4)"]
)
def test_numbers_of_columns(text):
    assert is_number_of_column(text)


@pytest.mark.parametrize("text", ["2024", "Số tổ", "DTI", "(2024)", "TT", "100", ""])
def test_no_numbers_of_columns(text):
    assert not is_number_of_column(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Cả nước", "every"), ("TOÀN QUỐC", "every"), ("Tổng cộng:", "listed"),
        ("TỔNG SỐ", "listed"), ("Cộng", "listed"),
        ("Trung bình", "averages"), ("I. Trung du và miền núi phía Bắc", "region"),
        ("Đồng bằng sông Hồng (11)", "region"),
        ("Vùng Tây Nguyên", "region"), ("ĐBSCL", "region"), ("Đông Nam Bộ", "region"),
        ("Ghi chú: abc", "footnote"),
        ("(*) Số liệu ước", "footnote"), ("Nguồn: Bộ KH&CN", "footnote"), ("NGƯỜI LẬP BIỂU", "footnote"),
        ("Hà Nội", None), ("Cộng Hòa", None), ("Bình Dương", None), ("", None),
    ],
)  # fmt: skip
def test_rows_that_are_no_places(text, kind):
    assert places_in_rows.kind_of(text) == kind


@pytest.mark.parametrize("name", NAMES)
def test_every_former_province_is_known_and_no_total_or_region(name):
    assert places_in_rows.named(name)["63"] == provinces.code_of(name)
    assert places_in_rows.kind_of(name) is None


@pytest.mark.parametrize("name", list(provinces.units()["name"]))
def test_every_unit_is_known(name):
    assert places_in_rows.named(name)["34"] == provinces.code_of(name, "34")
    assert places_in_rows.kind_of(name) is None


WORDS = (
    """
Tỉnh|STT|Số tổ CNSCĐ|Chi CĐS (triệu đồng)|Chi CĐS|Năm|2024|Năm 2023|31/12/2024|Hà Nội|Hà Nam|An Giang
Bắc Giang|Tổng cộng|Cả nước|Tây Nguyên|Ghi chú|Mã tỉnh|01|-|%|1.556|40,71%|trên 10|ĐVT: tỷ đồng|(1)|A|II
Đơn vị tính: %|Cấp|xã|thôn|BÁO CÁO NĂM 2024|Nguồn: abc|Tỷ lệ|Hồ sơ|Tiếp nhận|#REF!|13/25/2024|,|/|(|Vùng
uptake-template-1|Số tổ, số thành viên|Số hộ có cáp quang (nghìn hộ)|Quý I/2025||Hà Nội|Hà Nam|Hà Giang
""".strip()
    .replace("\n", "|")
    .split("|")
)
ANYTHING = st.sampled_from([*WORDS, 5, 1.5, 2024, 7, 12, None, None, None, None])


@st.composite
def any_sheet(draw):
    """Draw a sheet of anything, merged anyhow."""
    rows = draw(st.lists(st.lists(ANYTHING, max_size=7), max_size=9))
    filled = [(r, c) for r, row in enumerate(rows, 1) for c, value in enumerate(row, 1) if value is not None]
    at = draw(st.lists(st.sampled_from(filled), max_size=3)) if filled else []
    merged = [(r, c, r + draw(st.integers(0, 2)), c + draw(st.integers(0, 3))) for r, c in at]
    return sheet(*rows, merged=merged)


@settings(max_examples=120, deadline=None)
@given(st.lists(any_sheet(), min_size=1, max_size=2))
def test_whatever_stands_in_a_file_is_read_or_refused_and_never_made_up(sheets):
    sheets = [type(one)(f"S{at}", one.cells) for at, one in enumerate(sheets)]
    delivery = understand(file(*sheets))
    cells = {(one.name, *at): cell for one in sheets for at, cell in one.cells.items()}
    for one in delivery.figures.itertuples(index=False):
        assert cells[one.sheet, one.row, one.column].text == one.written
    assert not delivery.figures.duplicated(["geography", "code", "year", "variable"]).any()
    assert len(delivery.figures) or delivery.faults
