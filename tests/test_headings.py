"""Headings as officials write them: what they mean, what is refused, and that nothing is guessed."""

import unicodedata

import pytest

from analysis.data.deliveries.understood import headings
from analysis.data.deliveries.understood.headings import Said, meant, said, suggested
from analysis.data.deliveries.variables import variables
from analysis.data.deliveries.written import units_written
from analysis.data.deliveries.written.dates_in_text import day_of, without_dates
from analysis.data.deliveries.written.wording import declared, folded

UNDERSTOOD = {
    "Số tổ CNSCĐ": "teams",
    "Số Tổ công nghệ số cộng đồng": "teams",
    "Tổng số tổ công nghệ số cộng đồng đã thành lập": "teams",
    "Tổ CNS cộng đồng": "teams",
    "Tổ công nghệ số cộng đồng (CNSCĐ)": "teams",
    "Số tổ CNSCĐ cấp xã": "teams_commune",
    "Số tổ công nghệ số cộng đồng cấp xã, phường, thị trấn": "teams_commune",
    "Tổ CNSCĐ / Cấp xã": "teams_commune",
    "Số tổ CNSCĐ thôn, tổ dân phố": "teams_hamlet",
    "Tổ CNSCĐ / Thôn, bản, khu phố": "teams_hamlet",
    "Số tổ CNSCĐ ở ấp/khu phố": "teams_hamlet",
    "Số thành viên tổ CNSCĐ": "members",
    "Tổ CNSCĐ / Số thành viên": "members",
    "Số người tham gia Tổ công nghệ số cộng đồng": "members",
    "Thành viên tổ cấp xã": "members_commune",
    "Số thành viên Tổ CNSCĐ cấp thôn": "members_hamlet",
    "Số xã đã có tổ": "communes_with_teams",
    "Số xã, phường có tổ CNSCĐ": "communes_with_teams",
    "Số người trưởng thành có ĐTTM": "smartphone_adults",
    "Tỷ lệ người trưởng thành có ĐTTM": "smartphone_share",
    "Tỷ lệ dân số trưởng thành sử dụng điện thoại thông minh": "smartphone_share",
    "Số người từ đủ 18 tuổi trở lên": "adults",
    "Chi CĐS": "dx_spending",
    "Chi cho chuyển đổi số": "dx_spending",
    "Chi NSĐP cho CĐS": "dx_spending",
    "Chi NSNN cho chuyển đổi số": "dx_spending",
    "Kinh phí chi cho hoạt động CĐS": "dx_spending",
    "Tổng chi ngân sách địa phương": "total_spending",
    "Tổng chi NSĐP": "total_spending",
    "Tỷ lệ chi CĐS/tổng chi NSĐP": "dx_budget_share",
    "Tỉ lệ chi ngân sách cho CĐS": "dx_budget_share",
    "Số hồ sơ tiếp nhận": "dossiers_received",
    "Tổng số HS TTHC đã tiếp nhận": "dossiers_received",
    "Hồ sơ / Tiếp nhận": "dossiers_received",
    "Số hồ sơ nộp trực tuyến": "dossiers_online",
    "Hồ sơ tiếp nhận / Trực tuyến": "dossiers_online",
    "Số hồ sơ trực tuyến toàn trình": "dossiers_full_online",
    "Hồ sơ / Toàn trình": "dossiers_full_online",
    "Tỷ lệ hồ sơ trực tuyến": "online_dossier_share",
    "Tỷ lệ hồ sơ nộp trực tuyến trên tổng số hồ sơ tiếp nhận": "online_dossier_share",
    "Tỷ lệ hồ sơ trực tuyến toàn trình": "full_online_dossier_share",
    "Hồ sơ / Trực tuyến toàn trình / Tỷ lệ": "full_online_dossier_share",
    "Số DVCTT toàn trình": "services_offered",
    "Số TTHC cung cấp trực tuyến toàn trình": "services_offered",
    "Số DVC có phát sinh hồ sơ": "services_with_dossiers",
    "Số DVCTT toàn trình có phát sinh hồ sơ": "services_with_dossiers",
    "Tỷ lệ DVCTT có phát sinh hồ sơ": "services_with_dossiers_share",
    "Tỷ lệ TTHC có phát sinh hồ sơ trực tuyến": "services_with_dossiers_share",
    "Số hộ": "households",
    "Tổng số hộ gia đình": "households",
    "Số hộ có cáp quang": "households_fibre",
    "Tỷ lệ hộ gia đình có Internet cáp quang": "fibre_household_share",
    "DTI": "dti_total",
    "Chỉ số CĐS cấp tỉnh": "dti_total",
    "Chính quyền số": "dti_government",
    "Kinh tế số": "dti_economy",
    "Chỉ số xã hội số": "dti_society",
    "Hạ tầng số": "dti_infrastructure",
}

