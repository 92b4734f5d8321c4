"""How Vietnamese is written: the rules of spelling and wording that a computer can check, over every text."""

import re
from functools import cache
from unicodedata import is_normalized, normalize

import pytest

from analysis.report import messages
from analysis.report.lint import texts
from analysis.report.lint.reading import plain

TONES = "\u0300\u0301\u0303\u0309\u0323"
INITIAL = "b|ch|c|d|đ|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|q|r|s|th|tr|t|v|x"
NUCLEUS = (
    "a|ă|â|e|ê|i|o|ô|ơ|u|ư|y|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|yê|iu|oa|oă|oe|oi|ôi|ơi|oai|oay|oao|oeo|ua|uâ|uê|ui|uô"
    "|uơ|uy|uya|uyê|uyu|uây|uôi|ưa|ươ|ưi|ưu|ươi|ươu|iêu|yêu|uao|uai|uay"
)
SYLLABLE = re.compile(rf"(?:{INITIAL})?(?:{NUCLEUS})(?:ch|c|m|ng|nh|n|p|t)?")
# Whatever else may stand in a sentence: names of persons, bodies and programs, signs, and terms of statistics
# that Vietnamese writes as they are.
KNOWN = """
    Đắk Lắk Kon
    Arora Benjamini Carlo Cinelli Fisher Fuller Gauss Gini Hazlett Hochberg Kronmal Monte Moran Mundlak
    Pearson Poisson Rand Shapley Spearman Swamy Theil
    CECODES CR CSV DTI EMC GRDP HC HTML OLS PAPI PDF QH QĐ RTA SHA TTg UNDP USB UTF VIF
    Actions Chromium Debian Enter Esc English Excel GB GitHub Internet JSON JavaScript JupyterLab Kubernetes
    LibreOffice SLURM Tab Ubuntu Uptake Windows Word macOS web
    bootstrap boosting byte beta cluster elastic gamma gradient jackknife km² log logarit logit means probit
    ridge silhouette wild
    D N R R² T X k p q t z
    conda controls csv data dataset inputs make playwright published python root simulated simulation
    strength validation venv years
"""
FOREIGN = set(KNOWN.split())

# One term for one concept: what is not written, and what is.
INSTEAD = {
    r"tỉ (?:lệ|số|trọng|đồng|suất)": "tỷ",
    r"kĩ|mĩ thuật|lí (?:do|thuyết|giải)|(?:xử|quản|hợp|địa|vật) lí": "y",
    r"công ti|qui (?:định|tắc|mô|ước)|hi vọng": "y",
    r"hàng năm": "hằng năm",
    r"internet": "Internet",
    r"máy tính": "máy vi tính",
    r"website|online|link|file|email": "trang thông tin điện tử, trực tuyến, liên kết, tệp, thư điện tử",
    r"sáp nhập|sát nhập": "sắp xếp",
    r"tổ công nghệ cộng đồng|tổ CNSCĐ": "tổ công nghệ số cộng đồng",
    r"thôn, bản": "thôn, tổ dân phố",
    r"[Cc]ổng dịch vụ công (?:quốc|Quốc)|Cổng Dịch vụ công Quốc gia": "Cổng Dịch vụ công quốc gia",
    r"Tổng cục thống kê|tổng cục Thống kê": "Tổng cục Thống kê",
    r"bình phương tối thiểu": "bình phương nhỏ nhất",
    r"đặc tả": "phương án (ước lượng)",
    r"hạt giống|mầm ngẫu nhiên|số khởi đầu": "số khởi tạo ngẫu nhiên",
    r"số giới hạn|số ước chừng": "số chỉ nêu cận, số gần đúng",
    r"thế giới mô phỏng|quốc gia mô phỏng": "kịch bản mô phỏng, lần mô phỏng",
    r"rút thăm": "bốc thăm",
    r"xác suất phát hiện": "lực kiểm định",
    r"độ tin tưởng|khoảng tin tưởng": "khoảng tin cậy",
    r"lỗi chuẩn|sai số tiêu chuẩn": "sai số chuẩn",
    r"trung bình có trọng số": "trung bình có quyền số",
    r"(?:chứa|chạm) số không|chứa 0": "số 0",
    r"[Kk]hoảng hạng": "khoảng thứ hạng",
    r"(?<!Tổng )(?<!phiếu )điều tra(?! chọn mẫu| viên| dân số)": "khảo sát",
}

