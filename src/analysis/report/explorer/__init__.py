"""The explorer: one page for both languages, with everything in it, that works without a network."""

from analysis.report.explorer.page import explorer

__all__ = ["explorer"]
