"""Warm kernels as Jupyter sees them: not to be told from cold ones except by how soon they are there."""

import asyncio
import json
import logging
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from warm_kernels import (
    COLD,
    WARM,
    AsyncManager,
    Kernel,
    private_megabytes,
    running,
    specification,
    until,
    variables,
)

from warmkernel import pool, provisioner, safety
from warmkernel.client import Parent
from warmkernel.process import WarmProcess

PRELOAD = ("filtering", "pandas", "matplotlib.pyplot", "ipywidgets", "tqdm.auto")
FILTERING = """
import warnings
warnings.filterwarnings("always", category=FutureWarning)
warnings.filterwarnings("ignore", category=BytesWarning, append=True)
warnings.filterwarnings("default", category=DeprecationWarning, module="__main__")
warnings.simplefilter("ignore", category=ImportWarning)
"""
HERE = Path(__file__).parent


@pytest.fixture(scope="module", autouse=True)
def surroundings(tmp_path_factory):
    """Keep settings of IPython and matplotlib out, and end the parents with the tests of this file."""
    folder = tmp_path_factory.mktemp("settings")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("IPYTHONDIR", str(folder / "ipython"))
        patched.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")
        for name in (
            "MPLBACKEND",
            "WARMKERNEL",
        ):  # the whole suite may have a parent, which knows other settings
            patched.delenv(name, raising=False)
        (folder / "filtering.py").write_text(FILTERING)
        patched.setenv("PYTHONPATH", str(folder))
        yield
    pool.close()


@pytest.fixture
def falls_back(monkeypatch):
    """Expect cold kernels, and hear every reason anew."""
    monkeypatch.setattr(safety, "_said", set())


@pytest.fixture(autouse=True)
def nothing_cold(caplog, request):
    """Fail where a kernel started cold without a test having asked for it."""
    yield
    if "falls_back" not in request.fixturenames:
        said = [record.getMessage() for record in caplog.records if record.name == "warmkernel"]
        assert not [text for text in said if text.startswith("starting cold")]


def warm(**options):
    return Kernel(specification(WARM, PRELOAD), **options)


@pytest.fixture(scope="module")
def kernel():
    with warm() as started:
        yield started


def look(kernel, path):
    imports = "".join(f"import {name}\n" for name in PRELOAD)
    imports += f"import sys; sys.path.append({str(HERE)!r}); import warm_probe\n"
    code = f"{imports}warm_probe.look({str(path)!r})"
    assert kernel.run(code) == ""
    return json.loads(path.read_text())


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """A cold and a warm kernel, started alike."""
    folder = tmp_path_factory.mktemp("pair")
    with (folder / "log").open("a") as log:
        given = {"cwd": str(folder), "stdout": log, "stderr": log}
        with (
            Kernel(specification(COLD), **given) as cold,
            Kernel(specification(WARM, PRELOAD), **given) as started,
        ):
            yield cold, started


def test_a_warm_kernel_is_inside_as_a_cold_one(pair, tmp_path):
    cold, started = (look(kernel, tmp_path / f"{kernel.pid}.json") for kernel in pair)
    different = {name: (cold[name], started[name]) for name in cold if cold[name] != started[name]}
    assert different == {}
    assert cold["pandas"]["display.max_columns"] == "20"
    assert cold["pandas"]["display.encoding"] == "'UTF-8'"


def test_a_bar_of_progress_is_that_of_a_notebook_and_the_process_is_called_as_ever(pair):
    code = "import tqdm.auto\nprint([one.__module__ for one in tqdm.auto.tqdm.__mro__])"
    cold, started = (
        (kernel.run(code), Path(f"/proc/{kernel.pid}/cmdline").read_bytes().split(b"\0")[:4])
        for kernel in pair
    )
    assert cold == started
    assert "tqdm.notebook" in cold[0]


def test_pictures_and_tables_are_those_of_a_cold_kernel(pair):
    imports = "import pandas as pd, matplotlib.pyplot as plt"
    code = f"{imports}\nplt.plot([1, 2]); plt.show(); pd.DataFrame({{'a': [1, 2]}})"
    shown = []
    for kernel in pair:
        found = []
        kernel.client.execute_interactive(
            code,
            timeout=60,
            output_hook=lambda message, found=found: found.append(message["content"].get("data")),
        )
        shown.append([data for data in found if data])
    assert shown[0] == shown[1]
    assert sorted(shown[0][0]) == ["image/png", "text/plain"]
    assert "text/html" in shown[0][1]


