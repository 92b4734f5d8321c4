"""Names of the methods, worlds and measures of the simulation studies, as readers see them."""

from analysis.report.messages import N_

METHODS = {
    "classical": N_("classical errors"),
    "hc1": N_("HC1"),
    "hc3": N_("HC3, t"),
    "cr1_normal": N_("clusters of six regions, normal values"),
    "cr1_t": N_("clusters of six regions, t(5)"),
    "cr3_t": N_("CR3 jackknife by region, t(5)"),
    "wild_bootstrap": N_("wild cluster bootstrap, all signs"),
    "region_effects_hc3": N_("region effects, HC3"),
    "worst_p": N_("the largest p of all (the rule of the claims)"),
    "cross_section": N_("one year, controls"),
    "pooled": N_("all years together, controls"),
    "two_way_fixed_effects": N_("provinces and years held equal"),
    "two_way_cr1_region_normal": N_("the same, clusters of regions, normal values"),
    "two_way_cr3_region": N_("the same, CR3 jackknife by region"),
    "long_differences": N_("change over the whole period"),
    "imputation": N_("roll-out by imputation"),
    "checks": N_("pre-trends and selection"),
    "ols_hc3": N_("least squares, HC3"),
    "fractional_hc0": N_("fractional logit, HC0"),
    "fractional_jackknife": N_("fractional logit, leave-one-out jackknife"),
    "naive_binomial": N_("binomial logit, naive errors"),
    "beta_classical": N_("beta regression"),
    "published_ranks": N_("ranks as published"),
    "rank_intervals": N_("ranks with 90% intervals"),
}
WORLDS = {
    "independent": N_("independent errors"),
    "heteroskedastic": N_("errors of unequal size"),
    "spatial": N_("neighbours alike"),
    "strongly_spatial": N_("neighbours much alike"),
    "region_shocks": N_("shocks of regions"),
    "region_shocks_heteroskedastic": N_("shocks of regions, unequal size"),
    "independent_34": N_("34 units, independent errors"),
    "region_shocks_34": N_("34 units, shocks of regions"),
    "confounded": N_("an unseen capacity behind both"),
    "confounded_no_effect": N_("an unseen capacity behind both, nothing to find"),
    "targeted": N_("teams sent where use was low"),
    "targeted_no_effect": N_("teams sent where use was low, nothing to find"),
    "misrecorded": N_("teams recorded with error"),
    "confounded_34": N_("34 units, an unseen capacity behind both"),
    "growing_differences": N_("differences that grow after the start"),
    "no_difference": N_("nothing to find"),
    "sent_to_laggards": N_("sent to laggards that catch up anyway"),
    "no_effect": N_("nothing to find"),
    "effect": N_("a known difference"),
    "no_effect_34": N_("34 units, nothing to find"),
    "effect_34": N_("34 units, a known difference"),
    "reliable": N_("reliability 0.92"),
    "usual": N_("reliability 0.80"),
    "noisy": N_("reliability 0.50"),
}
QUANTITIES = {
    "size": N_("finds what is not there, of 100"),
    "coverage": N_("95% intervals that hold the truth, of 100"),
    "bias": N_("bias"),
    "se_ratio": N_("mean standard error to true spread"),
    "power": N_("finds what is there, of 100"),
    "refused": N_("statements refused, of 100"),
    "first_ten_recovered": N_("of the true first ten, found among the first ten, of 100"),
    "median_move": N_("median move in ranks by noise alone"),
    "moved_ten_places": N_("move by ten ranks or more by noise alone, of 100"),
    "squared_error_saved": N_("squared error saved by shrinking, of 100"),
    "rank_coverage": N_("90% rank intervals that hold the true rank, of 100"),
    "ranks_in_interval": N_("ranks in the mean interval"),
}
SHARES = frozenset(
    {
        "size",
        "coverage",
        "power",
        "refused",
        "first_ten_recovered",
        "moved_ten_places",
        "squared_error_saved",
        "rank_coverage",
    }
)
"""Measures that are shares and read as percent."""
ROLES = {
    "recommended": N_("used on these pages"),
    "warned_against": N_("warned against"),
    "shown": N_("for comparison"),
}
