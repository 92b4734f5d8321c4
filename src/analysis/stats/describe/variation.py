"""How much of a variable differs between places, and how much moves within them."""

from collections.abc import Hashable, Sequence

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError
from analysis.stats.sample import select


def variation(
    data: pd.DataFrame, columns: Sequence[Hashable], place: Hashable, time: Hashable
) -> pd.DataFrame:
    """Return level and spread of variables of a panel, between places and within them.

    Parameters
    ----------
    data : DataFrame
        One row per place and year.
    columns : sequence of column names
    place, time : column name

    Returns
    -------
    DataFrame, index ``column``
        ``n``, ``places``, ``first`` and ``last`` (year with values), ``mean``, ``sd`` (all rows),
        ``sd_between`` (of the means of the places) and ``sd_moving``: of what is left when the effects of
        places and of years are taken out, the variation that two-way fixed effects use. Each on the rows in
        which the column is known.

    Raises
    ------
    ModelError
        When a column is not there, holds no numbers, or is known in fewer than two rows.
    """
    rows = {column: _one(data, column, place, time) for column in columns}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("column")


def _one(data: pd.DataFrame, column: Hashable, place: Hashable, time: Hashable) -> dict[str, float]:
    sample = select(data, [column], [place, time], [place, time])
    values, labels = sample.numbers[column], sample.labels
    if len(values) < 2:
        raise ModelError(f"{len(values)} row is too few", f"column '{column}'", "Choose more years.")
    dummies = pd.get_dummies(labels.astype(str), dtype=float).to_numpy()
    fitted = dummies @ np.linalg.lstsq(dummies, values.to_numpy(), rcond=None)[0]
    left = values.to_numpy() - fitted
    free = len(values) - np.linalg.matrix_rank(dummies)
    return {
        "n": len(values),
        "places": labels[place].nunique(),
        "first": labels[time].min(),
        "last": labels[time].max(),
        "mean": float(values.mean()),
        "sd": float(values.std()),
        "sd_between": float(values.groupby(labels[place]).mean().std()),
        "sd_moving": float(np.sqrt((left**2).sum() / free)) if free > 0 else float("nan"),
    }
