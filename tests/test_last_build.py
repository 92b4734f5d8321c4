"""Whether it is known without a look that nothing changed: said then, and never when anything might have."""

import os
import subprocess
import sys

import pytest
from conftest import Project

from analysis.pipeline import file_states, last_build

MINUTE = 60_000_000_000


@pytest.fixture
def built(project: Project, monkeypatch):
    """Give a project with everything made that a record speaks of, by a clock that never stands."""
    monkeypatch.setattr(file_states, "_TICK", 0)
    for name in ("build/notebooks/vi/small.ipynb", "build/downloads/vi/one.pdf", "build/site/index.html"):
        path = project.folder / name
        path.parent.mkdir(parents=True)
        path.write_text("made", encoding="utf-8")
    (project.folder / "src").mkdir()
    records = project.folder / "build" / "records"
    records.mkdir(parents=True)
    (records / "pytask.lock").write_text(lock(project), encoding="utf-8")
    project.notebook("small", "1")
    monkeypatch.setattr("analysis.__file__", str(code(project) / "__init__.py"))
    (code(project) / "table.py").write_text("digits = 2", encoding="utf-8")
    return project


def code(project):
    folder = project.folder / "src" / "analysis"
    folder.mkdir(exist_ok=True)
    return folder


def lock(project):
    made = project.folder / "build" / "site" / "index.html"
    digest = file_states.read("build/site/index.html", file_states._state(made.stat())).digest
    return (
        'lock-version = "1"\n\n[[task]]\nid = "site"\nstate = "x"\n\n'
        f'[task.produces]\n"../site/index.html" = "{digest}"\n'
    )


EXTENT = last_build.Extent(2, 1, 4, "vi and en")


def keep(names=("site",), earlier=None):
    last_build.keep(EXTENT, file_states.before_work() if earlier is None else earlier, names)
    return last_build.unchanged()


def test_what_stands_still_is_known_to(built):
    assert last_build.unchanged() is None
    assert keep() == EXTENT
    assert last_build.unchanged() == EXTENT
    last_build.forget()
    assert last_build.unchanged() is None


FILES = (
    "data/raw/papi/e_governance.csv",
    "data/processed/panel_63.csv",
    "data/validation/software.csv",
    "notebooks/small.ipynb",
    "src/analysis/table.py",
    "requirements.lock",
    "pyproject.toml",
    "build/notebooks/vi/small.ipynb",
    "build/downloads/vi/one.pdf",
    "build/site/index.html",
    "build/records/pytask.lock",
)


def test_every_kind_of_file_counts(built):
    assert keep()
    for path in (built.folder / name for name in FILES):
        text, away, new = path.read_bytes(), path.with_suffix(".away"), path.with_name("one_more.csv")
        path.write_bytes(text[:-1] + b"?")  # the same size
        assert last_build.unchanged() is None, path
        path.write_bytes(text)
        assert last_build.unchanged() == EXTENT
        path.rename(away)
        assert last_build.unchanged() is None, path
        away.rename(path)
        assert last_build.unchanged() == EXTENT
        new.write_text("x", encoding="utf-8")
        assert (last_build.unchanged() is None) == (path.parent != built.folder), path
        new.unlink()


def test_a_file_that_was_only_touched_is_read_once_and_known_again(built, monkeypatch):
    path = built.folder / FILES[0]
    assert keep()
    os.utime(path, ns=(5, 5))
    assert last_build.unchanged() == EXTENT
    monkeypatch.setattr(file_states, "read", None)
    assert last_build.unchanged() == EXTENT


def test_another_file_of_the_same_size_and_time_is_noticed(built):
    path = built.folder / FILES[0]
    assert keep()
    before = path.stat()
    other = path.with_name("other")
    other.write_bytes(path.read_bytes()[:-1] + b"?")
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(path)
    assert last_build.unchanged() is None


def test_a_change_within_a_tick_of_the_clock_is_noticed(built, monkeypatch):
    monkeypatch.setattr(file_states, "_TICK", MINUTE)
    path = built.folder / FILES[0]
    stamps = path.stat()
    monkeypatch.setattr(file_states.State, "shown", property(lambda state: (stamps.st_mtime_ns, state.size)))
    assert keep()
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert last_build.unchanged() is None


@pytest.mark.parametrize(
    ("target", "value"),
    [("sys.executable", "/elsewhere/python"), ("platform.python_version", lambda: "3.11.0")],
)
def test_another_python_is_another_matter(built, monkeypatch, target, value):
    assert keep()
    monkeypatch.setattr(target, value)
    assert last_build.unchanged() is None


def test_so_are_other_libraries_and_settings(built, monkeypatch, tmp_path):
    assert keep()
    with monkeypatch.context() as patch:
        patch.setenv("UPTAKE_NARROW_FIGURES", "1")
        assert last_build.unchanged() is None
    (tmp_path / "pandas-9.dist-info").mkdir()
    monkeypatch.setattr("sysconfig.get_path", lambda _: str(tmp_path))
    assert last_build.unchanged() is None


def test_nothing_is_recorded_when_an_input_changed_during_the_work(built):
    earlier = file_states.before_work()
    (code(built) / "table.py").write_text("digits = 3", encoding="utf-8")
    assert keep(earlier=earlier) is None
    earlier = file_states.before_work()
    (built.folder / "data" / "raw" / "new.csv").write_text("x", encoding="utf-8")
    assert keep(earlier=earlier) is None
    assert keep(earlier={}) is None


def test_nothing_is_recorded_when_an_output_is_not_what_a_task_made(built):
    (built.folder / "build" / "site" / "index.html").write_text("by hand", encoding="utf-8")
    assert keep() is None
    assert keep(names=("site", "data")) is None


def test_a_link_to_a_folder_is_not_looked_behind_and_nothing_recorded(built, tmp_path):
    (built.folder / "data" / "raw" / "linked").symlink_to(tmp_path, target_is_directory=True)
    assert keep() is None


def test_a_record_that_cannot_be_read_says_nothing(built):
    for content in ("", "{}", "[]", '{"files": 1}', '{"files": {"a": [1]}}'):
        assert keep() == EXTENT
        last_build._place().write_text(content, encoding="utf-8")
        assert last_build.unchanged() is None


def test_to_say_so_takes_no_library_of_the_graph(root):
    probe = (
        "import sys\nfrom analysis.pipeline import cli, refreshing\n"
        "from analysis.pipeline.refreshing import refresh_steps, refresh_run\n"
        "from analysis.pipeline import standstill; standstill.recorded()\n"
        "print([name for name in ('pandas', 'pytask', 'grimp', 'yaml', 'nbformat') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True, cwd=root)
    assert said.stdout.strip() == "[]"
