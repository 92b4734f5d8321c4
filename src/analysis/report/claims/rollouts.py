"""The sentence on a roll-out, which is refused unless it was looked at where the roll-out went first."""

from typing import Protocol

from analysis.data.indicators import indicators
from analysis.report.claims.estimate import ClaimError, Estimate, named
from analysis.report.language import Language


class CheckedRollout(Protocol):
    """A roll-out with its checks: :class:`analysis.stats.models.rollouts.rollout.Rollout`."""

    @property
    def refusals(self) -> tuple[str, ...]:
        """Identifiers of what forbids a statement; empty when both checks were made and passed."""


def rolled_out(
    outcome: str,
    condition: str,
    estimate: Estimate,
    letter: str,
    language: Language | str,
    *,
    checks: CheckedRollout | None,
    detectable: float,
) -> str:
    """Return the sentence on how an outcome stood after something came to places, beside what was imputed.

    Parameters
    ----------
    outcome, condition
        Indicators of the dictionary: what was measured, and what was rolled out.
    estimate
        Average difference from what the places would have had by the others' movement.
    letter
        Grade of the evidence, ``"A"`` to ``"D"``; where the checks forbid a statement it is not used.
    language
        Language of the sentence.
    checks
        The roll-out with its checks of movement before and of selection on the outcome; without them nothing
        is said at all.
    detectable
        The smallest difference that could have been found.

    Raises
    ------
    ClaimError
        Without checks.
    """
    language = Language.of(language)
    if checks is None:
        raise ClaimError(
            "A roll-out is not stated unless it was looked at where it went first: pass checks=rollout(…)."
        )
    names = {"outcome": named(outcome, language), "condition": named(condition, language)}
    if checks.refusals:
        return language.say(
            "What the roll-out of {condition} goes with in {outcome} cannot be said: the places where it "
            "came first differed before, or it cannot be tested whether they did.",
            **names,
        )
    unit = indicators()[outcome].unit
    number = f"{language.difference(estimate.value, estimate.decimals, unit)} ({estimate.basis(language)})"
    least = language.difference(abs(detectable), estimate.decimals, unit).removeprefix("+")
    if letter in "DX":
        return language.say(
            "After {condition} came to a province, no difference in {outcome} from the movement of the "
            "others was detected: {number}. Less than about {least} could not have been found.",
            number=number,
            least=least,
            **names,
        )
    return language.say(
        "After {condition} came to a province, {outcome} differed from the movement of the others: {number}. "
        "Places where it came first had not differed before; why the two go together, the figures do not "
        "say.",
        number=number,
        **names,
    )
