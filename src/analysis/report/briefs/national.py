"""The national brief: four pages for the ministry, with the same findings as the summary of the site."""

from analysis.data import processed
from analysis.data.delivered_readers import deliveries
from analysis.report import claims, findings, simulation_mark
from analysis.report.briefs import national_next, national_use
from analysis.report.briefs.colophon import colophon, edition
from analysis.report.documents.document import (
    Block,
    Document,
    Heading,
    KeyFigure,
    KeyFigures,
    PageBreak,
    Paragraph,
    Statement,
    Statements,
)
from analysis.report.finding import Finding
from analysis.report.language import Language

PAGES = 4

USED = ("papi", "dti", "national_portal", "gso", "reported_figures", "administrative_units")
"""Sources of the brief, by the names of their folders."""

SENT = (*findings.INPUTS, "online_dossier_share_pct", "dti_total", "dti_government")
"""Indicators of the brief whose figures may have been delivered."""


def national_brief(language: Language) -> Document:
    """Return the brief of the country.

    Parameters
    ----------
    language : Language

    Returns
    -------
    Document
        Findings with the strength of their evidence; use, measures and maps; what is known of the three
        inputs and of targets; what may not be concluded; what to collect; how it was done.

    Raises
    ------
    SimulatedFinding
        Simulated figures are in use: a brief is made of published ones only.
    """
    simulation_mark.require_published("A brief")
    panel = processed.panel("63", years=findings.YEARS, indicators=findings.INDICATORS)
    blocks = (
        *_findings(language),
        *national_next.not_concluded(language),
        PageBreak(),
        *national_use.portal_use(panel, language),
        *national_use.access(panel, language),
        *national_next.inputs(language),
        PageBreak(),
        *national_use.payment(language),
        PageBreak(),
        *national_next.targets(language),
        *national_next.to_collect(language),
        *national_next.how(language),
    )
    return Document(
        title=language.say("Use of online public services across Viet Nam"),
        subtitle=language.say("For the ministry · what the public figures show, and what they do not"),
        language=language,
        blocks=blocks,
        edition=edition(language, sent=bool(deliveries(sorted(SENT), "63"))),
        colophon=colophon((*USED, *SENT), language),
        pages=PAGES,
    )


def _findings(language: Language) -> tuple[Block, ...]:
    """Return the findings of the summary, each with the strength of its evidence and why it is not higher."""
    found = findings.all_findings()
    return (
        Paragraph(
            language.say(
                "Citizens’ use of government portals has risen and is still low. Whether smartphones, "
                "community digital technology teams and budgets go with it cannot be said: these three "
                "are public for too few provinces."
            ),
            "lead",
        ),
        _key_figures({one.name: one for one in found}, language),
        Heading(language.say("Main findings")),
        Statements(tuple(_statement(one, language) for one in found)),
        Paragraph(
            language.say(
                "The strength of the evidence follows a fixed rule, from A (strong) to D (none detected) "
                "and X (cannot be said). Description carries none. An association between provinces is "
                "not an effect and says nothing of single persons."
            ),
            "caution",
        ),
    )


def _key_figures(found: dict[str, Finding], language: Language) -> KeyFigures:
    """Return three of the findings as numbers: how use moved, where payment stands, how little is known."""
    use, paid = found["portal_use_change"], found["online_payment_2026"]
    known = findings.known_inputs()["exact"]
    return KeyFigures(
        (
            KeyFigure(
                language.difference(use.value, use.digits, use.unit),
                language.say("change of citizens’ portal use (PAPI 8.1)"),
                language.say(
                    "{start} to {end}, mean of {n} provinces; 95% interval {interval}; scale from 0.33 to "
                    "3.33",
                    start=use.period[0],
                    end=use.period[-1],
                    n=language.integer(use.n),
                    interval=language.interval(use.low, use.high, use.digits),
                ),
            ),
            KeyFigure(
                language.percent(paid.value, paid.digits),
                language.say("of payable dossiers were paid online"),
                language.say(
                    "median of the {n} units, 2026 to 10 October; counted by the portal, no sampling error",
                    n=language.integer(paid.n),
                ),
            ),
            KeyFigure(
                language.say(
                    "{known} of {asked}",
                    known=language.integer(known["community_teams"]),
                    asked=language.integer(found["inputs_known"].n),
                ),
                language.say("provinces with an exact number of teams"),
                language.say(
                    "smartphones of adults: {phones}; share of the budget: {budget}; they need not be "
                    "like the others",
                    phones=language.integer(known["smartphone_share_pct"]),
                    budget=language.integer(known["dx_budget_share_pct"]),
                ),
            ),
        )
    )


def _statement(found: Finding, language: Language) -> Statement:
    """Return a finding; a sentence with an interval gives N and period itself, the others get them here."""
    if found.grade is None:
        return Statement(found.sentence(language))
    return Statement(
        found.sentence(language),
        measure=found.measure(language) if found.low is None else "",
        letter=found.grade.letter,
        strength=claims.strength(found.grade.letter, language),
        why=claims.because(found.grade.reasons, language),
    )
