"""Sources are described by their packages, and their tables are read as described or not at all."""

import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from analysis.data import layout, sources
from analysis.data.errors import InputError

SAMPLE = Path(__file__).parent / "sample" / "survey"
FILE = "data/raw/survey/use.csv"


@pytest.fixture
def survey(tmp_path, monkeypatch):
    """Give a copy of the sample source in a project of its own."""
    monkeypatch.setenv("UPTAKE_ROOT", str(tmp_path))
    return Path(shutil.copytree(SAMPLE, tmp_path / "data" / "raw" / "survey"))


def spoil(file, old, new):
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def refused(survey):
    with pytest.raises(InputError) as caught:
        sources.read("survey", "use")
    return [(problem.file, problem.row, problem.column, problem.value) for problem in caught.value.problems]


# Description


def test_source_in_both_languages(survey):
    source = sources.sources()["survey"]
    assert source.title == {"en": "Survey of use", "vi": "Khảo sát mức độ sử dụng"}
    assert source.publisher == {"en": "Office", "vi": "Cơ quan"}
    assert source.rights == {"en": "No licence seen", "vi": "Không nêu giấy phép"}
    assert source.cite == {"en": "Office, Survey of use.", "vi": "Cơ quan, Khảo sát mức độ sử dụng."}
    assert (source.read_in, source.read_on) == (
        {"en": "the office's yearbook", "vi": "niên giám của cơ quan"},
        "2026-11-21",
    )
    assert (source.vintage, source.vintage_vi) == ("final figures", "số liệu chính thức")
    assert source.homepage == "https://example.org"
    assert source.caveats == [{"en": "Small.", "vi": "Quy mô nhỏ."}]


def test_table(survey):
    table = sources.table("survey", "use")
    assert (table.source, table.name, table.path) == ("survey", "use", FILE)
    assert table.file == survey / "use.csv"
    assert (table.geography, table.code, table.name_column, table.year) == (
        "63",
        "province_code",
        "province",
        "year",
    )
    assert table.primary_key == ("province_code", "year")
    assert table.publisher["vi"] == "Cơ quan"
    assert table.hash.startswith("sha256:")


def test_field(survey):
    field = sources.table("survey", "use").field("share_pct")
    assert (field.type, field.unit, field.decimals) == ("number", "percent", 2)
    assert (field.indicator, field.group) == ("user_share_pct", "outcome")
    assert field.short == {"en": "Users", "vi": "Người sử dụng"}
    assert field.comparable == ((2023, 2024),)
    assert field.breaks == [{"year": 2022, "en": "New questions.", "vi": "Câu hỏi mới."}]
    assert field.aggregate["by"] == "commune_units"
    assert field.components == ("survey_use",)
    assert field.constraints == {"minimum": 0, "maximum": 100}


def test_a_field_that_says_little(survey):
    field = sources.table("survey", "use").field("note")
    assert (field.indicator, field.aggregate, field.comparable, field.constraints) == (None, None, (), {})


def test_a_table_may_name_its_own_publisher(survey):
    spoil(survey / "datapackage.yaml", "  format: csv", "  publisher: Another\n  format: csv")
    assert sources.table("survey", "use").publisher == {"en": "Another", "vi": "Cơ quan"}


def test_unknown_names_are_answered_with_the_known_ones(survey):
    with pytest.raises(KeyError, match="no source surveys in data/raw; there are survey"):
        sources.table("surveys", "use")
    with pytest.raises(KeyError, match="no table uses; it has use"):
        sources.table("survey", "uses")
    with pytest.raises(KeyError, match="no column shares; it has province_code, province"):
        sources.table("survey", "use").field("shares")


def test_a_changed_package_is_read_again(survey):
    assert sources.sources()["survey"] is sources.sources()["survey"]
    spoil(survey / "datapackage.yaml", "Survey of use", "Another survey of use")
    assert sources.sources()["survey"].title["en"] == "Another survey of use"


def test_each_root_has_its_own_sources(survey, monkeypatch):
    assert list(sources.sources()) == ["survey"]
    monkeypatch.delenv("UPTAKE_ROOT")
    assert "papi" in sources.sources()