def test_libraries_are_there_before_the_first_cell(kernel):
    assert kernel.run("import sys; print('pandas' in sys.modules)") == "True\n"
    assert isinstance(kernel.provisioner.process, WarmProcess)


def test_kernels_do_not_see_each_other(tmp_path):
    change = f"""
        import builtins, os, random, sys, warnings
        import pandas as pd, matplotlib as mpl
        pd.set_option("display.max_rows", 3); mpl.rcParams["figure.dpi"] = 31
        pd.DataFrame.head = None; builtins.leaked = 1; sys.path.insert(0, "/leaked")
        os.environ["LEAKED"] = "1"
        os.chdir({str(tmp_path)!r}); os.umask(0o777); warnings.simplefilter("error"); random.seed(1)
        sys.setrecursionlimit(321); import locale; _ = locale.setlocale(locale.LC_ALL, "C")
    """
    code = """
        import builtins, os, sys, warnings, random
        import pandas as pd, matplotlib as mpl
        umask = os.umask(0); os.umask(umask)
        print(pd.get_option("display.max_rows"), mpl.rcParams["figure.dpi"], pd.DataFrame.head is None,
              hasattr(builtins, "leaked"), "LEAKED" in os.environ, "/leaked" in sys.path, os.getcwd(), umask,
              ("error", None, Warning, None, 0) in warnings.filters, sys.getrecursionlimit(), locale_of())
    """
    code = "import locale\nlocale_of = lambda: locale.setlocale(locale.LC_CTYPE)\n" + textwrap.dedent(code)
    with warm() as first, warm() as second:
        before = second.run(code)
        assert first.run(textwrap.dedent(change)) == ""
        assert first.run(code) != before
        assert second.run(code) == before
        with warm() as third:
            assert third.run(code) == before


@pytest.mark.parametrize(
    ("code", "ended"),
    [
        ("import os; os._exit(3)", 3),
        ("import ctypes; ctypes.string_at(0)", -signal.SIGSEGV),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", -signal.SIGTERM),
        ("exit()", 0),
    ],
)
def test_the_end_of_a_kernel_is_reported_as_that_of_a_cold_one(code, ended):
    codes = []
    for name in (COLD, WARM):
        kernel = Kernel(specification(name, PRELOAD))
        kernel.client.execute(code)
        assert until(lambda manager=kernel.manager: not manager.is_alive())
        codes.append(kernel.provisioner.process.poll())
        kernel.client.stop_channels()
        kernel.manager.cleanup_resources()
    assert codes == [ended, ended]


def test_exit_functions_run_and_what_was_written_is_there(tmp_path):
    code = f"""
        import atexit, tempfile, pathlib, threading, ctypes
        atexit.register(lambda: pathlib.Path({str(tmp_path / "end")!r}).write_text("ended"))
        kept = tempfile.TemporaryDirectory(dir={str(tmp_path)!r})
        file = open({str(tmp_path / "file")!r}, "w")
        file.write("flushed")
    """
    kernel = warm()
    kernel.run(textwrap.dedent(code))
    kernel.client.stop_channels()
    kernel.manager.shutdown_kernel()
    assert (tmp_path / "end").read_text() == "ended"
    assert (tmp_path / "file").read_text() == "flushed"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["end", "file"]


def test_a_hanging_cell_is_interrupted_and_the_kernel_lives_on(kernel):
    kernel.run("answer = 42")
    code = "import time\nprint('on', flush=True)\ntime.sleep(600)"
    asked = kernel.client.execute(code, stop_on_error=False)  # or it may refuse what is asked soon after
    while (message := kernel.client.get_iopub_msg(timeout=30))["content"].get("text") != "on\n":
        assert message["msg_type"] != "error"
    kernel.manager.interrupt_kernel()
    reply = kernel.client.get_shell_msg(timeout=30)
    while reply["parent_header"].get("msg_id") != asked:
        reply = kernel.client.get_shell_msg(timeout=30)
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    assert kernel.run("print(answer)") == "42\n"


def test_a_restarted_kernel_is_a_new_one():
    with warm() as kernel:
        kernel.run("leaked = 1")
        before = kernel.pid
        kernel.manager.restart_kernel(now=True)
        kernel.client.wait_for_ready(timeout=60)
        assert kernel.pid != before
        assert until(lambda: not running(before))
        assert kernel.run("print('leaked' in globals())") == "False\n"


