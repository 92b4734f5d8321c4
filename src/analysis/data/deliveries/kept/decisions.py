"""The sheet on which doubts are decided: a CSV file for a spreadsheet, with the suggested choices filled in.

Who, when and why are for a person to write. See :mod:`analysis.data.deliveries.kept.decided` for the choices.
"""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.data.deliveries.delivery import Delivery
from analysis.data.deliveries.kept import named_sources
from analysis.data.deliveries.kept.decided import (
    CHOICES,
    COLUMNS,
    Decision,
    figure,
    mark,
    recorded,
    undecided,
)
from analysis.data.deliveries.remarks import DOUBT, KINDS, Remark
from analysis.data.deliveries.variables import variables
from analysis.data.errors import InputError, Problem
from analysis.data.indicators import described
from analysis.data.provinces import name_of

__all__ = [
    "CHOICES",
    "Decision",
    "as_suggested",
    "figure",
    "mark",
    "read",
    "recorded",
    "sheet",
    "signed",
    "undecided",
]

_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_BOM = "\ufeff"


def sheet(
    delivery: Delivery,
    *,
    doubts: Sequence[Remark] | None = None,
    by: str = "",
    why: str = "",
    date: dt.date | None = None,
) -> bytes:
    """Return the sheet on which the doubts of a delivery are decided, one row a doubt.

    Parameters
    ----------
    delivery : Delivery
        As it was understood.
    doubts : sequence of Remark, optional
        What is to be decided; the doubts of the delivery when left out.
    by, why, date : str, str, datetime.date, optional
        Filled in for every row when they are known.

    Returns
    -------
    bytes
        UTF-8 with byte-order mark and semicolons, which spreadsheets with Vietnamese settings open in
        columns; the suggested choice stands in ``choice``.
    """
    words = described("deliveries/kept/decisions.yaml")
    heads = {name: f"{words['columns'][name]['vi']} ({name})" for name in (*COLUMNS, *words["shown"])}
    lines = io.StringIO()
    writer = csv.DictWriter(
        lines, [heads[name] for name in words["order"]], delimiter=";", lineterminator="\r\n"
    )
    writer.writeheader()
    for doubt in delivery.doubts if doubts is None else sorted(doubts, key=Remark.order):
        row = _row(delivery, doubt) | {"by": by, "why": why, "date": date.isoformat() if date else ""}
        writer.writerow({heads[name]: row.get(name, "") for name in words["order"]})
    return f"{_BOM}{lines.getvalue()}".encode()


def read(path: Path) -> list[Decision]:
    """Read a sheet of decisions back, as written here or as a spreadsheet saved it again.

    Raises
    ------
    InputError
        Something is missing or not understood; everything is named at once.
    """
    return _read(path.name, path.read_bytes())


def as_suggested(
    delivery: Delivery, doubts: Sequence[Remark], *, by: str, why: str, date: dt.date
) -> list[Decision]:
    """Return decisions that follow what is suggested for each of some doubts, in the name of somebody.

    Raises
    ------
    InputError
        Nobody or no reason is named, or nothing is suggested for one of them.
    """
    return _read("suggestions", sheet(delivery, doubts=doubts, by=by, why=why, date=date)) if doubts else []


def signed(path: Path, *, by: str, why: str, date: dt.date) -> bytes:
    """Return a sheet of decisions with who, why and when filled in where a row does not say.

    Raises
    ------
    InputError
        The sheet cannot be read, or does not make decisions even then.
    """
    heads, names, lines = _table(path.name, path.read_bytes())
    given = {"by": by, "why": why, "date": date.isoformat()}
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow(heads)
    for line in lines:
        cells = dict(zip(names, [*line, *[""] * len(names)], strict=False))
        row = {name: cell or given.get(name, "") for name, cell in cells.items()}
        writer.writerow(row.values() if any(line) else [])
    content = f"{_BOM}{written.getvalue()}".encode()
    _read(path.name, content)
    return content


