"""What makes work stale, and what does not: the fingerprint alone, and the graph that acts on it."""

import json

import nbformat
import pytest
from pytask import TaskOutcome

from analysis.data import layout
from analysis.pipeline import downloads, fingerprint, normalise, runs, status, tasks
from analysis.pipeline.build import build, explain

READER = """
from pathlib import Path
print(len(Path("../data/processed/tiles.csv").read_text()), language)
"""


class Silent:
    def began(self, task):
        pass

    def ended(self, report):
        pass


def cells(path):
    return json.loads(path.read_text())["cells"]


def graph(pages=None):
    """The runs of a project without the task that rebuilds its tables."""
    return [task for task in tasks.graph(runs.load(), pages=pages) if task.name != tasks.DATA]


def carry_out(jobs=1):
    return build(graph(), jobs=jobs, watcher=Silent())


def stale():
    return {standing.name: standing.reasons for standing in status.standings(graph()) if not standing.fresh}


@pytest.fixture
def two(project):
    project.notebook("small", READER)
    project.runs()
    return project


# The fingerprint of a notebook


def test_outputs_counts_and_identifiers_do_not_matter(project):
    path = project.notebook("small", "1 + 1")
    before = fingerprint.notebook(cells(path))
    notebook = nbformat.read(path, as_version=4)
    code = notebook.cells[-1]
    code.outputs, code.execution_count, code.id = [nbformat.v4.new_output("stream", text="2")], 7, "other"
    nbformat.write(notebook, path)
    assert fingerprint.notebook(cells(path)) == before
    normalise.write(notebook, path)
    assert fingerprint.notebook(cells(path)) == before


@pytest.mark.parametrize(
    "change",
    [
        lambda cell: cell.update(source=cell.source + " "),
        lambda cell: cell.metadata.update(tags=["hide-input"]),
    ],
)
def test_code_text_and_tags_matter(project, change):
    path = project.notebook("small", "1 + 1", "#md text")
    before = fingerprint.notebook(cells(path))
    for number in (-1, -2):
        notebook = nbformat.read(path, as_version=4)
        change(notebook.cells[number])
        assert fingerprint.notebook(notebook.cells) != before


# The code behind a notebook


@pytest.mark.parametrize(
    "line",
    [
        "import analysis.data.layout",
        "from analysis.data import layout",
        "from analysis.data.layout import root",
        "import analysis.data.layout as where",
        "if True:\n    from analysis.data import layout",
    ],
)
def test_an_import_is_found_however_it_is_written(project, line):
    assert "analysis.data.layout" in fingerprint.imported(cells(project.notebook("small", line)))


def test_modules_behind_modules_count_and_unrelated_ones_do_not():
    found = fingerprint.modules({"analysis.data.provinces"})
    assert {"analysis.data.layout", "analysis.data", "analysis"} <= found
    assert "analysis.stats.models" not in found
    assert not any(name.startswith("analysis.pipeline") for name in found)


def test_a_package_imported_as_a_whole_counts_with_all_its_parts():
    found = fingerprint.modules({"analysis.report.figures"})
    assert {"analysis.report.figures.tile_map", "analysis.report.figures.style"} <= found


def test_styles_and_tables_beside_the_code_count():
    assert "report/figures/house.mplstyle" in fingerprint.code({"analysis.report.figures"})
    assert "data/derived_indicators.yaml" in fingerprint.code({"analysis.data.indicators"})


def test_no_page_depends_on_what_only_builds_tables_or_reads_deliveries(root):
    building = {"data/building.py", "data/checks.py", "data/observations.py", "data/package.schema.yaml"}
    reading = {"data/deliveries/understood/headings.yaml", "data/deliveries/received/archives.py"}
    assert building <= set(fingerprint.code({"analysis.data.building"}))
    makers = [[maker] for maker in (downloads.BRIEF_MAKER, downloads.EXPLORER_MAKER)]
    written = [fingerprint.imported(cells(path)) for path in sorted((root / "notebooks").glob("*.ipynb"))]
    assert len(written) > 10
    for modules in [*makers, *written]:
        assert not (building | reading) & set(fingerprint.code(modules)), modules


def test_a_file_beside_the_code_counts_for_those_who_name_it():
    assert not any(name.endswith(".yaml") for name in fingerprint.code({"analysis.data.layout"}))
    assert "data/processed_tables.yaml" in fingerprint.code({"analysis.report.workbook.words"})


def test_the_versions_that_pages_print_are_part_of_the_environment(monkeypatch):
    before = fingerprint.environment()
    monkeypatch.setattr("platform.python_version", lambda: "3.11.99")
    monkeypatch.setattr("importlib.metadata.version", lambda name: "9.9")
    after = fingerprint.environment()
    assert [name for name in after if after[name] != before[name]] == ["python", "version"]


def test_every_module_named_has_a_file():
    for name in fingerprint.code({"analysis.report.site", "analysis.data.processed"}):
        assert (fingerprint.SOURCE / name).is_file()


def test_a_cell_that_is_not_python_does_not_hinder_the_fingerprint(project):
    assert fingerprint.imported(cells(project.notebook("small", "for"))) == set()


