"""Texts of a delivery as words that can be compared, and the declared lists of how officials write."""

import re
import unicodedata
from functools import cache
from typing import Any

from analysis.data.indicators import described

_RAISED = re.compile("[⁰¹²³⁴-⁹*]+")
_WORD = re.compile(r"[^\W_]+|[%/&]")
_LIST = re.compile(r"[^\W_]+|[%/&,;+]|(?<=\s)[-–](?=\s)")
_STROKED_D = str.maketrans({"đ": "d", "ð": "d", "ɖ": "d"})


def plain(text: str) -> str:
    """Return a text in small letters without diacritics, of the same length as the text in form NFC.

    Examples
    --------
    >>> plain("Số tổ CNSCĐ (đến 31/12/2024)")
    'so to cnscd (den 31/12/2024)'
    """
    return "".join(map(_base, unicodedata.normalize("NFC", text)))


def spoken(text: str) -> tuple[str, ...]:
    """Return the words of a text in small letters with their diacritics; ``%`` and ``/`` are words.

    Marks of footnotes (``*``, raised digits) are none.

    Examples
    --------
    >>> spoken("Tỷ lệ (%) CNSCĐ")
    ('tỷ', 'lệ', '%', 'cnscđ')
    """
    text = _RAISED.sub(" ", unicodedata.normalize("NFC", text)).replace("Ð", "Đ")
    return tuple(_WORD.findall(unicodedata.normalize("NFC", text.casefold())))


def spoken_with_commas(text: str) -> tuple[str, ...]:
    """Return the words of a text as :func:`spoken` does, with one ``,`` for whatever parts what it lists."""
    text = _RAISED.sub(" ", unicodedata.normalize("NFC", text)).replace("Ð", "Đ")
    words = _LIST.findall(unicodedata.normalize("NFC", text.casefold()))
    return tuple("," if word in {";", "+", "-", "–"} else word for word in words)


def same_word(written: str, meant: str) -> bool:
    """Return whether a written word is the one meant: equal, or without any diacritics where it has some.

    A word with other diacritics is another word (``áp`` is not ``ấp``).
    """
    return written == meant or (written.isascii() and written == plain(meant))


def folded(text: str) -> str:
    """Return the words of a text without diacritics, parted by single spaces."""
    return plain(" ".join(spoken(text)))


@cache
def declared(part: str) -> Any:
    """Return a part of ``headings.yaml``, the declared lists of how officials write; do not change it."""
    return described("deliveries/understood/headings.yaml")[part]


@cache
def listed(part: str, name: str | None = None) -> frozenset[str]:
    """Return the phrases of a declared list, each as :func:`folded` gives it.

    Parameters
    ----------
    part : str
        Key of ``headings.yaml``.
    name : str, optional
        Key below it, where the part holds several lists.
    """
    phrases = declared(part) if name is None else declared(part)[name]
    return frozenset(map(folded, phrases))


@cache
def _base(mark: str) -> str:
    letter = unicodedata.normalize("NFD", mark.casefold())[:1].translate(_STROKED_D)
    return letter or mark
