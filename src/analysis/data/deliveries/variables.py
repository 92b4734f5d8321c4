"""What can be delivered: units, plausible range, and what becomes of each variable (``variables.yaml``)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from analysis.data.indicators import Texts, described


@dataclass(frozen=True)
class Variable:
    """A variable that can be delivered.

    Attributes
    ----------
    name : str
        As in ``variables.yaml``.
    label, definition : dict of str to str
        Texts under ``"en"`` and ``"vi"``; the definition is empty where provinces are not asked for it.
    unit : str
        Unit in which it is kept.
    units : mapping of str to float
        Units in which it may be written, and the factor that turns each into ``unit``.
    low, high : float
        What a figure of one province can be at all, in ``unit``.
    whole : bool
        Whether only whole numbers make sense in ``unit``.
    part_of : str or None
        The variable that it is a part of.
    feeds, share : mapping
        What it becomes among the reported figures, alone and together with ``part_of``; may be empty.
    published : str or None
        The indicator of a source table that it revises or continues.
    requested : bool
        Whether provinces are asked for it (``data_request.yaml``), so that it stands in the template.
    """

    name: str
    label: Texts
    definition: Texts
    unit: str
    units: Mapping[str, float]
    low: float
    high: float
    whole: bool
    part_of: str | None
    feeds: Mapping[str, str]
    share: Mapping[str, str]
    published: str | None
    requested: bool


@cache
def variables() -> Mapping[str, Variable]:
    """Return what can be delivered by name, in the order of ``variables.yaml``."""
    asked = {entry["name"]: entry for entry in described("deliveries/data_request.yaml")["columns"]}
    return {
        name: _variable(name, entry, asked.get(name))
        for name, entry in described("deliveries/variables.yaml").items()
    }


def _variable(name: str, entry: Mapping[str, Any], asked: Mapping[str, Any] | None) -> Variable:
    texts = asked or entry
    return Variable(
        name=name,
        label={code: texts[f"label_{code}"] for code in ("en", "vi")},
        definition={code: texts.get(f"definition_{code}", "") for code in ("en", "vi")},
        unit=entry["unit"],
        units={unit: float(factor) for unit, factor in entry["units"].items()},
        low=float(entry["low"]),
        high=float(entry["high"]),
        whole=entry.get("whole", False),
        part_of=entry.get("part_of"),
        feeds=entry.get("feeds", {}),
        share=entry.get("share", {}),
        published=entry.get("published"),
        requested=asked is not None,
    )
