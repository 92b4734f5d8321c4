"""What one release says otherwise than another: numbers, strength, sentences, results, sources.

A number has moved when it lies further from the earlier one than the tolerance that the earlier release gave
it; what moved less is listed too, but changes no conclusion. Whether the new number lies in the interval that
the earlier release gave says whether a reader of it was told to expect as much.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from analysis.report.releases.release import Key, Release, ReleasedResult

_SLACK = 1e-9
"""Share of a number by which two may differ that were written with ten digits."""


@dataclass(frozen=True)
class Change:
    """A result that both releases give."""

    before: ReleasedResult
    now: ReleasedResult

    @property
    def by(self) -> float | None:
        """How far the number moved, in its unit; None when that cannot be said."""
        if self.before.value is None or self.now.value is None or self.before.unit != self.now.unit:
            return None
        moved = self.now.value - self.before.value
        return 0.0 if abs(moved) <= _SLACK * max(abs(self.now.value), abs(self.before.value)) else moved

    @property
    def moved(self) -> bool:
        """Whether the number moved beyond its tolerance, came, went, or is measured in another unit."""
        if self.by is None:
            return self.before.value is not self.now.value or self.before.unit != self.now.unit
        return abs(self.by) > self.before.tolerance * (1 + _SLACK)

    @property
    def within(self) -> bool:
        """Whether the number moved, but not beyond its tolerance."""
        return not self.moved and bool(self.by)

    @property
    def inside(self) -> bool | None:
        """Whether the new number lies in the earlier interval; None where there was none."""
        if self.by is None or self.now.value is None or self.before.low is None or self.before.high is None:
            return None
        return self.before.low <= self.now.value <= self.before.high

    @property
    def regraded(self) -> bool:
        """Whether the strength of the evidence is another, or has come or gone."""
        return self.before.grade != self.now.grade

    @property
    def reworded(self) -> bool:
        """Whether the sentence is another in any language; the kind of space between words is no matter."""
        return any(
            text.split() != self.before.sentence[code].split() for code, text in self.now.sentence.items()
        )


@dataclass(frozen=True)
class Changes:
    """What a release says otherwise than an earlier one.

    Attributes
    ----------
    before, now : Release
        The releases that are compared.
    same_question : tuple of Change
        The results that both give.
    new, gone : tuple of ReleasedResult
        The results that only one gives.
    not_compared : tuple of str
        Notebook runs that were not at hand now, so that nothing is said of their results.
    """

    before: Release
    now: Release
    same_question: tuple[Change, ...]
    new: tuple[ReleasedResult, ...]
    gone: tuple[ReleasedResult, ...]
    not_compared: tuple[str, ...]

    @cached_property
    def moved(self) -> list[Change]:
        """The results whose number moved beyond its tolerance."""
        return self._that(lambda change: change.moved)

    @cached_property
    def within(self) -> list[Change]:
        """The results whose number moved within its tolerance."""
        return self._that(lambda change: change.within)

    @cached_property
    def regraded(self) -> list[Change]:
        """The results whose strength changed."""
        return self._that(lambda change: change.regraded)

    @cached_property
    def reworded(self) -> list[Change]:
        """The results whose sentence changed."""
        return self._that(lambda change: change.reworded)

    @cached_property
    def sources(self) -> dict[str, list[str]]:
        """The tables that are new, gone or not the same bytes, by source; unchanged sources are left out."""
        names = sorted({*self.before.vintages, *self.now.vintages})
        found = {name: self._tables(name) for name in names}
        return {name: tables for name, tables in found.items() if tables}

    def _tables(self, source: str) -> list[str]:
        before, now = (
            dict(release.vintages[source].tables) if source in release.vintages else {}
            for release in (self.before, self.now)
        )
        return sorted(table for table in {*before, *now} if before.get(table) != now.get(table))

    def _that(self, holds: Callable[[Change], bool]) -> list[Change]:
        return [change for change in self.same_question if holds(change)]


def changes(before: Release, now: Release, runs: set[str] | None = None) -> Changes:
    """Compare two releases.

    Parameters
    ----------
    before, now
        The earlier and the later release.
    runs
        Notebook runs that were at hand for the later one; by default all of either release. Results of others
        are neither gone nor the same: they are not compared.
    """
    at_hand = before.notebooks | now.notebooks if runs is None else runs
    known: dict[Key, ReleasedResult] = {
        key: result for key, result in before.results.items() if result.notebook in at_hand
    }
    return Changes(
        before,
        now,
        tuple(Change(known[key], result) for key, result in now.results.items() if key in known),
        tuple(result for key, result in now.results.items() if key not in known),
        tuple(result for key, result in known.items() if key not in now.results),
        tuple(sorted(before.notebooks - at_hand)),
    )
