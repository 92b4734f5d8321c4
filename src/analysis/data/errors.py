"""What is wrong with an input: the place, the rule that is broken and the remedy.

Everything that reads figures collects :class:`Problem` objects and raises one :class:`InputError` with
all of them, so that a file is mended once and not once per error.
"""

from collections.abc import Iterable
from dataclasses import dataclass

_LONGEST_VALUE = 60


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, where it stands and how to mend it.

    Parameters
    ----------
    file : str
        Path from the project's folder, with forward slashes.
    rule : str
        The rule that is broken, as a clause without a full stop.
    remedy : str
        What to do, as a clause without a full stop.
    sheet : str, optional
        Sheet of a workbook.
    row : int, optional
        Line of the file, counted from 1; the header is line 1.
    column : str, optional
        Name of the column, or the place in a description, such as ``resources.dti.hash``.
    value : str, optional
        The value as it stands in the file.
    """

    file: str
    rule: str
    remedy: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None

    def __str__(self) -> str:
        """Return one line: file, line, column, value, rule, remedy."""
        place = [self.file]
        if self.sheet is not None:
            place.append(f"sheet {self.sheet}")
        if self.row is not None:
            place.append(f"line {self.row}")
        if self.column is not None:
            place.append(f"{'key' if self.file.endswith('.yaml') else 'column'} {self.column}")
        if self.value is not None:
            place.append(f"value {quoted(self.value)}")
        return f"{', '.join(place)}: {self.rule}. Remedy: {self.remedy}."

    def order(self) -> tuple[str, str, int, str, str, str]:
        """Return the key that sorts problems by file, sheet, line and column."""
        return (self.file, self.sheet or "", self.row or 0, self.column or "", self.rule, self.value or "")


class InputError(Exception):
    """An input that cannot be used; nothing of it was taken over.

    Parameters
    ----------
    problems : iterable of Problem
        Everything that is wrong, in any order; kept sorted, each problem once.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        count = len(self.problems)
        heading = f"{count} problem{'s' if count != 1 else ''} in the input"
        super().__init__("\n".join([heading, *map(str, self.problems)]))


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems sorted by file, sheet, line and column, each one once."""
    return sorted(set(problems), key=Problem.order)


def quoted(value: str) -> str:
    """Return a value between quotes on one line, with invisible characters made visible and long text cut."""
    shown = "".join(mark if mark.isprintable() else mark.encode("unicode_escape").decode() for mark in value)
    return f'"{shown}"' if len(shown) <= _LONGEST_VALUE else f'"{shown[: _LONGEST_VALUE - 1]}…"'
