"""Files of text: their letters, their separator and their lines, each decided with proof or refused."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Sequence

from analysis.data.deliveries.content import Cell, Sheet
from analysis.data.deliveries.received import legacy_letters
from analysis.data.deliveries.received.plain_text import plain
from analysis.data.deliveries.received.unreadable import UnreadableFile, unreadable
from analysis.data.deliveries.remarks import Remark

_MARKS_OF_ORDER = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Commas stand within numbers and sentences as well, so that they part fields only where nothing else does.
_SEPARATORS = "\t;|,"
_NAMED_SEPARATOR = re.compile(r'"?sep=(.)"?[ \t;,|]*(?:\r\n|\r|\n)', re.IGNORECASE)
_FIGURE = re.compile(r"[-−+(]?\s*\d")
_LOST = re.compile(r"\ufffd|[^\W\d_]+\?[^\W\d_]+")
_ENOUGH_LOST = 3  # Fewer question marks could be meant.
_YEAR = re.compile(r"(19|20)\d\d")
_END = "\x1e"
_MOST_FIELDS = 1_000_000


def decoded(data: bytes) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding.

    Strict UTF-8 is proof of itself, as is a mark of byte order; other text must be proven, see
    :func:`analysis.data.deliveries.received.legacy_letters.proven`. Legacy letters that some program stored
    as UTF-8 are read too.

    Returns
    -------
    text, encoding : str
        The encoding is ``utf-8``, ``utf-16``, ``windows-1258``, ``tcvn3`` or ``vni``.

    Raises
    ------
    UnreadableFile
        The bytes are no text, or text of no encoding known here, or of two that cannot be told apart.
    """
    try:
        text, encoding = _unicode(data)
    except UnicodeDecodeError as error:
        text, encoding = _legacy(data, error)
    if any(ord(mark) < 32 and mark not in "\t\n\v\f\r\x1a" for mark in text):
        raise unreadable("unknown_kind")
    _require_letters(text)
    if not encoding.startswith("utf") or text.isascii() or not legacy_letters.is_western(text):
        return text, encoding
    letters = legacy_letters.proven(text)
    if letters is None or letters == "unicode":
        return legacy_letters.stored_once(text), encoding
    return legacy_letters.OF_TEXT[letters](text), letters


def _require_letters(text: str) -> None:
    """Refuse text in which a program put question marks for the letters that it could not write."""
    if "\ufffd" not in text and len(set(_LOST.findall(text))) < _ENOUGH_LOST:
        return
    for number, line in enumerate(text.splitlines(), start=1):
        if _LOST.search(line):
            remark = Remark("undecodable_text", row=number, written=plain(line), values={"line": number})
            raise UnreadableFile(remark)


def _unicode(data: bytes) -> tuple[str, str]:
    for mark, encoding in _MARKS_OF_ORDER:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding), encoding[: len("utf-16")].removesuffix("-")
    zeros = data[1:4096:2].count(0), data[0:4096:2].count(0)
    if max(zeros) * 4 > min(len(data), 4096) // 2 and max(zeros) > 4 * min(zeros):
        return data.decode("utf-16-le" if zeros[0] > zeros[1] else "utf-16-be"), "utf-16"
    return data.decode("utf-8"), "utf-8"


def _legacy(data: bytes, error: UnicodeDecodeError) -> tuple[str, str]:
    if error.encoding.startswith("utf-16"):
        raise unreadable("cut_off") from error
    western = legacy_letters.as_western(data)
    if any(ord(mark) < 32 and mark not in "\t\n\v\f\r\x1a" for mark in western):
        raise unreadable("unknown_kind") from error
    found = legacy_letters.proven(western, legacy_letters.OF_BYTES)
    if found is None and (line := _line_with_letters(western)) is not None:
        row, written = line
        remark = Remark("undecodable_text", row=row, written=written, values={"line": row})
        raise UnreadableFile(remark) from error
    return legacy_letters.OF_BYTES[found or "windows-1258"](western), found or "windows-1258"


