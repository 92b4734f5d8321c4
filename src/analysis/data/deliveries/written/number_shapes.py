"""What a row of digits with dots, commas, spaces and apostrophes can mean: one number, two, or none.

A dot or comma before exactly three digits parts thousands or decimals; nothing in the digits says which, so
both readings are given. Every other row of digits has one reading, or is none: ``1.55.000``, ``12 34`` and
``007`` are not mended. Only the digits 0 to 9 count: a raised ``¹`` is a footnote mark, never a digit.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

COMMA, POINT = "comma", "point"

CORE = re.compile(r"[0-9](?:[0-9.,' ]*[0-9])?")
"""The longest row of digits and marks that may be one number."""

_DECIMAL_MARKS = {",": COMMA, ".": POINT}
# Thousands parted by dots go with a decimal comma, by commas with a point; the others say nothing.
_GROUP_MARKS = {".": COMMA, ",": POINT, " ": None, "'": None}
# One zero before a digit is how officials fill two places (05 tổ); more zeros are a code, not a number.
_INTEGER = r"0?[0-9]|[1-9][0-9]*"
_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼ´`′"), "'")
_MINUS_SIGNS = dict.fromkeys(map(ord, "−–—‒‐‑"), "-")


@dataclass(frozen=True)
class Shape:
    """One reading of a row of digits.

    Parameters
    ----------
    value : Decimal
        The number, exactly.
    mark : {"comma", "point"} or None
        The decimal mark that whoever writes so uses; None when the digits do not show it.
    grouped : bool
        Whether marks part thousands.
    """

    value: Decimal
    mark: str | None = None
    grouped: bool = False


def plain(text: str) -> str:
    """Return a text in form NFC with plain apostrophes, minus signs and single spaces, without case.

    Line breaks stay: two lines of digits are two numbers.
    """
    found = unicodedata.normalize("NFC", text).translate(_APOSTROPHES).translate(_MINUS_SIGNS)
    found = "".join(" " if unicodedata.category(mark) == "Zs" or mark == "\t" else mark for mark in found)
    return re.sub(" +", " ", found).strip().casefold()


def shapes(text: str) -> tuple[Shape, ...]:
    """Return what a row of digits can mean: nothing, one number, or two.

    Examples
    --------
    >>> [str(shape.value) for shape in shapes("1.556")]
    ['1556', '1.556']
    >>> [str(shape.value) for shape in shapes("1.556,25")]
    ['1556.25']
    >>> shapes("31.12.2024")
    ()
    """
    found = []
    for group, implied in (("", None), *_GROUP_MARKS.items()):
        whole = rf"[1-9][0-9]{{0,2}}(?:{re.escape(group)}[0-9]{{3}})+" if group else _INTEGER
        if re.fullmatch(whole, text):
            found.append(Shape(_number(text, group), implied, bool(group)))
        for mark, named in _DECIMAL_MARKS.items():
            if mark != group and re.fullmatch(rf"(?:{whole}){re.escape(mark)}[0-9]+", text):
                found.append(Shape(_number(text, group, mark), named, bool(group)))
                # 1 556.250 by a hand that mixes its marks: the dot may part thousands as the space does.
                if group in {" ", "'"} and re.fullmatch(rf".*{re.escape(mark)}[0-9]{{3}}", text):
                    found.append(Shape(_number(text, group + mark), _GROUP_MARKS[mark], True))
    return tuple(sorted(found, key=lambda shape: (-shape.value, not shape.grouped)))


def _number(text: str, groups: str, mark: str = "") -> Decimal:
    bare = "".join(letter for letter in text if letter not in groups)
    return Decimal(bare.replace(mark, ".") if mark else bare)
