"""The outputs of a notebook's cells as the HTML of one page.

Figures leave the notebook as SVG files and come back as ``<figure>`` with their text alternative; tables stay
tables, in a region that scrolls by itself; identifiers are made unique; links to the site's own pages are
made to fit the depth of the page.
"""

import re
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from analysis.report.figures.display import NARROW_SVG
from analysis.report.language import Language
from analysis.report.site.contents import Page
from analysis.report.site.errors import SiteError

SVG = "image/svg+xml"
HTML = "text/html"
TEXT = "text/plain"

FIGURES = "figures"
"""Folder of the figures, beside the pages of a language."""

POINTS_TO_PIXELS = 4 / 3

PHONE = "(max-width: 37.5em)"
"""Screens that get the narrow edition of a figure; as wide as those for which the style sheet has its rules.
Paper is wider."""

LONG = 12
"""Characters above which words in a table are given room, lest each take a line of its own."""

_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_WORDS = re.compile(r'<(th scope="col"|td class="text")([^>]*)>(.*?)(?=</t[hd]>)', re.DOTALL)
_LONG = {'th scope="col"': 'th scope="col" class="long"', 'td class="text"': 'td class="text long"'}
_EXHIBIT = re.compile(r'<div class="(?:chart|table)-region"[^>]*>')
_LABEL = re.compile(r'aria-label="([^"]+)"')
_ID = re.compile(r'(\s)(id|for|headers|aria-labelledby|aria-describedby)="([^"]+)"')
_SITE_LINK = re.compile(r'href="([a-z-]+\.html(?:#[^"]*)?)"')
_PERCENT = re.compile(r"(?<=\d) %")
_COUNT = re.compile(r"\b(N|p) = (?=\d)")
_NUMBERED = re.compile(r"\bPAPI (?=\d\.\d)")
_DAY = re.compile(
    r"\b(\d{1,2}) (?=(January|February|March|April|May|June|July|August|September|October|November"
    r"|December)\b)"
)
_SVG_TAG = re.compile(r"<svg\b[^>]*>", re.DOTALL)


class Outputs:
    """What one page shows of its cells' outputs; counts its figures and tables.

    Parameters
    ----------
    page
        The page that the outputs belong to.
    language
        Language of the words around figures and tables.
    folder
        Folder of the language's pages; figures are written to ``figures`` in it.
    """

    def __init__(self, page: Page, language: Language, folder: Path) -> None:
        self.page = page
        self.language = language
        self.folder = folder
        self.figures = 0
        self.tables = 0
        self.ids: dict[str, int] = {}

    def html(self, output: Mapping[str, Any]) -> str:
        """Return an output of a cell as HTML; empty for what a page does not show (notes on stderr).

        Raises
        ------
        SiteError
            The output is an error, or a figure without a text alternative.
        """
        kind = output["output_type"]
        if kind == "error":
            raise SiteError(
                f"it holds an error ({output.get('ename')}: {output.get('evalue')}); run it again"
            )
        if kind == "stream":
            return _plain(_text(output["text"])) if output.get("name") == "stdout" else ""
        data = output["data"]
        if SVG in data:
            described = output.get("metadata", {}).get(SVG, {})
            return self.figure(_text(data[SVG]), described, narrow=_text(data.get(NARROW_SVG, "")))
        if HTML in data:
            return self.fragment(_text(data[HTML]))
        return _plain(_text(data[TEXT])) if TEXT in data else ""

    def figure(self, svg: str, described: Mapping[str, str], *, narrow: str = "") -> str:
        """Write a figure to its file and return the ``<figure>`` that shows it.

        A figure that has an edition for phones never needs to be slid sideways.
        """
        if not (alt := described.get("alt", "").strip()):
            raise SiteError('a figure has no text alternative (metadata["image/svg+xml"]["alt"])')
        self.figures += 1
        title = described.get("title") or self.language.say("Figure {number}", number=self.figures)
        source, (width, height) = self._written(svg), _size(svg)
        image = (
            f'<img src="{source}" alt="{escape(alt)}" width="{width}" height="{height}" '
            f'style="--natural:{width}px">'
        )
        hint = f'<span class="hint">{escape(self.language.say("Slide sideways to see all of it"))}</span>'
        if narrow:
            address, (across, down) = self._written(narrow, "-narrow"), _size(narrow)
            sized = f'width="{across}" height="{down}"'
            image = f'<picture><source media="{PHONE}" srcset="{address}" {sized}>{image}</picture>'
            hint = ""
        opening = escape(self.language.say("Open the figure by itself"))
        return (
            f'<figure class="chart" id="figure-{self.figures}">\n'
            f'<div class="chart-region" role="group" tabindex="0" aria-label="{escape(title)}">'
            f"{image}</div>\n"
            f'<figcaption>{hint}<a href="{source}">{opening}</a></figcaption>\n</figure>'
        )

    def _written(self, svg: str, edition: str = "") -> str:
        """Write a figure to a file of its own and return its address on the page."""
        name = f"{FIGURES}/{self.page.name.replace('/', '-')}-{self.figures}{edition}.svg"
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(svg[_start(svg) :], encoding="utf-8")
        return escape(self.page.up + name)

    def fragment(self, html: str) -> str:
        """Return HTML that fits the page: unique ids, links of the right depth, tables that scroll."""
        new = {name: self._unique(name) for name in re.findall(r'\sid="([^"]+)"', html)}
        html = _ID.sub(lambda found: _renamed(found, new), html)
        html = unbroken(html, self.language)
        html = _SITE_LINK.sub(lambda found: f'href="{self.page.up}{found[1]}"', html)
        return _TABLE.sub(lambda found: self._scrolling(found[0]), html)

    def _unique(self, name: str) -> str:
        self.ids[name] = count = self.ids.get(name, 0) + 1
        return name if count == 1 else f"{name}-{count}"

    def _scrolling(self, table: str) -> str:
        self.tables += 1
        table = _WORDS.sub(_with_room, table)
        label = self.language.say("Table {number}", number=self.tables)
        if caption := re.search(r"<caption\b[^>]*>(.*?)</caption>", table, re.DOTALL):
            label = " ".join(re.sub(r"<[^>]+>", " ", caption[1]).split()).replace('"', "&quot;")
        return f'<div class="table-region" role="region" tabindex="0" aria-label="{label}">{table}</div>'


