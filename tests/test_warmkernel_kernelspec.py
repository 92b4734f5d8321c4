"""Kernel specifications that others can adopt: written, installed, found by name, and warm."""

import json
import os
import sys
from pathlib import Path

import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient

from warmkernel import __main__ as command
from warmkernel import kernelspec, pool


@pytest.fixture(autouse=True)
def surroundings(tmp_path, monkeypatch):
    """Let Jupyter look for kernels in this test's own folder only."""
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "share" / "jupyter"))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.delenv("WARMKERNEL", raising=False)  # of the whole suite's parent
    yield
    pool.close()


def test_a_specification_names_interpreter_provisioner_and_what_to_import(tmp_path):
    made = kernelspec.specification(["pandas"], watch=[tmp_path], arguments=["--log-level=CRITICAL"])
    assert made["argv"] == [
        *(sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=CRITICAL"),
    ]
    assert made["env"]["OMP_NUM_THREADS"] == "1"
    assert made["metadata"]["kernel_provisioner"] == {
        "provisioner_name": "warm-provisioner",
        "config": {"preload": ["pandas"], "watch": [str(tmp_path)]},
    }
    assert kernelspec.possible(made) is None


def test_variables_of_ones_own_win():
    made = kernelspec.specification([], environment={"OMP_NUM_THREADS": "2", "A": "1"})
    assert (made["env"]["OMP_NUM_THREADS"], made["env"]["A"]) == ("2", "1")


def test_what_is_no_module_is_refused():
    with pytest.raises(ValueError, match="'no module' is not the name of a module"):
        kernelspec.specification(["no module"])


def test_a_written_folder_is_left_alone_when_nothing_has_changed(tmp_path):
    folder = tmp_path / "kernels" / "tried"
    made = kernelspec.specification(["json"])
    assert kernelspec.write(folder, made) == folder
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert {"kernel.json", "logo-svg.svg"} <= set(before)
    kernelspec.write(folder, made)
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    kernelspec.write(folder, kernelspec.specification(["csv"]))
    config = json.loads((folder / "kernel.json").read_text())["metadata"]["kernel_provisioner"]["config"]
    assert config["preload"] == ["csv"]


def test_an_installed_kernel_is_found_by_name_and_runs_notebooks_warm(tmp_path, capsys):
    assert (
        command.main(["install", "--name", "tried", "--preload", "decimal", "--prefix", str(tmp_path)]) == 0
    )
    assert "decimal: kernels can be forked" in capsys.readouterr().out
    assert "tried" in KernelSpecManager().find_kernel_specs()
    code = "import sys, os\nprint('decimal' in sys.modules, os.getppid())"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    NotebookClient(notebook, kernel_name="tried", timeout=60).execute()
    warm, parent = notebook.cells[0].outputs[0].text.split()
    assert warm == "True"
    assert int(parent) != os.getpid()


def test_a_module_that_cannot_be_imported_installs_nothing(tmp_path, capsys):
    assert command.main(["install", "--preload", "nowhere_found", "--prefix", str(tmp_path)]) == 1
    assert "nowhere_found cannot be imported" in capsys.readouterr().err
    assert not (tmp_path / "share").exists()


def test_a_name_that_jupyter_does_not_take_is_refused(tmp_path, capsys):
    assert command.main(["install", "--name", "a b", "--preload", "json", "--prefix", str(tmp_path)]) == 1
    assert "Invalid kernel name" in capsys.readouterr().err


def test_modules_can_be_tried_without_installing(capsys):
    assert command.main(["check", "--preload", "json"]) == 0
    assert capsys.readouterr().out == "json: kernels can be forked\n"


def test_both_entry_points_lead_here():
    from importlib.metadata import entry_points

    import papermill  # noqa: F401 (it loads its engines itself)

    found = {
        point.name: point.load()
        for group in ("jupyter_client.kernel_provisioners", "papermill.engine")
        for point in entry_points(group=group)
        if "warm" in point.name
    }
    assert {name: one.__module__ for name, one in found.items()} == {
        "warm-provisioner": "warmkernel.provisioner",
        "warm": "warmkernel.engine",
    }


def test_the_readme_names_every_variable_that_decides(read):
    from warmkernel import safety

    text = read("src/warmkernel/README.md")
    missing = [name for name in (*safety.READ_AT_IMPORT, *safety.READ_LATER) if f"`{name}`" not in text]
    assert missing == []
    modules = sorted(path.name for path in Path(command.__file__).parent.glob("*.py"))
    assert [name for name in modules if f"`{name}`" not in text] == []
