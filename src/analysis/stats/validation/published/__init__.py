"""Published results, hit with the project's own functions on data that installed packages ship."""

from collections.abc import Callable, Mapping

from analysis.stats.validation.published import (
    certified,
    changes,
    evidence,
    laws,
    lotteries,
    neighbours,
    panels,
    regression,
    shares,
)
from analysis.stats.validation.published.case import Case, Check

__all__ = ["CASES", "Case", "Check"]

CASES: Mapping[str, Callable[[], Case]] = {
    "nist_longley": certified.longley,
    "nist_noint1": certified.no_intercept,
    "nist_wampler1": certified.wampler,
    "public_schools": regression.public_schools,
    "petersen": regression.petersen,
    "yule_pauperism": regression.yule,
    "california_schools": regression.california_schools,
    "wage_equation": regression.wage_equation,
    "financial_wealth": regression.financial_wealth,
    "nsw_experiment": regression.training_experiment,
    "grunfeld": panels.grunfeld,
    "public_capital": panels.public_capital,
    "public_capital_clustered": panels.public_capital_clustered,
    "gasoline_demand": panels.gasoline,
    "job_training": panels.job_training,
    "wage_panel": panels.wage_panel,
    "drunk_driving": changes.drunk_driving,
    "county_crime": changes.county_crime,
    "enterprise_zones": changes.enterprise_zones,
    "incinerator": changes.incinerator,
    "beer_tax": changes.beer_tax,
    "castle_doctrine": laws.castle,
    "simulated_states": laws.simulated_states,
    "eight_units": lotteries.eight_units,
    "food_expenditure": shares.food_expenditure,
    "gasoline_yield": shares.gasoline_yield,
    "reading_skills": shares.reading_skills,
    "scottish_councils": shares.scottish_councils,
    "california_passes": shares.california_passes,
    "orobanche_seeds": shares.orobanche_seeds,
    "economics_grades": shares.economics_grades,
    "columbus": neighbours.columbus,
    "st_louis": neighbours.homicides,
    "mexico": evidence.mexico,
    "thrombolysis": evidence.thrombolysis,
    "baseball": evidence.baseball,
    "darfur": evidence.darfur,
}
"""Every case by its name; each is computed when it is called."""
