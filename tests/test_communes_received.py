"""A panel that is sent: taken in as a whole, or every line to mend is named and nothing changed."""

import csv

import pytest

from analysis.data import dataset
from analysis.data.communes import aggregates, contract, database, drawn, received
from analysis.data.communes.checks import FIRST
from analysis.data.communes.store import Store
from analysis.data.errors import InputError

TOTAL, SHORT = 40, 6


@pytest.fixture(scope="module")
def panel(tmp_path_factory):
    return drawn.draw(tmp_path_factory.mktemp("panel") / "drawn", total=TOTAL, months=SHORT)


@pytest.fixture(scope="module")
def written(panel, tmp_path_factory):
    """The panel as lists of cells, header first."""
    path = tmp_path_factory.mktemp("csv") / "panel.csv"
    columns = ", ".join(contract.types())
    with database.connection() as opened:
        opened.execute(f"COPY (SELECT {columns} FROM {panel.source()}) TO '{path}' (FORMAT csv, HEADER)")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.fixture
def sent(written, tmp_path):
    """Return a function that writes the panel with some cells replaced: (line, column): text."""
    columns = written[0]

    def write(changes=None, *, delimiter=",", name="panel.csv", more=()):
        rows = [list(row) for row in written]
        for (line, column), text in (changes or {}).items():
            rows[line - 1][columns.index(column)] = text
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows([*rows, *more])
        return path

    return write


@pytest.fixture(autouse=True)
def published():
    yield
    dataset.forget()


def refused(path, place):
    with pytest.raises(InputError) as error:
        received.receive(path, "Bộ", place)
    return error.value.problems


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_file_with_the_same_rows_gives_the_same_sums_and_digests(panel, sent, tmp_path, delimiter):
    found = received.receive(sent(delimiter=delimiter), "Bộ", tmp_path / "received")
    for name in ("communes.csv", "province_month.csv", "country_year.csv", "printed/01.json"):
        assert (found.folder / name).read_bytes() == (panel.folder / name).read_bytes(), name
    assert found.about["sender"] == "Bộ"


def test_a_parquet_file_is_taken_in_like_a_text_file(panel, sent, tmp_path):
    path = tmp_path / "panel.parquet"
    with database.connection() as opened:
        opened.execute(f"COPY (SELECT * FROM {panel.source()}) TO '{path}' (FORMAT parquet)")
    found = received.receive(path, "Bộ", tmp_path / "received")
    assert (found.folder / "communes.csv").read_bytes() == (panel.folder / "communes.csv").read_bytes()


def test_a_drawn_panel_that_is_sent_back_stays_a_drawn_one(sent, written, tmp_path):
    assert received.receive(sent(), "Bộ", tmp_path / "a").is_simulated
    codes = {(line, "commune"): row[1].replace("MP", "") for line, row in enumerate(written[1:], 2)}
    assert not received.receive(sent(codes), "Bộ", tmp_path / "b").is_simulated


@pytest.mark.parametrize(
    "wrong",
    [
        ("dossiers", "1.234,5", "cannot be read as integer", "1.234,5"),
        ("month", "tháng 3", "cannot be read as date", "tháng 3"),
        ("reported", "có", "cannot be read as boolean", "có"),
        ("month", "2021-01-15", "a month is written as its first day", "2021-01-15"),
        ("province", "99", "there is no such province", "99"),
        ("province", "1", "is not of the form", "1"),
        ("smartphone_share_pct", "100.5", "lies outside its bounds", "100.5"),
        ("teams", "-1", "lies outside its bounds", "-1"),
        ("dossiers_online", "1000000", "is more than dossiers", "1000000"),
        ("adults", "999999", "is more than population", "999999"),
        ("population", "", "is empty and may not be", None),
        ("dossiers", "", "is empty in a month that was reported; missing is not zero", None),
        ("reported", "false", "a figure stands in a month that was not reported", None),
        ("commune", "Xã Tân Lập", "is not of the form", "Xã Tân Lập"),
    ],
)
def test_a_wrong_cell_is_named_with_file_line_column_value_rule_and_remedy(sent, tmp_path, wrong):
    column, text, rule, value = wrong
    problems = refused(sent({(9, column): text}), tmp_path / "received")
    of_line = [one for one in problems if one.row == 9 and rule in one.rule]
    assert of_line, [str(one) for one in problems]
    assert of_line[0].file.endswith("panel.csv") and of_line[0].remedy
    if value is not None:
        assert of_line[0].column == column and of_line[0].value == value