def test_differences_name_what_changed_came_and_went():
    before = fingerprint.written({"a": "1", "b": "1", "c": "1"})
    after = fingerprint.written({"a": "1", "b": "2", "d": "1"})
    assert fingerprint.differences(before, after) == ["b", "c", "d"]
    assert fingerprint.differences(after, after) == []


def test_size_and_checksum_of_a_table_are_no_part_of_its_meaning(project):
    before = fingerprint.descriptions()
    description = next((project.folder / "data" / "raw").glob("*/datapackage.yaml"))
    text = description.read_text()
    description.write_text(text.replace("  bytes: ", "  bytes: 1"))
    assert fingerprint.descriptions() == before
    description.write_text(text.replace("publisher:", "publisher: New"))
    assert fingerprint.descriptions() != before


def test_a_changed_tile_map_is_a_change_of_the_places_that_pages_show(monkeypatch, tmp_path):
    monkeypatch.setenv("UPTAKE_ROOT", str(tmp_path))
    folder = tmp_path / "data" / "raw" / "administrative_units"
    folder.mkdir(parents=True)
    (folder / "tile_grid.csv").write_text("geography,code,name,row,col\n63,01,Hà Nội,4,3\n", encoding="utf-8")
    before = fingerprint.places()
    assert list(before) == ["data/raw/administrative_units/tile_grid.csv"]
    (folder / "tile_grid.csv").write_text("geography,code,name,row,col\n63,01,Hà Nội,5,3\n", encoding="utf-8")
    assert fingerprint.places() != before


# The graph that acts on it


def test_nothing_changed_nothing_runs_and_a_change_runs_what_depends_on_it(two):
    assert set(carry_out().done) == {"vi/small", "en/small"}
    made = {path: path.read_bytes() for path in (layout.build() / "notebooks").rglob("*.ipynb")}
    assert len(made) == 2
    again = carry_out()
    assert (again.done, set(again.unchanged)) == ([], {"vi/small", "en/small"})
    assert stale() == {}

    tiles = two.folder / "data" / "processed" / "tiles.csv"
    tiles.write_text(tiles.read_text() + "\n")
    assert stale() == dict.fromkeys(["vi/small", "en/small"], ("data/processed/tiles.csv changed",))
    other = two.folder / "data" / "processed" / "places_63.csv"
    tiles.write_text(tiles.read_text()[:-1])
    other.write_text(other.read_text() + "\n")
    assert stale() == {}
    assert {path: path.read_bytes() for path in made} == made


def test_status_names_the_piece_that_changed_without_running_anything(two, monkeypatch):
    assert all(reasons == ("never run to its end",) for reasons in stale().values())
    carry_out()
    (two.folder / "requirements.lock").write_text("other==1\n")
    assert stale()["vi/small"] == ("the environment changed: requirements.lock",)
    monkeypatch.setattr(fingerprint, "messages", lambda language: {f"{language}.po": "1"})
    assert "translations changed: " in stale()["vi/small"][0]
    runs_file = two.folder / "notebooks" / "runs.toml"
    two.notebook("small", READER, parameters='language: str = "en"  # l\nyears: list[int] = [2021]  # y')
    runs_file.write_text(runs_file.read_text() + "[runs.parameters]\nyears = [2022]\n")
    assert "parameters changed: years" in stale()["vi/small"]
    assert "the notebook changed: small.ipynb" in stale()["vi/small"]
    runs.load()[0].executed.unlink()
    assert "build/notebooks/vi/small.ipynb is missing" in stale()["vi/small"]
    assert {report.outcome for report in explain(graph())} == {TaskOutcome.WOULD_BE_EXECUTED}


def test_a_notebook_changed_by_hand_is_made_again(two):
    carry_out()
    executed = runs.load()[0].executed
    good = executed.read_bytes()
    executed.write_text("{}")
    assert "build/notebooks/vi/small.ipynb was changed by hand" in stale()["vi/small"]
    assert carry_out().done == ["vi/small"]
    assert executed.read_bytes() == good


def test_one_failure_does_not_stop_the_others_and_its_last_page_stays(two):
    carry_out()
    good = {run.id: run.executed.read_bytes() for run in runs.load()}
    two.notebook("small", 'if language == "vi":\n    raise ValueError("not in Vietnamese")\nprint(2)')
    outcome = carry_out(jobs=2)
    assert list(outcome.failed) == ["vi/small"]
    assert "not in Vietnamese" in str(outcome.failed["vi/small"])
    assert outcome.done == ["en/small"]
    assert not outcome.good
    assert runs.load()[0].executed.read_bytes() == good["vi/small"]
    assert runs.load()[0].failed.exists()
    assert list(stale()) == ["vi/small"]


def test_pages_wait_for_every_run(two):
    two.notebook("small", "1 / 0")
    site = two.folder / "build" / "site"
    site.mkdir(parents=True)
    (site / "index.html").write_text("the last good page")
    outcome = build(graph(site), jobs=1, watcher=Silent())
    assert outcome.skipped == ["site"]
    assert (site / "index.html").read_text() == "the last good page"


def test_the_records_lie_in_build_and_nowhere_else(two):
    carry_out()
    assert (two.folder / "build" / "records" / "pytask.lock").exists()
    assert sorted(path.name for path in two.folder.iterdir()) == [
        "build",
        "data",
        "notebooks",
        "pyproject.toml",
        "requirements.lock",
    ]
