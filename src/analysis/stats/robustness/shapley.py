"""How the share of the outcome that a model explains is parted between its inputs (Shapley, LMG).

The R2 of every subset of the inputs is computed; the share of an input is what it adds, averaged over the
orders in which inputs can enter (Lindeman, Merenda and Gold 1980; Grömping 2007). It parts an R2, and says
nothing on what would happen if an input were changed.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import factorial

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError, listing
from analysis.stats.models.design import Columns, Design, as_columns, build
from analysis.stats.models.identification import partial_out
from analysis.stats.resampling import arrange, bootstrap_counts
from analysis.stats.robustness.cross_products import EMPTY, take_out

MOST_PARTS = 12
HIGH_INFLATION = 5.0
_CHUNK = 2**22


@dataclass(frozen=True, eq=False)
class ShapleyR2:
    """The R2 of a linear model, parted between its inputs.

    Attributes
    ----------
    shares : DataFrame, index ``input`` (or ``group``)
        ``share`` of the variance of the outcome (the shares sum to ``r2``), ``low`` and ``high`` (interval
        at ``level``), ``vif`` (the largest of a group) and ``collinear`` (``vif`` above 5: the share is then
        mostly a convention on how to part what inputs have in common).
    r2, r2_low, r2_high : float
        With effects, of what the effects leave of the outcome.
    n, units : int
        Rows, and places that are resampled.
    method : str
    dropped : DataFrame
        Rows left out and why.
    draws : int
    level : float
    """

    shares: pd.DataFrame
    r2: float
    r2_low: float
    r2_high: float
    n: int
    units: int
    method: str
    dropped: pd.DataFrame
    draws: int
    level: float


def shapley_r2(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    *,
    groups: Mapping[str, Sequence[Hashable]] | None = None,
    effects: Columns = None,
    weights: Hashable | None = None,
    place: Hashable | None = None,
    draws: int = 1000,
    seed: int = 0,
    level: float = 0.95,
) -> ShapleyR2:
    """Part the R2 of a linear model between its inputs, with bootstrap intervals.

    Parameters
    ----------
    data, outcome, inputs, effects, weights
        The model, as in :func:`analysis.stats.models.linear.ols`.
    groups : mapping of name to inputs, optional
        Inputs that enter together and get one share; an input in no group stands for itself.
    place : column name, optional
        What is resampled: all rows of a place together. Rows without it.
    draws, seed : int
        Of the bootstrap.
    level : float

    Returns
    -------
    ShapleyR2

    Raises
    ------
    ModelError
        As ``ols``; for more than twelve inputs or groups, an input in two groups, fewer than 100 draws.

    Notes
    -----
    The R2 of a resample is on average above that of the sample, and a share cannot be negative: percentile
    intervals therefore lie too high, and those of weak inputs miss the true share most of the time. The
    percentiles of the shares are moved down by that difference, those of R2 by twice, since the R2 of the
    sample is above that of the population by about as much again; both are cut at 0 and 1.
    """
    _require_draws(draws, level)
    inputs = as_columns(inputs)
    design = build(data, outcome, inputs, effects=effects, weights=weights, entity=place)
    parts = _parts([str(name) for name in inputs], groups)
    names = [name for members in parts.values() for name in members]
    columns = _columns(design, names)
    order, places = arrange(
        np.column_stack([design.y, design.x]), None if place is None else design.labels(place)
    )
    counts = bootstrap_counts(places.max() + 1, draws, np.random.default_rng(seed))
    row_weights = np.vstack([np.ones(len(order)), counts[:, places]]) * design.weights[order]
    explained = _explained(
        columns[order], _constant(design)[order], row_weights, [len(part) for part in parts.values()]
    )
    shares = explained @ _orders(len(parts))
    low, high = _interval(shares, level, moved=1)
    r2_low, r2_high = _interval(explained[:, -1], level, moved=2)
    inflation = _inflation(np.sqrt(design.weights)[:, None] * columns[:, :-1])
    vif = dict(zip(names, inflation, strict=True))
    table = pd.DataFrame(
        {
            "share": shares[0],
            "low": low,
            "high": high,
            "vif": [max(vif[name] for name in members) for members in parts.values()],
        },
        index=pd.Index(list(parts), name="input" if groups is None else "group"),
    )
    return ShapleyR2(
        table.assign(collinear=table["vif"] > HIGH_INFLATION),
        float(explained[0, -1]),
        float(r2_low),
        float(r2_high),
        design.n,
        design.units,
        design.describe("Shapley shares of R2"),
        design.sample.dropped,
        draws,
        level,
    )


def _require_draws(draws: int, level: float) -> None:
    """Raise unless an interval can be had from the draws."""
    if not 0 < level < 1 or draws < 100:
        raise ModelError(
            f"level {level}, draws {draws}", "shapley_r2", "Use a level in (0, 1), 100 draws or more."
        )


def _parts(inputs: Sequence[str], groups: Mapping[str, Sequence[Hashable]] | None) -> dict[str, list[str]]:
    """Return the inputs by the part that they belong to: their group, or themselves."""
    named = {
        str(name): [str(each) for each in as_columns(members)] for name, members in (groups or {}).items()
    }
    grouped = [each for members in named.values() for each in members]
    wrong = [each for each in dict.fromkeys(grouped) if grouped.count(each) > 1 or each not in inputs]
    wrong += [name for name in named if name in inputs and name not in grouped]
    if wrong or not all(named.values()):
        raise ModelError(
            f"Groups do not part the inputs: {listing(wrong) or 'an empty group'}",
            "groups",
            "Name each input of the model in one group at most, and give groups names of their own.",
        )
    parts = named | {each: [each] for each in inputs if each not in grouped}
    if len(parts) > MOST_PARTS:
        raise ModelError(
            f"{len(parts)} inputs or groups are {2 ** len(parts):,} models",
            "shapley_r2",
            f"Leave inputs out, or join those that belong together: at most {MOST_PARTS} parts.",
        )
    return parts


def _constant(design: Design) -> np.ndarray:
    """Return what every model holds, shape (n, q): the intercept or the effects."""
    return np.ones((design.n, 1)) if design.has_intercept else design.absorbed


def _columns(design: Design, names: Sequence[str]) -> np.ndarray:
    """Return inputs and outcome without what every model holds, of unit length, shape (n, k + 1)."""
    x = design.x[:, [design.names.index(name) for name in names]]
    root = np.sqrt(design.weights)[:, None]
    left = partial_out(root * _constant(design), root * np.column_stack([x, design.y]))
    size = np.linalg.norm(left, axis=0)
    if size[-1] <= 1e-12 * np.linalg.norm(root[:, 0] * design.y):
        raise ModelError("The effects leave nothing of the outcome", "effects", "Leave them out.")
    return left / size / root


def _explained(
    columns: np.ndarray, constant: np.ndarray, weights: np.ndarray, sizes: Sequence[int]
) -> np.ndarray:
    """Return R2 of every subset of the parts, shape (draws, 2 ** parts), for each row of weights."""
    everything = np.hstack([constant, columns])
    n, width = everything.shape
    products = (everything[:, :, None] * everything[:, None, :]).reshape(n, width**2)
    at_once = max(1, _CHUNK // max(width**2, 4 * 2 ** len(sizes)))
    found = []
    for start in range(0, len(weights), at_once):
        gram = (weights[start : start + at_once] @ products).reshape(-1, width, width)
        left = _residual_sums(take_out(gram, constant.shape[1]), sizes)
        with np.errstate(divide="ignore", invalid="ignore"):
            found.append(1 - left / left[:, :1])
    return np.vstack(found)


def _residual_sums(gram: np.ndarray, sizes: Sequence[int]) -> np.ndarray:
    """Return residual sums of squares of the last column on every subset, shape (draws, 2 ** parts).

    Part by part, each matrix is followed without the part and with the part taken out of the columns after
    it, so that a subset costs one small step. Bit j of the position of a subset says if part j is in it.
    """
    left = gram[:, None]
    for size in sizes:
        with_part = left
        for _ in range(size):
            pivot = with_part[..., :1, :1]
            # A column that earlier ones make up adds nothing: its length, one in the sample, has gone.
            share = np.where(pivot > EMPTY, with_part[..., :1, 1:] / np.where(pivot > 0, pivot, 1), 0)
            with_part = with_part[..., 1:, 1:] - with_part[..., 1:, :1] * share
        left = np.concatenate([left[..., size:, size:], with_part], axis=1)
    return np.maximum(left[..., 0, 0], 0)


def _orders(parts: int) -> np.ndarray:
    """Return the weights, shape (2 ** parts, parts), that turn R2 of subsets into Shapley shares."""
    member = (np.arange(2**parts)[:, None] >> np.arange(parts)) & 1
    others = member.sum(axis=1, keepdims=True) - member
    chance = [factorial(size) * factorial(parts - size - 1) / factorial(parts) for size in range(parts)]
    return np.where(member, 1, -1) * np.array(chance)[others]


def _interval(drawn: np.ndarray, level: float, *, moved: int) -> np.ndarray:
    """Return low and high from the draws, the first of which is the sample itself."""
    bias = np.nanmean(drawn[1:], axis=0) - drawn[0]
    ends = np.nanquantile(drawn[1:], [0.5 - level / 2, 0.5 + level / 2], axis=0)
    return np.clip(ends - moved * bias, 0, 1)


def _inflation(columns: np.ndarray) -> np.ndarray:
    """Return the variance inflation of inputs of unit length, shape (n, k)."""
    return np.diag(np.linalg.inv(columns.T @ columns))
