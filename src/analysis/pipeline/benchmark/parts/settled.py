"""Copies of the project at rest: with tables built, or with everything built."""

import sys
from functools import cache
from pathlib import Path

from analysis.pipeline.benchmark import measuring, places


@cache
def with_tables() -> Path:
    """Return a copy whose tables are built and recorded, and nothing else; made once."""
    project = places.copy("tables")
    _uptake(project, "build")
    # Everybody finds the fonts listed: the first to draw would pay for all.
    listing = [sys.executable, "-c", "import matplotlib.font_manager"]
    measuring.timed(listing, env=places.environment(project), cwd=project)
    return project


@cache
def whole() -> Path:
    """Return a copy in which everything is built and up to date; made once."""
    project = places.copy("whole", with_tables())
    _uptake(project, "report")
    _uptake(project, "report")
    return project


def _uptake(project: Path, *words: str) -> str:
    return measuring.timed(places.uptake(*words), env=places.environment(project), cwd=project).said
