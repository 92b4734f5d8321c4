"""Headline results on the difference of two records: counts, each beside what was compared.

They are about records and stand in none: see :data:`analysis.report.releases.collected.ABOUT_CHANGES`.
"""

import datetime as dt
from collections.abc import Callable, Sequence

import pandas as pd

from analysis.report.finding import Finding
from analysis.report.language import Language
from analysis.report.messages import N_, Msgid
from analysis.report.releases import Change, Compared, figures, since
from analysis.report.releases.figures_told import figure_sentences
from analysis.report.tables import Column, Table


def all_findings(found: Compared) -> list[Finding]:
    """Return how many figures and how many headline results changed.

    Parameters
    ----------
    found : Compared
    """
    return [_figures(found), _results(found)]


def _figures(found: Compared) -> Finding:
    """Return how many published figures changed; no number where a record kept none."""
    changed, compared = None, 0
    if found.figures is not None:
        kinds = (figures.NEW, figures.REVISED, figures.WITHDRAWN)
        changed = float(len(figures.published(found.figures, kinds)))
        compared = int(found.figures.attrs["compared"])

    def sentence(language: Language) -> str:
        told = figure_sentences(found.before, found.now, found.figures, language)
        return language.say(
            "Since {before}: {told}", before=since(found.before, language), told=" ".join(told)
        )

    return Finding(
        "published_figures_changed", changed, None, None, "count", compared, _years(found), 0, sentence,
        digits=0,
    )  # fmt: skip


def _results(found: Compared) -> Finding:
    moved, compared = len(found.results.moved), len(found.results.same_question)

    def sentence(language: Language) -> str:
        return language.say(
            "Since {before}, {moved} of {count} headline numbers moved beyond their tolerance, {outside} of "
            "them out of the interval then given; results whose strength of evidence changed: {regraded}.",
            before=since(found.before, language),
            moved=language.integer(moved),
            count=language.integer(compared),
            outside=language.integer(sum(one.inside is False for one in found.results.moved)),
            regraded=language.integer(len(found.results.regraded)),
        )

    return Finding(
        "headline_numbers_moved", float(moved), None, None, "count", compared, _years(found), 0, sentence,
        digits=0,
    )  # fmt: skip


def _years(found: Compared) -> tuple[int, ...]:
    """Return the years in which the two records were made."""
    days = [dt.date.fromisoformat(one.date) for one in (found.before, found.now)]
    return tuple(sorted({day.year for day in days}))


_RULES: Sequence[tuple[Msgid, Callable[[Change], bool]]] = (
    (N_("moved at all"), lambda one: bool(one.by) or one.moved),
    (N_("moved beyond its tolerance"), lambda one: one.moved),
    (N_("moved beyond twice its tolerance"), lambda one: one.moved and _far(one)),
    (N_("moved out of the interval then given"), lambda one: one.inside is False),
)
"""From the strictest eye to the most lenient: when a number counts as moved."""


def _far(one: Change) -> bool:
    return one.by is None or abs(one.by) > 2 * one.before.tolerance


def other_rules(found: Compared, language: Language) -> Table:
    """Return how many headline numbers count as moved under stricter and more lenient rules."""
    shown = pd.DataFrame(
        {"n": [sum(map(holds, found.results.same_question)) for _, holds in _RULES]},
        index=pd.Index([language.say(rule) for rule, _ in _RULES], name="rule"),
    )
    return Table(
        shown,
        {"n": Column(language.say("Headline numbers"), kind="integer")},
        caption=language.say(
            "Headline numbers that count as moved, of {count} that both records give",
            count=language.integer(len(found.results.same_question)),
        ),
        rows=language.say("A number counts when it has"),
        note=language.say("Counts have a tolerance of zero and no interval: the last rule leaves them out."),
        language=language,
    )
