"""Every reason for a grade, by what it does to the grade, and the numbers at which it holds."""

FEWEST_PLACES = 20
"""Below this number of places nothing is graded: only partial correlations above 0.6 could be found."""

LEAST_COVERAGE = 0.5
"""Below this share of the places nothing is graded: those with a figure need not be like the others."""

REFUSALS = {
    "definitional_overlap": "Outcome and input are built from the same figures.",
    "definitions_differ": "The years compared measure by different definitions.",
    "unit_systems_differ": "The figures are of the 63 provinces and of the 34 units at once.",
    "too_few_places": "Fewer than 20 places are known.",
    "most_places_unknown": "Fewer than half of the places are known, and they need not be like the others.",
    "not_estimable": "The model could not be estimated on these data.",
}
"""Reasons for X."""

NOTHING_FOUND = {
    "interval_contains_zero": "The interval contains zero.",
    "worst_p_above_5_percent": "With at least one of the reported standard errors p exceeds 5 %.",
}
"""Reasons for D."""

DOWNGRADES = {
    "cross_section": "Places are compared at one time, so that what is not measured may lie behind it.",
    "leave_one_out_changes_verdict": "Without a single place the sign or the verdict changes.",
    "sign_differs_across_specifications": "The sign is the same in fewer than 95 % of the specifications.",
    "few_specifications_exclude_zero": "The interval excludes zero in fewer than 75 % of the specifications.",
    "weak_after_multiple_testing": "Among the associations tested together its q-value exceeds 10 %.",
    "sensitive_to_unobserved": "A confounder as strong as one that is measured, or of 5 %, could undo it.",
    "shared_denominator": "Outcome and input are divided by the same quantity.",
    "partial_coverage": "The figures are known for fewer than 80 % of the places.",
    "not_all_checks_made": "Some of the checks above were not made.",
}
"""Reasons that cost one grade each."""

CAPS = {
    "same_survey": "Both come from the same respondents or the same reports, whose errors they share.",
    "targeting_present": "The input was higher where the outcome had been low, or high, before.",
    "targeting_not_testable": "Whether the input was sent where the outcome was low cannot be tested.",
    "denominators_change_sign": "With counts instead of shares the sign changes.",
}
"""Reasons that allow C at most."""

REASONS = {**REFUSALS, **NOTHING_FOUND, **DOWNGRADES, **CAPS}
"""Every reason by its identifier, with its meaning in English; the report says it in both languages."""
