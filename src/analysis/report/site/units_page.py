"""The page of the units in force: the 34 with their former provinces, each leading to its own page."""

from collections.abc import Mapping
from html import escape
from typing import Any

from analysis.data import provinces
from analysis.report.figures.tiles import layout
from analysis.report.language import NO_BREAK_SPACE, Language
from analysis.report.site import downloads, markup
from analysis.report.site.contents import Page
from analysis.report.site.edition import Edition


def units_page(edition: Edition) -> str:
    """Return the table of the units; one without a page has no link, one without a brief offers none."""
    say = edition.language.say
    addresses = unit_addresses(edition.pages, up="")
    units = provinces.units().to_dict("records")
    briefs = [_brief(unit, edition) for unit in units]
    header = [
        say("Unit in force"),
        say("Code"),
        say("Former provinces"),
        say("Communes, wards and special zones"),
        say("Area (km²)"),
    ]
    rows = [_row(unit, addresses, edition.language) for unit in units]
    if any(briefs):
        header.append(say("Two-page brief"))
        rows = [[*row, brief] for row, brief in zip(rows, briefs, strict=True)]
    caption = say("The 34 units in force since 1 July 2025 (Resolution 202/2025/QH15)")
    return markup.table(caption, header, rows, "units")


def unit_tiles(pages: Mapping[str, Page], language: Language) -> str:
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


def unit_addresses(pages: Mapping[str, Page], up: str) -> dict[str, str]:
    """Return the address of each unit's page, by the unit's code."""
    return {page.unit: f"{up}{page.name.split('/')[1]}.html" for page in pages.values() if page.unit}


def _brief(unit: Mapping[Any, Any], edition: Edition) -> str:
    found = downloads.of_unit(edition.offers, unit["code"], edition.language)
    return downloads.links(found, unit["name"], "../", edition.language)


def _whole(name: str) -> str:
    """Return a name that a narrow column does not part."""
    return name.replace(" ", NO_BREAK_SPACE)


def _row(unit: Mapping[Any, Any], addresses: dict[str, str], language: Language) -> list[str]:
    former = [_whole(language.place(code, "63")) for code in unit["former_codes"]]
    unchanged = language.say("unchanged")
    full = unit["full_name"].replace(unit["name"], _whole(unit["name"]))
    return [
        _linked(full if language.code == "vi" else _whole(unit["name"]), addresses.get(unit["code"])),
        unit["code"],
        escape(language.names(former)) if len(former) > 1 else unchanged,
        language.integer(unit["commune_units"]),
        language.integer(unit["area_km2"]),
    ]


def _linked(name: str, address: str | None) -> str:
    return markup.link(address, name) if address else f"<span>{escape(name)}</span>"
