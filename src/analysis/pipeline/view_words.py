"""Views in the words of the command line: what of the figures changed, as one would say it."""

from collections.abc import Mapping
from typing import Any

from analysis.data.view_keys import FILE, parts

_SINGLE = {"tiles": "the tile map", "dictionary": "the dictionary", "vintages": "the source tables’ vintages"}
_OF_ALL = {
    "country": "the median, or the number of places known, of",
    "medians": "the median of",
    "median_change": "the median change of",
    "moves": "the change of portal use",
    "noise": "the error of",
    "position": "the rank by",
    "peers_of": "the units like",
}
"""What the page of one place says of all the others."""

_NAMED = 3
"""Indicators that a view names before it counts the rest."""


def said(key: str) -> str:
    """Return a view in words.

    Parameters
    ----------
    key
        As :func:`analysis.data.views.written` writes it.
    """
    reader, given = parts(key)
    if reader == FILE:
        return str(given["path"])
    if reader in _SINGLE:
        return _SINGLE[reader]
    if reader == "vintage":
        return f"the vintage of {given['source']}/{given['table']}"
    if reader == "places":
        return f"the places of the {given.get('geography', '63')}"
    return f"{_what(reader, given)}{_of(reader, given)}{_when(given)}"


def _what(reader: str, given: Mapping[str, Any]) -> str:
    single = [given[key] for key in ("indicator", "name", "unit") if key in given]
    names = [*single, *given.get("indicators", ()), *given.get("variables", ())]
    known = {"reported": "reported figures", "targets": "targets", "years_known": "the years of"} | _OF_ALL
    kind = known.get(reader, "")
    if not names:
        return kind or "all figures"
    rest = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    listed = ", ".join(names[:_NAMED]) + rest
    if reader in ("reported", "targets"):
        return f"{kind} ({listed})"
    return f"{kind} {listed}".strip()


def _of(reader: str, given: Mapping[str, Any]) -> str:
    if "places" in given:
        held = [f"{', '.join(codes)} (of the {name})" for name, codes in sorted(given["places"].items())]
        return f" of {' and '.join(held)}"
    if "codes" in given:
        return f" of {', '.join(given['codes'])} (of the {given.get('geography', '63')})"
    if reader in ("reported", "targets") or (reader == "observations" and "geography" not in given):
        return ""
    return f" of the {given.get('geography', '63')}"


def _when(given: Mapping[str, Any]) -> str:
    if "year" in given:
        return f" in {given['year']}"
    years = sorted(given.get("years", ()))
    if not years:
        return ""
    whole = len(years) > 1 and years == list(range(years[0], years[-1] + 1))
    return f", {years[0]}–{years[-1]}" if whole else f", {', '.join(map(str, years))}"
