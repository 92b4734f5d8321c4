"""All sheets in their order, as a workbook and as CSV files."""

import datetime as dt
from typing import Any

from analysis.report import imprint
from analysis.report.language import Language
from analysis.report.workbook import front_sheets, panel_sheets, reference_sheets, reported_sheets
from analysis.report.workbook.excel import xlsx
from analysis.report.workbook.result_sheets import results_sheets
from analysis.report.workbook.separated import archive, csv_files
from analysis.report.workbook.sheet import Sheet


def sheets(language: Language, results: list[dict[str, Any]]) -> list[Sheet]:
    """Return the sheets in their order: contents and notes, results, figures, and what explains them.

    Parameters
    ----------
    language
        Language of every name, heading and text.
    results
        As :func:`analysis.report.results.collect` returns them for all runs of the notebooks in this
        language, each with the key ``notebook`` (the id of the run).

    Raises
    ------
    WorkbookError
        A result rests on simulated figures, is in another language, or belongs to no unit.
    UnknownName
        The simulated data set is in use.
    """
    tables = [
        front_sheets.notes(language),
        *results_sheets(results, language),
        panel_sheets.panel("63", language),
        panel_sheets.panel("34", language),
        reported_sheets.published_targets(language),
        reported_sheets.reported_figures(language),
        panel_sheets.observations(language),
        reference_sheets.dictionary(language),
        reference_sheets.source_tables(language),
    ]
    return [front_sheets.contents(tables, language), *tables]


def workbook(language: Language, results: list[dict[str, Any]]) -> bytes:
    """Return the workbook (xlsx), the same bytes from the same figures and results.

    Parameters and errors are those of :func:`sheets`.
    """
    return as_workbook(sheets(language, results), language)


def as_workbook(made: list[Sheet], language: Language) -> bytes:
    """Return sheets as :func:`sheets` made them as a workbook."""
    say = language.say
    properties = {
        "title": say(imprint.NAME),
        "subject": say(front_sheets.SUBTITLE),
        "author": say(imprint.SHORT_NAME),
        "keywords": language.code,
        "comments": front_sheets.edition(language),
        "created": dt.datetime.fromisoformat(imprint.read_on()),
    }
    return xlsx(made, language, properties)


def tables_as_csv(language: Language, results: list[dict[str, Any]]) -> dict[str, bytes]:
    """Return the table of every sheet as CSV, by the name of the file.

    Parameters and errors are those of :func:`sheets`.
    """
    return csv_files(sheets(language, results))


def csv_archive(language: Language, results: list[dict[str, Any]]) -> bytes:
    """Return all CSV files as one zip archive, the same bytes from the same figures and results.

    Parameters and errors are those of :func:`sheets`.
    """
    return archive(tables_as_csv(language, results))
