"""Files as officials send them, each with the table or the errors that a person finds by looking at it."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.data.deliveries.content import Cell, File
from analysis.data.deliveries.judged import judgement
from analysis.data.deliveries.kept import figures
from analysis.data.deliveries.received import files
from analysis.data.deliveries.received.unreadable import UnreadableFile
from analysis.data.deliveries.remarks import FAULT, Remark
from analysis.data.deliveries.understood import reading
from analysis.pipeline.refreshing.receiving import understood

FOLDER = Path(__file__).parent / "deliveries"
FILES = sorted(path for path in FOLDER.iterdir() if ".expected." not in path.name)
SENDER = "Sở Khoa học và Công nghệ"


@pytest.fixture(scope="module", autouse=True)
def known():
    """What is known already, computed once: no file of this module changes it."""
    found = figures.known()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figures, "known", found.copy)
        yield


def expectation(path, kind):
    return path.with_name(f"{path.stem}.expected.{kind}")


TABLES = [path for path in FILES if expectation(path, "csv").exists()]
ERRORS = [path for path in FILES if expectation(path, "txt").exists()]


def named(paths):
    return pytest.mark.parametrize("path", paths, ids=lambda path: path.name)


def lines(path):
    """Return kind, cell, what stands there and what should stand there, of every error expected."""
    text = expectation(path, "txt").read_text("utf-8")
    return [tuple(line.split("\t")) for line in text.splitlines()]


def place(remark):
    where = remark.address or (str(remark.row) if remark.row else "-")
    return f"{remark.sheet}!{where}" if remark.sheet else where


def said(remarks):
    """Return kind and place of remarks, with what stands there where that is text of a cell."""
    return sorted((one.kind, place(one), one.written or "") for one in remarks)


def table(delivery):
    return {
        (row.geography, row.code, row.year, row.variable): (row.value, row.bound)
        for row in delivery.figures.itertuples(index=False)
    }


def test_every_file_has_one_expectation_and_no_expectation_is_without_its_file():
    assert len(FILES) >= 30
    assert len({path.stem for path in FILES}) == len(FILES)
    assert not set(TABLES) & set(ERRORS)
    assert sorted((*TABLES, *ERRORS)) == FILES
    expected = {path.name.partition(".expected.")[0] for path in FOLDER.glob("*.expected.*")}
    assert expected == {path.stem for path in FILES}


@named(TABLES)
def test_a_table_is_read_as_a_person_reads_it(path):
    with expectation(path, "csv").open(encoding="utf-8", newline="") as lines_of_table:
        rows = list(csv.DictReader(lines_of_table))
    keys = [(row["geography"], row["code"], int(row["year"]), row["variable"]) for row in rows]
    delivery = understood(path, sender=SENDER)
    found = table(delivery)
    assert said(delivery.faults) == []
    assert {at: bound for at, (_, bound) in found.items()} == {
        at: row["bound"] for at, row in zip(keys, rows, strict=True)
    }
    assert {at: value for at, (value, _) in found.items()} == pytest.approx(
        {at: float(row["value"]) for at, row in zip(keys, rows, strict=True)}, rel=1e-12
    )
    assert len(rows) == len(set(keys)) == len(delivery.figures)


@named(ERRORS)
def test_every_error_is_told_at_its_cell_and_no_other(path):
    expected = sorted(line[:3] for line in lines(path))
    try:
        delivery = understood(path, sender=SENDER)
    except UnreadableFile as unreadable:
        assert said([unreadable.remark]) == expected
        return
    assert said(delivery.faults or delivery.doubts) == expected


@named([path for path in ERRORS if any(line[3] for line in lines(path))])
def test_a_file_whose_cells_were_corrected_is_read(path):
    """The cells that are named are those to correct: with what should stand there nothing is wrong."""
    expected = lines(path)
    corrected = {cell: text for _, cell, _, text in expected if text}
    left = sorted(line[:3] for line in expected if not line[3])
    delivery = reading.understand(_corrected(files.read(path), corrected))
    remarks = [*delivery.remarks, *judgement.judge(delivery.figures, figures.known())]
    kinds = {line[0] for line in expected}
    assert said(one for one in remarks if one.grave == FAULT or one.kind in kinds) == left


def _corrected(file: File, texts: dict[str, str]) -> File:
    sheets = []
    for sheet in file.sheets:
        cells = dict(sheet.cells)
        for at in sheet.cells:
            address = place(Remark("not_a_number", sheet.name, *at))
            if address in texts:
                cells[at] = Cell(*at, texts.pop(address))
        sheets.append(replace(sheet, cells=cells))
    assert not texts
    return replace(file, sheets=tuple(sheets))
