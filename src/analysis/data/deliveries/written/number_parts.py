"""The parts of a cell that holds a number: what its digits can mean, and what the words around them say."""

import re
from dataclasses import dataclass
from decimal import Decimal

from analysis.data.deliveries.content import Cell
from analysis.data.deliveries.received import format_effects
from analysis.data.deliveries.written import number_words
from analysis.data.deliveries.written.number_shapes import CORE, Shape, plain, shapes
from analysis.data.deliveries.written.number_words import Beside

REASONS = {
    "words": "there are words, and none of them is known beside a number",
    "day": "the program made a day of what was typed",
    "two_numbers": "a range, a fraction or several numbers in one cell",
    "exponent": "digits were lost when the number was shortened (1,2E+05)",
    "narrow": "the column was too narrow when the file was saved (####)",
    "other_unit": "the cell names another unit than its heading",
    "merged": "one figure stands over several places or columns",
    "shape": "dots, commas or spaces stand where no way of writing numbers puts them",
}
"""Why a cell is not a number: ``values["reason"]`` of a remark ``not_a_number``."""

DIGITS = 15
"""Digits that a workbook keeps of a number; the rest is noise of its arithmetic."""


@dataclass(frozen=True)
class Written:
    """The parts of a cell.

    Parameters
    ----------
    shapes : tuple of Shape
        What its digits can mean, one reading at least.
    bound : str
        ``exact``, ``about``, ``at least`` or ``at most``.
    beside : Beside
        What the words behind the digits say.
    stored : bool
        Whether a workbook stores it as a number.
    """

    shapes: tuple[Shape, ...]
    bound: str
    beside: Beside
    stored: bool = False


class NotANumber(Exception):
    """A cell whose text is no number; its argument is a key of :data:`REASONS`."""


def parts(cell: Cell, text: str) -> Written:
    """Return the parts of a cell that holds something.

    Parameters
    ----------
    cell : Cell
        As the file holds it.
    text : str
        Its text as :func:`analysis.data.deliveries.written.number_shapes.plain` gives it.

    Raises
    ------
    NotANumber
        It holds no number.
    """
    if cell.day is not None:
        raise NotANumber("day")
    if cell.number is None:
        return text_parts(text)
    shown = format_effects.effect(cell.format)
    value = Decimal(f"{cell.number:.{DIGITS}g}")
    if not value.is_finite():
        raise NotANumber("shape")
    if shown.percent:
        return Written((Shape(value * 100),), "exact", Beside(unit="%"), stored=True)
    # The sign of the currency comes with a button that styles a table; it says nothing about thousands.
    words = plain(shown.words.replace("₫", ""))
    return Written((Shape(value),), "exact", number_words.behind(words), stored=True)


def text_parts(text: str) -> Written:
    """Return the parts of a text; parameters and errors as those of :func:`parts`."""
    # The apostrophe by which a program is told that what follows is text.
    text = re.sub(r"^'(?=[0-9])", "", text)
    found = CORE.search(text)
    if found is None:
        raise NotANumber("narrow" if re.fullmatch("#+", text) else "words")
    lead, rest = text[: found.start()], text[found.end() :]
    if re.match(r"\s*e[+-]?[0-9]", rest):
        raise NotANumber("exponent")
    negative = lead.rstrip().endswith("-")
    bound = number_words.before(lead.rstrip().removesuffix("-"))
    beside = number_words.behind(rest)
    if re.search("[0-9]", beside.unit):
        raise NotANumber("two_numbers")
    if bound is None or (beside.upwards and bound not in {"exact", "at least"}):
        raise NotANumber("words")
    if lead.split()[-1:] == ["từ"] and not beside.upwards:
        raise NotANumber("words")
    meant = shapes(found.group())
    if not meant:
        raise NotANumber("shape")
    if negative:
        meant = tuple(Shape(-shape.value, shape.mark, shape.grouped) for shape in meant)
    return Written(meant, "at least" if beside.upwards else bound, beside)
