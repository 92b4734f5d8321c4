"""Two units from the source tables through papermill into pages, as a reader would make them."""

import os
import shutil
import subprocess
import sys
import unicodedata

import lxml.html
import pytest

from analysis.data import provinces
from analysis.pipeline.runs import slug

UNITS = ("Hà Nội", "Tuyên Quang")
"""One city as it was, one province made of two."""


@pytest.fixture(scope="module")
def made(tmp_path_factory, root):
    """A copy of the project in which the briefs of two units were run and their pages written, twice."""
    folder = tmp_path_factory.mktemp("made") / "project"
    for name in ("data", "notebooks"):
        shutil.copytree(root / name, folder / name)
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(root / name, folder / name)
    shutil.rmtree(folder / "data" / "processed")
    return Made(folder)


class Made:
    def __init__(self, folder):
        self.folder = folder
        self.first = self.report()
        self.bytes = self.notebooks()
        self.again = self.report()
        shutil.rmtree(folder / "build" / "notebooks" / "vi")
        self.vietnamese = self.report("--language", "vi")

    def report(self, *options):
        chosen = [word for unit in UNITS for word in ("--only", f"05_province_brief__{slug(unit)}")]
        command = [
            sys.executable,
            "-c",
            "from analysis.pipeline.cli import main; main()",
            "report",
            *chosen,
            *options,
        ]
        environment = {**os.environ, "UPTAKE_ROOT": str(self.folder), "PYTHONIOENCODING": "utf-8"}
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def notebooks(self):
        folder = self.folder / "build" / "notebooks"
        return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.ipynb")}

    def page(self, language, unit):
        path = self.folder / "build" / "preview" / language / "units" / f"{slug(unit).replace('_', '-')}.html"
        return lxml.html.parse(path, lxml.html.HTMLParser(encoding="utf-8")).getroot()


def text(page):
    return unicodedata.normalize("NFC", " ".join(page.text_content().split()))


def test_tables_are_rebuilt_from_their_sources_as_committed(made, root):
    rebuilt = made.folder / "data" / "processed"
    names = {path.name for path in (root / "data" / "processed").iterdir()}
    assert {path.name for path in rebuilt.iterdir()} == names
    for name in names:
        assert (rebuilt / name).read_bytes() == (root / "data" / "processed" / name).read_bytes(), name


def test_every_run_is_made_once_and_told(made):
    assert "4 runs of 1 notebooks in vi and en" in made.first
    assert "4 executed, 0 unchanged" in made.first
    assert "Open build/preview/index.html" in made.first
    assert "0 executed, 4 unchanged" in made.again
    assert "2 executed, 0 unchanged" in made.vietnamese
    assert "Executed notebooks: build/notebooks/vi/" in made.vietnamese


def test_two_runs_give_the_same_bytes(made):
    assert len(made.bytes) == 4
    assert made.notebooks() == made.bytes


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("unit", UNITS)
def test_each_unit_has_its_page_in_each_language_with_its_former_provinces(made, unit, language):
    page = made.page(language, unit)
    assert page.get("lang") == language
    units = provinces.units().set_index("name")
    for code in units.loc[unit, "former_codes"]:
        assert provinces.name_of(code, "63") in text(page)
    assert unit in text(page.find(".//h1"))


@pytest.mark.parametrize("unit", UNITS)
def test_numbers_are_written_in_the_way_of_each_language(made, unit):
    assert "," in "".join(cell.text_content() for cell in made.page("vi", unit).iter("td"))
    assert "." in "".join(cell.text_content() for cell in made.page("en", unit).iter("td"))


def test_only_the_chosen_units_are_on_the_preview_and_no_site_is_touched(made):
    pages = {path.stem for path in (made.folder / "build" / "preview" / "vi" / "units").glob("*.html")}
    assert pages - {"index"} == {slug(unit).replace("_", "-") for unit in UNITS}
    assert not (made.folder / "build" / "site").exists()
    assert not (made.folder / "build" / "failed").exists()
