"""A real site for the browser: some runs of the project executed and typeset as readers get them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

LANGUAGES = ("vi", "en")
SIZES = {"phone": (360, 740), "desktop": (1280, 800)}
"""Windows in which the pages are opened, in pixels."""

SUMMARY, UNIT, ANALYSIS = "summary.html", "units/ninh-binh.html", "validation.html"

RUNS = ("06_ministry_summary", "05_province_brief__ninh_binh", "10_method_validation")
"""The summary, a unit that was made of three provinces, and a quick analysis with simulated figures."""


def pages(site: Path, language: str) -> list[str]:
    """Return the pages of a language, from its folder."""
    return sorted(path.relative_to(site / language).as_posix() for path in (site / language).rglob("*.html"))


def build(folder: Path, root: Path) -> Path:
    """Build the site in both languages in a copy of the project and return its folder, once a folder.

    Parameters
    ----------
    folder
        Where the copy of the project is made; a site that is there already is returned as it is.
    root
        Folder of the project.

    Raises
    ------
    AssertionError
        The report fails; with what it says.
    """
    project = folder / "project"
    site = project / "build" / "preview"
    if (site / "index.html").exists():
        return site
    for name in ("data", "notebooks"):
        shutil.copytree(root / name, project / name, dirs_exist_ok=True)
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(root / name, project / name)
    chosen = [word for run in RUNS for word in ("--only", run)]
    done = subprocess.run(
        [sys.executable, "-c", "from analysis.pipeline.cli import main; main()", "report", *chosen],
        cwd=project,
        env={**os.environ, "UPTAKE_ROOT": str(project), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return site
