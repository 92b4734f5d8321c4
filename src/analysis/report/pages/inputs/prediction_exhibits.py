"""Prediction as a first screen: whether conditions foretell use in provinces that the model has not seen."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.data import processed
from analysis.data.indicators import indicators
from analysis.report import claims, tables
from analysis.report.finding import Finding
from analysis.report.kept_results import kept
from analysis.report.language import Language
from analysis.report.messages import N_
from analysis.report.remarks import Remark
from analysis.report.tables import Column, Table
from analysis.stats.prediction.cross_validation import CrossValidation, cross_validate
from analysis.stats.prediction.importance import importance

MODELS = {
    "mean": N_("mean of the other provinces"),
    "mean_by_region": N_("mean of the region"),
    "last_value": N_("the province’s own last figure"),
    "ridge": N_("ridge regression"),
    "elastic_net": N_("elastic net"),
    "gradient_boosting": N_("gradient boosting"),
}
"""Baselines and models, in the order in which they are shown."""


def predicted(
    data: pd.DataFrame,
    outcome: str,
    inputs: Sequence[str],
    years: Sequence[int],
    *,
    seed: int = 1,
    **options: Any,
) -> CrossValidation:
    """Return how well use in the last year is predicted for provinces left out, beside the baselines.

    Parameters
    ----------
    data : DataFrame, index the code of the province
        ``region``, the outcome of the last year and the inputs.
    outcome : str
    inputs : sequence of str
    years : sequence of int
        Comparable years of the outcome; those before the last give the province's own last figure.
    seed : int
        Of the folds.
    **options
        As for :func:`analysis.stats.prediction.cross_validation.cross_validate`.
    """
    last = max(years)
    rows = [data[["region", outcome, *inputs]].assign(year=last)]
    for year in sorted(set(years) - {last}):
        before = data[["region"]].assign(year=year)
        before[outcome] = processed.values(outcome, "63", year)
        rows.append(before)
    known = pd.concat(rows).rename_axis("code").reset_index()
    time = "year" if len(rows) > 1 else None
    return kept(cross_validate)(
        known, outcome, list(inputs), "code", region="region", time=time, seed=seed, **options
    )


def scores_table(found: CrossValidation, year: int, language: Language) -> Table:
    """Return the scores of baselines and models, baselines first."""
    scores = found.scores.loc[[name for name in MODELS if name in found.scores.index]]
    kinds = {"baseline": language.say("baseline"), "model": language.say("model")}
    known = indicators()[found.outcome]
    return Table(
        scores.assign(kind=scores["kind"].map(kinds)).set_axis(
            pd.Index([language.say(MODELS[str(name)]) for name in scores.index])
        ),
        {
            "kind": Column(language.say("Kind"), kind="text"),
            "r2": Column("R²", digits=2, kind="signed"),
            "r2_interval": Column.interval(language.say("95% interval"), "r2_low", "r2_high", 2),
            "mae": Column(language.say("Usual error"), known.decimals + 1, known.unit),
            "gain": Column(language.say("R² above the best baseline"), digits=2, kind="signed"),
            "gain_interval": Column.interval(language.say("its 95% interval"), "gain_low", "gain_high", 2),
            "beats_baselines": Column(language.say("Better than every baseline"), kind="yes_no"),
        },
        caption=language.say(
            "{outcome}, {year}, predicted for provinces left out, N = {n}",
            outcome=language.label(found.outcome),
            year=str(year),
            n=language.integer(found.units),
        ),
        rows=language.say("Prediction"),
        note=language.say(
            "Ten folds of whole provinces, drawn several times; R² below 0: worse than the mean of these "
            "very provinces. Usual error: mean of the absolute errors. Inputs: {inputs}.",
            inputs=language.names(map(language.short, found.inputs)),
        ),
        source=tables.sources([found.outcome, *found.inputs], language, geography="63"),
        language=language,
        folded=True,
    )


def best_model(found: CrossValidation) -> "pd.Series[float]":
    """Return the scores of the model with the highest R2."""
    models = found.scores[found.scores["kind"] == "model"]
    return models.iloc[int(models["r2"].to_numpy().argmax())]


def ranks_exhibit(
    found: CrossValidation, data: pd.DataFrame, language: Language, *, seed: int = 1
) -> Table | Remark:
    """Return which conditions predictions rest on, ranked, where a model beats the baselines.

    Parameters
    ----------
    found : CrossValidation
        From :func:`predicted`.
    data : DataFrame
        What it was given.
    language, seed
    """
    best = best_model(found)
    nothing = Remark(
        language.say(
            "No order of conditions is given: a model that predicts no better than a baseline says nothing "
            "on what it rests on."
        )
    )
    if not best["beats_baselines"]:
        return nothing
    rows = data.rename_axis("code").reset_index()
    ranked = kept(importance)(
        rows, found.outcome, list(found.inputs), "code", model=str(best.name), region="region", seed=seed
    )
    if not ranked.published:
        return nothing
    return Table(
        ranked.ranks.assign(worse=100 * ranked.ranks["worse"]).set_axis(
            ranked.ranks.index.map(language.short)
        ),
        {
            "rank": Column(language.say("Rank"), kind="integer"),
            "interval": Column.interval(language.say("90% rank interval"), "low", "high", 0),
            "worse": Column(language.say("Draws in which shuffling it costs something"), 0, "percent"),
        },
        caption=language.say(
            "What the predictions rest on: conditions by what shuffling them costs ({model})",
            model=language.say(MODELS[str(best.name)]),
        ),
        rows=language.say("Condition"),
        note=language.say(
            "A screen of what a model uses, not of what lies behind use: conditions that say the same share "
            "their weight."
        ),
        source=tables.sources([found.outcome, *found.inputs], language, geography="63"),
        language=language,
        folded=True,
    )


def foretold(found: CrossValidation, year: int) -> Finding:
    """Return whether any model predicts provinces it has not seen better than the baselines.

    Parameters
    ----------
    found : CrossValidation
    year : int
    """
    best = best_model(found)
    models = int((found.scores["kind"] == "model").sum())
    baseline = float(found.scores.loc[found.scores["kind"] == "baseline", "r2"].max())
    gain, low, high = (float(best[name]) for name in ("gain", "gain_low", "gain_high"))

    def sentence(language: Language) -> str:
        values = {
            "outcome": claims.named(found.outcome, language),
            "year": str(year),
            "model": language.say(MODELS[str(best.name)]),
            "r2": language.signed(best["r2"], 2),
            "baseline": language.signed(baseline, 2),
            "gain": language.signed(gain, 2),
            "interval": language.interval(low, high, 2),
            "n": language.integer(found.units),
            "models": language.integer(models),
            "inputs": language.integer(len(found.inputs)),
        }
        if best["beats_baselines"]:
            return language.say(
                "From {inputs} conditions, the best of {models} models ({model}) predicts {outcome} in "
                "{year} for provinces left out better than any baseline: R² {r2} against {baseline}, a gain "
                "of {gain} (95% interval {interval}; N = {n}).",
                **values,
            )
        return language.say(
            "From {inputs} conditions, none of {models} models is seen to predict {outcome} in {year} for "
            "provinces left out better than a baseline without conditions: R² of the best ({model}) is {r2} "
            "against {baseline}, a gain of {gain} (95% interval {interval}; N = {n}).",
            **values,
        )

    return Finding("prediction_screen", gain, low, high, "none", found.units, (year,), 0.1, sentence)
