"""The committed tables of ``data/validation``, made by ``uptake validate``; what is read is recorded."""

from functools import cache
from importlib import resources
from io import BytesIO
from typing import Any

import pandas as pd
import yaml

from analysis.data import layout, rebuilt
from analysis.data.errors import InputError, Problem
from analysis.data.replacement import recover

_DTYPES = {"string": "str", "number": "float64", "integer": "int64", "boolean": "boolean"}


def published() -> pd.DataFrame:
    """Return every published number beside the number computed here, one row a number.

    Returns
    -------
    DataFrame
        ``case``, ``title``, ``source`` (author, year and table), ``data`` (package and data set), ``method``,
        ``quantity``, ``published``, ``computed``, ``tolerance``, ``kind`` (absolute, or relative to the
        published number), ``note`` (missing for most) and ``passed``.

    Raises
    ------
    InputError
        The tables have not been made.
    """
    return _table("published")


def simulation() -> pd.DataFrame:
    """Return every measure of the studies of simulated worlds, one row a measure.

    Returns
    -------
    DataFrame
        Columns of :class:`analysis.stats.validation.study.measures.Measure`, then ``passed`` (missing where
        there are no bounds) and ``seed``. ``error`` is the Monte Carlo standard error of ``value``.

    Raises
    ------
    InputError
        As :func:`published`.
    """
    return _table("simulation")


def software() -> pd.DataFrame:
    """Return the versions with which the tables were made: ``name``, ``version``; raises as others."""
    return _table("software")


@cache
def described() -> Any:
    """Return ``tables.yaml``: the package, its tables and every column; do not change what is in it."""
    text = resources.files("analysis.stats.validation").joinpath("tables.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


def _table(name: str) -> pd.DataFrame:
    path = layout.validation() / f"{name}.csv"
    if not path.is_file():
        recover(layout.validation())
    if not path.is_file():
        file = path.relative_to(layout.root()).as_posix()
        raise InputError([Problem(file, "the table has not been made", "run `uptake validate`")])
    rebuilt.record(path)
    columns = described()["tables"][name]["fields"]
    kinds = {column: _DTYPES[described()["fields"][column]["type"]] for column in columns}
    return pd.read_csv(BytesIO(path.read_bytes()), dtype=kinds, keep_default_na=False, na_values=[""])
