"""The message catalogue: English texts are the keys, Vietnamese texts come from ``locale/vi/*.po``.

Each part of the project keeps its own file (``charts.po``, ``tables.po``, ``nb_01.po`` …); they are merged
when first needed. A text without a translation is an error, never an English word on a Vietnamese page.
"""

import re
from functools import cache
from pathlib import Path, PurePosixPath
from string import Formatter
from typing import Any, NewType
from unicodedata import normalize

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, PoFileParser

LOCALE = Path(__file__).parent / "locale"

Msgid = NewType("Msgid", str)
"""An English text that was declared for translation with :func:`N_`."""


def N_(text: str) -> Msgid:
    """Declare `text` for translation where it is written, to be said elsewhere (tables of texts)."""
    return Msgid(text)


class CatalogueError(ValueError):
    """The catalogue contradicts itself or cannot be read."""


class MissingTranslation(KeyError):
    """A text has no Vietnamese translation.

    Parameters
    ----------
    msgid
        The English text.
    file
        Name of the catalogue file that the translation belongs in.
    """

    def __init__(self, msgid: str, file: str) -> None:
        super().__init__(msgid, file)
        self.msgid = msgid
        self.file = file

    def __str__(self) -> str:
        """Name the text, and the file to add its translation to."""
        return (
            f"No Vietnamese translation of {self.msgid!r}: add it to src/analysis/report/locale/vi/"
            f"{self.file} (the entries to paste: python -m analysis.report.catalogue)."
        )


def placeholders(text: str) -> set[str]:
    """Return the names between braces in `text`.

    Raises
    ------
    CatalogueError
        When a placeholder is not a plain ``{name}`` (no positions, no format codes: the caller formats).
    """
    names: set[str] = set()
    for _, name, code, conversion in Formatter().parse(text):
        if name is None:
            continue
        if not name.isidentifier() or code or conversion:
            raise CatalogueError(f"Placeholders are plain names, such as {{name}}: {text!r}.")
        names.add(name)
    return names


def area(path: str) -> str:
    """Return the catalogue file for the texts of a source file or module.

    Parameters
    ----------
    path
        Path from the project's root, or dotted module name.

    Examples
    --------
    >>> area("src/analysis/report/figures/trend.py"), area("notebooks/01_uptake_profile.ipynb")
    ('charts.po', 'nb_01.po')
    """
    if path.endswith(".ipynb"):
        stem = PurePosixPath(path).stem
        number = re.match(r"\d+", stem)
        return f"nb_{number.group() if number else stem.strip('_')}.po"
    parts = [part for part in re.split(r"[./]", path.removesuffix(".py")) if part not in {"src", "analysis"}]
    rooms = {
        "claims": "claims.po",
        "figures": "charts.po",
        "findings": "findings.po",
        "site": "site.po",
        "tables": "tables.po",
        "units": "units.po",
    }
    if parts[0] == "report" and len(parts) > 1:
        return rooms.get(parts[1], "report.po")
    return f"{parts[0]}.po"


class _NoRepeats(Catalog):
    """A catalogue that refuses a second entry for one text, which Babel would let win in silence."""

    def __setitem__(self, key: Any, entry: Message) -> None:
        if key and key in self:
            raise CatalogueError(f"{key!r} stands twice, the second time in line {entry.lineno}.")
        super().__setitem__(key, entry)


def read(path: Path) -> Catalog:
    """Read one catalogue file.

    Raises
    ------
    CatalogueError
        When a text stands in it twice, or the file is not in the format of gettext.
    """
    catalogue = _NoRepeats(locale="vi")
    try:
        with path.open(encoding="utf-8") as file:
            PoFileParser(catalogue, abort_invalid=True).parse(file)
    except (PoFileError, CatalogueError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path.name}: {error}") from error
    return catalogue


def finished(catalogue: Catalog) -> dict[str, str]:
    """Return English text to Vietnamese text, for the entries that are neither empty nor marked fuzzy."""
    return {
        str(entry.id): normalize("NFC", str(entry.string))
        for entry in catalogue
        if entry.id and entry.string and not entry.fuzzy
    }


def merge(folder: Path) -> dict[str, str]:
    """Merge all catalogue files of a folder.

    Raises
    ------
    CatalogueError
        When two files translate one text differently.
    """
    merged: dict[str, str] = {}
    owner: dict[str, str] = {}
    for path in sorted(folder.glob("*.po")):
        for msgid, text in finished(read(path)).items():
            if merged.setdefault(msgid, text) != text:
                raise CatalogueError(
                    f"{msgid!r} is translated as {merged[msgid]!r} in {owner[msgid]} and as {text!r} "
                    f"in {path.name}: keep one of them, or make the English texts differ."
                )
            owner.setdefault(msgid, path.name)
    return merged


@cache
def vietnamese() -> dict[str, str]:
    """Return the merged Vietnamese catalogue (read once per process)."""
    return merge(LOCALE / "vi")
