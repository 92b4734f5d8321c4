"""The provinces of Viet Nam before and after 1 July 2025, their names, borders and tiles.

Two sets of places never mix: ``"63"``, the provinces until 30 June 2025, and ``"34"``, the units in force
since then under Resolution 202/2025/QH15. The two-digit codes of both overlap and may mean another territory
(91 was Kiên Giang and is An Giang), so a code is only meaningful together with its set.
"""

from functools import lru_cache
from pathlib import Path

import pandas as pd

from analysis.data import layout, place_names, sources
from analysis.data.errors import InputError, Problem
from analysis.data.place_names import GEOGRAPHIES, AmbiguousName, UnknownPlace

__all__ = [
    "GEOGRAPHIES",
    "KINDS",
    "REGIONS",
    "UnknownPlace",
    "code_of",
    "crosswalk",
    "name_of",
    "neighbours",
    "provinces",
    "spellings",
    "tiles",
    "units",
]

SOURCE = layout.PLACES

REGIONS = {
    "Red River Delta": "red_river_delta",
    "Northern midlands and mountain areas": "northern_midlands_mountains",
    "Northern Central area and Central coastal area": "north_central_coast",
    "Central Highlands": "central_highlands",
    "South East": "south_east",
    "Mekong River Delta": "mekong_delta",
}
KINDS = {"thành phố trực thuộc trung ương": "city", "tỉnh": "province"}

_TABLES = {"63": "provinces_63", "34": "units_34"}
_COLUMNS = {"63": ["province_code", "province"], "34": ["unit_code", "unit"]}


def provinces() -> pd.DataFrame:
    """Return the 63 provinces before 1 July 2025, in the order of their codes.

    Returns
    -------
    pandas.DataFrame
        Columns code, name, full_name, kind (``city`` or ``province``), iso, region (identifier), region_vi,
        region_en, commune_units (early 2025), unit_code and unit_name (the unit in force that it joined).

    Raises
    ------
    InputError
        The table of provinces cannot be read.
    """
    read = _read("provinces_63")
    return pd.DataFrame(
        {
            "code": read["province_code"],
            "name": read["province"],
            "full_name": read["full_name"],
            "kind": read["type"].map(KINDS),
            "iso": read["iso_3166_2"],
            "region": read["region_en"].map(REGIONS),
            "region_vi": read["region_vi"],
            "region_en": read["region_en"],
            "commune_units": read["commune_units_2025"],
            "unit_code": read["successor_code_34"],
            "unit_name": read["successor_34"],
        }
    )


def units() -> pd.DataFrame:
    """Return the 34 units in force since 1 July 2025, in the order of their codes.

    Returns
    -------
    pandas.DataFrame
        Columns code, name, full_name, kind (``city`` or ``province``), former_codes (list of codes of
        the 63), n_former, population_register (registered persons), area_km2, commune_units (October 2025).

    Raises
    ------
    InputError
        The table of units cannot be read.
    """
    read = _read("units_34")
    return pd.DataFrame(
        {
            "code": read["unit_code"],
            "name": read["unit"],
            "full_name": read["full_name"],
            "kind": read["type"].map(KINDS),
            "former_codes": read["former_province_codes"].str.split("|"),
            "n_former": read["n_former"],
            "population_register": read["population_register"],
            "area_km2": read["area_km2"],
            "commune_units": read["commune_units_2025"],
        }
    )


def crosswalk() -> pd.DataFrame:
    """Return the unit in force that each former province joined: columns province_code and unit_code."""
    read = _read("crosswalk_63_34")
    return pd.DataFrame({"province_code": read["province_code_63"], "unit_code": read["unit_code_34"]})


def neighbours(geography: str = "63") -> pd.DataFrame:
    """Return the pairs of places with a land border: columns code_a and code_b, the smaller code first."""
    return _of(geography, "adjacency")[["code_a", "code_b"]]


def tiles(geography: str = "63") -> pd.DataFrame:
    """Return the squares of the tile map: columns code, name, row (1 is north) and col (1 is west)."""
    return _of(geography, "tile_grid")[["code", "name", "row", "col"]]


