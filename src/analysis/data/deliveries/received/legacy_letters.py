"""Vietnamese text from before Unicode: TCVN3 (ABC), VNI and Windows-1258, recognised with proof.

Such text is stored in the codes of western letters, which a font with Vietnamese shapes shows as they were
meant: “Hµ Néi” in a font named .VnTime and “Haø Noäi” in VNI-Times are “Hà Nội”. Which table holds is told by
the font where a workbook names it, else by the text: the right table gives Vietnamese syllables, the others
do not.

Sources of the tables: TCVN 5712:1993, its third set VN3 (a letter with a tone has one code, small; capitals
are a matter of fonts whose name ends with H); the VNI encoding for Windows, in which a mark follows its
vowel; code page 1258 of Windows, as Python has it. Codes 0x80 to 0x9F are signs of code page 1252 in all
three.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from analysis.data import provinces
from analysis.data.deliveries.received.syllables import is_syllable, parted
from analysis.data.deliveries.variables import variables

_ENOUGH = 0.9  # Share of the words with marks that must be syllables in the right reading.
_NEAR = 0.7  # Another reading with more than this part of its share makes the matter doubtful.

# Codes 0xA0 to 0xFF of TCVN3, sixteen a line; a dot where the set has no letter.
_TCVN3_FROM_A0 = (
    ".ĂÂÊÔƠƯĐăâêôơưđ......àảãáạ.ằẳẵắ.......ặầẩẫấậè.ẻẽéẹềểễếệìỉ...ĩíịò.ỏõóọồổỗốộờởỡớợù.ủũúụừửữứựỳỷỹýỵ."
)
_TCVN3 = {chr(0xA0 + at): letter for at, letter in enumerate(_TCVN3_FROM_A0) if letter != "."}

_TONES = "\u0301\u0300\u0309\u0303\u0323"
_VNI_ALONE = dict(zip("ñôöíìæóòî", "đơưíìỉĩịỵ", strict=True))
_VNI_MARKS = (
    ("aeouyôö", "ùøûõï", "", _TONES),
    ("aeo", "âáàåãä", "\u0302", ("", *_TONES)),
    ("a", "êéèúüë", "\u0306", ("", *_TONES)),
)
"""Which letters take which codes behind them, and what these add: a circumflex or breve, and a tone."""


def _vni() -> dict[str, str]:
    """Return the letter of each code or pair of codes of VNI."""
    small = dict(_VNI_ALONE)
    for bearers, codes, shape, tones in _VNI_MARKS:
        for bearer in bearers:
            letter = _VNI_ALONE.get(bearer, bearer) + shape
            small |= {
                bearer + code: unicodedata.normalize("NFC", letter + tone)
                for code, tone in zip(codes, tones, strict=True)
            }
    capital = {code.upper(): letter.upper() for code, letter in small.items()}
    # Some programs write the mark of a capital in its small form.
    mixed = {code[0].upper() + code[1:]: letter.upper() for code, letter in small.items()}
    return {**mixed, **capital, **small}


_WORD = re.compile(r"[A-Za-z\xA1-\xAE\xB5-\xB9\xBB-\xBE\xC0-\u024F\u0300-\u036F\u1E00-\u1EFF]+")


_WESTERN = [bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(256)]
_WESTERN_LETTERS = frozenset(_WESTERN)
_WINDOWS_1258 = str.maketrans(
    {_WESTERN[code]: bytes([code]).decode("cp1258", "ignore") or _WESTERN[code] for code in range(256)}
)
_TCVN3_TABLE = str.maketrans(_TCVN3)
_VNI = _vni()
_VNI_CODES = re.compile("|".join(sorted(_VNI, key=len, reverse=True)))


def as_western(data: bytes) -> str:
    """Return bytes as the letters of code page 1252, its few unused codes as control characters."""
    return "".join(_WESTERN[byte] for byte in data)


def from_tcvn3(text: str) -> str:
    """Return what text stored in TCVN3 says, form NFC.

    A word whose other letters are capitals, such as “TØNH”, is given in capitals throughout.

    Parameters
    ----------
    text : str
        Read as code page 1252.
    """
    return _WORD.sub(_in_capitals, text.translate(_TCVN3_TABLE))


def from_vni(text: str) -> str:
    """Return what text stored in VNI says, form NFC; ``text`` is read as code page 1252."""
    return _VNI_CODES.sub(lambda code: _VNI[code.group()], text)


def from_windows_1258(text: str) -> str:
    """Return what text stored in code page 1258 says, form NFC; ``text`` is read as code page 1252.

    The code page stores a tone after its vowel.
    """
    return unicodedata.normalize("NFC", text.translate(_WINDOWS_1258))


Reading = Callable[[str], str]

OF_BYTES: Mapping[str, Reading] = {
    "windows-1258": from_windows_1258,
    "tcvn3": from_tcvn3,
    "vni": from_vni,
}
"""What text that is not UTF-8 can be."""

OF_TEXT: Mapping[str, Reading] = {
    "unicode": lambda text: unicodedata.normalize("NFC", text),
    "tcvn3": from_tcvn3,
    "vni": from_vni,
}
"""What text in Unicode letters can be: as it reads, or legacy letters whose font was lost."""


def proven(text: str, readings: Mapping[str, Reading] = OF_TEXT) -> str | None:
    """Return the reading that a text proves to be meant, or None when it proves none.

    Counted are its different words with marks. A reading is proven when nine in ten are syllables in it, one
    of them at least belongs to the names of provinces or to the words of the figures asked for, and no other
    reading that gives another text comes near it.

    Parameters
    ----------
    text : str
        Read as code page 1252, or Unicode.
    readings : mapping of str to callable
        What to choose from.
    """
    words = sorted(set(_marked(text)))
    if not words:
        return None
    read = {name: [reading(word) for word in words] for name, reading in readings.items()}
    share = {name: sum(map(is_syllable, found)) / len(words) for name, found in read.items()}
    best = max(share, key=lambda name: share[name])
    others = [share[name] for name in read if read[name] != read[best]]
    if share[best] < _ENOUGH or max(others, default=0.0) > _NEAR * share[best]:
        return None
    return best if any(parted(word) in _known() for word in read[best]) else None


def of_font(font: str) -> str | None:
    """Return ``tcvn3`` or ``vni`` when a font of this name shows such letters, else None."""
    if font.lower().startswith(".vn"):
        return "tcvn3"
    return "vni" if font.lower().startswith("vni-") else None


def by_font(text: str, font: str) -> str:
    """Return what a text says in its font.

    The text stays as it is in any other font; when it holds letters that no legacy text has; and when it
    reads as Vietnamese only as it is: text that was converted often keeps its former font.

    Parameters
    ----------
    text : str
        As a workbook stores it.
    font : str
        Name of its font; the capitals of a font such as .VnTimeH are given as capitals.
    """
    letters = of_font(font)
    if letters is None or not is_western(text):
        return text
    read = OF_TEXT[letters](text)
    if all(map(is_syllable, _marked(text))) and not all(map(is_syllable, _marked(read))):
        return text
    return read.upper() if letters == "tcvn3" and font.endswith("H") else read


def is_western(text: str) -> bool:
    """Return whether a text has letters of code page 1252 alone, as legacy text has."""
    return set(text) <= _WESTERN_LETTERS


def stored_once(text: str) -> str:
    """Return text whose UTF-8 some program took for code page 1252, such as “HÃ Ná»™i”, as it was meant.

    Any other text is returned as it is: letters of code page 1252 that are strict UTF-8 by chance are none
    that a language writes.
    """
    if text.isascii() or not is_western(text):
        return text
    try:
        return bytes(map(_WESTERN.index, text)).decode("utf-8")
    except UnicodeDecodeError:
        return text


def _marked(text: str) -> Iterable[str]:
    return (word for word in _WORD.findall(text) if not word.isascii())


@cache
def _known() -> frozenset[tuple[str, str] | None]:
    """Return the words with marks of places' names and of the figures that can be delivered."""
    places = provinces.provinces()
    texts = [*places["name"], *places["region_vi"]]
    texts += [text["vi"] for one in variables().values() for text in (one.label, one.definition)]
    return frozenset(parted(word) for text in texts for word in _marked(text))


def _in_capitals(word: re.Match[str]) -> str:
    """Return a word in capitals when only its letters with a tone, which have no capitals, are small."""
    text = word.group()
    small = [letter for letter in text if letter != letter.upper()]
    if len(text) - len(small) < 2 or any(letter.isascii() or letter in "ăâêôơưđ" for letter in small):
        return text
    return text.upper()
