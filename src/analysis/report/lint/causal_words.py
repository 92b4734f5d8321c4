"""Words of cause: figures of provinces show what goes together, not why."""

from collections.abc import Iterator

from analysis.report.lint.faults import CausalWord
from analysis.report.lint.reading import sentences
from analysis.report.lint.vocabulary import pattern


def find(read: str, code: str) -> Iterator[tuple[int, CausalWord]]:
    """Yield the words of cause in a plain text, each with its place.

    Parameters
    ----------
    read
        From :func:`analysis.report.lint.reading.plain`.
    code
        ``vi`` or ``en``.
    """
    bare = pattern("names", code).sub(lambda name: " " * len(name.group()), read)
    for first, last in sentences(bare):
        caution = pattern("cautions", code).search(bare, first, last)
        for word in pattern("causes", code).finditer(bare, first, last):
            if caution is None or caution.end() > word.start():
                yield word.start(), CausalWord(word.group(), read[first:last].strip())
