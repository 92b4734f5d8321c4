"""Words for what is wrong with, or doubtful about, single figures."""

from analysis.report.deliveries.wording import Wording, worded
from analysis.report.messages import N_

NUMBER_ALONE = N_(
    "Please write the number alone, in the unit of the heading. Not known: leave the cell empty; none: write "
    "0."
)
ONE_WAY = N_(
    "Please write a whole number without separators (1556), and a number with decimals with a comma (40,71)."
)
DAY = N_("Please write the day as day/month/year, for example 31/12/2025.")
CHECK = N_("Please check the number and the unit of the heading, and correct whichever is wrong.")
CONFIRM = N_("Please check the figure. If it is right, please confirm it; otherwise correct the cell.")

CELLS: dict[str, Wording] = {
    "not_a_number": worded(
        N_("“{written}” is not a number."), N_("This is not a number."), remedy=NUMBER_ALONE
    ),
    "not_a_number.words": worded(
        N_("“{written}” holds words, so that no number can be read from it."), remedy=NUMBER_ALONE
    ),
    "not_a_number.day": worded(
        N_("The spreadsheet has made a day of what was typed: “{written}”."),
        remedy=N_("Please set the format of the cell to “Number” and type the figure again."),
    ),
    "not_a_number.two_numbers": worded(
        N_("“{written}” holds more than one number."),
        remedy=N_("Please write one number into the cell; the rest may go into a column of remarks."),
    ),
    "not_a_number.exponent": worded(
        N_("“{written}” is shortened, so that digits are lost."),
        remedy=N_("Please set the format of the cell to “Number” and write all digits."),
    ),
    "not_a_number.narrow": worded(
        N_("“{written}”: the column was too narrow when the file was saved, and the figure is lost."),
        remedy=N_("Please make the column wider, save the file again and send it again."),
    ),
    "not_a_number.other_unit": worded(
        N_("“{written}” names another unit than the heading."),
        remedy=N_("Please write the figure in the unit of the heading, without naming the unit in the cell."),
    ),
    "not_a_number.merged": worded(
        N_("“{written}” stands in a merged cell, so that it is not clear which places it is of."),
        remedy=N_("Please split the merged cell and write the figure of each place into its own cell."),
    ),
    "not_a_number.bound": worded(
        N_("“{written}” is none of the words that say how exact the figures are."),
        remedy=N_(
            "Please choose a word from the list of this column, or leave the cell empty when the figures are "
            "exact."
        ),
    ),
    "not_a_number.shape": worded(
        N_("In “{written}” dots, commas or spaces stand where no number has them."), remedy=ONE_WAY
    ),
    "ambiguous_number": worded(
        N_("“{written}” can be read in two ways: {readings}."),
        N_("“{written}” can be read in two ways."),
        N_("This number can be read in two ways."),
        remedy=(
            N_("Please write {first} or {second}, whichever is meant, and nothing else in the cell."),
            ONE_WAY,
        ),
    ),
    "not_whole": worded(
        N_("“{written}” is not a whole number. Was {meant} meant?"),
        N_("“{written}” is not a whole number, and “{variable}” is counted in whole numbers."),
        N_("“{written}” is not a whole number."),
        N_("This is not a whole number."),
        remedy=(
            N_("Please write the whole number without separators, for example {plain}."),
            N_("Please write the whole number without separators."),
        ),
    ),
    "below_zero": worded(
        N_("“{written}” is below zero."), N_("This figure is below zero."), remedy=NUMBER_ALONE
    ),
    "out_of_range": worded(
        N_("“{written}” cannot be “{variable}” of one place, which lies between {low} and {high}."),
        N_("“{written}” does not lie between {low} and {high}."),
        N_("“{written}” is outside what this figure can be."),
        N_("This figure is outside what it can be."),
        remedy=CHECK,
    ),
    "formula_error": worded(
        N_("The formula of this cell gives an error: “{written}”."),
        N_("The formula of this cell gives an error."),
        remedy=N_("Please correct the formula, or write the value in place of it."),
    ),
    "unreadable_day": worded(
        N_("“{written}” is not a day that can be read."),
        N_("This is not a day that can be read."),
        remedy=DAY,
    ),
    "ambiguous_day": worded(
        N_("“{written}” can be read in two ways: {readings}."),
        N_("This day can be read in two ways."),
        remedy=DAY,
    ),
    "day_outside_year": worded(
        N_("“{written}” is not a day of the year {year}, of which the row is."),
        N_("“{written}” is not a day of the year of this row."),
        N_("This is not a day of the year of this row."),
        remedy=N_("Please correct the day or the year."),
    ),
    "said_unknown": worded(
        N_("“{written}”: read as not known, not as 0."),
        N_("This was read as: not known. It was not read as 0."),
        remedy=N_("Nothing needs to be done; where there is none, please write 0."),
    ),
    "part_above_whole": worded(
        N_("“{part}” ({part_value}) is above “{whole}” ({whole_value}), of which it is a part."),
        N_("“{part}” is above “{whole}”, of which it is a part."),
        N_("This part is above its whole."),
        remedy=N_("Please check both figures and correct whichever is wrong."),
    ),
    "share_above_100": worded(
        N_("“{written}” is a share above 100%."), N_("This share is above 100%."), remedy=CHECK
    ),
}  # fmt: skip
"""Words for faults and notes of cells, by kind; ``kind.reason`` where the reason is known."""

