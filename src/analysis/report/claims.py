"""Wording of findings: words for the strength of the evidence and sentences for associations.

A finding says how provinces differ, never why: "go together", in Vietnamese "đi cùng với", "có liên hệ với".
What may not be written is in :mod:`analysis.report.lint`.
"""

from dataclasses import dataclass
from html import escape

from analysis.data.indicators import indicators
from analysis.report.language import Language
from analysis.report.lint import CausalWord, lint
from analysis.report.messages import N_
from analysis.report.rounding import digits_for

__all__ = [
    "CausalWord",
    "Estimate",
    "association",
    "badge",
    "correlation",
    "lint",
    "named",
    "reason",
    "strength",
]

STRENGTH = {
    "A": N_("strong"),
    "B": N_("moderate"),
    "C": N_("weak"),
    "D": N_("no association detected"),
    "X": N_("cannot be said"),
}
"""The fixed scale of words, by the letter that the numbers give."""

REASONS = {
    "definitional_overlap": N_("Both are built from the same figures."),
    "definitions_differ": N_("The years compared measure by different definitions."),
    "unit_systems_differ": N_("Figures of the 63 provinces and of the 34 units are mixed."),
    "too_few_places": N_("Fewer than 20 places are known."),
    "most_places_unknown": N_(
        "Fewer than half of the places are known, and they need not be like the others."
    ),
    "not_estimable": N_("The model could not be estimated from these figures."),
    "interval_contains_zero": N_("The interval contains zero."),
    "worst_p_above_5_percent": N_("With at least one of the standard errors reported, p exceeds 5%."),
    "cross_section": N_("Places are compared at one time; something not measured may lie behind it."),
    "leave_one_out_changes_verdict": N_("Without one of the places, the sign or the verdict changes."),
    "sign_differs_across_specifications": N_("The sign is the same in fewer than 95% of the specifications."),
    "few_specifications_exclude_zero": N_(
        "The interval excludes zero in fewer than 75% of the specifications."
    ),
    "weak_after_multiple_testing": N_("Among the associations tested together, its q-value exceeds 10%."),
    "sensitive_to_unobserved": N_(
        "Something unmeasured, as strong as what is measured or explaining 5%, could undo it."
    ),
    "shared_denominator": N_("Both are divided by the same quantity."),
    "same_survey": N_("Both come from the same respondents or the same reports and share their errors."),
    "partial_coverage": N_("The figures are known for fewer than 80% of the places."),
    "not_all_checks_made": N_("Not every check was made."),
    "targeting_present": N_("The condition was higher where the outcome had been low, or high, before."),
    "targeting_not_testable": N_(
        "Whether the condition was directed to places with a low outcome cannot be tested."
    ),
    "denominators_change_sign": N_("With counts instead of shares, the sign changes."),
}
"""Why a grade is not higher, by the identifiers of :mod:`analysis.stats.evidence.grade`."""


SCORES = {"papi_score", "index_0_1", "points_100", "points"}


def strength(letter: str, language: Language | str) -> str:
    """Return ``Evidence: moderate`` or ``Mức độ bằng chứng: vừa``.

    Raises
    ------
    KeyError
        When the letter is not on the scale.
    """
    language = Language.of(language)
    return language.say("Evidence: {strength}", strength=language.say(STRENGTH[letter]))


def badge(letter: str, language: Language | str) -> str:
    """Return the strength as a small HTML label: a word; colour, if any, comes second."""
    return f'<strong class="strength strength-{letter.lower()}">{escape(strength(letter, language))}</strong>'


def reason(identifier: str, language: Language | str) -> str:
    """Return a reason for a grade as a sentence."""
    return Language.of(language).say(REASONS[identifier])


@dataclass(frozen=True)
class Estimate:
    """A number with its interval and what it rests on.

    Parameters
    ----------
    value, low, high
        The number and the ends of its interval.
    n
        Places compared.
    period
        Years, for instance ``language.years(years)``.
    digits
        Decimals shown; as many as the interval deserves when omitted.
    level
        Level of the interval.
    """

    value: float
    low: float
    high: float
    n: int
    period: str
    digits: int | None = None
    level: float = 0.95

    @property
    def decimals(self) -> int:
        """Decimals shown."""
        return digits_for(self.value, self.low, self.high) if self.digits is None else self.digits

    def basis(self, language: Language) -> str:
        """Return interval, N and period, as they stand in brackets after the number."""
        return language.say(
            "{level} interval {interval}; N = {n}; {period}",
            level=language.percent(100 * self.level, 0),
            interval=language.interval(self.low, self.high, self.decimals),
            n=language.integer(self.n),
            period=self.period,
        )


