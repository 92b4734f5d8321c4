"""The end of the national brief: inputs and targets as far as known, its limits, and what to collect."""

import pandas as pd

from analysis.data import judged_targets, processed
from analysis.data.delivered_readers import deliveries
from analysis.report import findings, tables
from analysis.report.briefs.colophon import short_sources
from analysis.report.documents.document import Block, Exhibit, Heading, Points
from analysis.report.language import NO_BREAK_SPACE, Language
from analysis.report.pages.learning.data_request import known_today, request
from analysis.report.pages.learning.request_exhibits import known_words
from analysis.report.pages.targets.reported_figures import against
from analysis.report.pages.targets.target_findings import dossier_target_bounds, targets_judged


def inputs(language: Language) -> tuple[Block, ...]:
    """Return for how many provinces each of the three inputs is public."""
    known = findings.known_inputs()
    return (
        Heading(language.say("The three inputs of the question: what is known")),
        Exhibit(
            tables.Table(
                known.rename(index=language.label),
                {
                    "exact": tables.Column(language.say("Exact figure"), kind="integer", unit="none"),
                    "bound": tables.Column(
                        language.say("Only a bound or a round figure"), kind="integer", unit="none"
                    ),
                    "unknown": tables.Column(language.say("Not known"), kind="integer", unit="none"),
                    "first": tables.Column(language.say("Earliest year"), kind="year"),
                    "last": tables.Column(language.say("Latest year"), kind="year"),
                },
                caption=language.say(
                    "Provinces with a figure, public or sent by authorities, of the 63 before 1 July 2025"
                    if deliveries(sorted(known.index), "63")
                    else "Provinces with a public figure, of the 63 before 1 July 2025"
                ),
                rows=language.say("Input"),
                note=language.say("No figure does not mean no teams, no telephones or no budget."),
                source=tables.SourceLine.written(short_sources(list(known.index), language), language),
                language=language,
            )
        ),
    )


def targets(language: Language) -> tuple[Block, ...]:
    """Return the targets for the whole country, and for how many provinces each can be judged."""
    rows = judged_targets.summary(processed.targets())
    said = against(rows[rows["geography"] == "VN"], language)
    shown = said.assign(deadline=[str(day).replace(" ", NO_BREAK_SPACE) for day in said["deadline"]])
    return (
        Heading(language.say("Targets: what was reported against them")),
        Exhibit(
            tables.Table(
                shown.set_index("measure"),
                {
                    "aim": tables.Column(language.say("Level"), kind="written"),
                    "deadline": tables.Column(language.say("Deadline"), kind="written"),
                    "met": tables.Column(language.say("Met"), kind="integer"),
                    "not_met": tables.Column(language.say("Not met"), kind="integer"),
                    "not_known": tables.Column(language.say("Not known"), kind="integer"),
                },
                caption=language.say("Targets and guidelines for the whole country, of 63 provinces"),
                rows=language.say("Target"),
                note=f"{targets_judged().sentence(language)} {dossier_target_bounds().sentence(language)}",
                source=tables.SourceLine.written(short_sources(["reported_figures"], language), language),
                language=language,
            )
        ),
    )


def not_concluded(language: Language) -> tuple[Block, ...]:
    """Return what the figures do not allow to be said."""
    return (
        Heading(language.say("What may not be concluded")),
        Points(
            (
                language.say("Whether smartphones, community teams or budgets go with use at all."),
                language.say(
                    "How provinces compare in the share of dossiers handled online: each publishes by its "
                    "own definition."
                ),
                language.say(
                    "Any trend across the changes of method of PAPI and DTI, or across the merger of 1 "
                    "July 2025."
                ),
                language.say(
                    "Anything about single persons, or about why one province stands where it does."
                ),
            )
        ),
    )


def to_collect(language: Language) -> tuple[Block, ...]:
    """Return the one table that would be needed, figure by figure, with what is public of each."""
    rows = [
        {
            "name": one.label[language.code],
            "unit": language.unit(one.unit) or language.say("month and year"),
            "date": one.date[language.code],
            "known": known_words(known_today(one), language),
        }
        for one in request()
    ]
    return (
        Heading(language.say("What to collect: one table, 34 rows, once a year")),
        Exhibit(
            tables.Table(
                pd.DataFrame(rows).set_index("name"),
                {
                    "unit": tables.Column(language.say("Unit"), kind="text"),
                    "date": tables.Column(language.say("Day or period"), kind="text"),
                    "known": tables.Column(language.say("Public today"), kind="text"),
                },
                caption=language.say(
                    "The {n} figures asked for, with one definition and one closing date", n=len(rows)
                ),
                rows=language.say("Figure"),
                note=language.say(
                    "Shares are asked for as numerator and denominator. The month of the first team is "
                    "asked for once, commune by commune."
                ),
                language=language,
            )
        ),
    )


def how(language: Language) -> tuple[Block, ...]:
    """Return in five lines how the findings were made."""
    return (
        Heading(language.say("How this was done")),
        Points(
            (
                language.say(
                    "Public figures were read with their sources; what is missing stays missing, and "
                    "bounds stay bounds."
                ),
                language.say(
                    "Only years of one definition are compared; the 63 provinces and the 34 units are "
                    "never joined."
                ),
                language.say(
                    "Associations are estimated with several standard errors, and the widest interval is "
                    "used."
                ),
                language.say(
                    "Each is tried without every province, with other controls and with errors in the "
                    "figures before it is graded."
                ),
                language.say(
                    "The methods were proved on published results and on simulated worlds whose truth is "
                    "known; every number can be traced to the line it was read from."
                ),
            ),
            numbered=True,
        ),
    )
