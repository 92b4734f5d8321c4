"""Tables for readers: formatted, captioned, with their source, in HTML and in plain text."""

from analysis.report.tables.columns import Column
from analysis.report.tables.measures import measures
from analysis.report.tables.regression import model, models
from analysis.report.tables.source_line import SourceLine, sources
from analysis.report.tables.table import Table

__all__ = ["Column", "SourceLine", "Table", "measures", "model", "models", "sources"]
