"""A roll-out as tables: which rows each average takes, what was imputed, and what was left out."""

import numpy as np
import pandas as pd

from analysis.stats.models.inference import Choice, cluster_reference
from analysis.stats.models.rollouts.rollout_rows import RolloutRows
from analysis.stats.result import Result, term_table

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


def imputed_rows(rows: RolloutRows, left: np.ndarray) -> pd.DataFrame:
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


def average_terms(figures: pd.DataFrame, choice: Choice, clusters: int) -> pd.DataFrame:
    """Return the table of terms from ``estimate`` and ``std_error``, by t(G - 1)."""
    estimate, std_error = figures["estimate"].to_numpy(), figures["std_error"].to_numpy()
    return term_table(list(figures.index), estimate, std_error, clusters - 1, level=choice.level)


def average_result(
    rows: RolloutRows, choice: Choice, names: tuple[str, str], figures: pd.DataFrame, left: np.ndarray
) -> Result:
    """Return the overall average with its sample; ``left`` is outcome less imputed outcome, by row."""
    _, inference, few = cluster_reference(choice, [len(rows.cluster_names)])
    kept = ~rows.equipped | rows.imputed
    residuals = left - figures["estimate"].iloc[0] * rows.equipped
    labels = rows.sample.rows
    return Result(
        terms=average_terms(figures, choice, len(rows.cluster_names)),
        n=int(kept.sum()),
        units=int(labels[kept].iloc[:, 0].nunique()),
        method=names[1],
        inference=inference,
        outcome=names[0],
        fit={"rows_equipped": float(rows.imputed.sum()), "rows_before": float((~rows.equipped).sum())},
        sample=labels[kept],
        dropped=dropped_rows(rows),
        level=choice.level,
        cautions=(*rows.cautions, *few),
        residuals=pd.Series(residuals[kept], index=labels.index[kept], name="residual"),
    )
