"""Runs in forks of a warm parent: the same bytes as cold ones, nothing shared, nobody left behind."""

import functools
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import cloudpickle
import nbformat
import pytest

from analysis.pipeline import execute, kernels, preload, runs, verify
from analysis.pipeline.failures import RunFailed
from analysis.pipeline.runs import Run
from analysis.pipeline.workers import ENDED, Workers
from warmkernel import safety

cloudpickle.register_pickle_by_value(sys.modules[__name__])  # workers cannot import what tests define
NOTEBOOKS = runs.available()
PATIENCE = 60


def until(there, seconds=PATIENCE):
    """Wait until something is true, and fail when it takes too long."""
    deadline = time.monotonic() + seconds
    while not (found := there()):
        assert time.monotonic() < deadline, "took too long"
        time.sleep(0.02)
    return found


def alive(pid):
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


@pytest.fixture(scope="module")
def warm():
    """Warm workers for this file: the import of the libraries is paid for once."""
    kernels.prepare_fonts()
    with Workers(2) as workers:
        assert workers.submit(os.getpid).result() != os.getpid()
        assert workers.cold is None, workers.cold
        yield workers


def executed(run, destination):
    """Execute a run as a page of the site has it."""
    execute.execute(
        run.source,
        destination,
        name=run.id,
        parameters=run.parameters,
        may_read=run.files(),
        failed=destination.with_suffix(".failed.ipynb"),
        settings={"UPTAKE_NARROW_FIGURES": "1"},
    )


def page(name):
    """Return the run of a notebook that readers see first; the one that is no page runs with its defaults."""
    return next((run for run in _every() if run.notebook == name), Run(name, name, "en"))


@functools.cache
def _every():
    return runs.load()


@pytest.fixture(scope="module")
def twins(warm, tmp_path_factory):
    """Begin every notebook warm; the cold ones are executed meanwhile, one by one."""
    folder = tmp_path_factory.mktemp("warm")
    begun = {
        name: warm.submit(executed, page(name), folder / f"{name}.ipynb")
        for name in NOTEBOOKS
        if page(name).reads
    }
    return folder, begun


@pytest.mark.slow
@pytest.mark.notebooks
@pytest.mark.parametrize("name", [name for name in NOTEBOOKS if page(name).reads])
def test_a_warm_run_gives_the_bytes_of_a_cold_one(name, twins, tmp_path):
    folder, begun = twins
    executed(page(name), tmp_path / "cold.ipynb")
    begun[name].result()
    assert (folder / f"{name}.ipynb").read_bytes() == (tmp_path / "cold.ipynb").read_bytes()


# What goes wrong in a run.


def go(project, name, *cells):
    """Return a function that executes a notebook of these cells, for a worker."""
    source = project.notebook(name, *cells)
    return functools.partial(
        execute.execute,
        source,
        project.folder / "build" / f"{name}.ipynb",
        name=name,
        failed=project.folder / "kept",
    )


def test_kernels_of_warm_runs_are_forks(warm, project):
    warm.submit(go(project, "small", "import sys\nprint('statsmodels.api' in sys.modules)")).result()
    assert project.outputs(project.folder / "build" / "small.ipynb") == ["True\n"]


def test_a_warm_kernel_knows_the_files_of_its_modules_without_having_looked_at_them(warm, project):
    look = (
        "import sys\nfrom IPython import get_ipython\nkernel = get_ipython().kernel\n"
        "files = [m.__file__ for m in list(sys.modules.values()) if getattr(m, '__file__', None)]\n"
        "known = kernel._kernel_modules\n"
        "print(len(known) > 1000, set(files) <= set(known), kernel.debugger.kernel_modules is known)"
    )
    warm.submit(go(project, "small", look)).result()
    assert project.outputs(project.folder / "build" / "small.ipynb") == ["True True True\n"]


def test_a_crash_is_told_with_its_cell_and_the_next_run_is_unharmed(warm, project):
    with pytest.raises(RunFailed) as caught:
        warm.submit(go(project, "bad", "1", "import os\nos.kill(os.getpid(), 11)", "2")).result()
    assert "the kernel died" in str(caught.value)
    assert "cell 4 of 5" in str(caught.value)
    warm.submit(go(project, "good", "print(1)")).result()
    assert project.outputs(project.folder / "build" / "good.ipynb") == ["1\n"]


def wait_for(file):
    """Return code of a notebook that goes on when a file is there."""
    return f"import os, time\nwhile not os.path.exists({str(file)!r}):\n    time.sleep(0.05)"


def hanging(work):
    execute._PATIENCE["execution_timeout"] = 1
    return work()


