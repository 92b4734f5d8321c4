"""One notebook run through papermill: quiet, whole or not at all, and clear about what went wrong."""

import os
import sys

import nbformat
import pytest

from analysis.pipeline import kernels, normalise
from analysis.pipeline.execute import PROVENANCE, execute, files_read
from analysis.pipeline.failures import RunFailed
from analysis.pipeline.reference import chosen, execute_in_place
from analysis.pipeline.runs import RunsError

READS = """from IPython.display import display
record = {{"files": {{"data/processed/tiles.csv": "sha"}}}}
display({{"{mime}": record, "text/plain": "made"}}, raw=True)"""


def shown(project, name):
    return project.folder / "build" / "out" / f"{name}.ipynb"


def failure(project, *cells, **options):
    source = project.notebook("bad", *cells)
    with pytest.raises(RunFailed) as caught:
        execute(source, shown(project, "bad"), name="vi/bad", **options)
    return str(caught.value)


def test_parameters_replace_defaults_and_the_source_stays(project, capfd):
    source = project.notebook("small", "print(language)")
    before = source.read_bytes()
    execute(source, shown(project, "small"), name="small", parameters={"language": "vi"})
    assert project.outputs(shown(project, "small")) == ["vi\n"]
    assert source.read_bytes() == before
    assert capfd.readouterr() == ("", "")


def test_without_parameters_nothing_is_added(project):
    source = project.notebook("small", "print(language)")
    execute(source, shown(project, "small"), name="small")
    made = nbformat.read(shown(project, "small"), as_version=4)
    assert [cell.id for cell in made.cells] == ["title", "parameters", "cell-0"]
    assert [cell.execution_count for cell in made.cells if cell.cell_type == "code"] == [1, 2]


