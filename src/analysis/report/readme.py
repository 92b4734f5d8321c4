"""The parts of the two README files that follow from data: findings, sources, pages.

Each stands between two comments, ``<!-- findings: … -->`` and ``<!-- /findings -->``; the rest is written by
hand.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from analysis.data import layout
from analysis.data.sources import sources
from analysis.report import claims
from analysis.report.analyses import ANALYSES, BRIEF
from analysis.report.findings import all_findings
from analysis.report.language import Language
from analysis.report.messages import N_
from analysis.report.site.contents import PURPOSES

FILES = {"en": "README.md", "vi": "README.vi.md"}
"""The README in each language."""

_HEADS = (N_("Folder"), N_("What it holds"), N_("First publisher"), N_("Rights"))


def written(text: str, blocks: dict[str, str], name: str) -> str:
    """Return a README with its generated parts put in.

    Parameters
    ----------
    text : str
        The file as it is.
    blocks : dict
        Text of each part by its name.
    name : str
        Of the file, for the error.

    Raises
    ------
    ValueError
        A part has no place in the file.
    """
    for part, block in blocks.items():
        found = re.search(rf"<!-- {part}: [^\n]*-->\n(.*?)<!-- /{part} -->", text, re.DOTALL)
        if not found:
            raise ValueError(
                f"{name} has no place for the {part}: put <!-- {part}: … --> and <!-- /{part} --> in it"
            )
        text = text[: found.start(1)] + f"\n{block}\n\n" + text[found.end(1) :]
    return text


def update(root: Path | None = None) -> list[Path]:
    """Write the generated parts into both files; return those that changed."""
    folder = root or layout.root()
    changed = []
    for code, name in FILES.items():
        path = folder / name
        before = path.read_text(encoding="utf-8")
        after = written(before, parts(Language(code)), name)
        if after != before:
            path.write_text(after, encoding="utf-8", newline="\n")
            changed.append(path)
    return changed


def parts(language: Language) -> dict[str, str]:
    """Return the generated parts of the README in a language, by name."""
    return {"findings": _findings(language), "sources": _sources(language), "pages": _pages(language)}


def _findings(language: Language) -> str:
    lines = []
    for number, finding in enumerate(all_findings(), 1):
        strength = f" *{claims.strength(finding.grade.letter, language)}.*" if finding.grade else ""
        lines.append(f"{number}. {finding.sentence(language)}{strength}")
    return "\n".join(lines)


def _sources(language: Language) -> str:
    code = language.code
    rows = [
        (f"`data/raw/{source.name}/`", source.title[code], source.publisher[code], source.rights[code])
        for source in sources().values()
    ]
    return _table([language.say(head) for head in _HEADS], rows)


def _pages(language: Language) -> str:
    pages = {run: (f"{page}.html", language.say(PURPOSES[page])) for run, (page, _) in ANALYSES.items()}
    pages[BRIEF.rstrip("_")] = ("units/….html", language.say(PURPOSES["units/index"]))
    rows = [(f"`{run}`", f"`{page}`", text) for run, (page, text) in sorted(pages.items())]
    heads = [language.say(N_("Notebook")), language.say(N_("Page")), language.say(N_("What a reader finds"))]
    return _table(heads, rows)


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table; a cell has no line breaks and no bars of its own."""
    head = list(heads)
    lines = [head, ["---"] * len(head), *(list(row) for row in rows)]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
