"""The model behind the sliders: portal use against four conditions, and how little it foretells.

Chosen before any result: conditions that are known across the country for 2024 or the year before, one each
for access, poverty, income and towns.
"""

import math
from typing import Any

import numpy as np
import pandas as pd

from analysis.data.amounts import AMOUNTS, in_logarithms
from analysis.data.indicators import indicators
from analysis.data.matching import Matched, matched
from analysis.report.explorer.what_if import distance, standardised
from analysis.report.findings import ACCESS, USE, YEARS
from analysis.report.kept_results import kept
from analysis.report.language import LANGUAGES, Language
from analysis.report.pages.inputs.prediction_exhibits import best_model, predicted
from analysis.stats.prediction.cross_validation import CrossValidation
from analysis.stats.prediction.draws import PredictiveDraws, draws, places_within
from analysis.stats.prediction.learners import Splits

INPUTS = {
    ACCESS: 2,
    "poverty_rate_pct": 1,
    "grdp_per_capita_million_vnd": 0,
    "urban_share_pct": 0,
}
"""Conditions with the decimals of their sliders."""

UNIT = 1e-4
"""What coefficients and residuals of draws are whole multiples of when exported, in points of the score."""

LEVEL = 0.90
"""Of the interval."""

BEYOND = 0.1
"""How far sliders run beyond the provinces, as a share of their range (that of logarithms for amounts)."""

SCALE = (1 / 3, 10 / 3)
"""Ends of the scale of PAPI 8.1."""


def exported(number: int = 1000) -> dict[str, Any]:
    """Return the model, ready for JSON.

    Parameters
    ----------
    number : int
        Draws.

    Returns
    -------
    dict
        ``inputs`` (name, ``low`` and ``high`` of the provinces, ``min``, ``max``, ``step`` and ``digits`` of
        the slider, ``logarithm``, ``centre``, ``scale``, ``start``, ``year``), ``estimate``
        (intercept and slopes), ``draws`` (the same and a residual, in multiples of ``unit``), ``inverse`` and
        ``furthest`` (:func:`~analysis.report.explorer.what_if.distance` of the furthest province), ``level``,
        ``scale`` of the score, ``places`` (by code: figures as the sliders take them, and the score) and
        ``words``.
    """
    section = matched([USE, *INPUTS], YEARS[-1])
    data = in_logarithms(section.table, list(INPUTS))
    rows = data.reset_index()
    found = kept(draws)(rows, USE, list(INPUTS), "code", number=number)
    within = kept(places_within)(rows, USE, list(INPUTS), "code", number=number, level=LEVEL)
    known = section.table[[*INPUTS, USE]].dropna().round(INPUTS)
    model: dict[str, Any] = {
        "outcome": USE,
        "year": YEARS[-1],
        "n": found.n,
        "level": LEVEL,
        "scale": SCALE,
        "unit": UNIT,
        "inputs": [_input(place, name, known[name], section, found) for place, name in enumerate(INPUTS)],
        "estimate": [float(f"{one:.6g}") for one in found.estimate],
        "draws": np.rint(np.column_stack([found.coefficients, found.residuals]) / UNIT).astype(int).tolist(),
        "inverse": [[float(f"{entry:.6g}") for entry in row] for row in found.inverse],
        "places": {str(code): figures for code, *figures in known.itertuples()},
    }
    reached = [distance(model, standardised(model, row[:-1])) for row in model["places"].values()]
    # Rounded up, so that no province is beyond the provinces.
    model["furthest"] = math.ceil(max(reached) * 1e6) / 1e6
    return model | {"words": _words(within, _foretold(data))}


def _input(
    place: int, name: str, values: "pd.Series[float]", section: Matched, found: PredictiveDraws
) -> dict[str, Any]:
    """Return a slider: its range, and how the model takes its figure."""
    digits, indicator = INPUTS[name], indicators()[name]
    low, high, step = float(values.min()), float(values.max()), 10**-digits
    logarithm = indicator.unit in AMOUNTS
    if logarithm:
        ends = [low * (low / high) ** BEYOND, high * (high / low) ** BEYOND]
    else:
        ends = [max(low - BEYOND * (high - low), 0.0), high + BEYOND * (high - low)]
    if indicator.unit == "percent":
        ends[1] = min(ends[1], 100.0)
    return {
        "name": name,
        "year": max(section.years[name]),
        "digits": digits,
        "step": step,
        "low": low,
        "high": high,
        "min": round(math.floor(ends[0] / step) * step, digits),
        "max": round(math.ceil(ends[1] / step) * step, digits),
        "start": round(float(values.median()), digits),
        "logarithm": logarithm,
        "centre": float(f"{found.centres[place]:.8g}"),
        "scale": float(f"{found.scales[place]:.8g}"),
    }


def _foretold(data: pd.DataFrame) -> CrossValidation:
    """Return how well these conditions foretell provinces left out, beside baselines without them."""
    return predicted(data, USE, list(INPUTS), YEARS, models={"least_squares": _least_squares})


def _least_squares(_splits: Splits) -> Any:
    """Return the model of the sliders; a function of this module, so that what it foretells can be kept."""
    from sklearn.linear_model import LinearRegression  # noqa: PLC0415 - heavy

    return LinearRegression()


def _words(within: int, told: CrossValidation) -> dict[str, list[str]]:
    """Return what is to be read beside the sliders, in both languages."""
    return {code: _cautions(within, told, Language(code)) for code in LANGUAGES}


def _cautions(within: int, told: CrossValidation, language: Language) -> list[str]:
    model = best_model(told)
    r2, gain, low, high = (float(model[name]) for name in ("r2", "gain", "gain_low", "gain_high"))
    values = {
        "r2": language.signed(r2, 2),
        "baseline": language.signed(r2 - gain, 2),
        "gain": language.signed(gain, 2),
        "interval": language.interval(low, high, 2),
        "n": language.integer(told.units),
    }
    screen = (
        language.say(
            "For provinces left out, this model predicts better than any baseline without these conditions: "
            "R² {r2} against {baseline}, a gain of {gain} (95% interval {interval}; N = {n}).",
            **values,
        )
        if model["beats_baselines"]
        else language.say(
            "For provinces left out, this model is not seen to predict better than a baseline without these "
            "conditions: R² {r2} against {baseline}, a gain of {gain} (95% interval {interval}; N = {n}).",
            **values,
        )
    )
    return [
        screen,
        language.say(
            "When each province was left out in turn, its score lay within the {level} interval predicted "
            "from the others in {within} of {n} cases.",
            level=language.percent(100 * LEVEL, 0),
            within=language.integer(within),
            n=language.integer(told.units),
        ),
        language.say(
            "The sliders compare provinces with each other in one year. They do not tell how the score of a "
            "province moves when its figures move, and an association is not an effect."
        ),
        language.say(
            "Portal use (PAPI 8.1) and internet access (PAPI 8.2) come from the same respondents and share "
            "their errors."
        ),
    ]
