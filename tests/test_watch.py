"""Watching while somebody edits: which saves count, what is said of them, and a real session."""

import json
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import threading

import pytest
from rich.console import Console

from analysis.data import checks, layout
from analysis.pipeline.parents import LENT, Lender
from analysis.pipeline.refreshing import watch


@pytest.fixture
def notebook(project):
    return project.notebook("small", "print(language)")


def edited(path, change):
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def test_a_save_of_outputs_alone_does_not_count(notebook):
    known = watch.Known([notebook.parent])

    def executed(content):
        content["cells"][-1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "vi"}]
        content["cells"][-1]["execution_count"] = 7

    edited(notebook, executed)
    assert known.changed([notebook]) == []
    edited(notebook, lambda content: content["cells"][-1].update(source="print(1)"))
    assert known.changed([notebook]) == [notebook]
    assert known.changed([notebook]) == []


def test_a_notebook_caught_half_written_counts_once_it_is_whole(notebook):
    known = watch.Known([notebook.parent])
    whole = notebook.read_bytes()
    notebook.write_bytes(whole[:50])
    assert known.changed([notebook]) == [notebook]
    notebook.write_bytes(whole)
    assert known.changed([notebook]) == [notebook]


def test_files_that_come_and_go_count_and_a_file_saved_as_it_was_does_not(project):
    folder = project.folder / "data" / "raw"
    known = watch.Known([folder])
    table, new = folder / "dti" / "dti.csv", folder / "dti" / "new.csv"
    table.touch()
    assert known.changed([table]) == []
    new.write_text("a\n1\n")
    assert known.changed([new, table]) == [new]
    new.unlink()
    assert known.changed([new]) == [new]


@pytest.mark.parametrize(
    "name",
    [
        "data/raw/dti/.dti.csv.swp",
        "data/raw/dti/.~lock.dti.csv#",
        "data/raw/dti/~$dti.csv",
        "data/raw/dti/dti.csv~",
        "data/raw/dti/4913",
        "data/raw/dti/dti.csv.part",
        "notebooks/.ipynb_checkpoints/small-checkpoint.ipynb",
        "notebooks/.~small.ipynb",
        "notebooks/__pycache__/x.cpython-311.py",
        ".git/index.toml",
    ],
)
def test_what_editors_leave_beside_files_does_not_count(project, name):
    assert not watch.counts(layout.root() / name)


@pytest.mark.parametrize(
    "name", ["data/raw/dti/dti.csv", "data/raw/dti/datapackage.yaml", "notebooks/runs.toml"]
)
def test_what_somebody_edits_counts(project, name):
    assert watch.counts(layout.root() / name)


def test_a_table_that_is_not_as_described_is_named_until_it_is(project):
    assert watch.unrecorded() == {}
    table = project.folder / "data" / "raw" / "dti" / "dti.csv"
    table.write_bytes(table.read_bytes() + b"\n")
    assert watch.unrecorded() == {"dti": ["data/raw/dti/dti.csv"]}
    checks.update_checksums("dti")
    assert watch.unrecorded() == {}


def test_while_another_process_is_at_work_it_tries_again(monkeypatch):
    codes, stop = iter([75, 75, 0]), threading.Event()
    monkeypatch.setattr(watch, "_report", lambda *_: next(codes))
    monkeypatch.setattr(watch, "_AGAIN", 0)
    monkeypatch.setattr(watch, "unrecorded", dict)
    watch._work(Console(quiet=True), [], stop, {})
    assert list(codes) == []


