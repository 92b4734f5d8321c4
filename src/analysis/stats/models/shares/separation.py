"""Separation: inputs that tell rows at the end of the scale apart, so that no finite coefficient exists."""

import numpy as np
from scipy import optimize

from analysis.stats.errors import ModelError, listing
from analysis.stats.models.shares.mean_model import MeanModel, in_units

_NOTHING = 1e-7


def told_apart(model: MeanModel, lowest: float = 0.0, highest: float = 1.0) -> ModelError | None:
    """Return the error that names what tells the rows at either end apart, or None where nothing does.

    Parameters
    ----------
    model : MeanModel
    lowest, highest : float
        The ends of the scale, which the mean can only come close to: 0 and 1 for shares, 0 and infinity for
        counts.

    Notes
    -----
    A linear program (Konis 2007) looks for a direction that fits the rows at both ends ever better and leaves
    the rows between as they are.
    """
    ends = (model.y == highest).astype(float) - (model.y == lowest)
    if not ends.any():
        return None
    towards, between = (model.basis * ends[:, None])[ends != 0], model.basis[ends == 0]
    answer = optimize.linprog(
        -towards.sum(axis=0),
        A_ub=-towards,
        b_ub=np.zeros(len(towards)),
        A_eq=between if len(between) else None,
        b_eq=np.zeros(len(between)) if len(between) else None,
        bounds=(-1, 1),
    )
    if answer.status != 0 or -answer.fun < _NOTHING:
        return None
    design = model.design
    slopes = in_units(model, answer.x)[int(design.has_intercept) :]
    moved = np.abs(slopes) * np.ptp(model.inputs, axis=0) > _NOTHING
    which = [f"'{name}'" for name, moves in zip(design.inputs, moved, strict=True) if moves]
    scale = f"{lowest:g} or {highest:g}" if np.isfinite(highest) else f"{lowest:g}"
    return ModelError(
        f"Outcomes of {scale} are told apart perfectly by {listing(which) or 'the effects'}",
        f"{len(towards)} of {len(model.y)} rows",
        "No finite coefficient exists: leave these columns out, take wider groups, or use ols.",
    )
