"""How series across 1 July 2025 are made for the units in force, for each indicator, or why they are not."""

from typing import Any

import pandas as pd

from analysis.data.deliveries.variables import Variable, variables
from analysis.data.indicators import NOT_TAKEN_OVER, Indicator, described, indicators
from analysis.data.merger import MINISTRY_COLUMNS
from analysis.data.unknown import require

LANGUAGES = ("en", "vi")

_NOBODY = ("units_only", "not_handed_on")
"""Rules by which not even an unchanged province hands its figures on."""


def spanning(indicator: str) -> dict[str, Any]:
    """Say how the series of a unit in force is continued before the merger.

    Parameters
    ----------
    indicator : str
        Name in the dictionary.

    Returns
    -------
    dict
        ``indicator``; ``rule`` as in :func:`analysis.data.merger.combine`, ``formula``, ``counts``
        (recomputed from delivered numerators and denominators only) or ``none``; ``weight`` (an indicator or
        None); ``made``: whether a figure of a merged unit can be made from its former provinces; ``en`` and
        ``vi``: the whole in words, with the reason where it is refused.

    Raises
    ------
    UnknownName
        There is no such indicator.
    """
    known = indicators()
    require("indicator", indicator, known)
    one = known[indicator]
    rule, words = _rule(one), described("spanning.yaml")
    weight = known[one.weight] if one.weight else None
    told = {}
    for language in LANGUAGES:
        named = {
            "reason": one.aggregate.get(language, "").rstrip("."),
            "weight": weight.label[language] if weight else "",
            "formula": one.formula,
        }
        parts = [words["start"], words["rules"][rule]]
        parts += [words["ministry"]] if indicator in MINISTRY_COLUMNS.values() else []
        parts += [] if rule in _NOBODY else [words["unchanged"]]
        told[language] = " ".join(part[language].format(**named) for part in parts)
    made = rule not in ("none", *_NOBODY)
    plain = {"weighted_recompute": "recompute"} | dict.fromkeys(_NOBODY, "none")
    return {"indicator": indicator, "rule": plain.get(rule, rule), "weight": one.weight, "made": made, **told}


def spanning_table() -> pd.DataFrame:
    """Return :func:`spanning` of every indicator, one row each, in the order of the dictionary."""
    return pd.DataFrame([spanning(name) for name in indicators()])


def _rule(one: Indicator) -> str:
    if "63" not in one.geographies:
        return "units_only"
    if one.unit in NOT_TAKEN_OVER:
        return "not_handed_on"
    if one.kind == "derived":
        return "formula" if one.rule == "recompute" else "none"
    if one.rule == "recompute":
        return "weighted_recompute"
    return "counts" if one.rule == "none" and counted(one.name) else one.rule


def counted(indicator: str) -> tuple[Variable, Variable] | None:
    """Return numerator and denominator that deliveries can hold behind a share; None when there are none."""
    classes, known = described("reported_indicators.yaml")["classes"], variables()
    for one in known.values():
        fed = (
            classes.get(one.share["indicator"], {}).get(one.share.get("denominator", "default"))
            if one.share
            else None
        )
        if fed == indicator and one.part_of:
            return one, known[one.part_of]
    return None
