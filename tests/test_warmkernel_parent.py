"""The process that is forked: what a fork is like, how it ends, and that it outlives nobody."""

import json
import os
import resource
import signal
import socket
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import cloudpickle
import pytest
from warm_kernels import children, open_files, running, until, variables

from warmkernel import protocol
from warmkernel.client import Parent
from warmkernel.process import WorkerLost
from warmkernel.safety import CannotFork

cloudpickle.register_pickle_by_value(sys.modules[__name__])


@pytest.fixture(scope="module")
def parent():
    with pytest.MonkeyPatch.context() as without:
        for name in ("KMP_DUPLICATE_LIB_OK", "KMP_INIT_AT_FORK"):  # libraries of other tests set them, too
            without.delenv(name, raising=False)
        with Parent.start(["pandas", "sklearn.cluster"]) as started:
            yield started


def ask(parent, function, *given, **options):
    return parent.fork_call(cloudpickle.dumps((function, given, {})), **options)


def answer(parent, function, *given, **options):
    return json.loads(
        ask(parent, lambda: json.dumps(function(*given)).encode(), **options).result(timeout=30)
    )


def test_a_call_finds_its_libraries_imported_and_gives_its_answer(parent):
    known = "import sys; print('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", known], capture_output=True, check=True).stdout == b"False\n"

    def loaded():
        return "pandas" in sys.modules

    assert answer(parent, loaded) is True


def test_an_answer_may_be_large(parent):
    assert ask(parent, bytes, 30_000_000).result(timeout=30) == bytes(30_000_000)


def interrupted():
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("way", "code"),
    [
        (lambda: os._exit(3), 3),
        (lambda: sys.exit(5), 5),
        (lambda: sys.exit("so"), 1),
        (lambda: 1 / 0, 1),
        (lambda: __import__("ctypes").string_at(0), -signal.SIGSEGV),
        (lambda: os.kill(os.getpid(), signal.SIGTERM), -signal.SIGTERM),
        (interrupted, -signal.SIGINT),
        (os.abort, -signal.SIGABRT),
    ],
)
def test_a_process_that_is_lost_says_how_it_ended_as_a_cold_one_would(parent, way, code, capfd):
    cold = [sys.executable, "-c", "import cloudpickle, sys; cloudpickle.load(sys.stdin.buffer)()"]
    assert (
        subprocess.run(cold, input=cloudpickle.dumps(way), capture_output=True, check=False).returncode
        == code
    )
    with pytest.raises(WorkerLost) as lost:
        ask(parent, way).result(timeout=30)
    assert lost.value.returncode == code
    assert str(lost.value.pid) in str(lost.value)


def test_the_error_of_a_call_goes_to_the_clients_own_stream(parent, capfd):
    with pytest.raises(WorkerLost):
        ask(parent, lambda: 1 / 0).result(timeout=30)
    assert "ZeroDivisionError" in capfd.readouterr().err


def test_a_fork_stands_where_its_client_stands(parent, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOMETHING", "ước lượng \udcff")
    before = os.umask(0o027)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft - 7, hard))
    ignored = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    try:

        def look():
            umask = os.umask(0)
            return [
                str(Path.cwd()),
                os.environ["SOMETHING"],
                sorted(set(os.environ.items()) ^ set(given.items())),
                umask,
                resource.getrlimit(resource.RLIMIT_NOFILE)[0],
                signal.getsignal(signal.SIGHUP) == signal.SIG_IGN,
                sorted(map(int, signal.pthread_sigmask(signal.SIG_BLOCK, ()))),
                os.getsid(0) == os.getpgid(0) == os.getpid(),
                sorted(int(path.name) for path in Path("/proc/self/fd").iterdir())[:3],
            ]

        given = dict(os.environ)
        found = answer(parent, look)
    finally:
        os.umask(before)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        signal.signal(signal.SIGHUP, ignored)
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
    set_by_libraries = [["KMP_DUPLICATE_LIB_OK", "True"], ["KMP_INIT_AT_FORK", "FALSE"]]
    expected = [
        str(tmp_path),
        "ước lượng \udcff",
        set_by_libraries,
        0o027,
        soft - 7,
        True,
        [signal.SIGUSR1],
        True,
        [0, 1, 2],
    ]
    assert found == expected


def test_a_folder_that_is_not_there_is_an_error_before_the_fork(parent, tmp_path):
    with pytest.raises(FileNotFoundError):
        ask(parent, bytes, cwd=tmp_path / "nowhere")


def test_forks_draw_numbers_of_their_own(parent):
    def draw():
        import random

        import numpy as np

        return [random.random(), float(np.random.random()), float(np.random.default_rng().random())]  # noqa: NPY002

    columns = zip(*(answer(parent, draw) for _ in range(4)), strict=True)
    assert [len(set(column)) for column in columns] == [4, 4, 4]


