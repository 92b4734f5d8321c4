"""What the page of a commune shows: chart, tables, and what they mean in words."""

import pandas as pd

from analysis.data.communes.aggregates import LATEST
from analysis.report import figures, simulation_mark
from analysis.report.figures.months import months
from analysis.report.finding import Finding
from analysis.report.language import Language
from analysis.report.messages import N_
from analysis.report.pages.communes.brief import COUNTRY, OWN, PROVINCE, Brief
from analysis.report.remarks import Remark
from analysis.report.tables import Column, Table

QUARTERS = {
    1: N_("the lowest quarter"),
    2: N_("the second quarter from below"),
    3: N_("the second quarter from above"),
    4: N_("the highest quarter"),
}

INDICATORS = {
    "teams_per_1000_people": "community_teams_per_1000_people",
    "smartphone_share_pct": "smartphone_share_pct",
    "dx_budget_share_pct": "dx_budget_share_pct",
}
"""Indicator of the dictionary that names each input."""


def opening(brief: Brief, language: Language) -> None:
    """Show the banner of simulated figures, where the figures of the commune are simulated."""
    if brief.panel.is_simulated:
        simulation_mark.show_banner(language)


def source(brief: Brief, language: Language) -> str:
    """Return where the figures come from: the model, or whoever sent them."""
    if brief.panel.is_simulated:
        return simulation_mark.description(language)
    return language.say("figures as sent by {sender}", sender=str(brief.panel.about["sender"]))


def share_chart(brief: Brief, language: Language) -> figures.Figure:
    """Draw the share of dossiers filed online month by month, beside province and country."""
    return months(
        brief.shares,
        language=language,
        title=headline(brief, language),
        subtitle=language.say(
            "Share of dossiers filed online, by month, {place}", place=brief.name(language)
        ),
        source=source(brief, language),
        series_labels=brief.names(language),
        note=language.say("A gap is a month for which nothing was reported; none is filled in."),
    )


def headline(brief: Brief, language: Language) -> str:
    """Return what the chart says."""
    if brief.latest is None:
        return language.say(
            "{place} reported no dossiers in the latest months", place=brief.names(language)[OWN]
        )
    return language.say(
        "{place}: {share} filed online in the latest twelve months, {province} {of_province}",
        place=brief.names(language)[OWN],
        share=language.percent(brief.latest, 1),
        province=brief.names(language)[PROVINCE],
        of_province=language.percent(brief.province["latest"], 1),
    )


def years_table(brief: Brief, language: Language) -> Table:
    """Return dossiers and shares by year."""
    names = brief.names(language)
    return Table(
        brief.years.rename_axis(language.say("Year")),
        {
            "dossiers": Column(language.say("Dossiers received"), kind="integer"),
            "reported": Column(language.say("Months reported"), kind="integer"),
            **{name: Column(names[name], digits=1, unit="percent") for name in (OWN, PROVINCE, COUNTRY)},
        },
        caption=language.say(
            "Dossiers and the share filed online by year, {place}", place=brief.name(language)
        ),
        note=language.say(
            "Shares are of the dossiers of the months that were reported; missing is not zero."
        ),
        source=source(brief, language),
        language=language,
    )


def inputs_table(brief: Brief, language: Language) -> Table:
    """Return the inputs in the latest month."""
    names = brief.names(language)
    written = {
        language.label(INDICATORS[name]): [language.value(figure, INDICATORS[name]) for figure in figures]
        for name, figures in zip(brief.inputs.index, brief.inputs.to_numpy(), strict=True)
    }
    return Table(
        pd.DataFrame.from_dict(written, orient="index", columns=list(brief.inputs)),
        {name: Column(names[name], kind="written") for name in (OWN, PROVINCE, COUNTRY)},
        caption=language.say(
            "Inputs in {month}, {place}",
            month=language.date(str(brief.shares.index[-1])),
            place=brief.name(language),
        ),
        rows=language.say("Input"),
        source=source(brief, language),
        language=language,
    )


def meaning(brief: Brief, language: Language) -> Remark:
    """Return in words where the commune stands, and what that does not say."""
    if brief.latest is None or brief.quarter is None:
        return Remark(language.say("Without reported dossiers nothing can be said of this commune."))
    return Remark(
        language.say(
            "Over the latest {months} months the share lies in {quarter} of the {n} communes of {province}; "
            "half of them lie between {low} and {high}. Communes with similar figures differ by chance as "
            "well, and nothing here says why a share is high or low.",
            months=str(LATEST),
            quarter=language.say(QUARTERS[brief.quarter]),
            n=language.integer(brief.province["communes"]),
            province=brief.names(language)[PROVINCE],
            low=language.percent(brief.province["quarters"][0], 1),
            high=language.percent(brief.province["quarters"][2], 1),
        )
    )


def standing(brief: Brief) -> Finding:
    """Return the headline result of a commune: its share over the latest months."""
    years = sorted({int(month.year) for month in brief.rows["month"].tail(LATEST)})

    def sentence(language: Language) -> str:
        if brief.latest is None:
            return headline(brief, language) + "."
        return language.say(
            "In {place}, {share} of the dossiers of the latest twelve months were filed online; in its "
            "province {of_province}, in the country {of_country}.",
            place=brief.names(language)[OWN],
            share=language.percent(brief.latest, 1),
            of_province=language.percent(brief.province["latest"], 1),
            of_country=language.percent(brief.country["latest"], 1),
        )

    return Finding(
        "commune_online_share", brief.latest, None, None, "percent", 1, tuple(years), 1.0, sentence, digits=1
    )
