"""Runs on a cluster: a scheduler and workers as processes of their own, one of them killed on the way."""

import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading

import psutil
import pytest
from conftest import Project
from dask_processes import FOLDER, Dask, free_port, gone, until
from rich.console import Console

from analysis.pipeline import runs, tasks, work
from analysis.pipeline.cluster import connection, scheduler
from analysis.pipeline.cluster.orders import order_of
from analysis.pipeline.errors import INTERRUPTED, Refused, WorkFailed

TELL = """
import json, os, time
from pathlib import Path
folder = Path(os.environ["UPTAKE_TEST_FOLDER"])
def tell(name):
    about = {"pid": os.getpid(), "parent": os.getppid(), "seed": os.environ.get("PYTHONHASHSEED")}
    (folder / f".{name}").write_text(json.dumps(about))
    (folder / f".{name}").rename(folder / name)
"""
TABLE = "from analysis.data import processed\nprint(processed.tiles().to_string())"
LOST = """
again = (folder / "lost").exists()
tell("found" if again else "lost")
time.sleep(0 if again else 300)
print("done")
"""
FOREVER = 'tell("forever")\ntime.sleep(300)'
NOTEBOOKS = {"table": (TELL, 'tell("table")', TABLE), "lost": (TELL, LOST), "fails": ("1 / 0",)}
LINES = '\n[[runs]]\nnotebook = "{}"\nreads = ["data/processed/tiles.csv"]'


def graph():
    """The tasks of the project but for its data, which are taken as they are."""
    return [task for task in tasks.graph(runs.load(), pages=None) if task.name != tasks.DATA]


def order(name):
    return order_of({"run": next(run for run in runs.load() if run.notebook == name)})


def told(folder, name):
    return json.loads((folder / name).read_text()) if (folder / name).exists() else None


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cluster") / "project"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UPTAKE_ROOT", str(folder))
        patch.setattr(work.kernels, "prepare_fonts", lambda: None)
        made = Project(folder)
        for name, cells in {**NOTEBOOKS, "forever": (TELL, FOREVER)}.items():
            made.notebook(name, *cells)
        made.runs('languages = ["vi"]\n' + "".join(LINES.format(name) for name in (*NOTEBOOKS, "forever")))
        yield made


@pytest.fixture(scope="module")
def dask(project, tmp_path_factory):
    """A scheduler with two workers."""
    with Dask(tmp_path_factory.mktemp("dask")) as processes:
        for name in ("one", "two"):
            processes.worker(name, "--no-nanny", PYTHONHASHSEED="6640")  # as a nanny would set it
        yield processes.scheduler()


@pytest.fixture
def opened(dask):
    """A connection to the cluster, and what is said."""
    said = io.StringIO()
    with scheduler.opened(dask.address, 1, Console(file=said, width=500)) as cluster:
        yield cluster, said


class Made:
    """A report on the cluster, of which one worker is killed while it is at work."""

    def __init__(self, project, dask):
        said = io.StringIO()
        self.lost = self.killed = None
        killer = threading.Thread(target=self.kill, args=(dask.folder,))
        killer.start()
        wanted = [task for task in graph() if not task.name.endswith("forever")]
        with pytest.raises(Refused) as refused:
            work.carry_out(Console(file=said, width=500), wanted, 1, cluster=dask.address)
        killer.join()
        self.said, self.words = said.getvalue(), str(refused.value)
        self.files = files(project.folder / "build")

    def kill(self, folder):
        self.lost = until(lambda: told(folder, "lost"))
        worker = psutil.Process(self.lost["parent"]).parent()
        self.killed = {"pid": worker.pid, "seed": worker.environ().get("PYTHONHASHSEED")}
        os.kill(worker.pid, signal.SIGKILL)


def files(folder):
    found = [path for part in ("notebooks", "failed", "records/views") for path in (folder / part).rglob("*")]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found if path.is_file()}


@pytest.fixture(scope="module")
def made(project, dask):
    return Made(project, dask)


def test_a_lost_workers_run_is_repeated_elsewhere_and_that_is_told(made, dask):
    assert gone(made.killed["pid"])
    assert told(dask.folder, "found")["pid"] != made.lost["pid"]
    assert re.search(r"repeated +vi/lost at tcp:\S+, since the worker at tcp:\S+ was lost", made.said)
    assert "repeated  vi/table" not in made.said


def test_the_kernel_of_a_lost_worker_ends_with_it(made):
    until(lambda: gone(made.lost["pid"]), 5)


def test_results_are_those_of_a_build_without_a_cluster_to_the_byte(made, project, tmp_path, monkeypatch):
    monkeypatch.setenv(FOLDER, str(tmp_path))
    (tmp_path / "lost").touch()
    shutil.rmtree(project.folder / "build")
    wanted = [task for task in graph() if not task.name.endswith("forever")]
    with pytest.raises(Refused) as refused:
        work.carry_out(Console(file=io.StringIO()), wanted, 1)
    assert files(project.folder / "build") == made.files
    assert str(refused.value) == made.words
    assert {"notebooks/vi/table.ipynb", "records/views/vi/lost.json"} < made.files.keys()
    assert "notebooks/vi/fails.ipynb" not in made.files
    assert "kept      build/failed/vi/fails.ipynb" in made.words


