"""Codes and names of places, checked against the set of places that a table is about.

A code says a place only together with its set: 91 was Kiên Giang among the 63 provinces and is An Giang
among the 34 units in force. The name beside a code is therefore checked in the same set, in any accepted
spelling.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from analysis.data import provinces, sources
from analysis.data.errors import Problem
from analysis.data.place_names import GEOGRAPHIES
from analysis.data.sources import Reading, Table

_Fault = tuple[str, str, str]
Comparison = Callable[[str, str, str], tuple[_Fault, ...]]

_MORE = {
    "administrative_units/adjacency": (("code_a", "name_a", "mixed"), ("code_b", "name_b", "mixed")),
    "administrative_units/tile_grid": (("code", "name", "mixed"),),
    "administrative_units/crosswalk_63_34": (("unit_code_34", "unit_34", "34"),),
    "administrative_units/provinces_63": (("successor_code_34", "successor_34", "34"),),
}
"""Columns with a place beside those that the package names: code, name, set of places."""


def comparison(names: dict[str, dict[str, str]]) -> Comparison:
    """Return what compares a code with the name beside it, each pair worked out once.

    Parameters
    ----------
    names : dict of dict
        For each set of places (``"63"``, ``"34"``) the name of each code.
    """
    return cache(lambda held, code, name: tuple(_faults(held, code, name, names)) if held in names else ())


def place_problems(table: Table, reading: Reading, compare: Comparison) -> list[Problem]:
    """Return the lines whose code or name is not a place of the table's set, or that do not belong together.

    Parameters
    ----------
    table : Table
        Where ``geography`` is ``"mixed"``, the column of that name says the set of each line; lines about
        another set, such as the whole country, are left aside.
    reading : Reading
        The lines that could be read.
    compare : Comparison
        See :func:`comparison`.
    """
    columns = list(_MORE.get(f"{table.source}/{table.name}", ()))
    if table.code and table.name_column and table.geography:
        columns.append((table.code, table.name_column, table.geography))
    at = {field.name: position for position, field in enumerate(table.fields)}
    problems = []
    for code_column, name_column, geography in columns:
        if not {code_column, name_column, "geography" if geography == "mixed" else code_column} <= set(at):
            continue
        where = {"code": code_column, "name": name_column, "both": f"{code_column}, {name_column}"}
        for line, row in reading.rows.items():
            held = row[at["geography"]] if geography == "mixed" else geography
            code, name = row[at[code_column]], row[at[name_column]]
            if held is None or code is None or name is None:
                continue
            for wrong, rule, remedy in compare(held, code, name):
                column, value = where[wrong], {"code": code, "name": name}.get(wrong, f"{code}, {name}")
                problems.append(Problem(table.path, rule, remedy, row=line, column=column, value=value))
    return problems


def merger_problems() -> list[Problem]:
    """Return where the crosswalk does not lead every former province to the unit that its own list names.

    A unit is aggregated from the provinces that the crosswalk gives it: with one of them left out its figures
    would be wrong without a sign. To be called when the lines of both tables are in order.
    """
    try:
        listed, led = (sources.table(provinces.SOURCE, name) for name in ("provinces_63", "crosswalk_63_34"))
    except KeyError:
        return []  # A project without these tables aggregates nothing.
    units = {row["province_code"]: row for row in _rows(listed).values()}
    problems, met = [], set()
    for line, row in _rows(led).items():
        code = row["province_code_63"]
        met.add(code)
        wanted = units.get(code, {}).get("successor_code_34")
        if wanted != row["unit_code_34"]:
            rule = f"the list of provinces says that {row['province_63']} is now part of {wanted}"
            remedy = f"compare with the resolution and mend this line or {listed.path}"
            problems.append(Problem(led.path, rule, remedy, None, line, "unit_code_34", row["unit_code_34"]))
    for code in sorted(units.keys() - met):
        rule = f"there is no line for {units[code]['province']}, so that its unit would lack it"
        remedy = "put the line back"
        problems.append(Problem(led.path, rule, remedy, None, None, "province_code_63", code))
    return problems


def _rows(table: Table) -> dict[int, dict[str, Any]]:
    """Return the lines of a table as dicts by column."""
    names = [field.name for field in table.fields]
    rows = sources.attempt(table).rows
    return {line: dict(zip(names, row, strict=True)) for line, row in rows.items()}


def _faults(held: str, code: str, name: str, names: dict[str, dict[str, str]]) -> Iterator[_Fault]:
    """Yield what is wrong (``"code"``, ``"name"`` or ``"both"``), the rule and the remedy."""
    known, other = names[held], next(geography for geography in names if geography != held)
    meant, unknown = _meant(name, held)
    if unknown:
        part = f"; it is now part of {unknown.suggestions[0]}" if unknown.joined else ""
        yield "name", f"there is no such place among {GEOGRAPHIES[held]}{part}", _remedy(unknown)
    elsewhere = f"; among {GEOGRAPHIES[other]} it is {names[other][code]}" if code in names[other] else ""
    if code not in known:
        remedy = f"write {meant}" if meant else "write the code of the place in that set"
        yield "code", f"the code is not one of {GEOGRAPHIES[held]}{elsewhere}", remedy
    elif meant and meant != code:
        rule = f"among {GEOGRAPHIES[held]} the code is {known[code]}, the name is {name}{elsewhere}"
        remedy = f"write the code {meant} or the name {known[code]}, whichever the source says"
        yield "both", rule, remedy


def _remedy(unknown: provinces.UnknownPlace) -> str:
    if unknown.joined:
        return "take the figure of the unit in force, or move the line to a table of the 63 provinces"
    if unknown.suggestions:
        return f"write {' or '.join(unknown.suggestions)}"
    return f"write the name as {provinces.SOURCE} has it"


def _meant(name: str, geography: str) -> tuple[str | None, provinces.UnknownPlace | None]:
    """Return the code of the place that a name means, or why it means none."""
    try:
        return provinces.code_of(name, geography), None
    except provinces.UnknownPlace as error:
        return None, error
