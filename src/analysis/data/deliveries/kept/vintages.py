"""The state of the deliveries on a day, as rows of the table of vintages."""

import datetime as dt
import hashlib
from typing import Any

from analysis.data import as_of as state
from analysis.data import sources
from analysis.data.deliveries.kept import accepted, decided
from analysis.data.package import Table


def delivered_vintages(as_of: dt.date | None = None) -> list[dict[str, Any]]:
    """Return one row a delivery accepted by a day, withdrawn ones marked, and one for the decisions.

    Parameters
    ----------
    as_of : datetime.date, optional
        The day; that of :func:`analysis.data.as_of.day` when left out. Size and checksum of the decisions are
        those of the table as it was on that day.
    """
    if not (kept := accepted.accepted(as_of)):
        return []
    known = sources.sources()[state.DELIVERIES]
    rows = [
        _row(known.tables[one.id], known.vintage)
        | {"rows": len(accepted.table(one.id)), "read_on": one.accepted.isoformat()}
        | {"withdrawn": one.withdrawn.date.isoformat() if one.withdrawn else None}
        for one in kept
    ]
    if made := decided.recorded(as_of):
        content = decided.table(made).encode()
        digest = hashlib.sha256(content).hexdigest()
        held = {"rows": len(made), "bytes": len(content), "sha256": digest}
        last = max(one.date for one in made).isoformat()
        rows.append(_row(known.tables[accepted.DECISIONS], known.vintage) | held | {"read_on": last})
    return rows


def _row(table: Table, vintage: str) -> dict[str, Any]:
    return {
        "source": table.source,
        "table": table.name,
        "path": table.path,
        "rows": None,
        "bytes": table.bytes,
        "sha256": table.hash.removeprefix("sha256:"),
        "read_on": "",
        "vintage": vintage,
        "title_en": table.title["en"],
        "title_vi": table.title["vi"],
        "publisher_en": table.publisher["en"],
        "publisher_vi": table.publisher["vi"],
    }
