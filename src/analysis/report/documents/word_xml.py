"""What python-docx has no call for: fields, numbering that begins again, texts for tables and pictures."""

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def element(name: str, **attributes: str) -> Any:
    """Return an element of WordprocessingML, such as ``element("w:lang", val="vi-VN")``."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def add_field(paragraph: Any, instruction: str) -> None:
    """Add a field that Word fills in (``PAGE``, ``NUMPAGES``) to a paragraph."""
    field = element("w:fldSimple", instr=instruction)
    shown = paragraph.add_run("1")._r
    field.append(shown)
    paragraph._p.append(field)


def new_numbering(word: Any, style: str) -> int:
    """Return a numbering of the kind of a list style that begins at 1."""
    numbering = word.part.numbering_part.element
    base = numbering.num_having_numId(word.styles[style].element.pPr.numPr.numId.val)
    made = numbering.add_num(base.abstractNumId.val)
    made.add_lvlOverride(0).add_startOverride(1)
    return int(made.numId)


def number(paragraph: Any, numbering: int) -> None:
    """Let a paragraph of a list be counted by a numbering."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = numbering


def describe_table(table: Any, caption: str, description: str) -> None:
    """Give a table the title and the description that screen readers say."""
    properties = table._tbl.tblPr
    properties.append(element("w:tblCaption", val=caption))
    properties.append(element("w:tblDescription", val=description))


def mark_rows(table: Any) -> None:
    """Mark the first row as header, repeated on every page, and let no row break over two pages."""
    for place, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(element("w:cantSplit"))
        if place == 0:
            properties.append(element("w:tblHeader"))


def describe_picture(picture: Any, title: str, description: str) -> None:
    """Give a picture its title and its text alternative."""
    properties = picture._inline.docPr
    properties.set("title", title)
    properties.set("descr", description)
