"""Search that finds ``chuyển đổi số`` whether it is typed with or without diacritics.

Index and query are folded to plain letters by the same rule, written twice: in Python for the index, in
JavaScript for what the reader types. The table of letters that do not decompose is shared by both.
"""

import json
import unicodedata
from typing import TYPE_CHECKING

from sphinx.search import SearchLanguage
from sphinx.search.en import SearchEnglish

if TYPE_CHECKING:
    from sphinx.application import Sphinx

UNDECOMPOSED: dict[str, str | int | None] = {"đ": "d", "Đ": "D"}
"""Letters whose stroke is not a combining mark in Unicode, and what they fold to."""

SPLITTER = """
const undecomposed = %s;
const fold = (text) =>
  text.normalize("NFD").replace(/\\p{M}/gu, "").replace(/[%s]/g, (letter) => undecomposed[letter]);
var splitQuery = (query) => fold(query).split(/[^\\p{L}\\p{N}_]+/u).filter((word) => word);
const asked = fold(new URLSearchParams(location.search).get("q") || "").trim().toLowerCase();
Scorer.score = (result) => result[4] + (fold(result[1]).toLowerCase().includes(asked) ? Scorer.title : 0);
""" % (json.dumps(UNDECOMPOSED, ensure_ascii=False), "".join(UNDECOMPOSED))  # noqa: UP031 - braces are JavaScript's
"""The query's half, put where Sphinx expects its splitter; pages with the query in their title come first."""


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


class VietnameseSearch(SearchLanguage):
    """Vietnamese: syllables without diacritics; no stop words, for most are parts of words."""

    lang = "vi"
    language_name = "Vietnamese"
    js_splitter_code = SPLITTER

    def split(self, input: str) -> list[str]:
        """Return the folded syllables of a text."""
        return super().split(fold(input))


class EnglishSearch(SearchEnglish):
    """English stems; the names of provinces are found without diacritics too."""

    js_splitter_code = SPLITTER

    def split(self, input: str) -> list[str]:
        """Return the folded words of a text."""
        return super().split(fold(input))


def register(app: "Sphinx") -> None:
    """Make Sphinx use the folding search in both languages."""
    app.add_search_language(VietnameseSearch)
    app.add_search_language(EnglishSearch)
