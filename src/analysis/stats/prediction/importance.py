"""Which inputs predictions for unseen places rest on: ranks of permutation importance, as a first screen.

An input matters to a model when predictions get worse as its values are shuffled between the places left out
(Breiman 2001). That is a property of this model on these data. Inputs that say the same share their
importance, and both look weak; one that is important here need not be associated with the outcome once others
are held fixed. Nothing is said where the model is no better than a baseline.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from analysis.stats.errors import ModelError
from analysis.stats.prediction.cross_validation import CrossValidation, cross_validate, fitted
from analysis.stats.prediction.learners import Learner, chosen
from analysis.stats.prediction.rows import Rows, folds, prepare
from analysis.stats.resampling import bootstrap_counts

REASONS: dict[str, str] = {
    "": "The model predicts unseen places better than every baseline.",
    "no_better_than_baselines": "The model predicts unseen places no better than a baseline without inputs, "
    "so what it rests on says nothing.",
}
"""What each :attr:`Importance.reason` means."""


@dataclass(frozen=True, eq=False)
class Importance:
    """Ranks of the inputs of a model by what shuffling them costs.

    Attributes
    ----------
    ranks : DataFrame, index ``input``
        ``rank`` (1 costs most), ``low`` and ``high`` (interval of the rank at ``level``) and ``worse`` (share
        of the draws in which shuffling the input makes predictions worse at all). Empty unless published.
    published : bool
        Whether the model beats the baselines.
    reason : str
        Empty, or why nothing is published: see :data:`REASONS`.
    validation : CrossValidation
        Of the model and the baselines.
    model : str
    level : float
    """

    ranks: pd.DataFrame
    published: bool
    reason: str
    validation: CrossValidation
    model: str
    level: float


def importance(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    place: Hashable,
    *,
    model: str | Mapping[str, Learner] = "gradient_boosting",
    number: int = 5,
    repetitions: int = 5,
    shuffles: int = 20,
    draws: int = 1000,
    seed: int = 0,
    level: float = 0.90,
    **options: Any,
) -> Importance:
    """Rank the inputs of a model by permutation on places left out, where the model beats the baselines.

    Parameters
    ----------
    data, outcome, inputs, place
        As in :func:`analysis.stats.prediction.cross_validation.cross_validate`.
    model : name of a declared model, or mapping of one name to its learner
    number, repetitions : int
        Folds of whole places, at most one for three places; and how often they are drawn.
    shuffles : int
        Of each input in each fold.
    draws, seed : int
        Resamples of places and of repetitions for the intervals of the ranks; the seed of everything.
    level : float
        Of the intervals of the ranks.
    **options
        ``labels``, ``region``, ``time`` of ``cross_validate``.

    Returns
    -------
    Importance

    Raises
    ------
    ModelError
        As ``cross_validate``; for one input, no shuffle, or folds of fewer than three places.
    """
    learners = chosen([model] if isinstance(model, str) else model)
    rows = prepare(data, outcome, inputs, place, **options)
    if len(rows.inputs) < 2 or shuffles < 1 or number * 3 > rows.units or len(learners) > 1:
        raise ModelError(
            f"{len(rows.inputs)} inputs, {shuffles} shuffles, {number} folds of {rows.units} places, "
            f"{len(learners)} models",
            "importance",
            "Use one model, two inputs or more, one shuffle or more, and three places or more in a fold.",
        )
    validation = cross_validate(
        data,
        outcome,
        inputs,
        place,
        models=learners,
        number=number,
        repetitions=repetitions,
        draws=draws,
        seed=seed,
        **options,
    )
    name, learner = next(iter(learners.items()))
    if not validation.scores.loc[name, "beats_baselines"]:
        empty = pd.DataFrame(columns=["rank", "low", "high", "worse"], index=pd.Index([], name="input"))
        return Importance(empty, False, "no_better_than_baselines", validation, name, level)
    random = np.random.default_rng([seed, 1])
    costs = np.zeros((repetitions, rows.units, len(rows.inputs)))
    for repetition, trained, test in fitted(rows, folds(rows, number, repetitions, seed), learner, seed):
        costs[repetition] += _costs(rows, trained, test, shuffles, random)
    return Importance(_ranks(rows, costs, draws, random, level), True, "", validation, name, level)


def _costs(
    rows: Rows, trained: Any, test: np.ndarray, shuffles: int, random: np.random.Generator
) -> np.ndarray:
    """Return what shuffling each input adds to the squares of errors of each place, (units, inputs)."""
    x, y = rows.x[test], rows.y[test]
    before = (trained.predict(x) - y) ** 2
    costs = np.zeros((rows.units, x.shape[1]))
    for column in range(x.shape[1]):
        mixed = np.tile(x, (shuffles, 1))
        mixed[:, column] = random.permuted(np.tile(x[:, column], (shuffles, 1)), axis=1).ravel()
        after = ((trained.predict(mixed).reshape(shuffles, -1) - y) ** 2).mean(axis=0)
        np.add.at(costs[:, column], rows.places[test], after - before)
    return costs


def _ranks(
    rows: Rows, costs: np.ndarray, draws: int, random: np.random.Generator, level: float
) -> pd.DataFrame:
    """Return ranks of the inputs with intervals over places and repetitions."""
    counts = bootstrap_counts(rows.units, draws, random)
    repetitions = random.integers(len(costs), size=draws)
    drawn = np.einsum("du,dui->di", counts, costs[repetitions])
    ranks = stats.rankdata(-drawn, axis=1)
    low, high = np.quantile(ranks, [0.5 - level / 2, 0.5 + level / 2], axis=0, method="inverted_cdf")
    table = {
        "rank": stats.rankdata(-costs.sum(axis=(0, 1)), method="min"),
        "low": low,
        "high": high,
        "worse": (drawn > 0).mean(axis=0),
    }
    return pd.DataFrame(table, index=pd.Index(rows.inputs, name="input")).sort_values("rank")
