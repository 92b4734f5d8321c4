"""Which commands mean the interpreter that is running: told as the interpreters themselves would tell it."""

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest
from warm_kernels import WARM, Kernel, specification

from warmkernel import interpreter, pool, provisioner
from warmkernel.process import WarmProcess
from warmkernel.safety import CannotFork

OURS = Path(sys.executable)


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """Spellings of one program: of this environment, of another, from outside, of the bare installation."""
    folder = tmp_path_factory.mktemp("places")
    venv.create(folder / "other", symlinks=True)
    (folder / "link").symlink_to(OURS)
    (folder / "tree").symlink_to(Path(sys.prefix))
    beside = OURS.parent / os.pardir / OURS.parent.name / OURS.name
    return {
        "itself": OURS,
        "a detour": beside,
        "its other name": OURS.with_name("python3"),
        "by a link to the environment": folder / "tree" / OURS.parent.name / OURS.name,
        "a link from outside": folder / "link",
        "another environment": folder / "other" / "bin" / "python",
        "the installation": Path(os.path.realpath(OURS)),
    }


def test_a_spelling_means_this_interpreter_when_a_cold_start_of_it_works_in_this_environment(places):
    ask = "import sys; print(sys.prefix)"
    for name, path in places.items():
        told = subprocess.run([path, "-I", "-c", ask], capture_output=True, text=True, check=True).stdout
        same = os.path.realpath(told.strip()) == os.path.realpath(sys.prefix)
        assert interpreter.is_running(str(path)) is same, name
    assert interpreter.is_running(str(places["a detour"]))
    assert not interpreter.is_running(str(places["another environment"]))


def test_words_are_found_as_the_system_finds_them(tmp_path):
    relative = os.path.relpath(OURS, tmp_path)
    assert interpreter.is_running(interpreter.found(relative, cwd=tmp_path))
    assert interpreter.is_running(interpreter.found(OURS.name, search=str(OURS.parent)))
    assert interpreter.found("no-such-python", search=str(tmp_path)) == "no-such-python"
    for strange in ("no-such-python", "/bin/sh", str(tmp_path / "gone")):
        assert not interpreter.is_running(strange)


def test_a_kernel_of_another_environment_with_the_same_binary_starts_cold(places):
    words = ["-m", "ipykernel_launcher", "-f", "x"]
    read = provisioner.Command.read([str(places["a detour"]), *words])
    assert read.executable == str(places["a detour"])
    with pytest.raises(CannotFork, match="the kernel's Python is"):
        provisioner.Command.read([str(places["another environment"]), *words])


def test_a_kernel_whose_command_takes_a_detour_to_this_interpreter_is_warm(places, monkeypatch):
    monkeypatch.delenv("WARMKERNEL", raising=False)
    asked = specification(WARM, ["json"])
    asked.argv[0] = str(places["a detour"])
    try:
        with Kernel(asked) as kernel:
            assert isinstance(kernel.provisioner.process, WarmProcess)
            assert kernel.run("import sys; print(sys.prefix)").strip() == sys.prefix
    finally:
        pool.close()
