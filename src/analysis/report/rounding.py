"""How figures are rounded, and what counts as missing: one rule for text, tables and figures."""

from decimal import ROUND_HALF_UP, Decimal
from math import isnan
from numbers import Integral, Real
from typing import Any, TypeGuard

Figure = float | int | Decimal | None
"""A number, or None, NaN or ``pandas.NA`` for a figure that is not known."""

SIGNIFICANT_DIGITS = 12


def known(x: Any) -> TypeGuard[float | Decimal]:
    """Return whether `x` is a figure: not None, NaN or one of pandas' missing values.

    Raises
    ------
    TypeError
        For text and truth values, which are never figures.
    """
    if x is None or type(x).__name__ in {"NAType", "NaTType"}:
        return False
    if isinstance(x, bool) or not isinstance(x, Real | Decimal):
        raise TypeError(f"A number is needed, got {x!r} ({type(x).__name__}).")
    return not isnan(x)


def rounded(x: float | Decimal, digits: int) -> Decimal:
    """Round half away from zero to `digits` decimals; zero never keeps a sign.

    2.675 to two digits is 2.68, as for a reader who checks against a yearbook. Binary floats are first cut to
    12 significant digits, so that the last bit of a calculation never decides how a tie is rounded.

    Raises
    ------
    ValueError
        For infinities and negative `digits`.
    """
    if digits < 0:
        raise ValueError(f"Decimals are counted from 0, got {digits}.")
    exact = isinstance(x, Integral | Decimal)
    figure = Decimal(str(x)) if exact else Decimal(f"{float(x):.{SIGNIFICANT_DIGITS}g}")
    if not figure.is_finite():
        raise ValueError(f"{x} is not a figure that can be printed.")
    cut = figure.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    return abs(cut) if cut == 0 else cut
