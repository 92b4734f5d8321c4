"""Figures of the page on the panel of communes: what it holds, and what models read in it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.data.communes import checks, contract, drawn, readers
from analysis.data.communes.settings import INPUTS, SETTINGS
from analysis.data.communes.store import Store
from analysis.stats.models.streamed import StreamedPanel, streamed_panel

COMMUNES, PROVINCES = "communes", "provinces"


@dataclass(frozen=True, eq=False)
class Panel:
    """The simulated panel, checked.

    Attributes
    ----------
    store : Store
        Where it lies.
    rows : int
        Rows that were checked; all of them keep every rule.
    """

    store: Store
    rows: int

    @property
    def communes(self) -> int:
        """Return how many communes there are."""
        return int(self.store.about["communes"])

    @property
    def months(self) -> int:
        """Return how many months there are."""
        return int(self.store.about["months"])

    def country(self) -> pd.DataFrame:
        """Return the sums over the country by year."""
        return readers.summed("country_year", self.store).set_index("year")

    def largest_province(self) -> int:
        """Return the rows of the largest province: what is held at a time when all are gone through."""
        sums = readers.summed("province_year", self.store)
        return int(sums.groupby("province")["commune_months"].sum().max())


def panel() -> Panel:
    """Return the simulated panel, drawn if need be, after a check of every row.

    Raises
    ------
    InputError
        A row breaks a rule.
    """
    store = drawn.ready()
    return Panel(store, checks.check(store))


def rules() -> int:
    """Return how many rules of single rows there are; keys and months are compared besides."""
    return len(contract.rules(checks.known_provinces()))


def of_communes(panel: Panel) -> StreamedPanel:
    """Return the model of all communes: effects of commune and month, intervals clustered by province."""
    return streamed_panel(
        readers.chunks(panel.store),
        readers.OUTCOME,
        INPUTS,
        entity="commune",
        time="month",
        cluster="province",
    )


def of_provinces(panel: Panel) -> StreamedPanel:
    """Return the same model of the sums of provinces, as if communes were not known."""
    sums = readers.summed("province_month", panel.store)
    filed, others = sums["dossiers_online"] + 0.5, sums["dossiers"] - sums["dossiers_online"] + 0.5
    chunk = {
        "province": sums["province"].astype(int).to_numpy(),
        "month": sums["month"].to_numpy().astype("datetime64[M]").astype(np.int64),
        readers.OUTCOME: np.log((filed / others).to_numpy(dtype=float)),
        **{name: sums[name].to_numpy(dtype=float) for name in INPUTS},
    }
    return streamed_panel(lambda: iter([chunk]), readers.OUTCOME, INPUTS, entity="province", time="month")


def beside_truth(models: dict[str, StreamedPanel]) -> pd.DataFrame:
    """Return estimates and intervals of each model beside the known effects; one row a model and input."""
    rows = [
        {
            "model": name,
            "input": term,
            "known": SETTINGS.effects[term],
            "estimate": float(row["estimate"]),
            "low": float(row["low"]),
            "high": float(row["high"]),
            "holds": bool(row["low"] <= SETTINGS.effects[term] <= row["high"]),
            "n": model.n,
        }
        for term in INPUTS
        for name, model in models.items()
        for row in [model.term(term)]
    ]
    found = pd.DataFrame(rows)
    found.attrs["simulated"] = True
    return found
