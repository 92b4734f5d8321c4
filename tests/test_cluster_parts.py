"""Parts of a cluster by themselves: who may help, what is sent, what comes back, what the manual says."""

import asyncio
import functools
import io
import os
import pickle
import re
import shlex
import subprocess
import sys
from concurrent.futures import Future
from dataclasses import replace
from types import SimpleNamespace

import psutil
import pytest
import yaml
from dask_processes import gone, until
from rich.console import Console

from analysis.pipeline import cli, downloads, runs, work
from analysis.pipeline.cluster import admission, identity, inputs, orders, place, scheduler
from analysis.pipeline.cluster.admission import Admission
from analysis.pipeline.cluster.cold import ColdCall
from analysis.pipeline.cluster.executor import Shared
from analysis.pipeline.cluster.orders import Delivery, order_of, put_away
from analysis.pipeline.downloads import Download
from analysis.pipeline.errors import Refused, WorkFailed
from analysis.pipeline.runs import Run

RUN = Run("small", "small", "vi", {"language": "vi"}, ("data/processed/tiles.csv",))
HERE = identity.Identity(
    {"Python": "3.11.7"}, {"analysis/a.py": "1", "analysis/b.py": "2"}, {"pandas": "3.1"}
)


def brief(**more):
    given = {"name": "vi/brief", "maker": downloads.BRIEF_MAKER, "function": "unit_files", "given": {}}
    return Download(**{**given, "names": ("vi/a.pdf",), "languages": ("vi",), **more})


# Who may help.


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, []),
        ({"system": {"Python": "3.12.1"}}, ["Python is 3.12.1, here 3.11.7"]),
        ({"libraries": {"pandas": "3.0"}}, ["pandas is 3.0, here 3.1"]),
        ({"code": {"analysis/a.py": "1"}}, ["its code differs in analysis/b.py"]),
        ({"code": {**HERE.code, "analysis/c.py": "3"}}, ["its code differs in analysis/c.py"]),
        ({"outdated": True}, ["its code changed after it was started"]),
        (
            {"code": dict.fromkeys("fedcba", "0")},
            ["its code differs in a, analysis/a.py, analysis/b.py and 5 more files"],
        ),
    ],
)
def test_what_differs_is_named(changes, words):
    assert HERE.missing(replace(HERE, **changes)) == words


def test_an_installation_is_itself_and_knows_its_libraries():
    names = identity.libraries()
    here = identity.identity(names)
    assert {"pandas", "numpy", "distributed", "tornado"} <= set(names)
    assert {"pytest", "ruff"} & set(names) == set()
    assert {"analysis/report/language.py", "warmkernel/parent.py"} <= here.code.keys()
    assert not any(name.endswith(".pyc") for name in here.code)
    assert pickle.loads(pickle.dumps(here)) == here
    assert replace(here, outdated=False).missing(replace(here, outdated=False)) == []


class Client:
    """Workers by address, each with what it answers; keeps what was handed out to whom."""

    def __init__(self, **answers):
        self.answers, self.sent = answers, []
        self.scheduler = SimpleNamespace(address="tcp://scheduler:8786")

    def nthreads(self):
        return dict.fromkeys(self.answers, 2)

    def run(self, function, *_, workers, on_error):
        if function is identity.identity:
            return {one: self.answers[one] for one in workers}
        return self.sent.append(workers)

    def run_on_scheduler(self, *_):
        return HERE

    def wait_for_workers(self, number, timeout):
        if len(self.answers) < number:
            raise TimeoutError


@pytest.fixture
def admitted(monkeypatch):
    monkeypatch.setattr(admission, "identity", identity.identity)
    monkeypatch.setattr(Admission, "_ours", HERE)
    monkeypatch.setattr(admission, "parcel", lambda: inputs.Parcel("digest", b""))
    return lambda **answers: Admission(Client(**answers))


def test_orders_at_a_time_are_the_threads_of_all_workers(admitted):
    assert admitted(one=HERE, two=HERE).check() == 4


def test_everybody_who_differs_is_named_before_anything_runs(admitted):
    other = replace(HERE, code={})
    absent = ModuleNotFoundError("No module named 'analysis'")
    with pytest.raises(Refused) as refused:
        admitted(one=HERE, two=other, three=absent).check()
    three, two, remedy = str(refused.value).splitlines()
    assert three.startswith(
        "The worker at three is not the same as here: it has no such version of this project"
    )
    assert "No module named 'analysis'" in three
    assert two == (
        "The worker at two is not the same as here: its code differs in analysis/a.py, analysis/b.py."
    )
    assert "requirements.lock" in remedy


