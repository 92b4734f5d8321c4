"""What the message catalogue must hold: every text said anywhere, translated once, same placeholders.

``python -m analysis.report.catalogue`` prints what is missing, area by area, as entries to paste.
"""

import ast
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Any
from unicodedata import is_normalized

import nbformat
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import write_po

from analysis.data import layout
from analysis.report.declared_texts import literal_texts, opaque_calls
from analysis.report.messages import LOCALE, CatalogueError, area, finished, placeholders, read

Found = tuple[int, str, list[str], list[str]]


@dataclass(frozen=True)
class Said:
    """A text that code says: where it stands (path from the project's root, line) and the English text."""

    path: str
    line: int
    msgid: str


def extract_module(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Found]:
    """Yield the texts of a module, those inside f-strings too; a method for Babel."""
    yield from _texts(file.read().decode("utf-8"))


def extract_notebook(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Found]:
    """Yield the texts of a notebook's code cells, lines counted over these; a method for Babel."""
    yield from _texts(notebook_code(file.read().decode("utf-8")))


def _texts(source: str) -> Iterator[Found]:
    with suppress(SyntaxError):  # named by `opaque_texts`
        for line, msgid in literal_texts(ast.parse(source)):
            yield line, "say", [msgid], []


def notebook_code(text: str) -> str:
    """Return the code cells of a notebook (its JSON text) as one module, without magics."""
    cells = [cell.source for cell in nbformat.reads(text, as_version=4).cells if cell.cell_type == "code"]
    return "\n".join(line for cell in cells for line in cell.splitlines() if not line.startswith(("%", "!")))


def said() -> list[Said]:
    """Return every text that modules and notebooks say or declare, in order of place."""
    with (LOCALE / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(layout.root(), methods, options, keywords={"say": None}, comment_tags=())
    texts = [Said(Path(path).as_posix(), line, str(msgid)) for path, line, msgid, *_ in found]
    return sorted(texts, key=lambda text: (text.path, text.line, text.msgid))


def _files() -> list[Path]:
    return sorted((LOCALE / "vi").glob("*.po"))


def missing() -> dict[str, list[Said]]:
    """Return the texts without a finished translation, by the catalogue file they belong in."""
    translated = {msgid for path in _files() for msgid in finished(read(path))}
    lacking: dict[str, list[Said]] = {}
    for text in said():
        if text.msgid not in translated:
            lacking.setdefault(area(text.path), []).append(text)
    return lacking


def faults() -> list[str]:
    """Return what is wrong with the catalogue besides what is missing, one sentence a fault."""
    used = {text.msgid for text in said()}
    found = []
    for path in _files():
        catalogue = read(path)
        found += [
            f"{path.name}: {entry.id!r} {fault}"
            for entry in catalogue
            if entry.id
            for fault in _entry_faults(entry, used)
        ]
        found += [f"{path.name}: {msgid!r} is obsolete: delete it" for msgid in catalogue.obsolete]
    return found + opaque_texts()


def _entry_faults(entry: Message, used: set[str]) -> Iterator[str]:
    if str(entry.id) not in used:
        yield "is said nowhere: delete it, or correct the English text"
    if entry.fuzzy:
        yield "is marked fuzzy: check it and remove the mark"
    if not entry.string:
        return
    try:
        if placeholders(str(entry.id)) != placeholders(str(entry.string)):
            yield f"has other placeholders in {entry.string!r}"
    except (CatalogueError, ValueError) as error:
        yield f"cannot be filled in: {error}"
    for text in (str(entry.id), str(entry.string)):
        if not is_normalized("NFC", text):
            yield "is not in composed characters (NFC): type it again"


def opaque_texts() -> list[str]:
    """Return the places where something is said that the catalogue cannot see, one sentence each."""
    found = []
    for path in sorted((layout.root() / "src" / "analysis").rglob("*.py")):
        found += _opaque(path, path.read_text(encoding="utf-8"))
    for path in sorted(layout.notebooks().glob("*.ipynb")):
        found += _opaque(path, notebook_code(path.read_text(encoding="utf-8")))
    return found


def _opaque(path: Path, source: str) -> list[str]:
    where = path.relative_to(layout.root()).as_posix()
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        return [f"{where}, line {error.lineno}: {error.msg}"]
    return [
        f"{where}, line {call.lineno}: say({ast.unparse(call.args[0]) if call.args else ''}) needs a "
        "literal, an element of a table of N_(…) texts, or an argument annotated Msgid"
        for call in opaque_calls(tree)
    ]


def report() -> str:
    """Return what is missing, area by area, as entries to paste, then every other fault.

    Empty when all is well.
    """
    parts = []
    for file, texts in sorted(missing().items()):
        catalogue = Catalog(locale="vi")
        for text in texts:
            catalogue.add(text.msgid, locations=[(text.path, text.line)])
        entries = BytesIO()
        write_po(entries, catalogue, width=110, omit_header=True)
        parts.append(
            f"# {len(catalogue)} to add to src/analysis/report/locale/vi/{file}\n"
            f"{entries.getvalue().decode('utf-8').strip()}\n"
        )
    return "\n".join(parts + faults())


if __name__ == "__main__":
    sys.stdout.write((report() or "Every text is translated.") + "\n")
