"""Figures in, with their sources: raw tables, checks, names, indicators, the panel."""