def test_a_cell_can_ask(kernel):
    kernel.client.allow_stdin = True
    told = kernel.run(
        "print(input('what? ')[::-1])",
        allow_stdin=True,
        stdin_hook=lambda _: kernel.client.input("answer"),
    )
    assert told == "rewsna\n"


def test_commands_and_libraries_in_c_speak_into_the_notebook():
    environment = variables()
    environment.pop("PYTEST_CURRENT_TEST")  # under pytest, ipykernel leaves the descriptors alone
    with warm(env=environment) as kernel:
        kernel.client.execute("import os; os.system('echo said')")
        while kernel.client.get_iopub_msg(timeout=30)["content"].get("text") != "said\n":
            pass


def test_a_large_message_arrives_whole(kernel):
    assert len(kernel.run("print('x' * 20_000_000)")) == 20_000_001


def test_eight_kernels_at_once_over_both_transports(tmp_path):
    async def start(number):
        manager = AsyncManager()
        manager.specified = specification(WARM, PRELOAD)
        if number % 2:
            folder = tmp_path / str(number)
            folder.mkdir()
            manager.transport, manager.ip = "ipc", str(folder / "channel")
        await manager.start_kernel()
        client = manager.client()
        client.start_channels()
        await client.wait_for_ready(timeout=60)
        said = []
        code = "import numpy as np, random, os; print(os.getpid(), np.random.random(), random.random())"
        await client.execute_interactive(
            code, timeout=60, output_hook=lambda message: said.append(message["content"].get("text") or "")
        )
        client.stop_channels()
        await manager.shutdown_kernel(now=True)
        return "".join(said).split()

    async def all_of_them():
        return await asyncio.gather(*map(start, range(8)))

    answers = asyncio.run(all_of_them())
    assert [len(set(column)) for column in zip(*answers, strict=True)] == [8, 8, 8]


def test_an_idle_kernel_holds_little_memory_of_its_own_and_keeps_it_shared():
    with warm() as idle:
        assert private_megabytes(idle.pid) < 80
        assert idle.run("import gc; _ = gc.collect(); print(gc.get_freeze_count() > 50_000)") == "True\n"
        assert private_megabytes(idle.pid) < 80


CLIENT = """
    import signal, sys
    sys.path.insert(0, {here!r})
    from warm_kernels import Kernel, WARM, specification
    kernel = Kernel(specification(WARM, ["json"]))
    code = "import subprocess, os; print(os.getpid(), subprocess.Popen(['sleep', '600']).pid)"
    pids = kernel.run(code)
    open(sys.argv[1], "w").write(pids)
    signal.pause()
"""


def test_a_killed_client_leaves_no_kernel_and_none_of_its_processes(tmp_path):
    code = textwrap.dedent(CLIENT.format(here=str(HERE)))
    client = subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "pids")], start_new_session=True)
    try:
        assert until(lambda: (tmp_path / "pids").exists() and "\n" in (tmp_path / "pids").read_text(), 60)
        pids = list(map(int, (tmp_path / "pids").read_text().split()))
        assert all(map(running, pids))
    finally:
        client.kill()
        client.wait()
    assert until(lambda: not any(map(running, pids)))


def test_the_death_of_a_parent_is_the_death_of_its_kernels_and_the_next_gets_another():
    before = [found for found in pool._parents.values() if isinstance(found, Parent)]
    with Kernel(specification(WARM, ["json"])) as kernel:
        (parent,) = [one for one in pool._parents.values() if isinstance(one, Parent) and one not in before]
        os.kill(parent.pid, signal.SIGKILL)
        assert until(lambda: not kernel.manager.is_alive())
        assert until(lambda: not running(kernel.pid))
        with Kernel(specification(WARM, ["json"])) as next_one:
            assert next_one.run("print(1)") == "1\n"
            assert isinstance(next_one.provisioner.process, WarmProcess)


def test_changed_code_is_imported_anew_and_older_kernels_live_on(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "changing.py").write_text("VALUE = 1\n")
    data = tmp_path / "watched"
    data.mkdir()
    specified = specification(WARM, ["changing"], watch=[data])
    with Kernel(specified) as first:
        assert first.run("import changing; print(changing.VALUE)") == "1\n"
        (tmp_path / "changing.py").write_text("VALUE = 22\n")
        with Kernel(specified) as second:
            assert second.run("import changing; print(changing.VALUE)") == "22\n"
            (data / "new.csv").write_text("1")
            with Kernel(specified) as third:
                assert third.provisioner.process is not None
                assert first.run("print(changing.VALUE)") == "1\n"
                assert second.run("print(changing.VALUE)") == "22\n"


