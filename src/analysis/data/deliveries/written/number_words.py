"""Words beside a number in officials' tables: bounds, magnitudes, units, and what says “not known”."""

import re
from dataclasses import dataclass

_SAYS_UNKNOWN = (
    "-|--|---|.|..|...|…|/|x|xx|?|n/a|na|n.a.|n.a|#n/a|nd|n.d.|kxđ|kxd|kcsl|null|none|nan|unknown"
    "|no data|not available|not known|chưa có|chưa có số liệu|chưa có dữ liệu|chưa có thông tin"
    "|chưa có báo cáo|chưa báo cáo|chưa cập nhật|chưa công bố|chưa rõ|chưa thống kê|chưa tổng hợp"
    "|chưa xác định|đang cập nhật|đang rà soát|đang tổng hợp|không áp dụng|không báo cáo|không có"
    "|không có dữ liệu|không có số liệu|không có thông tin|không rõ|không thống kê|không xác định"
)
UNKNOWN = frozenset(_SAYS_UNKNOWN.split("|"))
"""What says that a figure is not known. “Không” alone may mean none or no: it is neither."""

BOUNDS = {
    "at least": "trên|hơn|ít nhất|tối thiểu|không dưới|không ít hơn|vượt|>=|≥|>"
    "|over|more than|at least|above|exceeding",
    "at most": "gần|dưới|chưa đến|chưa tới|chưa đầy|không quá|không vượt quá|tối đa|nhiều nhất|<=|≤|<"
    "|under|less than|below|nearly|almost|at most|up to",
    "about": "khoảng|ước khoảng|ước tính|ước đạt|ước|xấp xỉ|chừng|~|≈|about|around|approximately",
}
"""Words and signs before a number, by the bound that they express."""

MAGNITUDES = {
    "nghìn tỷ": 12,
    "ngàn tỷ": 12,
    "nghìn tỉ": 12,
    "ngàn tỉ": 12,
    "tỷ": 9,
    "tỉ": 9,
    "triệu": 6,
    "tr": 6,
    "tr.": 6,
    "vạn": 4,
    "nghìn": 3,
    "ngàn": 3,
    "trillion": 12,
    "billion": 9,
    "million": 6,
    "thousand": 3,
}
"""Words that multiply a number, and by which power of ten."""

_PERSONS = "người|thành viên|tổ viên|nhân khẩu|cán bộ|công dân|persons|people|members|adults"
UNITS = {
    "teams": "tổ|đội|tổ cnscđ|tổ công nghệ số|tổ công nghệ số cộng đồng|teams",
    "persons": _PERSONS,
    "units": "xã|phường|đơn vị|đvhc|xã, phường|xã/phường|xã, phường, thị trấn|đơn vị hành chính"
    "|units|communes",
    "dossiers": "hồ sơ|hs|bộ hồ sơ|dossiers|applications",
    "procedures": "thủ tục|tthc|thủ tục hành chính|dịch vụ|dịch vụ công|dvc|dvctt|procedures|services",
    "households": "hộ|hộ gia đình|hgđ|hộ dân|households",
    "percent": "%|phần trăm|percent|per cent|pct",
    "million_vnd": "đồng|đ|vnđ|vnd|₫",
    "index_0_1": "điểm|points",
}
"""Words for the unit itself, without a magnitude, by the unit in which a variable is kept."""

_BEFORE = re.compile(
    r"(?:(?:đạt|là|có)\s+)?(?:(?:"
    + "|".join(
        f"(?P<{name.replace(' ', '_')}>{'|'.join(sorted(words.split('|'), key=len, reverse=True))})"
        for name, words in BOUNDS.items()
    )
    + r")\s*)?(?:(?:đạt|là|có|từ)\s+)?"
)
_FOOTNOTE = re.compile(
    r"\((?:[0-9]{1,2}|[a-z]|\*{1,3})\)|\[(?:[0-9]{1,2}|[a-z]|\*{1,3})\]|[*†‡§]+|[¹²³⁰⁴-⁹⁽⁾]+"
)
_UPWARDS = re.compile(r"\s*(?:trở lên|\+)$")
_MAGNITUDE = re.compile(
    rf"({'|'.join(map(re.escape, sorted(MAGNITUDES, key=len, reverse=True)))})(?![^\W\d_])\.?\s*"
)


@dataclass(frozen=True)
class Beside:
    """What the words beside a number say.

    Parameters
    ----------
    power : int or None
        Power of ten of a magnitude (6 for “triệu”); None when none stands there.
    unit : str
        Words for the unit, empty when there are none; not yet held against any list.
    footnote : str or None
        Footnote marks.
    upwards : bool
        Whether “trở lên” or a plus sign follows.
    """

    power: int | None = None
    unit: str = ""
    footnote: str | None = None
    upwards: bool = False


def before(text: str) -> str | None:
    """Return the bound that the words before a number express, None when they say something else.

    Parameters
    ----------
    text : str
        Everything before the digits, as
        :func:`analysis.data.deliveries.written.number_shapes.plain` gives it.
    """
    found = _BEFORE.fullmatch(f"{text.strip()} " if text.strip() else "")
    if found is None:
        return None
    named = (name for name in BOUNDS if found.group(name.replace(" ", "_")))
    return next(named, "exact")


def behind(text: str) -> Beside:
    """Return what the words behind a number say: footnote marks, a magnitude, a unit, “trở lên”.

    Examples
    --------
    >>> behind(" triệu người(1)")
    Beside(power=6, unit='người', footnote='(1)', upwards=False)
    """
    marks = "".join(_FOOTNOTE.findall(text))
    rest = " ".join(_FOOTNOTE.sub(" ", text).split())
    upwards = _UPWARDS.search(rest) is not None
    rest = _UPWARDS.sub("", rest).strip()
    if rest.startswith("(") and rest.endswith(")"):
        rest = rest[1:-1].strip()
    # The full stop of a sentence, but not one directly behind digits, where decimals may be lost.
    rest = re.sub(r"(?<=\w)[.;]$", "", rest) if rest not in MAGNITUDES else rest
    rest = re.sub(r"^(?:tr\.?\s?đ\.?|tr\.)$", "triệu", rest)
    found = _MAGNITUDE.match(rest)
    power = MAGNITUDES[found.group(1)] if found else None
    return Beside(power, rest[found.end() :] if found else rest, marks or None, upwards)


def names(words: str, unit: str) -> bool:
    """Tell whether words name the unit in which a variable is kept."""
    return words in UNITS.get(unit, "").split("|")
