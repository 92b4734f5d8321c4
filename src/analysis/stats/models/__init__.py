"""The estimators: any data frame in, one type of result out."""

from analysis.stats.models.fixed_effects import two_way_fixed_effects, within
from analysis.stats.models.linear import cluster_jackknife, ols
from analysis.stats.models.panel_contrasts import first_differences, mundlak
from analysis.stats.models.panel_models import between, pooled, random_effects
from analysis.stats.result import Result, compare

__all__ = [
    "Result",
    "between",
    "cluster_jackknife",
    "compare",
    "first_differences",
    "mundlak",
    "ols",
    "pooled",
    "random_effects",
    "two_way_fixed_effects",
    "within",
]
