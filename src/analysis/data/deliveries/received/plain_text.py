"""Text as it is kept: composed letters, plain spaces, nothing invisible, superscripts apart."""

import re
import unicodedata

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SPACES = re.compile(r"[^\S\n]")


def plain(text: str) -> str:
    """Return a text in form NFC without odd spaces, invisible characters and spaces around its lines.

    Line breaks within stay; a tab becomes a space.
    """
    lines = (
        unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    )
    spaced = _SPACES.sub(" ", lines)
    seen = "".join(mark for mark in spaced if mark == "\n" or unicodedata.category(mark) not in ("Cc", "Cf"))
    return "\n".join(line.strip() for line in seen.split("\n")).strip()


def raised(text: str) -> str:
    """Return text above its line with superscript digits, so that 1.556 and a note 1 stay apart."""
    return text.translate(_SUPERSCRIPTS)
