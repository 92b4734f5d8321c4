"""The page of a Word document: paper, margins, what stands above and below, what the file says of itself."""

from typing import Any

from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm

from analysis.report.documents.word_styles import LANGUAGES
from analysis.report.documents.word_xml import add_field, element

PAPER = (Mm(210), Mm(297))
LEFT, RIGHT, TOP, BOTTOM = Mm(30), Mm(20), Mm(20), Mm(20)
"""Margins within the bounds of Decree 30/2020/NĐ-CP (30 to 35, 15 to 20, 20 to 25, 20 to 25 mm)."""
TEXT_WIDTH = Mm(160)


def lay_out(word: Any, data: dict[str, Any]) -> None:
    """Set paper, margins, header, footer and properties of a document, given as data."""
    section = word.sections[0]
    section.page_width, section.page_height = PAPER
    section.left_margin, section.right_margin = LEFT, RIGHT
    section.top_margin, section.bottom_margin = TOP, BOTTOM
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    section.header.paragraphs[0].text = data["subtitle"]
    section.first_page_header.paragraphs[0].text = ""
    for footer in (section.first_page_footer, section.footer):
        _footer(footer.paragraphs[0], data)
    _settings(word.settings.element, LANGUAGES[data["language"]])
    _properties(word.core_properties, data)


def _footer(paragraph: Any, data: dict[str, Any]) -> None:
    """Write the edition to the left, and the number of the page and of all pages to the right."""
    paragraph.style = "Footer"
    paragraph.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    before, between, after = data["page"]
    paragraph.add_run(f"{data['edition']}\t{before}")
    add_field(paragraph, "PAGE")
    paragraph.add_run(between)
    add_field(paragraph, "NUMPAGES")
    if after:
        paragraph.add_run(after)


def _settings(settings: Any, language: str) -> None:
    """Set the language that Word proposes, and have the file opened as one of today's Word, not of 2010's."""
    for mode in settings.iter(qn("w:compatSetting")):
        if mode.get(qn("w:name")) == "compatibilityMode":
            mode.set(qn("w:val"), "15")
    for name in ("w:proofState", "w:rsids", "w:savePreviewPicture"):
        for child in settings.findall(qn(name)):
            settings.remove(child)
    settings.find(qn("w:zoom")).set(qn("w:percent"), "100")
    theme = settings.find(qn("w:themeFontLang"))
    settings.replace(theme, element("w:themeFontLang", val=language, eastAsia=language))


def _properties(properties: Any, data: dict[str, Any]) -> None:
    """Say title, subject and language; name no author and no time, which would be those of a machine."""
    properties.title, properties.subject = data["title"], data["subtitle"]
    properties.language = LANGUAGES[data["language"]]
    properties.author = properties.comments = ""
    for child in list(properties._element):
        if child.tag in (qn("dcterms:created"), qn("dcterms:modified")):
            properties._element.remove(child)
