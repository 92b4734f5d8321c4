"""The one type of result: every model of this room returns it, whatever library estimated it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from analysis.stats.errors import ModelError, nearest

COLUMNS = ("estimate", "std_error", "low", "high", "statistic", "p_value", "df")


@dataclass(frozen=True, eq=False, repr=False)
class Result:
    """What a model says, on which rows, with which standard errors.

    Attributes
    ----------
    terms : DataFrame, index ``term``
        One row per coefficient: ``estimate`` (units of the outcome per unit of the input; standard deviations
        when standardised), ``std_error``, ``low`` and ``high`` (the interval at ``level``), ``statistic``
        (t, or z where ``df`` is infinite), ``p_value`` (two-sided), ``df``.
    n : int
        Observations used.
    units : int
        Places used: entities when an entity column was named, else the observations.
    method : str
        The estimator.
    inference : str
        The standard errors by name, with the reference distribution: ``"HC3, t(57)"``.
    outcome : str
        Name of the outcome column.
    fit : dict of str to float
        Fit statistics: ``r2``, ``residual_sd``, ``df_residual`` and others by estimator.
    sample : DataFrame
        One row per observation used, with its identifiers (place, year, or index).
    dropped : DataFrame
        One row per observation left out: identifiers, ``reason``, ``columns``.
    level : float
        Confidence level of the intervals.
    cautions : tuple of str
        Identifiers of what the reader should know before trusting the standard errors (see :data:`CAUTIONS`).
    residuals : Series
        Residuals by row of the sample, in units of the outcome.
    parts : dict of str to DataFrame
        Further tables of the same model in the columns of ``terms``, each on its own scale, by identifier
        (see :data:`PARTS`): the logit coefficients beside average marginal effects, the precision beside the
        mean. Empty where ``terms`` says everything.
    """

    terms: pd.DataFrame
    n: int
    units: int
    method: str
    inference: str
    outcome: str
    fit: dict[str, float]
    sample: pd.DataFrame
    dropped: pd.DataFrame
    level: float
    cautions: tuple[str, ...]
    residuals: "pd.Series[float]"
    parts: dict[str, pd.DataFrame] = field(default_factory=dict)

    def summary_frame(self) -> pd.DataFrame:
        """Return the terms with ``n``, ``units``, ``method`` and ``inference`` on every row."""
        return self.terms.assign(n=self.n, units=self.units, method=self.method, inference=self.inference)

    def term(self, name: str) -> "pd.Series[float]":
        """Return one row of ``terms``; an unknown name raises ModelError with the nearest there is."""
        if name not in self.terms.index:
            raise ModelError(f"There is no term '{name}'", self.method, nearest(name, self.terms.index))
        return self.terms.loc[[name]].iloc[0]

    def export(self) -> dict[str, Any]:
        """Return everything as plain dicts, lists, strings and numbers (missing as None), ready for JSON."""
        return {
            "outcome": str(self.outcome),
            "method": self.method,
            "inference": self.inference,
            "level": float(self.level),
            "n": int(self.n),
            "units": int(self.units),
            "terms": _records(self.terms.rename_axis("term").reset_index()),
            "parts": {
                name: _records(part.rename_axis("term").reset_index()) for name, part in self.parts.items()
            },
            "fit": {key: _plain(value) for key, value in self.fit.items()},
            "cautions": list(self.cautions),
            "sample": _records(self.sample),
            "dropped": _records(self.dropped),
        }

    def __repr__(self) -> str:
        head = f"{self.method} of {self.outcome}: N = {self.n}, places = {self.units}"
        fit = ", ".join(f"{key} = {value:.4g}" for key, value in self.fit.items())
        lines = [head, f"Standard errors: {self.inference}", _printed(self.terms)]
        for name, part in self.parts.items():
            lines += [f"{PARTS.get(name, name)}:", _printed(part)]
        lines.append(fit)
        if len(self.dropped):
            lines.append(f"Left out: {len(self.dropped)} rows (see .dropped)")
        if self.cautions:
            lines.append(f"Cautions: {', '.join(self.cautions)}")
        return "\n".join(lines)


CAUTIONS: dict[str, str] = {
    "few_clusters": "Fewer than 30 clusters: intervals of CR1 are too short; prefer the jackknife (CR3).",
    "few_degrees_of_freedom": "Fewer than 10 residual degrees of freedom: little is left to learn from.",
    "high_leverage": "At least one row has a leverage above 0.9: the estimate rests on it.",
    "shared_denominator": "Outcome and input are divided by the same quantity: see the model with counts.",
    "repeated_places": "Places appear more than once and errors are taken as independent.",
    "perfect_fit": "The inputs reproduce the outcome exactly: it is probably computed from them.",
    "overdispersed": "The figures scatter more than twice as widely as dispersion 1 allows: standard errors "
    "are far too small; use dispersion='estimated' or the jackknife.",
    "shares_at_the_edge": "One share in twenty or more is 0, or above 0.98: look whether places report to "
    "the end of the scale, and estimate without them.",
    "single_observation_places": "Places with one observation add nothing to an estimate within places.",
    "large_sample_errors": "Standard errors of large samples: with a few dozen places they are too small.",
}
"""What each identifier in :attr:`Result.cautions` means."""

PARTS: dict[str, str] = {
    "ame": "Average marginal effects, in units of the outcome per unit of the input",
    "logit": "Coefficients on the logit scale",
    "precision": "Precision, on the log scale",
}
"""What each identifier in :attr:`Result.parts` holds."""


def term_table(
    names: Sequence[str],
    estimate: np.ndarray,
    std_error: np.ndarray,
    df: float | np.ndarray,
    *,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the table of terms from estimates and standard errors.

    Parameters
    ----------
    names : sequence of str, length k
    estimate, std_error : arrays of shape (k,)
    df : float or array of shape (k,)
        Degrees of freedom of the reference t; infinite for the normal.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    DataFrame with index ``term`` and the columns :data:`COLUMNS`.
    """
    freedom = np.broadcast_to(np.asarray(df, dtype=float), estimate.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = estimate / std_error
    margin = stats.t.ppf(0.5 + level / 2, freedom) * std_error
    p_value = 2 * stats.t.sf(np.abs(statistic), freedom)
    columns = (estimate, std_error, estimate - margin, estimate + margin, statistic, p_value, freedom)
    return pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)), index=pd.Index(names, name="term"))


