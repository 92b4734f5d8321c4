"""What can be a Vietnamese syllable, as the proof that letters were read as they were meant.

A syllable is an onset, a rhyme and a tone. The rhymes are few and closed ones (in c, ch, p, t) carry two of
the six tones only, so that a text read by the wrong table of letters gives hardly any syllable with marks:
“Hµ Néi” and “Haø Noäi” are none, “Hà Nội” is two.
"""

import re
import unicodedata
from functools import cache

_ONSETS = [
    "ngh",
    "ng",
    "nh",
    "gh",
    "gi",
    "kh",
    "ph",
    "th",
    "tr",
    "ch",
    "qu",
    "b",
    "c",
    "d",
    "đ",
    "g",
    "h",
    "k",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "t",
    "v",
    "x",
]

_ENDINGS = {
    "a": "- c ch i m n ng nh o p t u y",
    "ă": "c k m n ng p t",
    "â": "c m n ng p t u y",
    "e": "- c m n ng o p t",
    "ê": "- ch m n nh p t u",
    "i": "- a ch m n nh p t u",
    "iê": "c m n ng p t u",
    "o": "- c i m n ng p t",
    "oa": "- c ch i m n ng nh o p t y",
    "oă": "c m n ng t",
    "oe": "- n o t",
    "oo": "c ng",
    "ô": "- c i m n ng p t",
    "ơ": "- i m n p t",
    "u": "- a c i m n ng p t",
    "uâ": "n ng t y",
    "uê": "- ch nh",
    "uô": "c i m n ng t",
    "uơ": "-",
    "uy": "- a ch n nh p t u",
    "uyê": "n t",
    "ư": "- a c i m n ng t u",
    "ươ": "c i m n ng p t u",
    "y": "- ch nh t",
    "yê": "m n ng t u",
}
"""The endings of each vowel; ``-`` is none."""

_RHYMES = (vowel + ending.replace("-", "") for vowel, all_ in _ENDINGS.items() for ending in all_.split())
_SYLLABLE = re.compile(f"(?:{'|'.join(_ONSETS)})?(?:{'|'.join(_RHYMES)})")
_CLOSED = re.compile("(?:c|ch|k|p|t)$")

_TONES = {"\u0300": "`", "\u0301": "'", "\u0303": "~", "\u0309": "?", "\u0323": "."}
_SHARP, _HEAVY = "'", "."


@cache
def parted(word: str) -> tuple[str, str] | None:
    """Return a word in small letters without its tone, and the tone; None when it has more than one.

    Where the tone mark stands does not matter: “hoà” and “hòa” are parted alike.
    """
    marks = unicodedata.normalize("NFD", word.lower())
    tones = [_TONES[mark] for mark in marks if mark in _TONES]
    if len(tones) > 1:
        return None
    toneless = "".join(mark for mark in marks if mark not in _TONES)
    return unicodedata.normalize("NFC", toneless), "".join(tones)


@cache
def is_syllable(word: str) -> bool:
    """Return whether a word can be a Vietnamese syllable: small, in capitals, or with a capital in front."""
    if word not in (word.lower(), word.upper(), word.capitalize()):
        return False
    if (parts := parted(word)) is None or not _SYLLABLE.fullmatch(parts[0]):
        return False
    return not _CLOSED.search(parts[0]) or parts[1] in (_SHARP, _HEAVY)
