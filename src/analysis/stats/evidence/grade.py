"""The strength of evidence for an association, from numbers, on one fixed scale.

A strong, B moderate, C weak, D none detected, X cannot be said. The scale is a set of rules, not a judgement:

1. **X** when the question cannot be put to the data: the two figures share what they are built from, the
years
   measure by different definitions, too few places are known, or the model could not be estimated.
2. **D** when the interval contains zero or the worst p-value of the reported standard errors exceeds 5 %.
This says
   that nothing was found, not that nothing is there: it is printed with the smallest detectable effect.
3. Otherwise **A**, less one grade for each reason in :data:`DOWNGRADES`: one makes it B, two or more C.
Checks that
   were not made count as one reason. :data:`CAPS` make it C at once.
"""

from dataclasses import dataclass
from typing import Literal

from analysis.stats.errors import ModelError

Letter = Literal["A", "B", "C", "D", "X"]
Design = Literal["cross_section", "panel"]
Targeting = Literal["not_relevant", "absent", "present", "not_testable"]

FEWEST_PLACES = 20
"""Below this number of places nothing is graded: only partial correlations above 0.6 could be found."""

REFUSALS = {
    "definitional_overlap": "Outcome and input are built from the same figures.",
    "definitions_differ": "The years compared measure by different definitions.",
    "too_few_places": "Fewer than 20 places are known.",
    "not_estimable": "The model could not be estimated on these data.",
}
"""Reasons for X."""

NOTHING_FOUND = {
    "interval_contains_zero": "The interval contains zero.",
    "worst_p_above_5_percent": "With at least one of the reported standard errors p exceeds 5 %.",
}
"""Reasons for D."""

DOWNGRADES = {
    "cross_section": "Places are compared at one time, so that what is not measured may lie behind it.",
    "leave_one_out_changes_verdict": "Without a single place the sign or the verdict changes.",
    "sign_differs_across_specifications": "The sign is the same in fewer than 95 % of the specifications.",
    "few_specifications_exclude_zero": "The interval excludes zero in fewer than 75 % of the specifications.",
    "weak_after_multiple_testing": "Among the associations tested together its q-value exceeds 10 %.",
    "sensitive_to_unobserved": "A confounder as strong as one that is measured, or of 5 %, could undo it.",
    "shared_denominator": "Outcome and input are divided by the same quantity.",
    "partial_coverage": "The figures are known for fewer than 80 % of the places.",
    "not_all_checks_made": "Some of the checks above were not made.",
}
"""Reasons that cost one grade each."""

CAPS = {
    "same_survey": "Both come from the same respondents or the same reports, whose errors they share.",
    "targeting_present": "The input was higher where the outcome had been low, or high, before.",
    "targeting_not_testable": "Whether the input was sent where the outcome was low cannot be tested.",
    "denominators_change_sign": "With counts instead of shares the sign changes.",
}
"""Reasons that allow C at most."""

REASONS = {**REFUSALS, **NOTHING_FOUND, **DOWNGRADES, **CAPS}
"""Every reason by its identifier, with its meaning in English; the report says it in both languages."""


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
        "too_few_places": n < FEWEST_PLACES,
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