DOUBTS: dict[str, Wording] = {
    "conflict": worded(
        N_("“{written}” differs from what is known for {place}, {year}: {known} ({source})."),
        N_("“{written}” differs from what is known: {known} ({source})."),
        N_("“{written}” differs from what is known: {known}."),
        N_("This figure differs from what another source says."),
        remedy=CONFIRM,
    ),
    "revision": worded(
        N_("“{written}” changes the figure used so far for {place}, {year}: {known} ({source}, {when})."),
        N_("“{written}” changes the figure used so far for {place}, {year}: {known} ({source})."),
        N_("“{written}” changes the figure used so far: {known} ({source})."),
        N_("“{written}” changes the figure used so far: {known}."),
        N_("This figure changes the one used so far."),
        remedy=CONFIRM,
    ),
    "jump": worded(
        N_(
            "“{written}” is {factor} times the figure of {earlier} ({before}); so far no figure of this kind "
            "had changed by more than {largest} times."
        ),
        N_(
            "“{written}” differs by {points} from the figure of {earlier} ({before}); so far no figure of "
            "this kind had changed by more than {largest_points}."
        ),
        N_("“{written}” is {factor} times the figure of {earlier} ({before})."),
        N_("“{written}” is far from the figure of {earlier} ({before})."),
        N_("“{written}” is far from the figures of the years before."),
        N_("This figure is far from those of the years before."),
        remedy=CONFIRM,
    ),
    "digits_transposed": worded(
        N_("Two digits of “{written}” were perhaps exchanged. Was {meant} meant?"),
        N_("Two digits of “{written}” were perhaps exchanged."),
        N_("Two digits were perhaps exchanged."),
        remedy=CONFIRM,
    ),
    "thousandfold": worded(
        N_(
            "“{written}” is about {smaller} times smaller than what is known ({known}). Perhaps it is in "
            "another unit."
        ),
        N_("“{written}” is about {factor} times what is known ({known}). Perhaps it is in another unit."),
        N_("“{written}” is far from what is known ({known}). Perhaps it is in another unit."),
        N_("“{written}” is perhaps in another unit than its heading says."),
        N_("This figure is perhaps in another unit than its heading says."),
        remedy=CHECK,
    ),
    "near_all": worded(
        N_("“{written}” means nearly all: a share this close to 100% is rare."),
        N_("A share this close to 100% is rare."),
        remedy=N_("Please check what the share is of. If it is right, please confirm it."),
    ),
    "above_known": worded(
        N_("“{written}” is {times} times “{whole}” as known for {earlier}: {known}."),
        N_("“{written}” is above “{whole}” as it is known: {known}."),
        N_("“{written}” is above the number of people, households or units known."),
        N_("This figure is above the number of people, households or units known."),
        remedy=CONFIRM,
    ),
}
"""Words for doubts, by kind."""
