"""What is wrong with a raw table is found, all at once, and said with its place, its rule and its remedy."""

import shutil
import time
from decimal import Decimal
from pathlib import Path

import frictionless
import pandas as pd
import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from analysis.data import checks, provinces, sources
from analysis.data.errors import InputError

SAMPLE = Path(__file__).parent / "sample" / "survey"
PLACES = Path(__file__).parents[1] / "data" / "raw" / "administrative_units"
FILE = "data/raw/survey/use.csv"
HEADER = "province_code,province,year,share_pct,teams,asked_on,note\n"
TEXT = (SAMPLE / "use.csv").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Give a project with the list of places alone, without its borders and tiles."""
    root = tmp_path_factory.mktemp("home")
    folder = Path(shutil.copytree(PLACES, root / "data" / "raw" / "administrative_units"))
    package = yaml.safe_load((folder / "datapackage.yaml").read_text(encoding="utf-8"))
    for table in package["resources"][3:]:
        (folder / table["path"]).unlink()
    del package["resources"][3:]
    text = yaml.safe_dump(package, allow_unicode=True, sort_keys=False)
    (folder / "datapackage.yaml").write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def survey(home, monkeypatch):
    """Give a copy of the sample source beside the list of places, which the test leaves as it is."""
    monkeypatch.setenv("UPTAKE_ROOT", str(home))
    yield Path(shutil.copytree(SAMPLE, home / "data" / "raw" / "survey"))
    for path in (home / "data" / "raw").iterdir():
        if path.is_dir() and path.name != "administrative_units":
            shutil.rmtree(path)
        elif path.is_file():
            path.unlink()


@pytest.fixture
def alone(home, tmp_path, monkeypatch):
    """Give the same in a project of its own, to spoil the list of places too."""
    monkeypatch.setenv("UPTAKE_ROOT", str(tmp_path))
    shutil.copytree(home / "data", tmp_path / "data")
    return Path(shutil.copytree(SAMPLE, tmp_path / "data" / "raw" / "survey"))


def write(survey, content):
    """Write the table and record it as it is, so that what is wrong is what it holds."""
    (survey / "use.csv").write_bytes(content.encode() if isinstance(content, str) else content)
    if content:
        checks.update_checksums("survey")


def places(problems):
    return [(problem.row, problem.column, problem.value) for problem in problems]


def test_a_valid_source_has_no_problem(survey):
    assert checks.problems() == []
    checks.require_valid()


# The header

HEADERS = {
    "wrong name": ("share_pct", "share", [("share", "rename the column to share_pct")]),
    "two wrong names": (
        "share_pct,teams",
        "shre_pct,groups",
        [("groups", "take the column out"), ("shre_pct", "share_pct"), ("teams", "put the column back")],
    ),
    "missing": (",teams", "", [("teams", "put the column back")]),
    "extra": (",note", ",note,remark", [("remark", "take the column out or declare it")]),
    "other order": ("share_pct,teams", "teams,share_pct", [("teams", "province, year, share_pct, teams")]),
    "twice": (
        "teams",
        "year",
        [("teams", "put the column back"), ("year", "keep one of them")],
    ),
    "without a name": ("teams", "", [('""', "rename the column to teams")]),
    "with a space": ("teams", "teams ", [("teams ", "rename the column to teams")]),
    "other delimiter": (HEADER, HEADER.replace(",", ";"), [(None, "a comma between values")]),
}


@pytest.mark.parametrize(("old", "new", "expected"), HEADERS.values(), ids=HEADERS)
def test_headers(survey, old, new, expected):
    write(survey, HEADER.replace(old, new) + "01,Hà Nội,2023,much,1,,\n")
    found = checks.problems()
    assert [(problem.row, problem.column) for problem in found] == [(1, column) for column, _ in expected]
    for problem, (_, remedy) in zip(found, expected, strict=True):
        assert remedy in problem.remedy
        assert problem.file == FILE


# Lines and cells

CELLS = {
    "text in a number": ("40.71", "many", [(2, "share_pct", "many")], "number", "write digits"),
    "decimal comma": ("40.71", '"40,71"', [(2, "share_pct", "40,71")], "point as decimal mark", "40.71"),
    "bare decimal comma": ("40.71", "40,71", [(2, "share_pct", "40,71")], "decimal mark", "40.71"),
    "line too long": (
        "12,2023",
        "12,x,2023",
        [(2, None, "01,Hà Nội,2023,40.71,12,x,2023-06-01,")],
        "8 values for 7 columns",
        "between double quotes",
    ),
    "line too short": (
        "2024,41,13,,first round",
        "2024,41",
        [(3, "teams", None)],
        "4 values for 7 columns",
        "a missing figure is an empty cell",
    ),
    "exponent": ("40.71", "4e1", [(2, "share_pct", "4e1")], "number", "write 40"),
    "not a number": ("40.71", "NaN", [(2, "share_pct", "NaN")], "number", "leave the cell empty"),
    "infinite": ("40.71", "inf", [(2, "share_pct", "inf")], "number", "leave the cell empty"),
    "underscore": (",13,", ",1_000,", [(3, "teams", "1_000")], "whole number", "without separators"),
    "space": ("40.71", " 40.71", [(2, "share_pct", " 40.71")], "space", 'write "40.71"'),
    "not whole": (",13,", ",1.5,", [(3, "teams", "1.5")], "whole number", "declare the column as number"),
    "too great": ("40.71", "140.71", [(2, "share_pct", "140.71")], "above 100", "slipped decimal mark"),
    "too small": (",13,", ",-13,", [(3, "teams", "-13")], "below 0", "compare with the source"),
    "year too late": ("2024", "2042", [(3, "year", "2042")], "after 2024", "change the limit"),
    "year too early": ("2024", "1924", [(3, "year", "1924")], "before 2018", "change the limit"),
    "no year": ("2024", "", [(3, "year", "")], "must not be empty", "fill it in"),
    "no such day": ("2023-06-01", "2023-06-31", [(2, "asked_on", "2023-06-31")], "date", "year-month-day"),
    "key twice": (
        "2024",
        "2023",
        [(3, "province_code, year", "01, 2023")],
        "already on line 2",
        "delete one of the lines",
    ),
    "unknown name": ("Hòa Bình", "Hoa Bin", [(4, "province", "Hoa Bin")], "no such place", "Hòa Bình"),
    "code not of the name": (
        "17,Hòa Bình",
        "14,Hòa Bình",
        [(4, "province_code, province", "14, Hòa Bình")],
        "the code is Sơn La, the name is Hòa Bình",
        "the code 17 or the name Sơn La",
    ),
    "code of the 34": (
        "17,Hòa Bình",
        "91,An Giang",
        [(4, "province_code, province", "91, An Giang")],
        "the code is Kiên Giang, the name is An Giang; among the 34 units in force since 1 July 2025 it is",
        "the code 89 or the name Kiên Giang",
    ),
    "no such code": ("17,Hòa", "99,Hòa", [(4, "province_code", "99")], "not one of the 63", "write 17"),
    "code without its zero": (
        "01,Hà Nội,2023",
        "1,Hà Nội,2023",
        [(2, "province_code", "1")],
        "63",
        "write 01",
    ),
    "blank line": ("\n17", "\n\n17", [(4, None, None)], "blank", "delete the line"),
    "line of commas": ("\n17", "\n,,,,,,\n17", [(4, None, None)], "blank", "delete the line"),
    "letter and mark apart": (
        "Hòa Bình",
        "Ho\u0300a Bình",
        [(4, "province", "Ho\u0300a Bình")],
        "NFC",
        "composed form",
    ),
    "open quote": (
        "first round",
        '"first round',
        [(3, None, '01,Hà Nội,2024,41,13,,"first round')],
        "double quotes of the line do not pair",
        "close each quoted value",
    ),
    "text after a quote": (
        "first round",
        '"first" round',
        [(3, None, '01,Hà Nội,2024,41,13,,"first" round')],
        "double quotes of the line do not pair",
        "double a quote inside it",
    ),
}


@pytest.mark.parametrize("case", CELLS.values(), ids=CELLS)
def test_lines_and_cells(survey, case):
    old, new, expected, rule, remedy = case
    assert old in TEXT
    write(survey, TEXT.replace(old, new, 1))
    found = checks.problems()
    assert places(found) == expected
    assert rule in found[0].rule
    assert remedy in found[0].remedy
    assert found[0].file == FILE


@pytest.mark.parametrize("name", ["Hoà Bình", "Tỉnh Hòa Bình", "Hoa Binh"])
def test_accepted_spellings_of_a_name(survey, name):
    write(survey, TEXT.replace("Hòa Bình", name))
    assert checks.problems() == []


def test_a_province_that_joined_another_is_no_unit_in_force(survey):
    package = survey / "datapackage.yaml"
    package.write_text(package.read_text(encoding="utf-8").replace('geography: "63"', 'geography: "34"'))
    wrong = {(problem.row, problem.column): problem for problem in checks.problems()}
    assert list(wrong) == [(4, "province"), (4, "province_code")]
    assert "it is now part of Phú Thọ" in wrong[4, "province"].rule
    assert "among the 63 provinces before 1 July 2025 it is Hòa Bình" in wrong[4, "province_code"].rule


# Files

FILES = {
    "empty": (b"", [(None, "the file is empty"), (None, "not the one that was recorded")]),
    "only blanks": (b"\n \n", [(None, "the file is empty")]),
    "only a header": (HEADER.encode(), [(None, "no row below it")]),
    "byte-order mark": (b"\xef\xbb\xbf" + TEXT.encode(), [(1, "byte-order mark")]),
    "CRLF": (TEXT.replace("\n", "\r\n").encode(), [(1, "carriage return")]),
    "CR": (TEXT.replace("\n", "\r").encode(), [(1, "carriage return")]),
    "UTF-16": (TEXT.encode("utf-16"), [(1, "not UTF-8")]),
    "another character set": (TEXT.replace("Hồ", "H\xf4").encode("latin-1", "replace"), [(2, "not UTF-8")]),
    "NUL": (TEXT.replace("first", "fir\0st").encode(), [(3, "NUL")]),
    "cut off": (TEXT.removesuffix(' or three"\n').encode(), [(5, "double quotes"), (5, "cut off")]),
    "cut off in a line": (TEXT[: TEXT.index("3,,first")].encode(), [(3, "has 5 values"), (3, "cut off")]),
}


@pytest.mark.parametrize(("content", "expected"), FILES.values(), ids=FILES)
def test_broken_files(survey, content, expected):
    write(survey, content)
    found = checks.problems()
    assert sorted(problem.row or 0 for problem in found) == sorted(row or 0 for row, _ in expected)
    for _, rule in expected:
        assert any(rule in problem.rule for problem in found), rule


def test_a_broken_form_does_not_hide_what_is_wrong_inside(survey):
    write(survey, ("\ufeff" + TEXT.replace("40.71", "140.71").replace(",13,", ",x,")).replace("\n", "\r\n"))
    rows = [(problem.row, problem.column) for problem in checks.problems()]
    assert rows == [(1, None), (1, None), (2, "share_pct"), (3, "teams")]


def test_a_changed_file_is_told_from_the_recorded_one(survey):
    (survey / "use.csv").write_text(TEXT.replace("40.71", "40.17"), encoding="utf-8")
    (problem,) = checks.problems()
    assert "recorded: 222 bytes, sha256:39cd9689…; found: 222 bytes, sha256:" in problem.rule
    assert "uptake checksum survey" in problem.remedy


def test_a_missing_file(survey):
    (survey / "use.csv").unlink()
    (problem,) = checks.problems()
    assert (problem.file, problem.rule) == (FILE, "the file is missing")


def test_files_that_no_package_declares(survey):
    (survey / "more.csv").write_text("a\n1\n", encoding="utf-8")
    (survey.parent / "left.xlsx").write_bytes(b"PK")
    (survey.parent / "new").mkdir()
    (survey.parent / "new" / "table.csv").write_text("a\n1\n", encoding="utf-8")
    (survey / ".DS_Store").write_bytes(b"of no account")
    found = checks.problems()
    assert [problem.file for problem in found] == [
        "data/raw/left.xlsx",
        "data/raw/new/table.csv",
        "data/raw/survey/more.csv",
    ]
    assert all("declare it" in problem.remedy for problem in found)


def test_an_empty_folder_is_not_valid(tmp_path, monkeypatch):
    monkeypatch.setenv("UPTAKE_ROOT", str(tmp_path))
    assert [problem.rule for problem in checks.problems()] == ["there is no source"]


def test_without_the_list_of_places_nothing_is_accepted(alone):
    shutil.rmtree(alone.parent / "administrative_units")
    (problem,) = checks.problems()
    assert problem.file == "data/raw/administrative_units"
    assert "cannot be checked" in problem.rule


def test_a_spelling_that_means_two_places_is_told(alone):
    table = alone.parent / "administrative_units" / "provinces_63.csv"
    text = table.read_text(encoding="utf-8")
    assert text.count("|tỉnh Hà Giang") == 1
    table.write_text(text.replace("|tỉnh Hà Giang", "|tỉnh Hà Giang|Hà Nam"), encoding="utf-8")
    checks.update_checksums("administrative_units")
    (problem,) = checks.problems()
    assert "stands for two places" in problem.rule
    assert problem.file == "data/raw/administrative_units/provinces_63.csv"


# All at once


def test_all_problems_of_all_files_at_once_and_always_in_the_same_order(alone):
    write(alone, TEXT.replace("40.71", '"40,71"').replace("2024", "2042").replace("79,Hồ", "01,Hồ"))
    another = Path(shutil.copytree(SAMPLE, alone.parent / "another"))
    (another / "datapackage.yaml").write_text("name: another\ntitle: [\n", encoding="utf-8")
    third = Path(shutil.copytree(SAMPLE, alone.parent / "third"))
    package = (third / "datapackage.yaml").read_text(encoding="utf-8")
    package = package.replace("name: survey", "name: third").replace("cite_vi: Cơ quan", "# Cơ quan", 1)
    (third / "datapackage.yaml").write_text(package, encoding="utf-8")
    (third / "use.csv").write_text(HEADER, encoding="utf-8")
    units = alone.parent / "administrative_units" / "units_34.csv"
    units.write_text(units.read_text(encoding="utf-8").replace("Cao Bằng", "Cao Bang", 1), encoding="utf-8")
    found = checks.problems()
    assert [(problem.file.removeprefix("data/raw/"), problem.row, problem.column) for problem in found] == [
        ("administrative_units/units_34.csv", None, None),
        ("another/datapackage.yaml", 3, None),
        ("survey/use.csv", 2, "share_pct"),
        ("survey/use.csv", 3, "year"),
        ("survey/use.csv", 5, "province_code, province"),
        ("survey/use.csv", 5, "province_code, year"),
        ("third/datapackage.yaml", 1, None),
        ("third/use.csv", None, None),
        ("third/use.csv", None, None),
    ]
    assert found == checks.problems()
    with pytest.raises(InputError) as caught:
        checks.require_valid()
    assert caught.value.problems == found


# Whatever happens to a cell

COLUMNS = HEADER.strip().split(",")
MARKS = st.sampled_from(" ,.;\"'+-−_%eE0159aN\t\u00a0\u200b\u0300\ufeff\0\n\r")


@st.composite
def spoilt_cell(draw):
    """Return a line, a column and what the cell of the sample becomes: marks put in, taken out or changed."""
    rows = [line.split(",", 6) for line in TEXT.splitlines()]
    line, column = draw(st.integers(1, 4)), draw(st.integers(0, 6))
    cell = rows[line][column].strip('"')
    first = draw(st.integers(0, len(cell)))
    last = draw(st.integers(first, len(cell)))
    text = cell[:first] + "".join(draw(st.lists(MARKS, max_size=3))) + cell[last:]
    return line, column, draw(st.one_of(st.just(text), st.text(max_size=8))), draw(st.booleans())


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spoilt=spoilt_cell())
@example(spoilt=(1, 3, "40,71", False))
@example(spoilt=(1, 3, "40,71", True))
@example(spoilt=(2, 3, "4_1", True))
@example(spoilt=(1, 1, "Ha Noi", True))
def test_a_spoilt_cell_is_refused_by_name_or_read_as_it_is_written(survey, spoilt):
    line, column, text, quote = spoilt
    rows = [row.split(",", 6) for row in TEXT.splitlines()]
    rows[line][column] = '"' + text.replace('"', '""') + '"' if quote else text
    write(survey, "".join(",".join(row) + "\n" for row in rows).encode("utf-8", "surrogatepass"))
    found = checks.problems()
    if found:
        assert all(problem.file == FILE for problem in found)
        # What breaks the line itself (a quote, a line break, a comma) is found on the line or the next.
        broken = bool(set('",\n\r\0') & set(text)) or not text.isprintable()
        named = [p for p in found if p.row == line + 1 and COLUMNS[column] in str(p.column)]
        assert named or (broken and any(p.row in (line + 1, line + 2, None) for p in found))
    else:
        value = sources.read("survey", "use")[COLUMNS[column]][line - 1]
        check_value(COLUMNS[column], text, value)


def check_value(column, text, value):
    """Check that what was read is what stands in the cell, by the plainest reading there is."""
    if text == "":
        assert pd.isna(value)
    elif column in ("share_pct", "teams", "year"):
        assert Decimal(str(value)) == Decimal(text)
    elif column == "province":
        assert provinces.code_of(text) == provinces.code_of(value)
    else:
        assert str(value).removesuffix(" 00:00:00") == text


# The project's own tables


def test_the_tables_of_the_project_are_valid_and_soon_checked():
    start = time.perf_counter()
    assert [str(problem) for problem in checks.problems()] == []
    assert time.perf_counter() - start < 10


@pytest.mark.parametrize("path", sources.packages(), ids=lambda path: path.parent.name)
def test_the_packages_keep_the_published_standard(path):
    report = frictionless.Package(str(path)).validate()
    assert report.valid, report.to_summary()
