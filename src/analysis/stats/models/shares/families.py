"""Families and links of generalised linear models by name, and their fit by statsmodels."""

import warnings
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from analysis.stats.errors import ModelError, listing, nearest
from analysis.stats.models.design import Design
from analysis.stats.models.jackknife import row_names
from analysis.stats.models.shares.mean_model import MeanModel
from analysis.stats.models.shares.separation import told_apart

Family = Literal["gaussian", "binomial", "poisson", "gamma", "inverse_gaussian"]
Dispersion = Literal["family", "estimated"]

_FAMILIES = {
    "gaussian": "Gaussian",
    "binomial": "Binomial",
    "poisson": "Poisson",
    "gamma": "Gamma",
    "inverse_gaussian": "InverseGaussian",
}
_LINKS = {
    "identity": "Identity",
    "log": "Log",
    "logit": "Logit",
    "probit": "Probit",
    "cloglog": "CLogLog",
    "inverse": "InversePower",
    "inverse_squared": "InverseSquared",
    "sqrt": "Sqrt",
}
_CANONICAL = {
    "gaussian": "identity",
    "binomial": "logit",
    "poisson": "log",
    "gamma": "inverse",
    "inverse_gaussian": "inverse_squared",
}
_RANGES = {
    "binomial": (0.0, 1.0, "shares from 0 to 1"),
    "poisson": (0.0, np.inf, "counts from 0"),
    "gamma": (np.nextafter(0, 1), np.inf, "positive numbers"),
    "inverse_gaussian": (np.nextafter(0, 1), np.inf, "positive numbers"),
}
_HINTS = {"binomial": "Divide percent by 100.", "poisson": "Use family='gaussian' for signed figures."}


@dataclass(frozen=True)
class Form:
    """Family, link and dispersion by name, and the family of statsmodels."""

    family: str
    link: str
    dispersion: str
    of_statsmodels: Any


def form_of(family: str, link: str | None, dispersion: str) -> Form:
    """Return the form of the model; raise for names that there are not."""
    from statsmodels.genmod import families  # noqa: PLC0415 - statsmodels is heavy

    if family not in _FAMILIES:
        raise ModelError(f"There is no family '{family}'", "family", nearest(family, _FAMILIES))
    link = _CANONICAL[family] if link is None else link
    if link not in _LINKS:
        raise ModelError(f"There is no link '{link}'", "link", nearest(link, _LINKS))
    if dispersion not in ("family", "estimated"):
        raise ModelError(
            f"There is no dispersion '{dispersion}'", "dispersion", "Use 'family' or 'estimated'."
        )
    with warnings.catch_warnings():
        # Links whose range is wider than the outcome's (gamma, inverse) are used all the same, and checked.
        warnings.simplefilter("ignore")
        made = getattr(families, _FAMILIES[family])(getattr(families.links, _LINKS[link])())
    return Form(family, link, dispersion, made)


def require_range(design: Design, form: Form) -> None:
    """Raise for outcomes that the family cannot have."""
    if form.family not in _RANGES:
        return
    low, high, words = _RANGES[form.family]
    outside = (design.y < low) | (design.y > high)
    if outside.any():
        raise ModelError(
            f"The {form.family} family takes {words}; there is {design.y[outside][0]:g}",
            f"column '{design.outcome}', rows {listing(row_names(design.sample.rows[outside]))}",
            _HINTS.get(form.family, "Leave these rows out, or use another family."),
        )


def fit(model: MeanModel, form: Form) -> Any:
    """Return the fit of statsmodels on the orthonormal columns.

    Raises
    ------
    ModelError
        When outcomes at an end of the scale are told apart perfectly, or the fit does not converge.
    """
    from statsmodels.genmod.generalized_linear_model import GLM  # noqa: PLC0415 - statsmodels is heavy

    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        glm = GLM(model.y, model.basis, family=form.of_statsmodels, var_weights=model.mass)
        # Relative to the deviance of the mean alone: no tolerance depends on units of the outcome.
        nothing = 1e-18 * null_deviance(model, form)
        try:
            fitted = glm.fit(atol=nothing, rtol=1e-13, maxiter=200)
        except (ValueError, np.linalg.LinAlgError):
            fitted = None
        ends = {"binomial": (0.0, 1.0), "poisson": (0.0, np.inf)}.get(form.family)
        lost = fitted is None or not fitted.converged or not np.isfinite(fitted.params).all()
        apart = told_apart(model, *ends) if ends and (lost or _at_an_end(fitted.mu, *ends)) else None
    if lost or apart:
        raise apart or ModelError(
            "The estimation did not converge",
            f"{form.family} family, {form.link} link",
            "Use the canonical link, fewer inputs, or ols.",
        )
    return fitted


def null_deviance(model: MeanModel, form: Form) -> float:
    """Return the deviance of the mean alone."""
    mean = np.full_like(model.y, np.average(model.y, weights=model.mass))
    return float(form.of_statsmodels.deviance(model.y, mean, var_weights=model.mass))


def _at_an_end(mean: np.ndarray, lowest: float, highest: float) -> bool:
    """Return whether a fitted mean has all but reached an end of its scale."""
    return bool(min((mean - lowest).min(), (highest - mean).min()) < 1e-6 * mean.mean())