def test_a_hang_ends_with_the_time_limit_and_takes_its_kernel_along(warm, project):
    note = project.folder / "pid"
    cell = f"import os, time\nopen({str(note)!r}, 'w').write(str(os.getpid()))\ntime.sleep(600)"
    with pytest.raises(RunFailed, match="took longer than ten minutes"):
        warm.submit(hanging, go(project, "hang", cell)).result()
    until(lambda: not alive(int(note.read_text())))


def test_nothing_that_a_run_changes_reaches_another(warm, project):
    change = (
        "import os, builtins, random, sys\nimport numpy as np, pandas as pd, matplotlib as mpl\n"
        "pd.options.display.max_rows = 3\nos.environ['LEFT'] = 'x'\nbuiltins.left = 1\nnp.sin = None\n"
        "mpl.rcParams['font.size'] = 99\nsys.path.insert(0, '/left')\nos.umask(0)\nprint(random.random())"
    )
    look = (
        "import os, builtins, random, sys\nimport numpy as np, pandas as pd, matplotlib as mpl\n"
        "print(pd.options.display.max_rows, 'LEFT' in os.environ, hasattr(builtins, 'left'),\n"
        "      np.sin is None, mpl.rcParams['font.size'] == 99, '/left' in sys.path, os.umask(0) == 0)\n"
        "print(random.random())"
    )
    warm.submit(go(project, "first", change)).result()
    warm.submit(go(project, "second", look)).result()
    first = project.outputs(project.folder / "build" / "first.ipynb")[0]
    second = project.outputs(project.folder / "build" / "second.ipynb")[0]
    assert second.splitlines()[0] == "60 False False False False False False"
    assert first.splitlines()[-1] != second.splitlines()[-1], "random numbers of two runs are the same"


def test_the_parent_has_one_thread_after_all_imports(warm):
    parent = warm._warm.parent.pid
    assert len(list(Path(f"/proc/{parent}/task").iterdir())) == 1
    assert {"analysis.report.site", "analysis.stats.models", "pandas"} <= set(preload.modules())


def test_a_further_worker_takes_at_most_eighty_megabytes_of_its_own(warm, project):
    note, hold = project.folder / "pids", project.folder / "go"
    cell = (
        "import os, time\nimport pandas as pd\nfrom analysis.data import processed\n"
        f"open({str(note)!r}, 'w').write(f'{{os.getpid()}}')\n"
        f"{wait_for(hold)}"
    )
    driver = warm.submit(with_pid, project.folder / "driver", go(project, "held", cell))
    kernel = int(until(lambda: note.exists() and note.read_text()))
    taken = {
        who: private(pid)
        for who, pid in {"driver": int((project.folder / "driver").read_text()), "kernel": kernel}.items()
    }
    hold.touch()
    driver.result()
    assert sum(taken.values()) <= 80, taken


def with_pid(note, work):
    note.write_text(str(os.getpid()))
    return work()


def private(pid):
    """Return the megabytes of memory that a process shares with nobody."""
    said = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return sum(int(size) for size in re.findall(r"^Private_\w+: +(\d+) kB", said, re.MULTILINE)) / 1024


# Parents that are not there, or no longer.


LITTLE = ["papermill", "warmkernel.engine", "analysis.pipeline.execute"]


@pytest.fixture
def little(monkeypatch):
    """Let parents import what a run takes to be driven, and none of what notebooks import."""
    monkeypatch.setattr(preload, "modules", lambda: LITTLE)


def test_a_parent_that_goes_half_way_is_done_without_and_it_is_said(project, little, caplog):
    note, hold = project.folder / "pid", project.folder / "go"
    cell = f"open({str(note)!r}, 'w').close()\n{wait_for(hold)}\nprint(2)"
    safety._said.clear()
    with Workers(2) as workers:
        begun = workers.submit(go(project, "small", cell))
        until(note.exists)
        os.kill(workers._warm.parent.pid, signal.SIGKILL)
        hold.touch()
        begun.result(timeout=PATIENCE)
        assert workers.cold == ENDED
    assert project.outputs(project.folder / "build" / "small.ipynb") == ["2\n"]
    assert ENDED in caplog.text


def test_where_nothing_can_be_forked_work_is_done_cold_and_the_reason_told(project, monkeypatch, caplog):
    safety._said.clear()
    monkeypatch.setattr(safety, "refusal", lambda *_: "this system cannot fork")
    with Workers(2) as workers:
        workers.submit(go(project, "small", "print(1)")).result()
    assert workers.cold == "this system cannot fork"
    assert "this system cannot fork" in caplog.text
    assert project.outputs(project.folder / "build" / "small.ipynb") == ["1\n"]


