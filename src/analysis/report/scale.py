"""What each strength of the evidence means, beside its word in :mod:`analysis.report.claims`."""

from analysis.report.messages import N_

MEANINGS = {
    "A": N_("The confidence interval excludes 0 and nothing below lowers the grade."),
    "B": N_("The interval excludes 0; one reason lowers the grade."),
    "C": N_("The interval excludes 0; two reasons or more, or one of the grave ones, lower the grade."),
    "D": N_(
        "The interval contains 0, or is not clear of it under every standard error; this does not mean that "
        "there is certainly none."
    ),
    "X": N_("The question cannot be put to these figures."),
}
