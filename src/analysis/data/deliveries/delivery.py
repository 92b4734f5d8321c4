"""A delivery as it was understood: its figures one a row, how each column was read, what is said of it."""

from dataclasses import dataclass, field

import pandas as pd

from analysis.data.deliveries.content import File
from analysis.data.deliveries.remarks import DOUBT, FAULT, Remark

COLUMNS = {
    "geography": "str",  # 63 or 34
    "code": "str",  # two digits
    "name": "str",  # as this project writes it
    "year": "int64",
    "as_of_date": "str",  # ISO day, month or year; empty when the file does not say
    "variable": "str",  # name in variables.yaml
    "value": "float64",  # in the unit of the variable
    "bound": "str",  # exact, about, at least, at most
    "sheet": "str",
    "row": "int64",
    "column": "int64",
    "written": "str",  # the cell as it stood in the file
}
"""Columns of the figures of a delivery, in their order."""

KEY = ["geography", "code", "year", "variable"]


@dataclass(frozen=True)
class ColumnRead:
    """How one column was read.

    ``how`` is ``synonym`` (by the declared list), ``sender`` (as this sender's columns were read before),
    ``asked`` (told with the file) or ``template``. ``factor`` turns what is written into the variable's unit.
    """

    sheet: str | None
    column: int
    heading: str
    variable: str
    unit: str
    factor: float
    year: int | None
    how: str


@dataclass(frozen=True)
class Delivery:
    """What a file was understood to say.

    ``figures`` has the :data:`COLUMNS`, sorted by sheet, row and column. With a fault among the remarks it
    holds what could be read, and nothing of it may be kept.
    """

    file: File
    figures: pd.DataFrame
    mapping: tuple[ColumnRead, ...]
    remarks: tuple[Remark, ...] = field(default=())

    @property
    def faults(self) -> list[Remark]:
        """What keeps the file out, sorted by place."""
        return sorted((one for one in self.remarks if one.grave == FAULT), key=Remark.order)

    @property
    def doubts(self) -> list[Remark]:
        """What somebody must decide, sorted by place."""
        return sorted((one for one in self.remarks if one.grave == DOUBT), key=Remark.order)