def test_no_worker_is_told_with_the_command_that_starts_one(admitted):
    with pytest.raises(
        Refused, match=r"No worker has joined .*dask worker tcp://scheduler:8786 --nthreads 4"
    ):
        admitted().check()


def test_who_joins_later_is_checked_and_sent_the_inputs_or_left_out(admitted):
    workers = admitted(one=HERE)
    workers.check()
    assert workers.parcel.digest == "digest"
    workers._client.answers |= {"late": HERE, "other": replace(HERE, code={})}
    assert workers.chosen() is None
    assert [told.split(" is not")[0] for told in workers.renew()] == ["The worker at other"]
    assert workers._client.sent == [["one"], ["one", "late"]]
    assert workers.chosen() == workers.admitted() == ["one", "late"]
    assert workers.renew() == []


# What is sent, and what stays.


def test_a_parcel_holds_what_runs_read_and_changes_with_it(project, tmp_path):
    project.notebook("small")
    (project.folder / "notebooks" / ".hidden").write_text("")
    (project.folder / "build").mkdir()
    (project.folder / "build" / "page.html").write_text("")
    found = inputs.parcel()
    found.unpack(tmp_path / "there")
    there = {path.relative_to(tmp_path / "there").as_posix() for path in (tmp_path / "there").rglob("*.*")}
    assert {"notebooks/small.ipynb", "data/processed/tiles.csv", "requirements.lock"} <= there
    assert not any("hidden" in name or name.startswith("build") for name in there)
    for name in ("notebooks/small.ipynb", "data/processed/tiles.csv"):
        assert (tmp_path / "there" / name).read_bytes() == (project.folder / name).read_bytes()
    assert inputs.parcel() == found
    with (project.folder / "data" / "processed" / "tiles.csv").open("a") as file:
        file.write("\n")
    assert inputs.parcel().digest != found.digest


def test_runs_and_briefs_go_out_and_what_needs_executed_notebooks_stays():
    assert order_of({"run": RUN, "order": None}).name == "vi/small"
    assert order_of({"download": brief()}).name == "vi/brief"
    assert order_of({"download": brief(notebooks=(RUN.executed,))}) is None
    assert order_of({"names": ["small"], "offered": []}) is None


def test_of_the_real_downloads_the_briefs_go_out():
    sent = {
        one.maker: order_of({"download": one}) is not None
        for one in downloads.planned(runs.load(), complete=True)
    }
    assert sent == {
        downloads.BRIEF_MAKER: True,
        downloads.WORKBOOK_MAKER: False,
        downloads.EXPLORER_MAKER: False,
    }


def test_other_work_is_handed_to_processes_of_this_machine():
    class Beside:
        def submit(self, work, *given, **named):
            return work, given, named

    def call():
        pass

    shared = Shared(None, Beside())
    assert shared.submit(call, task="site", kwargs={"names": []}) == (
        call,
        (),
        {"task": "site", "kwargs": {"names": []}},
    )