UNKNOWN = [
    "Số thuê bao ĐTTM",  # subscribers are not adults
    "Tỷ lệ người dân có ĐTTM",  # nor are people
    "Tỷ lệ hộ gia đình được phủ cáp quang",  # could be connected, is not
    "Kinh phí CĐS",  # planned, given or spent
    "Dự toán chi CĐS",
    "Số hồ sơ đã giải quyết",
    "Tỷ lệ hồ sơ giải quyết đúng hạn",
    "Số DVC trực tuyến một phần",
    "Số DVC trực tuyến",
    "Tỷ trọng kinh tế số",
    "Số thành viên/tổ",
    "Số tổ và số thành viên CNSCĐ",
    "Số tổ CNSCĐ, số thành viên",
    "Số tổ, thành viên CNSCĐ",
    "Số tổ CNSCĐ - số thành viên",
    "Số tổ CNSCĐ (số thành viên)",
    "Tăng, giảm số tổ CNSCĐ",
    "Số tổ CNSCĐ bình quân một xã",
    "Số tổ CNSCĐ cấp huyện",
    "Áp dụng CNSCĐ",
    "Số tổ CNSC",
    "Số hồ sơ trực tiếp",
    "",
]


def levels(text):
    """Return what the levels of a heading say together."""
    found = Said()
    for level in text.split(" / "):
        found |= said(units_written.without_units(level)[0])
    return found


@pytest.mark.parametrize(("heading", "variable"), UNDERSTOOD.items())
def test_headings_of_officials_are_understood(heading, variable):
    assert meant(levels(heading)) == (variable,)


@pytest.mark.parametrize("heading", UNDERSTOOD)
@pytest.mark.parametrize(
    "written",
    [
        str.upper,
        str.lower,
        lambda text: unicodedata.normalize("NFD", text),
        folded,
        lambda text: f"{text} (*)",
    ],
    ids=["upper", "lower", "NFD", "no diacritics", "footnote"],
)
def test_spelling_does_not_change_what_is_meant(heading, written):
    changed = " / ".join(written(level) for level in heading.split(" / "))
    assert meant(levels(changed)) == meant(levels(heading))


@pytest.mark.parametrize("heading", UNKNOWN)
def test_what_is_not_declared_is_not_guessed(heading):
    assert meant(levels(heading)) == ()


def test_a_word_with_other_diacritics_is_another_word():
    assert said("áp").unknown == ("áp",)
    assert said("ấp").things == said("ap").things == {"hamlet"}


def test_one_wrong_letter_is_refused_and_the_variable_suggested():
    assert meant(said("Số tổ CNSCD cộng đồngg")) == ()
    assert suggested(said("Tỷ lệ hồ sơ trực tuyến toàn trìnhh"))[0] == "online_dossier_share"
    assert suggested(said("abc")) == ()


@pytest.mark.parametrize(
    ("heading", "variables_"),
    [
        ("Tổng chi", ("dx_spending", "total_spending")),
        ("Số hồ sơ", ("dossiers_received", "dossiers_online")),
        ("Số xã đã thành lập tổ CNSCĐ", ("teams_commune", "communes_with_teams")),
    ],
)
def test_two_meanings_are_both_shown(heading, variables_):
    assert meant(said(heading)) == variables_


@pytest.mark.parametrize(
    ("heading", "title", "variable"),
    [
        ("Số tổ", "Kết quả hoạt động của tổ công nghệ số cộng đồng", "teams"),
        ("Số thành viên", "Tổ công nghệ số cộng đồng", "members"),
        ("Cấp xã", "Số tổ CNSCĐ theo cấp", "teams_commune"),
        ("Toàn trình", "Tình hình tiếp nhận hồ sơ", "dossiers_full_online"),
        ("", "Số hộ có cáp quang", "households_fibre"),
        ("Tỷ lệ", "Hồ sơ trực tuyến toàn trình", "full_online_dossier_share"),
    ],
)
def test_a_title_completes_a_short_heading(heading, title, variable):
    assert meant(said(heading), [said(title)]) == (variable,)


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("Số tổ", "Báo cáo kết quả năm"),
        ("Số lượng", "Số tổ CNSCĐ và số thành viên tổ CNSCĐ"),
        ("", "Số tổ CNSCĐ, số thành viên tổ CNSCĐ"),
        ("Số tổ", "Kế hoạch thành lập tổ CNSCĐ"),
        ("Số xe", "Số tổ CNSCĐ"),
    ],
)
def test_a_title_explains_no_more_than_it_says(heading, title):
    assert len(meant(said(heading), [said(title)])) != 1


