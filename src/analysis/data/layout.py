"""Where the project's files lie.

The root is the folder that holds ``pyproject.toml``; the variable ``UPTAKE_ROOT`` names another one, which
the tests use to work on a copy.
"""

import os
from pathlib import Path

PLACES, DELIVERIES = "administrative_units", "deliveries"
"""The source of places, and the one that grows day by day: it has no folder before the first delivery."""


_HERE = Path(__file__).resolve().parents[3]


def root() -> Path:
    """Return the project's folder (``UPTAKE_ROOT`` when it is set)."""
    named = os.environ.get("UPTAKE_ROOT")
    return Path(named).resolve() if named else _HERE


def raw() -> Path:
    """Return the folder of source tables, as received; code writes below ``deliveries/`` alone."""
    return root() / "data" / "raw"


def processed() -> Path:
    """Return the folder of rebuilt tables."""
    return root() / "data" / "processed"


def validation() -> Path:
    """Return the folder of tables that prove the methods, made by ``uptake validate``."""
    return root() / "data" / "validation"


def releases() -> Path:
    """Return the folder of what each release said, written once by ``uptake release``."""
    return root() / "data" / "releases"


def notebooks() -> Path:
    """Return the folder of notebooks."""
    return root() / "notebooks"


def build() -> Path:
    """Return the folder of everything that can be deleted: executed notebooks, pages, logs."""
    return root() / "build"
