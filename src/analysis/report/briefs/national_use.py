"""The middle of the national brief: portal use over time, measures that disagree, access, and maps."""

import pandas as pd

from analysis.data import processed
from analysis.data.indicators import indicators
from analysis.report import figures, findings, tables
from analysis.report.briefs.colophon import short_sources
from analysis.report.documents.document import Beside, Block, Exhibit, Heading, Paragraph, Points
from analysis.report.figures import editions
from analysis.report.findings import ACCESS, USE, YEARS
from analysis.report.language import Language
from analysis.report.pages.units.unit_profile import PAYMENT
from analysis.stats import describe
from analysis.stats.evidence.within_places import PanelExamination

GOVERNMENT = "dti_government"

YEAR = 2026
"""Year of the counts of online payment."""


def portal_use(panel: pd.DataFrame, language: Language) -> tuple[Block, ...]:
    """Return the trend of portal use beside the two measures that disagree."""
    with editions.edition("narrow"):
        trend, measures = Exhibit(_trend(panel, language)), Exhibit(_measures(panel, language))
    return (
        Heading(language.say("Citizens’ use of portals: risen, low, and not what the other measure shows")),
        Beside((trend, Exhibit(_by_year(panel, language))), (measures,)),
        Paragraph(
            language.say(
                "A score is not a share of people. PAPI asks citizens, DTI rests on what authorities "
                "report; neither is a count of dossiers. Years before 2020 were asked otherwise and are "
                "not compared."
            ),
            "note",
        ),
    )


def _trend(panel: pd.DataFrame, language: Language) -> figures.Figure:
    """Return the median of portal use with its middle half, as the summary of the site shows it."""
    use = panel.groupby("year")[USE]
    median = use.median()
    return figures.trend(
        median.to_frame("median"),
        low=use.quantile(0.25).to_frame("median"),
        high=use.quantile(0.75).to_frame("median"),
        series_labels={"median": language.say("median province")},
        title=language.say(
            "The median score of portal use went from {first} to {last}",
            first=language.number(median.iloc[0], 2),
            last=language.number(median.iloc[-1], 2),
        ),
        subtitle=language.say(
            "{measure}; provinces before 1 July 2025; {years}",
            measure=language.short(USE),
            years=language.years(YEARS),
        ),
        note=language.say("Band: the middle half of the provinces. The scale runs from 0.33 to 3.33."),
        source=short_sources([USE], language),
        language=language,
        height=120.0,
    )


def _by_year(panel: pd.DataFrame, language: Language) -> tables.Table:
    """Return the figures of the trend."""
    return tables.Table(
        panel.groupby("year")[USE].describe().rename_axis(language.say("Year")),
        {
            "count": tables.Column(language.say("Provinces"), kind="integer"),
            "25%": tables.Column(language.say("Lower quartile"), digits=2),
            "50%": tables.Column(language.say("Median"), digits=2),
            "75%": tables.Column(language.say("Upper quartile"), digits=2),
        },
        caption=language.say("{measure}, by year", measure=language.short(USE)),
        language=language,
    )


def _measures(panel: pd.DataFrame, language: Language) -> figures.Figure:
    """Return the two measures that cover the country against each other, in the last year."""
    year = YEARS[-1]
    section = panel[panel["year"] == year].set_index("code")
    known = indicators()
    return figures.scatter(
        section[GOVERNMENT],
        section[USE],
        geography="63",
        title=language.say("The two measures do not order provinces alike"),
        subtitle=language.say("Provinces before 1 July 2025; {year}", year=year),
        x_label=language.short(GOVERNMENT),
        y_label=language.short(USE),
        x_digits=known[GOVERNMENT].decimals,
        y_digits=known[USE].decimals,
        source=short_sources([USE, GOVERNMENT], language),
        language=language,
    )


