"""A roll-out as tables: which rows each average takes, what was imputed, and what was left out."""

import numpy as np
import pandas as pd

from analysis.stats.models.rollout_rows import RolloutRows

AVERAGE = "equipped"
"""Name of the term of the overall average."""


def averaged_sets(rows: RolloutRows) -> dict[tuple[str, str], np.ndarray]:
    """Return the averages wanted: by kind and term, the imputed rows of each, bool, shape (m,)."""
    used = rows.imputed
    sets = {("att", AVERAGE): np.ones(int(used.sum()), dtype=bool)}
    for by, values in (("horizon", rows.horizon[used]), ("cohort", rows.start[used])):
        sets |= {(by, f"{value:g}"): values == value for value in np.unique(values)}
    return sets


def set_sizes(rows: RolloutRows, sets: dict[tuple[str, str], np.ndarray]) -> pd.DataFrame:
    """Return rows and places of every average."""
    places = rows.sample.rows.loc[rows.imputed].iloc[:, 0].to_numpy()
    table = [{"rows": int(chosen.sum()), "places": len(set(places[chosen]))} for chosen in sets.values()]
    return pd.DataFrame(table, index=pd.MultiIndex.from_tuples(list(sets), names=["by", "term"]))


def imputed_rows(rows: RolloutRows, left: np.ndarray, outcome: str) -> pd.DataFrame:
    """Return the imputed rows, one by one."""
    used = rows.imputed
    measured = rows.sample.numbers.iloc[:, 0].to_numpy()[used]
    return rows.sample.rows[used].assign(
        start=rows.start[used],
        horizon=rows.horizon[used],
        weight=rows.weights[used],
        outcome=measured,
        imputed=measured - left[used],
        difference=left[used],
    )


def dropped_rows(rows: RolloutRows) -> pd.DataFrame:
    """Return the rows with missing values, and the equipped ones that cannot be imputed, with reasons."""
    out = rows.left_out != ""
    more = rows.sample.rows[out].assign(reason=rows.left_out[out], columns="")
    return pd.concat([rows.sample.dropped, more])


def places_left_out(rows: RolloutRows) -> pd.DataFrame:
    """Return the places with equipped rows left out."""
    place = rows.sample.rows.columns[0]
    table = rows.sample.rows[[place]].assign(reason=rows.left_out)[rows.equipped]
    of = table.groupby(place, sort=False).size()
    counts = table[table["reason"] != ""].groupby([place, "reason"], sort=False).size().rename("rows")
    found = counts.reset_index("reason")
    return found.assign(of=of.reindex(found.index))
