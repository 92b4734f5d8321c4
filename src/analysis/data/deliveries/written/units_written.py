"""Units as officials write them: in brackets, after a comma, in a row, in a line above a table."""

import re
from collections.abc import Sequence
from functools import cache

from analysis.data.deliveries.variables import Variable
from analysis.data.deliveries.written.wording import declared, folded, listed, plain

_BRACKET = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_LINE = re.compile(r"\b(dvt|don vi tinh|don vi|unit)\b\s*(?:\((?=[^)]*$))?[:;.\-–]?\s*([^)\]]+)")
_PARTS = re.compile(r"[;,]|\s+va\s+|\s*/\s*(?=[^\W\d])")


def unit_named(text: str) -> str | None:
    """Return the unit that a text names as a whole, as written when no variable has it; None for none."""
    words = folded(text)
    for start in _unit_lines():
        words = words.removeprefix(f"{start} ")
    unit = _units().get(words)
    return " ".join(text.split()) if unit == "other" else unit


def without_units(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a level of a heading without the units it states, and these, in their order.

    Examples
    --------
    >>> without_units("Chi CĐS (triệu đồng)")
    ('Chi CĐS  ', ('million_vnd',))
    """
    units = []

    def taken(found: re.Match[str]) -> str:
        unit = unit_named(found[1])
        if unit is None:
            # A bare number in brackets is the number of the column.
            return " " if re.fullmatch(r"[\s\d=*/+-]*", found[1]) else f", {found[1]}, "
        units.append(unit)
        return " "

    rest = _BRACKET.sub(taken, text)
    head, mark, tail = _last_part(rest)
    if mark and (unit := unit_named(tail)) is not None and folded(head):
        units.append(unit)
        rest = head
    elif (money := _money_at_end(rest)) is not None:
        units.append(money[1])
        rest = money[0]
    return rest, tuple(units)


def units_of_lines(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the units that lines above a table state for all of it (``Đơn vị tính: triệu đồng``).

    A unit in brackets at the end of a title counts too. Units that are not known are left out.
    """
    found: list[str] = []
    for line in lines:
        if stated := _LINE.search(plain(line)):
            whole = unit_named(stated[2])
            parts = [unit_named(part) for part in _PARTS.split(stated[2])]
            found += [unit for unit in ([whole] if whole else parts) if unit]
        elif (last := re.search(r"\(([^()]*)\)\s*$", line)) and (unit := unit_named(last[1])):
            found.append(unit)
    return tuple(dict.fromkeys(found))


def states_unit(line: str) -> bool:
    """Return whether a line says in which unit a table is (``ĐVT: %``), and nothing else."""
    stated = _LINE.match(plain(line).strip(" (*"))
    return stated is not None and any(map(unit_named, [stated[2], *_PARTS.split(stated[2])]))


def fitting(units: Sequence[str], variable: Variable) -> tuple[str, ...]:
    """Return the units among some that a variable can be written in."""
    return tuple(unit for unit in units if unit in variable.units)


def ends_in_money(text: str) -> bool:
    """Return whether a cell ends with an amount of money in a unit of its own (``12,5 tỷ đồng``)."""
    return _money_at_end(re.sub(r"(?<=\d)(?=[^\W\d])", " ", text)) is not None


def _last_part(text: str) -> tuple[str, str, str]:
    """Split a heading at its last comma, semicolon or dash that stands between spaces."""
    found = list(re.finditer(r"[,;:]|\s[-–]\s", text))
    if not found:
        return text, "", ""
    return text[: found[-1].start()], found[-1][0], text[found[-1].end() :]


def _money_at_end(text: str) -> tuple[str, str] | None:
    """Return a heading without the money that it ends with (``Chi CĐS triệu đồng``), and its unit."""
    words = text.split()
    for length in (3, 2, 1):
        head, tail = words[:-length], " ".join(words[-length:])
        unit = unit_named(tail)
        if head and unit and unit.endswith("_vnd") and unit != "vnd":
            return " ".join(head), unit
    return None


@cache
def _units() -> dict[str, str]:
    return {folded(phrase): unit for unit, phrases in declared("units").items() for phrase in phrases}


@cache
def _unit_lines() -> tuple[str, ...]:
    return tuple(sorted(listed("unit_lines"), key=len, reverse=True))
