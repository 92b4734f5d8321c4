"""From a number back to its source: file and line, or the figures from which it was computed."""

import datetime as dt
from dataclasses import dataclass, replace

import pandas as pd

from analysis.data import as_of, dataset, processed
from analysis.data.deliveries.kept import accepted
from analysis.data.deliveries.remarks import Remark
from analysis.data.errors import quoted
from analysis.data.indicators import described, indicators
from analysis.data.merger import former_provinces
from analysis.data.provinces import name_of
from analysis.data.records import Record, records
from analysis.data.unknown import UnknownName

_SETS = {"63": "of the 63 provinces", "34": "of the 34 units in force", "VN": "whole country"}


class NoSource(LookupError):
    """A simulated figure, which no table holds."""


@dataclass(frozen=True)
class Trace:
    """Where one figure comes from.

    Attributes
    ----------
    indicator, code, place, geography, year : str, str, str, str, int
        Which figure.
    value, bound : float, str
        The figure and how it was worded (exact, about, at least, at most).
    origin : str
        ``published``, ``aggregated`` or ``derived``.
    file, line, field : str or None, int or None, str or None
        Raw file from the project's folder, its line (header = 1) and column; of published figures only.
    publisher, sha256, read_on : str or None
        First publisher, checksum of the raw file and date of reading; of published figures only.
    cells : tuple of str
        Of a delivered figure: each cell it was read or computed from, with sender, day, file as received,
        sheet and what was written.
    rule : str
        Formula or rule of aggregation in words, empty for published figures but delivered ones that were
        computed from two cells.
    role : str
        What the figure is in the figure above it: empty, ``weight`` or ``input``.
    inputs : tuple of Trace
        The figures from which it was computed.
    """

    indicator: str
    code: str
    place: str
    geography: str
    year: int
    value: float
    bound: str
    origin: str
    file: str | None = None
    line: int | None = None
    field: str | None = None
    publisher: str | None = None
    sha256: str | None = None
    read_on: str | None = None
    cells: tuple[str, ...] = ()
    rule: str = ""
    role: str = ""
    inputs: tuple["Trace", ...] = ()

    def __str__(self) -> str:
        """Return the tree as text: one figure a line, its source or its inputs indented below."""
        return "\n".join(self._lines())

    def _lines(self) -> list[str]:
        wording = "" if self.bound == "exact" else f"{self.bound} "
        role = f"{self.role}: " if self.role else ""
        place = f"{self.place} ({self.code}, {_SETS[self.geography]})"
        head = f"{role}{self.indicator}, {place}, {self.year} = {wording}{self.value!r} [{self.origin}]"
        if self.file:
            source = [f"{self.file}, line {self.line}, column {self.field}"]
            source += [f"{self.publisher}; read on {self.read_on}; sha256 {self.sha256}"]
            source += [*([self.rule] if self.rule else []), *self.cells]
        else:
            source = [self.rule, *(line for one in self.inputs for line in one._lines())]
        return [head, *(f"  {line}" for line in source)]


def trace(indicator: str, code: str, year: int, geography: str = "63") -> Trace:
    """Trace one figure of the rebuilt tables.

    Parameters
    ----------
    indicator : str
        Name in the dictionary.
    code : str
        Two-digit code of the place, ``"VN"`` for the country.
    year : int
        Year of the figure.
    geography : {"63", "34", "VN"}
        Set of places of the code.

    Returns
    -------
    Trace
        A published figure with its file and line; an aggregated or derived one with the tree of its inputs.

    Raises
    ------
    UnknownName
        There is no such indicator or geography, or no figure of the place and year; the years known are
        named.
    UnknownPlace
        There is no such place.
    NoSource
        The simulated data set is in use.
    """
    drawn = dataset.in_use()
    if drawn.is_simulated:
        raise NoSource(
            f"{indicator} of {code} in {year} is simulated (world {drawn.world}, seed {drawn.seed}): it is "
            "drawn from a model and has no source. Published figures are traced with dataset = published"
        )
    place = "Việt Nam" if geography == "VN" else name_of(code, geography)
    rows = processed.observations(indicator, geography)
    rows = rows[rows["code"] == code]
    figure = rows[rows["year"] == int(year)]
    if figure.empty:
        raise UnknownName(f"figure of {indicator} for {place} in", year, sorted(rows["year"]))
    row = records(figure)[0]
    found = Trace(
        indicator, code, place, geography, int(year), float(row["value"]), row["bound"], row["origin"]
    )
    if row["origin"] == "published":
        return _published(found, row)
    return _aggregated(found, row) if row["origin"] == "aggregated" else _derived(found, row)


