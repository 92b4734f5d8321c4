"""The workbook and its CSV files: every figure, result, target and source, and how to read them.

One sheet is one table (:mod:`~analysis.report.workbook.sheet`); the sheets are made from the rebuilt tables
and the results of the notebooks, and written as xlsx (:mod:`~analysis.report.workbook.excel`) and as CSV
(:mod:`~analysis.report.workbook.separated`).
"""

from analysis.report.workbook.edition import csv_archive, sheets, tables_as_csv, workbook
from analysis.report.workbook.errors import WorkbookError

__all__ = ["WorkbookError", "csv_archive", "sheets", "tables_as_csv", "workbook"]
