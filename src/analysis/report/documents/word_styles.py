"""The styles of a Word document: real ones, by names that Word knows, in Times New Roman, black on white."""

from dataclasses import dataclass
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from analysis.report.documents.word_xml import element
from analysis.report.language import Language

TYPEFACE = "Times New Roman"
SIZE = 13.0
LANGUAGES = {"vi": "vi-VN", "en": "en-GB"}
LEFT, CENTRE, BOTH, RIGHT = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
    WD_ALIGN_PARAGRAPH.RIGHT,
)


@dataclass(frozen=True)
class Look:
    """What a style of paragraphs looks like; lengths in points, lines by the sides they run along."""

    size: float = SIZE
    bold: bool = False
    italic: bool = False
    align: WD_ALIGN_PARAGRAPH = LEFT
    before: float = 0.0
    after: float = 6.0
    with_next: bool = False
    indent: float | None = None
    lined: tuple[str, ...] = ()


LOOKS = {
    "Normal": Look(align=BOTH, before=4),
    "Title": Look(size=16, bold=True, align=CENTRE, after=4, with_next=True),
    "Subtitle": Look(italic=True, align=CENTRE, after=4),
    "Heading 1": Look(size=14, bold=True, before=12, with_next=True),
    "Heading 2": Look(bold=True, italic=True, before=8, after=4, with_next=True),
    "List Bullet": Look(align=BOTH, after=3),
    "List Number": Look(align=BOTH, after=3),
    "List Continue": Look(size=12, after=4, indent=18),
    "Caption": Look(size=12, bold=True, before=8, after=4, with_next=True),
    "Intense Quote": Look(align=BOTH, before=6, after=8, lined=("top", "left", "bottom", "right")),
    "Header": Look(size=11, italic=True, after=0),
    "Footer": Look(size=11, after=0),
    "Edition": Look(size=11, align=CENTRE, after=10),
    "Lead": Look(bold=True, align=BOTH, after=8),
    "Note": Look(size=11, before=3, after=3),
    "Colophon": Look(size=11, before=3, after=3, lined=("top",)),
    "Key Figure": Look(size=13, before=4, after=0, with_next=True),
    "Figure": Look(align=CENTRE, before=6, after=6),
    "Table Text": Look(size=11, after=0),
    "Table Head": Look(size=11, bold=True, after=0, with_next=True),
}
"""Every style in use: those of Word by their names, then the document's own."""
BASES = {"Default Paragraph Font", "Normal Table", "No List", "Table Grid"}


def dress(word: Any, language: Language) -> None:
    """Give an empty document its styles and its language, and take every other style out of it."""
    for style in list(word.styles):
        if style.name not in BASES | set(LOOKS):
            style.delete()
    _drop_lists(word.part.numbering_part.element, {style.style_id for style in word.styles})
    _set_defaults(word.styles.element, LANGUAGES[language.code])
    for name, look in LOOKS.items():
        if name not in word.styles:
            word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = word.styles["Normal"]
        _style(word.styles[name], look)
    _space_cells(word.styles["Table Grid"].element)


def _drop_lists(numbering: Any, styles: set[str]) -> None:
    """Take out the numberings of list styles that are there no more."""
    for kind in numbering.findall(qn("w:abstractNum")):
        if {style.get(qn("w:val")) for style in kind.iter(qn("w:pStyle"))} & styles:
            continue
        key = kind.get(qn("w:abstractNumId"))
        numbering.remove(kind)
        for number in numbering.findall(qn("w:num")):
            if number.find(qn("w:abstractNumId")).get(qn("w:val")) == key:
                numbering.remove(number)


def _set_defaults(styles: Any, language: str) -> None:
    """Set typeface, size and language of whatever has no style of its own."""
    properties = styles.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for child in list(properties):
        properties.remove(child)
    fonts = dict.fromkeys(("ascii", "hAnsi", "eastAsia", "cs"), TYPEFACE)
    half_points = f"{2 * SIZE:.0f}"
    properties.append(element("w:rFonts", **fonts))
    properties.append(element("w:sz", val=half_points))
    properties.append(element("w:szCs", val=half_points))
    properties.append(element("w:lang", val=language, eastAsia=language, bidi="ar-SA"))


def _style(style: Any, look: Look) -> None:
    """Take off what a style looked like and give it its own look; a list keeps its numbering."""
    numbering = style.element.pPr.numPr if style.element.pPr is not None else None
    for name in ("w:rPr", "w:pPr", "w:link", "w:semiHidden"):
        for child in style.element.findall(qn(name)):
            style.element.remove(child)
    if numbering is not None and style.name.startswith("List"):
        style.element.get_or_add_pPr().append(numbering)
    style.font.size, style.font.bold, style.font.italic = Pt(look.size), look.bold, look.italic
    written = style.paragraph_format
    written.alignment = look.align
    written.space_before, written.space_after = Pt(look.before), Pt(look.after)
    written.line_spacing = 1.0 if style.name.startswith("Table") else 1.15
    written.keep_with_next = look.with_next
    written.widow_control = True
    if look.indent is not None:
        written.left_indent = Pt(look.indent)
    if style.name.startswith("Heading"):
        level = f"{int(style.name[-1]) - 1}"
        style.element.get_or_add_pPr().append(element("w:outlineLvl", val=level))
    if look.lined:
        _line(style.element.get_or_add_pPr(), look.lined)


def _space_cells(style: Any) -> None:
    """Leave some room above and below the words of a table's cells."""
    margins = style.find(qn("w:tblPr")).find(qn("w:tblCellMar"))
    for side in ("top", "bottom"):
        margins.find(qn(f"w:{side}")).set(qn("w:w"), "30")


def _line(properties: Any, sides: tuple[str, ...]) -> None:
    """Draw a line along some sides of paragraphs; those that follow each other share it."""
    borders = element("w:pBdr")
    for side in sides:
        borders.append(element(f"w:{side}", val="single", sz="6", space="4", color="auto"))
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
    )
