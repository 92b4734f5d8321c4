"""Several conditions against one outcome, one at a time, read as one family: a first look, not a model."""

from collections.abc import Collection, Hashable, Sequence

import pandas as pd

from analysis.stats.describe.association import correlations
from analysis.stats.errors import ModelError
from analysis.stats.evidence.cross_section import examine
from analysis.stats.evidence.grade import FEWEST_PLACES
from analysis.stats.evidence.multiple_testing import adjust

COLUMNS = (
    "r", "low", "high", "rank_r", "rank_low", "rank_high", "n", "q_value", "worst_p", "letter", "reasons",
)  # fmt: skip


def screen(
    data: pd.DataFrame,
    outcome: Hashable,
    conditions: Sequence[str],
    *,
    place: Hashable,
    region: Hashable,
    same_survey: Collection[str] = (),
) -> pd.DataFrame:
    """Return the correlation of each condition with an outcome, and what many tests and regions leave of it.

    Parameters
    ----------
    data : DataFrame
        One row per place.
    outcome : column name
    conditions : sequence of column names
        The family, declared before the results are seen; each known for 20 places at least.
    place, region : column name
    same_survey : collection of column names
        Conditions that come from the survey of the outcome.

    Returns
    -------
    DataFrame, index ``condition``
        ``r``, ``low``, ``high`` (Pearson, with Fisher's interval), ``rank_r``, ``rank_low``, ``rank_high``
        (Spearman), ``n``, ``q_value`` (Benjamini and Hochberg, of the Pearson correlations), ``worst_p``
        (largest p-value of HC3, region effects, region jackknife and wild bootstrap by region), ``letter``
        (grade) and its ``reasons``. The intervals take places as independent, the last three columns do not.

    Raises
    ------
    ModelError
        For an empty family, a condition known for too few places, or one without variation.
    """
    linear = correlations(data, outcome, conditions)
    few = list(linear.index[linear["n"] < FEWEST_PLACES])
    if few:
        raise ModelError(
            f"Fewer than {FEWEST_PLACES} places have {', '.join(map(str, few))} and {outcome}",
            "screen",
            "Show the figures, and say that nothing can be concluded.",
        )
    ranks = correlations(data, outcome, conditions, method="spearman")
    q_values = adjust(linear["p_value"].astype(float))["adjusted"]
    rows = {}
    for name in conditions:
        examined = examine(
            data,
            outcome,
            name,
            [],
            place=place,
            region=region,
            q_value=float(q_values[name]),
            same_survey=name in same_survey,
        )
        row = [*linear.loc[name, ["r", "low", "high"]], *ranks.loc[name, ["r", "low", "high"]]]
        verdict = [examined.p_value, examined.grade.letter, examined.grade.reasons]
        rows[name] = [*row, linear.loc[name, "n"], q_values[name], *verdict]
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(COLUMNS)).rename_axis("condition")
