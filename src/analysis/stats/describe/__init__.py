"""Description of places: level and spread, regions, change, agreement of measures, inequality."""

from analysis.stats.describe.association import Correlation, agreement, correlation, correlations
from analysis.stats.describe.changes import Change, change
from analysis.stats.describe.inequality import gini, lorenz, theil
from analysis.stats.describe.summaries import between_share, levels, regional_summary, spread

__all__ = [
    "Change",
    "Correlation",
    "agreement",
    "between_share",
    "change",
    "correlation",
    "correlations",
    "gini",
    "levels",
    "lorenz",
    "regional_summary",
    "spread",
    "theil",
]