# What an English word of a message is called in its translation.
CALLED = {
    r"associations?": "liên hệ",
    r"budgets?": "ngân sách|kinh phí",
    r"community (?:digital technology )?teams?": "tổ công nghệ số cộng đồng",
    r"confidence interval": "khoảng tin cậy",
    r"digital transformation": "chuyển đổi số",
    r"dossiers?": "hồ sơ",
    r"evidence:": "mức độ bằng chứng",
    r"false alarms?": "báo động giả",
    r"fixed effects": "hiệu ứng cố định",
    r"full(?:y|-process) online": "toàn trình",
    r"internet": "Internet",
    r"leaving out one|leaving out each": "lần lượt bỏ",
    r"least squares": "bình phương nhỏ nhất",
    r"neighbour\w*": "lân cận|gần nhau",
    r"peers": "tương đồng",
    r"power": "lực kiểm định",
    r"quartiles?": "tứ phân vị",
    r"rank correlations?": "tương quan hạng",
    r"recorded with error": "ghi nhận có sai số",
    r"respondents?": "người trả lời",
    r"seeds?": "số khởi tạo|{seed}",
    r"simulated": "mô phỏng",
    r"smartphones?": "điện thoại thông minh",
    r"specifications?": "phương án",
    r"standard errors?": "sai số chuẩn",
    r"targets?": "mục tiêu|{target}",
    r"unmeasured": "chưa đo được",
    r"unseen capacity": "năng lực không quan sát được",
    r"weighted": "quyền số",
}

OLD_STYLE = re.compile(r"(?i)o[àáảãạèéẻẽẹ]\b|(?<!q)u[ỳýỷỹỵ]\b|[òóỏõọ][ae]\w|[ùúủũụ][ye]\w")
_DAY = r"(?:\d/\d{1,2}|\d\d/(?:[12]|0[3-9]))"
DATE = re.compile(rf"(?<![\d/]){_DAY}/\d{{4}}|ngày {_DAY}(?!\d)")
MONTH = re.compile(r"tháng (?:0[3-9]|[12]\b(?!\d))(?=/)")
ENGLISH_NUMBER = re.compile(r"(?<![\w.])0\.\d|\d,\d{3}(?:,\d{3})+|\d\.\d+\s?%")


@cache
def read(content):
    """Return a text as a reader sees it, dots in place of addresses and of what is filled in."""
    return re.sub(r"\{\w*\}|\$\w+|[a-z]+(?:\.[a-z]+)+", "…", re.sub(r"<![^<>]*>", "", plain(content)))


def words(text):
    return re.findall(r"[^\W\d_]+²?", text)


def is_syllable(word):
    """Tell whether a word is built as Vietnamese syllables are, with one mark of tone at most."""
    letters = normalize("NFD", word.lower())
    bare = normalize("NFC", "".join(letter for letter in letters if letter not in TONES))
    return sum(letter in TONES for letter in letters) <= 1 and SYLLABLE.fullmatch(bare) is not None


def matches(pattern):
    return lambda text: [found.group() for found in re.finditer(pattern, text)]


def not_instead(text):
    return [
        f"{found.group()} (write: {instead})"
        for wrong, instead in INSTEAD.items()
        for found in re.finditer(rf"(?<![\w/-])(?:{wrong})(?![\w/-])", text)
    ]


RULES = {
    "every word is Vietnamese, or a known name or term": lambda text: [
        word for word in words(text) if not {word, word.lower()} & FOREIGN and not is_syllable(word)
    ],
    "the mark of tone stands where official texts put it: hòa, khỏe, thủy": matches(OLD_STYLE),
    "one term for one concept": not_instead,
    "a percent sign follows a no-break space": matches(r"[\d…](?:%| %)"),
    "no space doubled or before a mark": matches(
        r"(?<=\S)[ \u00a0]{2,}(?=\S)|[\w)”…][ \u00a0][,.;:?!)”](?=\s|$)|[(“] "
    ),
    "a space after a mark": matches(r"[^\W\d_][,;:][^\W\d_]"),
    "days under 10, January and February take a zero: 01/7/2025": lambda text: [
        *matches(DATE)(text), *matches(MONTH)(text),
    ],
    "decimals after a comma, thousands after a point": matches(ENGLISH_NUMBER),
    "nothing is done “by” somebody as in English": matches(r"\bbởi\b"),
}  # fmt: skip


@cache
def vietnamese():
    """Return every Vietnamese text with its place."""
    return [text for text in texts.all_texts() if text.language == "vi"]


# Descriptions of data list the English codes that stand in the files.
CODES = {"every word is Vietnamese, or a known name or term"}