def test_whoever_asks_for_cold_processes_gets_them_without_a_warning(project, monkeypatch, caplog):
    monkeypatch.setenv("WARMKERNEL", "off")
    with Workers(2) as workers:
        assert workers.submit(os.getpid).result() != os.getpid()
    assert workers.cold == "as asked"
    assert caplog.text == ""


def test_a_pool_without_work_starts_nothing():
    with Workers(2) as workers:
        pass
    assert (workers._warm, workers._pool) == (None, None)


# Kernels for others: for the comparison of stored outputs, and for JupyterLab.

LOADED = "import sys\nprint('sched' in sys.modules)"


def test_stored_outputs_are_compared_with_those_of_warm_kernels(project, monkeypatch):
    monkeypatch.setattr(preload, "modules", lambda: ["sched"])
    path = project.notebook("stored", LOADED, parameters="")
    book = nbformat.read(path, as_version=4)
    book.cells[1].outputs = [nbformat.v4.new_output("stream", text="True\n")]
    book.cells[1].execution_count = 1
    nbformat.write(book, path)
    compared = (
        *("-p", "no:cacheprovider", "-q", "--rootdir", str(project.folder)),
        "--nbval",
        "--nbval-current-env",
    )
    command = (sys.executable, "-m", "pytest", *compared, str(path))
    assert verify.run(verify.Step("Tests", command, notebooks=True))
    assert not verify.run(verify.Step("Tests", command)), "a cold kernel has not loaded the module"


def test_jupyter_finds_the_kernel_of_the_project_warm_and_with_its_settings(project, monkeypatch):
    from jupyter_client.manager import KernelManager

    monkeypatch.delenv("WARMKERNEL", raising=False)  # JupyterLab starts a parent of its own
    with kernels.settings(**kernels.offered(["sched"])):
        manager = KernelManager(kernel_name="python3")
        assert manager.kernel_spec.display_name == "Python 3 (uptake)"
        manager.start_kernel(cwd=str(project.folder))
        client = manager.client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=PATIENCE)
            said = []
            client.execute_interactive(
                f"{LOADED}\nimport os\nprint(os.environ['IPYTHONDIR'], os.environ['OMP_NUM_THREADS'])",
                output_hook=lambda message: said.append(message["content"].get("text", "")),
                timeout=PATIENCE,
            )
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)
    assert "".join(said).split() == ["True", str(project.folder / "build" / "settings" / "ipython"), "1"]


# Nobody is left behind.

SESSION = """
import os, signal, sys
from pathlib import Path
from analysis.pipeline import execute, preload
from analysis.pipeline.workers import Workers
signal.signal(signal.SIGINT, signal.default_int_handler)
folder = Path(sys.argv[1])
preload.modules = lambda: sys.argv[2:]
def run():
    (folder / "driver").write_text(str(os.getpid()))
    execute.execute(folder / "notebooks" / "held.ipynb", folder / "out.ipynb", name="held")
try:
    with Workers(2) as workers:
        future = workers.submit(run)
        while not future.done():
            signal.sigtimedwait([], 0.05)
        future.result()
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.mark.parametrize(
    ("victim", "number"), [("uptake", signal.SIGKILL), ("uptake", signal.SIGINT), ("driver", signal.SIGKILL)]
)
def test_whoever_is_killed_takes_the_others_along(project, victim, number, monkeypatch, tmp_path):
    (tmp_path / "t").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "t"))
    note = project.folder / "kernel"
    cell = (
        "import os, subprocess, time\ngrandchild = subprocess.Popen(['sleep', '600'])\n"
        f"open({str(note)!r}, 'w').write(f'{{os.getpid()}} {{grandchild.pid}}')\ntime.sleep(600)"
    )
    project.notebook("held", cell)
    session = subprocess.Popen(
        [sys.executable, "-c", SESSION, str(project.folder), *LITTLE], stderr=subprocess.PIPE, text=True
    )
    kernel, grandchild = map(
        int, until(lambda: note.exists() and len(note.read_text().split()) == 2 and note.read_text().split())
    )
    driver = int((project.folder / "driver").read_text())
    os.kill(session.pid if victim == "uptake" else driver, number)
    _, said = session.communicate(timeout=PATIENCE)
    until(lambda: not any(map(alive, (kernel, grandchild, driver))))
    if victim == "driver":
        assert "BrokenProcess" in said
        assert "run" in said
    if number == signal.SIGINT:
        assert session.returncode == 130
        assert list((tmp_path / "t").glob("uptake-*")) == []
