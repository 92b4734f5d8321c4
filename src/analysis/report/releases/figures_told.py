"""Which figures changed between two records, in plain sentences and as rows to be read."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any

import pandas as pd

from analysis.data.indicators import Indicator, indicators
from analysis.report.language import MISSING, Language
from analysis.report.messages import N_
from analysis.report.releases import figures
from analysis.report.releases.figures import NEW, RESOURCED, REVISED, WITHDRAWN
from analysis.report.releases.release import Release
from analysis.report.releases.told import DELIVERED, since, title

KINDS = {
    NEW: N_("new"),
    REVISED: N_("revised"),
    WITHDRAWN: N_("withdrawn"),
    RESOURCED: N_("other source"),
}
"""What happened to a figure, in a word or two."""

BOUNDS = {
    "about": N_("about {figure}"),
    "at least": N_("at least {figure}"),
    "at most": N_("at most {figure}"),
}

FINEST = 6
"""Decimals up to which two numbers that differ are written until they read differently."""


def figure_sentences(
    before: Release, now: Release, found: pd.DataFrame | None, language: Language
) -> list[str]:
    """Return which figures changed: those that sources give, then what is computed from them.

    Parameters
    ----------
    before, now
        The earlier and the later record.
    found
        Their comparison, :func:`analysis.report.releases.figures.changed`.
    language
        Language of the sentences.
    """
    say, count = language.say, language.integer
    if found is None:
        bare = [since(one, language) for one in (before, now) if figures.of(one) is None]
        return [say("Figures cannot be compared one by one: none are kept with {records}.",
                    records=language.names(bare))]  # fmt: skip
    compared = count(found.attrs["compared"])
    if found.empty:
        return [say("No figure changed ({count} compared).", count=compared)]
    return list(_changes(found, compared, language))


def _changes(found: pd.DataFrame, compared: str, language: Language) -> Iterator[str]:
    say, count = language.say, language.integer
    given = figures.published(found)["kind"].value_counts()
    computed = len(figures.computed(found))
    if moved := {kind: int(given.get(kind, 0)) for kind in (NEW, REVISED, WITHDRAWN) if kind in given}:
        yield say(
            "Published figures that changed: {new} new, {revised} revised, {withdrawn} withdrawn "
            "({count} figures stand in both records).",
            **{kind: count(moved.get(kind, 0)) for kind in (NEW, REVISED, WITHDRAWN)},
            count=compared,
        )
        if computed:
            yield say(
                "Figures aggregated or derived from others that changed: {count}.", count=count(computed)
            )
    else:
        yield say("No published figure changed ({count} figures stand in both records).", count=compared)
        if computed:
            yield say(
                "Figures aggregated or derived from others that changed: {count}; what they are made from is "
                "the same, so the way they are made is not.",
                count=count(computed),
            )
    if same := int(given.get(RESOURCED, 0)):
        yield say("The same number, now taken from another source: {count}.", count=count(same))


def rows(found: pd.DataFrame, before: Release, now: Release, language: Language) -> pd.DataFrame:
    """Return changed figures with columns to be read.

    Parameters
    ----------
    found
        Rows of :func:`analysis.report.releases.figures.compared`.
    before, now
        The records they come from.
    language
        Language of the words.

    Returns
    -------
    pandas.DataFrame
        One row a figure, in the given order: ``measure``, ``place``, ``year``, ``old`` and ``new`` (written
        with their units), ``kind`` and ``source`` (of the new figure; of the old one where it was withdrawn).
    """
    known = indicators()
    measures = {name: measure(name, language) for name in found["indicator"].unique()}
    named = set(zip(found["geography"], found["code"], strict=True))
    places = {(geography, code): place(code, geography, language) for geography, code in named}
    where = _sources(before, now, language)
    told = []
    for row in found.to_dict("records"):
        digits, unit = _written_as(known.get(row["indicator"]), row["old"], row["new"])
        told.append(
            {
                "measure": measures[row["indicator"]],
                "place": places[row["geography"], row["code"]],
                "year": row["year"],
                "old": _figure(row["old"], str(row["bound_old"]), digits, unit, language),
                "new": _figure(row["new"], str(row["bound_new"]), digits, unit, language),
                "kind": language.say(KINDS[row["kind"]]),
                "source": where(row),
            }
        )
    return pd.DataFrame(told, columns=["measure", "place", "year", "old", "new", "kind", "source"])


def measure(indicator: str, language: Language) -> str:
    """Return the label of an indicator; its bare name where the dictionary no longer has it."""
    return language.label(indicator) if indicator in indicators() else indicator


def place(code: str, geography: str, language: Language) -> str:
    """Return the name of a place, told from one of the other geography that is called the same."""
    if geography == "VN":
        return language.say("whole country")
    name = language.place(code, geography)
    return language.say("{place} (unit since 1 July 2025)", place=name) if geography == "34" else name


def by_indicator(found: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Return changed figures counted by indicator and year.

    Returns
    -------
    pandas.DataFrame
        One row an indicator and a year: ``measure``, ``year``, ``new``, ``revised`` and ``withdrawn``.
    """
    kinds = [NEW, REVISED, WITHDRAWN]
    counts = found.groupby(["indicator", "year"], sort=True)["kind"].value_counts().unstack(fill_value=0)  # noqa: PD010 - of counts
    counts = counts.reindex(columns=kinds, fill_value=0).reset_index()
    return counts.assign(measure=[measure(name, language) for name in counts["indicator"]])[
        ["measure", "year", *kinds]
    ]


def _written_as(known: Indicator | None, old: float, new: float) -> tuple[int, str]:
    """Return the decimals and the unit in which two numbers are written so that they read differently."""
    digits, unit = (known.decimals, known.unit) if known else (2, "none")
    while old != new and round(old, digits) == round(new, digits) and digits < FINEST:
        digits += 1
    return digits, unit


def _figure(value: float, bound: str, digits: int, unit: str, language: Language) -> str:
    if pd.isna(value):
        return MISSING
    figure = language.with_unit(language.number(value, digits), unit)
    return language.say(BOUNDS[bound], figure=figure) if bound in BOUNDS else figure


def _sources(before: Release, now: Release, language: Language) -> Callable[[Mapping[Hashable, Any]], str]:
    """Return what names the source of a changed figure."""
    titles: dict[str, str] = {}

    def where(row: Mapping[Hashable, Any]) -> str:
        state, record = ("old", before) if row["kind"] == WITHDRAWN else ("new", now)
        source, table = row[f"source_{state}"], row[f"table_{state}"]
        if table in record.deliveries:
            behind = record.deliveries[table]
            return language.say(
                DELIVERED, sender=behind.sender, date=language.date(behind.received), file=behind.file
            )
        if source not in titles:
            titles[source] = (
                title(source, language) if source else language.say("computed from other figures")
            )
        return titles[source]

    return where
