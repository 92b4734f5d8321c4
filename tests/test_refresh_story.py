"""A refresh as its people live it: a spreadsheet comes in, changes what is said, and is taken back."""

import os
import re
import shutil
import subprocess
import sys
import unicodedata

import lxml.html
import openpyxl
import pytest

RUNS = """
languages = ["vi", "en"]
not_published = []

[[runs]]
notebook = "08_community_teams"
reads = ["data/processed/observations.csv", "data/processed/places_63.csv", "data/processed/reported.csv"]

[[runs]]
notebook = "10_method_validation"
reads = ["data/validation/*.csv"]

[[runs]]
notebook = "11_what_changed"
reads = ["data/processed/*.csv", "data/releases/*/*"]
"""
TEAMS = {"Hà Nam": 1_011, "Nam Định": 2_205, "Sơn La": 2_348, "Kon Tum": 756, "Cà Mau": 949}
"""Made up for the test: five provinces of which no number of hamlet teams of 2024 is public."""


def spreadsheet(path, **wrong):
    """Write a report as an office sends it: letterhead, merged titles, a region, a total, a footnote."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Biểu 02"
    sheet["A1"] = "BỘ KHOA HỌC VÀ CÔNG NGHỆ"
    sheet["A3"] = "KẾT QUẢ TRIỂN KHAI TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG NĂM 2024"
    sheet.merge_cells("A3:D3")
    for column, text in enumerate(["STT", "Tỉnh, thành phố", "Tổ CNSCĐ", None], start=1):
        sheet.cell(5, column, text)
    sheet.merge_cells("C5:D5")
    sheet["C6"], sheet["D6"] = "Cấp xã", "Cấp thôn, tổ dân phố"
    sheet["B7"] = "Các tỉnh gửi báo cáo"
    for at, (name, hamlet) in enumerate(TEAMS.items()):
        values = [at + 1, name, 100 + at, f"{hamlet:,}".replace(",", ".")]
        for column, value in enumerate(values, start=1):
            sheet.cell(8 + at, column, wrong.get(f"{'ABCD'[column - 1]}{8 + at}", value))
    last = 8 + len(TEAMS)
    sheet.cell(last, 2, "Tổng cộng")
    sheet.cell(last, 3, sum(100 + at for at in range(len(TEAMS))))
    sheet.cell(last, 4, sum(TEAMS.values()))
    sheet.cell(last + 2, 1, "Ghi chú: số liệu tính đến hết ngày 31/12/2024.")
    book.save(path)
    return path


class Office:
    """A copy of the project with three notebooks, and the commands given in it."""

    def __init__(self, folder, root):
        self.folder = folder
        for name in ("data", "notebooks"):
            shutil.copytree(root / name, folder / name)
        for name in ("pyproject.toml", "requirements.lock"):
            shutil.copy(root / name, folder / name)
        (folder / "notebooks" / "runs.toml").write_text(RUNS, encoding="utf-8")
        for path in (folder / "notebooks").glob("*.ipynb"):
            if path.stem not in RUNS:
                path.unlink()

    def uptake(self, *words, code=0):
        command = [sys.executable, "-c", "from analysis.pipeline.cli import main; main()", *map(str, words)]
        done = subprocess.run(
            command,
            cwd=self.folder,
            env={**os.environ, "UPTAKE_ROOT": str(self.folder), "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return unicodedata.normalize("NFC", done.stdout)

    def bytes(self, *names):
        paths = [path for name in names for path in sorted((self.folder / name).rglob("*")) if path.is_file()]
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in paths}

    def page(self, name, language="vi"):
        path = self.folder / "build" / "site" / language / f"{name}.html"
        page = lxml.html.parse(path, lxml.html.HTMLParser(encoding="utf-8")).getroot()
        return unicodedata.normalize("NFC", " ".join(page.find(".//main").text_content().split()))

    def executed(self):
        folder = self.folder / "build" / "notebooks"
        return {
            path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in folder.rglob("*.ipynb")
        }


@pytest.fixture(scope="module")
def story(tmp_path_factory, root):
    """What happened, step by step."""
    office = Office(tmp_path_factory.mktemp("story") / "project", root)
    told = {"first": office.uptake("refresh", "--date", "2026-11-23")}
    tables = ("data/processed",)
    told |= {"before": office.bytes(*tables), "page before": office.page("teams")}
    everything = office.bytes("data")
    wrong = spreadsheet(office.folder / "báo cáo.xlsx", D9="hai nghìn", C10=-4)
    give = ("--sender", "Bộ KH&CN", "--date", "2026-11-24")
    told["refused"] = office.uptake("receive", wrong, *give, code=1)
    told["nothing changed"] = office.bytes("data") == everything
    told["marked"] = openpyxl.load_workbook(
        office.folder / "build/received/bo-kh-cn/bao-cao-xlsx/marked.xlsx"
    )
    right = spreadsheet(office.folder / "báo cáo.xlsx")
    told["accepted"] = office.uptake("receive", right, *give)
    told["status"] = office.uptake("status")
    ran = office.executed()
    told["second"] = office.uptake("refresh", "--date", "2026-11-24")
    told["ran"] = {name for name, time in office.executed().items() if ran.get(name) != time}
    told |= {f"what changed {code}": office.page("what_changed", code) for code in ("vi", "en")}
    told["page after"] = office.page("teams")
    told["pull request"] = (office.folder / "build/refresh/pull-request.md").read_text(encoding="utf-8")
    ran, site = office.executed(), office.bytes("build/site", "data")
    told["third"] = office.uptake("refresh", "--date", "2026-11-25")
    told["still"] = (office.executed(), office.bytes("build/site", "data")) == (ran, site)
    told["listed"] = office.uptake("deliveries")
    name = re.search(r"2026-11-24-\S+", told["listed"]).group()
    told["name"] = name
    office.uptake("build", "--as-of", "2026-11-23", "--out", "earlier")
    told["as of"] = office.bytes("earlier")
    who = ("--by", "Phòng Số liệu", "--why", "gửi nhầm biểu")
    office.uptake("withdraw", name, "--date", "2026-11-26", *who)
    told["fourth"] = office.uptake("refresh", "--date", "2026-11-26")
    told |= {"back": office.bytes(*tables), "page back": office.page("teams")}
    told["taken back"] = office.page("what_changed")
    return told


def test_wrong_cells_are_named_to_the_official_and_nothing_is_changed(story):
    assert "D9" in story["refused"]
    assert "hai nghìn" in story["refused"]
    assert "C10" in story["refused"]
    assert story["nothing changed"]
    sheet = story["marked"]["Biểu 02"]
    assert sheet["D9"].comment
    assert sheet["C10"].comment
    assert not sheet["D10"].comment


def test_the_corrected_file_goes_in_by_one_command_and_gets_a_receipt(story):
    assert story["name"] in story["accepted"]
    assert story["name"] in story["listed"]


def test_status_says_what_the_delivery_touches_and_why(story):
    stale = [line for line in story["status"].splitlines() if line.startswith("stale")]
    touched = {line.split()[1].rstrip(":") for line in stale}
    assert {"data", "vi/08_community_teams", "en/08_community_teams"} <= touched
    assert not touched & {"vi/10_method_validation", "en/10_method_validation"}
    assert all("community_teams" in line.split(":", 1)[1] for line in stale if "08_" in line)


def test_only_what_depends_is_executed_again(story):
    assert story["ran"] == {
        f"{code}/{name}.ipynb" for code in ("vi", "en") for name in ("08_community_teams", "11_what_changed")
    }


def test_the_page_and_the_pull_request_say_which_figures_and_conclusions_changed(story):
    assert "Sơn La" in story["what changed vi"]
    assert "2.450" in story["what changed vi"]
    assert "2,450" in story["what changed en"]
    assert "Bộ KH&CN" in story["what changed vi"]
    assert "Sơn La" in story["pull request"]
    assert story["page after"] != story["page before"]


def test_a_refresh_without_news_reports_nothing_and_touches_nothing(story):
    assert "Nothing changed since" in story["third"]
    assert story["still"]


def test_an_earlier_day_can_be_made_again_to_the_byte(story):
    earlier = {name.split("/")[-1]: content for name, content in story["as of"].items()}
    before = {name.split("/")[-1]: content for name, content in story["before"].items()}
    assert earlier == before


def test_rolled_back_figures_and_pages_are_what_they_were(story):
    differing = {name for name, content in story["back"].items() if story["before"].get(name) != content}
    assert {name.split("/")[-1] for name in differing} <= {"vintages.csv", "datapackage.yaml"}
    assert story["page back"] == story["page before"]
    assert "Sơn La" in story["taken back"]