def test_packages_that_cannot_be_read_are_all_named(survey):
    other = Path(shutil.copytree(survey, survey.parent / "other"))
    spoil(survey / "datapackage.yaml", "bytes: ", "size: ")
    spoil(other / "datapackage.yaml", "title: Survey", "title: [Survey")
    with pytest.raises(InputError) as caught:
        sources.sources()
    assert [problem.file for problem in caught.value.problems] == [
        "data/raw/other/datapackage.yaml",
        "data/raw/survey/datapackage.yaml",
    ]
    assert "the key bytes is missing" in str(caught.value)


# Reading


def test_read_types_values_and_lines(survey):
    table = sources.read("survey", "use")
    assert {name: str(kind) for name, kind in table.dtypes.items()} == {
        "province_code": "str",
        "province": "str",
        "year": "int64",
        "share_pct": "float64",
        "teams": "Int64",
        "asked_on": "datetime64[s]",
        "note": "str",
        "line": "int64",
    }
    assert list(table.index) == [0, 1, 2, 3]
    assert list(table["line"]) == [2, 3, 4, 5]
    assert list(table["province_code"]) == ["01", "01", "17", "79"]
    assert list(table["share_pct"].dropna()) == [40.71, 41.0, 0.5]
    assert list(table["teams"].dropna()) == [12, 13, 0]
    assert table["note"][3] == "two, or three"


def test_missing_is_missing_and_never_zero(survey):
    row = sources.read("survey", "use").loc[2]
    assert row[["share_pct", "teams", "asked_on"]].isna().all()
    assert sources.read("survey", "use")["teams"][3] == 0
    assert sources.read("survey", "use")["note"].isna().tolist() == [True, False, False, False]


def test_a_whole_column_may_be_missing(survey):
    lines = (survey / "use.csv").read_text(encoding="utf-8").splitlines()
    (survey / "use.csv").write_text(f"{lines[0]}\n17,Hòa Bình,2023,,,,\n", encoding="utf-8")
    table = sources.read("survey", "use")
    assert table[["share_pct", "teams", "asked_on", "note"]].isna().all(axis=None)
    assert table["share_pct"].dtype == "float64"


def test_every_bad_cell_is_named(survey):
    spoil(survey / "use.csv", "40.71", '"40,71"')
    spoil(survey / "use.csv", "2024", "in 2024")
    spoil(survey / "use.csv", "0.5,0", "0.5,none")
    assert refused(survey) == [
        (FILE, 2, "share_pct", "40,71"),
        (FILE, 3, "year", "in 2024"),
        (FILE, 5, "teams", "none"),
    ]


def test_a_wrong_header_is_named_before_the_cells(survey):
    spoil(survey / "use.csv", "share_pct", "share")
    spoil(survey / "use.csv", "40.71", "much")
    assert refused(survey) == [(FILE, 1, "share", None)]


def test_a_missing_file_is_named(survey):
    (survey / "use.csv").unlink()
    assert refused(survey) == [(FILE, None, None, None)]


def test_another_delimiter_may_be_declared(survey):
    spoil(survey / "datapackage.yaml", 'delimiter: ","', 'delimiter: ";"')
    lines = (survey / "use.csv").read_text(encoding="utf-8").splitlines()[:3]
    (survey / "use.csv").write_text("\n".join(lines).replace(",", ";") + "\n", encoding="utf-8")
    assert list(sources.read("survey", "use")["share_pct"]) == [40.71, 41.0]


def test_reading_does_not_load_the_validator():
    code = (
        "import sys; from analysis.data import sources; sources.read('papi', 'e_governance');"
        "print([name for name in ('frictionless', 'jsonschema') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# The real tables


def test_every_table_of_the_project_is_read_cell_by_cell_as_it_stands():
    for source in sources.sources().values():
        for name, table in source.tables.items():
            # Read a second time by another parser, with nothing converted.
            written = pd.read_csv(layout.root() / table.path, dtype=str, keep_default_na=False)
            values = sources.read(source.name, name)
            assert list(values.columns) == [*written.columns, "line"]
            assert list(values["line"]) == list(range(2, len(written) + 2))
            for column in written.columns:
                missing = written[column] == ""
                assert (values[column].isna() == missing).all(), f"{table.path}, {column}"
                given, taken = written.loc[~missing, column], values.loc[~missing, column]
                if table.field(column).type in ("number", "integer"):
                    assert (given.map(float) == taken.astype(float)).all(), f"{table.path}, {column}"
                else:
                    assert (given == taken.astype(str)).all(), f"{table.path}, {column}"
