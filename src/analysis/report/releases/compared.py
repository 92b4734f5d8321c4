"""Two records compared in every way: results, figures, and the places that moved."""

from dataclasses import dataclass

import pandas as pd

from analysis.report.language import Language
from analysis.report.releases import figures
from analysis.report.releases.behind_told import behind_sentences
from analysis.report.releases.changes import Changes, changes
from analysis.report.releases.figures_told import figure_sentences
from analysis.report.releases.place_moves import Moved, NotJudged, moves
from analysis.report.releases.places_told import place_sentences
from analysis.report.releases.release import Release
from analysis.report.releases.told import result_sentences


@dataclass(frozen=True, eq=False)
class Compared:
    """What a record says otherwise than an earlier one.

    Attributes
    ----------
    before, now : Release
    results : Changes
        Result by result.
    figures : pandas.DataFrame or None
        Figure by figure, :func:`analysis.report.releases.figures.compared`; None where a record kept none.
    places : list
        What the changed figures say of movements, :func:`analysis.report.releases.place_moves.moves`.
    """

    before: Release
    now: Release
    results: Changes
    figures: pd.DataFrame | None
    places: list[Moved | NotJudged]

    def told(self, language: Language) -> list[str]:
        """Return the difference in plain sentences: figures, results, places, what stands behind."""
        return [
            *figure_sentences(self.before, self.now, self.figures, language),
            *result_sentences(self.results, language),
            *place_sentences(self.places, language),
            *behind_sentences(self.results, language),
        ]


def compared(before: Release, now: Release) -> Compared:
    """Compare two records in every way."""
    first, second = figures.of(before), figures.of(now)
    results = changes(before, now)
    if first is None or second is None:
        return Compared(before, now, results, None, [])
    found = figures.compared(first, second)
    return Compared(before, now, results, found, moves(first, second, found))