def test_a_fork_can_use_threads_processes_and_more_threads_in_linear_algebra(parent):
    def work():
        import multiprocessing
        from concurrent.futures import ThreadPoolExecutor

        import numpy as np
        from threadpoolctl import threadpool_info, threadpool_limits

        with ThreadPoolExecutor(3) as pool:
            threads = list(pool.map(abs, range(3)))
        with threadpool_limits(2):
            used = {library["num_threads"] for library in threadpool_info()}
            product = float((np.ones((400, 400)) @ np.ones((400, 400))).sum())
        with multiprocessing.get_context("fork").Pool(2) as pool:
            forked = pool.map(abs, [-1, -2])
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            spawned = pool.map(abs, [-3])
        said = subprocess.run(["echo", "said"], capture_output=True, text=True, check=True).stdout
        return [threads, sorted(used), product, forked, spawned, said]

    assert answer(parent, work) == [[0, 1, 2], [2], 64e6, [1, 2], [3], "said\n"]


def test_openmp_runs_in_a_fork_with_several_threads(parent):
    def cluster():
        import numpy as np
        from sklearn.cluster import KMeans
        from threadpoolctl import threadpool_info, threadpool_limits

        with threadpool_limits(2, user_api="openmp"):
            points = np.random.default_rng(1).normal(size=(2000, 3))
            labels = KMeans(3, n_init=1, random_state=0).fit(points).labels_
            used = [one["num_threads"] for one in threadpool_info() if one["user_api"] == "openmp"]
        return [len(set(labels.tolist())), max(used)]

    assert answer(parent, cluster) == [3, 2]


def test_fifty_forks_leave_no_zombie_and_no_open_file(parent):
    answer(parent, os.getpid)
    before, ours = open_files(parent.pid), open_files(os.getpid())
    pids = {answer(parent, os.getpid) for _ in range(50)}
    assert len(pids) == 50
    assert until(lambda: children(parent.pid) == [])
    assert until(lambda: open_files(parent.pid) <= before)
    assert open_files(os.getpid()) == ours


def sleep_with_a_child(where):
    child = subprocess.Popen(["sleep", "600"])
    Path(where).write_text(f"{os.getpid()} {child.pid}")
    signal.pause()


def pids_in(path):
    assert until(lambda: path.exists() and len(path.read_text().split()) == 2)
    return list(map(int, path.read_text().split()))


def test_closing_the_lease_ends_the_process_and_what_it_started(parent, tmp_path):
    call = ask(parent, sleep_with_a_child, str(tmp_path / "pids"))
    pids = pids_in(tmp_path / "pids")
    call.process.close()
    assert until(lambda: not any(map(running, pids)))
    assert call.process.returncode == -signal.SIGKILL


def test_a_killed_call_ends_with_what_it_started_and_says_so(parent, tmp_path):
    call = ask(parent, sleep_with_a_child, str(tmp_path / "pids"))
    pids = pids_in(tmp_path / "pids")
    call.kill()
    with pytest.raises(WorkerLost) as lost:
        call.result(timeout=30)
    assert lost.value.returncode == -signal.SIGKILL
    assert until(lambda: not any(map(running, pids)))


def test_what_a_finished_call_left_running_ends_with_it(parent, tmp_path):
    def leave():
        return subprocess.Popen(["sleep", "600"]).pid

    left = answer(parent, leave)
    assert until(lambda: not running(left))


CLIENT = """
    import os, signal, sys, cloudpickle
    from warmkernel.client import Parent
    parent = {parent}
    def sleep():
        import subprocess
        child = subprocess.Popen(["sleep", "600"])
        open(sys.argv[1], "w").write(f"{{os.getpid()}} {{child.pid}}")
        signal.pause()
    call = parent.fork_call(cloudpickle.dumps((sleep, (), {{}})))
    if os.fork() == 0:
        signal.pause()  # keeps a copy of every connection
    open(sys.argv[3], "w").write(parent.address)
    open(sys.argv[2], "w").write(str(parent.pid))
    signal.pause()
"""


@pytest.fixture
def client(tmp_path):
    """Start a client in a process of its own; whatever it leaves behind is ended."""
    started = []

    def start(parent):
        code = textwrap.dedent(CLIENT.format(parent=parent))
        files = [str(tmp_path / name) for name in ("pids", "parent", "address")]
        process = subprocess.Popen([sys.executable, "-c", code, *files], start_new_session=True)
        started.append(process)
        return process, pids_in(tmp_path / "pids")

    yield start
    for process in started:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_a_killed_client_leaves_no_orphan_even_if_a_child_of_it_lives_on(parent, client):
    process, pids = client(f"Parent.connect({parent.address!r})")
    process.kill()
    assert until(lambda: not any(map(running, pids)))
    assert parent.alive


def test_a_killed_owner_takes_the_parent_and_everything_forked_with_it(client, tmp_path):
    process, pids = client("Parent.start(['json'])")
    assert until(lambda: (tmp_path / "parent").exists() and (tmp_path / "parent").read_text())
    forked_from = int((tmp_path / "parent").read_text())
    folder = Path((tmp_path / "address").read_text()).parent
    process.kill()
    assert until(lambda: not any(map(running, [*pids, forked_from])))
    assert until(lambda: not folder.exists())