def test_a_kernel_that_ends_while_it_starts_is_started_once_more_on_other_ports(monkeypatch, caplog):
    import socket

    from jupyter_client.connect import LocalPortCache

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ports = [taken.getsockname()[1]]
        find = LocalPortCache.find_available_port
        monkeypatch.setattr(
            LocalPortCache, "find_available_port", lambda self, ip: ports.pop() if ports else find(self, ip)
        )
        before = provisioner.failed_starts
        with warm() as kernel:
            assert kernel.run("print(1)") == "1\n"
    assert provisioner.failed_starts == before + 1
    assert "starting it again" in caplog.text


@pytest.fixture(scope="module")
def small_parent():
    with Parent.start(["decimal"]) as parent:
        yield parent


def test_the_address_in_the_environment_is_used_and_its_parent_outlives_the_kernel(small_parent):
    with warm(env=variables(WARMKERNEL=small_parent.address)) as kernel:
        assert kernel.run("import sys; print('pandas' in sys.modules)") == "False\n"
        parent = Path(f"/proc/{kernel.pid}/stat").read_text().rpartition(")")[2].split()[1]
        assert int(parent) == small_parent.pid
    assert small_parent.alive


@pytest.mark.usefixtures("falls_back")
@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"PYTHONHASHSEED": "7"}, "PYTHONHASHSEED"),
        ({"WARMKERNEL": "/nowhere/parent"}, "no parent listens"),
        ({"WARMKERNEL": "off"}, "switched off"),
    ],
)
def test_where_a_fork_would_differ_a_cold_kernel_starts_and_says_so_once(
    changed, reason, caplog, small_parent
):
    environment = {**variables(WARMKERNEL=small_parent.address), **changed}
    with caplog.at_level(logging.WARNING, "warmkernel"):
        for _ in range(2):
            with Kernel(specification(WARM), env=environment) as kernel:
                assert not isinstance(kernel.provisioner.process, WarmProcess)
                assert kernel.run("print(6 * 7)") == "42\n"
    said = [record.getMessage() for record in caplog.records if record.name == "warmkernel"]
    assert len(said) == 1
    assert said[0].startswith("starting cold: ")
    assert reason in said[0]


@pytest.mark.usefixtures("falls_back")
def test_a_kernel_that_is_to_outlive_its_client_or_is_none_of_ipythons_starts_cold(caplog):
    with warm(independent=True) as kernel:
        assert kernel.run("print(1)") == "1\n"
    assert "outlive" in caplog.text
    for words in (
        ["python", "kernel.py"],
        ["/other/python", "-m", "ipykernel_launcher"],
        ["R", "-m", "x"],
        [],
    ):
        with pytest.raises(safety.CannotFork):
            provisioner.Command.read(words)


def test_options_of_the_interpreter_hold_in_the_kernel():
    with Kernel(
        specification(WARM, ["json"], options=("-Xfrozen_modules=off", "-Wignore::UserWarning"))
    ) as kernel:
        assert kernel.run("import sys; print(sys._xoptions, sys.warnoptions)") == (
            "{'frozen_modules': 'off'} ['ignore::UserWarning']\n"
        )
        assert isinstance(kernel.provisioner.process, WarmProcess)


def test_what_is_known_of_a_kernel_can_be_handed_on(kernel):
    told = asyncio.run(kernel.provisioner.get_provisioner_info())
    assert told["pid"] == told["pgid"] == kernel.pid
    assert told["warm"] is True
    other = provisioner.WarmProvisioner(kernel_spec=kernel.manager.kernel_spec)
    asyncio.run(other.load_provisioner_info(told))
    assert other.pid == kernel.pid
    assert other.connection_info == kernel.provisioner.connection_info


def test_streams_of_the_kernel_go_where_those_of_a_cold_one_go(tmp_path):
    written = {}
    for name in (COLD, WARM):
        log = (tmp_path / name).open("w")
        with log, Kernel(specification(name), stdout=log, stderr=log) as kernel:
            kernel.run("import sys; print('real', file=sys.__stderr__, flush=True)")
        written[name] = (tmp_path / name).read_text()
    assert written[COLD] == written[WARM] == "real\n"
