"""The notebooks by the names of their runs: which page each is, and its short title."""

from analysis.report.messages import N_

BRIEF = "05_province_brief__"
"""Run ids of the briefs start so; the name of the unit follows."""

FINDINGS = "summary"

ANALYSES = {
    "06_ministry_summary": (FINDINGS, N_("Main findings")),
    "01_uptake_profile": ("uptake", N_("Level of use")),
    "02_inputs_and_uptake": ("inputs", N_("Inputs and use")),
    "03_models": ("models", N_("Models")),
    "07_robustness": ("robustness", N_("Robustness")),
    "08_community_teams": ("teams", N_("Community teams")),
    "04_targets": ("targets", N_("Targets")),
    "09_what_we_could_learn": ("learning", N_("What we could learn")),
    "12_communes": ("communes", N_("Communes (simulated)")),
    "00_data_quality": ("quality", N_("Data quality")),
    "10_method_validation": ("validation", N_("Proof of the methods")),
    "11_what_changed": ("what_changed", N_("What has changed")),
}
"""Page and short title of each notebook, in the order of reading.

A notebook that is not listed gets a page after the others, called by its own name and title.
"""
