"""The explorer as readers get it, with the findings of the executed summary."""

from collections.abc import Mapping
from pathlib import Path

from analysis.report import results
from analysis.report.explorer.page import explorer


def explorer_files(executed: Mapping[str, Path]) -> dict[str, bytes]:
    """Return the explorer by its file name.

    Parameters
    ----------
    executed
        The executed summary in each language.

    Raises
    ------
    ResultError
        The summary rests on simulated figures, which are no findings.
    """
    found = {language: results.collect(path) for language, path in executed.items()}
    return {"explorer.html": explorer(found).encode("utf-8")}
