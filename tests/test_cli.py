"""The command line: its verbs, what it says when all goes well, and what when it does not."""

import datetime as dt
import re
import shutil
import subprocess
import sys
from importlib import metadata

import pytest

from analysis.pipeline import cli, errors, kernels, verify
from analysis.pipeline.cli_group import SECTIONS
from analysis.pipeline.downloads import DownloadError
from analysis.pipeline.errors import INTERRUPTED
from analysis.report.releases import ReleaseError
from analysis.report.results import ResultError
from analysis.report.simulation_mark import SimulatedFinding
from analysis.report.site import SiteError
from analysis.report.workbook import WorkbookError

VERBS = {
    *(
        "benchmark",
        "check",
        "build",
        "notebooks",
        "report",
        "site",
        "status",
        "run",
        "communes",
        "test",
        "validate",
        "lab",
    ),
    *("trace", "checksum", "tidy", "style", "readme", "release", "help"),
    *("template", "receive", "deliveries", "doubts", "decide", "withdraw", "refresh", "watch", "schedule"),
}


@pytest.fixture
def uptake(monkeypatch, capfd):
    """Run a verb as from the command line; give exit code, what it said, and what it complained about."""

    def call(*words):
        monkeypatch.setattr(sys, "argv", ["uptake", *words])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        said = capfd.readouterr()
        assert "Traceback" not in said.out + said.err
        return stop.value.code, said.out, said.err

    return call


@pytest.fixture
def small(project, monkeypatch):
    """A project of one small notebook, whose data are taken as they are and whose pages are one file."""
    from analysis.data import building
    from analysis.report import site

    def pages(executed, destination, *, runs, downloads, keep):
        assert downloads == []
        destination.mkdir(parents=True, exist_ok=True)
        (destination / "index.html").write_text(" ".join(sorted(runs)))

    monkeypatch.setattr(building, "build", lambda folder: None)
    monkeypatch.setattr(site, "build_site", pages)
    monkeypatch.setattr(kernels, "prepare_fonts", lambda: None)
    project.notebook("small", "#md ## Level of use", "print(language)")
    project.runs()
    return project


def test_every_verb_is_listed_with_what_it_does(uptake):
    code, out, _ = uptake("--help")
    assert code == 0
    assert set(cli.cli.commands) == VERBS
    assert sorted(verb for verbs in SECTIONS.values() for verb in verbs) == sorted(VERBS)
    assert all(re.search(rf"^  {verb} +[A-Z]", out, re.MULTILINE) for verb in VERBS)
    assert uptake("help")[1] == out


def test_make_is_a_thin_layer_over_the_verbs(read):
    makefile = read("Makefile")
    verbs = re.search(r"^VERBS := (.*)$", makefile, re.MULTILINE).group(1).split()
    assert set(verbs) <= VERBS
    assert {"report", "test", "lab"} <= set(verbs)
    for verb in verbs:
        assert re.search(rf"^{verb}: ## ", makefile, re.MULTILINE)


def test_continuous_integration_runs_the_test_command_and_nothing_else(read):
    lines = [line for line in read(".ci/run").splitlines() if line and not line.startswith("#")]
    assert lines[-1] == "exec make test"
    assert len(lines) == 3


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["reprot"], "did you mean 'report'?"),
        (["report", "--lang", "vi"], "--language"),
        (["trace", "x"], "Missing"),
    ],
)
def test_a_slip_is_met_with_a_suggestion(uptake, words, hint):
    code, _, err = uptake(*words)
    assert code == 2
    assert hint in err


def test_report_makes_everything_once_and_names_the_page_to_open(small, uptake):
    code, out, _ = uptake("report", "-j", "1")
    assert code == 0
    assert "2 runs of 1 notebooks in vi and en" in out
    assert re.search(r"^\d/4 +\d:\d\d +done +vi/small$", out, re.MULTILINE)
    assert "2 executed, 0 unchanged" in out
    index = small.folder / "build" / "site" / "index.html"
    assert "Open build/site/index.html" in out
    assert out.strip().endswith(index.as_uri())
    assert index.read_text() == "small"
    assert "0 executed, 2 unchanged" in uptake("report", "-j", "1")[1]
    kept = [small.folder / "build" / name / "one" for name in ("figures", "results")]
    for path in kept:
        path.parent.mkdir(exist_ok=True)
        path.write_text("kept", encoding="utf-8")
    (small.folder / "data" / "raw" / "own").mkdir(parents=True)
    (small.folder / "data" / "raw" / "own" / "note.txt").write_text("new", encoding="utf-8")
    assert uptake("report", "-j", "1")[0] == 0
    assert all(path.exists() for path in kept)
    assert "2 executed, 0 unchanged" in uptake("report", "-j", "1", "--force")[1]
    assert not any(path.exists() for path in kept), "nothing kept is used again"
    assert uptake("status")[1].strip() == "0 stale, 4 up to date."


