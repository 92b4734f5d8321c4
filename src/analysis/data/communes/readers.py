"""Readers of a panel of communes: one commune, one province, one month, and all of it piece by piece."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.data.communes import database, drawn, store
from analysis.data.communes.aggregates import TABLES, rows
from analysis.data.communes.settings import INPUTS
from analysis.data.communes.store import Store
from analysis.data.communes.units import is_simulated
from analysis.data.unknown import require

Chunk = dict[str, NDArray[Any]]


def store_of(commune: str) -> Store:
    """Return the panel that a commune belongs to: the drawn one (made if need be) or the one that was sent.

    Parameters
    ----------
    commune : str
        Code; those of simulated communes begin with ``MP``.
    """
    if is_simulated(commune):
        return drawn.ready()
    sent = Store(store.folder(store.SENT))
    sent.require()
    if sent.is_simulated:
        drawn.use()
    return sent


def about(commune: str, panel: Store) -> dict[str, str]:
    """Return code, province, digest of the rows and name of a commune.

    Raises
    ------
    UnknownName
        The panel has no such commune.
    """
    found = _listed(panel)
    require("commune", commune, found)
    return found[commune]


@cache
def _listed(panel: Store) -> dict[str, dict[str, str]]:
    panel.require()
    return {row["commune"]: row for row in rows(panel)}


def commune(code: str, panel: Store) -> pd.DataFrame:
    """Return the rows of one commune, month by month; only the parts of one file that hold it are read."""
    province_of = about(code, panel)["province"]
    return _frame(panel, f"SELECT * FROM {panel.source(province_of)} WHERE commune = ? ORDER BY month", code)


def province(code: str, panel: Store) -> pd.DataFrame:
    """Return the rows of the communes of one province, by commune and month."""
    require("province", code, panel.provinces())
    return _frame(panel, f"SELECT * FROM {panel.source(code)} ORDER BY commune, month")


def month(first_day: str, panel: Store) -> pd.DataFrame:
    """Return the rows of all communes in one month, given as its first day, ``2025-03-01``."""
    return _frame(panel, f"SELECT * FROM {panel.source()} WHERE month = ?::DATE ORDER BY commune", first_day)


def _frame(panel: Store, query: str, *given: str) -> pd.DataFrame:
    panel.require()
    with database.connection() as opened:
        found: pd.DataFrame = opened.execute(query, given).df()
    found.attrs["simulated"] = panel.is_simulated
    return found


def summed(table: str, panel: Store) -> pd.DataFrame:
    """Return the sums of a panel.

    Parameters
    ----------
    table : str
        One of :data:`~analysis.data.communes.aggregates.TABLES`.
    panel : Store
        The panel.
    """
    require("table", table, TABLES)
    panel.require()
    found = pd.read_csv(panel.folder / f"{table}.csv", dtype={"province": str})
    if "month" in found:
        found["month"] = pd.to_datetime(found["month"])
    found.attrs["simulated"] = panel.is_simulated
    return found


def printed(place: str, panel: Store) -> dict[str, Any]:
    """Return what pages print of a province (by its code) or of the ``country``, rounded as printed."""
    panel.require()
    path = panel.folder / "printed" / f"{place}.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


_MODEL = """
    SELECT commune, province, month,
        CASE WHEN dossiers > 0 THEN ln((dossiers_online + 0.5) / (dossiers - dossiers_online + 0.5)) END
            AS online_logit,
        1000.0 * teams / population AS teams_per_1000_people,
        smartphone_share_pct,
        100.0 * dx_budget_million_vnd / nullif(budget_million_vnd, 0) AS dx_budget_share_pct
    FROM {source} ORDER BY commune, month
"""
OUTCOME = "online_logit"


def chunks(panel: Store) -> Callable[[], Iterator[Chunk]]:
    """Return a function that goes through the panel, one province at a time, as models read it.

    Parameters
    ----------
    panel : Store
        The panel.

    Returns
    -------
    function
        Gives an iterator of dicts of arrays, equally long within a chunk: ``commune``, ``province`` and
        ``month`` (whole numbers), ``online_logit`` (empirical logit of the share filed online, which exists
        for shares of 0 and 1 too) and the three inputs. What was not reported, or does not exist because no
        dossier came in, is not a number. Each call begins anew.
    """
    panel.require()

    def read() -> Iterator[Chunk]:
        first = 0
        with database.connection() as opened:
            for number, code in enumerate(panel.provinces()):
                found = opened.execute(_MODEL.format(source=panel.source(code))).fetchnumpy()
                chunk, first = _numbered(found, number, first)
                yield chunk

    return read


def _numbered(found: dict[str, Any], province_number: int, first: int) -> tuple[Chunk, int]:
    """Return rows as arrays of numbers, communes counted on from the chunks before, and the next number."""
    codes, numbers = np.unique(np.asarray(found["commune"], dtype=str), return_inverse=True)
    chunk: Chunk = {
        "commune": numbers + first,
        "province": np.full(len(numbers), province_number),
        "month": np.asarray(found["month"], dtype="datetime64[M]").astype(np.int64),
    }
    for name in (OUTCOME, *INPUTS):
        chunk[name] = np.ma.filled(np.ma.asarray(found[name], dtype=float), np.nan)
    return chunk, first + len(codes)