def test_between_saves_a_parent_is_kept_until_code_is_edited(project, monkeypatch):
    told = []

    class Fake(Lender):
        def begin(self):
            told.append("begins")

        def end(self):
            told.append("ends")

        def variables(self):
            return {LENT: "here"} if told and told[-1] == "begins" else {}

    table, code = project.folder / "data" / "raw" / "dti" / "dti.csv", watch.fingerprint.SOURCE / "new.py"
    saves = [set(), {(1, str(table))}, {(1, str(code))}, set()]
    monkeypatch.setattr("watchfiles.watch", lambda *_, **__: iter(saves))
    monkeypatch.setattr(watch, "Lender", Fake)
    monkeypatch.setattr(watch.Known, "changed", lambda self, paths: list(paths))
    monkeypatch.setattr(watch, "_work", lambda out, options, stop, lent: told.append(dict(lent)))
    watch.watch(Console(quiet=True))
    first, table_saved, code_saved = ({}, "begins"), ({LENT: "here"}, "begins"), ("ends", {}, "begins")
    assert told == [*first, *table_saved, *code_saved, "ends"]
    told.clear()
    watch.watch(Console(quiet=True), jobs=1)
    assert "begins" not in told, "one process alone forks nothing"


def test_what_is_lent_is_named_to_the_report(monkeypatch):
    given = {}

    class Ended:
        def __init__(self, command, env):
            given.update(env)

        def wait(self, timeout=None):
            return 0

    monkeypatch.setattr(watch.subprocess, "Popen", Ended)
    assert watch._report([], threading.Event(), {LENT: "here"}) == 0
    assert given[LENT] == "here"
    assert given["PATH"] == os.environ["PATH"]


class Session:
    """`uptake watch` in a process of its own, of which one waits for lines."""

    def __init__(self, folder):
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
                "from analysis.pipeline.cli import main; main()",
                *("watch", "--language", "en", "-j", "1"),
            ],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONPATH": str(folder), "PYTHONIOENCODING": "utf-8"},
            encoding="utf-8",
            start_new_session=True,
        )
        self.lines, self.said = queue.Queue(), ""
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put("")

    def until(self, pattern):
        """Return what was said until a line fits."""
        lines = []
        while not (lines and re.search(pattern, lines[-1])):
            line = self.lines.get(timeout=60)
            assert line, f"ended without {pattern!r}:\n" + "".join(lines)
            lines.append(line)
        return "".join(lines)


PLAIN_DATA = """
import sys
from analysis.data import building, checks
building.build = lambda folder=None, **_: None
"""
"""Read when a process starts: the tables stay as they are, which saves the time to rebuild them."""


@pytest.fixture
def session(project, notebook):
    project.runs('languages = ["vi", "en"]\n[[runs]]\nnotebook = "small"\nreads = []\n')
    (project.folder / "sitecustomize.py").write_text(PLAIN_DATA)
    for place in project.folder.joinpath("data", "raw").iterdir():
        if place.name not in ("administrative_units", "dti"):
            shutil.rmtree(place)
    running = Session(project.folder)
    yield running
    if running.process.poll() is None:
        os.killpg(running.process.pid, signal.SIGKILL)
    running.process.wait()


def test_a_session_from_start_to_end(session, project, notebook):
    said = session.until("Watching data/raw, notebooks; Ctrl-C ends it.")
    assert "stale  en/small: never run to its end" in said
    assert "1 executed, 0 unchanged" in said
    assert "build/notebooks/en/" in said
    assert "vi/small" not in said

    edited(notebook, lambda content: content["cells"][-1].update(source="1 / 0"))
    said = session.until("Watching")
    assert "Saved: notebooks/small.ipynb" in said
    assert "stale  en/small: the notebook changed: small.ipynb" in said
    assert "ZeroDivisionError" in said

    table = project.folder / "data" / "raw" / "dti" / "dti.csv"
    table.write_bytes(table.read_bytes() + b"\n")
    said = session.until("Watching")
    assert "Edited  data/raw/dti/dti.csv: not the file that was described." in said
    assert "uptake checksum dti" in said
    assert "Nothing was run." in said

    edited(notebook, lambda content: content["cells"][-1].update(source="print(2)"))
    assert "Nothing was run." in session.until("Watching")
    checks.update_checksums("dti")
    said = session.until("Watching")
    assert "1 executed, 0 unchanged" in said
    assert project.outputs(project.folder / "build" / "notebooks" / "en" / "small.ipynb")[-1] == "2\n"

    os.killpg(session.process.pid, signal.SIGINT)
    said = session.until("Stopped watching")
    assert session.process.wait(timeout=20) == 0
    assert "Traceback" not in said
