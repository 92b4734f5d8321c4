"""A refresh: its steps in order, what it says, that it runs alone, and that it may be killed anywhere."""

import datetime as dt
import os
import re
import shutil
import signal
import subprocess
import sys
import time

import pytest
from rich.console import Console

from analysis.data.replacement import recover, replace_folder
from analysis.pipeline import errors, progress
from analysis.pipeline.refreshing import (
    hooks,
    inbox,
    refresh,
    refresh_lock,
    refresh_log,
    refresh_run,
    refresh_steps,
)
from analysis.pipeline.refreshing.refresh import Step, write

DAY = dt.date(2026, 11, 30)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty project; nobody is told, and nothing waits for files to settle."""
    monkeypatch.setenv("UPTAKE_ROOT", str(tmp_path))
    for name in ("UPTAKE_WEBHOOK", "UPTAKE_MAIL_TO", "UPTAKE_NOTIFY_COMMAND"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


class World:
    """A small project with steps like the real ones: what is accepted, computed, recorded, shown."""

    def __init__(self, folder):
        self.folder = folder
        self.inbox = folder / "data" / "inbox"
        self.store = folder / "data" / "raw" / "deliveries"
        self.result = folder / "build" / "notebooks" / "vi" / "sum.ipynb"
        self.records = folder / "data" / "releases"
        self.site = folder / "build" / "site"

    def send(self, name, text, sender="Sở KH&CN Nam Định"):
        path = self.inbox / sender / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        os.utime(path, (1, 1))
        return path

    def steps(self):
        return [
            Step("Clear", self.clear),
            Step("Inbox", lambda run: inbox.take_in(run, self.inbox, self.receive, patience=0)),
            Step("Results", self.execute),
            Step("Record", self.record),
            Step("Pages", self.publish),
            Step("Words", self.tell),
        ]

    def clear(self, run):
        recover(self.store)
        recover(self.folder / "data" / "processed")
        refresh_steps.clear_up(run)

    def receive(self, one, run):
        text = one.path.read_text()
        if not text.isdigit():
            run.out.print("B7: not a number")
            return False
        kept = {path.name: path.read_bytes() for path in self.store.glob("*")} if self.store.exists() else {}
        replace_folder(self.store, kept | {one.path.name: text.encode()})
        return True

    def execute(self, run):
        total = str(sum(int(path.read_text()) for path in self.store.glob("*")))
        if not self.result.exists() or self.result.read_text() != total:
            write(self.result, total)
            run.executed += 1

    def newest(self):
        found = sorted(path.name for path in self.records.glob("[!.]*"))
        return found[-1] if found else ""

    def record(self, run):
        said, last = self.result.read_bytes(), self.newest()
        if not last or (self.records / last / "results.csv").read_bytes() != said:
            self.records.mkdir(parents=True, exist_ok=True)
            number = len(list(self.records.glob("[!.]*")))
            replace_folder(self.records / f"{number:03d}", {"results.csv": said, "release.yaml": b"date"})

    def publish(self, run):
        from analysis.report.site.build import _replace, _workshop

        page = f"{self.result.read_text()} of {self.newest()}"
        if self.site.exists() and (self.site / "index.html").read_text() == page:
            return
        with _workshop(self.site) as work:
            (work / "site").mkdir()
            (work / "site" / "index.html").write_text(page)
            _replace(self.site, work / "site")

    def tell(self, run):
        if run.changed:
            write(refresh.folder() / "pull-request.md", f"from {run.before} to {run.now}")

    def run(self):
        return refresh_run.run(DAY, steps=self.steps(), newest=self.newest)

    def state(self):
        """Every file but the logs and the lock, by path."""
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in files
            if path.suffix not in (".log", ".lock")
        }


@pytest.fixture
def world(folder):
    made = World(folder)
    made.send("first.csv", "40")
    assert made.run() == 0
    (refresh.folder() / "pull-request.md").unlink()
    return made


def test_a_refresh_takes_in_computes_records_shows_and_tells(world, capsys):
    sent = world.send("second.csv", "2")
    assert world.run() == 0
    assert not sent.exists()
    assert (world.site / "index.html").read_text() == "42 of 001"
    assert (refresh.folder() / "pull-request.md").read_text() == "from 000 to 001"
    assert not (refresh.folder() / "unfinished.json").exists()
    said = capsys.readouterr().out
    assert "accepted  data/inbox/Sở KH&CN Nam Định/second.csv" in said
    assert "recorded as 001, after 000" in said


def test_a_refresh_that_changes_nothing_reports_nothing_and_touches_nothing(world, capsys, monkeypatch):
    told = []
    monkeypatch.setattr(hooks, "tell", lambda *given, **named: told.append(given))
    before = world.state()
    stamps = {path: path.stat().st_mtime_ns for path in world.folder.rglob("*.csv")}
    capsys.readouterr()
    assert world.run() == 0
    assert world.state() == before
    assert {path: path.stat().st_mtime_ns for path in world.folder.rglob("*.csv")} == stamps
    said = capsys.readouterr().out
    assert "Nothing changed since 000." in said
    assert "executed" not in said
    assert told == []


def test_a_refused_file_stays_the_others_are_done_and_the_exit_code_says_so(world, capsys, monkeypatch):
    told = []
    monkeypatch.setattr(hooks, "tell", lambda news, *_, **__: told.append(news))
    bad, good = world.send("bad.csv", "4O"), world.send("good.csv", "2", "UBND tỉnh Nghệ An")
    assert world.run() == 1
    assert (bad.exists(), good.exists()) == (True, False)
    assert (world.site / "index.html").read_text() == "42 of 001"
    assert "B7: not a number" in capsys.readouterr().out
    assert [(news.outcome, news.exit_code, news.record) for news in told] == [("refused", 1, "001")]
    assert "bad.csv" in told[0].text
    assert "from 000 to 001" in told[0].whole
    assert world.run() == 1, "it is still there"
    bad.write_text("1")
    assert world.run() == 0
    assert (world.site / "index.html").read_text() == "43 of 002"


def test_a_file_that_breaks_the_reader_does_not_stop_the_others(world, capsys):
    world.send("bad.csv", "1")
    world.send("good.csv", "2")
    receive = world.receive

    def broken(one, run):
        if one.path.name == "bad.csv":
            raise ZeroDivisionError("deep inside")
        return receive(one, run)

    world.receive = broken
    assert world.run() == 1
    assert "ZeroDivisionError: deep inside" in capsys.readouterr().out
    assert (world.site / "index.html").read_text() == "42 of 001"


def test_a_step_that_fails_ends_the_refresh_and_the_next_one_tells_of_both(world, capsys, monkeypatch):
    told = []
    monkeypatch.setattr(hooks, "tell", lambda news, *_, **__: told.append(news))
    world.send("second.csv", "2")
    publish, before = world.publish, (world.site / "index.html").read_text()

    def fails(run):
        raise errors.Refused("vi/small failed")

    world.publish = fails
    assert world.run() == 1
    assert (world.site / "index.html").read_text() == before
    assert "vi/small failed" in told[0].text
    assert told[0].outcome == "failed"
    world.publish = publish
    world.send("third.csv", "8")
    assert world.run() == 0
    assert (refresh.folder() / "pull-request.md").read_text() == "from 000 to 002"
    assert "Traceback" not in capsys.readouterr().out


def test_ctrl_c_and_a_request_to_stop_end_with_their_own_code(world):
    def stop(run):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(60)

    before = signal.getsignal(signal.SIGTERM)
    assert refresh_run.run(DAY, steps=[Step("Stop", stop)], newest=world.newest) == errors.INTERRUPTED
    assert signal.getsignal(signal.SIGTERM) == before
    assert world.run() == 0


# Killed anywhere.

_WRITES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "shutil.rmtree", "os.utime"}


def killed_at(world, point):
    """Refresh in a process that is killed before its `point`-th change of a file; tell whether it was."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1] == signal.SIGKILL
    left = point

    def reached():
        nonlocal left
        left -= 1
        return left == 0

    def count(event, given):
        opened = event == "open" and isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR)
        if (event in _WRITES or opened) and reached():
            os.kill(os.getpid(), signal.SIGKILL)
        if opened and given[2] & os.O_TRUNC and reached():  # opened, and nothing written yet
            os.close(os.open(given[0], os.O_WRONLY | os.O_CREAT | os.O_TRUNC))
            os.kill(os.getpid(), signal.SIGKILL)

    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.addaudithook(count)
    code = 99
    try:
        code = world.run()
    finally:
        os._exit(code)


