"""Sentences for associations between provinces: found, not found, or not to be said."""

from collections.abc import Sequence
from typing import Literal, Protocol

from analysis.data.indicators import indicators
from analysis.report.claims.estimate import ClaimError, Estimate, named
from analysis.report.claims.strength import because
from analysis.report.language import Language


class Targeting(Protocol):
    """Whether something went where the outcome had been low: a check of :mod:`analysis.stats.evidence`."""

    @property
    def verdict(self) -> Literal["absent", "present", "not_testable", "not_relevant"]:
        """What was found."""

    @property
    def detectable(self) -> float:
        """The smallest association that would have been found, in standard deviations."""


def association(
    outcome: str,
    condition: str,
    estimate: Estimate,
    letter: str,
    language: Language | str,
    *,
    per: float = 1,
    detectable: float | None = None,
    reasons: Sequence[str] = (),
    targeting: Targeting | None = None,
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
        Smallest difference in the outcome that could have been found; needed when nothing was (grade D).
    reasons
        Identifiers of the reasons for the grade; needed where nothing can be said (grade X).
    targeting
        Whether the condition went where the outcome had been low; needed for what authorities allot.
    numbers
        Whether the sentence carries the numbers; without them it may stand as a heading, never alone.

    Raises
    ------
    ClaimError
        When something is missing that the sentence has to say.
    """
    language = Language.of(language)
    number = _difference(outcome, condition, estimate, per, language)
    least = _least(outcome, detectable, estimate, language)
    figures = number if numbers else None
    return _sentence(
        (outcome, condition),
        estimate,
        letter,
        figures,
        language,
        least=least,
        reasons=reasons,
        targeting=targeting,
    )


def marginal(
    outcome: str,
    condition: str,
    estimate: Estimate,
    letter: str,
    language: Language | str,
    *,
    per: float = 1,
    relative: bool = False,
    detectable: float | None = None,
    reasons: Sequence[str] = (),
    targeting: Targeting | None = None,
) -> str:
    """Return the sentence on a share modelled on the logit scale: its average difference in points.

    Parameters
    ----------
    outcome
        A share of the dictionary, in percent.
    condition, letter, language, per, detectable, reasons, targeting
        As for :func:`association`.
    relative
        Whether `per` is in percent of the condition: for amounts that enter the model as logarithms.
    estimate
        Average over the provinces of the difference in the share (percentage points) that goes with a
        difference of `per` in the condition: the average marginal effect.

    Raises
    ------
    ClaimError
        As :func:`association`; and for an outcome that is no share.
    """
    language = Language.of(language)
    if indicators()[outcome].unit != "percent":
        raise ClaimError(f"{outcome} is no share in percent: use association(…).")
    number = language.say(
        "{difference} on average over the provinces, by a logit model of the share",
        difference=_difference(outcome, condition, estimate, per, language, relative=relative),
    )
    least = _least(outcome, detectable, estimate, language)
    return _sentence(
        (outcome, condition),
        estimate,
        letter,
        number,
        language,
        least=least,
        reasons=reasons,
        targeting=targeting,
    )


def correlation(
    outcome: str,
    condition: str,
    estimate: Estimate,
    letter: str,
    language: Language | str,
    *,
    detectable: float | None = None,
    reasons: Sequence[str] = (),
    targeting: Targeting | None = None,
    numbers: bool = True,
) -> str:
    """Return the sentence on the correlation of two indicators between provinces.

    Parameters
    ----------
    outcome, condition, letter, language, reasons, targeting, numbers
        As for :func:`association`.
    estimate
        The correlation coefficient.
    detectable
        Smallest correlation that could have been found; needed when none was (grade D).

    Raises
    ------
    ClaimError
        As :func:`association`.
    """
    language = Language.of(language)
    number = language.say("correlation {r}", r=language.signed(estimate.value, estimate.decimals))
    least = None if detectable is None else language.number(abs(detectable), estimate.decimals)
    figures = number if numbers else None
    return _sentence(
        (outcome, condition),
        estimate,
        letter,
        figures,
        language,
        least=least,
        reasons=reasons,
        targeting=targeting,
    )


def _sentence(
    pair: tuple[str, str],
    estimate: Estimate,
    letter: str,
    number: str | None,
    language: Language,
    *,
    least: str | None,
    reasons: Sequence[str],
    targeting: Targeting | None,
) -> str:
    """Return the finding with its number and with what has to follow it."""
    finding = _finding(*pair, letter, language, rising=estimate.value > 0)
    figures = f": {number} ({estimate.basis(language)})" if number and letter != "X" else ""
    said = [f"{finding}{figures}."]
    if letter == "D":
        said.append(_not_proven(least, language))
    elif letter == "X":
        said.append(_why(reasons, language))
    elif indicators()[pair[1]].allotted:
        said.append(_sent(*pair, targeting, language))
    return " ".join(said)


def _difference(
    outcome: str,
    condition: str,
    estimate: Estimate,
    per: float,
    language: Language,
    *,
    relative: bool = False,
) -> str:
    """Return ``+0.12 points for +10 percentage points``, or ``for +10%``."""
    measured, given = indicators()[outcome], indicators()[condition]
    digits = 0 if float(per).is_integer() else given.decimals
    step = language.difference(per, digits, given.unit)
    if relative:
        step = language.with_unit(language.signed(per, digits), "percent")
    return language.say(
        "{difference} for {step}",
        difference=language.difference(estimate.value, estimate.decimals, measured.unit),
        step=step,
    )


def _least(outcome: str, detectable: float | None, estimate: Estimate, language: Language) -> str | None:
    """Return the smallest difference that could have been found, with its unit."""
    if detectable is None:
        return None
    unit = indicators()[outcome].unit
    return language.difference(abs(detectable), estimate.decimals, unit).removeprefix("+")


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


def _not_proven(least: str | None, language: Language) -> str:
    """Return what follows when nothing was found: that is no proof of absence."""
    if least is None:
        raise ClaimError("Nothing was found (grade D): say what could have been, detectable=….")
    proof = language.say("That is no proof that there is none.")
    return f"{proof} {language.say('Less than about {least} could not have been found.', least=least)}"


def _why(reasons: Sequence[str], language: Language) -> str:
    """Return why nothing can be said."""
    if not reasons:
        raise ClaimError("Nothing can be said (grade X): say why, reasons=grade.reasons.")
    return because(reasons, language)


def _sent(outcome: str, condition: str, targeting: Targeting | None, language: Language) -> str:
    """Return whether something that is allotted went where the outcome had been low."""
    if targeting is None or targeting.verdict == "not_relevant":
        raise ClaimError(
            f"{condition} is allotted by authorities: look first whether it went where {outcome} had been "
            "low (analysis.stats.evidence.targeting), and pass targeting=…."
        )
    names = {"outcome": named(outcome, language), "condition": named(condition, language)}
    if targeting.verdict == "absent":
        return language.say(
            "There is no sign that {condition} went where {outcome} had been low or high the year before; "
            "less than {least} standard deviations could have been overlooked.",
            least=language.number(targeting.detectable, 2),
            **names,
        )
    if targeting.verdict == "present":
        return language.say(
            "It went with {outcome} of the year before already, so the two say nothing about a roll-out.",
            outcome=names["outcome"],
        )
    return language.say(
        "Whether it went where {outcome} had been low cannot be tested, so the two say nothing about a "
        "roll-out.",
        outcome=names["outcome"],
    )
