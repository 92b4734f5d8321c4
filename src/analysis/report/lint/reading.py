"""A text as a reader sees it: without markup and quotations, and where its sentences begin and end."""

import re
from collections.abc import Iterator
from html import unescape
from unicodedata import normalize

_BLOCK = re.compile(
    r"<!--.*?-->|<(script|style)\b.*?</\1>"
    r"|</?(?:p|div|h\d|li|ul|ol|tr|td|th|table|caption|thead|tbody|summary|details|br|title|desc|text|figcaption"
    r"|section|main|dt|dd|dl|blockquote|header|footer|nav|option|button|label)\b[^>]*>",
    re.IGNORECASE | re.DOTALL,
)
_INLINE = re.compile(r"</?[a-zA-Z][^<>]*>")
_QUOTED = re.compile(
    r"```.*?```|``[^`]*``|`[^`]*`|“[^”]*”|«[^»]*»|‘[^’\n]*’(?!\w)|\"[^\"\n]*\"|https?://\S+", re.DOTALL
)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_EMPHASIS = re.compile(r"\*+|~~|(?<![^\W_])_+(?=[^\W_])|(?<=[^\W_])_+(?![^\W_])")
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_PARTED = re.compile(r"(?<=\w)-[ \t]*\n[ \t]*(?=[a-zà-ỹđ])")
# A line that goes on in small letters goes on with the sentence of the line before.
_WRAPPED = re.compile(r"(?<=[^\s.!?;:|])[ \t]*\n[ \t]*(?=[a-zà-ỹđ(])")
_END = re.compile(r"[.!?;…]+[)”’\"]*(?=\s|$)|[ \t]*\n|\|")


def plain(text: str) -> str:
    """Return a text without markup, code, quotations and addresses, in composed characters (NFC).

    A tag that parts blocks becomes an end of line, any other tag nothing; a line that was broken within a
    sentence is made whole. A quotation leaves ``“…”`` behind, so that what surrounds it stays apart.
    """
    read = unescape(_INLINE.sub("", _BLOCK.sub("\n", text)))
    read = normalize("NFC", _INVISIBLE.sub("", read))
    read = _EMPHASIS.sub("", _LINK.sub(r"\1", _QUOTED.sub("“…”", read)))
    return _WRAPPED.sub(" ", _PARTED.sub("", read))


def sentences(read: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence of a plain text begins and ends; each line and each cell has its own."""
    first = 0
    for end in _END.finditer(read):
        yield first, end.end()
        first = end.end()
    yield first, len(read)
