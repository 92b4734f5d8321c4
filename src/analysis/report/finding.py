"""A finding: a headline result with its strength and its sentence in either language."""

from collections.abc import Callable
from dataclasses import dataclass

from analysis.report import results
from analysis.report.headline import HeadlineResult
from analysis.report.language import Language
from analysis.stats.evidence.grade import Grade


@dataclass(frozen=True)
class Finding:
    """A headline result with its sentence in either language.

    Attributes
    ----------
    name : str
        Stable name of the result.
    value, low, high : float or None
        The number in ``unit`` and the ends of its 95 % interval.
    unit : str
        Unit id.
    n : int
        Places behind it.
    period : tuple of int
        Years covered.
    tolerance : float
        How far the number may move before the conclusion counts as changed.
    sentence : function of Language
        The finding in words.
    grade : Grade or None
        Strength of the evidence; None for plain description.
    digits : int
        Decimals shown.
    detectable : float or None
        The smallest value that could have been found, in ``unit``; needed with grade D.
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    n: int
    period: tuple[int, ...]
    tolerance: float
    sentence: Callable[[Language], str]
    grade: Grade | None = None
    digits: int = 2
    detectable: float | None = None

    def record(self, language: Language) -> None:
        """Record the finding as a headline result of the notebook that calls."""
        results.record(
            self.name,
            self.sentence(language),
            self.value,
            low=self.low,
            high=self.high,
            unit=self.unit,
            n=self.n,
            period=self.period,
            tolerance=self.tolerance,
            language=language,
            grade=self.grade,
            digits=self.digits,
            detectable=self._detectable(),
        )

    def measure(self, language: Language) -> str:
        """Return number, interval, period and N as one line, as the pages show them under the sentence."""
        return HeadlineResult(
            self.name, "", self.value, self.low, self.high, self.unit, self.n, language.years(self.period),
            self.tolerance, language.code, None, (), self.digits, 0.95, self._detectable(),
        ).measure()  # fmt: skip

    def _detectable(self) -> float | None:
        return self.detectable if self.grade and self.grade.letter == "D" else None
