"""The words around the content: of the theme, of Sphinx, of its search, and of the foot of every page."""

import json
from pathlib import Path
from urllib.parse import quote

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from analysis.data.sources import sources
from analysis.report import imprint
from analysis.report.language import Language
from analysis.report.messages import N_
from analysis.report.site.contents import Page

ICON = "data:image/svg+xml," + quote(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">'
    '<rect width="16" height="16" rx="2" fill="#0b4f8a"/>'
    '<path fill="#fff" d="M6 2h4v3H6zM4 6h4v3H4zM9 6h4v3H9zM6 10h4v4H6z"/></svg>'
)
"""The sign of the site in a tab: tiles, as on its maps. It lies in the page: nothing is asked for."""

THEME = (
    N_("Skip to main content"),
    N_("Back to top"),
    N_("Search"),
    N_("Error"),
    N_("Please activate JavaScript to enable the search functionality."),
    N_("Breadcrumb"),
    N_("Home"),
    N_("On this page"),
    N_("previous page"),
    N_("previous"),
    N_("next page"),
    N_("next"),
    N_("Site navigation"),
    N_("Announcement"),
    N_("Version warning"),
    N_("Link to this heading"),
    N_("Index"),
)
"""Texts of the theme and of Sphinx as they stand there; their own Vietnamese is incomplete."""

SEARCH_RESULTS = (
    N_("Searching"),
    N_("Preparing search..."),
    N_("Search Results"),
    N_(
        "Your search did not match any documents. Please make sure that all words are spelled correctly "
        "and that you've selected enough categories."
    ),
    N_("Hide Search Matches"),
)
"""Texts that the search writes in the browser."""

FOUND = N_("Search finished, found one page matching the search query.")


def write_catalogue(folder: Path, language: Language) -> None:
    """Write the words of theme and search where Sphinx looks first, ``<folder>/<language>/LC_MESSAGES``."""
    if language.code == "en":
        return
    place = folder / language.code / "LC_MESSAGES"
    place.mkdir(parents=True, exist_ok=True)
    catalogue = Catalog(locale=language.code)
    for text in THEME:
        catalogue.add(text, language.say(text))
    with (place / "sphinx.mo").open("wb") as file:
        write_mo(file, catalogue)
    texts: dict[str, str | list[str]] = {text: language.say(text) for text in SEARCH_RESULTS}
    texts[FOUND] = [language.say(FOUND)]
    script = {"locale": language.code, "messages": texts, "plural_expr": "0"}
    (place / "sphinx.js").write_text(
        f"Documentation.addTranslations({json.dumps(script)});\n", encoding="utf-8"
    )


def frame(language: Language) -> dict[str, object]:
    """Return what the templates put around every page: names, notes and sources of its foot."""
    known = sources().values()
    say = language.say
    return {
        "name": say(imprint.NAME),
        "languages": say("Language"),
        "section": say("In this section"),
        "data": say("Data and sources"),
        "vintage": imprint.vintage(language),
        "sources": [(source.name, short_title(source.title[language.code])) for source in known],
        "sources_label": say("Sources"),
        "provinces": say(
            "Provinces: the 63 before 1 July 2025 and the 34 in force since that day under "
            "Resolution 202/2025/QH15. Figures of the one are never joined to figures of the other."
        ),
        "caution": say(
            "An association is not an effect: nothing here shows that one thing brings about another."
        ),
        "score": say(imprint.SCORE),
        "limits": say(imprint.LIMITS),
        "version": imprint.version_line(language),
        "about": say("How it is done, how to cite, how to report an error"),
        "icon": ICON,
        "in_language": say("This page is in English."),
        "explorer": say("Explorer"),
        "closed": say("not opened; open it on a screen to read it"),
    }


def short_title(title: str) -> str:
    """Return the short form that a source's title ends in, between brackets, or the title itself."""
    return title[title.rindex("(") + 1 : -1] if title.endswith(")") and "(" in title else title


def switch(page: str, language: Language) -> list[dict[str, str | bool]]:
    """Return the languages as links from one page to the same page."""
    up = "../" * (page.count("/") + 1)
    return [
        {"code": code, "name": name, "href": f"{up}{code}/{page}.html", "here": code == language.code}
        for code, name in imprint.OWN_NAMES.items()
    ]


def contents_list(pages: list[Page], language: Language) -> str:
    """Return the pages as a contents list of Sphinx, hidden on the page itself; empty when there are none."""
    if not pages:
        return ""
    lines = [
        f"{title} </{page.name}>" if (title := page.title(language)) else f"/{page.name}" for page in pages
    ]
    return "\n".join(["```{toctree}", ":hidden:", "", *lines, "```"])
