"""Build the site: page sources from notebooks and data, both languages typeset side by side, then one swap.

The pages that are there stay untouched until the new ones are whole; a build that fails leaves them as
they were.
"""

import json
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import font_source_sans_pro

from analysis.data import layout
from analysis.report.language import LANGUAGES, Language
from analysis.report.site import downloads as files
from analysis.report.site import downloads_page, kept, page_sources, words
from analysis.report.site.contents import children, contents, description
from analysis.report.site.edition import Edition, said
from analysis.report.site.entrance import write_entrance
from analysis.report.site.errors import SiteError
from analysis.report.site.theme_settings import AROUND, EXTRA
from analysis.report.site.typesetting import typeset
from analysis.report.site.written import written

FONTS = ("SourceSansPro", "SourceSansProIt", "SourceSansProSemibold")

HELD = "held"
"""Folder, in that of a language which stays between builds, of the sources of pages from notebooks."""

SURPLUS = (
    ".buildinfo*",
    "objects.inv",
    "_static/*.png",
    "_static/*-stemmer.js",
    "_static/webpack-macros.html",
    "_static/scripts/*.map",
    "_static/styles/*.map",
)
"""What Sphinx and the theme leave and no page needs."""


def build_site(
    executed: Path | None = None,
    destination: Path | None = None,
    *,
    runs: Collection[str] | None = None,
    downloads: Path | Collection[Path] | None = None,
    keep: Path | None = None,
) -> Path:
    """Build all pages in both languages and put them in place of the last ones.

    Parameters
    ----------
    executed
        Folder of the executed notebooks, ``<language>/<run id>.ipynb``; ``build/notebooks`` by default.
    destination
        Folder of the site; ``build/site`` by default. Replaced only when the new site is whole.
    runs
        Ids of the runs that the site shows; by default every executed notebook there is.
    downloads
        What readers may take away: a folder with ``<language>/<name>-<language>.<format>`` and
        ``explorer.html``, or these files themselves; they are copied beside the pages. None offers nothing.
    keep
        Folder that keeps what was typeset from one build of this site to the next: only pages that changed,
        and pages that show something of them, are typeset again, and the site is the same to the byte. None
        typesets everything.

    Returns
    -------
    pathlib.Path
        The entrance page, ``<destination>/index.html``.

    Raises
    ------
    SiteError
        There are no notebooks, the languages differ, a notebook cannot be a page, a file is no download, or
        Sphinx has warnings. Nothing was replaced.
    """
    executed = executed or layout.build() / "notebooks"
    destination = destination or layout.build() / "site"
    shown, offers = executed_runs(executed, runs), files.offers(downloads)
    told = said(executed, shown)
    pages = contents(shown, [*(["downloads"] if offers else []), *(["changes"] if told.changed else [])])
    with _workshop(destination) as work, kept.place(keep, work / "typeset") as place:
        sources = {code: work / "sources" / code for code in LANGUAGES}
        for code, folder in sources.items():
            edition = Edition(pages, executed / code, Language(code), told, tuple(offers))
            write_sources(edition, folder, place / code / HELD)
        site = work / "site"
        for code, pages_there in typeset(sources, place).items():
            shutil.copytree(pages_there, site / code)
            shutil.copytree(sources[code] / EXTRA, site / code, dirs_exist_ok=True)
        _finish(site, offers)
        _replace(destination, site)
    return destination / "index.html"


def executed_runs(executed: Path, wanted: Collection[str] | None = None) -> list[str]:
    """Return the ids of the executed runs, which must be there in all languages.

    Parameters
    ----------
    executed
        Folder of the executed notebooks.
    wanted
        Ids that must be there; every one that is there by default.

    Raises
    ------
    SiteError
        There are none, or a run is not there in every language.
    """
    there = {code: {path.stem for path in (executed / code).glob("*.ipynb")} for code in LANGUAGES}
    expected = set().union(*there.values()) if wanted is None else set(wanted)
    if not expected:
        raise SiteError(f"There are no executed notebooks in {executed}: run the notebooks first.")
    if missing := [f"{run} ({code})" for code in LANGUAGES for run in sorted(expected - there[code])]:
        raise SiteError(
            f"These runs are not in {executed}: {', '.join(missing)}. "
            "Every page needs its twin in the other language; run them first."
        )
    return sorted(expected)


def write_sources(edition: Edition, folder: Path, held: Path) -> None:
    """Write the page sources of one language, and what its templates put around the pages.

    Parameters
    ----------
    edition, folder
        What is written, and where to.
    held
        Folder with the sources of the last build, to be used and renewed.
    """
    pages, language = edition.pages, edition.language
    (folder / EXTRA).mkdir(parents=True)
    words.write_catalogue(folder / "locale", language)
    around = {
        "short": {page.name: page.title(language) for page in pages.values()},
        "descriptions": {page.name: description(page, language) for page in pages.values()},
        "explorer": any(offer.stem == "explorer" for offer in edition.offers),
    }
    (folder / AROUND).write_text(json.dumps(around), encoding="utf-8")
    for page in pages.values():
        listed = words.contents_list(children(pages, page.name), language)
        if page.run:
            offered = downloads_page.own_brief(edition.offers, page.unit, language)
            source = edition.executed / f"{page.run}.ipynb"
            page_sources.put(source, page, language, folder, held, listed=listed, offered=offered)
            continue
        path = folder / f"{page.name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{written(page, edition)}\n\n{listed}\n", encoding="utf-8")
    page_sources.clear(held, {page.name for page in pages.values() if page.run})


def _finish(site: Path, offers: list[files.Offer]) -> None:
    """Add what readers take away and what both languages share, and remove what no page needs."""
    for code in LANGUAGES:
        for path in [path for pattern in SURPLUS for path in (site / code).glob(pattern)]:
            path.unlink()
    fonts = site / "fonts"
    fonts.mkdir()
    for face in FONTS:
        shutil.copyfile(font_source_sans_pro.font_files_ttf[face], fonts / f"{face}.ttf")
    shutil.copyfile(Path(font_source_sans_pro.font_directory) / "LICENSE.txt", fonts / "LICENSE.txt")
    files.place(offers, site)
    write_entrance(site, offers)


@contextmanager
def _workshop(destination: Path) -> Iterator[Path]:
    """Give a folder beside the destination, so that the swap is a rename, and clear it away afterwards."""
    destination.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{destination.name}-", dir=destination.parent) as work:
        yield Path(work)


def _replace(destination: Path, site: Path) -> None:
    """Put `site` where `destination` is; when that fails, `destination` is what it was."""
    last = site.with_name("last")
    if destination.exists():
        destination.rename(last)
    try:
        site.rename(destination)
    except OSError:
        if last.exists():
            last.rename(destination)
        raise
