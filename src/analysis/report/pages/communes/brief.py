"""One commune beside its province and the country: what its page shows, as it was read."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from analysis.data.communes import readers, units
from analysis.data.communes.aggregates import LATEST
from analysis.data.communes.settings import INPUTS
from analysis.data.communes.store import Store
from analysis.report.language import Language

OWN, PROVINCE, COUNTRY = "commune", "province", "country"


@dataclass(frozen=True, eq=False)
class Brief:
    """A commune with its rows, and what is printed of its province and the country.

    Attributes
    ----------
    about : dict of str to str
        Code, province and name.
    rows : DataFrame
        Its months.
    province, country : dict
        From :func:`analysis.data.communes.readers.printed`.
    panel : Store
        The panel it comes from.
    """

    about: dict[str, str]
    rows: pd.DataFrame
    province: dict[str, Any]
    country: dict[str, Any]
    panel: Store

    def name(self, language: Language) -> str:
        """Return the name of the commune, with its province."""
        written = self.about["name"]
        return units.english(written) if language.code == "en" else written

    def names(self, language: Language) -> dict[str, str]:
        """Return what commune, province and country are called in charts and tables."""
        return {
            OWN: self.name(language).split(",")[0],
            PROVINCE: language.place(self.about["province"], "34"),
            COUNTRY: language.say("the country"),
        }

    @cached_property
    def shares(self) -> pd.DataFrame:
        """Return the share of dossiers filed online, percent, by month (``2025-03``), three columns."""
        own = 100 * self.rows["dossiers_online"] / self.rows["dossiers"].where(self.rows["dossiers"] > 0)
        months = self.rows["month"].dt.strftime("%Y-%m")
        found = pd.DataFrame({OWN: own.to_numpy(dtype=float)}, index=pd.Index(months, name="month"))
        found[PROVINCE] = pd.Series(self.province["months"], dtype=float)
        found[COUNTRY] = pd.Series(self.country["months"], dtype=float)
        found.attrs = dict(self.rows.attrs)
        return found

    @cached_property
    def years(self) -> pd.DataFrame:
        """Return dossiers, months reported and the three shares by year."""
        by_year = self.rows.groupby(self.rows["month"].dt.year)
        sums = by_year[["reported", "dossiers", "dossiers_online"]].sum()
        sums[OWN] = 100 * sums["dossiers_online"] / sums["dossiers"].where(sums["dossiers"] > 0)
        for name, printed in ((PROVINCE, self.province), (COUNTRY, self.country)):
            sums[name] = [printed["years"].get(str(year)) for year in sums.index]
        found = sums.astype({"reported": int, "dossiers": int})
        found.attrs = dict(self.rows.attrs)
        return found

    @cached_property
    def latest(self) -> float | None:
        """Return the share over the latest months, percent; None when no dossier was reported in them."""
        recent = self.rows.tail(LATEST)[["dossiers", "dossiers_online"]].sum()
        return float(100 * recent["dossiers_online"] / recent["dossiers"]) if recent["dossiers"] else None

    @property
    def quarter(self) -> int | None:
        """Return in which quarter of the communes of its province it lies, 1 the lowest."""
        if self.latest is None:
            return None
        return 1 + sum(self.latest > bound for bound in self.province["quarters"])

    @cached_property
    def inputs(self) -> pd.DataFrame:
        """Return the inputs in the latest month; index: inputs, columns: commune, province, country."""
        last = self.rows.iloc[-1].to_dict()
        own = {
            "teams_per_1000_people": 1000 * last["teams"] / last["population"],
            "smartphone_share_pct": last["smartphone_share_pct"],
            "dx_budget_share_pct": 100 * last["dx_budget_million_vnd"] / last["budget_million_vnd"],
        }
        columns = {OWN: own, PROVINCE: self.province["inputs"], COUNTRY: self.country["inputs"]}
        found = pd.DataFrame(
            {name: [said[one] for one in INPUTS] for name, said in columns.items()}, index=INPUTS
        )
        found.attrs = dict(self.rows.attrs)
        return found


def brief(commune: str) -> Brief:
    """Read what the page of a commune shows.

    Parameters
    ----------
    commune : str
        Its code.

    Raises
    ------
    UnknownName
        The panel has no such commune.
    InputError
        There is no panel.
    """
    panel = readers.store_of(commune)
    about = readers.about(commune, panel)
    return Brief(
        about,
        readers.commune(commune, panel),
        readers.printed(about["province"], panel),
        readers.printed("country", panel),
        panel,
    )