def association(
    outcome: str,
    condition: str,
    estimate: Estimate,
    letter: str,
    language: Language | str,
    *,
    per: float = 1,
    detectable: float | None = None,
    numbers: bool = True,
) -> str:
    """Return the sentence on how an outcome differs between provinces where a condition differs.

    Parameters
    ----------
    outcome, condition
        Indicators of the dictionary.
    estimate
        Difference in the outcome that goes with a difference of `per` in the condition.
    letter
        Grade of the evidence, ``"A"`` to ``"D"`` or ``"X"``.
    language
        Language of the sentence.
    per
        Difference in the condition, in its unit.
    detectable
        Smallest difference in the outcome that could have been found; said when nothing was (grade D).
    numbers
        Whether the sentence carries the numbers; headline results show them on a line of their own.
    """
    language = Language.of(language)
    measured, given = indicators()[outcome], indicators()[condition]
    digits = 0 if float(per).is_integer() else given.decimals
    number = language.say(
        "{difference} for {step}",
        difference=language.difference(estimate.value, estimate.decimals, measured.unit),
        step=language.difference(per, digits, given.unit),
    )
    least = None
    if detectable is not None:
        least = language.difference(abs(detectable), estimate.decimals, measured.unit).removeprefix("+")
    finding = _finding(outcome, condition, letter, language, rising=estimate.value > 0)
    figures = f": {number} ({estimate.basis(language)})" if numbers and letter != "X" else ""
    return f"{finding}{figures}.{_caution(letter, least, language)}"


def correlation(
    outcome: str,
    condition: str,
    estimate: Estimate,
    letter: str,
    language: Language | str,
    *,
    detectable: float | None = None,
    numbers: bool = True,
) -> str:
    """Return the sentence on the correlation of two indicators between provinces.

    Parameters
    ----------
    outcome, condition, letter, language
        As for :func:`association`.
    estimate
        The correlation coefficient.
    detectable
        Smallest correlation that could have been found.
    numbers
        As for :func:`association`.
    """
    language = Language.of(language)
    number = language.say("correlation {r}", r=language.signed(estimate.value, estimate.decimals))
    least = None if detectable is None else language.number(abs(detectable), estimate.decimals)
    finding = _finding(outcome, condition, letter, language, rising=estimate.value > 0)
    figures = f": {number} ({estimate.basis(language)})" if numbers and letter != "X" else ""
    return f"{finding}{figures}.{_caution(letter, least, language)}"


def _finding(outcome: str, condition: str, letter: str, language: Language, *, rising: bool) -> str:
    names = {"outcome": named(outcome, language), "condition": named(condition, language)}
    if letter == "X":
        return language.say("Whether {condition} and {outcome} go together cannot be said", **names)
    if letter == "D":
        return language.say(
            "Between provinces, no association of {condition} with {outcome} was detected", **names
        )
    if rising:
        return language.say("Provinces that are higher on {condition} are also higher on {outcome}", **names)
    return language.say("Provinces that are higher on {condition} are lower on {outcome}", **names)


def _caution(letter: str, least: str | None, language: Language) -> str:
    """Return what follows when nothing was found: that is no proof of absence."""
    if letter != "D":
        return ""
    caution = " " + language.say("That is no proof that there is none.")
    if least is None:
        return caution
    return f"{caution} {language.say('Less than about {least} could not have been found.', least=least)}"


def named(indicator: str, language: Language | str) -> str:
    """Return an indicator's label as it stands inside a sentence; a score is called one."""
    language = Language.of(language)
    label = language.label(indicator)
    proper = label.startswith(("Decision", "Portal 2026", "Quyết định", "Cổng Dịch vụ công quốc gia"))
    if not proper and label[1:2].islower():
        label = label[:1].lower() + label[1:]
    scored = indicators()[indicator].unit in SCORES
    return language.say("{label} (score)", label=label) if scored else label
