"""Days, months and years that stand within a heading, a title or the name of a sheet."""

import re
import unicodedata
from collections.abc import Sequence

from analysis.data.deliveries.written import written_days
from analysis.data.deliveries.written.wording import folded, listed, plain

_YEAR = r"(?:19|20)\d\d(?!\d)"
_DAY = r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*(?:\d{4}|\d\d)(?!\d)"
_PHRASES = re.compile(
    "|".join(
        (
            rf"(?<!\d)(?:tu\s+)?(?:ngay\s+)?(?<!\d){_DAY}\s*(?:-|–|den(?:\s+het)?)\s*(?:ngay\s+)?{_DAY}",
            rf"(?<!\d){_DAY}",
            rf"(?<!\d)\d{{1,2}}\s+thang\s+\d{{1,2}}\s+nam\s+{_YEAR}",
            rf"(?<!\d)(?:\d{{1,2}}|ba|sau|chin)\s+thang(?:\s+(?:dau|cuoi))?(?:\s+nam)?\s+{_YEAR}",
            rf"\bthang\s+\d{{1,2}}\s*(?:nam|[/.-])?\s*{_YEAR}",
            rf"(?<![\d/])\d{{1,2}}\s*/\s*{_YEAR}",
            rf"\bquy\s+(?:[1-4]|iv|i{{1,3}})\s*(?:nam|[/.,-])?\s*{_YEAR}",
            rf"\bnam\s+{_YEAR}",
            rf"(?<![\d/.,]){_YEAR}(?![.,/]\d)",
        )
    )
)
_PLACE_AND_DAY = re.compile(r"^[^,:;]{2,30},\s*(?:ngay|\.+|\d{1,2}\s+thang)")

Read = written_days.Day | str
"""A day, month or year that was read, or the kind of the remark that says why it was not."""


def without_dates(text: str) -> tuple[str, tuple[Read, ...]]:
    """Return a text without the days and years in it, and these as they were read, each once.

    What looks like a day and is none comes as the kind of its remark.

    Examples
    --------
    >>> without_dates("Số tổ năm 2024")[0]
    'Số tổ  '
    """
    text = unicodedata.normalize("NFC", text)
    found: list[Read] = []
    rest, start = "", 0
    for phrase in _PHRASES.finditer(plain(text)):
        found.append(written_days.read(text[phrase.start() : phrase.end()].strip()))
        rest += text[start : phrase.start()] + " "
        start = phrase.end()
    return rest + text[start:], tuple(dict.fromkeys(found))


def dates_of_titles(lines: Sequence[str]) -> tuple[Read, ...]:
    """Return the days and years that titles give; those of documents and of the day of signing are none."""
    found: list[Read] = []
    for line in lines:
        words = f" {folded(line)} "
        named = any(f" {document} " in words for document in listed("documents"))
        if not named and not _PLACE_AND_DAY.match(plain(line).strip()):
            found += without_dates(line)[1]
    return tuple(dict.fromkeys(found))


def day_of(found: Sequence[Read]) -> written_days.Day | None:
    """Return the one day, month or year that some readings mean, the most exact; None when they differ."""
    days = [one for one in found if not isinstance(one, str)]
    if not days or len(days) < len(found) or len({day.year for day in days}) > 1:
        return None
    exact = max(days, key=lambda day: len(day.iso))
    agree = all(exact.iso.startswith(day.iso) or day.part != exact.part for day in days)
    return exact if agree else None


def as_of_date(day: written_days.Day | None) -> str:
    """Return a day or month as a table of figures states it; empty for a whole year."""
    return day.iso if day is not None and len(day.iso) > 4 else ""
