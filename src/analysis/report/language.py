"""The two languages of the pages: texts, numbers, dates, names and units, as each language writes them.

Numbers and dates follow CLDR (Babel), with these rules on top:

- a percentage is ``40,71 %`` in Vietnamese (no-break space before the sign) and ``40.71%`` in English;
- the minus sign is U+2212 everywhere, and a figure that rounds to zero carries no sign;
- rounding is half away from zero (see :mod:`analysis.report.rounding`), with exactly the decimals asked for;
- a missing figure is an en dash, never an empty cell and never zero;
- a Vietnamese date is ``01/7/2025``, as official texts write it: a zero before days under 10, and before
  January and February only (Decree 30/2020/NĐ-CP, appendix I).
"""

import datetime as dt
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from analysis.report.messages import MissingTranslation, Msgid, area, placeholders, vietnamese
from analysis.report.rounding import SIGNIFICANT_DIGITS, Figure, known, rounded
from analysis.report.units import UNITS, Unit

if TYPE_CHECKING:
    from analysis.data.indicators import Indicator

LANGUAGES = ("vi", "en")
MISSING = "–"
NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"
NEVER_BARE = {"Hồ Chí Minh": "TP. Hồ Chí Minh"}
"""A city named after a person is not written without the word for city."""


@dataclass(frozen=True)
class Language:
    r"""Vietnamese (``"vi"``) or English (``"en"``).

    Parameters
    ----------
    code
        ``"vi"`` or ``"en"``; it is also the HTML ``lang`` of what is written.

    Raises
    ------
    ValueError
        For any other code.

    Examples
    --------
    >>> Language("vi").percent(40.71, 2), Language("en").percent(40.71, 2)
    ('40,71\xa0%', '40.71%')
    """

    code: str
    missing = MISSING

    def __post_init__(self) -> None:
        if self.code not in LANGUAGES:
            raise ValueError(f"The languages are {' and '.join(LANGUAGES)}; got {self.code!r}.")

    @classmethod
    def of(cls, language: "Language | str") -> "Language":
        """Return `language` itself, or the language of that code."""
        return language if isinstance(language, Language) else cls(language)

    @property
    def locale(self) -> Locale:
        """The CLDR locale: Vietnamese, or British English (day before month, no comma before "and")."""
        return Locale("vi") if self.code == "vi" else Locale("en", "GB")

    @property
    def missing_spoken(self) -> str:
        """What a missing figure is called, for titles and screen readers."""
        return self.say("no figure")

    def say(self, msgid: str, /, **values: str | int) -> str:
        """Return a text in this language.

        Parameters
        ----------
        msgid
            The English text, with ``{name}`` placeholders. Write it as a literal (or declare it with
            :func:`~analysis.report.messages.N_`), so that the catalogue finds it.
        **values
            Texts for the placeholders, already formatted. Whole numbers are printed bare, as years are.

        Raises
        ------
        MissingTranslation
            When the Vietnamese catalogue lacks the text; the message names the file to add it to.
        TypeError
            When placeholders and values differ, or a float was not formatted.
        """
        if placeholders(msgid) != set(values):
            raise TypeError(f"{msgid!r} needs {sorted(placeholders(msgid))}, got {sorted(values)}.")
        for name, value in values.items():
            if isinstance(value, bool) or not isinstance(value, str | int):
                raise TypeError(f"Format {name} = {value!r} first: language.number({name}, digits).")
        return self._text(msgid, sys._getframe(1).f_globals.get("__name__", "")).format(**values)

    def _text(self, msgid: str, module: str) -> str:
        if self.code == "en":
            return msgid
        try:
            return vietnamese()[msgid]
        except KeyError:
            file = "nb_<number of the notebook>.po" if module == "__main__" else area(module)
            raise MissingTranslation(msgid, file) from None

    def number(self, x: Figure, digits: int) -> str:
        """Return `x` with exactly `digits` decimals, or the sign for a missing figure."""
        if not known(x):
            return MISSING
        cut = rounded(x, digits)
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        text: str = format_decimal(abs(cut), format=pattern, locale=self.locale)
        return (MINUS if cut < 0 else "") + text

    def integer(self, x: Figure) -> str:
        """Return `x` as a whole number with separators of thousands."""
        return self.number(x, 0)

    def signed(self, x: Figure, digits: int) -> str:
        """Return `x` with a plus or minus sign (none on zero)."""
        plus = "+" if known(x) and rounded(x, digits) > 0 else ""
        return plus + self.number(x, digits)

    def percent(self, x: Figure, digits: int) -> str:
        """Return `x`, already in percent, with its sign: ``40,71 %`` or ``40.71%``."""
        return self.with_unit(self.number(x, digits), "percent") if known(x) else MISSING

    def interval(self, low: Figure, high: Figure, digits: int, unit: str = "none") -> str:
        """Return ``0,12 đến 0,34`` or ``0.12 to 0.34``; the unit, when given, stands once, at the end.

        Raises
        ------
        ValueError
            When `low` lies above `high`.
        """
        if not (known(low) and known(high)):
            return MISSING
        if low > high:
            raise ValueError(f"An interval runs from low to high, got {low} and {high}.")
        text = self.say("{low} to {high}", low=self.number(low, digits), high=self.number(high, digits))
        return self.with_unit(text, unit)

    def p_value(self, p: Figure) -> str:
        """Return ``p = 0,03`` or ``p < 0,001``.

        Two decimals from 0.01 on, three below; more when the figure would read as exactly 0.05 although it is
        not, so that the print never hides on which side of the usual threshold it lies.
        """
        if not known(p):
            return MISSING
        if not 0 <= p <= 1:
            raise ValueError(f"A p-value lies between 0 and 1, got {p}.")
        if p < 0.001:
            return f"p < {self.number(0.001, 3)}"
        if p > 0.99:
            return f"p > {self.number(0.99, 2)}"
        digits = 2 if p >= 0.01 else 3
        exact = rounded(p, SIGNIFICANT_DIGITS)
        while rounded(p, digits) == Decimal("0.05") != exact:
            digits += 1
        return f"p = {self.number(p, digits)}"

    def date(self, day: dt.date | str) -> str:
        """Return ``15/10/2024`` or ``15 October 2024``; ISO texts may stop at the month or the year."""
        if isinstance(day, dt.date):
            return self._date(day, "dd/", "d MMMM y")
        match day.count("-"):
            case 0:
                return str(dt.date(int(day), 1, 1).year)
            case 1:
                month = dt.date.fromisoformat(f"{day}-01")
                return self._date(month, "", "MMMM y")
        return self.date(dt.date.fromisoformat(day))

    def _date(self, day: dt.date, before_month: str, english: str) -> str:
        vietnamese = before_month + ("MM/y" if day.month < 3 else "M/y")
        return str(format_date(day, vietnamese if self.code == "vi" else english, locale=self.locale))

    def names(self, names: Iterable[str]) -> str:
        """Return ``A, B và C`` or ``A, B and C``."""
        return str(format_list(list(names), locale=self.locale))

    def years(self, years: Iterable[int]) -> str:
        """Return years as runs: ``2020–2024``, ``2018, 2020–2022``."""
        runs: list[list[int]] = []
        for year in sorted(set(years)):
            if runs and year == runs[-1][-1] + 1:
                runs[-1].append(year)
            else:
                runs.append([year])
        return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)

    def unit(self, unit_id: str) -> str:
        """Return the unit as it stands in a column header (``%``, ``triệu đồng``); empty for ``"none"``."""
        header: Msgid | None = _unit(unit_id).header
        return self.say(header) if header else ""

    def with_unit(self, text: str, unit_id: str) -> str:
        """Return a formatted figure with the unit that follows it in running text."""
        if unit_id == "percent":
            return text + (NO_BREAK_SPACE if self.code == "vi" else "") + "%"
        unit = _unit(unit_id)
        suffix: Msgid | None = unit.suffix
        if suffix is None:
            return text
        one = unit.singular if self.code == "en" and text == "1" else None
        return text + NO_BREAK_SPACE + (one or self.say(suffix))

    def difference(self, x: Figure, digits: int, unit_id: str) -> str:
        """Return a signed difference; between percentages it is one of percentage points."""
        points = "percentage_points" if unit_id == "percent" else unit_id
        return self.with_unit(self.signed(x, digits), points) if known(x) else MISSING

    def label(self, indicator: str) -> str:
        """Return the full label of an indicator of the dictionary."""
        return _indicator(indicator).label[self.code]

    def short(self, indicator: str) -> str:
        """Return the short label of an indicator of the dictionary."""
        return _indicator(indicator).short[self.code]

    def value(self, x: Figure, indicator: str) -> str:
        """Return a figure of an indicator with the decimals and unit that the dictionary gives it."""
        measured = _indicator(indicator)
        return self.with_unit(self.number(x, measured.decimals), measured.unit) if known(x) else MISSING

    def place(self, code: str, geography: str = "63") -> str:
        """Return the name of a province (``"63"``) or unit in force (``"34"``), as officials write it."""
        from analysis.data.provinces import name_of  # noqa: PLC0415 - numbers alone need no tables

        name = name_of(code, geography)
        return NEVER_BARE.get(name, name)

    def region(self, region_id: str) -> str:
        """Return the name of one of the six socio-economic regions."""
        from analysis.data.provinces import provinces  # noqa: PLC0415 - as above

        names = provinces().drop_duplicates("region").set_index("region")[f"region_{self.code}"]
        if region_id not in names.index:
            raise _unknown("region", region_id, names.index)
        return str(names[region_id])


def _unit(unit_id: str) -> Unit:
    if unit_id not in UNITS:
        raise _unknown("unit", unit_id, UNITS)
    return UNITS[unit_id]


def _indicator(name: str) -> "Indicator":
    from analysis.data.indicators import indicators  # noqa: PLC0415 - numbers alone need no dictionary

    dictionary = indicators()
    if name not in dictionary:
        raise _unknown("indicator", name, dictionary)
    return dictionary[name]


def _unknown(kind: str, given: str, allowed: Iterable[str]) -> KeyError:
    near = get_close_matches(str(given), list(allowed), n=1)
    return KeyError(f"No {kind} is called {given!r}" + (f"; did you mean {near[0]!r}?" if near else "."))
