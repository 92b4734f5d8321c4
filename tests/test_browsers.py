"""The finder of a browser, on machines that lack one or have a broken one; and what a visit notices."""

import multiprocessing
import os
import subprocess
import sys
import time
from pathlib import Path

import browsers
import pytest
from browsers import NoBrowser, find

GOOD = "#!/bin/sh\necho Chromium 1\n"
PLACEHOLDER = "#!/bin/sh\necho 'install the snap' >&2\nexit 1\n"


class Machine:
    """A machine whose search path is one folder, empty at first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.own = folder / "own" / "chrome"
        self.log = folder / "log"
        self.log.touch()
        (folder / "bin").mkdir()

    def program(self, name: str, text: str = GOOD) -> Path:
        path = self.folder / "bin" / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(text)
        path.chmod(0o755)
        return path

    def apt(self, text: str) -> None:
        """An apt-get that writes down what it was asked for and then does `text`."""
        self.program("apt-get", f'#!/bin/sh\necho "apt-get $*" >>"{self.log}"\n{text}\n')

    def brings(self, path: Path) -> str:
        """Words of the shell that install a browser."""
        make = f"mkdir -p {path.parent} && printf '#!/bin/sh\\n' >{path} && chmod 755 {path}"
        return make.replace("mkdir", "/bin/mkdir").replace("chmod", "/bin/chmod")

    def asked(self) -> list[str]:
        return self.log.read_text().splitlines()


@pytest.fixture
def machine(tmp_path, monkeypatch):
    made = Machine(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv(browsers.VARIABLE, raising=False)
    monkeypatch.setattr(browsers, "PLACES", (tmp_path / "usual" / "chromium",))
    monkeypatch.setattr(browsers, "LOCK", tmp_path / "lock")
    monkeypatch.setattr(browsers, "is_root", lambda: True)
    download = f'echo "download" >>{made.log}; echo "no such host"; exit 1'
    monkeypatch.setattr(browsers, "DOWNLOAD", ("/bin/sh", "-c", download))
    return made


def test_the_browser_named_in_the_environment_comes_first(machine, monkeypatch):
    machine.program("chromium")
    mine = machine.program("mine")
    monkeypatch.setenv(browsers.VARIABLE, str(mine))
    assert find(machine.own) == mine


def test_a_named_browser_that_is_not_there_is_told_and_not_passed_over(machine, monkeypatch):
    machine.program("chromium")
    monkeypatch.setenv(browsers.VARIABLE, "/nowhere/chrome")
    with pytest.raises(NoBrowser, match="CHROMIUM=/nowhere/chrome"):
        find(machine.own)


@pytest.mark.parametrize("name", browsers.NAMES)
def test_one_on_the_search_path_is_taken(machine, name):
    there = machine.program(name)
    machine.apt("exit 1")
    assert find(machine.own) == there
    assert machine.asked() == []


def test_a_placeholder_that_does_not_start_is_passed_over(machine):
    machine.program("chromium", PLACEHOLDER)
    machine.program("chromium-browser", "no program at all")
    there = machine.program("google-chrome")
    assert find(machine.own) == there


def test_the_usual_place_serves_where_the_search_path_is_bare(machine):
    there = machine.program("../usual/chromium")
    assert find(machine.own).samefile(there)


def test_the_one_playwright_has_already_is_taken_before_anything_is_installed(machine):
    machine.program("../own/chrome")
    machine.apt("exit 1")
    assert find(machine.own) == machine.own
    assert machine.asked() == []


def test_root_installs_the_package(machine):
    path = machine.folder / "bin" / "chromium"
    machine.apt(machine.brings(path))
    assert find(machine.own) == path
    assert machine.asked() == ["apt-get install --yes --no-install-recommends chromium"]


def test_the_lists_of_packages_are_fetched_when_they_are_old(machine):
    path = machine.folder / "bin" / "chromium"
    machine.apt(
        f'if [ "$1" = update ]; then : >{machine.folder}/lists; exit 0; fi\n'
        f"[ -e {machine.folder}/lists ] || exit 100\n{machine.brings(path)}"
    )
    assert find(machine.own) == path
    assert [line.split()[1] for line in machine.asked()] == ["install", "update", "install"]


def test_others_than_root_download_playwright_s_own(machine, monkeypatch):
    machine.apt(machine.brings(machine.folder / "bin" / "chromium"))
    monkeypatch.setattr(browsers, "is_root", lambda: False)
    monkeypatch.setattr(browsers, "DOWNLOAD", ("/bin/sh", "-c", machine.brings(machine.own)))
    assert find(machine.own) == machine.own
    assert machine.asked() == []


def test_the_download_follows_when_there_is_no_such_package(machine, monkeypatch):
    machine.apt("echo E: Unable to locate package chromium; exit 100")
    monkeypatch.setattr(browsers, "DOWNLOAD", ("/bin/sh", "-c", machine.brings(machine.own)))
    assert find(machine.own) == machine.own


def test_when_nothing_helps_the_message_names_what_was_tried_and_what_to_do(machine):
    machine.apt("echo E: Unable to locate package chromium; exit 100")
    with pytest.raises(NoBrowser) as failed:
        find(machine.own)
    told = str(failed.value)
    for part in ("google-chrome", "Unable to locate package", "no such host", "apt-get install chromium"):
        assert part in told
    assert "playwright install" in told and "set CHROMIUM" in told
    assert machine.asked()[-1] == "download"


def test_others_than_root_are_told_why_no_package_was_installed(machine, monkeypatch):
    monkeypatch.setattr(browsers, "is_root", lambda: False)
    with pytest.raises(NoBrowser, match="only root"):
        find(machine.own)
    monkeypatch.setattr(browsers, "is_root", lambda: True)
    with pytest.raises(NoBrowser, match="there is no apt-get"):
        find(machine.own)


def test_processes_side_by_side_install_it_once(machine):
    path = machine.folder / "bin" / "chromium"
    machine.apt(f"/bin/sleep 0.3\n{machine.brings(path)}")
    forked = multiprocessing.get_context("fork")
    workers = [forked.Process(target=find, args=(machine.own,)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert len(machine.asked()) == 1


def test_playwright_s_installer_is_that_of_this_environment():
    assert browsers.DOWNLOAD[:3] == (sys.executable, "-m", "playwright")


def page(folder, body):
    path = folder / "page.html"
    path.write_text(f"<!doctype html><title>t</title>{body}", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<script>console.error('planted')</script>", "error in the console: planted"),
        ("<script>console.warn('planted')</script>", "warning in the console: planted"),
        ("<script>throw new Error('planted')</script>", "error of a script: planted"),
        ("<script>Promise.reject(new Error('planted'))</script>", "error of a script: planted"),
        ("<img src='missing.svg' alt=''>", "did not load: file:"),
        ("<img src='https://example.org/a.png' alt=''>", "asked a host: https://example.org/a.png"),
        (
            "<script>fetch('http://127.0.0.1:9/a').catch(() => 0)</script>",
            "asked a host: http://127.0.0.1:9/a",
        ),
        ("<link rel='stylesheet' href='//example.org/a.css'>", "did not load: file://example.org/a.css"),
    ],
    ids=["error", "warning", "exception", "rejection", "missing", "host", "fetch", "half an address"],
)
def test_what_goes_wrong_on_a_page_is_noticed(visit, tmp_path, body, told):
    visit(page(tmp_path, body))
    assert any(told in problem for problem in visit.problems), visit.problems
    visit.problems.clear()


def test_a_sound_page_gives_no_problem(visit, tmp_path):
    opened = visit(page(tmp_path, "<h1>Đắk Lắk</h1>"), width=360, height=740)
    assert opened.inner_text("h1") == "Đắk Lắk"
    assert opened.evaluate("[innerWidth, innerHeight]") == [360, 740]
    assert opened.evaluate("matchMedia('(prefers-reduced-motion: reduce)').matches")
    assert visit.problems == []


DIES = """
import os
import browsers

with browsers.chromium() as opened:
    processes = opened.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    print(*(process["id"] for process in processes), flush=True)
    os._exit(9)
"""


def test_a_process_that_dies_leaves_no_browser_behind(root):
    environment = {**os.environ, "PYTHONPATH": str(root / "tests")}
    done = subprocess.run(
        [sys.executable, "-c", DIES], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 9, done.stderr
    processes = done.stdout.split()
    assert processes
    until = time.monotonic() + 20
    while (left := [number for number in processes if runs(number)]) and time.monotonic() < until:
        time.sleep(0.05)
    assert left == []


def runs(process):
    """Tell whether a process is there and has not ended; one that has ended has no command line."""
    try:
        return bool(Path(f"/proc/{process}/cmdline").read_bytes())
    except OSError:
        return False
