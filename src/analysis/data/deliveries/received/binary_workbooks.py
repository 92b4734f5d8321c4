"""What the records of an ``.xls`` workbook say beside its values: formats, fonts, errors, what is hidden.

The library that reads the values of such workbooks tells none of this, and leaves a cell with an error empty;
a figure of 0.4071 could be 40.71 percent. Followed are the published descriptions of the compound file
([MS-CFB]) and of the records of Excel 97 to 2003 ([MS-XLS]).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from analysis.data.deliveries.received.unreadable import UnreadableFile, unreadable
from analysis.data.deliveries.remarks import Remark

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_END_OF_CHAIN = 0xFFFFFFFA  # This and higher numbers are no sectors.
_BOF, _EOF, _SHEET, _FONT, _FORMAT, _XF, _PASSWORD = 0x809, 0x0A, 0x85, 0x31, 0x41E, 0xE0, 0x2F
_ROW, _COLUMN, _ERROR, _FORMULA = 0x208, 0x7D, 0x205, 0x06
_ONE_CELL = {0x203, 0x204, 0xFD, 0x27E, 0x205, 0x06, 0xD6}
_MANY_CELLS = 0xBD
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_BUILT_IN = dict(enumerate(["", "0", "0.00", "#,##0", "#,##0.00"])) | {
    **{9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "mm-dd-yy", 15: "d-mmm-yy"},
    **{16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss"},
    **{22: "m/d/yy h:mm", 37: "#,##0 ;(#,##0)", 38: "#,##0 ;[Red](#,##0)", 39: "#,##0.00;(#,##0.00)"},
    **{40: "#,##0.00;[Red](#,##0.00)", 41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00"},
    **{45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0", 48: "##0.0E+0", 49: "@"},
}


@dataclass
class Marks:
    """What a sheet says of its cells beside their values; rows and columns counted from 1."""

    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    fonts: dict[tuple[int, int], str] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)


def stream_names(data: bytes) -> set[str]:
    """Return the names of the streams of a compound file.

    Raises
    ------
    UnreadableFile
        It is damaged.
    """
    return set(_Compound(data).streams)


def marks(data: bytes) -> list[Marks]:
    """Return the marks of each sheet of an ``.xls`` workbook, in their order.

    Raises
    ------
    UnreadableFile
        The workbook is damaged, older than Excel 97, or protected by a password.
    """
    compound = _Compound(data)
    name = "Workbook" if "Workbook" in compound.streams else "Book"
    try:
        return _marks(compound.stream(name))
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise unreadable("damaged") from error


class _Compound:
    """The streams of a compound file, by name."""

    def __init__(self, data: bytes) -> None:
        try:
            self._data = data
            self._size = 1 << struct.unpack_from("<H", data, 30)[0]
            self._sectors = self._allocation()
            directory = self._chained(struct.unpack_from("<I", data, 48)[0])
            self.streams = dict(self._entries(directory))
            root = self._root[0]
            self._small = self._chained(root) if root < _END_OF_CHAIN else b""
            table = self._chained(struct.unpack_from("<I", data, 60)[0])
            self._small_sectors = struct.unpack(f"<{len(table) // 4}I", table)
        except (struct.error, IndexError, UnicodeDecodeError) as error:
            raise unreadable("damaged") from error

    def stream(self, name: str) -> bytes:
        """Return the bytes of a stream."""
        start, size = self.streams[name]
        return self._chained(start)[:size] if size >= 4096 else self._chained_small(start)[:size]

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        found = self._data[at : at + self._size]
        if not found:
            raise IndexError(number)
        return found

    def _allocation(self) -> tuple[int, ...]:
        listed = [one for one in struct.unpack_from("<109I", self._data, 76) if one < _END_OF_CHAIN]
        following, count = struct.unpack_from("<2I", self._data, 68)
        for _ in range(min(count, len(self._data) // self._size)):
            numbers = struct.unpack(f"<{self._size // 4}I", self._sector(following))
            listed += [one for one in numbers[:-1] if one < _END_OF_CHAIN]
            following = numbers[-1]
        table = b"".join(map(self._sector, listed))
        return struct.unpack(f"<{len(table) // 4}I", table)

    def _chained(self, start: int) -> bytes:
        found, met = [], set[int]()
        while start < _END_OF_CHAIN and start not in met:
            met.add(start)
            found.append(self._sector(start))
            start = self._sectors[start]
        return b"".join(found)

    def _chained_small(self, start: int) -> bytes:
        found, met = [], set[int]()
        while start < _END_OF_CHAIN and start not in met:
            met.add(start)
            found.append(self._small[start * 64 : start * 64 + 64])
            start = self._small_sectors[start]
        return b"".join(found)

    def _entries(self, directory: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
        self._root = (_END_OF_CHAIN, 0)
        for at in range(0, len(directory) - 127, 128):
            length, type_ = struct.unpack_from("<HB", directory, at + 64)
            place = struct.unpack_from("<II", directory, at + 116)
            if type_ == 5:
                self._root = place
            elif type_ == 2:
                yield directory[at : at + max(length - 2, 0)].decode("utf-16-le"), place


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of one part of a workbook, to its end."""
    depth = 0
    while True:
        kind, size = struct.unpack_from("<2H", stream, at)
        depth += (kind == _BOF) - (kind == _EOF)  # A chart within a sheet is a part of its own.
        if depth == 0:
            return
        if depth == 1:
            yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _marks(stream: bytes) -> list[Marks]:
    fonts: list[str] = []
    codes = dict(_BUILT_IN)
    styles: list[tuple[int, int]] = []
    starts: list[int] = []
    if struct.unpack_from("<2H", stream)[0] != _BOF or struct.unpack_from("<H", stream, 4)[0] != 0x600:
        raise unreadable("other_workbook")  # Before Excel 97 records were others.
    for kind, body in _records(stream, 0):
        if kind == _PASSWORD:
            raise UnreadableFile(Remark("locked_file"))
        if kind == _FONT:
            fonts.append(_text(body, 14, body[14]))
        elif kind == _FORMAT:
            codes[struct.unpack_from("<H", body)[0]] = _text(body, 3, struct.unpack_from("<H", body, 2)[0])
        elif kind == _XF:
            styles.append(struct.unpack_from("<2H", body))
        elif kind == _SHEET and body[5] == 0:
            starts.append(struct.unpack_from("<I", body)[0])
    return [_of_sheet(stream, start, fonts, codes, styles) for start in starts]


