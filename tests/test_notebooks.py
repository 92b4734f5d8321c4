"""The notebooks as committed: executed, in the house style; and the rules, on faults made for them."""

import copy
from pathlib import Path

import nbformat
import pytest

from analysis.pipeline import parameter_cells
from analysis.pipeline.style import faults, file_faults
from analysis.pipeline.style.prose import prose_faults

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))
TEMPLATE = next(path for path in NOTEBOOKS if path.stem == "_template")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_is_in_the_house_style(path):
    found = file_faults(path)
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_papermill_reads_the_parameters_that_python_reads(path):
    import papermill

    declared = parameter_cells.declared(nbformat.read(path, as_version=4).cells)
    inspected = papermill.inspect_notebook(str(path))
    assert list(inspected) == list(declared), (
        "papermill reads one line `name: type = value  # help` a parameter"
    )
    assert {name: found["help"] for name, found in inspected.items()} == {
        name: parameter.help for name, parameter in declared.items()
    }


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_defaults_are_in_english_and_can_be_used(path):
    from analysis.pipeline.runs import declared_defaults, parameter_problems

    defaults = declared_defaults(path)
    assert defaults["language"] == "en"
    assert parameter_problems({}, defaults) == []


def test_the_comparison_of_outputs_overlooks_little_and_says_why():
    text = (Path(__file__).parent / "outputs.cfg").read_text(encoding="utf-8")
    patterns = text.split("\n[")[1:]
    assert 1 <= len(patterns) < 10
    assert text.count("\n# <") == len(patterns), "give each pattern the line it was written for"


# The rules, each on a notebook with one fault.


@pytest.fixture
def good():
    return copy.deepcopy(nbformat.read(TEMPLATE, as_version=4))


def tagged(notebook, tag):
    return next(cell for cell in notebook.cells if tag in cell.metadata.get("tags", []))


def body(notebook):
    """The first code cell that has no fixed part in the notebook."""
    return next(cell for cell in notebook.cells if cell.cell_type == "code" and not cell.metadata.get("tags"))


def code(source, count=1, **metadata):
    return nbformat.v4.new_code_cell(source, execution_count=count, metadata=metadata)


def figure(alt="what it shows", **data):
    metadata = {"image/svg+xml": {"alt": alt}} if alt else {}
    bundle = {"image/svg+xml": "<svg/>", "text/plain": "summary", **data}
    return nbformat.v4.new_output("display_data", data=bundle, metadata=metadata)


def said(notebook):
    return "\n".join(faults(notebook))


def test_a_good_notebook_has_no_fault(good):
    assert faults(good) == []


def test_stripped_or_reordered_execution_is_seen(good):
    body(good).execution_count = None
    assert "executed as None" in said(good)


def test_a_stored_error_or_warning_is_seen(good):
    body(good).outputs = [
        nbformat.v4.new_output("error", ename="KeyError", evalue="x", traceback=[]),
        nbformat.v4.new_output("stream", name="stderr", text="careful"),
    ]
    assert "stored the error KeyError" in said(good)
    assert "stored a warning" in said(good)


def test_injected_parameters_are_seen(good):
    body(good).metadata["tags"] = ["injected-parameters"]
    assert "injected parameters" in said(good)


@pytest.mark.parametrize("tag", ["setup", "parameters", "load", "summary", "provenance"])
def test_a_missing_part_is_seen(good, tag):
    cell = tagged(good, tag)
    cell.metadata["tags"] = [other for other in cell.metadata["tags"] if other != tag]
    assert "in this order: setup, parameters, load, summary, provenance" in said(good)


def test_a_cell_after_the_last_part_is_seen(good):
    good.cells.append(code("x = 1", count=99))
    assert "nothing comes after the cell tagged provenance" in said(good)


