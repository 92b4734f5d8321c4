"""Views as text: what a reader was asked for, taken apart again without loading a reader."""

import json
from typing import Any

FILE = "file"
"""The reader of a file as a whole."""


def parts(key: str) -> tuple[str, dict[str, Any]]:
    """Return the reader and the arguments of a view written by :func:`analysis.data.views.written`."""
    reader, _, arguments = key.partition(" ")
    return reader, json.loads(arguments)
