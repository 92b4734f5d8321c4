"""Parameters typed on the command line, as values of the type the notebook declares."""

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from analysis.pipeline.runs import RunsError


def parse(given: Sequence[str], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``name=value`` texts as values; where the default is a text the value stays one (``unit=01``).

    Parameters
    ----------
    given
        Texts such as ``language=en`` or ``years=[2021, 2022]``.
    defaults
        The notebook's parameters and their defaults.

    Raises
    ------
    RunsError
        Listing what is not of this form or is given twice.
    """
    problems: list[str] = []
    values: dict[str, Any] = {}
    for text in given:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not name:
            problems.append(f"{text!r}: write NAME=VALUE, for example language=en")
        elif name in values:
            problems.append(f"{name}: given twice")
        elif isinstance(defaults.get(name), str):
            values[name] = value
        else:
            values[name] = _read(name, value, problems)
    if problems:
        raise RunsError(problems, where="parameters")
    return values


def _read(name: str, value: str, problems: list[str]) -> Any:
    """Return a value read as YAML, the notation of lists and numbers most people guess right."""
    try:
        return yaml.safe_load(value)
    except yaml.YAMLError:
        problems.append(f"{name}: {value!r} cannot be read; a list is written [a, b]")
        return None
