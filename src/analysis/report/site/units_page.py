"""The page of the units in force: the 34 with their former provinces, each leading to its own page."""

from collections.abc import Mapping
from html import escape
from typing import Any

from analysis.data import provinces
from analysis.report.figures.tiles import layout
from analysis.report.language import Language
from analysis.report.site import markup
from analysis.report.site.contents import Page


def units_page(introduction: str, pages: dict[str, Page], language: Language) -> str:
    """Return the page as Markdown: the introduction, then a table of the units.

    Parameters
    ----------
    introduction
        The page's beginning, with its H1.
    pages
        The pages of the site; a unit without a page is listed without a link.
    language
        Language of the page.
    """
    say = language.say
    addresses = unit_addresses(pages, up="")
    header = [
        say("Unit in force"),
        say("Code"),
        say("Former provinces"),
        say("Communes, wards and special zones"),
        say("Area (km²)"),
    ]
    rows = [_row(unit, addresses, language) for unit in provinces.units().to_dict("records")]
    caption = say("The 34 units in force since 1 July 2025 (Resolution 202/2025/QH15)")
    return f"{introduction}\n\n{markup.table(caption, header, rows, 'units')}"


def unit_tiles(pages: dict[str, Page], language: Language) -> str:
    """Return the units as tiles that lie as on the tile maps; on a narrow screen they become a list.

    Hoàng Sa and Trường Sa have their tiles, which lead nowhere.
    """
    addresses = unit_addresses(pages, up="units/")
    grid = layout("34")
    tiles = [
        (_linked(language.place(code, "34"), addresses.get(code)), at) for code, at in grid.cells.items()
    ]
    for name, at in grid.islands.values():
        tiles.append((_linked(language.say("{name} islands", name=name), None), at))
    cells = "\n".join(
        f'<li style="--row:{row + 1};--col:{column + 1}">{tile}</li>' for tile, (row, column) in tiles
    )
    return f'<ul class="unit-tiles">\n{cells}\n</ul>'


def unit_addresses(pages: dict[str, Page], up: str) -> dict[str, str]:
    """Return the address of each unit's page, by the unit's code."""
    return {page.unit: f"{up}{page.name.split('/')[1]}.html" for page in pages.values() if page.unit}


def _row(unit: Mapping[Any, Any], addresses: dict[str, str], language: Language) -> list[str]:
    former = [language.place(code, "63") for code in unit["former_codes"]]
    unchanged = language.say("unchanged")
    return [
        _linked(unit["full_name"] if language.code == "vi" else unit["name"], addresses.get(unit["code"])),
        unit["code"],
        escape(language.names(former)) if len(former) > 1 else unchanged,
        language.integer(unit["commune_units"]),
        language.integer(unit["area_km2"]),
    ]


def _linked(name: str, address: str | None) -> str:
    return markup.link(address, name) if address else f"<span>{escape(name)}</span>"
