"""Wording of findings: words for the strength of the evidence and sentences for associations.

A finding says how provinces differ, never why: "go together", in Vietnamese "đi cùng với", "có liên hệ với".
What may not be written is in :mod:`analysis.report.causal_words`.
"""

from dataclasses import dataclass
from html import escape

from analysis.report.causal_words import CausalWord, lint
from analysis.report.language import Language
from analysis.report.messages import N_

__all__ = [
    "CausalWord",
    "Estimate",
    "association",
    "badge",
    "correlation",
    "inline",
    "lint",
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
}
"""Why a grade is not higher, by the identifiers of :mod:`analysis.stats.evidence`."""


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
    return f'<span class="strength strength-{letter.lower()}">{escape(strength(letter, language))}</span>'


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
        Decimals shown.
    level
        Level of the interval.
    """

    value: float
    low: float
    high: float
    n: int
    period: str
    digits: int = 2
    level: float = 0.95

    def basis(self, language: Language) -> str:
        """Return interval, N and period, as they stand in brackets after the number."""
        return language.say(
            "{level} interval {interval}; N = {n}; {period}",
            level=language.percent(100 * self.level, 0),
            interval=language.interval(self.low, self.high, self.digits),
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
    """
    from analysis.data.indicators import indicators  # noqa: PLC0415 - loads the dictionary

    language = Language.of(language)
    measured, given = indicators()[outcome], indicators()[condition]
    digits = 0 if float(per).is_integer() else given.decimals
    number = language.say(
        "{difference} for {step}",
        difference=language.difference(estimate.value, estimate.digits, measured.unit),
        step=language.difference(per, digits, given.unit),
    )
    return _sentence(outcome, condition, number, estimate=estimate, letter=letter, language=language)


def correlation(
    outcome: str, condition: str, estimate: Estimate, letter: str, language: Language | str
) -> str:
    """Return the sentence on the correlation of two indicators between provinces; parameters as above."""
    language = Language.of(language)
    number = language.say("correlation {r}", r=language.signed(estimate.value, estimate.digits))
    return _sentence(outcome, condition, number, estimate=estimate, letter=letter, language=language)


def _sentence(
    outcome: str, condition: str, number: str, *, estimate: Estimate, letter: str, language: Language
) -> str:
    names = {
        "outcome": inline(language.label(outcome)),
        "condition": inline(language.label(condition)),
    }
    if letter == "X":
        return language.say("Whether {condition} and {outcome} go together cannot be said.", **names)
    figures = {"number": number, "basis": estimate.basis(language)}
    if letter == "D":
        return language.say(
            "Between provinces, no association of {condition} with {outcome} was detected: "
            "{number} ({basis}); that is no proof that there is none.",
            **names,
            **figures,
        )
    if estimate.value > 0:
        return language.say(
            "In provinces where {condition} is higher, {outcome} is higher too: {number} ({basis}).",
            **names,
            **figures,
        )
    return language.say(
        "In provinces where {condition} is higher, {outcome} is lower: {number} ({basis}).",
        **names,
        **figures,
    )


def inline(label: str) -> str:
    """Return a label as it stands inside a sentence: small first letter, except in acronyms and names."""
    named = label.startswith(("Decision", "Portal 2026", "Quyết định", "Cổng Dịch vụ công quốc gia"))
    return label if named or not label[1:2].islower() else label[:1].lower() + label[1:]
