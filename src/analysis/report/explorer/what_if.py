"""What the exported model gives for figures that a reader sets: the rule, as the page computes it too.

The page does the same in JavaScript from the same exported numbers; this is what it is tested against.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np


class Prediction(NamedTuple):
    """The estimate, both ends of the interval of the draws, and whether the model extrapolates."""

    estimate: float
    low: float
    high: float
    extrapolates: bool


def predict(model: Mapping[str, Any], values: Sequence[float]) -> Prediction:
    """Return what an exported model gives for one set of figures.

    Parameters
    ----------
    model : mapping
        From :func:`analysis.report.explorer.model.exported`.
    values : sequence of float
        A figure for each input, in the order of ``model["inputs"]`` and in its unit.

    Returns
    -------
    Prediction
        It extrapolates when a figure lies outside the range of the provinces, or their combination further
        from the middle than that of any province.

    Raises
    ------
    ValueError
        When there are more or fewer figures than inputs.
    """
    if len(values) != len(model["inputs"]):
        raise ValueError(f"The model has {len(model['inputs'])} inputs; {len(values)} figures were given.")
    z = standardised(model, values)
    unit = model["unit"]
    estimate = _line(model["estimate"], z)
    drawn = [(_line(draw, z) + draw[-1]) * unit for draw in model["draws"]]
    low, high = np.quantile(drawn, [0.5 - model["level"] / 2, 0.5 + model["level"] / 2])
    outside = any(
        not one["low"] <= value <= one["high"] for one, value in zip(model["inputs"], values, strict=True)
    )
    return Prediction(estimate, float(low), float(high), outside or distance(model, z) > model["furthest"])


def standardised(model: Mapping[str, Any], values: Sequence[float]) -> list[float]:
    """Return figures as the model takes them: logarithms of amounts, then less the mean, in deviations."""
    pairs = zip(model["inputs"], values, strict=True)
    return [
        ((math.log(value) if one["logarithm"] else value) - one["centre"]) / one["scale"]
        for one, value in pairs
    ]


def distance(model: Mapping[str, Any], z: Sequence[float]) -> float:
    """Return how far a point lies from the middle of the data: its leverage less 1 / n."""
    return sum(
        a * entry * b
        for a, row in zip(z, model["inverse"], strict=True)
        for entry, b in zip(row, z, strict=True)
    )


def _line(coefficients: Sequence[float], z: Sequence[float]) -> float:
    return coefficients[0] + sum(b * one for b, one in zip(coefficients[1:], z, strict=False))
