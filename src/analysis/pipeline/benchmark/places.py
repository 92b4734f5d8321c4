"""Where the benchmark works: copies of the project, a home and settings of its own, never the user's."""

import os
import shutil
import sys
from pathlib import Path

from analysis.data import layout

SOURCE = Path(__file__).resolve().parents[3]
"""The folder ``src`` of the code that is measured."""

_COPIED = ("data", "notebooks", "pyproject.toml", "requirements.lock")
_KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "SYSTEMROOT")
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def folder() -> Path:
    """Return the folder of everything the benchmark needs while it runs."""
    return layout.build() / "benchmark"


def results() -> Path:
    """Return the committed folder of what was measured."""
    return layout.root() / "data" / "benchmark"


def copy(name: str, of: Path | None = None) -> Path:
    """Make a copy of the project to measure in, in place of one of the same name, and return it.

    Parameters
    ----------
    name
        Name of the copy.
    of
        The copy to take, with all it has built; by default the project itself, with nothing built.
    """
    target = folder() / "copies" / name
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for part in (layout.root() / name for name in _COPIED) if of is None else of.iterdir():
        if part.is_dir():
            shutil.copytree(part, target / part.name, symlinks=True)
        elif part.exists():
            shutil.copy2(part, target / part.name)
    return target


def environment(project: Path) -> dict[str, str]:
    """Return the variables every contestant is started with: the same for all, and nothing of the user's.

    One thread for linear algebra, since work is parallel already; fonts listed once for everybody; charts in
    both editions, as for the pages.
    """
    settings = folder() / "settings"
    home = folder() / "home"
    for place in (home, settings / "ipython", settings / "matplotlib"):
        place.mkdir(parents=True, exist_ok=True)
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {
        "LANG": "C.UTF-8",
        **kept,
        **dict.fromkeys(_THREADS, "1"),
        "HOME": str(home),
        "UPTAKE_ROOT": str(project),
        "UPTAKE_NARROW_FIGURES": "1",
        "IPYTHONDIR": str(settings / "ipython"),
        "MPLCONFIGDIR": str(settings / "matplotlib"),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }


def uptake(*words: str) -> list[str]:
    """Return the command line of a verb, with the interpreter that is running."""
    return [sys.executable, "-c", "from analysis.pipeline.cli import main; main()", *words]


def script(name: str, *words: str, python: Path | None = None) -> list[str]:
    """Return the command line of a contestant.

    Parameters
    ----------
    name
        Its module in :mod:`analysis.pipeline.benchmark.contestants`.
    *words
        What it is given.
    python
        Another interpreter than the running one; it runs the file by itself.
    """
    if python is None:
        return [sys.executable, "-m", f"analysis.pipeline.benchmark.contestants.{name}", *words]
    return [str(python), str(Path(__file__).parent / "contestants" / f"{name}.py"), *words]
