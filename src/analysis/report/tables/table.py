"""A table as readers see it: HTML that screen readers understand and an aligned plain-text twin."""

from html import escape
from typing import Any
from unicodedata import normalize

import pandas as pd

from analysis.report import simulation_mark
from analysis.report.language import MISSING, Language
from analysis.report.tables.columns import Column, Columns, cells, resolve
from analysis.report.tables.source_line import SourceLine

# JupyterLab aligns every cell to the right; words are the exception that needs saying.
LEFT = ' style="text-align:left"'


class Table:
    """A formatted table; as the last expression of a cell it shows itself.

    Parameters
    ----------
    data
        One row a line; the index names the rows (``data.set_index("name")``).
    columns
        What to show, see :func:`~analysis.report.tables.columns.resolve`; None shows every column, each an
        indicator of the dictionary.
    caption
        Measure, places and period, in the page's language.
    language
        Language of labels, numbers and the source line.
    rows
        Header of the column that names the rows; the index's own name when omitted.
    geography
        ``"63"`` or ``"34"`` when the index holds codes, to be shown as names.
    note
        A sentence under the table: what is absent, what may not be compared.
    source
        From :func:`~analysis.report.tables.source_line.sources`, or a text.
    folded
        Whether readers open the table themselves (the figures behind a chart).
    simulated
        Whether the figures are simulated; where simulated figures were read, and of a frame that says so of
        itself, every table is marked anyway. The mark opens the caption.

    Raises
    ------
    ValueError
        When the table has an index of several levels, repeated columns, unnamed rows or no caption.
    """

    def __init__(
        self,
        data: pd.DataFrame | pd.Series,
        columns: Columns = None,
        *,
        caption: str,
        language: Language | str,
        rows: str | None = None,
        geography: str | None = None,
        note: str | None = None,
        source: SourceLine | str | None = None,
        folded: bool = False,
        simulated: bool = False,
    ) -> None:
        self.data = data.to_frame() if isinstance(data, pd.Series) else data
        self.language = Language.of(language)
        self.caption = caption
        self.rows = rows or str(self.data.index.name or "")
        self.geography = geography
        self.note = note
        self.source = SourceLine.written(source, self.language) if isinstance(source, str) else source
        self.folded = folded
        self._require_plain()
        self.simulated = simulation_mark.is_simulated(simulated, self.data)
        if self.simulated:
            self.caption = simulation_mark.marked(caption, self.language)
        self.columns = resolve(self.data, columns, self.language)

    def _require_plain(self) -> None:
        if self.data.index.nlevels > 1 or self.data.columns.nlevels > 1:
            raise ValueError(
                "A table has one level of rows and one of columns: use reset_index() or pivot()."
            )
        if self.data.columns.has_duplicates:
            repeated = self.data.columns[self.data.columns.duplicated()]
            raise ValueError(f"Columns repeat: {', '.join(map(str, repeated))}.")
        if not self.caption:
            raise ValueError("A table needs a caption: measure, places, period.")
        if not self.rows:
            raise ValueError("Say what the rows are: data.set_index(…) and Table(…, rows='Province').")

    def _written(self) -> list[tuple[str, list[str]]]:
        names = [str(name) for name in self.data.index]
        if self.geography is not None:
            names = [self.language.place(code, self.geography) for code in names]
        return list(zip(names, cells(self.data, self.columns, self.language), strict=True))

    @property
    def heads(self) -> list[tuple[str, str, bool]]:
        """Label, unit (empty without one) and whether it holds words, of every column, the rows' first."""
        of_columns = [
            (column.label, self.language.unit(column.unit), column.aligned_left)
            for column in self.columns.values()
        ]
        return [(self.rows, "", True), *of_columns]

    @property
    def lines(self) -> list[list[str]]:
        """The rows as readers see them, each with its name first."""
        return [[name, *values] for name, values in self._written()]

    @property
    def html(self) -> str:
        """The table as semantic HTML; every value is escaped."""
        block = (
            '<div class="table-block">\n<div class="table-scroll">\n'
            f'<table class="figures" lang="{self.language.code}">\n'
            f"<caption>{simulation_mark.marked_html(self.caption, self.language)}</caption>\n"
            f"<thead>{self._head()}</thead>\n<tbody>\n{self._body()}\n</tbody>\n</table>\n</div>\n"
            f"{self._below()}</div>"
        )
        if not self.folded:
            return block
        summary = escape(self.language.say("Table: {caption}", caption=self.caption))
        return f'<details class="figures">\n<summary>{summary}</summary>\n{block}\n</details>'

    def _head(self) -> str:
        headers = [f'<th scope="col"{LEFT}>{escape(self.rows)}</th>']
        for column in self.columns.values():
            unit = self.language.unit(column.unit)
            measured = f' <span class="unit">({escape(unit)})</span>' if unit else ""
            left = LEFT if column.aligned_left else ""
            headers.append(f'<th scope="col"{left}>{escape(column.label)}{measured}</th>')
        return f"<tr>{''.join(headers)}</tr>"

    def _body(self) -> str:
        columns = list(self.columns.values())
        rows = []
        for name, values in self._written():
            row = "".join(self._cell(column, value) for column, value in zip(columns, values, strict=True))
            rows.append(f'<tr><th scope="row"{LEFT}>{escape(name)}</th>{row}</tr>')
        empty = f'<tr><td colspan="{len(columns) + 1}">{escape(self.language.say("No rows."))}</td></tr>'
        return "\n".join(rows) or empty

    def _cell(self, column: Column, value: str) -> str:
        if value == MISSING:
            spoken = escape(self.language.missing_spoken)
            left = LEFT if column.aligned_left else ""
            return f'<td class="missing"{left} title="{spoken}" aria-label="{spoken}">{MISSING}</td>'
        if column.aligned_left:
            return f'<td class="text"{LEFT}>{escape(value)}</td>'
        return f'<td class="number">{escape(value)}</td>'

    def _below(self) -> str:
        note = f'<p class="note">{escape(self.note)}</p>\n' if self.note else ""
        return note + (f'<p class="source">{self.source.html}</p>\n' if self.source else "")

    @property
    def text(self) -> str:
        """The table as aligned plain text, in composed characters."""
        columns = list(self.columns.values())
        head = [self.rows, *(column.header(self.language) for column in columns)]
        body = [[name, *values] for name, values in self._written()] or [[self.language.say("No rows.")]]
        lines = align(head, body, [True, *(column.aligned_left for column in columns)])
        below = [str(part) for part in (self.note, self.source) if part]
        return normalize("NFC", "\n".join([self.caption, "", *lines, *([""] if below else []), *below]))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """Return what notebooks show: HTML and plain text."""
        return {"text/html": self.html, "text/plain": self.text}


def align(head: list[str], body: list[list[str]], left: list[bool]) -> list[str]:
    """Return lines with columns padded to one width, words to the left and figures to the right.

    Text is composed first (NFC), where each Vietnamese letter is one character of one column's width.
    """
    grid = [[normalize("NFC", cell) for cell in row] for row in [head, *body]]
    widths = [max(len(row[place]) for row in grid if place < len(row)) for place in range(len(head))]
    ruled = [grid[0], ["-" * width for width in widths], *grid[1:]]
    return [
        "  ".join(
            cell.ljust(width) if to_left else cell.rjust(width)
            for cell, width, to_left in zip(row, widths, left, strict=False)
        ).rstrip()
        for row in ruled
    ]