def test_kernels_on_a_cluster_are_forked_although_dask_sets_a_seed_for_its_workers(made, dask):
    assert made.killed["seed"] is not None
    kernel = told(dask.folder, "table")
    assert kernel["seed"] is None
    assert made.lost["seed"] is None
    assert "kernels  " not in made.said


def test_nobody_is_left_when_a_build_is_broken_off(opened, dask, project):
    cluster, _ = opened
    sent = cluster.send(order("forever"))
    kernel = until(lambda: told(dask.folder, "forever"))
    (dask.folder / "forever").unlink()
    assert "warmkernel.parent" in " ".join(psutil.Process(kernel["parent"]).cmdline())
    cluster.close()
    until(lambda: gone(kernel["pid"]), 10)
    assert not (project.folder / "build" / "notebooks" / "vi" / "forever.ipynb").exists()
    assert isinstance(until(sent.exception), WorkFailed)


def test_nobody_is_left_when_whoever_sent_the_work_is_killed(dask, project):
    code = f"""
import time
from rich.console import Console
from analysis.pipeline import runs
from analysis.pipeline.cluster import connection, scheduler
from analysis.pipeline.cluster.orders import order_of
with scheduler.opened({dask.address!r}, 1, Console()) as cluster:
    cluster.send(order_of(dict(run=[run for run in runs.load() if run.notebook == "forever"][0])))
    time.sleep(300)
"""
    client = subprocess.Popen([sys.executable, "-c", code])
    kernel = until(lambda: told(dask.folder, "forever"))
    (dask.folder / "forever").unlink()
    client.kill()
    client.wait()
    until(lambda: gone(kernel["pid"]), 10)


def test_a_worker_with_other_code_is_refused_by_name_before_anything_runs(dask, project, root, tmp_path):
    code = tmp_path / "code"
    for package in ("analysis", "warmkernel"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(root / "src" / package, code / package, ignore=ignored)
    with (code / "analysis" / "report" / "language.py").open("a") as file:
        file.write("# as it was last week\n")
    other = dask.worker("three", "--no-nanny", PYTHONPATH=str(code))
    until(lambda: "Registered to" in dask.log("three"))
    with pytest.raises(Refused) as refused, scheduler.opened(dask.address, 1, Console(file=io.StringIO())):
        pass
    other.terminate()
    other.wait()
    assert re.search(r"^The worker at tcp://127.0.0.1:\d+ is not the same as here", str(refused.value))
    assert "its code differs in analysis/report/language.py." in str(refused.value)
    assert "requirements.lock" in str(refused.value)


LOCAL = """
import signal, sys
from rich.console import Console
from analysis.pipeline import errors, runs, tasks, work
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell in the background leaves it ignored
    work.kernels.prepare_fonts = lambda: None
    graph = [task for task in tasks.graph(runs.load(), pages=None) if task.name == "vi/forever"]
    verb = lambda: work.carry_out(Console(), graph, 1, cluster="local")
    sys.exit(errors.guarded(verb, Console(stderr=True)))
"""


def test_a_cluster_of_this_machine_needs_no_more_than_its_name_and_ends_with_ctrl_c(
    project, tmp_path, monkeypatch
):
    monkeypatch.setenv(FOLDER, str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "t"))
    (tmp_path / "t").mkdir()
    client = subprocess.Popen(
        [sys.executable, "-c", LOCAL],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    kernel = until(lambda: told(tmp_path, "forever"))
    parent = psutil.Process(kernel["parent"])
    assert "warmkernel.parent" in " ".join(parent.cmdline())
    assert parent.parent().environ()["PYTHONHASHSEED"]
    assert kernel["seed"] is None
    os.killpg(client.pid, signal.SIGINT)
    out, err = client.communicate(timeout=60)
    assert client.returncode == INTERRUPTED
    assert err.startswith("Interrupted: 1 tasks were not reached.")
    assert "Traceback" not in out + err
    assert "kernels  " not in out
    assert gone(kernel["pid"])
    assert gone(kernel["parent"])
    assert not (project.folder / "build" / "notebooks" / "vi" / "forever.ipynb").exists()
    assert not list((tmp_path / "t").glob("uptake-*"))


def test_a_wrong_address_and_a_scheduler_without_workers_are_told_within_seconds(tmp_path, monkeypatch):
    monkeypatch.setattr(connection, "ANSWER", 0.5)
    wrong = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(Refused) as refused, scheduler.opened(wrong, 1, Console()):
        pass
    assert str(refused.value).startswith(f"No scheduler answers at {wrong}: ")


def test_a_scheduler_that_goes_away_is_told_in_a_sentence_and_nobody_is_left(opened, dask):
    cluster, _ = opened
    sent = cluster.send(order("forever"))
    kernel = until(lambda: told(dask.folder, "forever"))
    dask.processes["scheduler"].kill()
    with pytest.raises(WorkFailed, match=r"The scheduler went away .*What is done stays"):
        sent.result(30)
    assert cluster.lost
    with pytest.raises(KeyboardInterrupt):
        cluster.send(order("table"))
    until(lambda: gone(kernel["pid"]), 40)
