"""A number with what it rests on, as it stands in a sentence."""

from dataclasses import dataclass

from analysis.data.indicators import indicators
from analysis.report.language import Language
from analysis.report.rounding import digits_for

SCORES = {"papi_score", "index_0_1", "points_100", "points"}


class ClaimError(ValueError):
    """A sentence that would leave out what it has to say."""


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


def named(indicator: str, language: Language | str) -> str:
    """Return an indicator's label as it stands inside a sentence; a score is called one."""
    language = Language.of(language)
    label = language.label(indicator)
    proper = label.startswith(("Decision", "Portal 2026", "Quyết định", "Cổng Dịch vụ công quốc gia"))
    if not proper and label[1:2].islower():
        label = label[:1].lower() + label[1:]
    scored = indicators()[indicator].unit in SCORES
    return language.say("{label} (score)", label=label) if scored else label
