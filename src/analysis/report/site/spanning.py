"""How series that span 1 July 2025 are made for the units in force: a table of the variables by rule."""

from html import escape
from typing import Any

from analysis.data.indicators import described, indicators
from analysis.data.merger import MINISTRY_TOLERANCE, against_ministry
from analysis.data.spanning import counted, spanning_table
from analysis.report.language import Language
from analysis.report.messages import N_, Msgid
from analysis.report.site import markup

RULES: dict[str, Msgid] = {
    "sum": N_("added up"),
    "mean": N_("plain mean"),
    "weighted_mean": N_("mean weighted by “{weight}”"),
    "recompute": N_("computed again, denominator “{weight}”"),
    "counts": N_("computed again from delivered numerators and denominators"),
    "formula": N_("computed by the same formula"),
    "none": N_("refused"),
}
"""The rules in the order of the table."""

DIGITS = 6
"""Decimals of the deviations from the ministry's index, which carries four."""


def section(language: Language) -> str:
    """Return the table of rules as Markdown, with what it was checked against."""
    say, code = language.say, language.code
    rows = _rows(language)
    header = [
        say("How a merged unit gets its figure"),
        say("Number of variables"),
        say("Rule, or why it is refused"),
        say("Variables"),
    ]
    cells = [
        [escape(row["rule"]), language.integer(len(row["names"])), escape(row["told"]), _named(row, language)]
        for row in rows
    ]
    title = say("Series that span 1 July 2025")
    table = markup.table(title, header, cells, "fields")
    start = described("spanning.yaml")["start"][code]
    head = f'<div class="anchor" id="spanning"></div>\n\n## {title}'
    first, last = (f"<p>{escape(text)}</p>" for text in (f"{start} {counts(language)}", check(language)))
    return "\n\n".join([head, first, table, last])


def counts(language: Language) -> str:
    """Return for how many variables a series is made, and for how many it is refused, as a sentence."""
    made = spanning_table()["made"]
    return language.say(
        "Of {all} variables, figures of merged units are made for {made} and refused for {refused}.",
        all=language.integer(len(made)),
        made=language.integer(int(made.sum())),
        refused=language.integer(int((~made).sum())),
    )


def check(language: Language) -> str:
    """Return how far figures made of the former provinces lie from the ministry's own, as a sentence."""
    found = against_ministry()
    return language.say(
        "Checked against the index (DTI 2024) that the ministry itself computed for the units in force: "
        "{figures} figures of {units} units and {indices} indices; the largest deviation is {largest}, and "
        "{tolerance} is tolerated, for the ministry’s figures carry four digits.",
        figures=language.integer(len(found)),
        units=language.integer(found["code"].nunique()),
        indices=language.integer(found["indicator"].nunique()),
        largest=language.number(found["deviation"].abs().max(), DIGITS),
        tolerance=language.number(MINISTRY_TOLERANCE, DIGITS),
    )


def _rows(language: Language) -> list[dict[str, Any]]:
    """Return one row a rule, weight and reason, in the order of :data:`RULES`, many variables first."""
    table, known = spanning_table(), indicators()
    order = {rule: at for at, rule in enumerate(RULES)}
    start = described("spanning.yaml")["start"][language.code]
    told = table[language.code].str.removeprefix(start).str.strip()
    # The formulas themselves stand in the dictionary, one a variable.
    same = language.say("From the figures of the unit itself, by the formula of the variable.")
    told = told.where(table["rule"] != "formula", same)
    groups = table.assign(told=told, weight=table["weight"].fillna("")).groupby(["rule", "weight", "told"])
    rows = []
    for (rule, weight, text), part in groups:
        by = {"weight": known[str(weight)].label[language.code]} if weight else {}
        words = language.say(RULES[str(rule)], **by)
        rows.append({"key": rule, "rule": words, "told": text, "names": list(part["indicator"])})
    return sorted(rows, key=lambda row: (order[row["key"]], -len(row["names"]), row["told"]))


def _named(row: dict[str, Any], language: Language) -> str:
    """Return the variables of a row as a list, those computed from counts with both counts."""
    texts = []
    for name in row["names"]:
        label = indicators()[name].label[language.code]
        pair = counted(name) if row["key"] == "counts" else None
        if pair:
            part, whole = (one.label[language.code] for one in pair)
            label = language.say(
                "{variable}: “{part}” over “{whole}”", variable=label, part=part, whole=whole
            )
        texts.append(label)
    return markup.items(texts)
