"""The words of ``vocabulary.yaml`` as patterns."""

import re
from functools import cache
from importlib import resources
from typing import Any
from unicodedata import normalize

import yaml

_LIST = re.compile(r"<(\w+)>")


@cache
def pattern(*place: str) -> re.Pattern[str]:
    """Return the pattern of a list of ``vocabulary.yaml``: any of its entries, as whole words.

    Parameters
    ----------
    *place
        Keys down to the list, such as ``"persons", "en", "heads"``. A name in angle brackets in an entry
        stands for another list at the same place.
    """
    return re.compile(rf"(?<!\w)(?:{_source(place)})(?!\w)", re.IGNORECASE)


def _source(place: tuple[str, ...]) -> str:
    """Return the entries of a list as one expression, other lists put in."""
    entries: Any = _vocabulary()
    for key in place:
        entries = entries[key]
    joined = "|".join(entries).replace(" ", r"\s+")
    return _LIST.sub(lambda name: f"(?:{_source((*place[:-1], name[1]))})", joined)


@cache
def _vocabulary() -> Any:
    text = resources.files("analysis.report.lint").joinpath("vocabulary.yaml").read_text(encoding="utf-8")
    return yaml.load(normalize("NFC", text), Loader=yaml.CSafeLoader)
