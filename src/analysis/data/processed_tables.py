"""The rebuilt tables as files: which there are, how they are written, how they are read again.

Every number is written in the shortest form that gives the same number again, a whole number without
decimal mark; missing is an empty cell; lines end with LF. The package describes every column, so that the
folder can be read without this project.
"""

import csv
import hashlib
import io
from typing import Any

import numpy as np
import pandas as pd
import yaml

from analysis.data import dictionary, observations, panel, reported, targets
from analysis.data.indicators import PLACE_GEOGRAPHIES, described, indicators

PACKAGE = "datapackage.yaml"

_DTYPES = {"string": "str", "number": "float64", "integer": "Int64", "boolean": "boolean"}
_COMPLETE = {"Int64": "int64", "boolean": "bool"}


def frames() -> dict[str, pd.DataFrame]:
    """Make all tables from ``data/raw``, by name and in the order in which the package lists them.

    Raises
    ------
    InputError
        A source table cannot be read.
    """
    assessed = reported.assess()
    every = observations.observe(assessed)
    places = {geography: dictionary.places(geography) for geography in PLACE_GEOGRAPHIES}
    return {
        "observations": every,
        **{f"panel_{name}": panel.wide(every, name, places[name]) for name in PLACE_GEOGRAPHIES},
        **{f"places_{name}": places[name] for name in PLACE_GEOGRAPHIES},
        "reported": assessed,
        "targets": targets.against(assessed),
        "dictionary": dictionary.dictionary(every),
        "vintages": dictionary.vintages(),
        "tiles": dictionary.tiles(),
    }


def files() -> dict[str, bytes]:
    """Return the content of every file of ``data/processed`` by its name."""
    tables = frames()
    content = {f"{name}.csv": text(frame).encode("utf-8") for name, frame in tables.items()}
    described_tables = [
        _resource(name, list(frame.columns), content[f"{name}.csv"]) for name, frame in tables.items()
    ]
    return content | {PACKAGE: _package(described_tables).encode("utf-8")}


def text(frame: pd.DataFrame) -> str:
    """Return a table as CSV text that depends on nothing but its values."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows(zip(*(map(_cell, frame[name]) for name in frame.columns), strict=True))
    return lines.getvalue()


def parse(content: bytes) -> pd.DataFrame:
    """Read the content of a table back, typed as the package describes its columns.

    Whole numbers are ``int64`` and truth values ``bool``, or ``Int64`` and ``boolean`` where one is missing;
    text is ``str`` with NaN for missing.

    Raises
    ------
    LookupError
        A column is neither described nor an indicator.
    ValueError
        A cell is not of the type of its column, or the table is empty or damaged.
    """
    header = content[: content.index(b"\n")].decode("utf-8").split(",")
    kinds = {column: _DTYPES[str(field(column)["type"])] for column in header}
    found = pd.read_csv(io.BytesIO(content), dtype=kinds, keep_default_na=False, na_values=[""])
    known = found.notna().all()
    return found.astype(
        {name: _COMPLETE[kind] for name, kind in kinds.items() if kind in _COMPLETE and known[name]}
    )


def field(column: str) -> dict[str, Any]:
    """Return the description of a column: an entry of ``processed_tables.yaml`` or an indicator."""
    given = described("processed_tables.yaml")["fields"]
    if column in given:
        return {"name": column, **given[column]}
    known = indicators()[column]
    titles = {"title": known.label["en"], "title_vi": known.label["vi"]}
    return {"name": column, "type": "number", **titles, "unit": known.unit}


def _cell(value: object) -> str:
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - NaN is what differs from itself
        return ""
    if isinstance(value, float):
        return repr(float(value)).removesuffix(".0")
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    return str(value)


def _resource(name: str, columns: list[str], content: bytes) -> dict[str, Any]:
    about = described("processed_tables.yaml")["tables"][name]
    return {
        "name": name,
        "path": f"{name}.csv",
        **{key: about[key] for key in ("title", "title_vi", "description", "description_vi")},
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "primaryKey": about["key"],
            "missingValues": [""],
            "fields": [field(column) for column in columns],
        },
    }


def _package(resources: list[dict[str, Any]]) -> str:
    about = described("processed_tables.yaml")["package"]
    body = yaml.dump(about | {"resources": resources}, allow_unicode=True, sort_keys=False, width=110)
    return f"# Generated from data/raw by `uptake build`; do not edit.\n{body}"
