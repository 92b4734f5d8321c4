"""What a spreadsheet program shows for a number or a day, as far as the format of its cell says."""

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal

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
_MOST_DECIMALS = 30

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
    if sections is None:
        return plain_digits(number)
    at = 1 if number < 0 and len(sections) > 1 else 2 if number == 0 and len(sections) > 2 else 0
    tokens = sections[at]
    runs = [text for kind, text in tokens if kind == "digits"]
    around = "".join(text for kind, text in tokens if kind != "digits").strip()
    if not runs:
        return around or plain_digits(number)
    value = Decimal(f"{number:.15g}") * 100 ** sum(kind == "percent" for kind, _ in tokens)
    digits, negative = _digits(value, runs[0])
    text = "".join(digits if kind == "digits" else text for kind, text in tokens).strip()
    return f"-{text}" if negative and at == 0 else text


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


def _sections(code: str) -> list[list[_Token]] | None:
    """Return the parts of a format for numbers above, below and at zero; None when it cannot be followed."""
    if code in ("", "@") or code.lower() == "general":
        return None
    sections: list[list[_Token]] = [[]]
    for found in _TOKEN.finditer(code):
        kind, text = found.lastgroup or "", found.group(found.lastgroup or 0)
        if kind == "section":
            sections.append([])
        elif kind == "padding":
            sections[-1].append(("literal", " " if text[0] == "_" else ""))
        elif kind == "bracket":
            if not _COLOUR.fullmatch(text.strip()):
                return None  # A condition, or hours above a day.
        elif kind == "other" and text.lower() in "eghmsdyb/@":
            return None  # A fraction, a power of ten, a day, or General within words.
        else:
            sections[-1].append((kind, text))
    if any(sum(kind == "digits" for kind, _ in section) > 1 for section in sections):
        return None
    return sections


def _digits(value: Decimal, run: str) -> tuple[str, bool]:
    """Return the digits of a number by their placeholders, and whether it is shown as negative."""
    scale = len(run) - len(run.rstrip(","))
    whole, _, part = run.rstrip(",").partition(".")
    most, least = min(len(part), _MOST_DECIMALS), part[:_MOST_DECIMALS].count("0")
    scaled = value.scaleb(-3 * scale)
    rounded = abs(scaled).quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP)
    text = format(rounded, "f")
    before, _, after = text.partition(".")
    kept = after[:least] + after[least:].rstrip("0")
    before = before.lstrip("0").rjust(whole.count("0"), "0") or ("0" if not kept or not whole else "")
    return (f"{before}.{kept}" if kept else before or "0"), scaled < 0 and rounded != 0
