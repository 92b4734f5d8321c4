"""A day as officials write it: always day, month, year; a month, a quarter or a year where no day is given.

``05/06/2024`` is 5 June. A text that is a day only when month and day change places is refused, as is every
other text that this module does not know whole: nothing is guessed from a part of it.
"""

import contextlib
import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from analysis.data.deliveries.written.number_shapes import plain

FIRST_YEAR, LAST_YEAR = 2000, 2049
"""Years that a figure of this subject can be about; ``24`` is 2024."""

_MONTHS = (
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}

_LEAD = re.compile(
    r"^(?:(?:so lieu|du lieu|cap nhat|bao cao|luy ke|tinh|chot|tai|vao|thoi diem|ke|cho"
    r"|as of|as at|until|by|on)\s+)*(?:(?:den|toi)\s+)?(?:(?:het|cuoi|thoi diem)\s+)*(?:ngay\s+)?"
)
_CLOCK = re.compile(
    r"^(?:luc\s+)?[0-9]{1,2}\s?(?:gio|h|:)\s?(?:[0-9]{2}(?::[0-9]{2})?|[0-9]{1,2} phut)?,?\s+(?=ngay)"
    r"|[ t,]\s*[0-9]{1,2}(?:h|:)[0-9]{2}(?::[0-9]{2}(?:\.0+)?)?$"
)
_SPAN = re.compile(r"(?:tu\s+)?(?:ngay\s+)?(.+?)\s*(?:\s-\s|den het|den|toi|\bto\b)\s*(.+)")
_Y = r"(?P<y>[0-9]{4})"
_YEAR = rf"(?:\s*[/,.-]\s*|\s+)(?:nam\s+)?{_Y}"


@dataclass(frozen=True)
class Day:
    """When a figure was taken.

    Parameters
    ----------
    iso : str
        ``2024-12-31``, ``2024-12`` or ``2024``: as exact as the text; of a part of a year, its last month.
    year : int
        The year of its last day.
    part : str or None
        Of a part of a year or a span: ``quarter 3``, ``first 6 months``, ``last 6 months`` or
        ``from 2023-12-15``.
    """

    iso: str
    year: int
    part: str | None = None


class _NoDay(Exception):
    """A text that names no day, such as 31/02/2024; its arguments are two ISO days that it can mean."""


def of_day(day: dt.date) -> Day:
    """Return a day that a workbook stores as such."""
    return Day(day.isoformat(), day.year)


def read(text: str, *, year_hint: int | None = None) -> Day | str:
    """Read a day, month, part of a year or year.

    Parameters
    ----------
    text : str
        As it stands in a cell or above a table, alone, with or without its diacritics: “31/12/2024”, “tính
        đến hết ngày 30 tháng 6 năm 2025”, “Quý III/2025”, “6 tháng đầu năm 2025”, “từ 15/12/2023 đến
        14/12/2024”.
    year_hint : int, optional
        The year of a text that gives none (“ngày 31/12”), from the table's title or the figure's own year.

    Returns
    -------
    Day or str
        What was read, or the kind of the fault: ``unreadable_day``, or ``ambiguous_day`` (see
        :func:`readings`).
    """
    try:
        return _read(text, year_hint)
    except _NoDay as no:
        return "ambiguous_day" if no.args else "unreadable_day"


def readings(text: str, *, year_hint: int | None = None) -> tuple[str, ...]:
    """Return the two ISO days that an ambiguous text can mean, in Vietnamese order first; else nothing."""
    try:
        _read(text, year_hint)
    except _NoDay as no:
        return tuple(no.args)
    return ()


def _read(text: str, hint: int | None) -> Day:
    bare = _CLOCK.sub("", _folded(text)).rstrip(" .;:")
    span = _SPAN.fullmatch(bare)
    found = _span(span.group(1), span.group(2), hint) if span else None
    found = found or _one(_LEAD.sub("", bare, count=1), hint)
    if found is None:
        raise _NoDay
    return found


def _folded(text: str) -> str:
    """Return a text without case and diacritics: titles are typed in any letters, names of files in these."""
    letters = unicodedata.normalize("NFD", plain(text)).replace("đ", "d")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _span(first: str, last: str, hint: int | None) -> Day | None:
    """Return the last day of a span and say where it begins; None when these are not two days."""
    end = _one(_LEAD.sub("", last, count=1), hint)
    start = _one(_LEAD.sub("", first, count=1), end.year if end else hint)
    if not start or not end or start.part or end.part or len(start.iso) == 4:
        return None
    if start.iso[: len(end.iso)] > end.iso:
        raise _NoDay
    return Day(end.iso, end.year, f"from {start.iso}")


