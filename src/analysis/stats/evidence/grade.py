"""The strength of evidence for an association, from numbers, on one fixed scale.

A strong, B moderate, C weak, D none detected, X cannot be said. The scale is a set of rules, not a judgement:

1. **X** when the question cannot be put to the data: the two figures share what they are built from, the
   years measure by different definitions, places of two geographies are mixed, fewer than 20 places or fewer
   than half of them are known, or the model could not be estimated.
2. **D** when the interval contains zero or the worst p-value of the reported standard errors exceeds 5 %.
   This says that nothing was found, not that nothing is there: it is printed with the smallest detectable
   effect.
3. Otherwise **A**, less one grade for each reason in ``DOWNGRADES``: one makes it B, two or more C. Checks
   that were not made count as one reason. ``CAPS`` make it C at once.

The reasons and their thresholds stand in :mod:`analysis.stats.evidence.reasons`.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from analysis.data.indicators import indicators
from analysis.stats.errors import ModelError
from analysis.stats.evidence.reasons import (
    CAPS,
    DOWNGRADES,
    FEWEST_PLACES,
    LEAST_COVERAGE,
    NOTHING_FOUND,
    REASONS,
    REFUSALS,
)
from analysis.stats.guards import Refusal, indicators_of

__all__ = [
    "CAPS",
    "DOWNGRADES",
    "FEWEST_PLACES",
    "NOTHING_FOUND",
    "REASONS",
    "REFUSALS",
    "Checks",
    "Design",
    "Grade",
    "Letter",
    "Targeting",
    "grade",
    "refused",
    "targeting_known",
    "too_little_known",
]

Letter = Literal["A", "B", "C", "D", "X"]
Design = Literal["cross_section", "panel"]
Targeting = Literal["not_relevant", "absent", "present", "not_testable"]


@dataclass(frozen=True)
class Checks:
    """What was checked beyond the interval; None where a check was not made.

    Attributes
    ----------
    leave_one_out_flips : int or None
        Places without which the sign or the verdict changes.
    same_sign_share, excludes_zero_share : float or None
        Shares of the declared specifications with the sign of the estimate, and with an interval without
        zero.
    q_value : float or None
        Benjamini-Hochberg, within the declared family; 1 test is a family too.
    robustness_value, benchmark_r2 : float or None
        Of the interval at 5 % (Cinelli and Hazlett 2020), and what a confounder as strong as the strongest
        measured control explains of both input and outcome (the smaller share); without a control 0.
    """

    leave_one_out_flips: int | None = None
    same_sign_share: float | None = None
    excludes_zero_share: float | None = None
    q_value: float | None = None
    robustness_value: float | None = None
    benchmark_r2: float | None = None

    def failed(self) -> list[str]:
        """Return the reasons of the checks that failed, and of those not made."""
        strength = None
        if self.robustness_value is not None and self.benchmark_r2 is not None:
            strength = self.robustness_value < max(0.05, self.benchmark_r2)
        verdicts = {
            "leave_one_out_changes_verdict": None
            if self.leave_one_out_flips is None
            else self.leave_one_out_flips > 0,
            "sign_differs_across_specifications": None
            if self.same_sign_share is None
            else self.same_sign_share < 0.95,
            "few_specifications_exclude_zero": None
            if self.excludes_zero_share is None
            else self.excludes_zero_share < 0.75,
            "weak_after_multiple_testing": None if self.q_value is None else self.q_value > 0.10,
            "sensitive_to_unobserved": strength,
        }
        reasons = [reason for reason, verdict in verdicts.items() if verdict]
        return [*reasons, *(["not_all_checks_made"] if None in verdicts.values() else [])]


@dataclass(frozen=True)
class Grade:
    """A letter with every reason that led to it, as identifiers of :data:`REASONS`."""

    letter: Letter
    reasons: tuple[str, ...]


def grade(
    low: float,
    high: float,
    p_value: float,
    *,
    n: int,
    design: Design,
    checks: Checks | None = None,
    coverage: float = 1.0,
    targeting: Targeting = "not_relevant",
    shared_denominator: bool = False,
    denominators_change_sign: bool = False,
    same_survey: bool = False,
    definitional_overlap: bool = False,
    definitions_differ: bool = False,
    unit_systems_differ: bool = False,
) -> Grade:
    """Return the strength of evidence for an association.

    Parameters
    ----------
    low, high : float
        The 95 % interval of the estimate (of the standard errors with the worst p-value); NaN where the
        model could not be estimated.
    p_value : float
        The worst p-value of the reported standard errors.
    n : int
        Places.
    design : {"cross_section", "panel"}
        Whether places are compared with each other, or with themselves over time.
    checks : Checks, optional
        None when no check was made.
    coverage : float
        Share of the places of the geography that the model has.
    targeting : str
        Whether the input went where the outcome had been low: ``not_relevant`` for inputs nobody allots.
    shared_denominator : bool
        Whether outcome and input are divided by the same quantity.
    denominators_change_sign : bool
        Whether the sign is another one with counts and the denominator as a control.
    same_survey : bool
        Whether both come from the same respondents, or the same reports, so that they share errors.
    definitional_overlap : bool
        Whether outcome and input share components.
    definitions_differ : bool
        Whether the years compared measure by different definitions.
    unit_systems_differ : bool
        Whether figures of the 63 provinces and of the 34 units are mixed.

    Returns
    -------
    Grade

    Raises
    ------
    ModelError
        For a coverage or p-value that is no share, or an interval upside down.
    """
    _require_shares(low, high, p_value, coverage)
    refusals = {
        "definitional_overlap": definitional_overlap,
        "definitions_differ": definitions_differ,
        "unit_systems_differ": unit_systems_differ,
        "too_few_places": n < FEWEST_PLACES,
        "most_places_unknown": coverage < LEAST_COVERAGE,
        "not_estimable": not (low <= high and 0 <= p_value <= 1),
    }
    refused = _holding(refusals)
    if refused:
        return Grade("X", refused)
    nothing = _holding(
        {"interval_contains_zero": low <= 0 <= high, "worst_p_above_5_percent": p_value > 0.05}
    )
    if nothing:
        return Grade("D", nothing)
    downgrades = (
        *_holding({"cross_section": design == "cross_section"}),
        *(checks or Checks()).failed(),
        *_holding(
            {
                "shared_denominator": shared_denominator,
                "partial_coverage": coverage < 0.80,
            }
        ),
    )
    caps = _holding(
        {
            "same_survey": same_survey,
            "targeting_present": targeting == "present",
            "targeting_not_testable": targeting == "not_testable",
            "denominators_change_sign": denominators_change_sign,
        }
    )
    letters: tuple[Letter, ...] = ("A", "B", "C")
    return Grade("C" if caps else letters[min(len(downgrades), 2)], (*downgrades, *caps))


def refused(error: Refusal) -> Grade:
    """Return the grade of a question that a guard refused to put to the data: X, for the guard's reason."""
    return Grade("X", (error.reason,))


