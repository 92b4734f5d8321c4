"""The briefs as files: PDF to be read and printed, Word to be edited, from the same content."""

from analysis.data.provinces import name_of
from analysis.report.briefs.national import national_brief
from analysis.report.briefs.unit import unit_brief
from analysis.report.documents.document import Document
from analysis.report.documents.typeset import pdf
from analysis.report.documents.word import docx
from analysis.report.language import Language
from analysis.report.plain_letters import slug

COUNTRY = "viet-nam"
"""Name of the files of the national brief."""

WRITERS = {"pdf": pdf, "docx": docx}


def unit_files(unit: str, language: str) -> dict[str, bytes]:
    """Return the brief of a unit as files that say their language: ``ha-noi-vi.pdf`` and ``ha-noi-vi.docx``.

    Parameters
    ----------
    unit : str
        Code of the unit in force.
    language : str
        ``"vi"`` or ``"en"``.

    Raises
    ------
    KeyError
        There is no such unit.
    SimulatedFinding
        Simulated figures are in use.
    DocumentError
        It has more pages than it may have, or cannot be typeset.
    """
    document = unit_brief(unit, Language(language))
    return _files(document, f"{slug(name_of(unit, '34'))}-{language}")


def national_files(language: str) -> dict[str, bytes]:
    """Return the national brief as files that say their language; raises as :func:`unit_files`."""
    return _files(national_brief(Language(language)), f"{COUNTRY}-{language}")


def _files(document: Document, name: str) -> dict[str, bytes]:
    return {f"{name}.{ending}": write(document) for ending, write in WRITERS.items()}