def test_a_failing_notebook_is_explained_on_one_screen(small, uptake):
    small.notebook("small", "#md ## Level of use", "if language == 'vi':\n    panel = {}['no such panel']")
    site = small.folder / "build" / "site"
    site.mkdir(parents=True)
    (site / "index.html").write_text("the last good page")
    code, out, err = uptake("report", "-j", "1")
    assert code == 1
    assert re.search(r"failed +vi/small", out)
    for words in (
        "vi/small failed",
        "In [3]",
        "Level of use",
        "KeyError: 'no such panel'",
        "build/failed/vi/small.ipynb",
    ):
        assert words in err
    assert "The pages stay as they were." in err
    assert len((out + err).splitlines()) < 25
    assert (site / "index.html").read_text() == "the last good page"
    assert "failed last time: build/failed/vi/small.ipynb" in uptake("status")[1]


def test_nothing_starts_while_the_runs_are_wrong(small, uptake):
    small.runs(
        'languages = ["vi"]\n[[runs]]\nnotebook = "small"\nreads = []\n[runs.parameters]\nlangauge = "vi"\n'
    )
    for verb in ("report", "status", "site"):
        code, _, err = uptake(verb)
        assert code == 1
        assert "did you mean language?" in err
    assert not (small.folder / "build" / "notebooks").exists()


def test_a_part_of_the_report_goes_to_a_preview(small, uptake):
    small.notebook("other", "1")
    small.runs(
        (small.folder / "notebooks" / "runs.toml").read_text() + '[[runs]]\nnotebook = "other"\nreads = []\n'
    )
    code, out, _ = uptake("report", "--only", "sma", "-j", "1")
    assert code == 0
    assert "Open build/preview/index.html" in out
    assert not (small.folder / "build" / "site").exists()
    code, out, _ = uptake("report", "--language", "en", "--only", "other", "-j", "1")
    assert "Executed notebooks: build/notebooks/en/" in out
    code, _, err = uptake("report", "--only", "samll")
    assert (code, "did you mean 'small'?" in err) == (1, True)
    code, _, err = uptake("site")
    assert (code, "Of 4 runs 1 have not been executed (vi/other …): uptake report" in err) == (1, True)


def test_errors_that_are_told_in_their_own_words_are_errors_of_the_project(root):
    code = "".join(path.read_text(encoding="utf-8") for path in (root / "src").rglob("*.py"))
    there = set(re.findall(r"^class (\w+)\(", code, re.MULTILINE))
    assert there >= errors._EXPECTED


@pytest.mark.parametrize(
    "kind", [DownloadError, ReleaseError, ResultError, SimulatedFinding, SiteError, WorkbookError]
)
def test_what_cannot_be_handed_out_is_said_without_a_traceback(project, kind):
    assert errors.in_words(kind("Made of nothing.")) == "Made of nothing."
    assert not (project.folder / "build" / "failed" / "traceback.txt").exists()


def test_a_release_is_recorded_only_from_what_is_up_to_date(small, uptake):
    records = small.folder / "data" / "releases"
    shutil.rmtree(records / metadata.version("uptake"), ignore_errors=True)
    before = sorted(records.rglob("*"))
    code, _, err = uptake("release", "--date", "2026-11-22")
    assert (code, "4 results are out of date (data …): uptake report, then release." in err) == (1, True)
    uptake("report", "-j", "1")
    code, _, err = uptake("release", "--date", "2026-11-22")
    assert (code, "There are no headline results to record" in err) == (1, True)
    code, _, err = uptake("release", "--date", "22/11/2026")
    assert (code, "does not match the format" in err) == (2, True)
    assert sorted(records.rglob("*")) == before


def test_the_site_alone_is_written_from_what_was_executed(small, uptake):
    uptake("report", "-j", "1")
    index = small.folder / "build" / "site" / "index.html"
    index.write_text("broken")
    assert uptake("site")[0] == 0
    assert index.read_text() == "small"


def test_one_run_with_parameters_of_ones_own(small, uptake):
    code, out, _ = uptake("run", "small", "-p", "language=vi")
    assert (code, out.strip()) == (0, "Executed: build/runs/small.ipynb")
    assert small.outputs(small.folder / "build" / "runs" / "small.ipynb") == ["vi\n"]
    target = small.folder / "mine.ipynb"
    assert uptake("run", "small", "--out", str(target))[0] == 0
    assert small.outputs(target) == ["en\n"]
    assert not (small.folder / "build" / "notebooks").exists()


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["run", "s"], "'s' is the beginning of second and small"),
        (["run", "smol"], "did you mean 'small'?"),
        (["run", "small", "-p", "language=de"], "language = 'de'"),
        (["run", "small", "-p", "langage=vi"], "did you mean language?"),
        (["run", "small", "-p", "language"], "NAME=VALUE"),
    ],
)
def test_wrong_parameters_start_no_kernel(small, uptake, monkeypatch, words, hint):
    from analysis.pipeline import execute

    monkeypatch.setattr(execute, "execute", lambda *_, **__: pytest.fail("a kernel was started"))
    small.notebook("second", "1")
    code, _, err = uptake(*words)
    assert code == 1
    assert hint in err


