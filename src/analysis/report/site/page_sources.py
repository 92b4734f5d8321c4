"""The source of a page from its notebook, written once for as long as what it is made of is the same.

What is kept lies in the folder that stays between builds (:mod:`analysis.report.site.kept`), which is trusted
only while pages are written in the way in which they were: of a page, then, its notebook and what the rest
of the site puts on it are all that can differ.
"""

import json
import shutil
from dataclasses import asdict
from pathlib import Path

from analysis.report import sums
from analysis.report.language import Language
from analysis.report.site.contents import Page
from analysis.report.site.pages import write_page


def put(
    executed: Path, page: Page, language: Language, folder: Path, held: Path, *, listed: str, offered: str
) -> None:
    """Put the source of a page, and its figures, where :func:`~analysis.report.site.pages.write_page` would.

    Parameters
    ----------
    executed, page, language, folder, listed, offered
        As for :func:`~analysis.report.site.pages.write_page`.
    held
        Folder with the sources of the last build, one folder a page; that of this page is made or renewed.

    Raises
    ------
    SiteError
        The notebook cannot be a page.
    """
    around = [asdict(page), page.title(language), language.code, listed, offered]
    made_of = sums.of_bytes(executed.read_bytes() + json.dumps(around, ensure_ascii=False).encode())
    own = held / page.name.replace("/", "-")
    if not (own / made_of).is_dir():
        shutil.rmtree(own, ignore_errors=True)
        unfinished = own / "unfinished"
        write_page(executed, page, language, unfinished, listed=listed, offered=offered)
        unfinished.rename(own / made_of)
    shutil.copytree(own / made_of, folder, copy_function=shutil.copyfile, dirs_exist_ok=True)


def clear(held: Path, pages: set[str]) -> None:
    """Remove what is held of pages, by their names, that are no more."""
    names = {page.replace("/", "-") for page in pages}
    for path in list(held.iterdir()) if held.is_dir() else []:
        if path.name not in names:
            shutil.rmtree(path)
