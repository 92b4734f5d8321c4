"""The workbook and its CSV files as readers get them, with the headline results of the executed notebooks."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from analysis.report import results
from analysis.report.language import Language
from analysis.report.workbook.edition import as_workbook, sheets
from analysis.report.workbook.separated import archive, csv_files


def workbook_files(language: str, executed: Sequence[Path]) -> dict[str, bytes]:
    """Return the workbook and the archive of CSV files, by file name.

    Parameters
    ----------
    language
        Code of the language.
    executed
        The executed notebooks of that language; results of simulated figures are left out.

    Raises
    ------
    ResultError
        A file is no notebook.
    WorkbookError
        A table cannot be a sheet.
    """
    found: list[dict[str, Any]] = [
        result | {"notebook": path.stem}
        for path in executed
        for result in results.collect(path, simulated="leave out")
    ]
    spoken = Language(language)
    made = sheets(spoken, found)
    return {
        f"uptake-{language}.xlsx": as_workbook(made, spoken),
        f"csv-{language}.zip": archive(csv_files(made)),
    }