def test_every_problem_is_told_at_once(sent, tmp_path):
    changes = {(9, "dossiers"): "x", (20, "teams"): "-1", (30, "adults"): "9999999"}
    assert {9, 20, 30} <= {one.row for one in refused(sent(changes), tmp_path / "received")}


def test_of_many_problems_the_first_are_listed_and_the_others_counted(sent, written, tmp_path):
    changes = {(line, "teams"): "-1" for line in range(2, len(written) + 1)}
    problems = refused(sent(changes), tmp_path / "received")
    assert sum(one.row is not None for one in problems) == FIRST
    assert any(f"{len(written) - 1 - FIRST} more rows of the same kind" in one.rule for one in problems)


def test_a_row_that_stands_twice_is_named_with_both_lines(sent, written, tmp_path):
    (problem,) = refused(sent(more=[written[4]]), tmp_path / "received")
    assert problem.row == len(written) + 1 and "stands twice, first in line 5" in problem.rule


def test_a_month_that_is_not_there_is_missed(sent, written, tmp_path):
    path = sent()
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(lines[:3] + lines[4:]) + "\n", encoding="utf-8")
    (problem,) = refused(path, tmp_path / "received")
    assert "months are missing: 2021-03" in problem.rule and "reported = false" in problem.remedy


def test_a_commune_in_two_provinces_is_named(sent, tmp_path):
    problems = refused(sent({(2, "province"): "04"}), tmp_path / "received")
    assert any("several provinces: 01, 04" in one.rule for one in problems)


def test_missing_and_unknown_columns_are_named(sent, tmp_path):
    path = sent()
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("teams", "team_count", 1), encoding="utf-8")
    told = {one.column: one.rule for one in refused(path, tmp_path / "received")}
    assert told == {"teams": "the column is missing", "team_count": "there is no such column"}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("\n", "\n1,2\n", 5),
        lambda text: "",
        lambda text: text.replace("true", 'tr"ue', 1),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(sent, tmp_path, spoil):
    path = sent()
    path.write_text(spoil(path.read_text(encoding="utf-8")), encoding="utf-8")
    assert all(one.remedy for one in refused(path, tmp_path / "received"))


def test_letters_of_another_encoding_are_refused(sent, tmp_path):
    path = sent()
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))
    assert refused(path, tmp_path / "received")


def test_a_file_that_is_refused_leaves_everything_as_it_was(sent, tmp_path):
    place = tmp_path / "received"
    received.receive(sent(), "Bộ", place)
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    refused(sent({(9, "teams"): "-1"}, name="other.csv"), place)
    assert {path: path.read_bytes() for path in place.rglob("*") if path.is_file()} == before
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["received"]


def test_one_figure_corrected_changes_one_digest_and_no_printed_number(sent, written, tmp_path):
    before = received.receive(sent(), "Bộ", tmp_path / "a")
    line = next(n for n, row in enumerate(written, 1) if row[4] == "true" and int(row[-2]) > 100)
    column = written[0][-1]
    one_less = str(int(written[line - 1][-1]) - 1)
    after = received.receive(sent({(line, column): one_less}), "Bộ", tmp_path / "b")

    def digests(panel):
        return {row["commune"]: row["digest"] for row in aggregates.rows(panel)}

    old, new = digests(before), digests(after)
    assert [code for code in old if old[code] != new[code]] == [written[line - 1][1]]
    for path in (before.folder / "printed").iterdir():
        assert path.read_bytes() == (after.folder / "printed" / path.name).read_bytes()


def test_the_same_file_of_the_same_sender_is_not_read_again(sent, tmp_path, monkeypatch):
    path, place = sent(), tmp_path / "received"
    received.receive(path, "Bộ", place)
    monkeypatch.setattr(received, "_stage", lambda *given: pytest.fail("was read again"))
    assert received.receive(path, "Bộ", place) == Store(place)


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path):
    (problem,) = refused(tmp_path / "none.csv", tmp_path / "received")
    assert "cannot be read" in problem.rule
