"""Why a run failed, on one screen: which run, which cell, which error, and where the notebook is kept."""

import re
from dataclasses import dataclass

from nbformat import NotebookNode

_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_ARROW = re.compile(r"^-+> *\d+ (.*)$", flags=re.MULTILINE)
_AFTERWARDS = ("UndeclaredRead", "UnmarkedOutput")
"""Found when the notebook has run: no cell stopped it."""
_LONGEST_MESSAGE = 12
_INDENT = " " * 12
_ERROR_MARK = "papermill-error-cell-tag"


class RunFailed(Exception):
    """A run that did not come to its end; says everything a reader needs to mend it."""

    def __init__(self, run: str, told: dict[str, str]) -> None:
        super().__init__(run, told)
        self.run, self.told = run, told

    def __str__(self) -> str:
        """Return the reason as a small table."""
        rows = [(label, text.replace("\n", "\n" + _INDENT)) for label, text in self.told.items() if text]
        return "\n".join([f"{self.run} failed", *(f"  {label:<10}{text}" for label, text in rows)])


@dataclass(frozen=True)
class Reason:
    """Where and why a notebook stopped; `notebook` is what can be kept of it."""

    cell: str
    line: str
    error: str
    notebook: NotebookNode | None

    def told(self, source: str, kept: str) -> dict[str, str]:
        """Return what a reader is told, by label."""
        return {"notebook": source, "cell": self.cell, "line": self.line, "error": self.error, "kept": kept}


def failed_cell(error: Exception, notebook: NotebookNode | None) -> Reason:
    """Find the cell at which a notebook stopped and say what happened there.

    Parameters
    ----------
    error
        What papermill, the kernel or a check after the run raised.
    notebook
        The notebook as far as it ran, or ``None``.
    """
    if notebook is not None:
        notebook.cells = [cell for cell in notebook.cells if _ERROR_MARK not in cell.metadata.get("tags", [])]
        for number, cell in enumerate(notebook.cells):
            for output in cell.get("outputs", []):
                if output.output_type == "error":
                    said = plain(f"{output.ename}: {output.evalue}")
                    where = _place(notebook, number)
                    return Reason(where, _line(output.traceback), shortened(said), notebook)
    kind = type(error).__name__
    said = {
        "DeadKernelError": "the kernel died: out of memory, or a crash in a library",
        "CellTimeoutError": "the cell took longer than ten minutes",
        "UndeclaredRead": str(error),
        "UnmarkedOutput": str(error),
    }.get(kind, f"{kind}: {error}")
    return Reason(
        _last_started(notebook) if kind not in _AFTERWARDS else "", "", shortened(plain(said)), notebook
    )


def plain(text: str) -> str:
    """Return text without terminal colours."""
    return _COLOURS.sub("", text)


def shortened(text: str) -> str:
    """Return a message of at most a dozen lines."""
    lines = text.strip().splitlines()
    more = len(lines) - _LONGEST_MESSAGE
    return "\n".join(lines if more <= 0 else [*lines[:_LONGEST_MESSAGE], f"… and {more} more lines"])


def _line(traceback: list[str]) -> str:
    """Return the line of the cell at which it stopped: the outermost arrow of the traceback."""
    found = _ARROW.search(plain("\n".join(traceback)))
    return found.group(1).strip() if found else ""


def _place(notebook: NotebookNode, number: int) -> str:
    """Return how a reader finds a cell: its place, its count and the heading above it."""
    cell = notebook.cells[number]
    headings = [
        line.lstrip("# ").strip()
        for before in notebook.cells[:number]
        if before.cell_type == "markdown" and "lang-vi" not in before.metadata.get("tags", [])
        for line in before.source.splitlines()
        if line.startswith("#")
    ]
    count = f", In [{cell.execution_count}]" if cell.get("execution_count") else ""
    under = f', under "{headings[-1]}"' if headings else ""
    return f"cell {number + 1} of {len(notebook.cells)}{count}{under}"


def _last_started(notebook: NotebookNode | None) -> str:
    """Return the last cell that ran before a kernel was lost, or an empty text."""
    if notebook is None:
        return ""
    started = [
        number
        for number, cell in enumerate(notebook.cells)
        if cell.cell_type == "code"
        and cell.metadata.get("papermill", {}).get("status") not in (None, "pending")
    ]
    return _place(notebook, started[-1]) if started else ""
