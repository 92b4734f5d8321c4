"""What the dictionary says of an indicator: years that compare, and how the 34 get figures from the 63."""

from typing import Any

from analysis.report.language import MISSING, Language
from analysis.report.messages import N_

AGGREGATIONS = {
    "mean": N_("plain mean of the former provinces"),
    "sum": N_("sum of the former provinces"),
    "weighted_mean": N_("mean of the former provinces, weighted by: {by}"),
    "recompute": N_("recomputed from its parts"),
    "none": N_("not aggregated"),
}
"""How a figure of the 63 becomes a figure of the 34."""


def years(runs: tuple[tuple[int, int], ...]) -> str:
    """Return runs of comparable years: ``2019; 2020–2024``; empty when there are none."""
    return "; ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)


def aggregation(rule: dict[str, Any] | None, language: Language) -> str:
    """Return how a figure of the 63 becomes one of the 34, and why; empty when it is no figure."""
    if not rule:
        return ""
    msgid = AGGREGATIONS[rule["rule"]]
    text = language.say(msgid, by=_weight(rule, language)) if "{by}" in msgid else language.say(msgid)
    reason = rule.get(language.code, "")
    return f"{text}. {reason}" if reason else text


def _weight(rule: dict[str, Any], language: Language) -> str:
    return language.short(rule["by"]) if rule.get("by") else MISSING
