"""Words for the strength of the evidence, and the reasons for it."""

from collections.abc import Iterable
from html import escape

from analysis.report.language import Language
from analysis.report.messages import N_

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


def because(identifiers: Iterable[str], language: Language | str) -> str:
    """Return several reasons as sentences, one after the other."""
    return " ".join(reason(identifier, language) for identifier in identifiers)
