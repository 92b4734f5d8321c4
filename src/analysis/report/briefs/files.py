"""The briefs as files: PDF to be read and printed, Word to be edited, from the same content."""

import os
from collections.abc import Mapping
from pathlib import Path

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
    DocumentError
        It has more pages than it may have, or cannot be typeset.
    """
    document = unit_brief(unit, Language(language))
    return _files(document, f"{_name(unit)}-{language}")


def national_files(language: str) -> dict[str, bytes]:
    """Return the national brief as files that say their language; raises as :func:`unit_files`."""
    return _files(national_brief(Language(language)), f"{COUNTRY}-{language}")


def write_unit_brief(unit: str, language: Language, folder: Path) -> list[Path]:
    """Write the brief of a unit into a folder of its language, ``ha-noi.pdf`` and ``ha-noi.docx``.

    Each file is replaced in one step; returns their paths and raises as :func:`unit_files`.
    """
    return _write(_files(unit_brief(unit, language), _name(unit)), folder)


def write_national_brief(language: Language, folder: Path) -> list[Path]:
    """Write the national brief into a folder of its language; as :func:`write_unit_brief`."""
    return _write(_files(national_brief(language), COUNTRY), folder)


def _name(unit: str) -> str:
    return slug(name_of(unit, "34"))


def _files(document: Document, name: str) -> dict[str, bytes]:
    return {f"{name}.{ending}": write(document) for ending, write in WRITERS.items()}


def _write(files: Mapping[str, bytes], folder: Path) -> list[Path]:
    """Write files, each in one step, so that nobody reads half of one."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in files.items():
        unfinished = folder / f".{name}-{os.getpid()}"
        unfinished.write_bytes(content)
        paths.append(unfinished.replace(folder / name))
    return paths
