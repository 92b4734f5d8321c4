"""What the words of a remark are filled in with: figures, days, names and cells as a language writes them."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from analysis.data.deliveries.remarks import Remark
from analysis.data.deliveries.variables import Variable, variables
from analysis.data.indicators import indicators
from analysis.report.deliveries import known_figures
from analysis.report.language import Language
from analysis.report.messages import N_, Msgid

LONGEST, MOST = 70, 12
"""Characters of a cell that are quoted, and names or cells that are listed one by one."""

HOW: dict[str, Msgid] = {
    "synonym": N_("by the declared list of headings"),
    "sender": N_("as in earlier files of this sender"),
    "asked": N_("as was said when the file came in"),
}
"""How a column was read."""

ENCODINGS = {
    "utf-8": "Unicode (UTF-8)",
    "utf-16": "Unicode (UTF-16)",
    "windows-1258": "Windows-1258",
    "tcvn3": "TCVN3 (ABC)",
    "vni": "VNI",
}

_DAY = re.compile(r"\d{4}(-\d\d){0,2}")


def filled(remark: Remark, language: Language) -> dict[str, str]:
    """Return all that can be said of a remark, as text by placeholder; what is not known is left out."""
    values = {name: value for name, value in remark.values.items() if value not in (None, "", (), [])}
    variable = variables().get(remark.variable or str(values.get("variable")))
    if remark.kind == "above_known":
        variable = None  # What is known is of another kind.
    found = {name: _text(name, value, variable, language) for name, value in values.items()}
    if "year" in values and remark.year is not None:
        found["earlier"] = found["year"]
    if remark.year is not None:
        found["year"] = str(remark.year)
    if remark.written:
        found["written"] = quoted(remark.written)
    for many, one in (("writings", "written"), ("headings", "heading")):
        if many in values:
            found[one] = _quoted_each(values[many])
    if variable:
        found["variable"] = variable.label[language.code]
        units = [unit for unit in map(language.unit, variable.units) if unit]
        found |= {"units": language.names(units)} if units and "units" not in found else {}
    if remark.geography and remark.code:
        found["place"] = language.place(remark.code, remark.geography)
    found.pop("source", None)
    if known_figures.is_dated(values):
        found.pop("when", None)  # One day is enough for a source.
    return found | _against(remark, variable, language) | _readings(remark, language)


def _against(remark: Remark, variable: Variable | None, language: Language) -> dict[str, str]:
    """Return what a figure is held against, where words alone do not say it."""
    values = remark.values
    found = known_figures.counts_of(remark, language)
    if "share" in values:
        found["share"] = figure(round(float(values["share"]), 2), variable, language)
    if source := known_figures.source(values, language):
        found["source"] = source
    if "known" in values:
        known = figure(values["known"], variable, language)
        found["known"] = known_figures.worded(known, values.get("known_bound"), language)
    for name in ("points", "largest_points"):
        if name in values:
            points = figure(abs(values[name]), None, language)
            in_percent = variable is not None and variable.unit == "percent"
            found[name] = language.say("{n} percentage points", n=points) if in_percent else points
    factor = values.get("factor")
    if remark.kind == "thousandfold" and isinstance(factor, int | float) and 0 < factor < 1:
        found["smaller"] = times(1 / factor, language)
    return found


def quoted(text: str) -> str:
    """Return what stands in a cell on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _quoted_each(texts: Iterable[object]) -> str:
    """Return texts as what stands between quotation marks, each in marks of its own."""
    found = [quoted(str(one)) for one in texts]
    return "”, “".join(found if len(found) <= MOST else [*found[: MOST - 2], "…"])


def listed(texts: Iterable[str], language: Language) -> str:
    """Return texts one after another; where there are many, the first ones and how many there are more."""
    found = list(texts)
    if len(found) <= MOST:
        return ", ".join(found)
    more = len(found) - MOST + 2
    return language.say("{first} and {n} others besides", first=", ".join(found[: MOST - 2]), n=more)


def figure(value: object, variable: Variable | None, language: Language, *, unit: bool = True) -> str:
    """Return a figure with its unit as the language writes it; a text that is no number stays as it is."""
    try:
        number = float(str(value))
    except ValueError:
        return quoted(str(value))
    text = language.number(number, _digits(number))
    return language.with_unit(text, variable.unit) if variable and unit else text


def times(value: object, language: Language) -> str:
    """Return how many times one figure is another, with three digits at the most."""
    try:
        number = float(f"{float(str(value)):.3g}")
    except ValueError:
        return quoted(str(value))
    return language.number(number, _digits(number))


