"""How a person knows the source of a figure: by publisher, title and day, not by folder and table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.data import as_of as state
from analysis.data import sources
from analysis.data.deliveries.kept import accepted

AGGREGATED = "aggregated"
"""The source of figures that were computed for units in force."""


@dataclass(frozen=True)
class Named:
    """A source by its names; what is not known is empty.

    Parameters
    ----------
    title : str
        Of the text or table.
    publisher : str
        Who published it; of a delivery, who sent it.
    day : str
        ISO day, month or year of publication; of a delivery, the day of receipt.
    sent : bool
        Whether it is a delivery.
    """

    title: str
    publisher: str
    day: str
    sent: bool = False


def named(values: Mapping[str, Any], language: str) -> Named | None:
    """Return the names of the source that a remark speaks of.

    Parameters
    ----------
    values : mapping of str to object
        Of the remark: source, and title, publisher and published of a reported figure.
    language : {"en", "vi"}
        Of the names of source tables; those of texts stand as they were published.

    Returns
    -------
    Named or None
        None when nothing is named, for figures that were computed, and for what is no source here.
    """
    folder, _, name = str(values.get("source") or "").partition("/")
    if folder == state.DELIVERIES:
        for one in accepted.accepted():
            if one.id == name:
                return Named(one.original.name, one.sender, one.received.isoformat(), sent=True)
    texts = [values.get(key) or "" for key in ("title", "publisher", "published")]
    if any(texts):
        title, publisher, day = map(str, texts)
        return Named(title, publisher, day)
    try:
        table = sources.table(folder, name) if name else None
    except KeyError:
        return None
    return Named(table.title[language], table.publisher[language], "") if table else None
