"""How sheets, tables and CSV files are called: one name for all three, in the language of the workbook."""

from analysis.report import plain_letters


def slug(name: str) -> str:
    """Return the name of a sheet as that of a file, in plain letters: ``so_lieu_63_tinh``."""
    return plain_letters.slug(name).replace("-", "_")


def csv_name(sheet: str) -> str:
    """Return the name of the CSV file of a sheet: ``so_lieu_63_tinh.csv``."""
    return f"{slug(sheet)}.csv"


def table_name(sheet: str) -> str:
    """Return the name of the table on a sheet, as formulas use it: ``So_lieu_63_tinh``."""
    return slug(sheet).capitalize()
