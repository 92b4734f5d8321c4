"""Sentences for chances: of reaching a target by its date, and of having moved between two years."""

from collections.abc import Sequence

from analysis.data.indicators import indicators
from analysis.report.claims.estimate import ClaimError, Estimate, named
from analysis.report.claims.strength import because
from analysis.report.language import Language

NEARLY_CERTAIN = 0.90
"""Above this probability a place is said to have moved."""


def chance(
    indicator: str,
    where: str,
    target: float,
    date: str | int,
    language: Language | str,
    *,
    outlook: Estimate | None,
    probability: float | None,
    at_most: bool = False,
    reasons: Sequence[str] = (),
) -> str:
    """Return the sentence on the probability that a target is reached by its date.

    Parameters
    ----------
    indicator
        The figure that the target is set for.
    where
        The place, as it stands in a sentence in this language.
    target
        In the unit of the indicator.
    date
        Year, or a date in words.
    language
        Language of the sentence.
    outlook
        Median and predictive interval of the figure at the date, with the places and years behind the trend;
        None when there is none.
    probability
        From 0 to 1; None when none can be given.
    at_most
        Whether the target is reached from above.
    reasons
        Why no probability can be given; needed without one.

    Raises
    ------
    ClaimError
        When something is missing that the sentence has to say: an interval, or the reason for none.
    """
    language = Language.of(language)
    values = {
        "indicator": named(indicator, language),
        "where": where,
        "date": str(date),
        "target": language.value(target, indicator),
    }
    if probability is None or outlook is None:
        if not reasons or probability is not None:
            raise ClaimError("A probability needs its predictive interval, and none needs its reason.")
        untold = language.say(
            "How likely {indicator} in {where} is to reach {target} by {date} cannot be said.", **values
        )
        return f"{untold} {because(reasons, language)}"
    values |= {
        "probability": _probability(probability, language),
        "level": language.percent(100 * outlook.level, 0),
        "interval": language.interval(
            outlook.low, outlook.high, outlook.decimals, indicators()[indicator].unit
        ),
        "n": language.integer(outlook.n),
        "period": outlook.period,
    }
    if at_most:
        return language.say(
            "If the trend goes on, the probability that {indicator} in {where} is at {target} or below by "
            "{date} is {probability} ({level} of what can be expected lies within {interval}; N = {n}; "
            "{period}).",
            **values,
        )
    return language.say(
        "If the trend goes on, the probability that {indicator} in {where} is at {target} or above by {date} "
        "is {probability} ({level} of what can be expected lies within {interval}; N = {n}; {period}).",
        **values,
    )


def moved(
    indicator: str, where: str, estimate: Estimate, language: Language | str, *, p_up: float, p_down: float
) -> str:
    """Return the sentence on whether a place has moved between two years, given the noise of its figures.

    Parameters
    ----------
    indicator
        Indicator of the dictionary.
    where
        The place, as it stands in a sentence in this language.
    estimate
        Its true change as far as it is known, with interval, places behind it and the two years.
    language
        Language of the sentence.
    p_up, p_down
        Probabilities that it rose and that it fell. It is said to have moved above :data:`NEARLY_CERTAIN`
        only.

    Raises
    ------
    ClaimError
        For probabilities that are none, or add up to more than one.
    """
    language = Language.of(language)
    if not (0 <= p_up <= 1 and 0 <= p_down <= 1 and p_up + p_down <= 1 + 1e-9):
        raise ClaimError(f"p_up {p_up} and p_down {p_down} are no probabilities of one change.")
    unit = indicators()[indicator].unit
    values = {
        "indicator": named(indicator, language),
        "where": where,
        "change": language.difference(estimate.value, estimate.decimals, unit),
        "basis": estimate.basis(language),
        "probability": _probability(max(p_up, p_down), language),
    }
    if p_up > NEARLY_CERTAIN:
        return language.say(
            "In {where}, {indicator} is higher than before: {change} ({basis}; probability {probability}).",
            **values,
        )
    if p_down > NEARLY_CERTAIN:
        return language.say(
            "In {where}, {indicator} is lower than before: {change} ({basis}; probability {probability}).",
            **values,
        )
    return language.say(
        "Whether {indicator} moved in {where} cannot be told from the noise of its figures: {change} "
        "({basis}; the likelier direction has a probability of {probability}).",
        **values,
    )


def _probability(p: float, language: Language) -> str:
    """Return a probability in percent; below 1 and above 99 percent as such."""
    if not 0 <= p <= 1:
        raise ClaimError(f"{p} is no probability.")
    if p < 0.01:
        return language.say("below {limit}", limit=language.percent(1, 0))
    if p > 0.99:
        return language.say("above {limit}", limit=language.percent(99, 0))
    return language.percent(100 * p, 0)
