"""How many places reached a level, and how many may have, when most of them are not known."""

from dataclasses import dataclass

import pandas as pd

from analysis.stats.errors import ModelError


@dataclass(frozen=True)
class Attainment:
    """Places that met a target, did not, or are not known.

    Attributes
    ----------
    met, not_met, not_known : int
        Places; together all that the target holds for.
    low, high : float
        Least and greatest share of all places that can have met it, in percent: none or all of those not
        known (Manski 1989, bounds without assumptions).
    """

    met: int
    not_met: int
    not_known: int
    low: float
    high: float


def attainment(figures: pd.DataFrame, places: int) -> Attainment:
    """Count the places that met a target by their latest figure.

    Parameters
    ----------
    figures : DataFrame
        One row a figure: ``figure_code``, ``figure_date`` (ISO text, may stop at the year or month; undated
        first), ``verdict`` (``met``, ``not_met``, ``not_known``).
    places : int
        Places the target holds for.

    Raises
    ------
    ModelError
        When more places have figures than the target holds for.
    """
    ordered = figures.assign(order=figures["figure_date"].fillna("").astype(str))
    latest = ordered.sort_values("order", kind="stable").drop_duplicates("figure_code", keep="last")
    if len(latest) > places:
        raise ModelError(
            f"{len(latest)} places have figures", f"a target for {places}", "Pass the figures of one target."
        )
    met, not_met = (int((latest["verdict"] == verdict).sum()) for verdict in ("met", "not_met"))
    unknown = places - met - not_met
    return Attainment(met, not_met, unknown, 100 * met / places, 100 * (met + unknown) / places)