def copied(world, folder, monkeypatch):
    shutil.copytree(world.folder, folder)
    monkeypatch.setenv("UPTAKE_ROOT", str(folder))
    return World(folder)


def test_killed_at_any_point_nothing_is_lost_and_the_next_one_finishes(world, tmp_path_factory, monkeypatch):
    world.send("second.csv", "2")
    world.send("third.csv", "8", "UBND tỉnh Nghệ An")
    place = tmp_path_factory.mktemp("killed")
    whole = copied(world, place / "whole", monkeypatch)
    assert whole.run() == 0
    expected = whole.state()
    point = 0
    while True:
        point += 1
        one = copied(world, place / str(point), monkeypatch)
        if not killed_at(one, point):
            break
        nothing_is_lost(one)
        assert one.run() == 0
        assert one.state() == expected, f"killed at change {point}"
        shutil.rmtree(one.folder)
    assert point > 40


def nothing_is_lost(world):
    """Each delivery waits or is kept, no file is half-written, and whole pages are there, old or new."""
    for path in world.folder.rglob("[!.]*"):
        if path.is_file() and path.suffix not in (".log", ".lock"):
            hidden = any(part.startswith(".") for part in path.relative_to(world.folder).parts)
            assert hidden or path.stat().st_size, path
    for name in ("second.csv", "third.csv"):
        assert list((world.folder / "data").rglob(name)), name
    for record in world.records.glob("[!.]*"):
        assert {path.name for path in record.iterdir()} == {"results.csv", "release.yaml"}
    pages = [path for path in (world.folder / "build").glob("*site*/**/index.html") if path.read_text()]
    assert pages
    assert re.fullmatch(r"40 of 000|50 of 001", (pages[0]).read_text())