def test_notebooks_are_executed_in_place(small, uptake):
    assert "changed    small" in uptake("notebooks", "small", "-j", "1")[1]
    assert "unchanged  small" in uptake("notebooks", "-j", "1")[1]
    assert uptake("tidy", "--check")[0] == 0
    before = small.notebook("small", "1 / 0").read_bytes()
    code, _, err = uptake("notebooks", "-j", "1")
    assert code == 1
    assert "ZeroDivisionError" in err
    assert (small.folder / "notebooks" / "small.ipynb").read_bytes() == before
    code, out, err = uptake("tidy", "--check")
    assert (code, "not in its normal form: notebooks/small.ipynb" in out) == (1, True)
    assert "tidied: notebooks/small.ipynb" in uptake("tidy")[1]
    assert uptake("tidy", "--check")[0] == 0


def test_departures_from_the_house_style_are_told(small, uptake):
    code, out, err = uptake("style")
    assert code == 1
    assert "small.ipynb: cell" in out
    assert "departures from the house style" in err


def test_wrong_data_are_named_and_nothing_changes(project, uptake):
    table = project.folder / "data" / "raw" / "papi" / "e_governance.csv"
    table.write_text(
        table.read_text(encoding="utf-8").replace("province_code", "province_cod", 1), encoding="utf-8"
    )
    before = {path: path.read_bytes() for path in (project.folder / "data" / "processed").iterdir()}
    code, _, err = uptake("check")
    assert code == 1
    assert "data/raw/papi/e_governance.csv" in err
    code, _, err = uptake("build", "-j", "1")
    assert code == 1
    assert "data/raw/papi/e_governance.csv" in err
    assert "uptake check" in err
    assert {path: path.read_bytes() for path in (project.folder / "data" / "processed").iterdir()} == before


def test_a_figure_is_traced_by_the_name_of_its_place(uptake):
    code, out, _ = uptake("trace", "papi_portal_use", "ha noi", "2024")
    assert code == 0
    assert "data/raw/papi/e_governance.csv" in out
    assert out == uptake("trace", "papi_portal_use", "01", "2024")[1]
    code, _, err = uptake("trace", "papi_portal_use", "Hà Nộ", "2024")
    assert (code, "did you mean Hà Nội?" in err) == (1, True)


@pytest.fixture
def received(project, monkeypatch):
    """What the verbs hand to those who take files in."""
    from analysis.pipeline.refreshing import receiving

    calls = []
    for name in ("receive", "list_doubts", "decide", "withdraw", "write_template"):
        monkeypatch.setattr(
            receiving,
            name,
            lambda out, *given, **named: calls.append((given, named)) or "refused" not in str(given),
        )
    return calls


def test_a_file_is_received_as_its_options_say(received, uptake, tmp_path):
    file = tmp_path / "bao cao.csv"
    file.touch()
    words = ["receive", str(file), "--sender", "Sở KH&CN Nam Định", "--date", "2026-11-30", "--units", "63"]
    words += ["--year", "2024", "--map", "Tổ = CNSCĐ=teams:teams:2024", "--map", "Ghi chú=-"]
    assert uptake(*words)[0] == 0
    ((given, named),) = received
    assert given == (file,)
    assert (named["sender"], named["received"]) == ("Sở KH&CN Nam Định", dt.date(2026, 11, 30))
    assert (named["geography"], named["year"], named["language"]) == ("63", 2024, "vi")
    assert named["asked"] == {"Tổ = CNSCĐ": "teams:teams:2024", "Ghi chú": "-"}
    assert (named["decisions"], named["take_suggestions"]) == (None, False)


def test_a_file_that_is_refused_ends_with_1_and_a_day_left_out_is_today(received, uptake, tmp_path):
    file = tmp_path / "refused.csv"
    file.touch()
    assert uptake("receive", str(file), "--sender", "A")[0] == 1
    assert abs(received[0][1]["received"] - dt.date.today()) <= dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["receive", "FILE"], "--sender"),
        (["receive", "FILE", "--sender", "A", "--map", "Tổ CNSCĐ"], "write the heading, =, and a variable"),
        (["receive", "FILE", "--sender", "A", "--take-suggestions", "--by", "B"], "--why TEXT"),
        (["receive", "nowhere.csv", "--sender", "A"], "does not exist"),
        (["decide", "FILE", "--by", "B"], "--why"),
        (["withdraw", "x", "--why", "B"], "--by"),
        (["template"], "--year"),
        (["build", "--out", "elsewhere"], "--as-of DAY"),
        (["build", "--as-of", "30/11/2026"], "does not match the format"),
        (["schedule", "launchd"], "systemd"),
    ],
)
def test_what_a_verb_on_data_lacks_is_named(received, uptake, tmp_path, words, hint):
    (tmp_path / "a.csv").touch()
    code, _, err = uptake(*(str(tmp_path / "a.csv") if word == "FILE" else word for word in words))
    assert (code, hint in err) == (2, True), err
    assert received == []


