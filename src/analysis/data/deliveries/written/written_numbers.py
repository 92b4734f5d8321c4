"""A number as officials write it: exactly the figure that is meant, or a fault that shows what it could mean.

``1.556`` is one thousand five hundred and fifty-six to a Vietnamese hand and less than two to a program. What
decides, in this order: whether only whole numbers make sense; the decimal mark that the column's other cells
show; which of the two can be a figure of a province at all, in the unit that the heading states. When these
contradict each other or leave both, the cell is refused with both readings. Nothing is rounded, multiplied
or mended on the way: a percentage written as a fraction of one stays what it is, for
:mod:`analysis.data.deliveries.judged.judgement` to doubt.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from analysis.data.deliveries.content import Cell
from analysis.data.deliveries.received import format_effects
from analysis.data.deliveries.remarks import Remark
from analysis.data.deliveries.variables import Variable
from analysis.data.deliveries.written import number_words
from analysis.data.deliveries.written.number_parts import (
    DIGITS,
    REASONS,
    NotANumber,
    Written,
    parts,
    text_parts,
)
from analysis.data.deliveries.written.number_shapes import COMMA, POINT, Shape, plain

__all__ = ["COMMA", "POINT", "REASONS", "Reading", "habit", "read"]

_WHOLE_NOISE = Decimal("1e-9")


@dataclass(frozen=True)
class Reading:
    """A figure that was read.

    Parameters
    ----------
    value : float
        In the unit in which the variable is kept.
    bound : str
        ``exact``, ``about``, ``at least`` or ``at most``.
    note : str or None
        Footnote marks that stood in the cell.
    decided : {"whole", "habit", "range"} or None
        What decided between two readings; None when the cell has one.
    """

    value: float
    bound: str
    note: str | None = None
    decided: str | None = None


def read(cell: Cell, variable: Variable, unit: str, *, habit: str | None = None) -> Reading | Remark | None:
    """Read a cell as a figure of a variable.

    Parameters
    ----------
    cell : Cell
        As the file holds it.
    variable : Variable
        What the column holds.
    unit : str
        Unit that the heading states, a key of ``variable.units``. A magnitude in the cell itself (“1,3
        triệu”) goes before it.
    habit : {"comma", "point"}, optional
        Decimal mark of the column's other cells: see :func:`habit`.

    Returns
    -------
    Reading, Remark or None
        None when the cell is empty or says that the figure is not known. A remark is a fault: formula_error,
        not_a_number, ambiguous_number (``readings``: two numbers in digits with a decimal point, in the unit
        of the cell), not_whole, below_zero, out_of_range or share_above_100.
    """
    if cell.error:
        return _fault("formula_error", cell, variable)
    text = plain(cell.text)
    if cell.number is None and cell.day is None and (not text or text in number_words.UNKNOWN):
        return None
    try:
        written = parts(cell, text)
        factor = _factor(written, variable, unit)
    except NotANumber as why:
        return _fault("not_a_number", cell, variable, reason=str(why))
    scaled = _scaled_by_format(cell)
    if scaled:
        return _fault("ambiguous_number", cell, variable, readings=scaled)
    return _decided(cell, variable, written, factor, habit)


def habit(cells: Iterable[Cell]) -> str | None:
    """Return the decimal mark that the cells of a column show, by those that can be read in one way only.

    Parameters
    ----------
    cells : iterable of Cell
        Cells below one heading; numbers that a workbook stores as such say nothing and are passed over.

    Returns
    -------
    str or None
        ``"comma"`` or ``"point"``; None when no cell shows it, or when some show one and some the other.
    """
    marks = set()
    for cell in cells:
        if cell.number is None and cell.day is None and not cell.error:
            try:
                found = text_parts(plain(cell.text)).shapes
            except NotANumber:
                continue
            if len(found) == 1 and found[0].mark:
                marks.add(found[0].mark)
    return marks.pop() if len(marks) == 1 else None


def _factor(written: Written, variable: Variable, unit: str) -> Decimal:
    """Return what turns the number of the cell into the variable's unit.

    A magnitude counts from the unit itself: dong for money, one person, one dossier.
    """
    words, power = written.beside.unit, written.beside.power
    stated = variable.units[unit]
    if words and not number_words.names(words, variable.unit):
        raise NotANumber("words" if not _any_unit(words) else "other_unit")
    alone = "vnd" if "vnd" in variable.units else variable.unit
    if power is None:
        if words and stated != variable.units[alone]:
            raise NotANumber("other_unit")
        return Decimal(str(stated))
    if variable.unit in {"percent", "index_0_1"}:
        raise NotANumber("other_unit")
    return Decimal(str(variable.units[alone])).scaleb(power)


def _any_unit(words: str) -> bool:
    return any(number_words.names(words, unit) for unit in number_words.UNITS)


def _scaled_by_format(cell: Cell) -> tuple[str, str] | None:
    """Return stored and shown number of a format that shows thousandths: nothing says which is meant."""
    thousandths = format_effects.effect(cell.format).thousandths if cell.number else 0
    if not thousandths or cell.number is None:
        return None
    stored = Decimal(f"{cell.number:.{DIGITS}g}")
    return _digits(stored), _digits(stored.scaleb(-3 * thousandths))


def _decided(
    cell: Cell, variable: Variable, written: Written, factor: Decimal, habit: str | None
) -> Reading | Remark:
    meant = _by_whole(written.shapes, variable, factor) if habit != POINT else written.shapes
    decided = "whole" if len(meant) < len(written.shapes) else None
    within = tuple(shape for shape in meant if _fits(shape.value * factor, variable))
    if len(meant) > 1 and within:
        usual = tuple(shape for shape in meant if shape.mark == habit)
        meant = usual if habit and len(usual) == 1 else within
        decided = "habit" if habit and usual else "range"
        if len(meant) > 1 or meant[0] not in within or not _whole_enough(meant[0], variable, factor):
            readings = tuple(_digits(shape.value) for shape in written.shapes)
            return _fault("ambiguous_number", cell, variable, readings=readings)
    value = _tidy(meant[0].value * factor, variable, stored=written.stored)
    fault = _wrong(cell, variable, value, meant[0].value)
    # Adding zero takes the sign off a zero.
    return fault or Reading(float(value) + 0.0, written.bound, written.beside.footnote, decided)


def _by_whole(found: tuple[Shape, ...], variable: Variable, factor: Decimal) -> tuple[Shape, ...]:
    """Leave out decimals where the unit has none, when dots part thousands as Vietnamese hands do.

    A comma is their decimal mark: ``1,556`` teams may be a mistake for 1,5 or an English 1556.
    """
    if not variable.whole or factor != 1:
        return found
    dotted = tuple(shape for shape in found if shape.grouped and shape.mark == COMMA)
    return dotted or found


def _whole_enough(shape: Shape, variable: Variable, factor: Decimal) -> bool:
    value = shape.value * factor
    return not variable.whole or value == value.to_integral_value()


def _fits(value: Decimal, variable: Variable) -> bool:
    return variable.low <= value <= variable.high


def _tidy(value: Decimal, variable: Variable, *, stored: bool) -> Decimal:
    """Take the noise of a workbook's arithmetic off a whole number; what was typed stays as it is."""
    nearest = value.to_integral_value()
    near = abs(value - nearest) <= _WHOLE_NOISE * max(abs(value), Decimal(1))
    return nearest if stored and variable.whole and near else value


def _wrong(cell: Cell, variable: Variable, value: Decimal, number: Decimal) -> Remark | None:
    if value < 0:
        return _fault("below_zero", cell, variable)
    if variable.whole and value != value.to_integral_value():
        # 1.556 typed into a program that takes the dot for a decimal mark is stored as less than two.
        thousand = value * 1000
        meant = {"meant": _digits(thousand)} if thousand == thousand.to_integral_value() else {}
        return _fault("not_whole", cell, variable, **(meant if cell.number is not None else {}))
    if variable.unit == "percent" and value > 100:
        return _fault("share_above_100", cell, variable, value=_digits(number))
    if not _fits(value, variable):
        return _fault("out_of_range", cell, variable, low=variable.low, high=variable.high)
    return None


def _digits(number: Decimal) -> str:
    """Write a number in plain digits with a decimal point, without zeros at its end."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _fault(kind: str, cell: Cell, variable: Variable, **values: object) -> Remark:
    return Remark(
        kind, row=cell.row, column=cell.column, written=cell.text, values=values, variable=variable.name
    )
