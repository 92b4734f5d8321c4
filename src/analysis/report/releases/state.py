"""The state that a record stands on: the tables of every source, the deliveries in use, the decisions."""

import csv
import hashlib
import io

from analysis.data.as_of import DELIVERIES
from analysis.data.deliveries.kept import accepted, decided
from analysis.data.sources import sources
from analysis.report.releases.release import Behind, Vintage

DECISIONS = "decisions.csv"


def vintages() -> dict[str, Vintage]:
    """Return the state of every source as its package in ``data/raw`` declares it.

    Of the deliveries those in use are counted, each by the checksum of the file as it was received, and the
    decisions on doubts as one more table.
    """
    found = {
        source.name: Vintage(
            str(source.read_on),
            {table.name: table.hash.removeprefix("sha256:") for table in source.tables.values()},
        )
        for source in sources().values()
        if source.name != DELIVERIES
    }
    used = accepted.in_use()
    tables = {one.id: one.original.sha256 for one in used}
    if made := decisions_file():
        tables[accepted.DECISIONS] = hashlib.sha256(made).hexdigest()
    if tables:
        last = max((one.received.isoformat() for one in used), default="")
        found[DELIVERIES] = Vintage(last, tables)
    return found


def deliveries() -> dict[str, Behind]:
    """Return the deliveries in use, by id: who sent which file, and when it was received."""
    return {
        one.id: Behind(one.sender, one.received.isoformat(), one.original.name) for one in accepted.in_use()
    }


def decisions_file() -> bytes:
    """Return the decisions made so far as a table; empty where nothing was decided."""
    made = decided.recorded()
    return decided.table(made).encode() if made else b""


def decisions(text: bytes) -> tuple[dict[str, str], ...]:
    """Return the decisions of such a table, one a row."""
    return tuple(csv.DictReader(io.StringIO(text.decode("utf-8"), newline="")))
