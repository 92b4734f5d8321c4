"""What contestants are given is the same work: the graph, the cells, the corrected figure, the sample."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from analysis.data import layout
from analysis.pipeline.benchmark import graphs, places, sample
from analysis.pipeline.benchmark.contestants import curve_peers, limit
from analysis.pipeline.benchmark.graphs import Piece
from analysis.pipeline.benchmark.parts.curve import PLACES, YEARS, drawn
from analysis.pipeline.benchmark.parts.one_change import CHANGES, Change, kinds
from analysis.pipeline.benchmark.parts.rest import hollow, only_imports
from analysis.pipeline.errors import Refused
from analysis.pipeline.runs import Run

GRAPH = [
    Piece("data", ("data/raw/a.csv", "requirements.lock"), ("data/processed/t.csv",)),
    Piece("vi/01", ("data/processed/t.csv", "notebooks/it's.ipynb"), ("build/vi/{1}.ipynb",)),
]


@pytest.fixture
def built(tmp_path):
    """A copy of a project in which everything was made."""
    folder = tmp_path / "built"
    for file in {file for piece in GRAPH for file in (*piece.reads, *piece.makes)}:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(file)
    return folder


def test_every_task_is_exported_with_its_files():
    from analysis.pipeline import runs, tasks

    every = runs.load()
    exported = {piece.name: piece for piece in graphs.pieces()}
    graph = tasks.graph(every, pages=layout.build() / "site", complete=True)
    assert set(exported) == {task.name for task in graph}
    for run in every:
        piece = exported[run.id]
        assert piece.makes == (run.executed.relative_to(layout.root()).as_posix(),)
        assert {f"notebooks/{run.notebook}.ipynb", "requirements.lock"} <= set(piece.reads)
        assert {path.relative_to(layout.root()).as_posix() for path in run.files()} <= set(piece.reads)
    made = [file for piece in exported.values() for file in piece.makes]
    assert len(made) == len(set(made)), "no file is made twice"


def test_others_start_from_what_no_task_makes(built, tmp_path):
    graphs.lay_out(GRAPH, built, tmp_path / "there")
    there = {
        p.relative_to(tmp_path / "there").as_posix() for p in (tmp_path / "there").rglob("*") if p.is_file()
    }
    assert there == {"data/raw/a.csv", "requirements.lock", "notebooks/it's.ipynb"}
    graphs.lay_out(GRAPH, built, tmp_path / "there", made=True)
    assert (tmp_path / "there" / "data/processed/t.csv").exists()


def test_the_commands_of_dvc_make_the_same_files(built, tmp_path):
    folder = tmp_path / "dvc"
    graphs.lay_out(GRAPH, built, folder)
    stages = yaml.safe_load(graphs.dvc_file(GRAPH, built))["stages"]
    for stage, piece in zip(stages.values(), GRAPH, strict=True):
        assert (stage["deps"], [*stage["outs"][0]]) == (list(piece.reads), list(piece.makes))
        subprocess.run(["sh", "-c", stage["cmd"]], cwd=folder, check=True)
    for piece in GRAPH:
        for file in piece.makes:
            assert (folder / file).read_text() == file


def test_the_rules_of_snakemake_are_those_of_the_graph(built):
    text = graphs.snakefile(GRAPH, built)
    rules = text.split("rule ")
    assert len(rules) == 2 + len(GRAPH)
    assert "{{1}}" in rules[-1].split("shell:")[1], "braces of names are no places to fill in"
    assert repr(list(GRAPH[1].reads)) in rules[-1]


def notebook(*cells, tag=""):
    """A notebook as text; the first cell may have a tag."""
    made = [
        {
            "cell_type": "code",
            "source": text,
            "metadata": {"tags": [tag]} if tag and not at else {},
            "outputs": [],
        }
        for at, text in enumerate(cells)
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def test_the_limit_does_what_a_kernel_does(tmp_path):
    text = notebook(
        "n = 1",
        "import pandas as pd\nfrom IPython.display import display, HTML",
        "display(HTML('<b>x</b>'))\nprint('said')",
        "pd.DataFrame({'a': [n]})",
        "n;",
        tag="parameters",
    )
    source = tmp_path / "n.ipynb"
    source.write_text(text)
    code = (
        "import json, sys\nfrom analysis.pipeline.benchmark.contestants import limit\n"
        "shown = []\nmade = limit.shell(shown)\n"
        f"limit.run({str(source)!r}, {{'n': 7}}, made)\n"
        "print(json.dumps([sorted(one.items()) for one in shown]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    first, second = map(dict, json.loads(done.stdout.splitlines()[-1]))
    assert first == {"text/html": "<b>x</b>", "text/plain": "<IPython.core.display.HTML object>"}
    assert "<td>7</td>" in second["text/html"], "the parameter takes the place of the default"
    assert "said" in done.stdout


def test_a_cell_that_fails_stops_the_limit(tmp_path):
    (tmp_path / "n.ipynb").write_text(notebook("1 / 0"))

    class Shell:
        def run_cell(self, code, store_history):
            error = ZeroDivisionError("division by zero")
            return type("Ended", (), {"success": False, "error_in_exec": error})()

    with pytest.raises(RuntimeError, match=r"n\.ipynb.*division"):
        limit.run(str(tmp_path / "n.ipynb"), {}, Shell())


def test_a_hollow_notebook_keeps_its_parameters_and_does_nothing():
    text = notebook("x: int = 1", "import math\nfrom os import path\nmath.sin(1)", tag="parameters")
    empty, imports = (json.loads(change(text))["cells"] for change in (hollow, only_imports))
    assert [cell["source"] for cell in empty] == ["x: int = 1", "None"]
    assert imports[1]["source"] == "import math\nfrom os import path"


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_a_correction_moves_one_figure_and_nothing_else(change, project):
    path = project.folder / "data" / "raw" / change.source / change.file
    before = list(csv.reader(path.open(encoding="utf-8", newline="")))
    first = change.figures(project.folder)
    change.apply(project.folder, 1, first)
    after = list(csv.reader(path.open(encoding="utf-8", newline="")))
    moved = [(a, b) for x, y in zip(before, after, strict=True) for a, b in zip(x, y, strict=True) if a != b]
    assert len(moved) == len(change.columns)
    assert change.figures(project.folder) != first
    change.apply(project.folder, -1, first)
    assert change.figures(project.folder) == first


def test_a_figure_that_is_not_there_is_refused(project):
    change = Change("x", "gso", "poverty.csv", {"province_code": "99"}, ("poverty_rate_pct",), "1")
    with pytest.raises(Refused, match="names 0 rows"):
        change.figures(project.folder)


def test_tasks_are_counted_by_kind():
    done = [
        "data",
        "vi/01_uptake_profile",
        "en/01_uptake_profile",
        "vi/05_province_brief__a",
        "vi/brief__a",
        "site",
    ]
    assert kinds(done) == {"data": 1, "notebooks": 2, "unit pages": 1, "briefs to download": 1, "site": 1}


def test_a_sample_has_as_many_of_each_family_from_the_whole_list():
    drawn_ = sample.draw(4)
    assert drawn_.chosen_counts == {"notebooks": 4, "unit pages": 4}
    assert {run.language for run in drawn_.chosen} == {"vi"}
    assert len({run.id for run in drawn_.chosen}) == 8
    assert sum(drawn_.counts.values()) == len(drawn_.every)
    assert sample.draw(None).chosen == drawn_.every
    most = sample.draw(1000)
    assert {run.notebook for run in most.chosen} == {run.notebook for run in most.every}


def test_a_plan_holds_parameters_for_those_who_cannot_set_them(project, tmp_path):
    path = project.notebook("small", "language", parameters='language: str = "en"  # language')
    run = Run("small", "small", "vi", {"language": "vi"})
    (piece,) = json.loads(sample.plan((run,), project.folder, tmp_path).read_text())
    assert (piece["id"], piece["source"], piece["parameters"]) == ("vi/small", str(path), {"language": "vi"})
    cells = [cell["source"] for cell in json.loads(Path(piece["prepared"]).read_text())["cells"]]
    assert any('language = "vi"' in "".join(source) for source in cells)


def test_a_copy_has_data_and_notebooks_and_the_environment_nothing_of_the_user(project, monkeypatch):
    monkeypatch.setenv("SOMETHING_PRIVATE", "x")
    copy = places.copy("one")
    assert {path.name for path in copy.iterdir()} == {
        "data",
        "notebooks",
        "pyproject.toml",
        "requirements.lock",
    }
    (copy / "build").mkdir()
    (copy / "build" / "made").write_text("x")
    assert (places.copy("two", copy) / "build" / "made").exists()
    assert not (places.copy("one") / "build").exists()
    given = places.environment(copy)
    assert "SOMETHING_PRIVATE" not in given
    assert Path(given["HOME"]).is_relative_to(project.folder)


def test_the_panel_of_the_curve_is_of_the_size_it_says_and_subsets_come_in_our_order():
    data = drawn(3)
    assert (len(data), data["place"].nunique()) == (PLACES * YEARS, PLACES)
    from analysis.stats.robustness.specifications import specifications

    pool = ["c0", "c1", "c2"]
    table = specifications(data, "y", "x", pool, inference="cluster", cluster="place").table
    assert list(table["controls"]) == curve_peers.subsets(data)
    assert curve_peers.by_arrays(data, [("c0",)])[0] == pytest.approx(
        tuple(
            table.loc[table["controls"] == ("c0",), ["estimate", "std_error", "low", "high", "p_value"]].iloc[
                0
            ]
        ),
        abs=1e-10,
    )