def test_tables_of_an_earlier_day_go_to_a_folder_of_their_own(project, uptake, monkeypatch):
    from analysis.data import building

    seen = []
    monkeypatch.setattr(building, "build", lambda folder, as_of=None: seen.append((folder, as_of)))
    assert uptake("build", "--as-of", "2026-11-30")[0] == 0
    assert uptake("build", "--as-of", "2026-11-30", "--out", str(project.folder / "then"))[0] == 0
    day = dt.date(2026, 11, 30)
    assert seen == [
        (project.folder / "build" / "as-of" / "2026-11-30", day),
        (project.folder / "then", day),
    ]


def test_a_fault_of_the_program_is_told_as_such_and_kept(small, uptake, monkeypatch):
    from analysis.pipeline import work

    def broken(*_):
        raise ZeroDivisionError("deep inside")

    monkeypatch.setattr(work, "show_status", broken)
    code, _, err = uptake("status")
    assert code == 1
    assert "ZeroDivisionError: deep inside" in err
    assert "a fault of the program" in err
    assert "deep inside" in (small.folder / "build" / "failed" / "traceback.txt").read_text()


def test_an_interruption_is_no_fault(small, uptake, monkeypatch):
    from analysis.pipeline import work

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(work, "show_status", interrupted)
    assert uptake("status")[0] == INTERRUPTED


CTRL_C = """
import os, signal, time
os.killpg(int(os.environ["UPTAKE_TEST_GROUP"]), signal.SIGINT)
time.sleep(300)
"""

INTERRUPTED_REPORT = """
import os, signal, sys
from analysis.data import building
from analysis.pipeline.cli import cli, err, errors
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell in the background leaves it ignored
os.environ["UPTAKE_TEST_GROUP"] = str(os.getpgid(0))
building.build = lambda folder: None
sys.exit(errors.guarded(lambda: cli(["report", "-j", sys.argv[1]], standalone_mode=False), err))
"""


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupted_report_ends_at_once_says_so_and_clears_up(small, jobs, tmp_path, monkeypatch):
    small.notebook("small", CTRL_C)
    (tmp_path / "t").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "t"))
    process = subprocess.run(
        [sys.executable, "-c", INTERRUPTED_REPORT, jobs],
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
        timeout=120,
    )
    assert process.returncode == INTERRUPTED
    assert "Interrupted" in process.stderr
    assert "Traceback" not in process.stdout + process.stderr
    assert not (small.folder / "build" / "notebooks" / "vi" / "small.ipynb").exists()
    assert not list((tmp_path / "t").glob("uptake-*"))


def test_the_whole_suite_checks_style_types_code_and_every_notebook():
    titles = [step.title for step in verify.steps(2)]
    assert titles == ["Style", "Format", "Types", "Tests"]
    tests = verify.steps(2)[-1].command
    assert {"--nbval", "--nbval-current-env", "tests", "notebooks", "loadscope"} <= set(tests)
    assert verify.steps(2, ("-k", "x")) == [verify.Step("Tests", (sys.executable, "-m", "pytest", "-k", "x"))]


def test_every_step_is_made_even_when_one_fails(uptake, monkeypatch):
    seen = []
    monkeypatch.setattr(kernels, "prepare_fonts", lambda: None)
    monkeypatch.setattr(verify, "run", lambda step: seen.append(step.title) or step.title != "Types")
    code, _, err = uptake("test")
    assert seen == ["Style", "Format", "Types", "Tests"]
    assert (code, "Failed: Types." in err) == (1, True)
    monkeypatch.setattr(verify, "run", lambda step: True)
    assert uptake("test")[0] == 0


def test_the_laboratory_opens_on_the_notebooks_with_this_python(project, uptake, monkeypatch):
    seen = []
    monkeypatch.setattr(subprocess, "call", lambda command: seen.append(command) or 0)
    assert uptake("lab", "--port", "9999")[0] == 0
    command = list(seen[0])
    assert command[:3] == [sys.executable, "-m", "jupyterlab"]
    assert command[command.index("--ServerApp.root_dir") + 1] == str(project.folder)
    assert command[-2:] == ["--port", "9999"]
