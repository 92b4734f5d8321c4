"""What a column of a table is: its label, its unit and how its figures are written."""

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from analysis.report.language import MISSING, Language

Kind = Literal[
    "number", "signed", "integer", "year", "p_value", "interval", "text", "written", "date", "yes_no"
]
LEFT = {"text", "yes_no"}
RANKS = re.compile(r"(?:^|_)rank(?:ing|s)?$")
"""Names of columns that hold ranks."""
NEEDS_DIGITS = {"number", "signed", "interval"}


@dataclass(frozen=True)
class Column:
    """A column as readers see it.

    Parameters
    ----------
    label
        Header, already in the page's language.
    digits
        Decimals, the same in every row; required for numbers and intervals.
    unit
        Unit id; stands in the header, not in the cells.
    kind
        How values are written. ``"written"`` takes figures that are text already (rows with different units),
        ``"year"`` has no separator of thousands, ``"interval"`` is made of two columns of the data.
    low, high
        For ``kind="interval"``: the columns of the data that hold the two ends.

    Raises
    ------
    ValueError
        When the decimals of a number, or the ends of an interval, are not given.
    """

    label: str
    digits: int | None = None
    unit: str = "none"
    kind: Kind = "number"
    low: str | None = None
    high: str | None = None

    def __post_init__(self) -> None:
        if self.kind in NEEDS_DIGITS and self.digits is None:
            raise ValueError(f"Column {self.label!r}: say how many decimals, Column(…, digits=2).")
        if self.kind == "interval" and not (self.low and self.high):
            raise ValueError(
                f"Column {self.label!r}: an interval needs low=… and high=…, columns of the data."
            )

    @classmethod
    def interval(cls, label: str, low: str, high: str, digits: int, unit: str = "none") -> "Column":
        """Return a column that shows two columns of the data as one interval."""
        return cls(label, digits, unit, "interval", low, high)

    @classmethod
    def of(cls, indicator: str, language: Language | str, *, short: bool = True) -> "Column":
        """Return the column of an indicator: label, unit and decimals of the dictionary."""
        from analysis.data.indicators import indicators  # noqa: PLC0415 - other columns need no dictionary

        language = Language.of(language)
        label = language.short(indicator) if short else language.label(indicator)
        known = indicators()[indicator]
        return cls(label, known.decimals, known.unit)

    @property
    def aligned_left(self) -> bool:
        """Whether the column holds words rather than figures."""
        return self.kind in LEFT

    def header(self, language: Language) -> str:
        """Return the label with its unit in brackets."""
        unit = language.unit(self.unit)
        return f"{self.label} ({unit})" if unit else self.label

    def write(self, value: Any, language: Language) -> str:
        """Return one value as text; the sign for a missing figure where there is none."""
        if self.kind == "interval":
            return language.interval(value[0], value[1], self.digits or 0)
        if pd.isna(value) or value == "":
            return MISSING
        return WRITERS[self.kind](value, language, self.digits or 0)


WRITERS: dict[str, Callable[[Any, Language, int], str]] = {
    "number": lambda value, language, digits: language.number(value, digits),
    "signed": lambda value, language, digits: language.signed(value, digits),
    "integer": lambda value, language, _: language.integer(value),
    "p_value": lambda value, language, _: language.p_value(value).removeprefix("p ").removeprefix("= "),
    "date": lambda value, language, _: language.date(value),
    "yes_no": lambda value, language, _: language.say("yes") if value else language.say("no"),
    "year": lambda value, *_: str(int(value)),
    "text": lambda value, *_: str(value),
    "written": lambda value, *_: str(value),
}

Columns = Mapping[str, Column | str] | Sequence[str] | None


def resolve(data: pd.DataFrame, columns: Columns, language: Language) -> dict[str, Column]:
    """Return the columns to show, in order.

    Parameters
    ----------
    data
        The table.
    columns
        None for all; names, each an indicator of the dictionary; or a mapping from name to label or `Column`
        (with a label alone, text and whole numbers are recognised; decimals must be said).
    language
        Language of the headers.

    Raises
    ------
    KeyError
        When a column is not in the data.
    ValueError
        For ranks without a column of intervals beside them.
    """
    wanted = (
        columns if isinstance(columns, Mapping) else dict.fromkeys(columns if columns is not None else data)
    )
    resolved = {str(name): _column(data, name, given, language) for name, given in wanted.items()}
    _require_intervals_of_ranks(resolved)
    return resolved


def _require_intervals_of_ranks(columns: Mapping[str, Column]) -> None:
    """Raise when a table would show a rank without the interval in which it lies."""
    ranked = [name for name, column in columns.items() if column.unit == "rank" or RANKS.search(name)]
    if ranked and not any(column.kind == "interval" for column in columns.values()):
        raise ValueError(
            f"Column {ranked[0]!r} shows ranks: add their intervals, Column.interval(…) of the columns low "
            "and high that analysis.stats.ranks.rank_intervals(…) returns."
        )


def _column(data: pd.DataFrame, name: Hashable, given: Column | str | None, language: Language) -> Column:
    needed = [given.low, given.high] if isinstance(given, Column) and given.kind == "interval" else [name]
    absent = [column for column in needed if column not in data.columns]
    if absent:
        raise KeyError(
            f"The data have no column {absent[0]!r}; they have {', '.join(map(str, data.columns))}."
        )
    if isinstance(given, Column):
        return given
    if given is None:
        return Column.of(str(name), language)
    values = data[name]
    if pd.api.types.is_bool_dtype(values):
        return Column(given, kind="yes_no")
    if pd.api.types.is_integer_dtype(values):
        return Column(given, kind="year" if name == "year" else "integer")
    if pd.api.types.is_numeric_dtype(values):
        raise ValueError(f"Column {name!r} holds decimals: Column({given!r}, digits=2, unit=…).")
    return Column(given, kind="text")


def cells(data: pd.DataFrame, columns: dict[str, Column], language: Language) -> list[list[str]]:
    """Return the written cells, one list a row."""
    written = []
    for name, column in columns.items():
        if column.kind == "interval":
            values: Sequence[Any] = list(zip(data[column.low], data[column.high], strict=True))
        else:
            values = list(data[name])
        written.append([column.write(value, language) for value in values])
    return [list(row) for row in zip(*written, strict=True)]
