"""A headline result: a number with interval, unit, N, period, strength and tolerance, and its sentence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.report import claims
from analysis.report.language import Language
from analysis.report.units import UNITS


@dataclass(frozen=True)
class HeadlineResult:
    """One headline result; the fields of :func:`analysis.report.results.record`.

    Numbers are cut to ten significant digits. The sentence of a simulated result begins with the mark,
    wherever it is quoted.
    """

    name: str
    sentence: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    n: int
    period: str
    tolerance: float
    language: str
    grade: str | None
    reasons: tuple[str, ...]
    digits: int
    level: float
    detectable: float | None = None
    simulated: bool = False

    def measure(self) -> str:
        """Return the number with its interval, period, N and what could have been found, as one line."""
        language = Language(self.language)
        parts = [self._number(language)] if self.value is not None else []
        parts += [self.period, f"N = {language.integer(self.n)}"]
        if self.detectable is not None:
            least = language.with_unit(language.number(self.detectable, self.digits), self.unit)
            parts.append(language.say("smallest that could have been found: {least}", least=least))
        return "; ".join(parts) + "."

    def _number(self, language: Language) -> str:
        text = language.with_unit(language.number(self.value, self.digits), self.unit)
        if self.low is None:
            return text
        interval = language.interval(self.low, self.high, self.digits, self.unit)
        level = language.percent(100 * self.level, 0)
        return language.say(
            "{number} ({level} interval: {interval})", number=text, level=level, interval=interval
        )

    def why(self) -> str:
        """Return the reasons for the strength of the evidence, as sentences; empty when there are none."""
        if not self.reasons:
            return ""
        reasons = claims.because(self.reasons, self.language)
        return Language(self.language).say("Why this strength: {reasons}", reasons=reasons)

    def faults(self) -> Iterator[str]:
        """Yield what is wrong with the result: incomplete, contradicting itself, or claiming too much."""
        if not re.fullmatch(r"[a-z][a-z0-9_]*", self.name):
            yield "the name has small letters, digits and underscores only"
        if (self.low is None) != (self.high is None):
            yield "give both ends of the interval or neither"
        elif not self._inside():
            yield f"the value {self.value} does not lie between {self.low} and {self.high}"
        if self.unit not in UNITS:
            yield f"there is no unit {self.unit!r}"
        if not self.tolerance >= 0:
            yield "the tolerance is a number from 0"
        yield from self._faults_of_grade()
        yield from self._unsaid()
        yield from (str(fault) for fault in claims.lint(self.sentence, self.language))

    def _inside(self) -> bool:
        if self.low is None or self.high is None:
            return True
        return self.value is not None and self.low <= self.value <= self.high

    def _faults_of_grade(self) -> Iterator[str]:
        """Yield what each letter needs: an interval, what could have been found, why nothing can be said."""
        if self.grade in ("A", "B", "C", "D") and self.low is None:
            yield f"grade {self.grade} is of an association: give the ends of its interval"
        if self.grade == "D" and not (self.detectable is not None and self.detectable > 0):
            yield "nothing was found (grade D): give the smallest that could have been, detectable=…"
        if self.grade == "X" and not self.reasons:
            yield "nothing can be said (grade X): the grade needs its reasons"

    def _unsaid(self) -> Iterator[str]:
        """Yield what the sentence on an uncertain number leaves out."""
        if self.low is None or self.high is None or self.low > self.high or self.grade == "X":
            return
        language, years = Language(self.language), re.findall(r"\d{4}", self.period)
        wanted = {
            "the interval": language.interval(self.low, self.high, self.digits),
            "N": language.integer(self.n),
            **dict(zip(("the first year", "the last year"), [*years[:1], *years[-1:]], strict=False)),
        }
        if self.grade == "D" and self.detectable is not None:
            wanted["the smallest that could have been found"] = language.number(self.detectable, self.digits)
        for thing, text in wanted.items():
            if not re.search(rf"(?<![\w.,]){re.escape(text)}(?![.,]?\w)", self.sentence):
                yield f"the sentence does not give {thing}: {text}"
