"""A document as an accessible PDF (PDF/UA-1), typeset by typst.

The template (``document.typ`` and what it imports) is the house style; the document comes to it as data.
Only the typeface of this package's charts is offered to it, never one of the machine, and no clock is read:
equal documents give equal bytes.
"""

import atexit
import json
import re
from functools import cache
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

TEMPLATE = Path(__file__).with_name("document.typ")
FACES = ("SourceSansPro", "SourceSansProSemibold", "SourceSansProBold")
PAGES = re.compile(rb"/Type/Pages/Count (\d+)")


def pdf(document: Document) -> bytes:
    """Return a document as PDF.

    Raises
    ------
    DocumentError
        The document has more pages than it may have, a table or figure that does not fit, a sign that the
        typeface lacks, or cannot be typeset.
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
    past = json.loads(
        compiler.eval(f"query(heading).filter(h => h.location().page() > {allowed}).map(h => h.body.text)")
    )
    end = json.loads(
        compiler.eval("{ let end = query(<end>).first().location().position(); (end.page, end.y / 1mm) }")
    )
    where = f"{pages} pages, and it may have {allowed}; its blocks end on page {end[0]}, {end[1]:.0f} mm down"
    begins = f" (beyond page {allowed} begin: {', '.join(past)})" if past else ""
    return where, f"shorten its texts, show a figure smaller or leave a block out{begins}"


@cache
def _compiler() -> Any:
    """Return one compiler for all documents of a session; it remembers what it has read."""
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[_folder_of_faces()]
    )
    return typst.Compiler(input=str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=fonts)


def _folder_of_faces() -> str:
    """Return a folder that holds the faces in use and no other; it stays as long as the session.

    The package has every face in two formats, between which typst would choose by their order on the disk.
    """
    folder = TemporaryDirectory(prefix="typefaces-")
    atexit.register(folder.cleanup)
    for face in FACES:
        source = Path(font_source_sans_pro.font_files_ttf[face])
        copyfile(source, Path(folder.name) / source.name)
    return folder.name
