"""Words for what is wrong with a file, its sheets and its headings."""

from analysis.report.deliveries.wording import Wording, worded
from analysis.report.messages import N_

AGAIN = N_("Please save the table as an Excel workbook and send it again.")
NOTHING = N_("Nothing needs to be done if this is right.")
NAME_IT = N_(
    "Please write the name of the figure as in the dictionary of the template, or tell us what the column "
    "holds. A column that is not needed may be deleted."
)
SAY_YEAR = N_("Please add a column “Năm” (year), or write the year into the heading.")
SAY_UNIT = N_("Please write the unit in brackets after the heading; possible are: {units}.")
SAY_A_UNIT = N_("Please write the unit in brackets after the heading, as in the template.")

WORDS: dict[str, Wording] = {
    "unreadable_file": worded(N_("The file cannot be read as a table."), remedy=AGAIN),
    "unreadable_file.damaged": worded(
        N_("The file is damaged or incomplete and cannot be opened."),
        remedy=N_(
            "Please check that the file opens on your computer, save it again as an Excel workbook "
            "and send it again."
        ),
    ),
    "unreadable_file.cut_off": worded(
        N_("The file breaks off in the middle of its last line, so that a part of it is lost."),
        remedy=N_("Please save the whole table again and send it again."),
    ),
    "unreadable_file.too_large": worded(
        N_("The file is too large to be read."),
        remedy=N_("Please delete pictures, empty rows and sheets that are not needed, and send it again."),
    ),
    "unreadable_file.document": worded(
        N_("The file is a document, a picture or a web page, not a table."),
        remedy=N_("Please put the figures into an Excel workbook, best into the template, and send that."),
    ),
    "unreadable_file.other_workbook": worded(
        N_("The file is a workbook in a form that cannot be read here."),
        remedy=AGAIN,
    ),
    "unreadable_file.unknown_kind": worded(
        N_("Files of this kind cannot be read here."),
        remedy=AGAIN,
    ),
    "unreadable_file.ragged": worded(
        N_(
            "A line has more cells than there are headings: probably a comma within a number was taken for "
            "the end of a cell."
        ),
        remedy=AGAIN,
    ),
    "locked_file": worded(
        N_("The file has a password and cannot be opened."),
        remedy=N_("Please remove the password and send the file again."),
    ),
    "empty_file": worded(
        N_("The file holds nothing."),
        remedy=N_("Please check whether the right file was attached, and send it again."),
    ),
    "undecodable_text": worded(
        N_("“{written}” in line {line} is not in an encoding of Vietnamese letters that is known here."),
        N_("Line {line} is not in an encoding of Vietnamese letters that is known here."),
        N_("The text is not in an encoding of Vietnamese letters that is known here."),
        remedy=N_("Please save the table as an Excel workbook, or as CSV in UTF-8."),
    ),
    "no_table": worded(
        N_("No table of figures was found: no row of headings with provinces or cities below it."),
        remedy=N_(
            "Please give the table one column with the names of the provinces or cities and a heading for "
            "each column of figures; the template has both."
        ),
    ),
    "hidden_sheet_skipped": worded(
        N_("This sheet is hidden and was not read."),
        remedy=N_("If its figures are to be used, please unhide the sheet and send the file again."),
    ),
    "sheet_without_table": worded(N_("No figures were read from this sheet."), remedy=NOTHING),
    "decoded_as": worded(
        N_("The text was read in the encoding {encoding}."),
        N_("The text was read in an older encoding of Vietnamese letters."),
        remedy=NOTHING,
    ),
    "unknown_heading": worded(
        N_("The heading “{heading}” is not known. Could it be: {suggestions}?"),
        N_("The heading “{heading}” is not known."),
        N_("This heading is not known."),
        remedy=NAME_IT,
    ),
    "ambiguous_heading": worded(
        N_("The heading “{heading}” can mean more than one figure: {variables}."),
        N_("The heading “{heading}” can mean more than one figure."),
        N_("This heading can mean more than one figure."),
        remedy=NAME_IT,
    ),
    "repeated_heading": worded(
        N_("The column “{heading}” holds the same figure of the same year as the one in {other}."),
        N_("This column holds the same figure of the same year as another one."),
        remedy=N_("Please keep one of the two columns, or write into the headings how they differ."),
    ),
    "unknown_unit": worded(
        N_("The heading “{heading}” names the unit “{unit}”, which this figure cannot have."),
        N_("The unit of the heading “{heading}” is not known for this figure."),
        N_("The unit of this column is not known for this figure."),
        remedy=(SAY_UNIT, SAY_A_UNIT),
    ),
    "unit_not_stated": worded(
        N_("The heading “{heading}” does not say in which unit the figures are."),
        N_("It is not said in which unit the figures of this column are."),
        remedy=(SAY_UNIT, SAY_A_UNIT),
    ),
    "unknown_year": worded(
        N_("It is not said of which year the figures under “{heading}” are."),
        N_("It is not said of which year the figures are."),
        remedy=SAY_YEAR,
    ),
    "ambiguous_year": worded(
        N_("The figures under “{heading}” could be of several years: {years}."),
        N_("The figures could be of several years: {years}."),
        N_("The figures could be of several years."),
        remedy=SAY_YEAR,
    ),
    "column_left_out": worded(
        N_("The column “{heading}” was left out, as agreed with the sender."),
        N_("This column was left out, as agreed with the sender."),
        remedy=NOTHING,
    ),
    "heading_read_as": worded(
        N_("The column “{heading}” was read as: {variable} ({unit}), {year}; {how}."),
        N_("The column “{heading}” was read as: {variable} ({unit}); {how}."),
        N_("The column “{heading}” was read as: {variable} ({unit})."),
        N_("The column “{heading}” was read as: {variable}."),
        N_("This heading was read by the declared list of names."),
        remedy=NOTHING,
    ),
}
"""Words by kind; ``kind.reason`` where the reason is known."""
