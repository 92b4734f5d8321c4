"""Text in the cells of a workbook, whose fonts may say that the letters are legacy ones; and its days."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from analysis.data.deliveries.content import Cell
from analysis.data.deliveries.received import legacy_letters
from analysis.data.deliveries.received.number_formats import shown_day
from analysis.data.deliveries.received.plain_text import plain, raised


@dataclass(frozen=True)
class Run:
    """A piece of a cell's text in one font; ``above`` where it stands above the line."""

    text: str
    font: str = ""
    above: bool = False


Runs = Sequence[Run]


def letters_without_font(cells: Iterable[Runs]) -> str | None:
    """Return the legacy letters that the text in ordinary fonts proves together; None for Unicode."""
    ordinary = (run.text for runs in cells for run in runs if legacy_letters.of_font(run.font) is None)
    found = legacy_letters.proven("\n".join(ordinary))
    return None if found == "unicode" else found


def text_of(runs: Runs, letters: str | None) -> str:
    """Return what a cell says.

    Parameters
    ----------
    runs : sequence of Run
        The text of the cell.
    letters : str, optional
        Legacy letters of text in ordinary fonts, see :func:`letters_without_font`.
    """
    read = ((_read(run, letters), run.above) for run in runs)
    return plain("".join(raised(text) if above else text for text, above in read))


def commonest(cells: Iterable[Runs], letters: str | None) -> str | None:
    """Return the legacy letters that most of the cells were decoded from; None when none was."""
    used = Counter(
        legacy_letters.of_font(run.font) or letters
        for runs in cells
        for run in runs
        if (legacy_letters.of_font(run.font) or letters) and _read(run, letters) != run.text
    )
    return used.most_common(1)[0][0] if used else None


def text_cells(sheets: Iterable[Mapping[tuple[int, int], Runs]]) -> list[Runs]:
    """Return the texts of all cells of all sheets."""
    return [runs for sheet in sheets for runs in sheet.values()]


def day_cell(at: tuple[int, int], value: dt.date, code: str) -> Cell:
    """Return the cell at a row and column that holds a day, or a moment, in a number format."""
    moment = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
    return Cell(*at, shown_day(moment, code), day=moment.date(), format=code)


def _read(run: Run, letters: str | None) -> str:
    if legacy_letters.of_font(run.font):
        return legacy_letters.by_font(run.text, run.font)
    if letters and legacy_letters.is_western(run.text):
        return legacy_letters.OF_TEXT[letters](run.text)
    return legacy_letters.OF_TEXT["unicode"](legacy_letters.stored_once(run.text))
