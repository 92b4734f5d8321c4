"""How a value may be written in a raw table: one spelling a value, none that could be taken for another.

A number is digits with a point as decimal mark (``40.71``, ``-3``, ``0.5``). Everything that some program
would read as a number and a person might read differently is refused: ``40,71``, ``1_000``, ``1e5``,
``NaN``, ``inf``, ``+5``, ``05``, ``.5``, ``5.``, a space before 5. An unknown value is an empty cell,
never a word or a zero.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from analysis.data.errors import quoted

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_YEAR = re.compile(r"[12][0-9]{3}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

_ABSENT = {
    "-",
    "–",
    "—",
    ".",
    "..",
    "...",
    "…",
    "na",
    "n/a",
    "nan",
    "none",
    "null",
    "nil",
    "?",
    "x",
    "inf",
    "-inf",
}

_MOST_DIGITS = 15
"""Digits that a number of 64 bits keeps, whatever the number."""

_KINDS = {
    "number": "a number written with digits and a point as decimal mark",
    "integer": "a whole number written with digits only",
    "year": "a year of four digits",
    "date": "a date written year-month-day, such as 2024-10-15",
    "boolean": "true or false",
    "string": "plain text",
}


@dataclass(frozen=True)
class Fault:
    """Why a cell is refused: the rule that is broken and the remedy, both without a full stop."""

    rule: str
    remedy: str


@lru_cache(maxsize=1 << 16)
def fault(kind: str, text: str) -> Fault | None:
    """Return why a cell cannot be taken as a value of its kind, or None when it can.

    Parameters
    ----------
    kind : {"string", "integer", "number", "year", "date", "boolean"}
        The type that the schema declares.
    text : str
        The cell as it stands in the file; not empty.

    Returns
    -------
    Fault or None
    """
    if (hidden := _hidden(text)) is not None:
        return hidden
    if not _is_written_as(kind, text):
        return Fault(f"this is not {_KINDS[kind]}", _remedy(kind, text))
    if kind in ("number", "integer") and not _is_kept(kind, text):
        rule = "the number has more digits than a computer keeps, so it would be changed"
        return Fault(rule, f"round it to {_MOST_DIGITS} digits")
    return None


def value(kind: str, text: str) -> object:
    """Return the value of a cell in which :func:`fault` finds nothing wrong."""
    if kind == "number":
        return float(text)
    if kind in ("integer", "year"):
        return int(text)
    if kind == "date":
        return date.fromisoformat(text)
    return text == "true" if kind == "boolean" else text


def text_fault(text: str) -> Fault | None:
    """Return what is wrong with the characters of a text: not in form NFC, or invisible ones."""
    if text.isascii() and text.isprintable():
        return None
    if unicodedata.normalize("NFC", text) != text:
        return Fault(
            "the text is not in Unicode form NFC (a letter and its marks are stored apart)",
            "type the word again or save it in the composed form NFC",
        )
    if any(unicodedata.category(mark) in ("Cc", "Cf", "Co", "Cn") and mark != "\n" for mark in text):
        return Fault("the text holds an invisible character", "delete the invisible character")
    return None


def _hidden(text: str) -> Fault | None:
    if text != text.strip():
        remedy = f"write {quoted(text.strip())}" if text.strip() else "leave the cell empty"
        return Fault("the value begins or ends with a space", remedy)
    if "\n" in text or "\r" in text:
        return Fault("the value holds a line break", "put the text on one line")
    return text_fault(text)


def _is_written_as(kind: str, text: str) -> bool:
    if kind == "number":
        return _NUMBER.fullmatch(text) is not None
    if kind == "integer":
        return _INTEGER.fullmatch(text) is not None
    if kind == "year":
        return _YEAR.fullmatch(text) is not None
    if kind == "date":
        return _DATE.fullmatch(text) is not None and _is_a_day(text)
    return kind != "boolean" or text in ("true", "false")


def _is_a_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_kept(kind: str, text: str) -> bool:
    """Return whether a number is the same after it was stored in 64 bits."""
    if kind == "integer":
        return len(text.lstrip("-")) <= _MOST_DIGITS
    return Decimal(text) == Decimal(repr(float(text)))


def _remedy(kind: str, text: str) -> str:
    if text.lower() in _ABSENT:
        return "leave the cell empty when the figure is not known"
    if kind in ("number", "integer"):
        return _number_remedy(kind, text)
    if kind == "date":
        return "write the day as year-month-day; use a text column for a month or a year alone"
    return f"write {_KINDS[kind]}, or leave the cell empty when it is not known"


def _number_remedy(kind: str, text: str) -> str:
    if re.fullmatch(r"[-−+]?[0-9]+,[0-9]+", text):
        if kind == "integer":
            return "write the whole number without the comma"
        point = text.replace(",", ".").replace("−", "-").removeprefix("+")
        return f"write the decimal mark as a point: {point}; if the comma parts thousands, leave it out"
    if text.endswith("%"):
        return "write the number without the percent sign; the unit stands in the data package"
    if re.fullmatch(r"[-−]?[0-9]{1,3}([., _'\u00a0\u202f][0-9]{3})+([.,][0-9]+)?", text):
        return "write the number without separators between thousands, with a point as decimal mark"
    if kind == "integer" and _NUMBER.fullmatch(text):
        return "write a whole number, or declare the column as number in the data package"
    return f"write {plain}" if (plain := _plain(text)) else "write digits, or leave the cell empty"


def _plain(text: str) -> str | None:
    """Return the number that a program would read, in plain digits; None when it would read none."""
    try:
        number = Decimal(text.replace("−", "-"))
    except InvalidOperation:
        return None
    return format(number, "f") if number.is_finite() and abs(number.adjusted()) <= _MOST_DIGITS else None
