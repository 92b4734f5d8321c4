"""What ``runs.toml`` may say, and what is said about anything else before a kernel starts."""

import shutil

import nbformat
import pytest

from analysis.pipeline import parameter_values, runs
from analysis.pipeline.execute import files_read
from analysis.pipeline.runs import RunsError, load, slug

ENTRY = '[[runs]]\nnotebook = "small"\nreads = ["data/processed/tiles.csv"]\n'


def complaints(project, text: str) -> str:
    project.runs(text)
    with pytest.raises(RunsError) as caught:
        load()
    return str(caught.value)


@pytest.fixture
def small(project):
    project.notebook("small", "print(language)")
    return project


def test_every_run_is_made_in_every_language(small):
    small.runs()
    assert [run.id for run in load()] == ["vi/small", "en/small"]
    assert [run.parameters for run in load()] == [{"language": "vi"}, {"language": "en"}]


def test_a_run_for_each_unit_covers_the_34_units_in_force(project):
    project.notebook("brief", "1", parameters='language: str = "en"  # l\nunit: str = "01"  # u')
    project.runs('languages = ["vi", "en"]\n[[runs]]\nnotebook = "brief"\nfor_each = "unit"\nreads = []\n')
    found = load()
    assert len(found) == 68
    assert len({run.id for run in found}) == 68
    assert {run.parameters["unit"] for run in found if run.language == "vi"} == {
        run.parameters["unit"] for run in found if run.language == "en"
    }
    assert "vi/brief__ha_noi" in {run.id for run in found}


def test_parameters_of_an_entry_reach_its_runs(small):
    small.notebook("small", "1", parameters='language: str = "en"  # l\nyears: list[int] = [2021]  # y')
    small.runs('languages = ["vi"]\n' + ENTRY + "[runs.parameters]\nyears = [2022, 2023]\n")
    assert load()[0].parameters == {"years": [2022, 2023], "language": "vi"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('languages = ["vi"]\nnot_publshed = []\n' + ENTRY, "did you mean 'not_published'?"),
        ('languages = ["vi"]\n' + ENTRY + "parametres = {}\n", "did you mean 'parameters'?"),
        ('languages = ["fr"]\n' + ENTRY, "choose from vi, en"),
        ("languages = []\n" + ENTRY, "choose from vi, en"),
        ('languages = ["vi"]\n[[runs]]\nnotebook = "smal"\nreads = []\n', "did you mean 'small'?"),
        ('languages = ["vi"]\n[[runs]]\nnotebook = "small"\n', "the key 'reads' is missing"),
        ('languages = ["vi"]\n[[runs]]\nnotebook = "small"\nreads = "a"\n', "reads must be a list"),
        ('languages = ["vi"]\n' + ENTRY + ENTRY, "named 2 times"),
        ('languages = ["vi"]\n' + ENTRY + 'for_each = "province"\n', "known are 'unit' and 'commune'"),
        ('languages = ["vi"]\nruns = []\n', "is named nowhere"),
        ('languages = ["vi"\n', "is not TOML"),
        ('languages = ["vi"]\nruns = 3\n', "runs must be a list"),
    ],
)
def test_a_mistake_is_named_with_its_remedy(small, text, said):
    assert said in complaints(small, text)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ("langage = 'vi'", "did you mean language?"),
        ("years = '2021'", "must be a list of whole numbers"),
        ("years = ['2020-01']", "must be a list of whole numbers"),
        ("years = [1999]", "1999"),
        ("seed = 3", "seed"),
    ],
)
def test_parameters_are_judged_before_a_kernel_starts(small, values, said):
    small.notebook("small", "1", parameters='language: str = "en"  # l\nyears: list[int] = [2021]  # y')
    text = complaints(small, f'languages = ["en"]\n{ENTRY}[runs.parameters]\n{values}\n')
    assert said in text
    assert text.count("small:") == 1


def test_all_problems_are_told_at_once_and_each_once(small):
    text = 'languages = ["vi", "en"]\n[[runs]]\nnotebook = "small"\n'
    text += 'reads = ["data/processed/tile.csv", "/etc/x"]\n'
    said = complaints(small, text + "[runs.parameters]\nseeed = 1\nyeers = [2021]\n")
    assert said.count("no such parameter") == 2
    assert "did you mean 'data/processed/tiles.csv'?" in said
    assert "write a path from the project's folder" in said
    assert said.startswith("notebooks/runs.toml: 4 problems")


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("data/processed/pannel_*.csv", "no file matches this pattern; did you mean 'data/processed/panel_"),
        ("data/nowhere/*.csv", "no file matches this pattern; there are: data/processed/"),
        ("data/processed", "there is no such file"),
        ("data/processed/**/*.parquet", "no file matches"),
        ("", "write a path from the project's folder"),
        (".", "write a path from the project's folder"),
        ("../other/tiles.csv", "write a path from the project's folder"),
        ("data\\\\processed\\\\tiles.csv", "write a path from the project's folder"),
    ],
)
@pytest.mark.parametrize("built", [True, False])
def test_what_matches_no_file_is_refused_built_or_not(small, pattern, said, built):
    if not built:
        shutil.rmtree(small.folder / "data" / "processed")
    text = f'languages = ["vi"]\n[[runs]]\nnotebook = "small"\nreads = ["{pattern}"]\n'
    assert said in complaints(small, text)