def test_a_worker_and_a_scheduler_load_no_more_than_they_use():
    code = """
import sys, analysis.pipeline.cluster.worker, analysis.pipeline.cluster.identity
raise SystemExit(', '.join({'pandas', 'numpy', 'duckdb', 'pytask', 'matplotlib'} & set(sys.modules)) or 0)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


# What comes back.


def test_products_are_put_where_the_work_would_have_put_them(project):
    RUN.failed.parent.mkdir(parents=True)
    RUN.failed.write_text("as it failed before")
    made = {"build/notebooks/vi/small.ipynb": b"{}", "build/records/views/vi/small.json": b"[]"}
    put_away(orders.Order("vi/small", RUN), Delivery(made))
    assert RUN.executed.read_bytes() == b"{}"
    assert (project.folder / "build/records/views/vi/small.json").read_bytes() == b"[]"
    assert not RUN.failed.exists()
    assert not [path for path in project.folder.rglob(".*") if path.is_file()]


def test_equal_products_are_not_written_again(project):
    made = {"build/notebooks/vi/small.ipynb": b"{}"}
    put_away(orders.Order("vi/small", RUN), Delivery(made))
    os.utime(RUN.executed, (0, 0))
    put_away(orders.Order("vi/small", RUN), Delivery(made))
    assert RUN.executed.stat().st_mtime == 0


def test_a_failure_leaves_the_last_good_notebook(project):
    put_away(orders.Order("vi/small", RUN), Delivery({"build/notebooks/vi/small.ipynb": b"good"}))
    kept = {"build/failed/vi/small.ipynb": b"bad"}
    put_away(orders.Order("vi/small", RUN), Delivery(kept, "vi/small failed"))
    assert RUN.executed.read_bytes() == b"good"
    assert RUN.failed.read_bytes() == b"bad"


class KilledWorker(Exception):
    allowed_failures = 3


def test_a_run_that_ends_every_worker_is_told_in_words():
    words = str(scheduler._in_words(KilledWorker("vi/small-0123")))
    assert words.startswith("4 workers were lost one after the other while they worked on it")


class Sent:
    """A future of Dask that has ended."""

    def __init__(self, result, key="vi/small-1", status="finished"):
        self.key, self.status, self._result = key, status, result

    def result(self):
        return self._result


class Connection(Client):
    """A cluster on which nobody ever has the inputs."""

    submitted = 0

    def subscribe_topic(self, *_):
        pass

    unsubscribe_topic = cancel = subscribe_topic

    def submit(self, *_, **__):
        self.submitted += 1
        sent = Sent(None)
        sent.add_done_callback = lambda call: call(sent)
        return sent


def test_an_order_that_nobody_is_ready_for_fails_instead_of_going_round(admitted):
    connection = Connection(one=HERE)
    cluster = scheduler.Cluster(connection, Console(file=io.StringIO()))
    answer = cluster.send(orders.Order("vi/small", RUN))
    cluster.close()
    with pytest.raises(WorkFailed, match="no worker was ready for it"):
        answer.result(5)
    assert connection.submitted == 5


def test_an_order_that_ends_every_worker_it_meets_is_not_sent_for_ever(admitted):
    said = io.StringIO()
    connection = Connection(one=HERE)
    cluster = scheduler.Cluster(connection, Console(file=said, width=300))
    for worker in ("tcp://a:1", "tcp://b:1", "tcp://c:1", "tcp://d:1"):
        asyncio.run(cluster._heard((0.0, {"order": "vi/small", "worker": worker, "cold": ""})))
    answer = cluster.send(orders.Order("vi/small", RUN))
    cluster.close()
    with pytest.raises(WorkFailed, match="4 workers were lost one after the other"):
        answer.result(5)
    assert connection.submitted == 1
    assert said.getvalue().splitlines()[-1] == (
        "repeated  vi/small at tcp://d:1, since the worker at tcp://c:1 was lost"
    )


def test_why_kernels_start_cold_is_told_once(admitted):
    said = io.StringIO()
    cluster = scheduler.Cluster(Connection(one=HERE), Console(file=said, width=300))
    delivery = pickle.dumps(Delivery({}, "", ("starting cold: no fork here",)))
    for _ in range(2):
        answer = Future()
        cluster._ended(orders.Order("vi/brief", brief()), answer, 0, Sent(delivery))
        assert answer.result(1).failure == ""
    cluster.close()
    assert said.getvalue() == "kernels  starting cold: no fork here\n"


# A process of its own, where none can be forked.


CALL = """
import os, pickle, subprocess
from analysis.pipeline.cluster.cold import ColdCall
class Work:
    def __reduce__(self):
        return subprocess.call, (["sleep", "300"],)
