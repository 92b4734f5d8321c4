"""The package of ``data/raw/deliveries`` and its tables as text, written whole at each change."""

import csv
import datetime as dt
import hashlib
import io
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from pathlib import PurePath
from typing import Any

import pandas as pd
import yaml

from analysis.data import as_of as state
from analysis.data.deliveries.delivery import COLUMNS, Delivery
from analysis.data.deliveries.kept import accepted, decided
from analysis.data.deliveries.kept.decided import Decision
from analysis.data.indicators import described
from analysis.data.place_names import folded

_MOST_DIGITS = 15
_LONGEST_SLUG = 48


def plain(text: Any) -> str:
    """Return a text as a raw table may hold it: Unicode form NFC, single spaces, nothing invisible."""
    kept = "".join(
        " " if mark.isspace() else mark
        for mark in unicodedata.normalize("NFC", "" if pd.isna(text) else str(text))
        if mark.isspace() or unicodedata.category(mark) not in ("Cc", "Cf", "Co", "Cn")
    )
    return " ".join(kept.split())


def number(value: float) -> str:
    """Return a number in digits with a point as decimal mark, at most 15 of them significant.

    Examples
    --------
    >>> number(1556.0), number(0.1 + 0.2), number(2e-7)
    ('1556', '0.3', '0.0000002')
    """
    text = format(Decimal(f"{value:.{_MOST_DIGITS}g}"), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def slug(sender: str) -> str:
    """Return a sender in small letters and digits, as it stands in the name of a delivery.

    Examples
    --------
    >>> slug("Sở KH&CN tỉnh Lào Cai")
    'so_kh_cn_tinh_lao_cai'
    """
    words = (folded(word) for word in plain(sender).replace("&", " ").replace("-", " ").split())
    return "_".join(word for word in words if word)[:_LONGEST_SLUG].strip("_") or "sender"


def table(figures: pd.DataFrame) -> bytes:
    """Return the figures of a delivery as the text of its table."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in figures[list(COLUMNS)].itertuples(index=False):
        named = zip(COLUMNS, row, strict=True)
        writer.writerow([number(cell) if name == "value" else plain(cell) for name, cell in named])
    return lines.getvalue().encode()


def original_path(name: str, delivery: Delivery) -> str:
    """Return where the file as it was received is kept, from the folder of deliveries."""
    ending = re.sub(r"[^a-z0-9]", "", PurePath(delivery.file.name).suffix.lower()) or delivery.file.kind
    return f"originals/{name}.{ending}"


def resource(
    name: str, delivery: Delivery, content: bytes, *, sender: str, received: dt.date, day: dt.date
) -> dict[str, Any]:
    """Return the entry of a delivery in the package.

    Parameters
    ----------
    name : str
        Its id.
    delivery : Delivery
        What was understood.
    content : bytes
        Its table, see :func:`table`.
    sender : str
        Who sent it.
    received, day : datetime.date
        When it came in, and from when its figures count.
    """
    about = described("deliveries/kept/package_text.yaml")["delivery"]
    words = {"sender": plain(sender), "day": received.isoformat(), "file": plain(delivery.file.name)}
    later = {"accepted": day.isoformat()} if day != received else {}
    return {
        "name": name,
        "path": f"{name}.csv",
        **{key: text.format(**words) for key, text in about["texts"].items()},
        "read_on": received.isoformat(),
        **_file(content),
        "sender": words["sender"],
        "received": received.isoformat(),
        **later,
        "figures": len(delivery.figures),
        "original": {
            "name": words["file"],
            "path": original_path(name, delivery),
            "bytes": delivery.file.bytes,
            "hash": f"sha256:{delivery.file.sha256}",
        },
        "mapping": [_read_as(column) for column in delivery.mapping],
        "geography": "mixed",
        "code": "code",
        "name_column": "name",
        "year": "year",
        "schema": {"primaryKey": about["key"], "missingValues": [""], "fields": about["fields"]},
    }


def decisions(made: Iterable[Decision]) -> tuple[dict[str, Any], bytes]:
    """Return the entry of the table of decisions in the package, and the table."""
    about = described("deliveries/kept/package_text.yaml")["decisions"]
    content = decided.table(made).encode()
    schema = {"primaryKey": about["key"], "missingValues": [""], "fields": about["fields"]}
    entry = {"name": accepted.DECISIONS, "path": f"{accepted.DECISIONS}.csv", **about["texts"]}
    return entry | _file(content) | {"schema": schema}, content


def text(resources: list[dict[str, Any]]) -> bytes:
    """Return the package with these entries; it was read on the day of the last change."""
    about = described("deliveries/kept/package_text.yaml")["package"]
    days = [entry[key] for entry in resources for key in ("received", "accepted") if key in entry]
    days += [entry["withdrawn"]["date"] for entry in resources if "withdrawn" in entry]
    head = {"name": state.DELIVERIES} | about | {"read_on": max(days)}
    body = yaml.dump(
        head | {"resources": resources}, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=110
    )
    return f"# Written by `uptake receive`; deliveries are withdrawn, never edited.\n{body}".encode()


def _file(content: bytes) -> dict[str, Any]:
    digest = hashlib.sha256(content).hexdigest()
    kind = {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
    return kind | {"bytes": len(content), "hash": f"sha256:{digest}"}


def _read_as(column: Any) -> dict[str, Any]:
    given = {"sheet": plain(column.sheet or ""), "column": column.column, "heading": plain(column.heading)}
    given |= {"variable": column.variable, "unit": column.unit, "factor": column.factor}
    given |= {"year": column.year, "how": column.how}
    return {key: value for key, value in given.items() if value not in (None, "")}


class _Plain(yaml.CSafeDumper):
    """Writes no aliases: a text stands where it is meant, however often."""

    def ignore_aliases(self, data: Any) -> bool:
        return True
