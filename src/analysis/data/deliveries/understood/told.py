"""What was told about headings: with a file, or for earlier files of its sender."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from analysis.data.deliveries.variables import variables
from analysis.data.deliveries.written.dates_in_text import without_dates
from analysis.data.deliveries.written.wording import folded
from analysis.data.unknown import require

ASKED, SENDER, SYNONYM, TEMPLATE = "asked", "sender", "synonym", "template"
"""How a heading was read, in the order in which they count."""

LEFT_OUT = "-"
"""The answer that leaves a column out."""


@dataclass(frozen=True)
class Answer:
    """What one heading was said to be: a variable with unit and year as far as told; None to leave it out."""

    variable: str | None
    unit: str | None
    year: int | None
    how: str


@dataclass(frozen=True)
class Told:
    """Answers by heading.

    Parameters
    ----------
    asked, sender : mapping of str to Answer
        By heading as :func:`analysis.data.deliveries.written.wording.folded` gives it.
    """

    asked: Mapping[str, Answer] = field(default_factory=dict)
    sender: Mapping[str, Answer] = field(default_factory=dict)

    def about(self, heading: str, last: str, others: Collection[str]) -> Answer | None:
        """Return the answer about a heading; what was told with the file goes first.

        An answer that tells no year holds for the same heading of other years.

        Parameters
        ----------
        heading : str
            All of its levels, joined by `` / ``.
        last : str
            Its lowest level: enough where no other column has the same.
        others : collection of str
            The lowest levels of all columns of the table.
        """
        alone = [folded(one) for one in others].count(folded(last)) == 1
        for answers in (self.asked, self.sender):
            if (answer := answers.get(folded(heading))) is not None:
                return answer
            if alone and (answer := answers.get(folded(last))) is not None:
                return answer
            undated = _undated(heading)
            if undated and (answer := _of_another_year(answers).get(undated)) is not None:
                return answer
        return None


def told(asked: Mapping[str, str] | None, sender: Mapping[str, str] | None) -> Told:
    """Return answers written as ``variable``, ``variable:unit``, ``variable:unit:year`` or ``-``.

    Parameters
    ----------
    asked, sender : mapping of str to str, optional
        Answers by heading as it stands in the file. A unit or year that is not told may be empty
        (``dx_spending::2024``).

    Raises
    ------
    UnknownName
        There is no such variable, or it cannot be written in that unit.
    ValueError
        The year is no year.
    """
    return Told(
        {folded(heading): _answer(text, ASKED) for heading, text in (asked or {}).items()},
        {folded(heading): _answer(text, SENDER) for heading, text in (sender or {}).items()},
    )


def _of_another_year(answers: Mapping[str, Answer]) -> dict[str, Answer]:
    return {_undated(heading): answer for heading, answer in answers.items() if answer.year is None}


def _undated(heading: str) -> str:
    """Return a heading in plain words, without the years and days in it."""
    return folded(" / ".join(without_dates(level)[0] for level in heading.split(" / ")))


def _answer(text: str, how: str) -> Answer:
    if text.strip() == LEFT_OUT:
        return Answer(None, None, None, how)
    name, unit, year = (*text.strip().split(":"), "", "")[:3]
    require("variable", name, variables())
    if unit:
        require("unit", unit, variables()[name].units)
    if year and not (len(year) == 4 and year.isdecimal()):
        raise ValueError(f"{year!r} in {text!r} is no year of four digits.")
    return Answer(name, unit or None, int(year) if year else None, how)