def test_a_killed_parent_takes_its_forks_along_and_they_are_reported_dead(tmp_path):
    with Parent.start(["json"]) as parent:
        call = ask(parent, sleep_with_a_child, str(tmp_path / "pids"))
        pids = pids_in(tmp_path / "pids")
        os.kill(parent.pid, signal.SIGKILL)
        assert until(lambda: not running(pids[0]))
        with pytest.raises(WorkerLost) as lost:
            call.result(timeout=30)
        assert lost.value.returncode == -signal.SIGKILL
        assert until(lambda: not any(map(running, pids)))
        with pytest.raises(CannotFork, match=r"no parent listens|the parent ended") as gone:
            ask(parent, bytes)
        assert gone.value.stale


def test_a_retired_parent_ends_with_its_last_process():
    with Parent.start(["json"]) as parent:
        call = ask(parent, signal.pause)
        parent.retire()
        assert call.process.poll() is None
        assert running(parent.pid)
        with pytest.raises(CannotFork, match="retired"):
            ask(parent, bytes)
        call.kill()
        assert until(lambda: not running(parent.pid))


def test_the_socket_is_private_and_gone_in_the_end():
    with Parent.start(["json"]) as parent:
        folder = Path(parent.address).parent
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not folder.exists()
    assert parent.pid is None


def test_a_long_temporary_folder_still_gives_an_address(tmp_path, monkeypatch):
    folder = tmp_path / ("long" * 25)
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    with Parent.start(["json"]) as parent:
        assert answer(parent, abs, -1) == 1


def test_nonsense_and_half_a_message_do_not_harm_the_parent(parent):
    for said in (b"", b"\x00\x00", b"\x00\x00\x00\x02" + bytes(8) + b"{]", b"\xff" * 12):
        with socket.socket(socket.AF_UNIX) as channel:
            channel.connect(parent.address)
            channel.sendall(said)
    with socket.socket(socket.AF_UNIX) as channel:
        channel.connect(parent.address)
        protocol.send(channel, {"kind": "call"}, descriptors=[0, 1])
        assert protocol.receive(channel) is None or True
    assert answer(parent, abs, -1) == 1


def test_streams_are_given_as_to_popen(parent, tmp_path):
    connection = tmp_path / "kernel.json"
    with (tmp_path / "log").open("wb") as log:
        process = parent.fork_kernel(
            ["--help"], cwd=tmp_path, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log
        )
        assert b"IPKernelApp.connection_file" in process.stdout.read()
        process.stdout.close()
        assert process.wait(timeout=30) == 0
        process = parent.fork_kernel(
            [f"--f={connection}", "--bad-option=1"], stdout=subprocess.PIPE, stderr=log
        )
        process.terminate()
        assert process.wait(timeout=30) == -signal.SIGTERM
        process.stdout.close()


def test_filters_for_warnings_are_those_after_the_imports(parent):
    code = "import warnings, pandas, sklearn.cluster; print(*{one[2].__name__ for one in warnings.filters})"
    cold = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    def found():
        import warnings

        return sorted({one[2].__name__ for one in warnings.filters})

    assert set(cold.split()) <= set(answer(parent, found))


def test_a_parent_that_may_use_less_than_its_client_refuses(monkeypatch):
    from warmkernel import origin

    asked = [[resource.RLIMIT_NOFILE, [10, resource.RLIM_INFINITY]], [resource.RLIMIT_CORE, [0, 0]]]
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(resource, "getrlimit", lambda number: (10, 100))
    assert "client: RLIMIT_NOFILE" in origin._lower_limits(asked)
    monkeypatch.setattr(resource, "getrlimit", lambda number: (10, resource.RLIM_INFINITY))
    assert origin._lower_limits(asked) is None


def test_a_fork_can_ask_for_forks_itself(parent):
    def nested(address):
        from warmkernel.client import Parent

        return Parent.connect(address).fork_call(cloudpickle.dumps((lambda: b"deep", (), {}))).result(30)

    assert ask(parent, nested, parent.address).result(timeout=60) == b"deep"


def test_waiting_ends_in_time(parent):
    call = ask(parent, signal.pause)
    with pytest.raises(TimeoutError):
        call.result(timeout=0.05)
    with pytest.raises(TimeoutError):
        call.process.wait(timeout=0.05)
    call.kill()
    assert call.process.wait(timeout=30) == -signal.SIGKILL
    with pytest.raises(WorkerLost):
        call.result()


def test_an_answer_that_was_not_waited_for_long_enough_can_be_waited_for_again(parent, tmp_path):
    def slowly(gate):
        while not Path(gate).exists():
            pass
        return b"late"

    call = ask(parent, slowly, str(tmp_path / "gate"))
    with pytest.raises(TimeoutError):
        call.result(timeout=0.05)
    (tmp_path / "gate").touch()
    assert call.result(timeout=30) == b"late"


def test_a_variable_read_at_import_decides_whether_a_call_can_be_forked(parent):
    assert answer(parent, abs, -1, env=variables(ANYTHING="1")) == 1
    with pytest.raises(CannotFork, match="OMP_NUM_THREADS"):
        ask(parent, abs, -1, env=variables(OMP_NUM_THREADS="7"))
