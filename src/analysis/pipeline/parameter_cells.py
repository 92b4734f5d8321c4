"""What a notebook's parameters cell declares: names, types, defaults and help, without running it."""

import ast
import io
import tokenize
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

TAG = "parameters"


@dataclass(frozen=True)
class Declared:
    """One parameter as its cell declares it: ``name: annotation = default  # help``."""

    name: str
    annotation: str
    default: Any
    help: str


class ParameterCellError(ValueError):
    """A parameters cell that cannot be read; says what to write instead."""


def parameters_cell(cells: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Return the cell tagged ``parameters``, or ``None`` when the notebook takes none.

    Parameters
    ----------
    cells
        Of the notebook, as in its file.

    Raises
    ------
    ParameterCellError
        When two cells carry the tag: only the first would be read.
    """
    tagged = [cell for cell in cells if TAG in cell.get("metadata", {}).get("tags", [])]
    if len(tagged) > 1:
        raise ParameterCellError(f"{len(tagged)} cells are tagged {TAG!r}; only the first is read: keep one")
    return tagged[0] if tagged else None


def declared(cells: Iterable[Mapping[str, Any]]) -> dict[str, Declared]:
    """Return the parameters a notebook declares, in order.

    Parameters
    ----------
    cells
        Of the notebook, as in its file.

    Raises
    ------
    ParameterCellError
        When the cell holds anything but lines of the form ``name: type = literal  # help``.
    """
    cell = parameters_cell(cells)
    if cell is None:
        return {}
    source = "".join(cell["source"])  # a file may hold it line by line
    try:
        statements = ast.parse(source).body
    except SyntaxError as error:
        raise ParameterCellError(f"line {error.lineno} is not Python: {error.msg}") from error
    helps = _comments(source)
    found = [_declared(statement, helps) for statement in statements]
    return {parameter.name: parameter for parameter in found}


def _declared(statement: ast.stmt, helps: dict[int, str]) -> Declared:
    """Return what one line of a parameters cell declares."""
    line = ast.unparse(statement).splitlines()[0]
    if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
        raise ParameterCellError(f"{line!r} should read: name: type = value  # what it means")
    if statement.value is None:
        raise ParameterCellError(f"{line!r} has no default: write name: type = value  # what it means")
    try:
        default = ast.literal_eval(statement.value)
    except ValueError as error:
        raise ParameterCellError(f"the default in {line!r} is computed: write the value itself") from error
    annotation = ast.unparse(statement.annotation)
    return Declared(statement.target.id, annotation, default, helps.get(statement.end_lineno or 0, ""))


def _comments(source: str) -> dict[int, str]:
    """Return the comments of a cell by the line they stand on."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {token.start[0]: token.string.lstrip("# ") for token in tokens if token.type == tokenize.COMMENT}
