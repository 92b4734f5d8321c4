"""Persons and households as the subject of a finding: what holds between provinces need not hold for them.

A fault has two parts in one sentence: at the head of a clause somebody who has or does something (“people who
have a smartphone”, “hộ có máy tính”), and after it what the figures are said to show of them (“use the portal
more”, “nộp hồ sơ nhiều hơn”). A label has the first part only, and “the share of adults with a smartphone”
does not begin with persons: both pass (Robinson 1950 on the fallacy).
"""

import re
from collections.abc import Iterator

from analysis.report.lint.faults import PersonSubject
from analysis.report.lint.reading import sentences
from analysis.report.lint.vocabulary import pattern

_LONGEST_OPENING = 24
"""Characters before a head that can tell whether a clause begins with it."""
_BEGINS = re.compile(r"(?:^|[.!?;:,(–—\n])\s*$")


def find(read: str, code: str) -> Iterator[tuple[int, PersonSubject]]:
    """Yield the claims on persons in a plain text, each with its place; one for a sentence.

    Parameters
    ----------
    read
        From :func:`analysis.report.lint.reading.plain`.
    code
        ``vi`` or ``en``.
    """
    for first, last in sentences(read):
        if pattern("persons", code, "cautions").search(read, first, last) is None:
            head = next(_claiming(read, first, last, code), None)
            if head is not None:
                yield head.start(), PersonSubject(head.group(), read[first:last].strip())


def _claiming(read: str, first: int, last: int, code: str) -> Iterator[re.Match[str]]:
    """Yield the heads of a sentence after which something is said of the persons they name."""
    yield from pattern("persons", code, "always").finditer(read, first, last)
    shown = [match.start() for match in pattern("persons", code, "shown").finditer(read, first, last)]
    for head in pattern("persons", code, "heads").finditer(read, first, last):
        if _opens_a_clause(read[max(first, head.start() - _LONGEST_OPENING) : head.start()], code) and (
            (shown and shown[-1] >= head.end())
            or pattern("persons", code, "claims").match(read, head.start(), last)
        ):
            yield head


def _opens_a_clause(before: str, code: str) -> bool:
    """Tell whether a clause may begin after these words of a sentence."""
    return bool(_BEGINS.search(before)) or any(
        not before[word.end() :].strip() for word in pattern("persons", code, "opens").finditer(before)
    )
