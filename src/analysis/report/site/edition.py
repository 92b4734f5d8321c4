"""What the pages of one language are made from, beside the notebooks: pages, results, changes, downloads."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.report.language import Language
from analysis.report.releases import (
    Changes,
    ReleasedResult,
    ReleaseError,
    baseline,
    changes,
    current,
    releases,
    says_the_same,
)
from analysis.report.site.contents import Page
from analysis.report.site.downloads import Offer
from analysis.report.site.errors import SiteError


@dataclass(frozen=True)
class Said:
    """What the executed notebooks say now, how that differs from an earlier record, whether it is recorded.

    There is no earlier record at first (None).
    """

    results: Mapping[tuple[str, str], ReleasedResult]
    changed: Changes | None
    recorded: bool = False


@dataclass(frozen=True)
class Edition:
    """The site in one language.

    Attributes
    ----------
    pages
        All pages by name.
    executed
        Folder of the executed notebooks of this language.
    language
        Language of the pages.
    said
        Results and changes.
    offers
        What readers take away.
    """

    pages: Mapping[str, Page]
    executed: Path
    language: Language
    said: Said
    offers: tuple[Offer, ...] = ()

    def page_of(self, run: str) -> Page | None:
        """Return the page that comes from a notebook run; None when the site has none."""
        return next((page for page in self.pages.values() if page.run == run), None)


def said(executed: Path, runs: list[str]) -> Said:
    """Return what executed notebooks say, beside the right earlier record.

    Parameters
    ----------
    executed
        Folder of the executed notebooks, ``<language>/<run id>.ipynb``.
    runs
        Ids of the runs that the site shows; the results of others are not compared.

    Raises
    ------
    SiteError
        The languages give different results, or the record of a release cannot be read.
    """
    try:
        now = current(executed, runs)
        before, last = baseline(now, runs), releases()[-1:]
        recorded = any(says_the_same(one, now, runs) for one in last)
    except ReleaseError as error:
        raise SiteError(str(error)) from None
    return Said(now.results, changes(before, now, set(runs)) if before else None, recorded)
