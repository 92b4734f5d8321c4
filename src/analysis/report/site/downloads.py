"""What readers take away as files: briefs as PDF and Word, the workbook, tables as CSV, the explorer.

The files are made elsewhere; here they are recognised by name, measured, copied beside the pages, and offered
with kind, pages and size. Nothing is offered that is not there.
"""

import re
import shutil
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path

from analysis.data import provinces
from analysis.report.language import LANGUAGES, Language
from analysis.report.messages import N_
from analysis.report.plain_letters import slug
from analysis.report.site.errors import SiteError

FOLDER = "downloads"
"""Folder of the files, beside the pages of a language."""

EXPLORER = "explorer.html"
"""The explorer lies at the top of the site: it holds both languages."""

COUNTRY, WORKBOOK, TABLES = "viet-nam", "uptake", "csv"

KINDS = {"pdf": N_("PDF"), "docx": N_("Word"), "xlsx": N_("Excel"), "zip": N_("CSV"), "html": N_("HTML")}
"""What a format is called, in the order in which formats are offered."""

_NAME = re.compile(r"(?P<stem>[a-z0-9-]+)-(?P<language>vi|en)\.(?P<format>pdf|docx|xlsx|zip)")
_PAGE = re.compile(rb"/Type\s*/Page\b")
_LEAST_MEGABYTE = 999_500


@dataclass(frozen=True)
class Offer:
    """A file that readers take away.

    ``stem`` is the web name of a unit, ``viet-nam``, ``uptake`` (the workbook), ``csv`` or ``explorer``;
    ``language`` is empty for a file of both languages.
    """

    path: Path
    stem: str
    language: str
    format: str

    @cached_property
    def bytes(self) -> int:
        """Size of the file."""
        return self.path.stat().st_size

    @cached_property
    def pages(self) -> int | None:
        """Pages of a PDF; None for anything else."""
        return len(_PAGE.findall(self.path.read_bytes())) if self.format == "pdf" else None

    def address(self, up: str, language: Language) -> str:
        """Return the link from a page that lies `up` below the folder of its language."""
        if self.format == "html":
            return f"{up}../{EXPLORER}#lang={language.code}"
        return f"{up}{FOLDER}/{self.path.name}"


def offers(downloads: Path | Collection[Path] | None) -> list[Offer]:
    """Return what is offered, in the order of names.

    Parameters
    ----------
    downloads
        Folder with ``<language>/<name>-<language>.<format>`` and ``explorer.html``, or these files
        themselves; None when there are none.

    Raises
    ------
    SiteError
        A file is not there, is called as no download is, or has no twin in the other language.
    """
    if downloads is None:
        return []
    listed = _files(downloads) if isinstance(downloads, Path) else downloads
    names = _names()
    found = [_offer(path, names) for path in sorted(listed, key=lambda path: (path.name, path))]
    there = {(offer.stem, offer.language, offer.format) for offer in found}
    for offer in found:
        for code in LANGUAGES:
            if offer.language and (offer.stem, code, offer.format) not in there:
                raise SiteError(
                    f"{offer.path} has no twin in {code!r}: readers of each language get the same."
                )
    return found


def _files(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        raise SiteError(f"There is no folder of downloads {folder}: make the downloads first.")
    for path in folder.rglob("*"):
        if path.is_file() and not path.name.startswith("."):
            yield path


def _offer(path: Path, names: Collection[str]) -> Offer:
    if not path.is_file():
        raise SiteError(f"There is no download {path}: make the downloads first.")
    if path.name == EXPLORER:
        return Offer(path, "explorer", "", "html")
    named = _NAME.fullmatch(path.name)
    if not named or named["stem"] not in names:
        raise SiteError(
            f"{path} is called as no download is: name it by a unit in force, "
            f"{COUNTRY}, {WORKBOOK} or {TABLES}, with the language, such as ha-noi-vi.pdf."
        )
    return Offer(path, named["stem"], named["language"], named["format"])


def _names() -> set[str]:
    """Return what a file may be called after: a unit in force, or one of the files for the country."""
    return {*map(slug, provinces.units()["name"]), COUNTRY, WORKBOOK, TABLES}


def of(found: Iterable[Offer], stem: str, language: Language) -> list[Offer]:
    """Return the files of a name that readers of a language get, in the order of formats."""
    mine = [offer for offer in found if offer.stem == stem and offer.language in ("", language.code)]
    return sorted(mine, key=lambda offer: list(KINDS).index(offer.format))


def of_unit(found: Iterable[Offer], unit: str | None, language: Language) -> list[Offer]:
    """Return the brief of a unit in force, by its code; nothing for a page of no unit."""
    return of(found, slug(provinces.name_of(unit, "34")), language) if unit else []


def place(found: Iterable[Offer], site: Path) -> None:
    """Copy the files beside the pages of a site."""
    for offer in found:
        target = site / offer.language / FOLDER / offer.path.name if offer.language else site / EXPLORER
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(offer.path, target)


def size(number: int, language: Language) -> str:
    r"""Return a size as readers know it: ``85 kB``, ``1,2 MB``; a kB is 1,000 bytes.

    Examples
    --------
    >>> size(1_234_567, Language("vi")), size(84_600, Language("en")), size(12, Language("en"))
    ('1,2\xa0MB', '85\xa0kB', '1\xa0kB')
    """
    if number >= _LEAST_MEGABYTE:
        return f"{language.number(number / 1e6, 1)}\u00a0MB"
    return f"{language.integer(max(1, round(number / 1000)))}\u00a0kB"


def links(found: Iterable[Offer], name: str, up: str, language: Language) -> str:
    """Return the formats of one thing as links with pages and size, as HTML; empty for none.

    Parameters
    ----------
    found
        Its files.
    name
        What it is called, for those who hear the link by itself.
    up
        Path from the page to the folder of its language.
    language
        Language of the page.
    """
    return " · ".join(
        f'<span class="file"><a href="{escape(offer.address(up, language))}">'
        f"{language.say(KINDS[offer.format])}"
        f'<span class="visually-hidden">: {escape(name)}</span></a> '
        f'<span class="size">({escape(_measured(offer, language))})</span></span>'
        for offer in found
    )


def _measured(offer: Offer, language: Language) -> str:
    measured = size(offer.bytes, language)
    if not offer.pages:
        return measured
    if offer.pages == 1:
        return language.say("1 page, {size}", size=measured)
    return language.say("{pages} pages, {size}", pages=language.integer(offer.pages), size=measured)
