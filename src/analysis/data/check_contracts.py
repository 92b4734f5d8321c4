"""The contract of a table: `frictionless` judges, and its findings are put in plain words here.

What strict reading has found already (spelling, header, length of a line) is not said a second time.
"""

import re
from pathlib import Path
from typing import Any

from analysis.data.checksums import record
from analysis.data.errors import Problem
from analysis.data.found_sound import unless_sound
from analysis.data.sources import Reading, Table

_ALL = 1_000_000
_FILE = ("hash-count", "byte-count")

_COMPARE = "compare with the source: a slipped decimal mark, another unit, or a figure of another column"
_YEAR = "compare with the source; if the table has grown, change the limit in the package"

_CONSTRAINTS = {
    "required": ("the cell must not be empty", "fill it in from the source, or delete the row"),
    "minimum": ("the value is below {limit}, the least that is possible", _COMPARE),
    "maximum": ("the value is above {limit}, the most that is possible", _COMPARE),
    "exclusiveMinimum": ("the value is not above {limit}", _COMPARE),
    "exclusiveMaximum": ("the value is not below {limit}", _COMPARE),
    "enum": ("the value is none of those allowed", "write one of {limit}"),
    "pattern": ("the value does not have the form {limit}", "write it in that form"),
    "unique": (
        "the value stands twice in a column where each may stand once",
        "mend or delete one of the rows",
    ),
    "minLength": ("the text is shorter than {limit} characters", "write it in full"),
    "maxLength": ("the text is longer than {limit} characters", "shorten it"),
}
_YEARS = {
    "minimum": ("the year is before {limit}, the first that the table covers", _YEAR),
    "maximum": ("the year is after {limit}, the last that the table covers", _YEAR),
}


def contract_problems(table: Table, reading: Reading, said: list[Problem]) -> list[Problem]:
    """Return what `frictionless` finds wrong with a table and nobody has said.

    Parameters
    ----------
    table : Table
        A table of a package that is complete.
    reading : Reading
        What strict reading made of it. Where the header or the quotes are wrong, only the checksum is
        judged: nobody can say which cell is which.
    said : list of Problem
        What is known to be wrong with the table.
    """
    if not table.file.is_file():
        return []
    try:
        what = (table.file.read_bytes(), table.file.name, _descriptor(table))
        judged = unless_sound(lambda: _judge(table), Path(__file__), *what)
    except (_Refusal, TypeError) as refusal:
        # TypeError: a limit that is no number goes through its own check of the schema.
        rule = f"the schema of the table cannot be applied ({refusal})"
        return [Problem(table.path, rule, "mend the schema in the package")]
    problems = [_checksum_problem(table)] if any(error.type in _FILE for error in judged) else []
    known = {(problem.row, problem.column) for problem in said}
    for error in judged if reading.whole else ():
        row, column = getattr(error, "row_number", None), getattr(error, "field_name", None)
        if error.type not in _FILE and row not in reading.broken and (row, column) not in known:
            problems.append(_translated(table, error))
    return problems


class _Refusal(Exception):
    """A schema that `frictionless` does not take."""


def _judge(table: Table) -> list[Any]:
    # Imported here because it takes a third of a second and nobody needs it to read a table.
    from frictionless import FrictionlessException, Resource  # noqa: PLC0415

    try:
        resource = Resource.from_descriptor(_descriptor(table), basepath=str(table.file.parent))
        report = resource.validate(limit_errors=_ALL)
    except FrictionlessException as error:
        raise _Refusal(str(error)) from error
    return [*report.errors, *(error for task in report.tasks for error in task.errors)]


def _descriptor(table: Table) -> dict[str, Any]:
    # Only what is judged is handed over: texts cost time.
    # All of the dialect is said: what is left open frictionless guesses from the file.
    dialect = {"delimiter": table.delimiter, "quoteChar": '"', "doubleQuote": True, "skipInitialSpace": False}
    schema = {
        "primaryKey": list(table.primary_key),
        "missingValues": list(table.missing_values),
        "fields": [
            {"name": field.name, "type": field.type, "constraints": field.constraints}
            for field in table.fields
        ],
    }
    standard = {"name": table.name, "path": table.file.name, "format": "csv", "mediatype": "text/csv"}
    recorded = {"encoding": "utf-8", "bytes": table.bytes, "hash": table.hash}
    return {**standard, **recorded, "dialect": {"csv": dialect}, "schema": schema}


def _checksum_problem(table: Table) -> Problem:
    size, digest = record(table.file)
    recorded, found = f"{table.bytes} bytes, {table.hash[:15]}…", f"{size} bytes, {digest[:15]}…"
    rule = f"the file is not the one that was recorded (recorded: {recorded}; found: {found})"
    remedy = f"put the file back; if you meant to change it, run `uptake checksum {table.source}`"
    return Problem(table.path, rule, remedy)


def _translated(table: Table, error: Any) -> Problem:
    row = getattr(error, "row_number", None)
    if error.type == "primary-key":
        return _key_problem(table, error)
    column, value = getattr(error, "field_name", None) or None, getattr(error, "cell", None)
    constraint = re.match(r'constraint "(\w+)"', error.note)
    if column and constraint and constraint[1] in _CONSTRAINTS:
        kinds = _YEARS if column == table.year else {}
        rule, remedy = {**_CONSTRAINTS, **kinds}[constraint[1]]
        limit = table.field(column).constraints.get(constraint[1])
        shown = ", ".join(map(str, limit)) if isinstance(limit, list) else str(limit)
        rule, remedy = rule.format(limit=shown), remedy.format(limit=shown)
    else:
        rule, remedy = error.message, "compare the file with its source and with the schema in the package"
    return Problem(table.path, rule, remedy, row=row, column=column, value=value)


def _key_problem(table: Table, error: Any) -> Problem:
    names = [field.name for field in table.fields]
    value = ", ".join(error.cells[names.index(name)] for name in table.primary_key)
    column = ", ".join(table.primary_key)
    if twin := re.search(r"position (\d+)", error.note):
        rule, remedy = f"the key stands already on line {twin[1]}", "delete one of the lines or mend its key"
    else:
        rule, remedy = "the key is empty", "fill in the key or delete the line"
    return Problem(table.path, rule, remedy, row=error.row_number, column=column, value=value)
