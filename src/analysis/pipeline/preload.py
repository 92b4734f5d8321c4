"""What a warm parent imports before it forks: whatever notebooks, downloads and pages import sooner or later.

None of it may start a thread, or the parent refuses to serve; what does is imported where it is used.
"""

from pathlib import Path

LIBRARIES = (
    "papermill",
    "pandas",
    "statsmodels.api",
    "scipy.stats",
    "sklearn.linear_model",
    "linearmodels",
    "libpysal.weights",
    "esda",
    "spreg",
    "matplotlib.figure",
    "matplotlib.backends.backend_svg",
    "babel",
    "duckdb",
    "sphinx.application",
    "myst_nb",
    "pydata_sphinx_theme",
    "typst",
    "docx",
    "xlsxwriter",
    "openpyxl",
    "pytask_parallel.wrappers",
    "warmkernel.engine",
    "warmkernel.provisioner",
)
_ROOMS = ("data", "stats", "report")
_LAZY = (
    "email.headerregistry",
    "importlib_metadata._adapters",
    "matplotlib.style.core",
    "pandas.core.methods.to_dict",
    "pandas.core.reshape.reshape",
    "statsmodels.othermod.betareg",
    "zipp.glob",
)
"""Modules that libraries import only when they come to need them."""

_FIRST = "analysis.pipeline.late_grammar"
_PIPELINE = ("tasks", "execute", "downloads", "reference", "rehearsal")
_PACKAGE = Path(__file__).resolve().parents[1]


def modules() -> list[str]:
    """Return the names of the modules, libraries first: every one of the rooms that runs draw on."""
    found = [path for room in _ROOMS for path in sorted((_PACKAGE / room).rglob("*.py"))]
    names = [".".join(path.relative_to(_PACKAGE.parent).with_suffix("").parts) for path in found]
    ours = [name.removesuffix(".__init__") for name in names if not name.endswith(".__main__")]
    return [_FIRST, *LIBRARIES, *_LAZY, *ours, *(f"analysis.pipeline.{name}" for name in _PIPELINE)]