def _one(text: str, hint: int | None) -> Day | None:
    for form, reader in _FORMS:
        if found := re.fullmatch(form, text):
            return reader({name: part for name, part in found.groupdict().items() if part}, hint)
    return None


def _year(parts: dict[str, str], hint: int | None) -> int:
    if "y" not in parts and hint is None:
        raise _NoDay
    year = int(parts["y"]) if "y" in parts else int(hint or 0)
    year = year + 2000 if len(parts.get("y", "")) == 2 else year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _NoDay
    return year


def _date(parts: dict[str, str], hint: int | None) -> Day:
    try:
        return of_day(dt.date(_year(parts, hint), _month_number(parts["m"]), int(parts["d"])))
    except ValueError as no:
        raise _NoDay from no


def _short(parts: dict[str, str], hint: int | None) -> Day:
    """Return a day of three pairs of digits; refused when it is recent only with the year in front."""
    found = _date(parts, hint)
    if found.year < 2010 <= 2000 + int(parts["d"]):
        with contextlib.suppress(ValueError):
            turned = dt.date(2000 + int(parts["d"]), int(parts["m"]), int(parts["y"]))
            raise _NoDay(found.iso, turned.isoformat())
    return found


def _month(parts: dict[str, str], hint: int | None) -> Day:
    month, year = _month_number(parts["m"]), _year(parts, hint)
    if not 1 <= month <= 12:
        raise _NoDay
    return Day(f"{year}-{month:02d}", year)


def _quarter(parts: dict[str, str], hint: int | None) -> Day:
    quarter, year = _QUARTERS[parts["q"]], _year(parts, hint)
    return Day(f"{year}-{3 * quarter:02d}", year, f"quarter {quarter}")


def _months(parts: dict[str, str], hint: int | None) -> Day:
    number, year = _NUMBERS.get(parts["n"]) or int(parts["n"]), _year(parts, hint)
    if not 1 <= number <= 12:
        raise _NoDay
    if parts.get("which") == "cuoi":
        return Day(f"{year}-12", year, f"last {number} months")
    return Day(f"{year}-{number:02d}", year, f"first {number} months")


def _whole_year(parts: dict[str, str], hint: int | None) -> Day:
    year = _year(parts, hint)
    return Day(str(year), year)


def _month_number(text: str) -> int:
    return _MONTHS.index(text) + 1 if text in _MONTHS else int(text)


_Reader = Callable[[dict[str, str], int | None], Day]
_NUMBERS = {"ba": 3, "sau": 6, "chin": 9}
_DM = r"(?P<d>[0-9]{1,2})\s?[/.-]\s?(?P<m>[0-9]{1,2})"
_QUARTER = rf"(?:quy|q|quarter)[ .]?(?P<q>{'|'.join(sorted(_QUARTERS, key=len, reverse=True))})"
_NUMBER = rf"(?P<n>[0-9]{{1,2}}|{'|'.join(_NUMBERS)})"
_NAMED = "|".join(_MONTHS)
_FORMS: tuple[tuple[str, _Reader], ...] = (
    (rf"{_DM}\s?[/.-]\s?{_Y}", _date),
    (rf"{_DM}\s?[/.-]\s?(?P<y>[0-9]{{2}})", _short),
    (r"(?P<y>[0-9]{4})[/-](?P<m>[0-9]{1,2})[/-](?P<d>[0-9]{1,2})", _date),
    (rf"(?P<d>[0-9]{{1,2}}) thang (?P<m>[0-9]{{1,2}})(?:{_YEAR})?", _date),
    (_DM, _date),
    (rf"{_DM} nam {_Y}", _date),
    (rf"(?P<d>[0-9]{{1,2}}) (?P<m>{_NAMED}) {_Y}", _date),
    (rf"(?P<m>{_NAMED}) (?P<d>[0-9]{{1,2}}), {_Y}", _date),
    (rf"(?P<m>{_NAMED}) {_Y}", _month),
    (rf"(?:thang |thang|t|th)(?P<m>[0-9]{{1,2}})(?:{_YEAR})?", _month),
    (rf"(?P<m>[0-9]{{1,2}})\s?[/.-]\s?{_Y}", _month),
    (rf"{_Y}-(?P<m>[0-9]{{2}})", _month),
    (rf"{_QUARTER}(?:{_YEAR})?", _quarter),
    (rf"{_NUMBER} thang(?: (?P<which>dau|cuoi))?(?: cua)? nam(?: {_Y})?", _months),
    (rf"{_NUMBER} thang(?: (?P<which>dau|cuoi))?[ /]{_Y}", _months),
    (rf"(?:ca |het |toan )?(?:nam |year )?{_Y}", _whole_year),
)