def _text(body: bytes, at: int, length: int) -> str:
    """Return a text of a record; the byte at its start says whether its letters take two bytes."""
    wide = body[at + 1] & 1
    kept = body[at + 2 : at + 2 + length * (1 + wide)]
    return kept.decode("utf-16-le" if wide else "latin-1")


def _of_sheet(
    stream: bytes, start: int, fonts: list[str], codes: dict[int, str], styles: list[tuple[int, int]]
) -> Marks:
    found = Marks()
    for kind, body in _records(stream, start):
        if kind == _ROW and struct.unpack_from("<H", body, 12)[0] & 0x20:
            found.hidden_rows.add(struct.unpack_from("<H", body)[0] + 1)
        elif kind == _COLUMN and struct.unpack_from("<H", body, 8)[0] & 1:
            first, last = struct.unpack_from("<2H", body)
            found.hidden_columns.append((first + 1, last + 1))
        for row, column, style in _styled(kind, body):
            at = (row + 1, column + 1)
            font, code = styles[style]
            found.formats[at] = codes.get(code, "")
            found.fonts[at] = fonts[font - (font > 4)]  # There is no font 4.
            if (error := _error(kind, body)) is not None:
                found.errors[at] = _ERRORS.get(error, "#?")
    return found


def _styled(kind: int, body: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield row, column and style of the cells of a record."""
    if kind in _ONE_CELL:
        yield struct.unpack_from("<3H", body)
    elif kind == _MANY_CELLS:
        row, first = struct.unpack_from("<2H", body)
        for at in range(4, len(body) - 7, 6):
            yield row, first + (at - 4) // 6, struct.unpack_from("<H", body, at)[0]


def _error(kind: int, body: bytes) -> int | None:
    """Return the number of the error that a cell holds."""
    if kind == _ERROR and body[7]:
        return body[6]
    # A formula that gave no number: bytes 6 to 13 say what it gave.
    if kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2:
        return body[8]
    return None