def _line_with_letters(western: str) -> tuple[int, str] | None:
    """Return the first line, and its number, on which the encodings differ."""
    for number, line in enumerate(western.splitlines(), start=1):
        if len({reading(line) for reading in legacy_letters.OF_BYTES.values()}) > 1:
            return number, plain(line)
    return None


def sheet(text: str) -> Sheet:
    """Return the table that a text holds, one row a record; a line break within quotes begins none.

    Raises
    ------
    UnreadableFile
        It stops in the middle of a line, is too large, or a line of figures is wider than its headings.
    """
    named = _NAMED_SEPARATOR.match(text)
    body = text[named.end() :] if named else text
    separator = named.group(1) if named else _separator(body)
    rows = ([[""]] if named else []) + _rows(body, separator)
    _require_whole(rows, ended=body.endswith(("\n", "\r")))
    if separator == ",":
        rows = _sentences_joined(rows)
        _require_room(rows)
    cells = (
        Cell(row, column, kept)
        for row, fields in enumerate(rows, start=1)
        for column, field in enumerate(fields, start=1)
        if (kept := plain(field))
    )
    return Sheet(None, {(cell.row, cell.column): cell for cell in cells})


def _rows(text: str, separator: str | None) -> list[list[str]]:
    """Return the fields of each record; of each line as a whole without a separator."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n\x1a").split("\n")
    if separator is None:
        return [[line] for line in lines]
    try:
        rows = list(csv.reader([*(line + "\n" for line in lines), _END], delimiter=separator))
    except csv.Error as error:  # A field longer than the limit, which is one for the whole program.
        raise unreadable("too_large") from error
    if rows.pop() != [_END]:
        raise unreadable("cut_off", row=len(rows) + 1)
    if sum(map(len, rows)) > _MOST_FIELDS:
        raise unreadable("too_large")
    return rows


def _separator(text: str) -> str | None:
    """Return what parts most lines alike; None when nothing parts two of them."""
    found: dict[str, int] = {}
    for separator in _SEPARATORS:
        try:
            rows = [row for row in _rows(text, separator) if any(map(str.strip, row))]
        except UnreadableFile as error:
            if error.remark.values["reason"] == "too_large":
                raise
            continue  # A quotation mark that opens a field by one separator may be a letter by another.
        found[separator] = _usual(rows)[1]
        if found[separator] * 2 >= len(rows):
            return separator
    if not found:
        raise unreadable("cut_off")
    best = max(found, key=lambda one: found[one])
    return best if found[best] > 1 else None


def _usual(rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    """Return the commonest number of fields above one, and how many rows have it."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return widths.most_common(1)[0] if widths else (0, 0)


def _sentences_joined(rows: list[list[str]]) -> list[list[str]]:
    """Return the rows with titles and notes in one piece whose commas, each before a space, are commas."""
    usual = _usual(rows)[0]
    return [
        [",".join(row)] if len(row) != usual and all(field.startswith(" ") for field in row[1:]) else row
        for row in rows
    ]


def _require_whole(rows: Sequence[Sequence[str]], *, ended: bool) -> None:
    """Refuse a file whose last line stops before its other lines do, all of which are alike."""
    widths = {len(row) for row in rows[:-1] if any(row)}
    if not ended and len(widths) == 1 and 1 < len(rows[-1]) < max(widths):
        raise unreadable("cut_off", row=len(rows), written=plain(" ".join(rows[-1])))


def _require_room(rows: Sequence[Sequence[str]]) -> None:
    """Refuse a line of figures wider than the headings above it: its numbers hold the separator."""
    headings = 0
    for number, row in enumerate(rows, start=1):
        filled = [column for column, field in enumerate(row, start=1) if field.strip()]
        fields = [row[column - 1].strip() for column in filled if column > 1]
        figures = sum(bool(_FIGURE.match(field) and not _YEAR.fullmatch(field)) for field in fields)
        if figures * 2 > len(fields):
            if headings and filled[-1] > headings:
                raise unreadable("ragged", row=number, written=",".join(row))
        elif len(filled) > 1:
            headings = max(headings, len(row))