def code_of(name: str, geography: str = "63") -> str:
    """Return the two-digit code of a place.

    Matching does not depend on the Unicode form, on case, on diacritics or where a tone mark stands (Hòa,
    Hoà), on hyphens and spaces, or on a prefix (Tỉnh, Thành phố, TP.); other spellings stand in the table.

    Parameters
    ----------
    name : str
        Name of a province or unit.
    geography : str
        ``"63"`` or ``"34"``.

    Raises
    ------
    UnknownPlace
        No place of the set has that name; the nearest ones are suggested.
    ValueError
        There is no such set of places.
    """
    known, key = _index(geography), place_names.folded(str(name))
    if key in known:
        return known[key]
    if geography == "34" and key in _index("63"):
        unit = crosswalk().set_index("province_code")["unit_code"][_index("63")[key]]
        raise UnknownPlace(str(name), geography, (name_of(unit, "34"),), joined=True)
    near = place_names.nearest(str(name), known)
    raise UnknownPlace(str(name), geography, tuple(name_of(code, geography) for code in near))


def spellings(geography: str = "63") -> dict[str, str]:
    """Return the code for each spelling of a place, folded as in :func:`analysis.data.place_names.folded`.

    Parameters
    ----------
    geography : str
        ``"63"`` or ``"34"``.

    Raises
    ------
    ValueError
        There is no such set of places.
    """
    return dict(_index(geography))


def name_of(code: str, geography: str = "63") -> str:
    """Return the name of a place.

    Parameters
    ----------
    code : str
        Two-digit code.
    geography : str
        ``"63"`` or ``"34"``.

    Raises
    ------
    UnknownPlace
        No place of the set has that code.
    ValueError
        There is no such set of places.
    """
    names = _names(geography)
    if code not in names:
        raise UnknownPlace(str(code), geography)
    return names[code]


def _of(geography: str, table: str) -> pd.DataFrame:
    _known(geography)
    read = _read(table)
    return read[read["geography"] == geography].reset_index(drop=True)


def _names(geography: str) -> dict[str, str]:
    _known(geography)
    return _names_as_of(geography, _file(_TABLES[geography]))


@lru_cache(maxsize=8)
def _names_as_of(geography: str, file: tuple[Path, int, int]) -> dict[str, str]:
    codes, names = _COLUMNS[geography]
    return dict(_as_of(_TABLES[geography], file)[[codes, names]].itertuples(index=False))


def _index(geography: str) -> dict[str, str]:
    _known(geography)
    return _index_as_of(geography, tuple(_file(table) for table in _TABLES.values()))


def _known(geography: str) -> None:
    if geography not in GEOGRAPHIES:
        raise ValueError(f"geography {geography!r} is not known; use {' or '.join(map(repr, GEOGRAPHIES))}")


@lru_cache(maxsize=8)
def _index_as_of(geography: str, files: tuple[object, ...]) -> dict[str, str]:
    written = _read("provinces_63")[["province", "spelling_variants"]].fillna("").itertuples(index=False)
    spelled = [{name, *variants.split("|")} for name, variants in written]
    groups = [(group, set(map(place_names.folded, group))) for group in spelled]
    spellings = {}
    for code, name in _names(geography).items():
        # A unit in force bears the name of one of its former provinces, and has the spellings of that name.
        key = place_names.folded(name)
        same = [group for group, keys in groups if key in keys]
        spellings[code] = {name}.union(*same)
    try:
        return place_names.index(spellings)
    except AmbiguousName as found:
        rule = f"the spelling stands for two places without its diacritics, {found.first} and {found.second}"
        path = sources.table(SOURCE, _TABLES[geography]).path
        raise InputError([Problem(path, rule, "take it away from one of them", value=found.key)]) from found


def _read(table: str) -> pd.DataFrame:
    return _as_of(table, _file(table)).copy()


@lru_cache(maxsize=16)
def _as_of(table: str, file: tuple[Path, int, int]) -> pd.DataFrame:
    return sources.read(SOURCE, table)


def _file(table: str) -> tuple[Path, int, int]:
    """Return the file of a table with what changes when it does; zeros when it is missing."""
    file = sources.table(SOURCE, table).file
    stamp = file.stat() if file.is_file() else None
    return (file, stamp.st_mtime_ns, stamp.st_size) if stamp else (file, 0, 0)
