"""The methods in plain words: what each asks, how, how to read it, and an example from these pages."""

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import yaml

from analysis.report import claims
from analysis.report.site import markup
from analysis.report.site.edition import Edition

FAMILIES = Path(__file__).parent / "text" / "methods.yaml"


def families(edition: Edition) -> str:
    """Return every family of methods as a section of Markdown.

    The example is the sentence of a headline result as its notebook gives it, so that it can never differ
    from the page it comes from; without that result there is no example.
    """
    return "\n\n".join(_family(family, edition) for family in entries())


def entries() -> list[dict[str, Any]]:
    """Return the families as written: texts by language, and the run and name of the result that serves."""
    found: list[dict[str, Any]] = yaml.load(FAMILIES.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return found


def _family(family: Mapping[str, Any], edition: Edition) -> str:
    say, text = edition.language.say, family[edition.language.code]
    facts = markup.definitions(
        [
            (say("What it asks"), escape(text["asks"])),
            (say("How it is done"), escape(text["how"])),
            (say("How to read it"), escape(text["read"])),
            (say("An example from these pages"), _example(family["example"], edition)),
        ]
    )
    return f"## {text['title']}\n\n{facts}"


def _example(example: Mapping[str, str], edition: Edition) -> str:
    result = edition.said.results.get((example["run"], example["name"]))
    page = edition.page_of(example["run"])
    if result is None or page is None:
        return ""
    badge = f" {claims.badge(result.grade, edition.language)}" if result.grade else ""
    link = markup.link(f"{page.name}.html", page.title(edition.language))
    return f"{escape(result.sentence[edition.language.code])}{badge} {link}"
