"""The page of downloads, and the same files where they are looked for: home page, a unit's own page."""

from collections.abc import Iterable
from html import escape

from analysis.report import imprint
from analysis.report.language import Language
from analysis.report.messages import N_
from analysis.report.site import downloads, markup
from analysis.report.site.downloads import Offer
from analysis.report.site.edition import Edition

NAMES = {
    downloads.COUNTRY: N_("National brief"),
    "explorer": N_("Explorer, one page for both languages"),
    downloads.WORKBOOK: N_("Workbook with all tables"),
    downloads.TABLES: N_("Tables as CSV"),
}
"""What is offered for the whole country, in the order of the page."""

READERS = {
    downloads.COUNTRY: N_(
        "Decision makers: the findings, how firm they are and what is not known, to print or forward."
    ),
    "explorer": N_(
        "Everybody: map, years, table, a card for each province and “what if”, in both languages. One file "
        "that works without a network, also from a USB stick."
    ),
    downloads.WORKBOOK: N_(
        "Analysts: the panel, its dictionary, sources, results with their strength, targets; a table a sheet."
    ),
    downloads.TABLES: N_(
        "Programs: the same tables as in the workbook, as CSV files (UTF-8) in one archive."
    ),
}


def country(edition: Edition) -> str:
    """Return what is offered for the whole country as a list: name, files, for whom; empty for nothing."""
    language, say = edition.language, edition.language.say
    items = [
        f"<li><b>{escape(say(name))}</b>: {downloads.links(found, say(name), '', language)}"
        f"<p>{escape(say(READERS[stem]))}</p></li>\n"
        for stem, name in NAMES.items()
        if (found := downloads.of(edition.offers, stem, language))
    ]
    return f'<ul class="files">\n{"".join(items)}</ul>\n<p>{escape(dated(language))}</p>' if items else ""


def dated(language: Language) -> str:
    """Return version and date of the figures in what is offered."""
    return language.say(
        "Version {version}, figures read up to {date}.",
        version=imprint.version(),
        date=language.date(imprint.read_on()),
    )


def units(edition: Edition) -> str:
    """Return the briefs of the units as a table; empty when there are none."""
    language, say = edition.language, edition.language.say
    rows = []
    for page in edition.pages.values():
        if found := downloads.of_unit(edition.offers, page.unit, language):
            name = page.title(language)
            address = f"{page.name}.html"
            rows.append([markup.link(address, name), downloads.links(found, name, "", language)])
    caption = say(
        "Briefs of the units in force, two pages each; version {version}, figures read up to {date}",
        version=imprint.version(),
        date=language.date(imprint.read_on()),
    )
    return (
        markup.table(caption, [say("Unit in force"), say("Two-page brief")], rows, "downloads")
        if rows
        else ""
    )


def own_brief(offers: Iterable[Offer], unit: str | None, language: Language) -> str:
    """Return the line of a unit's page that offers its brief, as HTML; empty when there is none."""
    found = downloads.of_unit(offers, unit, language)
    if not found or unit is None:
        return ""
    name = language.place(unit, "34")
    label = escape(language.say("This page in brief, to print or forward:"))
    return f'<p class="own-brief">{label} {downloads.links(found, name, "../", language)}</p>'


def at_home(edition: Edition) -> str:
    """Return the downloads of the country as a list for the home page, with their date; empty for none."""
    if "downloads" not in edition.pages:
        return ""
    language, say = edition.language, edition.language.say
    items = "".join(
        f"<li><b>{escape(say(name))}</b>: {downloads.links(found, say(name), '', language)}</li>"
        for stem, name in NAMES.items()
        if (found := downloads.of(edition.offers, stem, language))
    )
    listed = f'<ul class="files">\n{items}\n</ul>\n' if items else ""
    more = markup.link("downloads.html", say("All downloads, with a brief for each unit"))
    return f"{listed}<p>{escape(dated(language))} {more}</p>"


def doors(edition: Edition) -> str:
    """Return the ways into the site as buttons: explorer, units, downloads; each only where it is."""
    say = edition.language.say
    found = downloads.of(edition.offers, "explorer", edition.language)
    ways = [
        (offer.address("", edition.language), say("Open the explorer: map, table, what if"))
        for offer in found
    ]
    ways.append(("units/index.html", say("Find a province or city")))
    if "downloads" in edition.pages:
        ways.append(("downloads.html", say("Take away: briefs, workbook, tables")))
    items = "".join(f"<li>{markup.link(address, text)}</li>" for address, text in ways)
    return f'<ul class="doors">{items}</ul>'
