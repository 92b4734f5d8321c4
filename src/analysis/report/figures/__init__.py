"""Charts in one visual language: headline, subtitle, chart, notes and source, in Vietnamese or English."""

from analysis.report.figures.display import Figure
from analysis.report.figures.inputs import FigureError
from analysis.report.figures.ranked_dots import ranked_dots
from analysis.report.figures.scatter import scatter
from analysis.report.figures.tile_map import tile_map

__all__ = ["Figure", "FigureError", "ranked_dots", "scatter", "tile_map"]