def test_a_title_never_changes_what_a_heading_says_itself():
    for heading, variable in UNDERSTOOD.items():
        for title in ("Hồ sơ trực tuyến toàn trình", "Tổ CNSCĐ cấp xã", "Tỷ lệ chi cho chuyển đổi số"):
            assert meant(levels(heading), [said(title)]) == (variable,)


def test_labels_of_all_variables_are_understood():
    for name, variable in variables().items():
        found = meant(said(variable.label["vi"]))
        assert found == (name,), (name, found)


def test_every_variable_can_be_written_and_every_thing_is_declared():
    assert set(declared("meanings")) == set(variables())
    things = {one for names in declared("words") for one in names.split()}
    used = {one.strip("()") for ways in declared("meanings").values() for way in ways for one in way.split()}
    assert used <= things
    assert headings.UNFIT - {"/"} <= things


def test_no_phrase_is_declared_for_two_things():
    seen = {}
    for things, phrases in declared("words").items():
        for phrase in phrases:
            assert seen.setdefault(phrase, things) == things, phrase
    assert not set(seen) & set(declared("silent"))
    units = [folded(phrase) for phrases in declared("units").values() for phrase in phrases]
    assert len(units) == len(set(units))


@pytest.mark.parametrize(
    ("heading", "units"),
    [
        ("Chi CĐS (triệu đồng)", ("million_vnd",)),
        ("Chi CĐS (ĐVT: tỷ đồng)", ("billion_vnd",)),
        ("Chi CĐS, tr.đ", ("million_vnd",)),
        ("Chi CĐS - Tr.đồng", ("million_vnd",)),
        ("Chi CĐS triệu đồng", ("million_vnd",)),
        ("Chi CĐS (1.000 đồng)", ("thousand_vnd",)),
        ("Chi CĐS (đồng)", ("vnd",)),
        ("Chi CĐS (triệu USD)", ("triệu USD",)),
        ("Tỷ lệ hồ sơ trực tuyến toàn trình (%)", ("percent",)),
        ("Số hộ [nghìn hộ]", ("thousand_households",)),
        ("Số tổ CNSCĐ (1)", ()),
        ("Số tổ CNSCĐ (nếu có)", ()),
        ("Số tổ công nghệ số cộng đồng", ()),
        ("Số xã, phường có tổ", ()),
    ],
)
def test_units_of_headings(heading, units):
    assert units_written.without_units(heading)[1] == units


@pytest.mark.parametrize(
    ("line", "units"),
    [
        ("Đơn vị tính: triệu đồng", ("million_vnd",)),
        ("ĐVT: %", ("percent",)),
        ("(ĐVT: Tỷ đồng)", ("billion_vnd",)),
        ("Biểu 1. Chi cho chuyển đổi số (Đơn vị tính: triệu đồng)", ("million_vnd",)),
        ("Chi cho chuyển đổi số năm 2024 (tỷ đồng)", ("billion_vnd",)),
        ("Đơn vị tính: tổ, người, triệu đồng", ("teams", "persons", "million_vnd")),
        ("Đơn vị: Sở Thông tin và Truyền thông", ()),
        ("Đơn vị tính: 1.000 người", ("thousand_persons",)),
        ("BÁO CÁO", ()),
    ],
)
def test_units_of_lines_above_a_table(line, units):
    assert units_written.units_of_lines([line]) == units


@pytest.mark.parametrize(
    ("text", "rest", "iso"),
    [
        ("Số tổ năm 2024", "so to", "2024"),
        ("Số tổ đến 31/12/2024", "so to den", "2024-12-31"),
        ("Số tổ (đến ngày 30 tháng 6 năm 2025)", "so to den ngay", "2025-06-30"),
        ("6 tháng đầu năm 2025", "", "2025-06"),
        ("Quý III/2025", "", "2025-09"),
        ("Tháng 12/2024", "", "2024-12"),
        ("2023", "", "2023"),
        ("Từ 15/12/2023 đến 14/12/2024", "", "2024-12-14"),
        ("Số tổ", "so to", None),
        ("Năm 2023 so với năm 2024", "so voi", None),
        ("Giai đoạn 2021-2025", "giai doan", None),
        ("Số tổ 31/31/2024", "so to", None),
        ("Hồ sơ 120.2024", "ho so 120 2024", None),
    ],
)
def test_days_within_texts(text, rest, iso):
    left, found = without_dates(text)
    assert folded(left) == rest
    day = day_of(found)
    assert (day.iso if day else None) == iso
