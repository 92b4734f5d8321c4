"""Scores of use and access as two sources would measure them, each with the errors that its source shares.

A survey asks the same respondents for both scores, and one set of reports gives both indices: what a source
gets wrong, it gets wrong in both. No input has a known effect on a score.
"""

from collections.abc import Sequence

from scipy.special import logit

from analysis.data.simulation.draws import Draws, standard
from analysis.data.simulation.marks import Array, meeting
from analysis.data.simulation.model import Country

SOURCES = {
    "papi_internet_access": ("access", "respondents"),
    "papi_portal_use": ("use", "respondents"),
    "dti_infrastructure": ("access", "reports"),
    "dti_government": ("use", "reports"),
}
"""What each score measures, and whose error it carries."""


def scores(draws: Draws, years: Sequence[int], country: Country) -> dict[str, Array]:
    """Return the scores by indicator, years × places."""
    access = country.inputs["smartphone_share_pct"] + country.inputs["fibre_household_share_pct"]
    measured = {"access": standard(access), "use": standard(logit(country.share / 100))}
    errors = {name: draws.by_year(name) for name in ("respondents", "reports")}
    return {
        name: meeting(name, years, 0.25 * measured[what] + 0.2 * errors[whose] + 0.1 * draws.by_year(name))
        for name, (what, whose) in SOURCES.items()
    }
