"""The entrance page: both languages on one page, Vietnamese first."""

import shutil
from collections.abc import Iterable
from html import escape
from pathlib import Path
from string import Template

from analysis.report.language import LANGUAGES, Language
from analysis.report.site import downloads, markup, words
from analysis.report.site.contents import HOME_PURPOSE
from analysis.report.site.downloads import Offer

SHOWN = ("name", "vintage", "provinces", "caution", "version")

TEMPLATE = Path(__file__).parent / "text" / "entrance.html"


def write_entrance(site: Path, offers: Iterable[Offer] = ()) -> None:
    """Write ``index.html`` of the whole site, with its style; what is offered is one click away."""
    (site / "index.html").write_text(entrance(offers), encoding="utf-8")
    shutil.copyfile(TEMPLATE.with_suffix(".css"), site / "entrance.css")


def entrance(offers: Iterable[Offer] = ()) -> str:
    """Return the entrance page."""
    offered = list(offers)
    values: dict[str, str] = {}
    for code in LANGUAGES:
        language = Language(code)
        frame = words.frame(language)
        values |= {f"{name}_{code}": escape(str(frame[name])) for name in SHOWN}
        values[f"offers_{code}"] = _offers(offered, language)
        values[f"description_{code}"] = escape(language.say(HOME_PURPOSE))
    values["icon"] = words.ICON
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(values)


def _offers(offers: list[Offer], language: Language) -> str:
    """Return explorer and downloads as items of the list of a language; empty where there are none."""
    found = downloads.of(offers, "explorer", language)
    links = [(f"{downloads.EXPLORER}#lang={language.code}", language.say("Explorer")) for _ in found]
    if offers:
        links.append((f"{language.code}/downloads.html", language.say("Downloads")))
    return "\n".join(f"<li>{markup.link(address, text)}</li>" for address, text in links)