def _digits(number: float) -> int:
    """Return how many decimals a number needs, six at most; a figure from a table never needs more."""
    text = f"{number:.6f}".rstrip("0")
    return len(text.split(".")[1])


def _text(name: str, value: Any, variable: Variable | None, language: Language) -> str:
    try:
        return _formed(name, value, variable, language)
    except (KeyError, TypeError, ValueError):
        return quoted(str(value))  # Said as it stands: a report must reach its reader.


def _formed(name: str, value: Any, variable: Variable | None, language: Language) -> str:
    if name in _FIGURES:
        return figure(value, variable, language)
    if name in _PLAIN_NUMBERS:
        return times(value, language) if name in _RATIOS else figure(value, None, language)
    if name in _FORMS:
        return _FORMS[name](value, language)
    return listed(map(str, value), language) if isinstance(value, list | tuple) else quoted(str(value))


def _many(value: Any) -> list[Any]:
    return list(value) if isinstance(value, Iterable) and not isinstance(value, str | Mapping) else [value]


def _label(name: str, language: Language) -> str:
    known = variables().get(name)
    if known:
        return known.label[language.code]
    return language.label(name) if name in indicators() else name


def _unit(name: str, language: Language) -> str:
    try:
        return language.unit(name) or name
    except KeyError:
        return name  # As it stands in the heading.


def _readings(remark: Remark, language: Language) -> dict[str, str]:
    """Return the two readings of a number or day: in a sentence, and as they would be typed."""
    readings = [str(one) for one in _many(remark.values.get("readings", ()))]
    if len(readings) != 2:
        return {}
    if remark.kind == "ambiguous_day":
        texts = [language.date(one) if _DAY.fullmatch(one) else one for one in readings]
        return {"readings": language.say("{first} or {second}", first=texts[0], second=texts[1])}
    texts = [_described(one, language) for one in readings]
    return {
        "readings": language.say("{first} or {second}", first=texts[0], second=texts[1]),
        "first": typed(readings[0]),
        "second": typed(readings[1]),
    }


def _described(reading: str, language: Language) -> str:
    """Return a reading in digits of the language, and whether it is whole, which digits do not say."""
    number = figure(reading, None, language)
    try:
        whole = float(reading).is_integer()
    except ValueError:
        return number
    return (
        language.say("{number} (a whole number)", number=number)
        if whole
        else language.say("{number} (a number with decimals)", number=number)
    )


def typed(number: object) -> str:
    """Return a number as it is to be typed: no separators of thousands, a comma before decimals.

    Three decimals would be taken for thousands again, so that a fourth is added.
    """
    try:
        value = float(str(number))
    except ValueError:
        return str(number)
    digits = _digits(value)
    return f"{value:.{4 if digits == 3 else digits}f}".replace(".", ",")


def letters(column: object) -> str:
    """Return what a spreadsheet calls a column: ``C`` of 3."""
    return (Remark("row_left_out", row=1, column=int(str(column))).address or "")[:-1]


def _how(value: Any, language: Language) -> str:
    return language.say(HOW[value]) if value in HOW else quoted(str(value))


def _day(value: Any, language: Language) -> str:
    return language.date(str(value)) if _DAY.fullmatch(str(value)) else quoted(str(value))


def _meanings(value: Any, language: Language) -> str:
    if not isinstance(value, Mapping):
        return listed(map(str, _many(value)), language)
    return language.say(
        "{former} before 1 July 2025, or {in_force} since then", former=value["63"], in_force=value["34"]
    )


_FIGURES = {"low", "high", "share", "stated", "summed", "value", "before", "meant", "difference"}
_RATIOS = {"factor", "largest", "times"}
_PLAIN_NUMBERS = {"part_value", "whole_value"} | _RATIOS

_FORMS: dict[str, Callable[[Any, Language], str]] = {
    **dict.fromkeys(("part", "whole", "variable"), lambda value, language: _label(str(value), language)),
    **dict.fromkeys(
        ("suggestions", "variables"),
        lambda value, language: listed((f"“{_label(str(one), language)}”" for one in _many(value)), language),
    ),
    "unit": lambda value, language: _unit(str(value), language),
    "units": lambda value, language: language.names(_unit(str(one), language) for one in _many(value)),
    "years": lambda value, language: listed(
        dict.fromkeys(language.date(str(one)) for one in _many(value)), language
    ),
    "meanings": _meanings,
    "rows": lambda value, language: listed(map(str, sorted(_many(value))), language),
    "columns": lambda value, language: listed(map(letters, sorted(_many(value))), language),
    "when": _day,
    "how": _how,
    "encoding": lambda value, language: ENCODINGS.get(str(value), quoted(str(value))),
}
"""How each value of a remark is written."""
