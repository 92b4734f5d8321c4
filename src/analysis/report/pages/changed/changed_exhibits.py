"""What changed from one record to the next, as tables: figures, results, places, what stands behind it."""

import pandas as pd

from analysis.report.language import Language
from analysis.report.messages import N_
from analysis.report.pages.changed.changed_rows import Together, counted, listed, together
from analysis.report.releases import Compared, Release, figures
from analysis.report.releases.behind_told import (
    behind_sentences,
    decision_rows,
    delivery_rows,
    source_rows,
)
from analysis.report.releases.figures_told import figure_sentences, rows
from analysis.report.releases.places_told import place_rows, place_sentences
from analysis.report.releases.told import since
from analysis.report.tables import Column, Table

MANY = 60
"""Figures from which on they are counted by indicator first."""

LISTED = 400
"""Figures shown one a row at the most; all of them stand in the record."""


def records(found: Compared, language: Language) -> Table:
    """Return the two records that are compared: day, results, figures, deliveries in use."""
    both = {language.say("Before"): found.before, language.say("Now"): found.now}
    shown = pd.DataFrame(
        [_about(one, language) for one in both.values()], index=pd.Index(list(both), name="record")
    )
    return Table(
        shown,
        {
            "name": Column(language.say("Record"), kind="text"),
            "date": Column(language.say("Recorded on"), kind="date"),
            "results": Column(language.say("Headline results"), kind="integer"),
            "figures": Column(language.say("Figures kept"), kind="integer"),
            "deliveries": Column(language.say("Deliveries in use"), kind="integer"),
        },
        caption=language.say("The two records that are compared"),
        rows=language.say("When"),
        note=language.say(
            "A record is made when a version is released, and after every refresh that changes anything."
        ),
        language=language,
    )


def _about(one: Release, language: Language) -> dict[str, object]:
    held = figures.of(one)
    return {
        "name": since(one, language),
        "date": one.date,
        "results": len(one.results),
        "figures": None if held is None else len(held),
        "deliveries": len(one.deliveries),
    }


def in_figures(found: Compared, language: Language) -> Together:
    """Return which figures changed: in sentences, then published ones, then those computed from them."""
    said = " ".join(figure_sentences(found.before, found.now, found.figures, language))
    return together(said, *published(found, language), computed(found, language))


def published(found: Compared, language: Language) -> list[Table | None]:
    """Return the published figures that changed, one a row; counted by measure and year first where many."""
    if found.figures is None:
        return []
    given = figures.published(found.figures, (figures.NEW, figures.REVISED, figures.WITHDRAWN))
    count = language.integer(len(given))
    one_a_row = _one_a_row(
        given, found, language.say("Published figures that changed ({n})", n=count), language
    )  # fmt: skip
    if len(given) < MANY:
        return [one_a_row]
    caption = language.say("Published figures that changed, by measure and year")
    return [counted(given, caption, language), one_a_row]


def computed(found: Compared, language: Language) -> Table | None:
    """Return the aggregated and derived figures that changed; counted where they are many."""
    if found.figures is None:
        return None
    made = figures.computed(found.figures)
    if len(made) < MANY:
        n = language.integer(len(made))
        caption = language.say("Figures aggregated or derived from others that changed ({n})", n=n)
        return _one_a_row(made, found, caption, language, folded=True)
    caption = language.say("Figures aggregated or derived from others that changed, by measure and year")
    return counted(made, caption, language)


def _one_a_row(
    changed: pd.DataFrame, found: Compared, caption: str, language: Language, *, folded: bool = False
) -> Table | None:
    note = language.say("The records keep all figures.")
    if len(changed) > LISTED:
        note = language.say(
            "{shown} of {all} are shown; the records keep all figures.",
            shown=language.integer(LISTED),
            all=language.integer(len(changed)),
        )
    return listed(
        rows(changed.head(LISTED), found.before, found.now, language),
        {
            "place": (N_("Province or city"), "text"),
            "year": (N_("Year"), "year"),
            "old": (N_("Before"), "written"),
            "new": (N_("Now"), "written"),
            "kind": (N_("What happened"), "text"),
            "source": (N_("Where it comes from"), "text"),
        },
        caption,
        language,
        note=note,
        folded=folded or len(changed) >= MANY,
    )


def in_places(found: Compared, language: Language) -> Together:
    """Return what the changed figures say of movements: in sentences, then place by place."""
    nothing = language.say("There is no changed figure from which a place could be said to have moved.")
    said = " ".join(place_sentences(found.places, language)) or nothing
    return together(said, places(found, language))


def in_sources(found: Compared, language: Language) -> Together:
    """Return which sources, deliveries and decisions stand behind the difference."""
    said = " ".join(behind_sentences(found.results, language))
    tables = (sources(found, language), deliveries(found, language), decisions(found, language))
    return together(said, *tables)


def places(found: Compared, language: Language) -> Table | None:
    """Return the places of which something else is said than before."""
    return listed(
        place_rows(found.places, language),
        {
            "place": (N_("Province or city"), "text"),
            "years": (N_("Years"), "written"),
            "change": (N_("Change"), "written"),
            "before": (N_("Said before"), "text"),
            "now": (N_("Said now"), "text"),
        },
        language.say("Places of which something else is said than before"),
        language,
        note=language.say(
            "Beside the mean of all places; a verdict needs a probability above {certain}.",
            certain=language.percent(90, 0),
        ),
    )


def sources(found: Compared, language: Language) -> Table | None:
    """Return the sources whose tables changed."""
    return listed(
        source_rows(found.results, language),
        {
            "before": (N_("Read on, before"), "written"),
            "now": (N_("Read on, now"), "written"),
            "tables": (N_("Tables that changed"), "text"),
        },
        language.say("Source tables that changed"),
        language,
        first=("source", N_("Source")),
    )


def deliveries(found: Compared, language: Language) -> Table | None:
    """Return the deliveries that came into use, or were withdrawn."""
    return listed(
        delivery_rows(found.results, language),
        {
            "sender": (N_("Sender"), "text"),
            "received": (N_("Received on"), "written"),
            "what": (N_("What happened"), "text"),
        },
        language.say("Deliveries behind the difference"),
        language,
        first=("file", N_("File")),
    )


def decisions(found: Compared, language: Language) -> Table | None:
    """Return the decisions on doubtful figures made since."""
    return listed(
        decision_rows(found.results, language),
        {
            "doubt": (N_("Doubt"), "text"),
            "choice": (N_("Decision"), "text"),
            "why": (N_("Why"), "text"),
            "by": (N_("Decided by"), "text"),
            "date": (N_("On"), "written"),
        },
        language.say("Decisions behind the difference"),
        language,
        first=("figure", N_("Figure")),
    )
