"""A raw table as it lies on disk: its lines, its header and its cells, each problem with its place.

The written rule for files in ``data/raw``: UTF-8 without byte-order mark, lines ended by LF (the last one
too), one record a line, no blank lines, the columns of the schema in their order. CRLF is refused because
git stores LF, so that the recorded checksum would be wrong in every other copy; a byte-order mark because
some programs take it for a part of the first column's name.
"""

import csv
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from analysis.data.errors import Problem, quoted

BOM = b"\xef\xbb\xbf"

_UTF8 = "save the file as plain UTF-8, without byte-order mark"


def text(path: Path, file: str) -> tuple[str, list[Problem]]:
    """Return the text of a file with LF line ends, and what is wrong with the file as text.

    The text is empty when there is none or it cannot be decoded.
    """
    if not path.is_file():
        remedy = "put the file in its place or take it out of the package"
        return "", [Problem(file, "the file is missing", remedy)]
    raw = path.read_bytes()
    if not raw.removeprefix(BOM).strip():
        return "", [Problem(file, "the file is empty", "put the file back from its source")]
    problems = []
    if raw.startswith(BOM):
        problems.append(Problem(file, "the file begins with a byte-order mark", _UTF8, row=1))
    try:
        content = raw.removeprefix(BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        row = error.object.count(b"\n", 0, error.start) + 1
        value = error.object[error.start : error.end].hex(" ")
        return "", [*problems, Problem(file, "the file is not UTF-8 text", _UTF8, row=row, value=value)]
    if "\0" in content:
        row = content.count("\n", 0, content.index("\0")) + 1
        rule = "the file holds a NUL character, so it is damaged or not a text file"
        return "", [*problems, Problem(file, rule, "put the file back from its source", row=row)]
    if "\r" in content:
        row = content.count("\n", 0, content.index("\r")) + 1
        remedy = "save the file with Unix line ends (LF)"
        problems.append(Problem(file, "the lines end with a carriage return (CR or CRLF)", remedy, row=row))
    return content.replace("\r\n", "\n").replace("\r", "\n"), problems


def records(path: Path, file: str, delimiter: str = ",") -> tuple[list[list[str] | None], list[Problem]]:
    """Split a file into records of cells; record *i* stands on line *i* + 1.

    Parameters
    ----------
    path : Path
        The file.
    file : str
        Its name in problems: the path from the project's folder.
    delimiter : str
        What parts the cells.

    Returns
    -------
    records : list of list of str or None
        Empty when the file cannot be read at all; None for a line whose quotes do not pair, an empty record
        for a blank line.
    problems : list of Problem
        What is wrong with the file and its lines.
    """
    content, problems = text(path, file)
    lines = content.removesuffix("\n").split("\n") if content else []
    if content and not content.endswith("\n"):
        rule = "the last line has no line end, so the file may have been cut off"
        problems.append(
            Problem(file, rule, "compare the end with the source and end the last line", row=len(lines))
        )
    found = []
    for number, line in enumerate(lines, start=1):
        record, problem = _record(line, file, number, delimiter)
        found.append(record)
        problems += [problem] if problem else []
    if len(found) == 1:
        problems.append(Problem(file, "there is a header but no row below it", "put the rows back"))
    return found, problems


def header_problems(file: str, found: Sequence[str], declared: Sequence[str]) -> list[Problem]:
    """Compare a header with the columns that the schema declares, in their order."""
    if len(found) == 1 < len(declared) and (
        other := next((mark for mark in ";\t|" if mark in found[0]), None)
    ):
        rule = f"the values are not parted as declared, but by {quoted(other)}"
        return [
            Problem(
                file, rule, "save the file with a comma between values and a point as decimal mark", row=1
            )
        ]
    missing = [name for name in declared if name not in found]
    extra = [name for name in found if name not in declared]
    problems = [_unknown_column(file, name, missing, declared) for name in extra]
    suggested = {name for given in extra for name in _nearest(given, missing)}
    problems += [
        Problem(
            file,
            "the column is missing",
            "put the column back or take it out of the schema",
            row=1,
            column=name,
        )
        for name in missing
        if name not in suggested
    ]
    for name in sorted({name for name in found if found.count(name) > 1}):
        problems.append(Problem(file, "the column stands twice", "keep one of them", row=1, column=name))
    if not problems and list(found) != list(declared):
        at = next(index for index, pair in enumerate(zip(found, declared, strict=True)) if pair[0] != pair[1])
        rule = f"the columns stand in another order than in the schema (here {declared[at]} was expected)"
        remedy = f"put them in the order {', '.join(declared)}"
        problems.append(Problem(file, rule, remedy, row=1, column=found[at]))
    return problems


def length_problem(file: str, line: int, cells: Sequence[str], declared: Sequence[str]) -> Problem:
    """Return the problem that a record has more or fewer cells than there are columns."""
    rule = f"the line has {len(cells)} values for {len(declared)} columns"
    if len(cells) < len(declared):
        remedy = "put in the missing values or separators; a missing figure is an empty cell"
        return Problem(file, rule, remedy, row=line, column=declared[len(cells)])
    remedy = "put text with a comma between double quotes; write a decimal mark as a point (40.71, not 40,71)"
    return Problem(file, rule, remedy, row=line, value=",".join(cells))


def _record(line: str, file: str, number: int, delimiter: str) -> tuple[list[str] | None, Problem | None]:
    try:
        cells = next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        rule = "the double quotes of the line do not pair, or a value runs over the end of the line"
        remedy = "close each quoted value on its line and double a quote inside it"
        return None, Problem(file, rule, remedy, row=number, value=line)
    if any(cell.strip() for cell in cells):
        return cells, None
    return [], Problem(file, "the line is blank", "delete the line", row=number)


def _unknown_column(file: str, name: str, missing: Sequence[str], declared: Sequence[str]) -> Problem:
    shown = name if name.isprintable() and name.strip() else quoted(name)
    rule = "the schema declares no such column" if name else "a column has no name"
    remedy = f"take the column out or declare it; declared are {', '.join(declared)}"
    if near := _nearest(name, missing):
        remedy = f"rename the column to {near[0]}"
    return Problem(file, rule, remedy, row=1, column=shown)


def _nearest(name: str, missing: Sequence[str]) -> list[str]:
    if len(missing) == 1:
        return list(missing)
    return get_close_matches(name, missing, n=1, cutoff=0.6)
