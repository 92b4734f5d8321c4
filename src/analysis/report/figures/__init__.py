"""Charts in one visual language: headline, subtitle, chart, notes and source, in Vietnamese or English.

Every chart is a function that returns a :class:`Figure`; what can be wrong with its input is a
:class:`FigureError` that says what to do.
"""

from analysis.report.figures.coefficients import coefficients
from analysis.report.figures.coverage import coverage
from analysis.report.figures.curves import curves
from analysis.report.figures.display import Figure
from analysis.report.figures.inputs import FigureError
from analysis.report.figures.ranked_dots import ranked_dots
from analysis.report.figures.reported_dots import reported_dots
from analysis.report.figures.scatter import scatter
from analysis.report.figures.slope import slope
from analysis.report.figures.small_multiples import small_multiples
from analysis.report.figures.specification_curve import specification_curve
from analysis.report.figures.strip import strip
from analysis.report.figures.tile_map import tile_map
from analysis.report.figures.tile_map_small_multiples import tile_map_small_multiples
from analysis.report.figures.trend import trend

__all__ = [
    "Figure",
    "FigureError",
    "coefficients",
    "coverage",
    "curves",
    "ranked_dots",
    "reported_dots",
    "scatter",
    "slope",
    "small_multiples",
    "specification_curve",
    "strip",
    "tile_map",
    "tile_map_small_multiples",
    "trend",
]
