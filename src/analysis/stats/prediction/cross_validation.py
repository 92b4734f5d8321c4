"""How well places are predicted that the model has not seen, beside baselines that use no input.

Rows of one place are alike. Folds drawn at random put some of them on each side, and a flexible model then
recognises the place rather than predicts it: it can reach a high R2 that way with inputs that say nothing of
places it has not seen. Folds are therefore made of whole places, and folds of rows are refused where places
repeat.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn import config_context

from analysis.stats.errors import ModelError
from analysis.stats.models.design import Columns
from analysis.stats.prediction.learners import MODELS, Learner, baselines, chosen, pipeline
from analysis.stats.prediction.rows import Rows, by_place, folds, prepare
from analysis.stats.resampling import bootstrap_counts

_INNER_FOLDS = 5
MEASURES = ("r2", "mae", "rmse", "gain")


@dataclass(frozen=True, eq=False)
class CrossValidation:
    """Predictions of places that were left out, by model.

    Attributes
    ----------
    scores : DataFrame, index ``model``
        Baselines first. ``kind``; ``r2`` (one less the squares of the errors over those about the mean; below
        zero where the mean of these very places would be nearer), ``mae`` and ``rmse`` (units of the
        outcome), ``gain`` (R2 above that of the best baseline), each with ``_low`` and ``_high``, the
        interval over places; ``beats_baselines`` (the whole interval of the gain is above zero).
    predictions : DataFrame
        One row per row of the sample: place, time, ``observed`` and the mean prediction of each model while
        the place was left out.
    outcome : str
    inputs : tuple of str
    n, units : int
        Rows and places.
    method : str
        How the folds were made.
    level : float
    dropped : DataFrame
        Rows left out: values missing, or no earlier figure where there is a time column.
    """

    scores: pd.DataFrame
    predictions: pd.DataFrame
    outcome: str
    inputs: tuple[str, ...]
    n: int
    units: int
    method: str
    level: float
    dropped: pd.DataFrame


def cross_validate(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    place: Hashable,
    *,
    labels: Columns = None,
    region: Hashable | None = None,
    time: Hashable | None = None,
    models: Sequence[str] | Mapping[str, Learner] = tuple(MODELS),
    number: int | None = 10,
    repetitions: int = 5,
    grouped: bool = True,
    draws: int = 1000,
    seed: int = 0,
    level: float = 0.95,
) -> CrossValidation:
    """Predict each place by models fitted to other places, and compare with baselines.

    Parameters
    ----------
    data : DataFrame
        One row per place, or per place and time.
    outcome, inputs : column names
        Inputs are numbers; scales are learned within the training rows.
    place : column name
        Rows of a place are never on both sides of a fold.
    labels : column name or several, optional
        Inputs that are labels, such as the year; they enter as dummies. The mean by each of them is a
        baseline: a model that only knows the year has nothing to say on places.
    region : column name, optional
        Adds the baseline of the mean of the region.
    time : column name, optional
        Adds the baselines of the mean of the time and of the last earlier figure of the place itself, which
        models know only where it is among their inputs. Rows without an earlier figure are then left out.
    models : names of declared models, or mapping of name to learner
        See :mod:`analysis.stats.prediction.learners`.
    number : int or None
        Folds; None leaves out one place at a time.
    repetitions : int
        How often folds are drawn; errors are averaged.
    grouped : bool
        False asks for folds of rows, which is refused where places repeat.
    draws, seed : int
        Resamples of places for the intervals; the seed of these and of the folds.
    level : float

    Returns
    -------
    CrossValidation

    Raises
    ------
    ModelError
        For columns that cannot be used, folds of rows where places repeat, folds that are none, or an outcome
        that does not vary.

    Notes
    -----
    Intervals are over places, with the models as fitted: they leave out that other training places would
    have given other models, and are rather too short (Bates, Hastie and Tibshirani 2024).
    """
    rows = prepare(data, outcome, inputs, place, labels=labels, region=region, time=time)
    if not grouped and rows.units < len(rows.y):
        raise ModelError(
            "Places repeat: folds of rows would put some years of a place on each side, and its own figures "
            "would predict it",
            f"column '{place}'",
            "Use grouped=True: places are then left out whole.",
        )
    if np.ptp(rows.y) == 0 or draws < 100 or not 0 < level < 1:
        raise ModelError(
            f"draws {draws}, level {level}, outcome '{outcome}'",
            "cross_validate",
            "Use 100 draws or more, a level in (0, 1), and an outcome that varies.",
        )
    plan = folds(rows, number, repetitions, seed)
    learners, without_inputs = chosen(models), baselines(rows)
    if set(learners) & set(without_inputs):
        raise ModelError("A model has the name of a baseline", "models", "Give it another name.")
    predicted = {
        name: _collected(rows, plan, ((test, predict(rows, train, test)) for _, train, test in plan))
        for name, predict in without_inputs.items()
    }
    for name, learner in learners.items():
        found = ((test, model.predict(rows.x[test])) for _, model, test in fitted(rows, plan, learner, seed))
        predicted[name] = _collected(rows, plan, found)
    scores = _scores(
        rows, predicted, baselines_first=len(without_inputs), draws=draws, seed=seed, level=level
    )
    means = {name: values.mean(axis=0) for name, values in predicted.items()}
    return CrossValidation(
        scores,
        rows.identifiers.assign(observed=rows.y, **means).sort_index(),
        str(outcome),
        rows.inputs,
        len(rows.y),
        rows.units,
        _method(number, repetitions, seed),
        level,
        rows.dropped,
    )


def fitted(
    rows: Rows, plan: Sequence[tuple[int, np.ndarray, np.ndarray]], learner: Learner, seed: int
) -> Iterator[tuple[int, Any, np.ndarray]]:
    """Yield the repetition, the model fitted to the training rows, and the test rows of each fold."""
    for repetition, train, test in plan:
        places = rows.places[train]
        inner = by_place(places, min(_INNER_FOLDS, len(np.unique(places))), seed)
        model = pipeline(rows, learner(inner))
        with config_context(assume_finite=True, skip_parameter_validation=True):
            yield repetition, model.fit(rows.x[train], rows.y[train]), test


def _collected(
    rows: Rows,
    plan: Sequence[tuple[int, np.ndarray, np.ndarray]],
    found: Iterator[tuple[np.ndarray, np.ndarray]],
) -> np.ndarray:
    """Return predictions, shape (repetitions, n), from those of the folds in the order of the plan."""
    predicted = np.empty((plan[-1][0] + 1, len(rows.y)))
    for (repetition, _, _), (test, values) in zip(plan, found, strict=True):
        predicted[repetition, test] = values
    return predicted


def _scores(
    rows: Rows, predicted: dict[str, np.ndarray], *, baselines_first: int, draws: int, seed: int, level: float
) -> pd.DataFrame:
    """Return the table of scores with its intervals over places."""
    errors = np.stack([values - rows.y for values in predicted.values()])
    counts = np.vstack(
        [np.ones(rows.units), bootstrap_counts(rows.units, draws, np.random.default_rng(seed))]
    )
    weights = counts[:, rows.places]
    n = weights.sum(axis=1, keepdims=True)
    squares, sizes = (weights @ part.mean(axis=1).T / n for part in (errors**2, np.abs(errors)))
    about = weights @ rows.y**2 / n[:, 0] - (weights @ rows.y / n[:, 0]) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        r2 = 1 - squares / about[:, None]
    best = r2[:, :baselines_first].max(axis=1, keepdims=True)
    drawn = {"r2": r2, "mae": sizes, "rmse": np.sqrt(squares), "gain": r2 - best}
    kinds = ["baseline"] * baselines_first + ["model"] * (len(predicted) - baselines_first)
    table = pd.DataFrame({"kind": kinds}, index=pd.Index(list(predicted), name="model"))
    for name in MEASURES:
        table[name] = drawn[name][0]
        ends = np.nanquantile(drawn[name][1:], [0.5 - level / 2, 0.5 + level / 2], axis=0)
        table[f"{name}_low"], table[f"{name}_high"] = ends
    return table.assign(beats_baselines=table["gain_low"] > 0)


def _method(number: int | None, repetitions: int, seed: int) -> str:
    """Return how the folds were made, in words."""
    if number is None:
        return "one place left out at a time"
    return f"{number} folds of whole places, drawn {repetitions} times, seed {seed}"