def behind_its_title(html: str, language: Language) -> str:
    """Return the outputs of a cell folded behind the titles of what they show.

    Raises
    ------
    SiteError
        When nothing in them has a title: nobody could know what is behind.
    """
    titles = [_LABEL.search(part) for part in _EXHIBIT.findall(html)]
    names = dict.fromkeys(title[1] for title in titles if title)
    if not names:
        raise SiteError("its output is folded but has no figure or captioned table to name it by")
    summary = language.say("More: {exhibit}", exhibit=" · ".join(names))
    return f'<details class="folded">\n<summary>{summary}</summary>\n{html}\n</details>'


def _with_room(found: re.Match[str]) -> str:
    cell, rest, said = found.groups()
    if len(re.sub(r"<[^>]+>", "", said)) <= LONG:
        return found[0]
    return f"<{_LONG[cell]}{rest}>{said}"


def _renamed(found: re.Match[str], new: Mapping[str, str]) -> str:
    space, attribute, names = found.groups()
    return f'{space}{attribute}="{" ".join(new.get(name, name) for name in names.split())}"'


def unbroken(text: str, language: Language) -> str:
    """Return text in which no line parts a number from ``N``, ``p``, PAPI, its month or the percent sign."""
    text = _COUNT.sub("\\1\u00a0=\u00a0", text)
    text = _NUMBERED.sub("PAPI\u00a0", text)
    text = _DAY.sub("\\1\u00a0", text)
    return _PERCENT.sub("\u00a0%", text) if language.code == "vi" else text


def _plain(text: str) -> str:
    return f'<pre class="plain" tabindex="0">{escape(text.rstrip())}</pre>' if text.strip() else ""


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "".join(value)


def _start(svg: str) -> int:
    found = _SVG_TAG.search(svg)
    if not found:
        raise SiteError("an output is called image/svg+xml but holds no <svg>")
    return found.start()


def _size(svg: str) -> tuple[int, int]:
    """Return width and height in CSS pixels."""
    tag = svg[_start(svg) :].split(">", 1)[0]
    sizes = dict(re.findall(r'\b(width|height)="([\d.]+(?:pt|px)?)"', tag))
    if len(sizes) == 2:
        width, height = (_pixels(sizes[side]) for side in ("width", "height"))
        return width, height
    if box := re.search(r'viewBox="([^"]+)"', tag):
        _, _, width_text, height_text = box[1].replace(",", " ").split()
        return round(float(width_text)), round(float(height_text))
    raise SiteError("a figure states neither width and height nor a viewBox")


def _pixels(length: str) -> int:
    return round(
        float(length.removesuffix("pt").removesuffix("px")) * (POINTS_TO_PIXELS if "pt" in length else 1)
    )
