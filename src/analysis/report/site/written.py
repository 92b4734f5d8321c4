"""The pages that come from no notebook: home, units, downloads, data, methods, glossary, changes."""

from collections.abc import Callable
from html import escape
from pathlib import Path
from string import Template
from typing import Any

import yaml

from analysis.report import imprint
from analysis.report.language import LANGUAGES, Language
from analysis.report.plain_letters import fold
from analysis.report.site import changes_page, downloads_page, home, markup, methods, scale
from analysis.report.site.contents import Page, page_name
from analysis.report.site.data_page import data_page, rights
from analysis.report.site.edition import Edition
from analysis.report.site.units_page import unit_tiles, units_page

TEXTS = Path(__file__).parent / "text"


def written(page: Page, edition: Edition) -> str:
    """Return a page as Markdown.

    Parameters
    ----------
    page
        One of the pages without a run.
    edition
        The site that it belongs to.
    """
    text = (TEXTS / edition.language.code / f"{page.name.split('/')[0]}.md").read_text(encoding="utf-8")
    return Template(text).substitute(FILLED[page.name](edition))


def _home(edition: Edition) -> dict[str, str]:
    found = downloads_page.at_home(edition)
    return {
        "doors": downloads_page.doors(edition),
        "findings": home.headline(edition),
        "changes": changes_page.in_short(edition),
        "downloads": f"## {edition.language.say('To take away')}\n\n{found}" if found else "",
        "pages": home.cards(edition),
        "units": unit_tiles(edition.pages, edition.language),
    }


def _downloads(edition: Edition) -> dict[str, str]:
    return {
        "country": downloads_page.country(edition),
        "units": downloads_page.units(edition),
        "changed": _linked("changes", edition.language.say("list of changes"), edition),
    }


def _data(edition: Edition) -> dict[str, str]:
    language = edition.language
    return {"cite": imprint.citation(language), "rights": rights(language), "sources": data_page(language)}


def _about(edition: Edition) -> dict[str, str]:
    language = edition.language
    return {
        "cite": imprint.citation(language),
        "scale": scale.scale(language),
        "reasons": scale.reasons(language),
        "proof": proof(edition),
    }


FILLED: dict[str, Callable[[Edition], dict[str, str]]] = {
    "index": _home,
    "units/index": lambda edition: {"units": units_page(edition)},
    "downloads": _downloads,
    "data": _data,
    "about": _about,
    "methods": lambda edition: {"families": methods.families(edition)},
    "glossary": lambda edition: {"terms": glossary(edition.language)},
    "changes": lambda edition: {"changes": changes_page.changes_page(edition)},
}
"""What is put into the text of each page, by the names that stand there after a dollar sign."""


def proof(edition: Edition) -> str:
    """Return the words for the page that proves the methods, with a link where the site has it."""
    return _linked(page_name("10_method_validation"), edition.language.say("a page of their own"), edition)


def _linked(name: str, text: str, edition: Edition) -> str:
    return markup.link(f"{name}.html", text) if name in edition.pages else escape(text)


def glossary(language: Language) -> str:
    """Return the terms in both languages, with their meaning in one."""
    say = language.say
    here, there = language.code, next(code for code in LANGUAGES if code != language.code)
    rows = [
        [
            f'{escape(entry[here])}<br><span lang="{there}">{escape(entry[there])}</span>',
            escape(entry["meaning"][here]),
        ]
        for entry in sorted(terms(), key=lambda entry: fold(entry[here]).casefold())
    ]
    return markup.table(say("Terms used on this site"), [say("Term"), say("Meaning")], rows, "terms")


def terms() -> list[dict[str, Any]]:
    """Return the terms of the glossary, as written: both languages, and the meaning in both."""
    found: list[dict[str, Any]] = yaml.load(
        (TEXTS / "glossary.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    return found
