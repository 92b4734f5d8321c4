"""Published randomisation tests: places drawn by lot."""

from analysis.stats.robustness.randomisation import randomisation_test
from analysis.stats.validation.published.case import Case, Check
from analysis.stats.validation.published.datasets import from_causaldata


def eight_units() -> Case:
    """Return the exact test of a difference among eight units, four of them treated by lot."""
    found = randomisation_test(from_causaldata("ri"), "y", "d", entity="name")
    return Case(
        "eight_units",
        "Exact randomisation test, eight units",
        "Cunningham (2021), section 4.2",
        "causaldata: ri",
        "randomisation_test, all assignments",
        (
            Check("difference in means", 1, found.estimate, 1e-12),
            Check("assignments", 70, found.assignments, 0),
            Check("at least as large", 30, found.at_least, 0),
            Check("larger", 24, found.above, 0),
            Check("at least as far from zero", 60, found.as_far, 0),
        ),
    )
