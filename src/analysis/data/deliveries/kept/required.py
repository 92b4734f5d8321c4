"""What a delivery and the day of an event must be, or be refused with the reason."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence

from analysis.data import as_of as state
from analysis.data.deliveries.delivery import KEY, Delivery
from analysis.data.deliveries.kept import decided
from analysis.data.deliveries.kept.changes import Change
from analysis.data.deliveries.kept.decided import Decision
from analysis.data.deliveries.kept.doubted import doubts
from analysis.data.deliveries.remarks import Remark


class DeliveryRefused(Exception):
    """A delivery, withdrawal or decision that was not accepted; nothing changed.

    Parameters
    ----------
    why : str
        The reason, as a sentence.
    remarks : iterable of Remark
        The faults, or the doubts that nobody has decided.
    """

    def __init__(self, why: str, remarks: Iterable[Remark] = ()) -> None:
        super().__init__(why)
        self.remarks = tuple(remarks)


def require_whole(delivery: Delivery, content: bytes, sender: str) -> None:
    """Refuse a delivery with faults, without figures or a sender, or of other bytes than these."""
    if delivery.faults:
        raise DeliveryRefused(f"The delivery has {len(delivery.faults)} faults.", delivery.faults)
    if delivery.figures.empty or delivery.figures.duplicated(KEY).any():
        raise DeliveryRefused("The delivery holds no figure, or one figure twice.")
    if hashlib.sha256(content).hexdigest() != delivery.file.sha256:
        raise DeliveryRefused(f"{delivery.file.name} has changed since it was read; read it again.")
    if not sender:
        raise DeliveryRefused("Say who sent the file.")


def require_order(folder: Change, day: dt.date) -> None:
    """Refuse a day before the last event, for the state between the two would change."""
    source, first = state.begun()
    days = [(first, f"the tables of {source} were read")]
    for entry in folder.resources:
        counted = entry.get("accepted", entry["received"])
        days.append((dt.date.fromisoformat(counted), f"{entry['name']} was accepted"))
        if gone := entry.get("withdrawn"):
            days.append((dt.date.fromisoformat(gone["date"]), f"{entry['name']} was withdrawn"))
    days += [(one.date, f"a figure of {one.delivery} was decided") for one in folder.decisions]
    last, event = max(days, key=lambda pair: pair[0])
    if day < last:
        raise DeliveryRefused(
            f"{day} lies before {last}, when {event}: what was known between the two days would change."
        )


def require_decided(delivery: Delivery, decisions: Sequence[Decision]) -> None:
    """Refuse a delivery with doubts that are not decided, or with decisions that belong to something else."""
    mark, asked = decided.mark(delivery), doubts(delivery)
    foreign = sorted({one.delivery for one in decisions} - {mark})
    if foreign:
        raise DeliveryRefused(f"There are decisions for another file: {', '.join(foreign)}, not {mark}.")
    figures = {decided.figure(one) for one in asked}
    needless = [" ".join(map(str, one.figure)) for one in decisions if one.figure not in figures]
    if needless:
        raise DeliveryRefused(f"There are decisions where nothing is doubtful: {'; '.join(needless)}.")
    if left := decided.undecided(asked, decisions):
        raise DeliveryRefused(f"The delivery has {len(left)} doubts that nobody has decided.", left)