call = ColdCall(os.getcwd(), pickle.dumps(Work()), os.environ)
print(call._process.pid, flush=True)
call.result()
"""


def test_a_cold_process_answers_with_why_it_failed(project):
    order = pickle.dumps(orders.Order("vi/brief", brief(function="no_such_function")))
    call = ColdCall(str(project.folder), order, os.environ)
    delivery = pickle.loads(call.result())
    assert "has no attribute 'no_such_function'" in delivery.failure
    assert "./build/failed/traceback.txt" in delivery.failure
    assert delivery.files.keys() == {"build/failed/traceback.txt"}


def test_a_cold_process_ends_with_whoever_wanted_its_work_and_so_does_what_it_started(tmp_path):
    client = subprocess.Popen([sys.executable, "-c", CALL], cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    pid = int(client.stdout.readline())
    (sleep,) = until(lambda: psutil.Process(pid).children())
    client.kill()
    client.communicate()
    until(lambda: gone(pid) and gone(sleep.pid), 10)


# What is typed.


@pytest.mark.parametrize("good", ["local", "tcp://10.0.0.1:8786", "tls://a.b-c.vn:1", "tcp://[::1]:8786"])
def test_places_as_one_types_them(good):
    assert place.problem(good) is None


@pytest.mark.parametrize("bad", ["", "Local", "10.0.0.1:8786", "tcp://host", "http://host:1", "tcp://a b:1"])
def test_a_place_that_is_none_is_met_with_how_to_write_it(bad, monkeypatch, capfd):
    monkeypatch.setattr(sys, "argv", ["uptake", "report", "--cluster", bad])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 2
    assert "write local, tcp://HOST:8786 or tls://HOST:8786" in " ".join(capfd.readouterr().err.split())


def test_a_build_whose_scheduler_was_lost_says_so_and_that_what_is_done_stays(monkeypatch):
    from contextlib import nullcontext

    from analysis.pipeline.build import Outcome
    from analysis.pipeline.errors import Interrupted

    lost = SimpleNamespace(lost="The scheduler went away.")
    monkeypatch.setattr(work.kernels, "prepare_fonts", lambda: None)
    monkeypatch.setattr(work.place, "opened", lambda *_: nullcontext(lost))
    monkeypatch.setattr(work, "build", lambda *_, **__: Outcome([], [], {}, [], ["vi/small"]))
    with pytest.raises(Interrupted, match="The scheduler went away"):
        work.carry_out(Console(file=io.StringIO()), [], 1, cluster="tcp://h:1")


# What the manual says.


@pytest.fixture(scope="module")
def blocks(read):
    text = read("src/analysis/pipeline/cluster/README.md")
    return re.findall(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def test_shell_in_the_manual_is_shell(blocks):
    scripts = [text for kind, text in blocks if kind == "sh"]
    assert sum("#SBATCH" in text for text in scripts) == 1
    for text in scripts:
        done = subprocess.run(["bash", "-n"], input=text, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def test_options_in_the_manual_are_options_of_the_programs(blocks):
    found = "\n".join(text for _, text in blocks).replace("\\\n", " ")
    known = {"dask": {}, "uptake": {}}
    for program, verb, words in re.findall(r"\b(dask|uptake) (scheduler|worker|report)\b([^\n&|]*)", found):
        asked = {word for word in shlex.split(words, comments=True) if word.startswith("--")}
        known[program].setdefault(verb, set()).update(asked)
    assert known.keys() == {"dask", "uptake"}
    for program, verbs in known.items():
        for verb, asked in verbs.items():
            assert asked <= options(program, verb), (program, verb)
    assert known["uptake"]["report"] == {"--cluster"}


@functools.cache
def options(program, verb):
    start = ["-m", "dask"] if program == "dask" else ["-c", "from analysis.pipeline.cli import main; main()"]
    help_text = subprocess.run(
        [sys.executable, *start, verb, "--help"], capture_output=True, text=True, check=True
    ).stdout
    return set(re.findall(r"--[\w-]+", help_text))


def test_the_manifest_is_whole_and_its_commands_are_those_of_the_tests(blocks):
    (manifest,) = [text for kind, text in blocks if kind == "yaml"]
    found = {(one["kind"], one["metadata"]["name"]): one for one in yaml.safe_load_all(manifest)}
    assert [kind for kind, _ in found] == ["Service", "Deployment", "Deployment", "NetworkPolicy"]
    service = found["Service", "uptake-scheduler"]["spec"]
    for role in ("scheduler", "worker"):
        spec = found["Deployment", f"uptake-{role}"]["spec"]
        labels = spec["template"]["metadata"]["labels"]
        assert spec["selector"]["matchLabels"] == labels == {"app": "uptake", "role": role}
        (container,) = spec["template"]["spec"]["containers"]
        assert container["command"][:2] == ["dask", role]
        assert {word for word in container["command"] if word.startswith("--")} <= options("dask", role)
        assert {"cpu", "memory"} == container["resources"]["requests"].keys()
    assert service["selector"] == {"app": "uptake", "role": "scheduler"}
    assert f"tcp://uptake-scheduler:{service['ports'][0]['port']}" in container["command"]