def access(panel: pd.DataFrame, language: Language) -> tuple[Block, ...]:
    """Return how portal use went with internet access, and what that withstands, in plain words."""
    found = findings.examined_access(panel)
    provinces, regions = (result.term(ACCESS) for result in (found.by_place, found.by_region))
    assert found.other_surveys is not None  # the two scores come from one survey
    earlier = found.other_surveys.term(ACCESS)
    return (
        Heading(language.say("Internet access and portal use: how far the association can be trusted")),
        Points(
            (
                language.say(
                    "One point of access (PAPI 8.2) above the common trend goes with {number} points of "
                    "portal use; the 95% interval is {provinces} with errors by province and {regions} "
                    "with errors by region, and the wider one is used (N = {n}; {years}).",
                    number=language.signed(provinces["estimate"], 2),
                    provinces=language.interval(provinces["low"], provinces["high"], 2),
                    regions=language.interval(regions["low"], regions["high"], 2),
                    n=language.integer(found.worst.units),
                    years=language.years(YEARS),
                ),
                *_withstood(found, language),
                language.say(
                    "But use and access were asked of the same respondents. Against access as asked of "
                    "others a year earlier it is {number} ({interval}). That is why the evidence is not "
                    "called more than weak.",
                    number=language.signed(earlier["estimate"], 2),
                    interval=language.interval(earlier["low"], earlier["high"], 2),
                ),
            )
        ),
    )


def _withstood(found: PanelExamination, language: Language) -> tuple[str, str]:
    """Return what becomes of the estimate without each province and with other controls."""
    left, grid = found.leave_one_out, found.specifications
    return (
        language.say(
            "Leaving out one province at a time, the estimate lies between {low} and {high}; provinces "
            "without which sign or verdict changes: {flips}.",
            low=language.signed(left.smallest, 2),
            high=language.signed(left.largest, 2),
            flips=language.integer(len(left.flips)),
        ),
        language.say(
            "With every choice of the declared controls ({models} models), {same} of the "
            "estimates have the same sign and {clear} of the intervals exclude zero.",
            models=language.integer(len(grid.table)),
            same=language.percent(100 * grid.same_sign_share, 0),
            clear=language.percent(100 * grid.excludes_zero_share, 0),
        ),
    )


def payment(language: Language) -> tuple[Block, ...]:
    """Return where the 34 units stand on online payment: a map, its figures, and how to read them."""
    paid = processed.values(PAYMENT, "34", YEAR)
    return (
        Heading(language.say("Online payment in the 34 units")),
        Beside((Exhibit(_map(paid, language)),), (Exhibit(_payment_table(paid, language)),), share=0.68),
        Paragraph(_payment_reading(paid, language)),
    )


def _payment_table(paid: "pd.Series[float]", language: Language) -> tables.Table:
    return tables.Table(
        paid.sort_values(),
        {PAYMENT: tables.Column.of(PAYMENT, language)},
        caption=language.say("Share of payable dossiers paid online, 2026 to 10 October"),
        rows=language.say("Unit in force"),
        geography="34",
        language=language,
    )


def _map(paid: "pd.Series[float]", language: Language) -> figures.Figure:
    return figures.tile_map(
        paid,
        "34",
        title=language.say(
            "{unit} has the lowest share of payable dossiers paid online",
            unit=language.place(str(paid.idxmin()), "34"),
        ),
        subtitle=language.say(
            "{measure}; units in force; 2026 to 10 October", measure=language.short(PAYMENT)
        ),
        source=short_sources([PAYMENT], language),
        digits=0,
        unit="percent",
        language=language,
    )


def _payment_reading(paid: "pd.Series[float]", language: Language) -> str:
    spread = describe.spread(paid)
    return language.say(
        "Median {median}; half of the units lie between {low} and {high}, so that the order of neighbours "
        "means little. The share speaks of the payment step, not of dossiers filed online, and has no "
        "earlier year to be compared with.",
        median=language.percent(spread["median"], 1),
        low=language.percent(spread["q1"], 1),
        high=language.percent(spread["q3"], 1),
    )
