"""Words for doubts about a share that nobody wrote: it follows from a part and its whole in the file."""

from analysis.report.deliveries.wording import Wording, worded
from analysis.report.messages import N_

CHECK_BOTH = N_(
    "Please check both figures from which the share follows. If they are right, please confirm them; "
    "otherwise correct the one that is wrong."
)
GIVES = N_("“{part}” and “{whole}” give {share} as “{variable}”; this differs from what is known.")
FOLLOWS = N_("The share that follows from this figure and its whole differs from what is known.")

WORDS: dict[str, Wording] = {
    "conflict.share": worded(
        N_(
            "“{part}” and “{whole}” of {place}, {year}, give {share} as “{variable}”, but {known} is known "
            "({source})."
        ),
        N_(
            "“{part}” and “{whole}” of {place}, {year}, give {share} as “{variable}”, but the file itself "
            "states {known}."
        ),
        GIVES,
        FOLLOWS,
        remedy=CHECK_BOTH,
    ),
    "revision.share": worded(
        N_(
            "“{part}” and “{whole}” of {place}, {year}, give {share} as “{variable}”; so far it was {known} "
            "({source})."
        ),
        GIVES,
        FOLLOWS,
        remedy=CHECK_BOTH,
    ),
    "jump.share": worded(
        N_(
            "“{part}” and “{whole}” of {place}, {year}, give {share} as “{variable}”: {points} away from the "
            "share of {earlier} ({before}). So far no share of this kind had changed by more than "
            "{largest_points}."
        ),
        N_(
            "“{part}” and “{whole}” give {share} as “{variable}”, far from the share of {earlier} ({before})."
        ),
        GIVES,
        FOLLOWS,
        remedy=CHECK_BOTH,
    ),
    "near_all.share": worded(
        N_(
            "“{part}” and “{whole}” of {place}, {year}, give {share} as “{variable}”: a share this close to "
            "100% is rare."
        ),
        N_("The share that follows from this figure and its whole is close to 100%, which is rare."),
        remedy=CHECK_BOTH,
    ),
    "thousandfold.share": worded(
        N_(
            "“{part}” and “{whole}” of {place}, {year}, give {share} as “{variable}”, far from what is known "
            "({known}). Perhaps one of them is in another unit."
        ),
        GIVES,
        FOLLOWS,
        remedy=CHECK_BOTH,
    ),
    "digits_transposed.share": worded(
        N_(
            "“{part}” and “{whole}” of {place}, {year}, give {share} as “{variable}”. Was {meant} meant? "
            "Perhaps two digits were exchanged."
        ),
        GIVES,
        FOLLOWS,
        remedy=CHECK_BOTH,
    ),
}
"""Words by ``kind.share``."""
