"""What was decided about doubtful figures, as it is kept: who chose what, when and why.

A choice is ``take`` (the delivered figure is used, what was known before is not), ``keep`` (what was known
stays; the delivered figure is listed and not used) or ``set_aside`` (neither is used).
"""

import csv
import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from analysis.data import as_of as state
from analysis.data import sources
from analysis.data.deliveries.kept import accepted
from analysis.data.records import Record, records

if TYPE_CHECKING:
    from analysis.data.deliveries.delivery import Delivery
    from analysis.data.deliveries.remarks import Remark

CHOICES = ("take", "keep", "set_aside")

Cell = tuple[str, str, int, str]
"""A figure: set of places, code, year, variable."""


@dataclass(frozen=True)
class Decision:
    """What somebody chose for one doubtful figure.

    Attributes
    ----------
    date : datetime.date
        When it was decided.
    by, why : str
        Who decided, and the reason.
    delivery : str
        Id of the delivery or, before it is accepted, :func:`mark` of its file.
    geography, code, year, variable : str, str, int, str
        The figure.
    doubt : str
        The doubt, a kind of remark.
    suggested, choice : str
        One of :data:`CHOICES`; ``suggested`` may be empty.
    sheet, cell, written : str
        Where the figure stands in the file, and what stands there.
    """

    date: dt.date
    by: str
    delivery: str
    geography: str
    code: str
    year: int
    variable: str
    doubt: str
    suggested: str
    choice: str
    why: str
    sheet: str = ""
    cell: str = ""
    written: str = ""

    @property
    def figure(self) -> Cell:
        """The figure that it is about."""
        return (self.geography, self.code, self.year, self.variable)


COLUMNS = tuple(Decision.__dataclass_fields__)


def mark(delivery: "Delivery") -> str:
    """Return what names a file before it is accepted; letters first, so that no spreadsheet computes it."""
    return f"file-{delivery.file.sha256[:8]}"


def figure(doubt: "Remark") -> Cell:
    """Return the figure that a doubt is about."""
    return (str(doubt.geography), str(doubt.code), int(doubt.year or 0), str(doubt.variable))


def undecided(doubts: "Iterable[Remark]", decisions: Iterable[Decision]) -> "list[Remark]":
    """Return the doubts for which there is no decision, in the order of the file."""
    decided = {(*one.figure, one.doubt) for one in decisions}
    return sorted(
        (one for one in doubts if (*figure(one), one.kind) not in decided), key=lambda one: one.order()
    )


def every() -> list[Decision]:
    """Return all decisions, in the order in which they were recorded.

    Raises
    ------
    InputError
        The table of decisions is not as it was written.
    """
    entries = accepted.described().get("resources", ())
    if not any(entry["name"] == accepted.DECISIONS for entry in entries):
        return []
    rows = records(sources.read(state.DELIVERIES, accepted.DECISIONS).drop(columns="line"))
    return [_decision(row) for row in rows]


def recorded(as_of: dt.date | None = None) -> list[Decision]:
    """Return the decisions that hold on a day, in the order in which they were recorded.

    Parameters
    ----------
    as_of : datetime.date, optional
        The day; that of :func:`analysis.data.as_of.day` when left out. A decision holds from its day on, and
        not before its delivery was accepted.
    """
    day = as_of or state.day()
    if day is None:
        return every()
    known = {one.id for one in accepted.accepted(day)}
    return [one for one in every() if one.date <= day and one.delivery in known]


def choices(delivery: str, made: Iterable[Decision]) -> dict[Cell, str]:
    """Return the choice for each figure of a delivery; the later decision about a figure holds."""
    return {one.figure: one.choice for one in made if one.delivery == delivery}


def table(made: Iterable[Decision]) -> str:
    """Return decisions as the text of the table in which they are kept."""
    lines = io.StringIO()
    writer = csv.DictWriter(lines, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(one) for one in made)
    return lines.getvalue()


def _decision(row: Record) -> Decision:
    texts: dict[str, Any] = {name: "" if value is None else value for name, value in row.items()}
    return Decision(**texts | {"date": row["date"].date()})
