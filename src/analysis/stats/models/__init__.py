"""The estimators: any data frame in, one type of result out."""

from analysis.stats.models.fixed_effects import two_way_fixed_effects, within
from analysis.stats.models.linear import cluster_jackknife, ols
from analysis.stats.models.panel_contrasts import first_differences, long_differences, mundlak
from analysis.stats.models.panel_models import between, pooled, random_effects
from analysis.stats.models.rollouts.rollout import Rollout, rollout
from analysis.stats.models.shares.beta import beta_regression
from analysis.stats.models.shares.fractional import binomial_counts, fractional_logit
from analysis.stats.models.shares.generalised_linear import generalised_linear
from analysis.stats.result import Result, compare

__all__ = [
    "Result",
    "Rollout",
    "beta_regression",
    "between",
    "binomial_counts",
    "cluster_jackknife",
    "compare",
    "first_differences",
    "fractional_logit",
    "generalised_linear",
    "long_differences",
    "mundlak",
    "ols",
    "pooled",
    "random_effects",
    "rollout",
    "two_way_fixed_effects",
    "within",
]
