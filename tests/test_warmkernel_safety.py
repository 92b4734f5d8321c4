"""When a warm start is refused: the reason names the thing, and is said once."""

import importlib
import logging
import subprocess
import sys
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warmkernel import safety
from warmkernel.client import Parent
from warmkernel.safety import CannotFork


@pytest.mark.parametrize("platform", ["darwin", "win32", "freebsd14"])
def test_other_systems_are_refused_by_name(platform, monkeypatch):
    monkeypatch.setattr(sys, "platform", platform)
    assert platform in safety.refusal(["pandas"])
    with pytest.raises(CannotFork, match=platform):
        Parent.start(["pandas"])


def test_a_python_without_fork_is_refused(monkeypatch):
    monkeypatch.delattr("os.fork")
    assert "cannot fork" in safety.refusal([])


def test_a_system_that_forbids_watching_processes_is_refused(monkeypatch):
    def forbidden(process):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.pidfd_open", forbidden)
    assert "Operation not permitted" in safety.refusal([])


def test_nothing_stands_against_it_here():
    assert safety.refusal(["pandas", "matplotlib.pyplot"], {"OMP_NUM_THREADS": "1"}) is None


@pytest.mark.parametrize("name", ["", "pandas;os", "--owner", "a..b", "matplotlib_inline.backend_inline"])
def test_what_cannot_be_imported_before_is_refused_by_name(name):
    assert repr(name) in safety.refusal([name])


@pytest.mark.parametrize("word", ["off", "OFF", "0", "no"])
def test_it_can_be_switched_off(word):
    assert "switched off" in safety.refusal([], {"WARMKERNEL": word})


def test_a_module_that_starts_a_thread_is_named(tmp_path, monkeypatch):
    (tmp_path / "starts_one.py").write_text("import threading; threading.Thread(target=input, daemon=True)\n")
    code = "import threading, time\nthreading.Thread(target=time.sleep, args=(600,), daemon=True).start()\n"
    (tmp_path / "starts_two.py").write_text(code)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    Parent.start(["starts_one"]).close()
    with pytest.raises(CannotFork, match="importing starts_two left 2 threads running"):
        Parent.start(["starts_one", "starts_two"])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("raise ValueError('on fire')", r"broken cannot be imported \(ValueError: on fire\)"),
        ("import nowhere_to_be_found", "No module named 'nowhere_to_be_found'"),
        ("import os; os._exit(9)", "ended with 9 while it imported"),
        ("import sys; sys.exit('enough')", "broken cannot be imported"),
        ("import matplotlib_inline.backend_inline", "binds to a running kernel"),
    ],
)
def test_a_module_that_cannot_be_imported_before_a_fork_says_why(text, reason, tmp_path, monkeypatch):
    (tmp_path / "broken.py").write_text(text)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(CannotFork, match=reason):
        Parent.start(["broken"])


def test_variables_that_differ_are_named_and_others_are_free():
    ours = {"OMP_NUM_THREADS": "1", "LANG": "C.UTF-8", "PATH": "/a"}
    assert safety.difference(ours, ours | {"PATH": "/b", "ANY": "1"}) is None
    reason = safety.difference(ours, {"OMP_NUM_THREADS": "2", "PYTHONHASHSEED": "0", "PYTHONSTARTUP": "x"})
    assert reason.endswith(": LANG, OMP_NUM_THREADS, PYTHONHASHSEED")


NAMED = [
    *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "PYTHONHASHSEED", "PYTHONPATH", "TZ"),
    *(
        "MPLCONFIGDIR",
        "MPLBACKEND",
        "LANG",
        "LC_ALL",
        "LC_TIME",
        "PYTHONWARNINGS",
        "PYTHONUTF8",
        "LD_PRELOAD",
    ),
]


@given(st.dictionaries(st.sampled_from([*NAMED, "PATH", "USER"]), st.sampled_from(["a", "b"])), st.data())
def test_two_environments_are_alike_exactly_when_what_acts_at_import_is(ours, data):
    theirs = data.draw(
        st.dictionaries(st.sampled_from([*NAMED, "PATH", "USER"]), st.sampled_from(["a", "b"]))
    )
    alike = all(ours.get(name) == theirs.get(name) for name in NAMED)
    assert (safety.difference(ours, theirs) is None) == alike
    assert (safety.difference(theirs, ours) is None) == alike


def test_a_reason_is_said_once(caplog, monkeypatch):
    monkeypatch.setattr(safety, "_said", set())
    with caplog.at_level(logging.WARNING, "warmkernel"):
        for reason in ("this", "that", "this"):
            safety.warn(reason)
    assert [record.getMessage() for record in caplog.records] == [
        "starting cold: this",
        "starting cold: that",
    ]


def test_changed_code_is_noticed_and_code_of_others_is_not(tmp_path, monkeypatch):
    package = tmp_path / "package_tried"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "part.py").write_text("A = 1\n")
    watched = tmp_path / "watched"
    (watched / "deep").mkdir(parents=True)
    (watched / "deep" / "one.txt").write_text("1")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.import_module("package_tried.part")
    try:
        loaded = safety.Loaded([watched])
        assert loaded.changed() is None
        (package / "never_loaded.py").write_text("")
        (watched / "__pycache__").mkdir()
        (watched / "__pycache__" / "one.pyc").write_text("")
        assert loaded.changed() is None
        (package / "part.py").write_text("A = 22\n")
        assert loaded.changed() == str(package / "part.py")
        loaded = safety.Loaded([watched])
        (watched / "deep" / "two.txt").write_text("2")
        assert loaded.changed() == str(watched / "deep" / "two.txt")
        loaded = safety.Loaded([watched])
        (watched / "deep" / "one.txt").unlink()
        assert loaded.changed() == str(watched / "deep" / "one.txt")
    finally:
        for name in ("package_tried", "package_tried.part"):
            sys.modules.pop(name)


def test_an_installation_is_noticed(tmp_path, monkeypatch):
    installed = tmp_path / "site-packages"
    installed.mkdir()
    monkeypatch.setattr(sys, "path", [*sys.path, str(installed)])
    loaded = safety.Loaded()
    assert loaded.changed() is None
    (installed / "new-1.0.dist-info").mkdir()
    assert loaded.changed() == str(installed)


def test_where_nothing_of_this_exists_kernels_start_cold_and_say_so(tmp_path):
    code = f"""
        import sys, os, logging
        sys.modules["resource"] = None  # as on Windows
        for name in ("fork", "pidfd_open", "setsid", "sched_getaffinity"):
            delattr(os, name)
        sys.path.insert(0, {str(tmp_path)!r})
        from warm_kernels import WARM, Kernel, specification
        logging.basicConfig(format="%(name)s: %(message)s")
        with Kernel(specification(WARM, ["json"])) as kernel:
            print(type(kernel.provisioner.process).__name__, kernel.run("print(6 * 7)"))
    """
    from pathlib import Path

    (tmp_path / "warm_kernels.py").symlink_to(Path(__file__).with_name("warm_kernels.py"))
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stdout == "Popen 42\n\n", done.stderr
    assert "warmkernel: starting cold: this Python cannot fork, or cannot watch a process" in done.stderr
