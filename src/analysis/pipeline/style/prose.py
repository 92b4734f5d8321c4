"""Rules for the words of notebooks: one sentence a line, numbers from code, nothing claimed beyond them."""

import re
from collections.abc import Iterator

from nbformat import NotebookNode

from analysis.pipeline.style.cells import LANGUAGE_TAGS, tags

_CODE = re.compile(r"`[^`]*`|\]\([^)]*\)|<[^>]*>|\$[^$]*\$")
_LABEL = re.compile(r"^\s*(?:[-*]|\d+\.)?\s*\*\*[^*]+\*\*\s*")
_ABBREVIATED = re.compile(r"\b(?:TP|Tp|ThS|TS|GS|PGS|No|vs|cf|Art|e\.g|i\.e|v\.v)\. ")
_END_OF_SENTENCE = re.compile(r"[.?!…][”\")]? +(?=[A-ZÀ-ỸĐ“])")
_NUMBER = re.compile(r"(?<![\w.,/–-])\d[\d.,]*(?:\s?%)?")
_PERMITTED = (
    r"(?:19|20)\d\d(?:[–-](?:19|20)?\d\d)?",  # years
    r"\d{1,2}(?:/\d{1,2})?/(?:19|20)\d\d",  # dates
    r"\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December)",
    r"tháng \d{1,2}",
    r"ngày \d{1,2}",
    r"\d+/(?:\d{4}/)?(?:QĐ|NĐ|NQ|TT|CT)[\w-]*",  # numbers of decisions
    r"(?:Decision|Resolution|Decree|Circular|Directive|Quyết định|Nghị quyết|Nghị định)(?: số)? \d+",
    r"PAPI \d(?:\.\d)?|PAPI \d\.\d",
    r"\b(?:63|34)\b",  # the two geographies
    r"95\s?%|95 percent",  # the level of intervals
    r"\b(?:[0-9]|1[0-2])\b(?![.,]\d|\s?%)",  # small counts
    r"\b766\b",  # the decision that names the portal's score
)
_ALLOWED = re.compile("|".join(_PERMITTED))


def prose_faults(source: str, language: str) -> Iterator[str]:
    """Yield what is wrong with a text, one sentence a fault, with the remedy.

    Parameters
    ----------
    source
        Markdown.
    language
        ``vi`` or ``en``.
    """
    from analysis.report.lint import lint  # noqa: PLC0415 - rules about code do without

    for line in source.splitlines():
        if line.lstrip().startswith("|"):
            continue
        plain = _ABBREVIATED.sub("", _CODE.sub("x", _LABEL.sub("", line)))
        if _END_OF_SENTENCE.search(plain):
            yield f"one sentence a line; break the line after each: {line.strip()[:60]!r}"
        for number in _NUMBER.findall(_ALLOWED.sub("", plain)):
            yield f"{number!r} is typed by hand; show it from code, in a table or by results.record"
    for word in lint(source, language):
        yield str(word)


def texts(notebook: NotebookNode) -> Iterator[str]:
    """Look at all prose: one sentence a line, no number typed by hand, no cause, no person as subject."""
    for number, cell in enumerate(notebook.cells, 1):
        marks = [tag for tag in tags(cell) if tag in LANGUAGE_TAGS]
        if cell.cell_type == "markdown" and len(marks) == 1:
            yield from (f"cell {number}: {fault}" for fault in prose_faults(cell.source, marks[0][-2:]))


def shown(notebook: NotebookNode) -> Iterator[str]:
    """Look at the words of tables, captions, figures and findings: no cause, no person as subject."""
    from analysis.report.lint import lint, texts  # noqa: PLC0415 - rules about code do without

    for text in texts.shown(notebook.cells):
        yield from (f"{text.place}: {fault}" for fault in lint(text.content, text.language))
