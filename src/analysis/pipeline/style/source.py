"""Rules for code cells: short, and nothing but calls of the package."""

import ast
import re
from collections.abc import Iterator

from nbformat import NotebookNode

from analysis.pipeline.style.cells import numbered_code, tags

LONGEST_CELL, LONG_CELL, SHARE_OF_LONG_CELLS = 30, 15, 0.25


def code_cells(notebook: NotebookNode) -> Iterator[str]:
    """Look at the code cells: short, and using what the package offers."""
    lengths = {number: len(cell.source.splitlines()) for number, cell in numbered_code(notebook)}
    for number, length in lengths.items():
        if length > LONGEST_CELL:
            yield f"cell {number}: {length} lines; at most {LONGEST_CELL}; move work into the package"
    long = [number for number, length in lengths.items() if length > LONG_CELL]
    if len(long) > max(1, SHARE_OF_LONG_CELLS * len(lengths)):
        yield f"cells {long}: more than {LONG_CELL} lines each; at most a quarter may be that long"
    for number, cell in numbered_code(notebook):
        yield from (f"cell {number}: {fault}" for fault in _code_faults(cell))


def _code_faults(cell: NotebookNode) -> Iterator[str]:
    if re.search(r"^\s*[%!]", cell.source, re.MULTILINE):
        yield "no magics or shell commands; write Python"
        return
    try:
        tree = ast.parse(cell.source)
    except SyntaxError as error:
        yield f"is not Python: {error.msg}"
        return
    imports = (ast.Import, ast.ImportFrom)
    if "setup" in tags(cell) and not all(isinstance(node, imports) for node in tree.body):
        yield "the set-up cell holds imports only"
    if "setup" not in tags(cell) and any(isinstance(node, imports) for node in ast.walk(tree)):
        yield "imports belong in the cell tagged setup"
    if any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) for node in ast.walk(tree)
    ):
        yield "no def or class; a function belongs in the package, with a test"
    if any(isinstance(node, ast.Try) for node in ast.walk(tree)):
        yield "no try; an error should stop the notebook"
    called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    if called & {"print", "display"}:
        yield "no print or display; end the cell with a table, a figure or a text of the package"
    if any(name.startswith("warnings.") for name in called):
        yield "no warning filters; remove the cause"
    bare = [node for node in tree.body if isinstance(node, ast.Expr) and not isinstance(node.value, ast.Call)]
    if bare and not any(_is_made_for_readers(output) for output in cell.outputs):
        yield f"{ast.unparse(bare[-1])!r} stands alone; show it as a table or figure, or delete it"
    if cell.source.rstrip().endswith(";"):
        yield "no semicolon at the end; end with a call that shows something, or with an assignment"


def _is_made_for_readers(output: NotebookNode) -> bool:
    """Tell whether an output is more than the bare representation of a value."""
    return bool(set(output.get("data", {})) - {"text/plain"})
