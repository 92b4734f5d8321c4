"""A document as an accessible PDF (PDF/UA-1), typeset by typst.

The template (``document.typ`` and what it imports) is the house style; the document comes to it as data.
Only the typeface of this package's charts is offered to it, never one of the machine, and no clock is read:
equal documents give equal bytes.
"""

import json
import re
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

import font_source_sans_pro
import typst

from analysis.report.documents.content import as_data
from analysis.report.documents.document import Document
from analysis.report.documents.errors import DocumentError
from analysis.report.documents.row_headers import mark_row_headers

FACES = ("SourceSansPro", "SourceSansProSemibold", "SourceSansProBold")
PAGES = re.compile(rb"/Type/Pages/Count (\d+)")


def pdf(document: Document) -> bytes:
    """Return a document as PDF.

    Raises
    ------
    DocumentError
        The document has more pages than it may have, or a sign that the typeface lacks, or cannot be typeset.
    """
    name = f"{document.title} ({document.language.code})"
    compiler = _compiler()
    try:
        made, warnings = compiler.compile_with_warnings(
            sys_inputs={"document": json.dumps(as_data(document), ensure_ascii=False)},
            format="pdf",
            pdf_standards="ua-1",
        )
    except typst.TypstError as error:
        raise DocumentError(name, str(error), "change the text or the block that it names") from error
    if warnings:
        said = "; ".join(str(warning) for warning in warnings)
        raise DocumentError(name, f"typesetting warns: {said}", "change the text or the block that it names")
    pages = _pages(made)
    if pages > document.pages:
        raise DocumentError(name, *_too_long(pages, document.pages, compiler))
    return mark_row_headers(made)


def _pages(made: bytes) -> int:
    found = PAGES.search(made)
    if found is None:
        raise ValueError("typst has written a PDF without a count of its pages")
    return int(found[1])


def _too_long(pages: int, allowed: int, compiler: Any) -> tuple[str, str]:
    """Return how much too long a document is, and what to shorten."""
    end = json.loads(compiler.eval("query(<end>).first().location().position()"))
    past = json.loads(
        compiler.eval(f"query(heading).filter(h => h.location().page() > {allowed}).map(h => h.body.text)")
    )
    where = f"{pages} pages, and it may have {allowed}; the last ends at {end['y']}"
    remedy = "shorten its texts, narrow a figure or leave a block out"
    return where, remedy + (f"; beyond page {allowed} begin: {', '.join(past)}" if past else "")


@cache
def _compiler() -> Any:
    """Return one compiler for all documents of a session; it remembers what it has read."""
    with as_file(files(__package__) / "document.typ") as template:
        return typst.Compiler(
            input=str(template), root=str(template.parent), font_paths=_fonts(), ignore_system_fonts=True
        )


@cache
def _fonts() -> Any:
    """Return the faces in use, from a folder of their own: the package has every face in two formats."""
    folder = TemporaryDirectory(prefix="typefaces-")
    for face in FACES:
        source = Path(font_source_sans_pro.font_files_ttf[face])
        copyfile(source, Path(folder.name) / source.name)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder.name])
    _FOLDERS.append(folder)
    return fonts


_FOLDERS: list[TemporaryDirectory[str]] = []
"""Folders that stay until the session ends."""
