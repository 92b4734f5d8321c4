"""A site of which only what changed is typeset again: the same bytes as one typeset from nothing."""

import json
import multiprocessing
import os
import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from analysis.report import sums
from analysis.report.site import SiteError, build_site, kept, typesetting

LANGUAGES = ("vi", "en")
RUNS = ("01_uptake_profile", "05_province_brief__ha_noi", "07_added_later")
SVG = '<svg width="432pt" height="216pt" viewBox="0 0 432 216"><title>{text}</title></svg>'


def markdown(text):
    return {"cell_type": "markdown", "id": "c", "metadata": {}, "source": text}


def write(folder, run, *texts, title="A question", svg="picture"):
    """Write an executed notebook in both languages: a title, a figure, then cells of Markdown."""
    figure = {"image/svg+xml": SVG.format(text=svg)}
    shown = {"output_type": "display_data", "data": figure, "metadata": {"image/svg+xml": {"alt": "alt"}}}
    code = {"cell_type": "code", "id": "d", "metadata": {}, "source": "figure", "execution_count": None,
            "outputs": [shown]}  # fmt: skip
    cells = [markdown(f"# {title}\n\nN = 63."), code, *map(markdown, texts)]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    for language in LANGUAGES:
        (folder / language).mkdir(parents=True, exist_ok=True)
        (folder / language / f"{run}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


class Project:
    """Notebooks, a site of them that is kept up to date, and what is kept for it."""

    def __init__(self, folder):
        self.notebooks, self.site, self.kept = folder / "notebooks", folder / "site", folder / "kept" / "site"
        self.begin()

    def begin(self):
        """Put the notebooks into their first state."""
        shutil.rmtree(self.notebooks, ignore_errors=True)
        for run in RUNS:
            write(self.notebooks, run, "## Words\n\nfirst words")

    def build(self):
        """Bring the site up to date and return the pages that were written for it."""
        before = self.stamps()
        build_site(self.notebooks, self.site, keep=self.kept)
        return {name for name, stamp in self.stamps().items() if before.get(name) != stamp}

    def stamps(self):
        pages = self.kept.glob("*/html/**/*.html")
        return {path.relative_to(self.kept).as_posix(): path.stat().st_mtime_ns for path in pages}

    def whole(self):
        """Typeset the same from nothing."""
        return build_site(self.notebooks, self.site.with_name("whole")).parent


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    project = Project(tmp_path_factory.mktemp("project"))
    project.build()
    return project


@pytest.fixture(scope="module")
def whole(project):
    """Return the files of the first state, typeset from nothing by programs of their own instead of forks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typesetting, "can_fork", lambda: False)
        return files(project.whole())


def pages(*names):
    return {f"{language}/html/{name}.html" for language in LANGUAGES for name in (*names, "search")}


def different(site, other):
    return sorted(name for name in site | other if site.get(name) != other.get(name))


def test_a_site_is_the_same_however_it_came_about(project, whole):
    assert different(files(project.site), whole) == []
    assert project.build() == pages()
    write(project.notebooks, RUNS[1], "## Other words\n\nonce said", svg="another picture")
    assert project.build() == pages("units/ha-noi", "units/index")
    write(project.notebooks, "05_province_brief__hue", "onlythere")
    for language in LANGUAGES:
        (project.notebooks / language / f"{RUNS[0]}.ipynb").unlink()
    assert project.build() > pages("units/hue", "units/index", "index", "data")
    write(project.notebooks, RUNS[2], "words", title="Another title")
    assert project.build() > pages("added-later", "data")
    assert different(files(project.site), files(project.whole())) == []
    project.begin()
    project.build()
    assert different(files(project.site), whole) == []


def test_a_page_with_a_fault_leaves_the_site_and_nothing_to_rely_on(project, whole):
    project.begin()
    project.build()
    write(project.notebooks, RUNS[1], "[nowhere](#no-such-place)")
    with pytest.raises(SiteError, match=r"ha-noi.*no-such-place"):
        project.build()
    assert different(files(project.site), whole) == []
    assert not (project.kept / kept.NOTES).exists()
    project.begin()
    assert project.build() > pages("units/ha-noi", "data")
    assert different(files(project.site), whole) == []


def test_a_process_that_ends_without_a_word_is_a_fault(project, monkeypatch):
    if "fork" not in multiprocessing.get_all_start_methods():
        return
    monkeypatch.setattr(typesetting, "can_fork", lambda: True)
    monkeypatch.setattr(typesetting, "_tell", lambda *_: os._exit(7))
    with pytest.raises(SiteError, match=r"vi: it ended without a word \(exit status 7\)"):
        build_site(project.notebooks, project.site)


@pytest.fixture
def folder(tmp_path):
    """Return a kept folder that is as it was noted, with one file in it."""
    with kept.place(tmp_path / "kept", tmp_path / "spare") as place:
        (place / "vi").mkdir()
        (place / "vi" / "page.html").write_text("page", encoding="utf-8")
    return place


def held(folder):
    with kept.place(folder, folder.with_name("spare")) as place:
        assert place == folder
        return sorted(files(place))


def test_what_is_kept_is_there_again(folder):
    assert held(folder) == held(folder) == ["vi/page.html"]


def test_a_folder_that_was_moved_is_cleared(folder):
    assert held(folder.rename(folder.with_name("elsewhere"))) == []


@pytest.mark.parametrize("damaged", ["vi/page.html", kept.NOTES])
def test_a_damaged_file_clears_the_folder(folder, damaged):
    (folder / damaged).write_bytes((folder / damaged).read_bytes()[:-1])
    assert held(folder) == []


def test_an_additional_file_clears_the_folder_and_so_does_a_missing_one(folder):
    (folder / "vi" / "another.html").write_text("", encoding="utf-8")
    assert held(folder) == []
    with kept.place(folder, folder):
        (folder / "page.doctree").write_text("tree", encoding="utf-8")
    (folder / "page.doctree").unlink()
    assert held(folder) == []


def test_a_build_that_fails_clears_the_folder(folder):
    with pytest.raises(ZeroDivisionError), kept.place(folder, folder):
        raise ZeroDivisionError
    assert held(folder) == []


def killed_in(folder):
    with kept.place(folder, folder) as place:
        (place / "vi" / "page.html").write_text("half", encoding="utf-8")
        os._exit(9)


def test_a_build_that_is_killed_clears_the_folder(folder):
    killed = multiprocessing.get_context("fork").Process(target=killed_in, args=(folder,))
    killed.start()
    killed.join()
    assert killed.exitcode == 9
    assert (folder / "vi" / "page.html").read_text(encoding="utf-8") == "half"
    assert held(folder) == []


def test_a_folder_in_which_another_process_typesets_is_left_to_it(folder):
    with FileLock(folder.with_name("kept.lock")), kept.place(folder, folder.with_name("spare")) as place:
        assert place == folder.with_name("spare")
    assert held(folder) == ["vi/page.html"]


@pytest.fixture
def report(tmp_path, monkeypatch):
    """Return a copy of what writes pages, which is looked at instead of the real one."""
    copied = tmp_path / "report"
    shutil.copytree(kept._REPORT, copied, ignore=shutil.ignore_patterns("__pycache__", "pages", "figures"))
    monkeypatch.setattr(kept, "_REPORT", copied)
    kept.writers.cache_clear()
    yield copied
    kept.writers.cache_clear()


@pytest.mark.parametrize(
    "file",
    ["site/templates/layout.html", "site/static/site.css", "site/static/sphinx_highlight.js",
     "site/theme.py", "language.py", "locale/vi/report.po"],
)  # fmt: skip
def test_another_template_style_script_word_or_code_clears_the_folder(report, folder, file):
    assert held(folder) == ["vi/page.html"]
    changed = report / file
    changed.write_bytes(changed.read_bytes() + b"\n")
    os.utime(changed, ns=(0, 0))
    forget()
    assert held(folder) == []


def test_code_that_changed_after_it_was_loaded_leaves_nothing_to_rely_on(report, folder):
    (report / "language.py").touch()
    forget()
    assert held(folder) == []
    with kept.place(folder, folder) as place:
        (place / "vi").mkdir()
        (place / "vi" / "page.html").write_text("page", encoding="utf-8")
    assert held(folder) == []


def forget():
    kept.writers.cache_clear()
    sums.of_installed.cache_clear()


@pytest.mark.parametrize("name", ["sphinx", "pydata_sphinx_theme"])
def test_another_version_of_what_typesets_clears_the_folder(folder, tmp_path, monkeypatch, name):
    there = Path(sums.sysconfig.get_path("purelib"))
    installed = [path.name for path in there.glob("*.dist-info")]
    assert [one for one in installed if one.lower().startswith(f"{name}-")] != []
    for one in installed:
        newer = f"{name}-99.dist-info" if one.lower().startswith(f"{name}-") else one
        (tmp_path / "installed" / newer).mkdir(parents=True)
    monkeypatch.setattr(sums.sysconfig, "get_path", lambda _: str(tmp_path / "installed"))
    forget()
    assert held(folder) == []
    forget()


def test_only_what_differs_is_renewed(tmp_path):
    for place, names in (("fresh", ("a", "b/c", "extra/d")), ("old", ("a", "e"))):
        for name in names:
            path = tmp_path / place / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(name, encoding="utf-8")
    stamp = (tmp_path / "old" / "a").stat().st_mtime_ns
    assert kept.renew(tmp_path / "fresh", tmp_path / "old", without=("extra",)) == {"b/c"}
    assert sorted(files(tmp_path / "old")) == ["a", "b/c"]
    assert (tmp_path / "old" / "a").stat().st_mtime_ns == stamp
