"""How figures are rounded, and what counts as missing: one rule for text, tables and figures."""

from decimal import ROUND_HALF_UP, Decimal
from math import floor, isnan, log10
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


def digits_for(value: Figure, low: Figure = None, high: Figure = None, least: int = 0) -> int:
    """Return the decimals that an uncertain figure deserves: two significant digits of its interval's width.

    An end that is not zero is never shown as zero, so that the print tells on which side of zero it lies.
    Without an interval a figure gets two decimals.

    Examples
    --------
    >>> digits_for(41.2, 30, 50), digits_for(0.01, -0.004, 0.021), digits_for(0.01, -0.0002, 0.02)
    (0, 3, 4)
    """
    if not (known(value) and known(low) and known(high)) or low == high:
        return max(2, least)
    digits = max(least, 1 - floor(log10(float(high) - float(low))))
    while digits < SIGNIFICANT_DIGITS and any(end != 0 and rounded(end, digits) == 0 for end in (low, high)):
        digits += 1
    return digits
