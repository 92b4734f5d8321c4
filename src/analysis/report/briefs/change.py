"""How a unit and its former provinces moved, and whether that stands out from the noise."""

import pandas as pd

from analysis.report import figures, tables
from analysis.report.briefs.colophon import short_sources
from analysis.report.documents.document import Beside, Block, Exhibit, Heading, Paragraph
from analysis.report.findings import USE
from analysis.report.language import Language
from analysis.report.messages import N_
from analysis.report.pages.units.unit_change import dti_change, former_moves, moves
from analysis.report.pages.units.unit_profile import former, use_over_time

VERDICTS = {
    "up": N_("rose by more than the mean, beyond noise: {places}"),
    "down": N_("rose by less than the mean, beyond noise: {places}"),
    "same": N_("moved as the mean: {places}"),
    "unknown": N_("cannot be told from the mean by noise and chance: {places}"),
}
"""Beside the mean of all provinces, by the verdicts of :func:`analysis.stats.describe.movement.movement`."""

DTI = "dti_total"

WIDTH, HEIGHT = 256.0, 94.0
"""Of the trend, in points; it is shown at four fifths of that."""


def moved(unit: str, language: Language) -> tuple[Block, ...]:
    """Return the movement of portal use and of the index over the years that can be compared."""
    return (
        Heading(language.say("How it moved over comparable years")),
        Beside(
            (Exhibit(_trend(unit, language)),),
            (Exhibit(_moves_table(unit, language)), Paragraph(_dti_sentence(unit, language), "note")),
            share=0.44,
        ),
    )


def _trend(unit: str, language: Language) -> figures.Figure:
    use = use_over_time(unit)
    return figures.trend(
        use,
        series_labels={code: language.place(code) for code in former(unit)}
        | {"median": language.say("median of all 63")},
        title=_latest(unit, use, language),
        subtitle=language.say("PAPI 8.1, score from 0.33 to 3.33; {years}", years=language.years(use.index)),
        source="",
        language=language,
        width=WIDTH,
        height=HEIGHT,
    )


def _latest(unit: str, use: pd.DataFrame, language: Language) -> str:
    """Return what the trend comes to: the scores of the last year beside the median, in a line or two."""
    year, places = int(use.index.max()), former(unit)
    scores = sorted(float(score) for score in use[places].loc[year] if pd.notna(score))
    median = language.number(float(use["median"].loc[year]), 2)
    if not scores:
        return language.say("{year}: no score; median {median}", year=str(year), median=median)
    least, most = (language.number(score, 2) for score in (scores[0], scores[-1]))
    if least == most:
        return language.say("{year}: {score}; median {median}", year=str(year), score=most, median=median)
    return language.say(
        "{year}: {least} to {most}; median {median}", year=str(year), least=least, most=most, median=median
    )


def _moves_table(unit: str, language: Language) -> tables.Table:
    provinces = former_moves(unit)
    whole = moves("63", former(unit))
    first, last = whole["years"]
    shown = provinces.set_axis([language.place(code) for code in provinces.index])
    return tables.Table(
        shown,
        {
            "start": tables.Column(str(first), 2),
            "end": tables.Column(str(last), 2),
            "change": tables.Column(language.say("Change"), 2, kind="signed"),
            "interval": tables.Column.interval(language.say("95% interval"), "low", "high", 2),
        },
        caption=language.say("Portal use (PAPI 8.1), {start} and {end}", start=first, end=last),
        rows=language.say("Province before the merger") if len(shown) > 1 else language.say("Province"),
        note=language.say(
            "Mean of {n} provinces: {mean} ({interval}). {verdicts}.",
            n=language.integer(whole["n"]),
            mean=language.signed(whole["mean"], 2),
            interval=language.interval(whole["mean_low"], whole["mean_high"], 2),
            verdicts=_verdicts(provinces, language),
        ),
        source=tables.SourceLine.written(short_sources([USE], language), language),
        language=language,
    )


def _verdicts(provinces: pd.DataFrame, language: Language) -> str:
    """Return which provinces moved otherwise than the mean, and which cannot be told from it."""
    known = provinces.dropna(subset="change")
    parts = [
        language.say(VERDICTS[verdict], places=language.names(map(language.place, codes.index)))
        for verdict in VERDICTS
        if len(codes := known[known["verdict"] == verdict])
    ]
    if absent := list(provinces.index.difference(known.index)):
        parts.append(
            language.say(
                "no score in one of the years: {places}", places=language.names(map(language.place, absent))
            )
        )
    said = "; ".join(parts)
    return said[:1].upper() + said[1:]


def _dti_sentence(unit: str, language: Language) -> str:
    found = dti_change(unit).loc[DTI].to_dict()
    return language.say(
        "{measure} {start} → {end}: {before} → {after} ({change}; median of the 34: {median}). Two years "
        "give no error of a figure; 2024 measures otherwise and is not compared.",
        measure=language.short(DTI),
        start=int(found["start_year"]),
        end=int(found["end_year"]),
        before=language.value(found["start"], DTI),
        after=language.value(found["end"], DTI),
        change=language.signed(found["change"], 2),
        median=language.signed(found["median_change"], 2),
    )
