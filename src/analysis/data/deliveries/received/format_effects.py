"""What the number format of a workbook's cell does to the number that its user sees."""

import re
from dataclasses import dataclass

_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
# Room left free (_), a filling mark (*), and what stands in brackets: colours, conditions, currencies.
_UNSEEN = re.compile(r"[_*].|\[[^\]]*\]")
# Commas behind the last place show a thousandth each; those between places part thousands.
_THOUSANDTHS = re.compile(r"[0#?](,+)(?![0#?,])")


@dataclass(frozen=True)
class Effect:
    """How a number is shown.

    Parameters
    ----------
    percent : bool
        Whether it is multiplied by 100 and followed by a percent sign.
    thousandths : int
        How often it is divided by 1000 before it is shown.
    words : str
        Words that the format writes beside it, such as a unit.
    """

    percent: bool
    thousandths: int
    words: str


def effect(number_format: str) -> Effect:
    """Return what a number format does, by its first section (that of numbers above zero).

    A percent sign among the words of the format (``0.00"%"``) multiplies nothing.

    Parameters
    ----------
    number_format : str
        As the workbook holds it, such as ``0.00%`` or ``#,##0``; empty for none.
    """
    first = _first(number_format)
    words = " ".join((quoted or single).strip() for quoted, single in _LITERAL.findall(first))
    bare = _UNSEEN.sub("", _LITERAL.sub("", first))
    scaled = _THOUSANDTHS.search(bare)
    return Effect("%" in bare, len(scaled.group(1)) if scaled else 0, " ".join(words.split()))


def _first(number_format: str) -> str:
    found = re.match(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;])*', number_format)
    return found.group() if found else ""
