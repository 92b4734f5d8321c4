"""What predictions are made with: baselines that use no input, and three models with modest settings."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.linear_model import ElasticNetCV, Ridge, enet_path
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from analysis.stats.errors import ModelError, nearest
from analysis.stats.prediction.rows import Rows

Splits = Sequence[tuple[np.ndarray, np.ndarray]]
Learner = Callable[[Splits], Any]
"""A function from splits of the training rows, by place, to a regressor of scikit-learn that is not fitted.

The splits are for what is chosen inside the training rows: penalties, depths.
"""
Baseline = Callable[[Rows, np.ndarray, np.ndarray], np.ndarray]
"""A function of rows, training rows and test rows to predictions of the test rows."""


class RidgeBySplits(RegressorMixin, BaseEstimator):
    """Ridge regression, its penalty chosen by the mean R2 of splits as ``RidgeCV(cv=splits)`` does.

    Each split is decomposed once for all penalties, where scikit-learn fits every pair by itself.

    Parameters
    ----------
    alphas : array of float
    splits : sequence of pairs of int arrays
    """

    def __init__(self, alphas: np.ndarray, splits: Splits) -> None:
        self.alphas, self.splits = alphas, splits

    def fit(self, x: np.ndarray, y: np.ndarray) -> "RidgeBySplits":
        """Choose the penalty, the first of the best, and fit with it."""
        scores = np.zeros(len(self.alphas))
        for train, test in self.splits:
            centre, mean = x[train].mean(axis=0), y[train].mean()
            left, roots, right = np.linalg.svd(x[train] - centre, full_matrices=False)
            shares = roots * (left.T @ (y[train] - mean)) / (roots**2 + self.alphas[:, None])
            errors = y[test] - mean - shares @ right @ (x[test] - centre).T
            about = ((y[test] - y[test].mean()) ** 2).sum()
            # A split with one outcome has no R2, and tells no penalty from another.
            scores -= (errors**2).sum(axis=1) / about if about > 0 else 0.0
        self.alpha_ = float(self.alphas[np.argmax(scores)])
        self.model_ = Ridge(alpha=self.alpha_).fit(x, y)
        return self

    def predict(self, x: np.ndarray) -> np.ndarray:
        """Return predictions, shape (rows,)."""
        return np.asarray(self.model_.predict(x))


def ridge(splits: Splits) -> Any:
    """Return ridge regression, its penalty chosen within the training rows."""
    return RidgeBySplits(np.logspace(-1, 4, 6), splits)


class ElasticNetBySplits(ElasticNetCV):
    """The elastic net of scikit-learn, which checks the same rows once a path and not once a penalty."""

    @staticmethod
    def path(x: np.ndarray, y: np.ndarray, **options: Any) -> Any:
        """Return :func:`sklearn.linear_model.enet_path` of rows that were checked and put in order before."""
        return enet_path(x, y, check_input=False, **options)


def elastic_net(splits: Splits) -> Any:
    """Return the elastic net, its penalty and mixture chosen within the training rows."""
    return ElasticNetBySplits(l1_ratio=[0.2, 0.5, 0.9], alphas=30, cv=splits, max_iter=20_000)


def gradient_boosting(_splits: Splits) -> Any:
    """Return a hundred shallow trees, each of which adds a twentieth."""
    return GradientBoostingRegressor(
        n_estimators=100, learning_rate=0.05, max_depth=2, min_samples_leaf=5, random_state=0
    )


MODELS: dict[str, Learner] = {
    "ridge": ridge,
    "elastic_net": elastic_net,
    "gradient_boosting": gradient_boosting,
}


def chosen(models: Sequence[str] | Mapping[str, Learner]) -> dict[str, Learner]:
    """Return models by name; raises ModelError for a name that is not declared, or for none."""
    if isinstance(models, Mapping):
        found = dict(models)
    else:
        for name in models:
            if name not in MODELS:
                raise ModelError(f"There is no model '{name}'", "models", nearest(name, MODELS))
        found = {name: MODELS[name] for name in models}
    if not found:
        raise ModelError("No model is named", "models", f"Name some of {', '.join(MODELS)}.")
    return found


def pipeline(rows: Rows, learner: Any) -> Pipeline:
    """Return a regressor that learns its scales and its dummies from the rows it is fitted to."""
    numbers = list(range(rows.numeric))
    labels = list(range(rows.numeric, rows.x.shape[1]))
    columns = [("numbers", StandardScaler(), numbers)]
    if labels:
        columns.append(("labels", OneHotEncoder(handle_unknown="ignore", sparse_output=False), labels))
    return make_pipeline(ColumnTransformer(columns), learner)


def baselines(rows: Rows) -> dict[str, Baseline]:
    """Return the baselines that these rows allow, by name: means of groups, and the last value."""
    by_group = {f"mean_by_{name}": partial(_group_mean, codes=codes) for name, codes in rows.groups.items()}
    found: dict[str, Baseline] = {"mean": _mean, **by_group}
    if rows.last is not None:
        found["last_value"] = partial(_last_value, last=rows.last)
    return found


def _mean(rows: Rows, train: np.ndarray, test: np.ndarray) -> np.ndarray:
    """Predict the mean of the training rows."""
    return np.full(len(test), rows.y[train].mean())


def _group_mean(rows: Rows, train: np.ndarray, test: np.ndarray, *, codes: np.ndarray) -> np.ndarray:
    """Predict the mean of the training rows of the group, or of all where it has none."""
    size = np.bincount(codes[train], minlength=codes.max() + 1)
    total = np.bincount(codes[train], rows.y[train], minlength=codes.max() + 1)
    return np.where(size > 0, total / np.maximum(size, 1), rows.y[train].mean())[codes[test]]


def _last_value(_rows: Rows, _train: np.ndarray, test: np.ndarray, *, last: np.ndarray) -> np.ndarray:
    """Predict the last earlier figure of the place itself."""
    return last[test]
