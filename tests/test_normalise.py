"""Executed notebooks take one form: two runs give the same bytes, and nothing that matters is lost."""

import json

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.pipeline import normalise
from analysis.pipeline.reference import tidy


def notebook(*cells, **metadata):
    return nbformat.v4.new_notebook(cells=list(cells), metadata=metadata)


def executed(source="1", count=1, outputs=(), **metadata):
    return nbformat.v4.new_code_cell(source, execution_count=count, outputs=list(outputs), metadata=metadata)


def stream(text, name="stdout"):
    return nbformat.v4.new_output("stream", name=name, text=text)


def test_times_versions_and_marks_of_editors_are_dropped():
    cell = executed(papermill={"duration": 1.2}, execution={"iopub.status.busy": "now"}, collapsed=False)
    noisy = notebook(
        cell,
        papermill={"start_time": "now"},
        language_info={"name": "python", "version": "3.11.7"},
        kernelspec={"name": "python3", "display_name": "mine", "language": "python"},
    )
    quiet = notebook(executed(), kernelspec={"name": "other", "display_name": "x", "language": "python"})
    quiet.cells[0].id = cell.id
    assert normalise.text_of(noisy) == normalise.text_of(quiet)
    assert "3.11.7" not in normalise.text_of(noisy)


def test_code_text_tags_and_outputs_stay():
    picture = nbformat.v4.new_output(
        "display_data",
        data={"image/svg+xml": "<svg/>", "text/plain": "a"},
        metadata={"image/svg+xml": {"alt": "b"}},
    )
    cell = executed("x = 1  \ny", outputs=[picture], tags=["summary"])
    text = nbformat.v4.new_markdown_cell("# Hà Nội  \nline")
    kept = normalise.normalise(notebook(text, cell))
    assert kept.cells[0].source == text.source
    assert kept.cells[1].source == cell.source
    assert kept.cells[1].outputs == cell.outputs
    assert kept.cells[1].metadata == {"tags": ["summary"]}


def test_the_notebook_given_is_left_as_it_was():
    given_notebook = notebook(executed(papermill={"duration": 1}), papermill={"x": 1})
    before = json.dumps(given_notebook, sort_keys=True)
    normalise.normalise(given_notebook)
    assert json.dumps(given_notebook, sort_keys=True) == before


def test_where_printed_text_was_cut_does_not_matter():
    cell = executed(outputs=[stream("a"), stream("b\n"), stream("c", "stderr"), stream("d")])
    kept = normalise.normalise(notebook(cell)).cells[0].outputs
    assert [(output.name, output.text) for output in kept] == [
        ("stdout", "ab\n"),
        ("stderr", "c"),
        ("stdout", "d"),
    ]


def test_the_cell_of_injected_parameters_always_has_the_same_identifier():
    texts = {
        normalise.text_of(
            notebook(nbformat.v4.new_code_cell("x = 1", metadata={"tags": [normalise.INJECTED]}))
        )
        for _ in range(2)
    }
    assert len(texts) == 1


@pytest.mark.parametrize("identifier", ["bad id with spaces", "", "x" * 65])
def test_identifiers_that_cannot_last_are_replaced_by_lasting_ones(identifier):
    texts = set()
    for _ in range(2):
        made = notebook(executed("a"), executed("a"))
        for cell in made.cells:
            cell["id"] = identifier
        texts.add(normalise.text_of(made))
    assert len(texts) == 1
    ids = [cell["id"] for cell in json.loads(texts.pop())["cells"]]
    assert len(set(ids)) == 2


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["code", "markdown"]),
            st.text(max_size=20),
            st.lists(st.text(max_size=5), max_size=3),
        ),
        max_size=6,
    )
)
def test_the_normal_form_of_a_normal_form_is_itself(cells):
    made = notebook(
        *(
            executed(source, outputs=[stream(text) for text in texts])
            if kind == "code"
            else nbformat.v4.new_markdown_cell(source)
            for kind, source, texts in cells
        )
    )
    once = normalise.text_of(made)
    assert normalise.text_of(nbformat.reads(once, as_version=4)) == once


def test_a_notebook_is_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "a" / "n.ipynb"
    normalise.write(notebook(executed()), path)
    assert normalise.is_normal(path)
    assert [file.name for file in path.parent.iterdir()] == ["n.ipynb"]


def test_tidying_mends_what_an_editor_left_and_nothing_else(project):
    path = project.notebook("small", "1")
    normalise.write(nbformat.read(path, as_version=4), path)
    assert tidy([], only_look=True) == []
    saved = json.loads(path.read_text())
    saved["metadata"]["language_info"]["version"] = "3.12.1"
    path.write_text(json.dumps(saved))
    assert tidy([], only_look=True) == [path]
    assert not normalise.is_normal(path)
    assert tidy([path], only_look=False) == [path]
    assert normalise.is_normal(path)
