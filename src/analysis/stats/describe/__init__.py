"""Description of places: level and spread, regions, change, agreement of measures, inequality."""

from analysis.stats.describe.association import Correlation, agreement, correlation, correlations
from analysis.stats.describe.changes import Change, change
from analysis.stats.describe.inequality import TheilParts, gini, lorenz, theil, theil_parts
from analysis.stats.describe.inequality_interval import Inequality, inequality_estimate
from analysis.stats.describe.summaries import between_share, levels, regional_summary, spread

__all__ = [
    "Change",
    "Correlation",
    "Inequality",
    "TheilParts",
    "agreement",
    "between_share",
    "change",
    "correlation",
    "correlations",
    "gini",
    "inequality_estimate",
    "levels",
    "lorenz",
    "regional_summary",
    "spread",
    "theil",
    "theil_parts",
]