def compare(results: Mapping[str, Result]) -> pd.DataFrame:
    """Set models side by side.

    Parameters
    ----------
    results : mapping of model name to Result

    Returns
    -------
    DataFrame
        One row per term in order of first appearance; columns in two levels, ``model`` and ``quantity``
        (those of :meth:`Result.summary_frame`). A term that a model does not have is missing there; ``n``,
        ``units``, ``method`` and ``inference`` are given on every row.
    """
    order = list(dict.fromkeys(term for result in results.values() for term in result.terms.index))
    frames = {}
    for name, result in results.items():
        terms = result.terms.reindex(pd.Index(order, name="term"))
        frames[name] = terms.assign(
            n=result.n, units=result.units, method=result.method, inference=result.inference
        )
    return pd.concat(frames, axis=1, names=["model", "quantity"])


def _printed(terms: pd.DataFrame) -> str:
    """Return a table of terms as text, four digits each."""
    return terms.to_string(float_format=lambda number: f"{number:.4g}")


def _plain(value: Any) -> Any:
    """Return a value as a plain Python value: None for missing, text for what JSON does not know."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not np.isfinite(value):
        return None if np.isnan(value) else str(value)
    if value is pd.NA or value is pd.NaT:
        return None
    return value if isinstance(value, bool | int | float | str) or value is None else str(value)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as plain dicts."""
    names = [str(column) for column in frame.columns]
    return [
        {name: _plain(value) for name, value in zip(names, row, strict=True)}
        for row in frame.itertuples(index=False, name=None)
    ]
