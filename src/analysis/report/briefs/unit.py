"""The brief of one unit in force: two pages for its leaders and their staff."""

from analysis.report import simulation_mark
from analysis.report.briefs import ahead, change, conditions, standing
from analysis.report.briefs.colophon import colophon, edition
from analysis.report.documents.document import Document
from analysis.report.language import Language
from analysis.report.pages.units.unit_profile import former, reported_of

PAGES = 2

USED = ("national_portal", "papi", "dti", "gso", "reported_figures")
INDICES = ("dti_total", "dti_government", "dti_infrastructure")
"""Indicators of the brief whose figures may have been delivered."""
"""Sources of a brief, by the names of their folders."""


def unit_brief(unit: str, language: Language) -> Document:
    """Return the brief of a unit in force.

    Parameters
    ----------
    unit : str
        Code of the unit.
    language : Language

    Returns
    -------
    Document
        In order of what an official needs first: main points, where the unit stands among the 34, how it
        moved, its peers, what is known of its inputs, its former provinces, its targets, what it could
        report next.

    Raises
    ------
    KeyError
        There is no such unit.
    SimulatedFinding
        Simulated figures are in use: a brief is made of published ones only.
    """
    simulation_mark.require_published("A brief")
    where, rows = standing.shown_positions(unit), reported_of(unit, language)
    blocks = (
        *standing.main_points(unit, where, language),
        *standing.among_the_units(unit, where, language),
        *change.moved(unit, language),
        *conditions.peers(unit, language),
        *conditions.inputs(unit, language),
        *conditions.former_provinces(unit, language),
        *ahead.targets(unit, language),
        *ahead.next_report(unit, language),
    )
    return Document(
        title=language.say("{unit}: use of online public services", unit=language.place(unit, "34")),
        subtitle=_subtitle(unit, language),
        language=language,
        blocks=blocks,
        edition=edition(language, sent="delivery" in rows and bool(rows["delivery"].notna().any())),
        colophon=colophon((*USED, *INDICES), language, rows=rows),
        pages=PAGES,
    )


def _subtitle(unit: str, language: Language) -> str:
    names = [language.place(code) for code in former(unit)]
    if len(names) > 1:
        return language.say(
            "For provincial leaders and their staff · the former {names}",
            names=language.names(names),
        )
    return language.say("For provincial leaders and their staff · not merged on 1 July 2025")
