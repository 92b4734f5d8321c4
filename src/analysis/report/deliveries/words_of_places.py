"""Words for what is wrong with the rows of a table: places, totals, rows that were left out."""

from analysis.report.deliveries.wording import Wording, worded
from analysis.report.deliveries.words_of_files import NOTHING
from analysis.report.messages import N_

ONE_SET = N_(
    "Please say for the whole table whether it is of the 63 provinces and cities before 1 July 2025 or of "
    "the 34 since then; figures of both belong in two tables."
)

TOTAL = worded(
    N_("“{written}”: total, checked and not kept as a figure."),
    N_("This row is a total; it is not kept as a figure."),
    remedy=NOTHING,
)

WORDS: dict[str, Wording] = {
    "unknown_place": worded(
        N_("“{written}” is not the name of a province or city. Could it be: {suggestions}?"),
        N_("“{written}” is not the name of a province or city."),
        N_("This is not the name of a province or city."),
        remedy=N_(
            "Please write the name of the province or city as in the list of administrative units. Rows that "
            "are not of one province or city may be deleted."
        ),
    ),
    "ambiguous_place": worded(
        N_("“{written}” can be two different territories: {meanings}."),
        N_("“{written}” can be a province before 1 July 2025 or one since then, with another territory."),
        N_("This place can be a province before 1 July 2025 or one since then, with another territory."),
        remedy=ONE_SET,
    ),
    "mixed_places": worded(
        N_("The table mixes provinces before 1 July 2025 ({former}) and provinces since then ({in_force})."),
        N_("The table mixes provinces before 1 July 2025 and provinces since then."),
        remedy=ONE_SET,
    ),
    "repeated_place": worded(
        N_("“{written}” has a second row; the first is in {other}."),
        N_("“{written}” has more than one row."),
        N_("This place has more than one row."),
        remedy=N_("Please keep one row for each place and year."),
    ),
    "changed_key": worded(
        N_("Code {code} and name “{name}” do not belong to one place."),
        N_("Code and name of this row do not belong to one place."),
        remedy=N_("Please put back code and name as the list of administrative units has them."),
    ),
    "row_left_out": worded(N_("This row is not of one province or city and was left out."), remedy=NOTHING),
    "row_left_out.every": TOTAL,
    "row_left_out.listed": TOTAL,
    "row_left_out.region": worded(
        N_("“{written}”: region of several provinces, left out."),
        N_("This row is a region of several provinces and was left out."),
        remedy=NOTHING,
    ),
    "row_left_out.footnote": worded(
        N_("Note to the table, not read as figures: “{written}”"),
        N_("This row is a note to the table."),
        remedy=NOTHING,
    ),
    "row_left_out.averages": worded(
        N_("“{written}”: average, not kept as a figure."),
        N_("This row is an average; it is not kept as a figure."),
        remedy=NOTHING,
    ),
    "row_left_out.no_figures": worded(
        N_("“{written}”: this row holds no figures and was left out."),
        N_("This row holds no figures and was left out."),
        remedy=NOTHING,
    ),
    "row_left_out.repeated": worded(
        N_("“{written}”: repeats a row with the same figures, counted once."),
        N_("This row repeats one with the same figures; it was counted once."),
        remedy=NOTHING,
    ),
    "hidden_rows_read": worded(
        N_("Hidden rows were read as well: {rows}."),
        N_("Hidden rows were read as well."),
        remedy=N_("If they are not to be used, please delete them and send the file again."),
    ),
    "hidden_columns_read": worded(
        N_("Hidden columns were read as well: {columns}."),
        N_("Hidden columns were read as well."),
        remedy=N_("If they are not to be used, please delete them and send the file again."),
    ),
    "places_without_row": worded(
        N_("There is no row for: {names}. Their figures count as not known, not as 0."),
        N_("Some places have no row. Their figures count as not known, not as 0."),
        remedy=N_("Nothing needs to be done if they are not reported."),
    ),
    "total_differs": worded(
        N_("The total of “{variable}” is given as {stated}, but the rows add up to {summed}."),
        N_("The total is given as {stated}, but the rows add up to {summed}."),
        N_("The total is not the sum of the rows."),
        remedy=N_("Please check the total and the figures of the rows, and correct whichever is wrong."),
    ),
    "repeated_figure": worded(
        N_("The same figure stands in {other} with another value: {value}."),
        N_("The same figure stands in {other} with another value."),
        N_("The same figure stands elsewhere in the file with another value."),
        remedy=N_("Please keep the right one and leave the other cell empty."),
    ),
}
"""Words by kind; ``kind.why`` where it is known why a row was left out."""
