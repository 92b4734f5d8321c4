"""What a spreadsheet program shows for a number or a day, as far as the format of its cell says."""

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext

_TOKEN = re.compile(
    r"""
    "(?P<quoted>[^"]*)"
    | \\(?P<escaped>.)
    | \[\$(?P<currency>[^\]-]*)(?:-[^\]]*)?\]
    | \[(?P<bracket>[^\]]*)\]
    | (?P<padding>[_*].)
    | (?P<digits>[0#?][0#?,]*(?:\.[0#?]*)?,* | \.[0#?]+)
    | (?P<percent>%)
    | (?P<section>;)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_COLOUR = re.compile(r"color\s*\d+|black|blue|cyan|green|magenta|red|white|yellow", re.IGNORECASE)
_NOT_FOLLOWED = "eghmsdyb/@"  # A power of ten, General within words, a day, a fraction, a text.
_MOST_DIGITS = 60

_Token = tuple[str, str]


def plain_digits(number: float) -> str:
    """Return a number in plain digits with a point, in the fifteen digits that a workbook keeps."""
    if isinstance(number, int):
        return str(number)
    shown = format(Decimal(f"{number:.15g}"), "f")
    return "0" if shown == "-0" else shown


def shown(number: float, code: str) -> str:
    """Return what a program shows for a number.

    Percentages, decimals, leading zeros, words beside the number and thousands left away are as the format
    says. The decimal mark is a point and thousands are not grouped: the marks for both are a matter of the
    machine. A format that cannot be followed leaves the number in plain digits.

    Parameters
    ----------
    number : float
        Value of the cell.
    code : str
        Format of the cell, such as ``0.00%``, as a file stores it.

    Examples
    --------
    >>> shown(0.4071, "0.00%"), shown(1556, "#,##0"), shown(7, "00"), shown(1556, '#,##0" tổ"')
    ('40.71%', '1556', '07', '1556 tổ')
    """
    sections = _sections(code)
    at = 1 if number < 0 and len(sections) > 1 else 2 if number == 0 and len(sections) > 2 else 0
    tokens = sections[at]
    runs = [text for kind, text in tokens or () if kind == "digits"]
    if tokens is None or len(runs) > 1:
        return plain_digits(number)
    try:
        digits, below = (
            _digits(number, runs[0], sum(kind == "percent" for kind, _ in tokens)) if runs else ("", False)
        )
    except InvalidOperation:
        return plain_digits(number)
    text = "".join(digits if kind == "digits" else text for kind, text in tokens).strip()
    return (f"-{text}" if below and at == 0 else text) or plain_digits(number)


def shown_day(moment: dt.datetime, code: str) -> str:
    """Return a day in Vietnamese order, its parts as far as the format shows them.

    Examples
    --------
    >>> shown_day(dt.datetime(2024, 12, 31), "mm-dd-yy"), shown_day(dt.datetime(2024, 12, 1), "mmm-yy")
    ('31/12/2024', '12/2024')
    """
    letters = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", code).lower()
    if "y" in letters and "d" not in letters:
        return f"{moment:%m/%Y}" if "m" in letters else f"{moment:%Y}"
    day = f"{moment:%d/%m}" if "d" in letters and "y" not in letters else f"{moment:%d/%m/%Y}"
    return f"{day} {moment:%H:%M}" if "h" in letters and moment.time() != dt.time() else day


def _sections(code: str) -> list[list[_Token] | None]:
    """Return the parts of a format for numbers above, below and at zero; None for what cannot be followed."""
    if code in ("", "@") or code.lower() == "general":
        return [None]
    sections: list[list[_Token] | None] = [[]]
    for found in _TOKEN.finditer(code):
        kind, text = found.lastgroup or "", found.group(found.lastgroup or 0)
        tokens = sections[-1]
        if kind == "section":
            sections.append([])
        elif kind == "bracket" and not _COLOUR.fullmatch(text.strip()):
            return [None]  # A condition, or hours above a day.
        elif kind == "other" and text.lower() in _NOT_FOLLOWED:
            sections[-1] = None
        elif tokens is not None and kind != "bracket":
            tokens.append(
                (kind, " " if kind == "padding" and text[0] == "_" else "" if kind == "padding" else text)
            )
    return sections


def _digits(number: float, run: str, percents: int) -> tuple[str, bool]:
    """Return the digits of a number by their placeholders, and whether it is shown as negative."""
    shift = 2 * percents - 3 * (len(run) - len(run.rstrip(",")))
    whole, _, part = run.rstrip(",").partition(".")
    least = part.count("0")
    with localcontext() as context:
        context.prec = _MOST_DIGITS
        value = Decimal(f"{number:.15g}").scaleb(shift)
        text = format(abs(value).quantize(Decimal(1).scaleb(-len(part)), ROUND_HALF_UP), "f")
    before, _, after = text.partition(".")
    kept = after[:least] + after[least:].rstrip("0")
    before = before.lstrip("0").rjust(whole.count("0"), "0")
    digits = f"{before}.{kept}" if kept else before or "0"
    return digits, value < 0 and any(digit in "123456789" for digit in digits)
