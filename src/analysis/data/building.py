"""Building the tables of ``data/processed``, all of them or none; readers do without this module."""

import datetime as dt
from pathlib import Path

from analysis.data import as_of as state
from analysis.data import layout, processed_tables
from analysis.data.replacement import replace_folder


def build(destination: Path | None = None, as_of: dt.date | None = None) -> list[Path]:
    """Make all tables from ``data/raw`` and put them in place of the old ones, as a whole.

    Parameters
    ----------
    destination : Path, optional
        Folder to be replaced; ``data/processed`` when left out.
    as_of : datetime.date, optional
        Only what was accepted, withdrawn and decided by that day; the latest state when left out.

    Returns
    -------
    list of Path
        The files, in alphabetical order. The same raw tables always give the same bytes.

    Raises
    ------
    InputError
        Something in ``data/raw`` is wrong; the folder is as it was.
    NoSuchState
        The day lies before the tables were read.
    """
    from analysis.data import checks  # noqa: PLC0415 - frictionless is heavy, and readers do not need it

    checks.require_valid()
    with state.use(as_of):
        return replace_folder(destination or layout.processed(), processed_tables.files())
