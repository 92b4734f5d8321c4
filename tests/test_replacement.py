"""A folder is replaced as a whole: after any failure or kill it holds all old files or all new ones."""

import subprocess
import sys
from pathlib import Path

import pytest

from analysis.data import replacement
from analysis.data.replacement import put_back, recover, replace_folder

OLD = {"a.csv": b"old a\n", "gone.csv": b"old\n"}
NEW = {"a.csv": b"new a\n", "b.csv": b"new b\n"}

# Runs the replacement and ends the process, without any clean-up, at the given call that touches the disk.
KILLED = """
import os, sys
from pathlib import Path
from analysis.data.replacement import replace_folder
seen, last = 0, int(sys.argv[2])
def watch(event, _):
    global seen
    if event in {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir"}:
        seen += 1
        if seen == last:
            os._exit(9)
sys.addaudithook(watch)
replace_folder(Path(sys.argv[1]), {"a.csv": b"new a\\n", "b.csv": b"new b\\n"})
"""


def content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "processed"
    replace_folder(made, OLD)
    return made


def test_the_folder_holds_exactly_the_new_files(folder):
    assert replace_folder(folder, NEW) == [folder / "a.csv", folder / "b.csv"]
    assert content(folder) == NEW
    assert [path.name for path in folder.parent.iterdir()] == ["processed"]


def test_a_folder_that_is_not_there_is_made(tmp_path):
    replace_folder(tmp_path / "deep" / "processed", NEW)
    assert content(tmp_path / "deep" / "processed") == NEW


def test_an_equal_folder_is_left_untouched(folder):
    before = (folder / "a.csv").stat().st_mtime_ns, folder.stat().st_ino
    replace_folder(folder, OLD)
    assert ((folder / "a.csv").stat().st_mtime_ns, folder.stat().st_ino) == before


def test_a_failure_while_writing_leaves_the_old_files(folder, monkeypatch):
    def full(path, _content):
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(replacement, "_write", full)
    with pytest.raises(OSError, match="No space"):
        replace_folder(folder, NEW)
    assert content(folder) == OLD
    assert [path.name for path in folder.parent.iterdir()] == ["processed"]


def test_a_failure_while_changing_places_puts_the_old_files_back(folder, monkeypatch):
    rename = Path.rename

    def refused(self, target):
        if self.name.endswith("-new"):
            raise PermissionError(13, "in use", str(target))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(PermissionError):
        replace_folder(folder, NEW)
    monkeypatch.undo()
    assert content(folder) == OLD


def test_killed_at_any_moment_the_folder_is_whole_after_recovery(tmp_path):
    outcomes = []
    for moment in range(1, 60):
        folder = tmp_path / str(moment) / "processed"
        replace_folder(folder, OLD)
        done = subprocess.run([sys.executable, "-c", KILLED, str(folder), str(moment)], check=False)
        recover(folder)
        outcomes.append("old" if content(folder) == OLD else "new" if content(folder) == NEW else "mixed")
        if done.returncode == 0:
            break
    assert done.returncode == 0
    assert set(outcomes) == {"old", "new"}
    assert outcomes == sorted(outcomes, reverse=True)


def test_what_a_killed_build_left_is_cleared_by_the_next(folder):
    (folder.parent / ".processed-new").mkdir()
    (folder.parent / ".processed-new" / "half.csv").write_bytes(b"ha")
    replace_folder(folder, NEW)
    assert [path.name for path in folder.parent.iterdir()] == ["processed"]
    assert content(folder) == NEW


def test_files_of_folders_within_are_replaced_too(folder):
    nested = {"a.csv": b"a\n", "originals/b.xlsx": b"b", "originals/c.xlsx": b"c"}
    assert replace_folder(folder, nested) == [folder / name for name in sorted(nested)]
    before = folder.stat().st_ino
    replace_folder(folder, nested)
    assert folder.stat().st_ino == before
    replace_folder(folder, {"a.csv": b"a\n", "originals/b.xlsx": b"other"})
    assert (folder / "originals" / "b.xlsx").read_bytes() == b"other"
    assert not (folder / "originals" / "c.xlsx").exists()


def test_a_reader_puts_the_old_folder_back_and_deletes_nothing(folder):
    old = folder.with_name(".processed-old")
    folder.rename(old)
    put_back(folder)
    assert content(folder) == OLD
    folder.rename(old)
    replace_folder(folder.with_name("other"), NEW)
    folder.with_name("other").rename(folder)
    put_back(folder)
    assert content(folder) == NEW
    assert old.is_dir()


@pytest.mark.parametrize(("times", "expected"), [(1, NEW), (9, OLD)])
def test_a_reader_between_the_two_renames_is_outlived_or_the_old_files_stay(
    folder, monkeypatch, times, expected
):
    rename, met = Path.rename, []

    def meeting(self, target):
        if self.name.endswith("-new") and len(met) < times:
            met.append(self)
            put_back(folder)
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", meeting)
    if expected is NEW:
        replace_folder(folder, NEW)
    else:
        with pytest.raises(OSError, match="not empty"):
            replace_folder(folder, NEW)
    assert content(folder) == expected
    assert [path.name for path in folder.parent.iterdir()] == ["processed"]
