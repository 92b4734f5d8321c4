"""Search that finds ``chuyển đổi số`` whether it is typed with or without diacritics.

Index and query are folded to plain letters by the same rule, written twice: in Python for the index, in
JavaScript for what the reader types. The table of letters that do not decompose is shared by both.
"""

import json
from typing import TYPE_CHECKING

from sphinx.search import SearchLanguage
from sphinx.search.en import SearchEnglish

from analysis.report.plain_letters import UNDECOMPOSED, fold

if TYPE_CHECKING:
    from sphinx.application import Sphinx

SPLITTER = """
const undecomposed = %s;
const fold = (text) =>
  text.normalize("NFD").replace(/\\p{M}/gu, "").replace(/[%s]/g, (letter) => undecomposed[letter]);
var splitQuery = (query) => fold(query).split(/[^\\p{L}\\p{N}_]+/u).filter((word) => word);
const asked = fold(new URLSearchParams(location.search).get("q") || "").trim().toLowerCase();
Scorer.score = (result) => result[4] + (fold(result[1]).toLowerCase().includes(asked) ? Scorer.title : 0);
""" % (json.dumps(UNDECOMPOSED, ensure_ascii=False), "".join(UNDECOMPOSED))  # noqa: UP031 - braces are JavaScript's
"""The query's half, put where Sphinx expects its splitter; pages with the query in their title come first."""


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
