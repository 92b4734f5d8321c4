"""Vietnamese in plain letters: to be found however it is typed, and in names of files and addresses."""

import re
import unicodedata

UNDECOMPOSED: dict[str, str | int | None] = {"đ": "d", "Đ": "D"}
"""Letters whose stroke is not a combining mark in Unicode, and what they fold to."""


def fold(text: str) -> str:
    """Return `text` without diacritics, in any Unicode form.

    Examples
    --------
    >>> fold("Chuyển đổi số")
    'Chuyen doi so'
    """
    # Category M, as \p{M} in the browser's half: some marks have a combining class of zero.
    apart = unicodedata.normalize("NFD", text)
    letters = "".join(letter for letter in apart if not unicodedata.category(letter).startswith("M"))
    return letters.translate(str.maketrans(UNDECOMPOSED))


def slug(name: str) -> str:
    """Return a place's name as it stands in a web address: ``ho-chi-minh``."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name).lower()).strip("-")