@pytest.mark.parametrize(
    "pattern", ["data/processed/panel_*.csv", "data/processed/tiles.csv", "data/raw/papi/*"]
)
@pytest.mark.parametrize("built", [True, False])
def test_tables_yet_to_be_built_are_known_by_name(small, pattern, built):
    if not built:
        shutil.rmtree(small.folder / "data" / "processed")
    small.runs(f'languages = ["vi"]\n[[runs]]\nnotebook = "small"\nreads = ["{pattern}"]\n')
    assert [run.reads for run in load()] == [(pattern,)]


def test_a_notebook_for_units_must_declare_the_unit(project):
    project.notebook("brief", "1")
    text = 'languages = ["vi"]\n[[runs]]\nnotebook = "brief"\nfor_each = "unit"\nreads = []\n'
    assert "unit: no such parameter" in complaints(project, text)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ('language = "en"', "should read: name: type = value"),
        ("language: str", "has no default"),
        ("language: str = str(3)", "is computed"),
        ("language: str = 'en", "is not Python"),
    ],
)
def test_a_parameters_cell_that_cannot_be_read_is_refused(small, cell, said):
    small.notebook("small", "1", parameters=cell)
    assert said in complaints(small, 'languages = ["vi"]\n' + ENTRY)


def test_two_parameters_cells_are_refused(small):
    import nbformat

    path = small.notebook("small", "language")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[-1].metadata["tags"] = ["parameters"]
    nbformat.write(notebook, path)
    assert "keep one" in complaints(small, 'languages = ["vi"]\n' + ENTRY)


def test_files_named_count_before_they_are_built_and_patterns_find_what_is_there(project):
    named = runs.Run("small", "small", "en", reads=("data/processed/tiles.csv", "data/processed/new.csv"))
    found = runs.Run("small", "small", "en", reads=("data/processed/p*_63.csv",))
    assert [path.name for path in named.files()] == ["new.csv", "tiles.csv"]
    assert [path.name for path in found.files()] == ["panel_63.csv", "places_63.csv"]


def test_no_file_at_all_is_an_error_of_its_own(small):
    with pytest.raises(RunsError, match="there is no such file"):
        load()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Hà Nội", "ha_noi"),
        ("Thừa Thiên-Huế", "thua_thien_hue"),
        ("Đắk Lắk", "dak_lak"),
        ("TP. Huế", "tp_hue"),
    ],
)
def test_names_become_file_names(name, expected):
    assert slug(name) == expected


def test_values_typed_by_hand_take_the_type_of_the_default():
    defaults = {"unit": "79", "years": [2021], "seed": 1}
    values = parameter_values.parse(["unit=01", "years=[2022, 2023]", "seed=7", "other=x"], defaults)
    assert values == {"unit": "01", "years": [2022, 2023], "seed": 7, "other": "x"}


@pytest.mark.parametrize(
    ("given", "said"),
    [(["unit"], "NAME=VALUE"), (["seed=1", "seed=2"], "given twice"), (["years=[1, 2"], "cannot be read")],
)
def test_values_typed_wrongly_are_refused(given, said):
    with pytest.raises(RunsError, match=said):
        parameter_values.parse(given, {"seed": 1})


def test_the_projects_own_runs_are_sound():
    found = runs.load()
    assert {run.language for run in found} == {"vi", "en"}
    assert sum(run.notebook == "05_province_brief" for run in found) == 68


@pytest.mark.parametrize("name", sorted({run.notebook for run in load()}))
def test_a_notebook_lists_every_table_that_it_was_seen_to_read(name, root):
    notebook = nbformat.read(root / "notebooks" / f"{name}.ipynb", as_version=4)
    read = {root / file for file in files_read(notebook)}
    listed = [set(run.files()) for run in load() if run.notebook == name]
    assert bool(read) == any(listed)  # only a notebook on simulated figures reads, and lists, no table
    assert all(read <= files for files in listed)
