"""Accepting a delivery, withdrawing it, recording decisions: each as a whole, and nothing is ever deleted.

The days of these events never run backwards, so that the state of any earlier day stays what it was.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from analysis.data.deliveries.delivery import KEY, Delivery
from analysis.data.deliveries.kept import decided, package_text, senders
from analysis.data.deliveries.kept.accepted import Accepted, Original, Withdrawn, accepted, in_use, table
from analysis.data.deliveries.kept.changes import Change, change
from analysis.data.deliveries.kept.decided import Decision
from analysis.data.deliveries.kept.delivered_rows import delivered
from analysis.data.deliveries.kept.doubted import doubts
from analysis.data.deliveries.kept.package_text import plain
from analysis.data.deliveries.kept.required import (
    DeliveryRefused,
    require_decided,
    require_order,
    require_whole,
)

__all__ = [
    "Accepted",
    "DeliveryRefused",
    "Original",
    "Withdrawn",
    "accept",
    "accepted",
    "decide",
    "doubts",
    "holding",
    "in_use",
    "table",
    "withdraw",
]


def accept(
    delivery: Delivery,
    original: Path,
    *,
    sender: str,
    received: dt.date,
    decisions: Sequence[Decision] = (),
    accepted_on: dt.date | None = None,
) -> str:
    """Keep a delivery with its file, its decisions and how its headings were read.

    Parameters
    ----------
    delivery : Delivery
        As it was understood and judged.
    original : pathlib.Path
        The file as it was received.
    sender : str
        Who sent it.
    received : datetime.date
        The day on which it came in.
    decisions : sequence of Decision, optional
        One for each of :func:`doubts`.
    accepted_on : datetime.date, optional
        From when its figures count; when left out the day of receipt or, where that is later, of the last
        decision.

    Returns
    -------
    str
        The id of the delivery. When the very file was accepted before and says the same: that id, and nothing
        is changed.

    Raises
    ------
    DeliveryRefused
        It has faults, doubts are undecided, a decision belongs to another file, the file is not the one that
        was understood, or a day lies before an earlier event.
    OSError
        Something cannot be written; nothing changed.
    """
    content = original.read_bytes()
    require_whole(delivery, content, plain(sender))
    rows = package_text.table(delivery.figures)
    with change() as folder:
        if known := _known(folder, delivery, rows):
            return known
        day = accepted_on or max([received, *(one.date for one in decisions)])
        require_order(folder, day)
        if day < max([received, *(one.date for one in decisions)]):
            raise DeliveryRefused(f"A delivery cannot count from {day}, before it was received and decided.")
        require_decided(delivery, decisions)
        name = _name(folder, delivery, sender, received)
        entry = package_text.resource(name, delivery, rows, sender=sender, received=received, day=day)
        folder.resources.append(entry)
        folder.files |= {entry["path"]: rows, entry["original"]["path"]: content}
        folder.decisions += [replace(one, delivery=name) for one in decisions]
        senders.add(folder, sender, senders.told(delivery))
    return name


def holding(sha256: str) -> Accepted | None:
    """Return the delivery in use that came as the file of that checksum; None when there is none."""
    return next((one for one in in_use() if one.original.sha256 == sha256), None)


def withdraw(name: str, *, date: dt.date, by: str, why: str) -> None:
    """Mark a delivery as withdrawn: its figures no longer count from that day on; nothing is deleted.

    Parameters
    ----------
    name : str
        Its id.
    date : datetime.date
        The day.
    by, why : str
        Who withdraws it, and the reason.

    Raises
    ------
    DeliveryRefused
        There is no such delivery in use, the day lies before an earlier event, or nobody is named.
    """
    with change() as folder:
        entry = _entry(folder, name)
        if "withdrawn" in entry:
            raise DeliveryRefused(f"{name} was withdrawn on {entry['withdrawn']['date']} already.")
        if not plain(by) or not plain(why):
            raise DeliveryRefused("Say who withdraws the delivery, and why.")
        require_order(folder, date)
        entry["withdrawn"] = {"date": date.isoformat(), "by": plain(by), "why": plain(why)}


def decide(decisions: Sequence[Decision]) -> None:
    """Record decisions about figures of deliveries that were accepted; a later one about a figure holds.

    Raises
    ------
    DeliveryRefused
        A delivery is unknown or holds no such figure, a day lies before an earlier event, or another decision
        about the doubt was recorded on the same day.
    """
    with change() as folder:
        new = [one for one in decisions if one not in folder.decisions]
        for one in new:
            _entry(folder, one.delivery)
            require_order(folder, one.date)
            if one.figure not in _cells(one.delivery):
                raise DeliveryRefused(f"{one.delivery} holds no figure {' '.join(map(str, one.figure))}.")
            if any(_same_doubt(one, other) for other in folder.decisions):
                raise DeliveryRefused(f"The {one.doubt} of {one.figure} was decided otherwise on {one.date}.")
        folder.decisions += sorted(new, key=lambda one: one.date)


def _known(folder: Change, delivery: Delivery, rows: bytes) -> str | None:
    """Return the id under which the very file is in use; refuse it where other figures were read from it."""
    for entry in folder.resources:
        same = entry["original"]["hash"] == f"sha256:{delivery.file.sha256}"
        if same and "withdrawn" not in entry:
            if folder.files[entry["path"]] != rows:
                raise DeliveryRefused(
                    f"The same file was accepted as {entry['name']} with other figures; withdraw that first."
                )
            return str(entry["name"])
    return None


def _name(folder: Change, delivery: Delivery, sender: str, received: dt.date) -> str:
    name = f"{received}-{package_text.slug(sender)}-{delivery.file.sha256[:8]}"
    taken = {entry["name"] for entry in folder.resources}
    names = (name if turn == 1 else f"{name}-{turn}" for turn in range(1, len(taken) + 2))
    return next(free for free in names if free not in taken)


def _entry(folder: Change, name: str) -> dict[str, Any]:
    if (entry := folder.entry(name)) is None:
        known = ", ".join(one["name"] for one in folder.resources) or "none"
        raise DeliveryRefused(f"There is no delivery {name}; there are: {known}.")
    return entry


def _cells(name: str) -> set[decided.Cell]:
    """Return the figures of a delivery, shares that follow from its counts among them."""
    rows, computed = table(name), delivered()
    own = set(zip(*(rows[column] for column in KEY), strict=True))
    if computed.empty:
        return own
    places = computed[computed["table"] == name][["geography", "province_code", "year", "variables"]]
    follow = {
        (geography, code, int(year), variable)
        for geography, code, year, variables in places.itertuples(index=False)
        for variable in variables
    }
    return own | follow


def _same_doubt(one: Decision, other: Decision) -> bool:
    return (one.date, one.delivery, one.figure, one.doubt) == (
        other.date,
        other.delivery,
        other.figure,
        other.doubt,
    )
