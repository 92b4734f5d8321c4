"""Slips of the hand: a unit mistaken by powers of ten, two neighbouring digits exchanged.

A slip is only suspected where the figure, with the slip undone, agrees with what is known far better than as
it is written. It stays a doubt: nothing is undone here.
"""

import math
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from analysis.data.deliveries.judged import known_sizes
from analysis.data.deliveries.judged.evidence import IN_POINTS, Evidence, apart, quantile
from analysis.data.deliveries.variables import Variable, variables
from analysis.data.records import Record

FEWEST_OTHERS = 8
"""Other places that a figure is held against, at least."""

# How near, in powers of ten, the ratio to another source of the cell, or to its next years, comes to a slip.
_TO_SOURCE = {1: 0.02, 2: 0.02, 3: 0.15, 6: 0.15}
_TO_NEXT_YEAR = {1: 0.02, 2: 0.05, 3: 0.3, 6: 0.3}
# No share or score grows a hundredfold within a year; as a fraction of one it is written often.
_SHARE_TO_NEXT_YEAR = {1: 0.02, 2: 0.3}
# Beyond ten times what nine in ten of the others are, and within twice of it once the slip is undone.
_BEYOND, _WITHIN = 10.0, 2.0
# With digits exchanged back, a fifth of the distance is left at most, and next to nothing to another source.
_LEFT = 0.2
_SAME_POINTS, _SAME_LOG = 0.1, 0.005
_FAR_POINTS, _FAR_LOG = 10.0, math.log(1.25)
_TYPICAL_POINTS, _TYPICAL_LOG = 2.0, 0.03
# Shares that are usually below one percent.
_SMALL_SHARES = frozenset({"dx_budget_share"})


def power_of_ten(row: Record, evidence: Evidence) -> dict[str, object] | None:
    """Return the values of a doubt ``thousandfold``: the factor by which a figure is off, and against what.

    Held against it are the same cell in other sources, else the next years of its series, else other places
    (counts and amounts for each inhabitant where the population is known).
    """
    if row["value"] <= 0:
        return None
    points = variables()[row["variable"]].unit in IN_POINTS
    for rows, tolerances in (
        (evidence.sources(row), _TO_SOURCE),
        (evidence.next_years(row), _SHARE_TO_NEXT_YEAR if points else _TO_NEXT_YEAR),
    ):
        held = [one["value"] for one in rows if one["value"] > 0 and one["bound"] in {"exact", "about"}]
        powers = {_power(row["value"] / value, tolerances) for value in held}
        if held:
            power = powers.pop() if len(powers) == 1 else None
            return {"factor": 10.0**power, "known": held[0]} if power else None
    return _beside_others(row, evidence) or _fraction_of_one(row, evidence)


def exchanged_digits(row: Record, evidence: Evidence) -> float | None:
    """Return the figure that two neighbouring digits, exchanged back, would give; None when none fits.

    It must agree with another source of the cell or, where there is none, with the next years of the series,
    from which the figure as written is far: three times as far as nine in ten of other places move.
    """
    if row["bound"] not in {"exact", "about"}:
        return None
    variable, value = variables()[row["variable"]], float(row["value"])
    sources = [one["value"] for one in evidence.sources(row) if one["bound"] in {"exact", "about"}]
    held = sources or [one["value"] for one in evidence.next_years(row)]
    if not held:
        return None
    far = min(apart(variable, value, one) for one in held)
    near, least = _tolerance(variable) if sources else _of_next_years(row, evidence, variable)
    best = min(
        ((max(apart(variable, one, meant) for one in held), meant) for meant in _swaps(value)),
        default=None,
    )
    if best is None or far <= least or best[0] > near or best[0] > _LEFT * far:
        return None
    return best[1]


def _tolerance(variable: Variable) -> tuple[float, float]:
    """Return how near a figure must come to another source of its cell, and how far it must have been."""
    near = {"percent": _SAME_POINTS, "index_0_1": _SAME_POINTS / 100}.get(variable.unit, _SAME_LOG)
    return near, 0.0


def _of_next_years(row: Record, evidence: Evidence, variable: Variable) -> tuple[float, float]:
    """Return the same for the next years: as near as nine in ten stay, and three times further than that."""
    scale = {"percent": 1.0, "index_0_1": 0.01}.get(variable.unit)
    near, far = (_TYPICAL_LOG, _FAR_LOG) if scale is None else (_TYPICAL_POINTS * scale, _FAR_POINTS * scale)
    changes = evidence.usual_changes(row)
    if changes:
        near = quantile(changes, 0.9)
        return near, 3 * near
    return near, far


def _power(ratio: float, tolerances: dict[int, float]) -> int | None:
    size = math.log10(ratio)
    for power, tolerance in tolerances.items():
        if abs(abs(size) - power) <= tolerance:
            return power if size > 0 else -power
    return None


def _beside_others(row: Record, evidence: Evidence) -> dict[str, object] | None:
    for delivered in (False, True):
        others = evidence.others(row, delivered=delivered)
        found = _rates(row, others, evidence)
        if found is None:
            continue
        own, rates = found
        low, high = quantile(rates, 0.1), quantile(rates, 0.9)
        if low / _BEYOND <= own <= high * _BEYOND:
            return None
        powers = (-2, 2) if variables()[row["variable"]].unit in IN_POINTS else (-6, -3, 3, 6)
        fitting = [power for power in powers if low / _WITHIN <= own / 10.0**power <= high * _WITHIN]
        if fitting:
            usual = quantile([one["value"] for one in others], 0.5)
            return {"factor": 10.0 ** fitting[0], "known": float(f"{usual:.3g}")}
        return None
    return None


def _rates(row: Record, others: list[Record], evidence: Evidence) -> tuple[float, list[float]] | None:
    """Return a figure and those of others, all for each inhabitant or all as they are; None for too few."""
    own = known_sizes.per_head(row, evidence)
    rates = [known_sizes.per_head(one, evidence) for one in others] if own is not None else []
    heads = [rate for rate in rates if rate]
    if own is not None and len(heads) >= FEWEST_OTHERS:
        return own, heads
    plain = [float(one["value"]) for one in others if one["value"] > 0]
    return (float(row["value"]), plain) if len(plain) >= FEWEST_OTHERS else None


def _fraction_of_one(row: Record, evidence: Evidence) -> dict[str, object] | None:
    """Return a doubt of a share where the whole column is at most one and nothing is known beside it."""
    variable = variables()[row["variable"]]
    if variable.unit != "percent" or row["variable"] in _SMALL_SHARES:
        return None
    if evidence.others(row, delivered=False):
        return None
    others = evidence.others(row, delivered=True)
    column = [row["value"], *(one["value"] for one in others)]
    return {"factor": 0.01} if len(others) >= FEWEST_OTHERS - 1 and max(column) <= 1 else None


def _swaps(value: float) -> Iterator[float]:
    """Yield the numbers that arise when two neighbouring digits of a number change places."""
    text = format(Decimal(repr(value)), "f").removesuffix(".0")
    places = [at for at, letter in enumerate(text) if letter.isdigit()]
    for first, second in pairwise(places):
        letters = list(text)
        letters[first], letters[second] = letters[second], letters[first]
        if letters != list(text) and not (letters[0] == "0" and text[0] != "0"):
            yield float("".join(letters))
