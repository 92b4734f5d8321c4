"""Briefs to hand out: two pages for each unit in force, four for the ministry, in either language."""

from analysis.report.briefs.national import national_brief
from analysis.report.briefs.unit import unit_brief

__all__ = ["national_brief", "unit_brief"]
