"""The rebuilt tables as files: which there are, and how they are made.

The package describes every column, so that the folder can be read without this project.
"""

import hashlib
from typing import Any

import pandas as pd
import yaml

from analysis.data import dictionary, observations, panel, place_tables, reported, targets
from analysis.data.indicators import PLACE_GEOGRAPHIES, described
from analysis.data.table_form import field, parse, text

__all__ = ["PACKAGE", "field", "files", "frames", "parse", "text"]

PACKAGE = "datapackage.yaml"


def frames() -> dict[str, pd.DataFrame]:
    """Make all tables from ``data/raw``, by name and in the order in which the package lists them.

    Raises
    ------
    InputError
        A source table cannot be read.
    """
    assessed = reported.assess()
    every = observations.observe(assessed)
    places = {geography: place_tables.places(geography) for geography in PLACE_GEOGRAPHIES}
    return {
        "observations": every,
        **{f"panel_{name}": panel.wide(every, name, places[name]) for name in PLACE_GEOGRAPHIES},
        **{f"places_{name}": places[name] for name in PLACE_GEOGRAPHIES},
        "reported": assessed,
        "targets": targets.against(assessed),
        "dictionary": dictionary.dictionary(every),
        "vintages": dictionary.vintages(),
        "tiles": place_tables.tiles(),
    }


def files() -> dict[str, bytes]:
    """Return the content of every file of ``data/processed`` by its name."""
    tables = frames()
    content = {f"{name}.csv": text(frame).encode("utf-8") for name, frame in tables.items()}
    described_tables = [
        _resource(name, list(frame.columns), content[f"{name}.csv"]) for name, frame in tables.items()
    ]
    return content | {PACKAGE: _package(described_tables).encode("utf-8")}


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