@pytest.mark.parametrize("rule", RULES)
def test_every_text_keeps_the_rule(rule):
    found = [
        f"{text.place}: {fault!r} in {text.content.strip()[:120]!r}"
        for text in vietnamese()
        if not (rule in CODES and text.place.startswith(("data/", "src/")))
        for fault in RULES[rule](read(text.content))
    ]
    assert found == []


def test_every_text_is_in_composed_characters():
    assert [text.place for text in vietnamese() if not is_normalized("NFC", text.content)] == []


def called_otherwise(english, vietnamese):
    """Name the English words of a message whose term its translation lacks; names in braces are no words."""
    return [
        f"{word.group()} is {term}"
        for pattern, term in CALLED.items()
        if (word := re.search(rf"(?<![\w{{]){pattern}(?![\w}}])", english, re.IGNORECASE))
        and not re.search(term, vietnamese.replace("\u00a0", " "), re.IGNORECASE)
    ]


def test_a_term_of_the_messages_has_one_translation():
    found = [
        f"{path.name}: {fault}: {english!r}, {said!r}"
        for path in sorted((messages.LOCALE / "vi").glob("*.po"))
        for english, said in messages.finished(messages.read(path)).items()
        for fault in called_otherwise(english, said)
    ]
    assert found == []


def test_a_term_translated_otherwise_is_found():
    assert called_otherwise("Share of dossiers", "Tỷ lệ thủ tục") == ["dossiers is hồ sơ"]
    assert called_otherwise("Standard errors, least squares", "Sai số, bình phương tối thiểu") != []
    assert called_otherwise("{target} of {dossiers}", "{target} trong {dossiers}") == []


BROKEN = {
    "every word is Vietnamese, or a known name or term": [
        "Bảng số liệu của provinces",
        "Tỷ lêệ hồ sơ",
        "chuyển đổi sốố",
        "Nguồn: Tổng cụcThống kê",
        "thànhphố",
    ],
    "the mark of tone stands where official texts put it: hòa, khỏe, thủy": [
        "Số hoá hồ sơ", "toà nhà", "Thuỷ lợi", "hòan thành", "khoẻ mạnh", "HOÁ ĐƠN", "tùyến",
    ],
    "one term for one concept": [
        "tỉ lệ hồ sơ", "sáp nhập tỉnh", "điều tra PAPI", "truy cập internet", "bình phương tối thiểu",
        "Cổng Dịch vụ công Quốc gia", "khoảng tin cậy chứa số không", "thôn, bản", "xử lí hồ sơ",
    ],
    "a percent sign follows a no-break space": ["40,71%", "40,71 %", "{share}%"],
    "no space doubled or before a mark": ["hồ sơ  trực tuyến", "hồ sơ , dịch vụ", "( trực tuyến)", "tỉnh ."],
    "a space after a mark": ["tỉnh,thành phố", "Nguồn:Bộ"],
    "days under 10, January and February take a zero: 01/7/2025": [
        "ngày 1/7/2025", "ngày 01/07/2025", "ngày 15/2/2024", "tháng 03/2022", "tháng 2/2025",
    ],
    "decimals after a comma, thousands after a point": ["từ 0.33 điểm", "1,234,567 hồ sơ", "40.71 %"],
    "nothing is done “by” somebody as in English": ["được công bố bởi Bộ"],
}  # fmt: skip


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule in BROKEN for text in BROKEN[rule]])
def test_the_rule_finds_what_breaks_it(rule, text):
    assert RULES[rule](read(text))


@pytest.mark.parametrize(
    "text",
    [
        "Bà Rịa - Vũng Tàu, Đắk Lắk: tỷ lệ là 40,71\u00a0% (khoảng tin cậy 95\u00a0%: 0,12 đến 0,34).",
        "Từ ngày 01/7/2025, tính đến ngày 10/10, tháng 3/2022 và tháng 02/2025; hai trong 34, 5/63 tỉnh.",
        "Số hóa, hòa, thủy, quý, khỏe, tùy, hoàn thành, khuyến nghị, thuế, ngoại lệ, thoáng, quyết định.",
        "Điều tra chọn mẫu; Tổng điều tra dân số; cuộc khảo sát.",
        "Có 1.556 tổ; PAPI 8.1; “gần 170 tỉ đồng” theo nguồn.",
    ],
)
def test_what_is_well_written_passes(text):
    assert {rule: found for rule in RULES if (found := RULES[rule](read(text)))} == {}


def test_no_rule_goes_without_a_fault_made_for_it():
    assert BROKEN.keys() == RULES.keys()
    assert len(vietnamese()) > 2000
