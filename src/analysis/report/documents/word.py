"""A document as an editable Word file, for officials who must change it.

The page, the typeface and its size are those of Vietnamese administrative documents (Decree 30/2020/NĐ-CP):
A4, Times New Roman 13. The words and numbers are those of the PDF, block by block; what stands side by side
there stands one after the other here. Equal documents give equal bytes.
"""

from io import BytesIO

import docx as python_docx

from analysis.report.documents.content import as_data
from analysis.report.documents.document import Document
from analysis.report.documents.word_blocks import write_blocks
from analysis.report.documents.word_package import sealed, strip
from analysis.report.documents.word_page import lay_out
from analysis.report.documents.word_styles import dress


def docx(document: Document) -> bytes:
    """Return a document as a Word file (Office Open XML).

    Raises
    ------
    DocumentError
        A table or a figure does not fit the page.
    ValueError
        A text holds a control character, which no XML file can carry.
    """
    data = as_data(document)
    word = python_docx.Document()
    strip(word)
    dress(word, document.language)
    lay_out(word, data)
    word.add_paragraph(data["title"], style="Title")
    word.add_paragraph(data["subtitle"], style="Subtitle")
    word.add_paragraph(data["edition"], style="Edition")
    write_blocks(word, document.blocks, data["blocks"])
    for sentence in data["colophon"]:
        word.add_paragraph(sentence, style="Colophon")
    written = BytesIO()
    word.save(written)
    return sealed(written.getvalue())