def too_little_known(n: int, places: int) -> Grade | None:
    """Return X where too few places are known to say anything of all of them, None where enough are.

    Parameters
    ----------
    n, places : int
        Places with a figure, and all of them.
    """
    few = {"too_few_places": n < FEWEST_PLACES, "most_places_unknown": n < LEAST_COVERAGE * places}
    return Grade("X", _holding(few)) if any(few.values()) else None


def targeting_known(data: pd.DataFrame, term: Hashable) -> Targeting:
    """Return what may be said of targeting before it was tested, by what the dictionary declares.

    Returns
    -------
    str
        ``not_testable`` for what authorities send where they see fit, ``not_relevant`` for the rest, as for
        columns that hold no indicator.
    """
    name = indicators_of(data, [term]).get(term)
    return "not_testable" if name is not None and indicators()[name].allotted else "not_relevant"


def _holding(conditions: dict[str, bool]) -> tuple[str, ...]:
    """Return the reasons whose condition holds."""
    return tuple(reason for reason, holds in conditions.items() if holds)


def _require_shares(low: float, high: float, p_value: float, coverage: float) -> None:
    """Raise for figures that cannot be what they are called."""
    if low > high:
        raise ModelError(f"The interval runs from {low} down to {high}", "grade", "Exchange its ends.")
    if not 0 < coverage <= 1 or p_value < 0 or p_value > 1:
        raise ModelError(
            f"coverage {coverage}, p-value {p_value}", "grade", "Give the coverage in (0, 1] and p in [0, 1]."
        )
