"""Tables on what to mind: where series break, sources contradict, and figures or sources carry a caveat."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.data import disagreement
from analysis.data import reported_terms as terms
from analysis.data.doubts import doubtful
from analysis.data.indicators import Indicator, indicators
from analysis.data.sources import sources
from analysis.report.language import Language
from analysis.report.pages.targets.reported_figures import annotated, measure, written
from analysis.report.tables import Column


def breaks_of(names: Sequence[str], language: Language) -> dict[int, str]:
    """Return what changed, by year, for a chart of several series; the last named counts when years agree."""
    known = indicators()
    found = {
        int(change["year"]): str(change[language.code]).rstrip(".")
        for name in reversed(names)
        for change in known[name].breaks
    }
    return dict(sorted(found.items()))


def break_columns(language: Language) -> dict[str, Column]:
    """Return the columns that show :func:`breaks`."""
    return {
        "year": Column(language.say("From"), kind="year"),
        "before": Column(language.say("Mean before"), 2),
        "after": Column(language.say("Mean after"), 2),
        "why": Column(language.say("What changed"), kind="text"),
    }


def breaks(panel: pd.DataFrame, known: Mapping[str, Indicator], language: Language) -> pd.DataFrame:
    """List every break of a series in the panel.

    Returns
    -------
    DataFrame
        ``measure``, ``year`` (first of the new series), ``before`` and ``after`` (mean of the places in
        the last year with a figure before, and in the first after; missing where there is none), ``why``.
    """
    rows = []
    for name in (name for name in known if name in panel):
        means = panel.groupby("year")[name].mean().dropna()
        for change in known[name].breaks:
            earlier, later = means[means.index < change["year"]], means[means.index >= change["year"]]
            rows.append(
                {
                    "measure": language.short(name),
                    "year": change["year"],
                    "before": earlier.iloc[-1] if len(earlier) else None,
                    "after": later.iloc[0] if len(later) else None,
                    "why": change[language.code],
                }
            )
    return pd.DataFrame(rows).astype({"before": float, "after": float})


def jump_columns(language: Language, unit: str) -> dict[str, Column]:
    """Return the columns that show :func:`analysis.data.doubts.jumps` with ``rise``, in percent."""
    return {
        "year": Column(language.say("Year"), kind="year"),
        "before": Column(language.say("Year before"), 1, unit),
        "after": Column(language.say("This year"), 1, unit),
        "rise": Column(language.say("Rise"), 0, "percent"),
    }


def conflict_columns(language: Language) -> dict[str, Column]:
    """Return the columns that show :func:`conflicts`."""
    return {
        "measure": Column(language.say("Measure"), kind="text"),
        "first": Column(language.say("One figure"), kind="text"),
        "second": Column(language.say("Another figure"), kind="text"),
        "nature": Column(language.say("Same definition?"), kind="text"),
        "used": Column(language.say("Used"), kind="text"),
    }


def conflicts(reported: pd.DataFrame, language: Language) -> pd.DataFrame:
    """List pairs of reported figures that disagree, to be read.

    Returns
    -------
    DataFrame
        ``place``, ``measure``, ``first``, ``second``, ``nature`` and ``used``, contradictions within one
        definition first.
    """
    pairs = disagreement.conflicts(reported).sort_values("same_class", ascending=False, kind="stable")
    rows = [_conflict(pair, language) for pair in pairs.to_dict("records")]
    return pd.DataFrame(rows, columns=["place", "measure", "first", "second", "nature", "used"])


def _conflict(pair: dict[Any, Any], language: Language) -> dict[str, str]:
    unit = terms.unit(str(pair["indicator"]))
    figures = {s: written(pair[f"value_{s}"], str(pair[f"bound_{s}"]), unit, language) for s in "ab"}
    used = [figures[s] for s in "ab" if pair[f"chosen_{s}"]]
    described = {}
    for s in "ab":
        year = pair[f"year_{s}"]
        when = language.say("no year") if pd.isna(year) else str(int(year))
        base = terms.class_text(str(pair[f"class_{s}"]))[language.code]
        described[s] = f"{figures[s]} ({when}; {base})"
    if len(used) == len(figures):
        choice = language.say("both, each for what it counts")
    else:
        choice = used[0] if used else language.say("neither")
    nature = (
        language.say("yes: they contradict") if pair["same_class"] else language.say("no: not comparable")
    )
    place = language.place(str(pair["code"]), str(pair["geography"]))
    name = measure(str(pair["indicator"]), language)
    texts = {"place": place, "measure": name, "nature": nature, "used": choice}
    return texts | {"first": described["a"], "second": described["b"]}


def in_doubt(reported: pd.DataFrame, language: Language) -> pd.DataFrame:
    """List the reported figures in doubt, one row each, to be read.

    Parameters
    ----------
    reported
        As :func:`analysis.data.processed.reported` returns it.
    language
        Language of the words.

    Returns
    -------
    DataFrame
        As :func:`~analysis.report.pages.targets.reported_figures.annotated`; ``doubt_text`` holds all doubts,
        and ``why`` what was written about the figure, or why it is used or not.
    """
    found = annotated(doubtful(reported), language)
    every = found.groupby("line")["doubt_text"].agg("; ".join)
    first = found.drop_duplicates("line")
    why = first["judged"].fillna(first["choice"])
    return first.assign(doubt_text=first["line"].map(every), why=why)


def caveat_on(name: str, language: Language) -> str:
    """Return the caveats of an indicator as its data package states them."""
    return " ".join(caveat[language.code] for caveat in indicators()[name].caveats)


def caveats(language: Language) -> pd.DataFrame:
    """List what the data packages say a reader must know, each statement once.

    Returns
    -------
    DataFrame
        ``source``, ``about`` (the first measure that it is said of; more are counted) and ``caveat``.
    """
    code = language.code
    rows = []
    for source in sources().values():
        said: dict[str, list[str]] = {caveat[code]: [] for caveat in source.caveats}
        for table in source.tables.values():
            for field in table.fields:
                for caveat in field.caveats:
                    said.setdefault(caveat[code], []).append(field.title[code])
        rows += [
            {"source": source.title[code], "about": _about(titles, language), "caveat": text}
            for text, titles in said.items()
        ]
    return pd.DataFrame(rows)


def _about(titles: list[str], language: Language) -> str:
    each = list(dict.fromkeys(titles))
    if not each:
        return language.say("the whole source")
    if len(each) == 1:
        return each[0]
    return language.say("{first} and {n} more", first=each[0], n=language.integer(len(each) - 1))