def _table(file: str, content: bytes) -> tuple[list[str], list[str], list[list[str]]]:
    """Return the heads of a sheet as written, the names in them, and its lines."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError([Problem(file, "the file is not UTF-8 text", "save it as CSV UTF-8")]) from None
    first = text.split("\n", 1)[0]
    given = csv.reader(io.StringIO(text), delimiter=max(";,\t", key=first.count))
    heads, *lines = [[cell.strip() for cell in line] for line in given] or [[]]
    return heads, [re.sub(r".*\((\w+)\)$", r"\1", head) for head in heads], lines


def _read(file: str, content: bytes) -> list[Decision]:
    _, names, lines = _table(file, content)
    if missing := [name for name in COLUMNS if name not in (*names, "suggested", "sheet", "cell", "written")]:
        rule = f"there is no column {', '.join(missing)}"
        raise InputError([Problem(file, rule, "use the sheet of decisions made for this delivery", row=1)])
    rows = [(at, dict(zip(names, line, strict=False))) for at, line in enumerate(lines, start=2) if any(line)]
    problems = [problem for at, row in rows for problem in _problems(file, at, row)]
    problems += _contradictions(file, rows)
    if problems:
        raise InputError(problems)
    return [_decision(row) for _, row in rows]


def _row(delivery: Delivery, doubt: Remark) -> dict[str, Any]:
    geography, code, year, variable = figure(doubt)
    known = variables().get(variable)
    figures = delivery.figures
    here = figures[(figures["code"] == code) & (figures["year"] == year) & (figures["variable"] == variable)]
    kinds = described("deliveries/kept/decisions.yaml")["doubts"]
    return {
        "delivery": mark(delivery),
        "geography": geography,
        "code": code,
        "name": name_of(code, geography) if doubt.geography else "",
        "year": year,
        "variable": variable,
        "label": known.label["vi"] if known else "",
        "doubt": doubt.kind,
        "about": kinds[doubt.kind]["vi"],
        "delivered": _shown(here["value"].iloc[0] if len(here) else doubt.values.get("share", "")),
        "known": _known(doubt),
        "source": _source(doubt),
        "suggested": doubt.suggested or "",
        "choice": doubt.suggested or "",
        "sheet": doubt.sheet or "",
        "cell": doubt.address or "",
        "written": " ".join((doubt.written or "").split()),
    }


def _known(doubt: Remark) -> str:
    """Return what is known as it is worded: a bound is no exact figure."""
    bounds = described("deliveries/kept/decisions.yaml")["bounds"]
    shown = _shown(doubt.values.get("known", doubt.values.get("before", "")))
    bound = doubt.values.get("known_bound")
    return f"{bounds[bound]['vi']} {shown}" if bound in bounds else shown


def _source(doubt: Remark) -> str:
    """Return the source of what is known by the names that people know it by."""
    source = named_sources.named(doubt.values, "vi")
    if source is None:
        return str(doubt.values.get("source") or "")
    day = "/".join(reversed(source.day.split("-")))
    if source.sent:
        return f"{source.publisher}, {source.title}, {day}"
    return ", ".join(filter(None, (source.title, source.publisher, day)))


def _shown(value: object) -> str:
    """Return a number with a decimal comma, as spreadsheets with Vietnamese settings read it."""
    return f"{value:.15g}".replace(".", ",") if isinstance(value, int | float) else str(value)


def _problems(file: str, at: int, row: Mapping[str, str]) -> Iterator[Problem]:
    def problem(column: str, rule: str, remedy: str) -> Problem:
        return Problem(file, rule, remedy, row=at, column=column, value=row.get(column) or None)

    for name in ("by", "why", "delivery"):
        if not row.get(name):
            yield problem(name, "the cell must not be empty", f"say {_ASKED[name]}")
    if row.get("choice") not in CHOICES:
        yield problem("choice", "this is no choice", f"write one of {', '.join(CHOICES)}")
    if _day(row.get("date", "")) is None:
        yield problem("date", "this is not a day", "write it like 2026-11-30 or 30/11/2026")
    if row.get("geography") not in ("63", "34"):
        yield problem("geography", "this is no set of places", "put back 63 or 34")
    if not re.fullmatch(r"\d{1,2}", row.get("code", "")):
        yield problem("code", "this is no code of a place", "put the code back")
    if not re.fullmatch(r"\d{4}", row.get("year", "")):
        yield problem("year", "this is not a year", "put the year back")
    if row.get("variable") not in variables():
        yield problem("variable", "there is no such variable", "put the name of the variable back")
    if KINDS.get(row.get("doubt", "")) != DOUBT:
        yield problem("doubt", "there is no such doubt", "put the name of the doubt back")


_ASKED = {"by": "who decided", "why": "why", "delivery": "which file it is about, as the sheet did"}


def _contradictions(file: str, rows: list[tuple[int, dict[str, str]]]) -> Iterator[Problem]:
    """Yield rows that choose otherwise for a figure than a row before them."""
    first: dict[tuple[str, ...], tuple[int, str]] = {}
    for at, row in rows:
        key = tuple(row.get(name, "") for name in ("delivery", "geography", "code", "year", "variable"))
        line, choice = first.setdefault(key, (at, row.get("choice", "")))
        if choice != row.get("choice", ""):
            rule = f"line {line} chooses {choice} for the same figure"
            yield Problem(file, rule, "choose the same on both lines", None, at, "choice", row.get("choice"))


def _day(text: str) -> dt.date | None:
    """Return a day written year first, or day first as a Vietnamese spreadsheet saves it."""
    try:
        if found := _DAY.fullmatch(text):
            day, month, year = map(int, found.groups())
            return dt.date(year, month, day)
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _decision(row: Mapping[str, str]) -> Decision:
    texts: dict[str, Any] = {name: " ".join(row.get(name, "").split()) for name in COLUMNS}
    return Decision(
        **texts | {"date": _day(row["date"]), "code": row["code"].zfill(2), "year": int(row["year"])}
    )
