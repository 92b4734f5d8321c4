"""Doubts of a delivery that nobody needs to look for: figures that say otherwise than one that is in use."""

from collections.abc import Iterator, Sequence

import pandas as pd

from analysis.data import observations
from analysis.data.deliveries.delivery import Delivery
from analysis.data.deliveries.kept import accepted, decided
from analysis.data.deliveries.kept.published_cells import differs
from analysis.data.deliveries.remarks import Remark, about
from analysis.data.deliveries.variables import variables
from analysis.data.records import Record, records


def doubts(delivery: Delivery) -> list[Remark]:
    """Return the doubts of a delivery, with the revisions that it does not name itself, by place in the file.

    A revision is a figure of a source table (the index) or of an earlier delivery in use that the delivery
    gives differently, for the same date; nothing of the kind may enter undecided.

    Parameters
    ----------
    delivery : Delivery
        As it was understood.
    """
    told = delivery.doubts
    named = {decided.figure(one) for one in told}
    found = [one for one in _revisions(delivery.figures) if decided.figure(one) not in named]
    return sorted([*told, *found], key=Remark.order)


def _revisions(figures: pd.DataFrame) -> Iterator[Remark]:
    published = {name: one.published for name, one in variables().items() if one.published}
    table = observations.published() if set(published) & set(figures["variable"]) else pd.DataFrame()
    known = {_key(row, row["indicator"]): row for row in records(table)}
    sent = _sent()
    for row in records(figures):
        if indicator := published.get(row["variable"]):
            earlier = known.get(_key(row, indicator))
            source = None if earlier is None else f"{earlier['source']}/{earlier['table']}"
        else:
            earlier = sent.get((*_key(row, row["variable"]), row["as_of_date"] or ""))
            source = None if earlier is None else earlier["source"]
        if earlier is not None and differs(row["value"], row["written"], earlier["value"]):
            yield about(
                "revision",
                row,
                "take",
                known=earlier["value"],
                source=source,
                when=earlier.get("when"),
            )


def _sent() -> dict[Sequence[object], Record]:
    """Return the delivered figures in use by cell and date; the latest of each."""
    found: dict[Sequence[object], Record] = {}
    for one in accepted.in_use():
        for row in records(accepted.table(one.id)):
            key = (*_key(row, row["variable"]), row["as_of_date"] or "")
            found[key] = row | {"source": one.id, "when": one.received.isoformat()}
    return found


def _key(row: Record, name: str) -> tuple[str, str, int, str]:
    return (row["geography"], row["code"], int(row["year"]), name)
