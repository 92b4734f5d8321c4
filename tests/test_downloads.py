"""What readers take away: planned with the runs it goes with, made as declared, and never half."""

import sys
from dataclasses import replace
from types import ModuleType

import pytest

from analysis.data import processed, provinces
from analysis.pipeline import downloads, runs
from analysis.pipeline.downloads import BRIEF_MAKER, Download, DownloadError, make, planned
from analysis.report.plain_letters import slug


@pytest.fixture(scope="module")
def every():
    return runs.load()


@pytest.fixture
def made(project, monkeypatch):
    """Give a download whose maker does what the test says, in a project of its own."""

    def with_maker(function, names=("vi/ha-noi-vi.pdf", "vi/ha-noi-vi.docx"), **given):
        maker = ModuleType("maker_of_the_test")
        maker.files = function
        monkeypatch.setitem(sys.modules, maker.__name__, maker)
        monkeypatch.setitem(downloads._READS, maker.__name__, ("panel_34",))
        return Download("vi/brief", maker.__name__, "files", given, names, ("vi",))

    return with_maker


def test_each_unit_has_a_brief_in_both_languages_and_two_forms_named_after_its_page(every):
    found = {name for one in planned(every, complete=True) for name in one.names}
    for name in provinces.units()["name"]:
        for language in ("vi", "en"):
            place = slug(name)
            assert {f"{language}/{place}-{language}.{ending}" for ending in ("pdf", "docx")} <= found


def test_all_runs_give_briefs_workbooks_and_one_explorer(every):
    found = planned(every, complete=True)
    names = [one.name for one in found]
    assert len(names) == len(set(names)) == 2 * (34 + 1 + 1) + 1
    assert [one.name for one in found if one.languages == ("en", "vi")] == ["explorer"]
    files = [name for one in found for name in one.names]
    assert len(files) == len(set(files))
    workbook = next(one for one in found if one.name == "vi/workbook")
    assert {path.parent.name for path in workbook.notebooks} == {"vi"}
    assert len(workbook.notebooks) == sum(run.language == "vi" for run in every)


def test_a_preview_has_only_what_its_runs_carry(every):
    one = [run for run in every if run.name == "05_province_brief__ninh_binh"]
    assert [download.name for download in planned(one, complete=False)] == [
        "vi/brief__ninh_binh",
        "en/brief__ninh_binh",
    ]
    summary = [run for run in every if run.name == "06_ministry_summary" and run.language == "vi"]
    assert [download.name for download in planned(summary, complete=False)] == ["vi/brief__viet_nam"]
    assert planned([run for run in every if run.notebook == "03_models"], complete=False) == []


def test_files_lie_under_the_names_readers_get(made):
    download = made(lambda word: {"ha-noi-vi.pdf": word, "ha-noi-vi.docx": b"W"}, word=b"P")
    assert not download.there()
    make(download)
    assert download.there()
    assert [path.read_bytes() for path in download.files] == [b"P", b"W"]
    assert [path.name for path in download.files[0].parent.iterdir() if path.name.startswith(".")] == []


def test_equal_files_are_left_alone(made):
    download = made(lambda: {"ha-noi-vi.pdf": b"P", "ha-noi-vi.docx": b"W"})
    make(download)
    before = [path.stat().st_mtime_ns for path in download.files]
    make(download)
    assert [path.stat().st_mtime_ns for path in download.files] == before


def test_other_files_than_declared_are_refused_and_nothing_is_replaced(made):
    make(made(lambda: {"ha-noi-vi.pdf": b"old", "ha-noi-vi.docx": b"old"}))
    download = made(lambda: {"ha-noi-vi.pdf": b"new"})
    with pytest.raises(DownloadError, match=r"made ha-noi-vi.pdf instead of ha-noi-vi.docx, ha-noi-vi.pdf"):
        make(download)
    assert [path.read_bytes() for path in download.files] == [b"old", b"old"]


def test_a_table_that_was_not_declared_is_named(made):
    def reading():
        processed.places("34")
        return {"ha-noi-vi.pdf": b"P", "ha-noi-vi.docx": b"W"}

    download = made(reading)
    with pytest.raises(DownloadError, match=r"read data/processed/places_34\.csv.*analysis\.pipeline"):
        make(download)
    assert not download.there()


@pytest.mark.parametrize("unit", ["01", "37"])
def test_the_makers_keep_what_the_plan_declares(every, unit, project):
    download = next(
        one
        for one in planned(every, complete=False)
        if one.maker == BRIEF_MAKER and one.given == {"unit": unit, "language": "vi"}
    )
    make(replace(download))
    pdf, docx = (path.read_bytes() for path in download.files)
    assert pdf.startswith(b"%PDF")
    assert docx.startswith(b"PK")