REFRESH = """
import sys
from analysis.data import building
from analysis.pipeline import kernels, work
from analysis.pipeline.cli import main
from analysis.report import releases, site

def pages(executed, destination, *, runs, downloads, keep):
    destination.mkdir(parents=True, exist_ok=True)
    (destination / "index.html").write_text(" ".join(sorted(runs)))

building.build = lambda folder: None
site.build_site = pages
releases.releases = list
releases.write_refresh = lambda date, *, runs: None
sys.argv = ["uptake", "refresh", "--date", "2026-11-30", "-j", "1"]
main()
"""


BEGIN = """
import pathlib, time
began = pathlib.Path("../began")
first = not began.exists()
began.touch()
time.sleep(0 if first or pathlib.Path("../go").exists() else 60)
"""


def test_the_real_work_goes_on_where_a_kill_left_it(project):
    """Killed in its second notebook, it does not execute the first one again."""
    for name in ("one", "other"):
        project.notebook(name, BEGIN)
    runs = "".join(f'[[runs]]\nnotebook = "{name}"\nreads = []\n' for name in ("one", "other"))
    project.runs(f'languages = ["vi"]\n{runs}')
    command = [sys.executable, "-c", REFRESH]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        done = next(found[1] for line in process.stdout if (found := re.search(r"done +(vi/\w+)", line)))
        process.kill()
    (project.folder / "go").touch()
    again = subprocess.run(command, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stdout + again.stderr
    assert re.findall(r"done +(vi/\w+)", again.stdout) == sorted({"vi/one", "vi/other"} - {done})
    assert re.findall(r"^stale +(vi/\w+): never run to its end", again.stdout, re.MULTILINE)
    assert "Runs executed: 1." in again.stdout
    assert (project.folder / "build" / "site" / "index.html").read_text() == "one other"


def test_what_was_explained_first_is_done_all_the_same(folder):
    """A task that follows from a stale one is carried out, although it was asked before why it would be."""
    from pytask import PathNode, TaskWithoutPath

    from analysis.pipeline.build import build, explain

    def copy(source, produces):
        produces.write_text(source.read_text())

    def task(name, before, after):
        given, made = ({"source": PathNode.from_path(before)}, {"produces": PathNode.from_path(after)})
        return TaskWithoutPath(name=name, function=copy, depends_on=given, produces=made)

    places = [folder / name for name in ("a", "b", "c")]
    places[0].write_text("1")
    graph = [task("results", *places[:2]), task("pages", *places[1:])]
    console = Console(quiet=True)
    for text in ("1", "2"):
        places[0].write_text(text)
        assert len(explain(graph)) == 2
        with progress.watching(console, 2) as watcher:
            assert build(graph, jobs=1, watcher=watcher).done == ["pages", "results"]
        assert places[2].read_text() == text


# Alone.

HOLD = """
import sys
from analysis.pipeline.refreshing import refresh_lock
with refresh_lock.held():
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(folder):
    """Another process that holds the lock of the project."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_of_two_refreshes_the_second_says_who_is_at_work_and_does_nothing(holder, folder, capsys):
    steps = [Step("Never", lambda run: pytest.fail("two at once"))]
    assert refresh_run.run(DAY, steps=steps, newest=str) == errors.BUSY == 75
    said = capsys.readouterr().out
    assert f"process {holder.pid} on " in said
    assert re.search(r"since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d", said)
    assert not refresh.folder().exists()


def test_a_lock_goes_with_its_process_however_that_ends(holder, folder):
    holder.kill()
    holder.wait()
    assert (folder / "build" / "refresh.lock").exists()
    with refresh_lock.held(), refresh_lock.held():
        pass
    with refresh_lock.held():
        pass


def test_every_verb_that_writes_results_is_kept_out_meanwhile(holder, folder, monkeypatch, capsys):
    from analysis.pipeline import cli

    for words in (
        ["report"],
        ["build"],
        ["site"],
        ["notebooks"],
        ["refresh"],
        ["withdraw", "x", "--by", "a", "--why", "b"],
        ["release", "--date", "2026-11-30"],
    ):
        monkeypatch.setattr(sys, "argv", ["uptake", *words])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        assert stop.value.code == errors.BUSY, words
        said = capsys.readouterr()
        assert "at work here" in said.out + said.err


def test_a_lock_without_a_name_is_a_lock_still(tmp_path):
    (tmp_path / "lock").write_bytes(b'{"pid": 1')
    assert "did not leave its name" in refresh_lock.owner(tmp_path / "lock")
    assert "did not leave its name" in refresh_lock.owner(tmp_path / "none")


# The log.


def test_the_log_holds_what_was_said_with_the_time_of_each_line(world):
    log = world.folder / "build" / "log" / "refresh-2026-11-30.log"
    lines = log.read_text(encoding="utf-8").splitlines()
    assert all(re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d  \S", line) for line in lines if line)
    assert any("accepted  data/inbox/Sở KH&CN Nam Định/first.csv" in line for line in lines)
    before = log.read_text(encoding="utf-8")
    world.run()
    assert log.read_text(encoding="utf-8").startswith(before)
    assert "Nothing changed since 000." in log.read_text(encoding="utf-8")


def test_the_oldest_logs_go(folder):
    place = folder / "build" / "log"
    place.mkdir(parents=True)
    for number in range(refresh_log.KEPT + 5):
        (place / f"refresh-2025-{number:03d}.log").touch()
    with refresh_log.kept(DAY) as out:
        out.print("here")
    left = sorted(path.name for path in place.iterdir())
    assert len(left) == refresh_log.KEPT
    assert left[-1] == "refresh-2026-11-30.log"
    assert left[0] == "refresh-2025-006.log"


# The inbox.


class Said:
    def __init__(self):
        self.lines = []

    def print(self, line):
        self.lines.append(line)


def waiting_names(place):
    return [one.path.name for one in inbox.waiting(place)]


def test_what_programs_leave_beside_files_is_no_delivery(world):
    for name in (
        ".hidden.csv",
        "~$a.xlsx",
        ".~lock.a.xlsx#",
        "a.xlsx.part",
        "a.csv.crdownload",
        "a.csv.decisions.csv",
    ):
        world.send(name, "1")
    world.send("a.csv", "1")
    assert waiting_names(world.inbox) == ["a.csv"]


def test_the_sender_is_the_name_of_the_folder_in_one_form_of_unicode(world):
    world.send("a.csv", "1", "Sở TT&TT Hà Nội")
    assert inbox.waiting(world.inbox)[0].sender == "Sở TT&TT Hà Nội"


def test_a_file_without_a_sender_is_refused_and_a_note_is_none(folder):
    place = folder / "data" / "inbox"
    place.mkdir(parents=True)
    (place / "who.csv").touch()
    (place / "README.md").touch()
    run = refresh.Refresh(DAY, Said())
    inbox.take_in(run, place, lambda *_: pytest.fail("from nobody"))
    assert run.refused == ["data/inbox/who.csv"]
    assert "folder named after its sender" in run.out.lines[0]


def test_a_file_in_a_folder_of_a_folder_is_not_passed_over_in_silence(world):
    deep = world.send("2025/a.csv", "1")
    assert inbox.waiting(world.inbox) == []
    assert inbox.astray(world.inbox) == [deep]


def test_who_was_to_be_told_when_a_refresh_was_killed_is_told_by_the_next(world, monkeypatch):
    told = []
    world.send("second.csv", "2")

    def killed(news, *_, **__):
        raise SystemExit(9)

    monkeypatch.setattr(hooks, "tell", killed)
    with pytest.raises(SystemExit):
        world.run()
    monkeypatch.setattr(hooks, "tell", lambda news, *_, **__: told.append(news.record))
    assert world.run() == 0
    assert world.run() == 0
    assert told == ["001"]


def test_a_file_that_is_still_being_copied_waits(world, monkeypatch):
    path = world.send("slow.csv", "1")
    os.utime(path)
    monkeypatch.setattr(inbox.time, "sleep", lambda _: path.write_text("12"))
    run = refresh.Refresh(DAY, Said())
    inbox.take_in(run, world.inbox, lambda *_: pytest.fail("half a file"))
    assert (run.accepted, run.refused) == ([], [])
    assert "still being written" in run.out.lines[0]
    monkeypatch.setattr(inbox.time, "sleep", lambda _: None)
    inbox.take_in(run, world.inbox, world.receive)
    assert len(run.accepted) == 1


def test_decisions_beside_a_file_go_with_it(world):
    path = world.send("a.csv", "1")
    sheet = world.send("a.csv.decisions.csv", "x")
    seen = []
    run = refresh.Refresh(DAY, Said())
    inbox.take_in(run, world.inbox, lambda one, _: seen.append(one.decisions) or True)
    assert seen == [sheet]
    assert not path.exists()
    assert not sheet.exists()


def test_git_keeps_every_byte_of_what_was_sent(root):
    for path in (
        "data/inbox/a/b.csv",
        "data/inbox/a/b.txt",
        "data/raw/deliveries/originals/2026-11-30-a.csv",
    ):
        said = subprocess.run(
            ["git", "check-attr", "text", path], cwd=root, capture_output=True, text=True, check=True
        )
        assert said.stdout.strip().endswith("text: unset"), path


# The real steps.


def test_the_record_comes_after_the_results_and_before_the_pages(folder):
    titles = [step.title for step in refresh_steps.steps(None, 1)]
    assert titles.index("Inbox") < titles.index("Data and results") < titles.index("Record")
    assert titles.index("Record") < titles.index("Pages and downloads") < titles.index("What changed")


def test_what_a_killed_run_left_half_written_goes(folder):
    site = folder / "build" / ".site-abc" / "last"
    site.mkdir(parents=True)
    (site / "index.html").write_text("the last good page")
    for name in ("notebooks/vi/.a.ipynb.123", "downloads/vi/.a.pdf-123", "unfinished/1-a.ipynb"):
        path = folder / "build" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("half")
    kept = folder / "build" / "notebooks" / "vi" / "a.ipynb"
    kept.write_text("whole")
    replace_folder(folder / "data" / "processed", {"a.csv": b"1"})
    (folder / "data" / "processed").rename(folder / "data" / ".processed-old")
    refresh_steps.clear_up(refresh.Refresh(DAY, Said()))
    left = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert left == ["build/notebooks/vi/a.ipynb", "build/site/index.html", "data/processed/a.csv"]


def test_a_run_that_reads_records_is_executed_after_the_record(folder):
    from analysis.pipeline.runs import Run

    assert refresh_steps.reads_records(
        Run("11", "11", "vi", {}, ("data/processed/a.csv", "data/releases/*/*"))
    )
    assert not refresh_steps.reads_records(Run("01", "01", "vi", {}, ("data/processed/a.csv",)))
