"""The checks of an association, as the grade takes them."""

import pandas as pd

from analysis.stats.evidence.grade import Checks
from analysis.stats.robustness.leave_one_out import LeaveOneOut
from analysis.stats.robustness.sensitivity import Sensitivity, strongest
from analysis.stats.robustness.specifications import Specifications


def checked(
    left: LeaveOneOut,
    grid: Specifications,
    strength: Sensitivity,
    marks: pd.DataFrame | None,
    *,
    estimate: float,
    q_value: float | None,
    unmeasured: float | None = None,
) -> Checks:
    """Return the checks of an estimate.

    Parameters
    ----------
    left : LeaveOneOut
    grid : Specifications
    strength : Sensitivity
    marks : DataFrame or None
        From :func:`analysis.stats.robustness.sensitivity.benchmarks`, once as strong.
    estimate : float
        Its sign is what the specifications are asked for.
    q_value : float or None
        As in :class:`analysis.stats.evidence.grade.Checks`.
    unmeasured : float or None
        The benchmark where there are no marks; None when this check then counts as not made.
    """
    return Checks(
        leave_one_out_flips=len(left.flips),
        same_sign_share=grid.share_of_sign(estimate),
        excludes_zero_share=grid.excludes_zero_share,
        q_value=q_value,
        robustness_value=strength.robustness_value_interval,
        benchmark_r2=unmeasured if marks is None else strongest(marks),
    )
