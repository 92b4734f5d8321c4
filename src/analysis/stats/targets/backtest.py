"""How a trend would have fared: years held back, foretold from those before, and compared with what came."""

from collections.abc import Hashable, Sequence
from typing import Any

import pandas as pd

from analysis.stats.errors import ModelError, listing
from analysis.stats.sample import numbers
from analysis.stats.targets.outlook import outlook
from analysis.stats.targets.trajectory import trajectory


def held_back(
    data: pd.DataFrame,
    share: Hashable,
    dates: Sequence[float],
    target: float,
    *,
    entity: Hashable = "code",
    time: Hashable = "year",
    level: float = 0.95,
    seed: int = 0,
    **options: Any,
) -> pd.DataFrame:
    """Foretell the figures of some years from those of the years before the first of them.

    Parameters
    ----------
    data, share, entity, time
        As in :func:`analysis.stats.targets.trajectory.trajectory`.
    dates : sequence of float
        Years held back; each has figures.
    target : float
        A level, for the chance of each place to be at it or above.
    level, seed
        As in :func:`analysis.stats.targets.outlook.outlook`.
    **options
        Further options of ``trajectory``.

    Returns
    -------
    DataFrame
        One row a place and date for which both are there: ``place``, ``date``, ``figure``, ``median``,
        ``low``, ``high``, ``inside`` (whether the figure lies in the interval), ``chance`` and ``reached``
        (whether the figure is at the target or above). One date is one draw of what moves all places alike:
        places of a date do not confirm each other.

    Raises
    ------
    ModelError
        As ``trajectory`` and ``outlook``; and for a date without figures.
    """
    values = numbers(data, share)
    times = numbers(data, time)
    without = [date for date in dates if values[times == date].isna().all()]
    if without or not len(dates):
        raise ModelError(
            f"No figures to compare with in {listing(without) or 'any year'}",
            f"column '{share}'",
            "Hold back years with figures.",
        )
    fitted = trajectory(data[times < min(dates)], share, entity=entity, time=time, **options)
    found = []
    for date in dates:
        figures = values[times == date].set_axis(data[entity][times == date]).rename("figure")
        at = outlook(fitted, target, date, level=level, seed=seed).places
        both = at.join(figures).dropna(subset=["figure", "chance"])
        found.append(both.rename_axis("place").reset_index().assign(date=date))
    rows = pd.concat(found, ignore_index=True)
    rows["inside"] = rows["figure"].between(rows["low"], rows["high"])
    rows["reached"] = rows["figure"] >= target
    return rows[["place", "date", "figure", "median", "low", "high", "inside", "chance", "reached"]]
