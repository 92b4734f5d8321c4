"""Single figures printed by provinces and the press: which one is used, and why.

Provinces publish the same thing at different dates, with different bases, in different words. All figures
are kept; a written rule picks at most one per place, indicator, class (definition or denominator) and year,
and one of these for use across provinces. What the words of a source say beyond its columns stands in
``reported_indicators.yaml`` as judgements, each with its selector and its text.

The rule. Only observed figures for the whole place are used. Figures judged implausible, of unreliable or
mixed origin, without a year, for a part of the place, of its authorities or of its services, or for several
years together are shown but not used. Figures of different definitions or denominators are never compared
with each other. Among figures of one place, indicator, definition and year: an exact figure goes before
“about”, and “about” before a bound; teams at commune and hamlet level go before a count of one level; then
the later date; then the order of the list. Across provinces a place enters with one figure: not a bound if
there is another, then the fuller level, then the year nearest to 2024 (the later of two).
"""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from analysis.data.deliveries.kept import settled
from analysis.data.deliveries.kept.delivered_rows import extended
from analysis.data.disagreement import conflicts, disagreeing
from analysis.data.errors import InputError, Problem
from analysis.data.indicators import described, indicators
from analysis.data.records import Record, grouped, records
from analysis.data.reported_terms import RULE, SOURCE, class_text, label, reasons, rule, unit
from analysis.data.sources import read, table
from analysis.data.table_form import CROSS_SECTION_YEAR

__all__ = ["RULE", "SOURCE", "assess", "class_text", "conflicts", "label", "reasons", "rule", "unit"]

# Level of a count → why such a figure is not used for the whole place.
_LEVEL_BARS = {
    "partial": "partial_rollout",
    "commune": "commune_level_only",
    "provincial authorities": "part_of_authorities",
    "district authorities": "part_of_authorities",
    "commune authorities": "part_of_authorities",
}
_BOUND_RANK = {"exact": 0, "about": 1, "at least": 2, "at most": 2}

# What decides between two figures: the reason of the one that is chosen and of the one that is not.
_STEPS = (
    ("exact_preferred", "bound_beside_exact"),
    ("fuller_level", "less_complete_level"),
    ("latest", "earlier"),
    ("first_listed", "listed_later"),
)


def assess(figures: pd.DataFrame | None = None) -> pd.DataFrame:
    """Apply the precedence rule to the reported figures.

    Parameters
    ----------
    figures : pandas.DataFrame, optional
        The table ``reported_figures`` with its column ``line``; read from ``data/raw`` when left out, with
        the delivered figures below it.

    Returns
    -------
    pandas.DataFrame
        Every figure, in the order of the table. New columns: ``variable`` (indicator of the dictionary that
        the figure can enter, else missing), ``class`` (definition or denominator), ``bound`` (as judged;
        ``bound_transcribed`` keeps the column of the table), ``chosen`` (for its year),
        ``chosen_cross_section``, ``reason`` (key of :func:`reasons`), ``judgement_en``, ``judgement_vi``,
        ``conflict`` (``same_class`` or ``other_class`` when another figure of the place disagrees),
        ``label_en``, ``label_vi``, ``unit_id``. Once something is delivered also ``delivery`` (its id),
        ``delivery_lines`` (lines of its table, parted by a bar), ``part`` and ``whole`` of a computed share.

    Raises
    ------
    InputError
        The table cannot be read, or an indicator has no name and unit.
    """
    given = extended(read(SOURCE, SOURCE)) if figures is None else figures
    named = given.rename(columns={"province_code": "code", "province": "name"})
    names = _names(named)
    rows = [_assessed(row) | names[row["indicator"]] for row in records(named)]
    settled.settle(rows)
    _choose(rows)
    settled.name_choice(rows)
    _mark_conflicts(rows)
    for row in rows:
        row["chosen"] = row["reason"] in {"only_figure", settled.DECIDED, *(won for won, _ in _STEPS)}
    _choose_cross_section([row for row in rows if row["chosen"]])
    found = pd.DataFrame(rows).drop(columns=list(settled.INTERNAL), errors="ignore")
    found["year"] = found["year"].astype("Int64")
    return found.astype({"value": "float64", "chosen": bool, "chosen_cross_section": bool, "line": "int64"})


