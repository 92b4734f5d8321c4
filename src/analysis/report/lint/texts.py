"""Every text of the project that a reader meets, with the place where it stands and its language."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from analysis.data import layout
from analysis.data.deliveries.kept import accepted
from analysis.data.sources import packages, read, sources
from analysis.report import messages
from analysis.report.language import LANGUAGES

SVG = "image/svg+xml"
_LANGUAGE = re.compile(r"^language(?:: *str)? *= *[\"'](\w\w)[\"']", re.MULTILINE)
SITE = Path(__file__).parents[1] / "site" / "text"


class Text(NamedTuple):
    """A text, where it stands, and its language (``vi`` or ``en``)."""

    place: str
    language: str
    content: str


def all_texts() -> Iterator[Text]:
    """Yield the texts of catalogues, dictionary, packages, site, READMEs and the notebooks as committed."""
    yield from catalogue()
    yield from descriptions()
    yield from site()
    yield from readmes()
    for path in sorted(layout.notebooks().glob("*.ipynb")):
        yield from notebook(path)


def catalogue() -> Iterator[Text]:
    """Yield every message of the catalogues in English and in Vietnamese: the templates of all sentences."""
    for path in sorted((messages.LOCALE / "vi").glob("*.po")):
        for english, vietnamese in messages.finished(messages.read(path)).items():
            yield Text(path.name, "en", english)
            yield Text(path.name, "vi", vietnamese)


def descriptions() -> Iterator[Text]:
    """Yield what packages of data and the dictionary of indicators say in either language."""
    own = sorted((layout.root() / "src" / "analysis" / "data").glob("*.yaml"))
    for path in [*packages(), *own]:
        if path.name.endswith(".schema.yaml"):
            continue
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        place = path.relative_to(layout.root()).as_posix()
        yield from (Text(place, code, text) for code, text in _in_two_languages(content))


def site() -> Iterator[Text]:
    """Yield the pages of the site that are written by hand, its glossary and its methods in plain words."""
    for code in LANGUAGES:
        for path in sorted((SITE / code).glob("*.md")):
            yield Text(f"{code}/{path.name}", code, path.read_text(encoding="utf-8"))
    glossary = yaml.load((SITE / "glossary.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    yield from (Text("glossary.yaml", code, text) for code, text in _in_two_languages(glossary))
    methods = yaml.load((SITE / "methods.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    for family in methods:
        yield from (Text("methods.yaml", code, text) for code in LANGUAGES for text in family[code].values())
    entrance = (SITE / "entrance.html").read_text(encoding="utf-8")
    vietnamese, *english = re.split(r'<(?:section|p)\b[^>]*lang="en"[^>]*>', entrance)
    yield Text("entrance.html", "vi", vietnamese)
    yield from (Text("entrance.html", "en", part) for part in english)


def readmes() -> Iterator[Text]:
    """Yield the two READMEs."""
    for name, code in (("README.md", "en"), ("README.vi.md", "vi")):
        path = layout.root() / name
        if path.is_file():
            yield Text(name, code, path.read_text(encoding="utf-8"))


def notebook(path: Path) -> Iterator[Text]:
    """Yield the texts of a notebook: its markdown, and what its cells show."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    for number, cell in enumerate(cells, 1):
        for code in LANGUAGES:
            if cell["cell_type"] == "markdown" and f"lang-{code}" in cell["metadata"].get("tags", []):
                yield Text(f"{path.name}, cell {number}", code, "".join(cell["source"]))
    for text in shown(cells):
        yield text._replace(place=f"{path.name}, {text.place}")


def shown(cells: Sequence[Mapping[str, Any]]) -> Iterator[Text]:
    """Yield the words of what executed cells show: tables, captions, remarks, and what stands for pictures.

    Parameters
    ----------
    cells
        Cells of a notebook. Their outputs are in the language of the last ``language = "…"`` among them;
        without one nothing is yielded.
    """
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    named = [match for cell in code for match in _LANGUAGE.findall("".join(cell["source"]))]
    for number, cell in enumerate(cells, 1):
        for text in _shown(cell) if named else ():
            yield Text(f"cell {number}", named[-1], _without_titles(text))


def _shown(cell: Mapping[str, Any]) -> Iterator[str]:
    """Yield alternative texts, HTML and drawings of the outputs of a cell."""
    for output in cell.get("outputs", []):
        yield str(output.get("metadata", {}).get(SVG, {}).get("alt", ""))
        for kind, content in output.get("data", {}).items():
            if kind in ("text/html", SVG):
                yield "".join(content)


def _without_titles(content: str) -> str:
    """Return what a cell shows without the titles of the documents it cites, which are quotations."""
    for title in _titles():
        content = content.replace(title, "“…”")
    return content


@cache
def _titles() -> tuple[str, ...]:
    """Return the titles in the columns ``…_title`` of the source tables, as text and as HTML.

    Of what was delivered the file and its sender are such titles.
    """
    found = {
        title
        for source in sources().values()
        for table in source.tables.values()
        for field in table.fields
        if field.name.endswith("_title")
        for title in read(source.name, table.name)[field.name].dropna()
    }
    found |= {words for one in accepted.accepted() for words in (one.original.name, one.sender)}
    return tuple(sorted(found | {escape(title) for title in found}, key=lambda title: (-len(title), title)))


def _in_two_languages(content: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield the texts of a description by language: of keys that end in it, or stand beside their twin."""
    if isinstance(content, dict):
        for name, value in content.items():
            yield from _in_two_languages(value, str(name) if not isinstance(value, dict) else "")
            if isinstance(value, str) and f"{name}_vi" in content:
                yield "en", value
    elif isinstance(content, list):
        for value in content:
            yield from _in_two_languages(value, key)
    elif isinstance(content, str):
        code = key.removeprefix("label_").rsplit("_", 1)[-1]
        if code in LANGUAGES:
            yield code, content
