"""What a schema cannot say of ``data/raw/deliveries``: originals, names, ranges, decisions that belong."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis.data import package, yamlfile
from analysis.data.checksums import record
from analysis.data.deliveries.kept import accepted, decided, senders
from analysis.data.deliveries.kept.package_text import slug
from analysis.data.deliveries.variables import variables
from analysis.data.errors import InputError, Problem
from analysis.data.records import records


def kept_beside() -> set[Path]:
    """Return the files that may lie in the folder of deliveries without a table: what is known of senders."""
    return {accepted.folder() / senders.FILE}


def delivery_problems(found: list[Problem]) -> list[Problem]:
    """Return what is wrong with the deliveries beyond their package and tables.

    Parameters
    ----------
    found : list of Problem
        What is known to be wrong; nothing more is said of the deliveries while that is about them.
    """
    folder = accepted.folder()
    if not folder.is_dir() or any(one.file.startswith(f"{package.label(folder)}/") for one in found):
        return []
    try:
        kept = accepted.accepted(dt.date.max)
        return [
            *(problem for one in kept for problem in _of_delivery(one)),
            *(problem for one in kept for problem in _of_figures(one)),
            *_of_decisions([one.id for one in kept]),
            *_of_senders(folder / senders.FILE),
        ]
    except InputError as error:
        return error.problems


def _of_delivery(one: accepted.Accepted) -> Iterator[Problem]:
    file = package.label(accepted.folder() / package.FILE)
    path = accepted.folder().parent.parent.parent / one.original.path
    remedy = "put the file back as it was received"
    if not path.is_file():
        yield Problem(one.original.path, "the file is missing", remedy)
    elif record(path) != (one.original.bytes, f"sha256:{one.original.sha256}"):
        yield Problem(one.original.path, "the file is not the one that was received", remedy)
    named = f"{one.received}-{slug(one.sender)}-{one.original.sha256[:8]}"
    if not one.id.startswith(named):
        rule = "the name does not say day, sender and checksum of the delivery"
        yield Problem(file, rule, f"write {named}", column=f"resources.{one.id}.name", value=one.id)
    if one.withdrawn and one.withdrawn.date < one.accepted:
        rule = "the delivery is withdrawn before it was accepted"
        yield Problem(file, rule, "put the day right", column=f"resources.{one.id}.withdrawn.date")


def _of_figures(one: accepted.Accepted) -> Iterator[Problem]:
    known, rows = variables(), records(accepted.table(one.id))
    held = {_cell(row): row["value"] for row in rows}
    path = package.label(accepted.folder() / f"{one.id}.csv")

    def problem(row: dict[str, Any], column: str, rule: str) -> Problem:
        remedy = "withdraw the delivery and receive the file anew"
        return Problem(path, rule, remedy, row=row["line"], column=column, value=str(row[column]))

    for row in rows:
        variable = known.get(row["variable"])
        if variable is None:
            yield problem(row, "variable", "there is no such variable")
            continue
        if not variable.low <= row["value"] <= variable.high:
            yield problem(row, "value", f"the value is not between {variable.low:g} and {variable.high:g}")
        whole = held.get(_cell(row | {"variable": variable.part_of}))
        if whole is not None and row["value"] > whole:
            yield problem(row, "value", f"the value is greater than {variable.part_of} of the same place")


def _cell(row: dict[str, Any]) -> tuple[Any, ...]:
    return (row["geography"], row["code"], row["year"], row["variable"])


def _of_decisions(names: list[str]) -> Iterator[Problem]:
    path = package.label(accepted.folder() / f"{accepted.DECISIONS}.csv")
    for line, one in enumerate(decided.every(), start=2):
        if one.delivery not in names:
            rule, remedy = "there is no such delivery", "put the line right or take it out"
            yield Problem(path, rule, remedy, row=line, column="delivery", value=one.delivery)


def _of_senders(path: Path) -> Iterator[Problem]:
    if not path.is_file():
        return
    known = variables()
    for name, entry in yamlfile.read(path, package.label(path)).content.items():
        headings = entry.get("headings") if isinstance(entry, dict) else None
        if not isinstance(headings, dict):
            remedy = "write the headings with their variables below headings"
            yield Problem(package.label(path), "the sender has no headings", remedy, column=str(name))
            continue
        for heading, told in headings.items():
            variable = str(told).split(":")[0]
            if told != senders.LEFT_OUT and variable not in known:
                rule = "there is no such variable"
                remedy = f"write variable:unit, or {senders.LEFT_OUT} to leave the column out"
                yield Problem(package.label(path), rule, remedy, column=f"{name}.{heading}", value=str(told))
