"""Which place a row is about, and of which set a table speaks: the 63 before or the 34 since the merger.

Every unit in force bears the name of a former province, most with another territory, so a name alone seldom
says which one is meant. What decides, in this order: what was told with the file; names that only former
provinces have; all 34 names and no other; codes; a title; the day or year of the figures. What nothing
decides is refused.
"""

import re
from collections.abc import Collection, Mapping
from functools import cache, lru_cache

from analysis.data import place_names, provinces
from analysis.data.deliveries.written.wording import declared, folded, listed

Named = Mapping[str, str]
"""The codes of a name, by set of places (``"63"``, ``"34"``); a former province has none among the 34."""

EITHER, MIXED = "either", "mixed"

MERGED = "2025-07-01"
"""First day of the 34 units."""

_FEW, _MANY = 10, 12
"""Former names among all 34 that make a mixture; names without a former one that can hardly be of 63."""

_NUMBERED = re.compile(r"^\s*[([]?(?:\d{1,3}|[IVXivx]{1,5}|[A-Ha-h])\s*[.):/-]+\s*(?=[^\W\d])")
_MARKS = re.compile(r"(?:\s*(?:[*¹²³⁴-⁹]+|\(\s*[\d*]+\s*\)))+\s*$")
_LONGEST = 60


@lru_cache(maxsize=4096)
def named(text: str) -> Named | None:
    """Return the codes of the place that a text names as a whole; None when it names none.

    Numbers before a name and marks of footnotes behind it are passed over.

    Examples
    --------
    >>> named("1. TP. HCM (*)"), named("Bình Dương")["63"]
    ({'63': '79', '34': '79'}, '74')
    """
    if len(text) > _LONGEST or not any(mark.isalpha() for mark in text):
        return None
    for name in _variants(unnumbered(text)):
        found = {geography: index[name] for geography, index in _index().items() if name in index}
        if found:
            return found
    return None


def unnumbered(text: str) -> str:
    """Return a text without the number before it (``IV.``, ``a)``) and the marks of footnotes behind it."""
    return _MARKS.sub("", _NUMBERED.sub("", text)).strip()


def kind_of(text: str) -> str | None:
    """Return what a row with that name is when it is no place.

    Returns
    -------
    {"every", "listed", "averages", "region", "footnote"} or None
        The whole country; the sum of the rows; an average; a region; a note or signature; none of these.
    """
    stripped = unnumbered(text)
    words = {folded(stripped), folded(re.sub(r"\([^)]*\)", " ", stripped)).strip()}
    for kind in declared("totals"):
        if words & listed("totals", kind):
            return kind
    words |= {one.removeprefix(start) for one in words for start in ("vung ", "khu vuc ")}
    if words & listed("regions"):
        return "region"
    return "footnote" if _is_footnote(text) else None


def set_of(names: Collection[Named], *, geography: str | None, merged: bool | None) -> str:
    """Return the set of places that names belong to.

    Parameters
    ----------
    names : collection of mappings
        See :func:`named`.
    geography : {"63", "34"}, optional
        As told with the file.
    merged : bool, optional
        Whether the figures are of after 1 July 2025; None when nothing says so.

    Returns
    -------
    {"63", "34", "either", "mixed"}
        ``either`` when the names fit both.
    """
    former = {one["63"] for one in names if "34" not in one}
    in_force = {one["34"] for one in names if "34" in one}
    every = len(in_force) == len(names_of_set("34"))
    if geography == "34":
        return MIXED if former else geography
    if geography == "63":
        return geography
    if former:
        part = len(in_force) + len(former) < len(names_of_set("63"))
        few = every and len(former) < _FEW
        return MIXED if in_force and part and (few or merged) else "63"
    return "34" if every else EITHER


def by_codes(rows: Collection[tuple[Named, str]]) -> str:
    """Return the set that codes beside the names belong to, ``either`` when they fit both or contradict."""
    told = {
        geography
        for name, code in rows
        for geography in name
        if name[geography] == code and name.get("34", "") != name.get("63", "")
    }
    return told.pop() if len(told) == 1 else EITHER


def by_titles(lines: Collection[str]) -> str:
    """Return the set that titles name (``34 tỉnh, thành phố``), ``either`` when they name none or both."""
    words = [f" {folded(line)} " for line in lines]
    told = [
        geography
        for geography in declared("sets")
        if any(f" {phrase} " in line for phrase in listed("sets", geography) for line in words)
    ]
    return told[0] if len(told) == 1 else EITHER


def by_day(year: int, as_of: str) -> str | None:
    """Return the set in force at a day or in a year; None for a part of 2025 that is not told."""
    if as_of and len(as_of) > 4 and as_of[:4] == MERGED[:4]:
        return "63" if as_of < MERGED[: len(as_of)] else "34"
    if year == int(MERGED[:4]):
        return None
    return "63" if year < int(MERGED[:4]) else "34"


def hardly_former(names: Collection[Named]) -> bool:
    """Return whether so many names, none of a former province alone, are hardly a part of the 63."""
    return len({one["34"] for one in names if "34" in one}) >= _MANY and all("34" in one for one in names)


def same_territory(name: Named) -> bool:
    """Return whether former province and unit in force of a name have the same territory."""
    return "34" in name and name["34"] not in _changed()


def nearest(text: str, geography: str) -> tuple[str, ...]:
    """Return the names that a text resembles most, nearest first, at most three."""
    codes = place_names.nearest(unnumbered(text), _index()[geography])
    return tuple(names_of_set(geography)[code] for code in codes)


@cache
def names_of_set(geography: str) -> Mapping[str, str]:
    """Return the names of a set of places by code, as this project writes them."""
    table = provinces.provinces() if geography == "63" else provinces.units()
    return dict(zip(table["code"], table["name"], strict=True))


def _variants(text: str) -> list[str]:
    """Return a name in folded form, as it is and without the office that stands before it."""
    words = folded(text)
    bare = [words]
    for start in sorted(listed("before_places"), key=len, reverse=True):
        if words.startswith(f"{start} "):
            bare.append(words.removeprefix(f"{start} "))
    return [place_names.folded(one) for one in bare]


@cache
def _index() -> dict[str, dict[str, str]]:
    found = {geography: provinces.spellings(geography) for geography in provinces.GEOGRAPHIES}
    units = names_of_set("34")
    for code, spellings in declared("places").items():
        for key in map(place_names.folded, spellings):
            found["63"].setdefault(key, code)
            if code in units:
                found["34"].setdefault(key, code)
    return found


@cache
def _changed() -> frozenset[str]:
    """Return the codes of the units in force that were merged from several provinces."""
    units = provinces.units()
    return frozenset(units.loc[units["n_former"] > 1, "code"])


def _is_footnote(text: str) -> bool:
    stripped = text.strip()
    words = folded(unnumbered(stripped))
    starts = any(words == one or words.startswith(f"{one} ") for one in listed("footnotes"))
    return starts or re.match(r"^(\(\*+\)|\*+|\(\d+\)|¹|²|³)\s*\D", stripped) is not None
