"""The codes of communes that a page can be about, without reading or drawing a panel."""

from analysis.data.communes import store
from analysis.data.communes.aggregates import rows
from analysis.data.communes.store import Store
from analysis.data.communes.units import code, published_total


def codes() -> list[str]:
    """Return the codes of the simulated communes and of those of the panel that was sent, if one was."""
    drawn = [code(number) for number in range(1, published_total() + 1)]
    sent = Store(store.folder(store.SENT))
    return [*drawn, *(row["commune"] for row in rows(sent))] if sent.about else drawn
