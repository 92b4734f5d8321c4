"""The sheets of figures: the panels of both sets of places, and every single figure with its origin."""

from analysis.data import as_of, processed
from analysis.data.dataset import PUBLISHED
from analysis.data.indicators import indicators
from analysis.report.language import Language
from analysis.report.messages import N_
from analysis.report.workbook import words
from analysis.report.workbook.sheet import Cell, Column, Sheet, cells

NAMES = {"63": N_("Panel 63"), "34": N_("Panel 34")}
ORDER = ("63", "34", "VN")
"""Sets of places as they follow each other; the whole country last."""

OBSERVATIONS = N_("All figures")
DICTIONARY = N_("Dictionary")
"""Names of sheets; also used where one sheet speaks of another."""


def panel(geography: str, language: Language) -> Sheet:
    """Return the panel of the former provinces (``"63"``) or of the units in force (``"34"``).

    One row a place and year, one column an indicator; a figure that is not known is an empty cell.
    """
    frame = processed.panel(geography, dataset=PUBLISHED)
    known = indicators()
    keys = (
        Column(language.say("Code"), cells(frame["code"]), "code"),
        Column(language.say("Place"), cells(frame["name"])),
        words.ordinal_column(frame, "year", language),
        Column(language.say("Region"), _regions(geography, language, frame["code"])),
    )
    figures = tuple(
        Column(column_heading(name, language), cells(frame[name]), "figure", known[name].decimals)
        for name in frame.columns[len(keys) :]
    )
    title, about = words.titled(f"panel_{geography}", language)
    later = language.say(
        "Figures of 2025 and later, and bounds (“at least”, “at most”), stand in the sheet “{sheet}”.",
        sheet=language.say(OBSERVATIONS),
    )
    return Sheet(language.say(NAMES[geography]), title, (about, later), keys + figures, frozen=3)


def column_heading(indicator: str, language: Language) -> str:
    """Return the heading of an indicator in the panels: its label, and its unit in brackets."""
    known = indicators()[indicator]
    return words.with_unit(known.label[language.code], known.unit, language)


def observations(language: Language) -> Sheet:
    """Return every figure: published ones with the file, column and line that they were read from."""
    frame = processed.observations(dataset=PUBLISHED)
    frame = frame.sort_values("geography", key=lambda names: names.map(ORDER.index), kind="stable")
    known = indicators()
    measured = [known[name] for name in frame["indicator"]]
    paths = processed.vintages().set_index(["source", "table"])["path"].to_dict()
    origin = zip(frame["source"], frame["table"], strict=True)
    came = frame["origin"].mask(frame["source"] == as_of.DELIVERIES, as_of.DELIVERIES)
    columns = (
        Column(language.say("Set of places"), cells(frame["geography"])),
        Column(language.say("Code"), cells(frame["code"]), "code"),
        Column(language.say("Place"), words.places(frame, "geography", "code", language)),
        words.ordinal_column(frame, "year", language),
        Column(language.say("Indicator"), tuple(one.label[language.code] for one in measured)),
        Column(
            words.heading("value", language),
            cells(frame["value"]),
            "figure",
            tuple(one.decimals for one in measured),
        ),
        Column(
            words.heading("unit", language),
            words.each((one.unit for one in measured), lambda unit: language.unit(unit) or None),
        ),
        Column(language.say("Bound"), words.said(frame["bound"], words.BOUND, language)),
        Column(language.say("How it came about"), words.said(came, words.ORIGIN, language)),
        Column(language.say("File"), tuple(paths.get(pair) for pair in origin)),
        Column(language.say("Column of the file"), cells(frame["field"])),
        words.ordinal_column(frame, "line", language),
        words.ordinal_column(frame, "basis_year", language),
        Column(as_far_as_known("as_of_date", language), cells(frame["as_of_date"])),
        Column(language.say("Identifier of the indicator"), cells(frame["indicator"])),
    )
    title, about = words.titled("observations", language)
    traced = language.say(
        "A published figure names the file, the column and the line that it was read from. An aggregated or "
        "computed one follows the rule in the sheet “{sheet}”.",
        sheet=language.say(DICTIONARY),
    )
    return Sheet(language.say(OBSERVATIONS), title, (about, traced), columns, frozen=4)


def as_far_as_known(field: str, language: Language) -> str:
    """Return the heading of a column of dates of which some are known to the month or year only."""
    return language.say("{heading} (year-month-day)", heading=words.heading(field, language))


def _regions(geography: str, language: Language, codes: object) -> tuple[Cell, ...]:
    """Return the region of each place; a unit in force may lie in several."""
    places = processed.places(geography).set_index("code")
    field = "regions" if geography == "34" else "region"
    parts = {code: regions.split("|") for code, regions in places[field].items()}
    said = {one: language.region(one) for one in {region for regions in parts.values() for region in regions}}
    names = {code: "; ".join(said[region] for region in regions) for code, regions in parts.items()}
    return tuple(names[code] for code in codes)  # type: ignore[attr-defined]
