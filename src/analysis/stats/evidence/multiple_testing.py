"""Many tests read together, within a family declared beforehand."""

from typing import Literal

import numpy as np
import pandas as pd
from statsmodels.stats.multitest import multipletests

from analysis.stats.errors import ModelError, nearest

METHODS = {
    "benjamini_hochberg": "fdr_bh",
    "benjamini_yekutieli": "fdr_by",
    "bonferroni": "bonferroni",
    "holm": "holm",
    "hochberg": "simes-hochberg",
}
Method = Literal["benjamini_hochberg", "benjamini_yekutieli", "bonferroni", "holm", "hochberg"]


def adjust(
    p_values: "pd.Series[float]", method: Method = "benjamini_hochberg", alpha: float = 0.05
) -> pd.DataFrame:
    """Return p-values adjusted for having been read together.

    Parameters
    ----------
    p_values : Series
        The whole family, one value per test.
    method : str
        ``benjamini_hochberg`` and ``benjamini_yekutieli`` bound the share of false findings among the
        findings (adjusted values are q-values); ``bonferroni``, ``holm`` and ``hochberg`` bound the chance
        of any.
    alpha : float
        Level at which a test counts as rejected.

    Returns
    -------
    DataFrame, index of ``p_values``
        Columns ``p_value``, ``adjusted``, ``rejected``.

    Raises
    ------
    ModelError
        For an unknown method, an empty family, and values that are missing or outside 0 to 1.
    """
    if method not in METHODS:
        raise ModelError(f"There is no method '{method}'", "adjust", nearest(method, METHODS))
    values = p_values.to_numpy(dtype=float)
    if len(values) == 0 or not ((values >= 0) & (values <= 1)).all() or np.isnan(values).any():
        raise ModelError(
            "Some p-values are missing or outside 0 to 1", "adjust", "Give the whole family, each test run."
        )
    rejected, adjusted, _, _ = multipletests(values, alpha=alpha, method=METHODS[method])
    return pd.DataFrame({"p_value": values, "adjusted": adjusted, "rejected": rejected}, index=p_values.index)