def test_the_kernel_is_this_python_in_the_folder_of_notebooks_with_settings_of_its_own(project, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    monkeypatch.setenv("MPLBACKEND", "wrong")
    code = "import os, sys\nprint(sys.executable, os.getcwd())"
    settings = "print(os.environ.get('PYTHONPATH'), os.environ['OMP_NUM_THREADS'], os.environ['IPYTHONDIR'])"
    source = project.notebook("small", code, settings)
    execute(source, shown(project, "small"), name="small")
    first, second = project.outputs(shown(project, "small"))
    assert first.split() == [sys.executable, str(project.folder / "notebooks")]
    assert second.split() == ["None", "1", str(project.folder / "build" / "settings" / "ipython")]
    assert os.environ["PYTHONPATH"] == "/nowhere"


def test_two_runs_give_the_same_bytes(project):
    code = "import time, sys\nprint(1)\nsys.stdout.flush()\ntime.sleep(0.05)\nprint(2)"
    source = project.notebook("small", code, "language")
    texts = set()
    for _ in range(2):
        execute(source, shown(project, "small"), name="small", parameters={"language": "vi"})
        texts.add(shown(project, "small").read_bytes())
    assert len(texts) == 1
    assert normalise.is_normal(shown(project, "small"))


def test_a_failure_names_the_cell_the_line_and_the_error_and_is_kept_apart(project):
    said = failure(project, "#md ## Level of use", "x = 1\nx / 0", "print('never')")
    assert said.splitlines()[0] == "vi/bad failed"
    assert "notebooks/bad.ipynb" in said
    assert 'cell 4 of 5, In [2], under "Level of use"' in said
    assert "x / 0" in said
    assert "ZeroDivisionError: division by zero" in said
    assert "build/failed/vi/bad.ipynb" in said
    assert len(said.splitlines()) < 20
    kept = nbformat.read(project.folder / "build" / "failed" / "vi" / "bad.ipynb", as_version=4)
    assert len(kept.cells) == 5
    assert not shown(project, "bad").exists()


def test_a_failure_leaves_the_last_good_notebook_and_a_success_clears_the_failure(project):
    source = project.notebook("bad", "print(1)")
    execute(source, shown(project, "bad"), name="vi/bad")
    good = shown(project, "bad").read_bytes()
    failure(project, "1 / 0")
    assert shown(project, "bad").read_bytes() == good
    execute(project.notebook("bad", "print(2)"), shown(project, "bad"), name="vi/bad")
    assert not (project.folder / "build" / "failed" / "vi" / "bad.ipynb").exists()
    assert list((project.folder / "build" / "unfinished").iterdir()) == []


def test_a_long_message_is_cut_to_a_screen(project):
    said = failure(project, "raise ValueError('\\n'.join(f'line {n}' for n in range(300)))")
    assert len(said.splitlines()) < 24
    assert "more lines" in said


def test_a_kernel_that_dies_is_told_as_such(project):
    said = failure(project, "import os\nos._exit(1)")
    assert "the kernel died" in said
    assert "cell 3 of 3" in said


@pytest.mark.parametrize(("failures", "ran"), [(1, True), (2, False)])
def test_a_kernel_that_does_not_start_is_given_one_more_chance(project, monkeypatch, failures, ran):
    import papermill

    asked, execute_notebook = [], papermill.execute_notebook

    def slow_to_start(*given, **named):
        asked.append(given)
        if len(asked) <= failures:
            raise RuntimeError("Kernel died before replying to kernel_info")
        return execute_notebook(*given, **named)

    monkeypatch.setattr(papermill, "execute_notebook", slow_to_start)
    if ran:
        execute(project.notebook("small", "1"), shown(project, "small"), name="small")
    else:
        assert "Kernel died before replying" in failure(project, "1")
    assert len(asked) == 2


def test_a_sentence_instead_of_a_traceback_is_shown_as_the_sentence(project):
    said = failure(project, "from analysis.report.parameters import check\ncheck(language='de')")
    assert "language = 'de'" in said


def test_files_read_but_not_declared_fail_the_run_and_are_named(project):
    tiles = project.folder / "data" / "processed" / "tiles.csv"
    cell = READS.format(mime=PROVENANCE)
    said = failure(project, cell, may_read=[])
    assert '"data/processed/tiles.csv",' in said
    assert "add to its reads" in said
    assert not shown(project, "bad").exists()
    execute(project.notebook("good", cell), shown(project, "good"), name="good", may_read=[tiles])
    made = nbformat.read(shown(project, "good"), as_version=4)
    assert files_read(made) == ["data/processed/tiles.csv"]


def test_a_notebook_in_place_is_replaced_only_when_it_ran(project):
    path = project.notebook("small", "print(1)")
    assert execute_in_place("small")
    assert not execute_in_place("small")
    made = nbformat.read(path, as_version=4)
    assert not any("injected-parameters" in cell.metadata.get("tags", []) for cell in made.cells)
    broken = project.notebook("small", "1 / 0").read_bytes()
    with pytest.raises(RunFailed):
        execute_in_place("small")
    assert path.read_bytes() == broken


def test_notebooks_are_chosen_by_name_or_beginning(project):
    for name in ("00_first", "01_second", "01_third"):
        project.notebook(name, "1")
    assert chosen([]) == ["00_first", "01_second", "01_third"]
    assert chosen(["00", "notebooks/01_third.ipynb"]) == ["00_first", "01_third"]
    with pytest.raises(RunsError, match="'01' is the beginning of 01_second and 01_third"):
        chosen(["01"])
    with pytest.raises(RunsError, match="did you mean '00_first'"):
        chosen(["00_frist"])


def test_no_kernel_leaves_a_folder_behind(project, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    execute(project.notebook("small", "1"), shown(project, "small"), name="small")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("uptake-")] == []


def test_a_folder_too_deep_for_sockets_falls_back_to_ports(monkeypatch, tmp_path):
    deep = tmp_path / ("d" * 100)
    deep.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(deep))
    kernel = kernels.ProjectKernel(kernel_name=kernels.NAME)
    assert kernel.transport == "tcp"