def test_a_load_cell_without_the_check_is_seen(good):
    tagged(good, "load").source = "panel = 1"
    assert "calls parameters.check(" in said(good)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda cells: cells.pop(1), "its English twin"),
        (lambda cells: cells[0].metadata.update(tags=[]), "tag it lang-vi or lang-en"),
        (lambda cells: cells.insert(0, cells.pop(1)), "Vietnamese first"),
        (lambda cells: cells[1].update(source=cells[1].source + "\n\n- one more"), "the twins differ"),
        (lambda cells: cells[1].update(source="## " + cells[1].source), "one heading with a single #"),
    ],
)
def test_texts_without_their_twin_are_seen(good, change, words):
    change(good.cells)
    assert words in said(good)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def f():\n    return 1", "no def or class"),
        ("class A:\n    x = 1", "no def or class"),
        ("%matplotlib inline", "no magics"),
        ("!ls", "no magics"),
        ("import os", "imports belong"),
        ("print(1)", "no print"),
        ("warnings.filterwarnings('ignore')", "no warning filters"),
        ("panel", "'panel' stands alone"),
        ("panel['x']", "stands alone"),
        ("f();", "no semicolon"),
        ("try:\n    f()\nexcept ValueError:\n    g()", "no try"),
        ("f(", "is not Python"),
        ("", "is empty"),
        ("\n".join(["x = 1"] * 31), "31 lines"),
    ],
)
def test_a_code_cell_that_does_too_much_is_seen(good, source, words):
    body(good).source, body(good).outputs = source, []
    assert words in said(good)


def test_a_set_up_cell_with_more_than_imports_is_seen(good):
    tagged(good, "setup").source += "\nx = 1"
    assert "imports only" in said(good)


def test_many_long_cells_are_seen(good):
    for cell in good.cells:
        if cell.cell_type == "code" and not set(cell.metadata.get("tags", [])) & {"setup", "parameters"}:
            cell.source = "\n".join(["x = f()"] * 16)
    assert "more than 15 lines each" in said(good)


def test_a_parameter_without_help_or_row_in_the_table_is_seen(good):
    tagged(good, "parameters").source += "\nseed: int = 1"
    assert "seed needs a comment" in said(good)
    assert "the lang-vi table above the cell has no row | `seed` |" in said(good)


@pytest.mark.parametrize(
    ("output", "words"),
    [
        (figure(alt=""), "no text alternative"),
        (figure(), "no table in its section"),
        (
            nbformat.v4.new_output("display_data", data={"image/png": "", "text/plain": ""}),
            "a picture made of dots",
        ),
        (
            nbformat.v4.new_output(
                "display_data", data={"text/html": '<table class="dataframe">', "text/plain": ""}
            ),
            "a bare data frame",
        ),
    ],
)
def test_an_output_that_is_not_for_readers_is_seen(good, output, words):
    body(good).outputs = [output]
    assert words in said(good)


def test_a_figure_with_its_table_is_fine_called_or_named(good):
    body(good).outputs = [figure(), *body(good).outputs]
    assert faults(good) == []
    body(good).source = "share_map"
    assert faults(good) == []


def test_a_result_without_its_reading_is_seen(good):
    for cell in good.cells:
        cell.source = cell.source.replace("**Reading this.**", "**Note.**")
    assert "begins with **Reading this.**" in said(good)
    assert "begins with **Đọc thế nào.**" not in said(good)


@pytest.mark.parametrize(
    "text",
    [
        "One sentence. Another one.",
        "Một câu. Đây là câu nữa.",
        "**Label.** One sentence. Another one.",
        "- A question? An answer.",
    ],
)
def test_two_sentences_on_a_line_are_seen(text):
    assert any("one sentence a line" in fault for fault in prose_faults(text, "vi"))


@pytest.mark.parametrize(
    "text",
    [
        "**Reading this.** One sentence.",
        "TP. Hồ Chí Minh là một thành phố.",
        "The measure `a.b. C` is a score.",
        "| One. Two. | three |",
        "In 2020–2024 the 63 provinces, from 1 July 2025 the 34 units, PAPI 8.1, 95% intervals.",
        "Từ ngày 01/7/2025 có 34 đơn vị; khoảng tin cậy 95 %; Quyết định 766/QĐ-TTg.",
    ],
)
def test_prose_that_is_right_passes(text):
    assert list(prose_faults(text, "en")) == []


@pytest.mark.parametrize(
    "text", ["The share is 40.71%.", "Tỷ lệ là 40,71 %.", "In all 1,556 offices.", "About 17 of them."]
)
def test_a_number_typed_by_hand_is_seen(text):
    assert any("typed by hand" in fault for fault in prose_faults(text, "en"))


def test_a_word_of_cause_is_seen():
    assert any("claims a cause" in fault for fault in prose_faults("Smartphones boost use.", "en"))
    assert any("claims a cause" in fault for fault in prose_faults("Điện thoại thúc đẩy sử dụng.", "vi"))


def test_faults_of_the_file_are_seen(tmp_path):
    path = tmp_path / "Wrong Name.ipynb"
    path.write_text(TEMPLATE.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    found = "\n".join(file_faults(path))
    assert "two digits and a name" in found
    assert "uptake tidy" in found