def _published(found: Trace, row: Record) -> Trace:
    vintage = processed.vintage(row["source"], row["table"])
    cells = _cells(row) if row["source"] == as_of.DELIVERIES else ()
    return replace(
        found,
        file=str(vintage["path"]),
        line=int(row["line"]),
        field=row["field"],
        publisher=_publisher(row, vintage),
        sha256=str(vintage["sha256"]),
        read_on=str(vintage["read_on"]),
        cells=cells,
        rule="computed from the figures of these cells" if len(cells) > 1 else "",
    )


def _cells(row: Record) -> tuple[str, ...]:
    """Return the cells of a delivery behind a figure, each in words."""
    figures = processed.reported()
    lines = {int(row["line"])}
    if "delivery" in figures:
        same = (figures["delivery"] == row["table"]) & (figures["variable"] == row["indicator"])
        listed = figures[same & figures["chosen"]]["delivery_lines"].str.split("|")
        lines |= {int(line) for held in listed if int(held[0]) in lines for line in held}
    delivery = next(one for one in accepted.accepted(dt.date.max) if one.id == row["table"])
    held = accepted.table(delivery.id)
    sent = f"{delivery.sender}, received on {delivery.received}: {delivery.original.name}"
    path = delivery.original.path
    return tuple(f"{sent} ({path}), {_place(cell)}" for cell in records(held[held["line"].isin(lines)]))


def _place(cell: Record) -> str:
    address = Remark("heading_read_as", row=cell["row"], column=cell["column"]).address
    sheet = f"sheet {cell['sheet']}, " if cell["sheet"] else ""
    return f"{sheet}cell {address}, written {quoted(cell['written'] or '')}"


def _publisher(row: Record, vintage: pd.Series) -> str:
    """Return the publisher of the table, or of the single figure where each row names its own."""
    if row["source"] != "reported_figures":
        return str(vintage["publisher_en"])
    figures = processed.reported()
    figure = figures[figures["line"] == row["line"]].iloc[0]
    named = [figure[key] for key in ("publisher", "source_title") if pd.notna(figure[key])]
    return "; ".join(map(str, named))


def _aggregated(found: Trace, row: Record) -> Trace:
    known = indicators()[found.indicator]
    codes = former_provinces()[found.code]
    inputs = [replace(trace(found.indicator, code, found.year), role="input") for code in codes]
    if len(codes) == 1:
        return replace(found, rule="taken over: one unchanged province", inputs=tuple(inputs))
    if known.rule == "none":
        rule = "the delivered parts of the former provinces over their wholes, both added up"
        return replace(found, rule=rule, inputs=tuple(inputs))
    rule = f"{known.rule}{f' by {known.weight}' if known.weight else ''} over the former provinces"
    if known.weight:
        basis_year = int(row["basis_year"])
        inputs += [replace(trace(known.weight, code, basis_year), role="weight") for code in codes]
    return replace(found, rule=rule, inputs=tuple(inputs))


def _derived(found: Trace, row: Record) -> Trace:
    formula = described("derived_indicators.yaml")[found.indicator]
    nearest = formula.get("nearest", {})
    inputs = tuple(
        replace(
            trace(
                name, found.code, int(row["basis_year"]) if name in nearest else found.year, found.geography
            ),
            role="input",
        )
        for name in formula["inputs"]
    )
    return replace(found, rule=formula["formula"], inputs=inputs)