def _assessed(row: Record) -> Record:
    judged = [entry for entry in _judgements() if _matches(entry["where"], row)]
    said: dict[str, str] = {}
    for entry in judged:
        said |= entry["set"]
    classes = described("reported_indicators.yaml")["classes"].get(row["indicator"], {})
    category = said.get("class") or row["denominator"] or "default"
    texts = {
        language: " ".join(
            [*filter(None, [row.get(f"said_{language}")]), *(e[language] for e in judged if language in e)]
        )
        for language in ("en", "vi")
    }
    return row | {
        "class": category,
        "variable": classes.get(category),
        "bound": said.get("bound", row["bound"]),
        "bound_transcribed": row["bound"],
        "reason": _bar(row, said.get("reason")),
        "judgement_en": texts["en"] or None,
        "judgement_vi": texts["vi"] or None,
        "chosen_cross_section": False,
        "conflict": None,
    }


def _names(figures: pd.DataFrame) -> dict[str, Record]:
    """Return label and unit of every indicator of the table; InputError names those that have no entry."""
    own = described("reported_indicators.yaml")["labels"]
    known = indicators()
    first_lines = figures.drop_duplicates("indicator")[["indicator", "line"]]
    problems = [
        Problem(
            table(SOURCE, SOURCE).path,
            "the indicator has no name and unit in the dictionary",
            "use a known name or add it under `labels` in src/analysis/data/reported_indicators.yaml",
            row=int(line),
            column="indicator",
            value=name,
        )
        for name, line in first_lines.itertuples(index=False)
        if name not in known and name not in own
    ]
    if problems:
        raise InputError(problems)
    names = {name: label(name) for name in first_lines["indicator"]}
    return {
        name: {"label_en": text["en"], "label_vi": text["vi"], "unit_id": unit(name)}
        for name, text in names.items()
    }


def _judgements() -> list[Record]:
    return list(described("reported_indicators.yaml")["judgements"])


def _matches(where: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    return all((row[key] or None) == wanted for key, wanted in where.items())


def _bar(row: Mapping[str, Any], judged: str | None) -> str | None:
    """Return why a figure cannot be chosen at all, None when it can."""
    if row["kind"] != "observed":
        return "not_observed"
    return judged or _LEVEL_BARS.get(row["level"] or "") or (None if row["year"] else "undated")


def _choose(rows: list[Record]) -> None:
    def rank(row: Record) -> tuple[Any, ...]:
        # Dates are compared as text; the sign of the order is turned by sorting on each character's
        # complement.
        date = tuple(-ord(mark) for mark in (row["as_of_date"] or str(row["year"])).ljust(10, " "))
        return _BOUND_RANK[row["bound"]], row["level"] != "commune and hamlet", date, row["line"]

    def key(row: Record) -> Hashable:
        return (row["geography"], row["code"], row["indicator"], row["class"], row["year"])

    for group in grouped([row for row in rows if row["reason"] is None], key):
        best, *others = sorted(group, key=rank)
        best["reason"] = (
            _STEPS[_first_difference(rank(best), rank(others[0]))][0] if others else "only_figure"
        )
        for other in others:
            step = _first_difference(rank(best), rank(other))
            same = other["value"] == best["value"] and other["bound"] == best["bound"]
            other["reason"] = "same_figure" if same else _STEPS[step][1]


def _choose_cross_section(rows: list[Record]) -> None:
    def rank(row: Record) -> tuple[Any, ...]:
        distance = abs(row["year"] - CROSS_SECTION_YEAR)
        return _BOUND_RANK[row["bound"]] == 2, row["level"] != "commune and hamlet", distance, -row["year"]

    def key(row: Record) -> Hashable:
        return (row["geography"], row["code"], row["indicator"], row["class"])

    for group in grouped(rows, key):
        min(group, key=rank)["chosen_cross_section"] = True


def _mark_conflicts(rows: list[Record]) -> None:
    for a, b in disagreeing(rows):
        kind = "same_class" if a["class"] == b["class"] else "other_class"
        for row in (a, b):
            row["conflict"] = "same_class" if "same_class" in (row["conflict"], kind) else kind


def _first_difference(a: tuple[Any, ...], b: tuple[Any, ...]) -> int:
    return next(at for at, (left, right) in enumerate(zip(a, b, strict=True)) if left != right)
