"""What a release said: its results with their sentences in both languages, and the state of its sources."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from analysis.report.language import LANGUAGES, Language

Key = tuple[str, str]
"""Notebook run and name of a result."""


@dataclass(frozen=True)
class ReleasedResult:
    """A headline result as a release gave it.

    The numbers are those of :func:`analysis.report.results.record`; ``sentence`` holds one text a language.
    """

    notebook: str
    name: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    n: int
    period: str
    tolerance: float
    grade: str | None
    digits: int
    level: float
    detectable: float | None
    reasons: tuple[str, ...]
    sentence: Mapping[str, str]

    @property
    def key(self) -> Key:
        """What the result is found by in another release."""
        return self.notebook, self.name

    def number(self, language: Language) -> str:
        """Return the number with its unit and, where there is one, its interval."""
        text = language.with_unit(language.number(self.value, self.digits), self.unit)
        if self.low is None or self.high is None:
            return text
        return f"{text} ({language.interval(self.low, self.high, self.digits)})"


@dataclass(frozen=True)
class Vintage:
    """The state of a source: the day it was read (ISO), and the SHA-256 of each of its tables."""

    read_on: str
    tables: Mapping[str, str]


@dataclass(frozen=True)
class Behind:
    """A delivery that figures of a release rest on: who sent which file, and the day it came (ISO)."""

    sender: str
    received: str
    file: str


@dataclass(frozen=True)
class Release:
    """What a version said, on its release or after a refresh of its figures.

    Attributes
    ----------
    version, date : str
        Number of the version, and the day of the record (ISO); the day is empty for what is not recorded yet.
    results : dict
        The results by notebook run and name, in the order of the notebooks.
    vintages : dict
        The state of each source, by name.
    note : dict
        What a reader of the record should know, by language; may be empty.
    refresh : int
        0 for the release of the version itself, otherwise the number of the refresh among those of its day.
    deliveries : dict
        The deliveries in force, by id.
    decisions : tuple of dict
        What was decided on doubts until then, in the order of the file.
    place : Path, optional
        Folder that holds its figures.
    """

    version: str
    date: str
    results: Mapping[Key, ReleasedResult]
    vintages: Mapping[str, Vintage]
    note: Mapping[str, str] = field(default_factory=dict)
    refresh: int = 0
    deliveries: Mapping[str, Behind] = field(default_factory=dict)
    decisions: tuple[Mapping[str, str], ...] = ()
    place: Path | None = None

    @property
    def name(self) -> str:
        """The name of the record: ``0.2.0``, of its refreshes ``0.2.0+2026-11-30`` and ``….2``."""
        day = f"+{self.date}" if self.refresh else ""
        return f"{self.version}{day}{f'.{self.refresh}' if self.refresh > 1 else ''}"

    @property
    def notebooks(self) -> set[str]:
        """The notebook runs whose results are in it."""
        return {notebook for notebook, _ in self.results}


NUMBERS = (
    "value", "low", "high", "unit", "n", "period", "tolerance", "grade", "digits", "level", "detectable",
    "reasons",
)  # fmt: skip
"""What a result says in no language, in the order of the table."""

COLUMNS = ("notebook", "name", *NUMBERS, *(f"sentence_{code}" for code in sorted(LANGUAGES)))
"""The columns of ``results.csv``."""
