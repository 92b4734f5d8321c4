"""papermill's engine ``warm``: the notebook that papermill's own engine makes, written once."""

import asyncio
import copy
import re

import nbformat
import papermill
import pytest
from papermill.exceptions import PapermillExecutionError

from warmkernel import engine

CELLS = (
    "import sys\nprint('one')\nprint('two', file=sys.stderr)",
    "value = 7\nvalue",
    "from IPython.display import HTML, display, update_display\ndisplay(HTML('<b>1</b>'), display_id='a')",
    "update_display(HTML('<b>2</b>'), display_id='a')",
    "print(value)",
)


@pytest.fixture(autouse=True)
def cold(monkeypatch):
    """The engine serves any kernel; what is compared here are engines."""
    monkeypatch.delenv("JUPYTER_DEFAULT_PROVISIONER_NAME", raising=False)


def notebook(*cells):
    made = [nbformat.v4.new_code_cell("value = 1", metadata={"tags": ["parameters"]}, id="parameters")]
    made += [nbformat.v4.new_code_cell(text, id=f"cell-{number}") for number, text in enumerate(cells)]
    made.insert(1, nbformat.v4.new_markdown_cell("# Title", id="title"))
    metadata = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    return nbformat.v4.new_notebook(cells=made, metadata=metadata)


def run(book, where, name, **options):
    return papermill.execute_notebook(
        copy.deepcopy(book),
        where,
        engine_name=name,
        progress_bar=False,
        kernel_name="python3",
        language="python",
        **options,
    )


def without_times(text):
    """Return the text of a notebook without times, durations, and where it was written."""
    text = re.sub(r'"(start_time|end_time)": "[^"]*"', r'"\1": ""', text)
    text = re.sub(r'"duration": [0-9.e-]+', '"duration": 0', text)
    text = re.sub(r'"(output_path|iopub[^"]*|shell[^"]*)": "[^"]*"', r'"\1": ""', text)
    return re.sub(r'"id": "[0-9a-f]{8}(-[0-9a-f-]+)?"', '"id": ""', text)


def test_the_notebook_is_that_of_papermills_own_engine(tmp_path):
    texts = []
    for name in (None, "warm"):
        path = tmp_path / f"{name}.ipynb"
        run(notebook(*CELLS), str(path), name, parameters={"value": 3})
        texts.append(without_times(path.read_text(encoding="utf-8")))
    assert texts[0] == texts[1]
    assert '"<b>2</b>"' in texts[1]
    assert texts[1].count('"status": "completed"') == len(CELLS) + 3


def test_it_is_written_once_and_not_at_every_cell(tmp_path, monkeypatch):
    from papermill import engines, execute

    written = []
    for module in (engines, execute):
        monkeypatch.setattr(module, "write_ipynb", lambda nb, path: written.append(path))
    run(notebook("1", "2"), str(tmp_path / "out.ipynb"), "warm")
    assert written == [str(tmp_path / "out.ipynb")]


def test_a_cell_that_fails_is_kept_with_what_came_before_and_the_rest_is_pending(tmp_path):
    partial = tmp_path / "partial.ipynb"
    with pytest.raises(PapermillExecutionError, match="ZeroDivisionError"):
        run(notebook("print(1)", "1 / 0", "print(2)"), None, "warm", partial_path=str(partial))
    kept = nbformat.read(partial, as_version=4)
    code = [cell for cell in kept.cells if cell.cell_type == "code"]
    states = [cell.metadata.papermill.status for cell in code]
    assert states == ["completed", "completed", "failed", "pending"]
    assert code[1].outputs[0].text == "1\n"
    assert code[2].outputs[0].ename == "ZeroDivisionError"


def test_a_kernel_that_dies_leaves_what_there_was(tmp_path):
    from nbclient.exceptions import DeadKernelError

    out = tmp_path / "out.ipynb"
    with pytest.raises(DeadKernelError):
        run(notebook("print(1)", "import os\nos._exit(1)", "print(2)"), str(out), "warm")
    kept = nbformat.read(out, as_version=4)
    assert kept.cells[2].outputs[0].text == "1\n"
    assert kept.cells[4].metadata.papermill.status == "pending"


class Kernel:
    """A kernel that answers as a test says, to a client that has no sockets."""

    def __init__(self, answers, living=True):
        self.answers, self.living, self.asked = answers, living, 0

    def client(self):
        client = engine.PromptClient()
        kernel = self

        class Channel:
            def __init__(self, name):
                self.name = name

            async def get_msg(self, timeout):
                await asyncio.sleep(0)
                if found := kernel.answers.get((self.name, kernel.asked)):
                    return found.pop(0)
                raise engine.Empty

        async def lives():
            return kernel.living

        def asks():
            kernel.asked += 1
            return f"question {kernel.asked}"

        client._shell_channel, client._iopub_channel = Channel("shell"), Channel("iopub")
        client.kernel_info, client._async_is_alive = asks, lives
        client._handle_kernel_info_reply = lambda message: None
        return client


def says(number, **content):
    return {"parent_header": {"msg_id": f"question {number}"}, "content": content}


def test_ready_means_that_replies_and_outputs_are_both_heard():
    busy, idle = says(2, execution_state="busy"), says(2, execution_state="idle")
    kernel = Kernel(
        {("shell", 1): [says(1)], ("shell", 2): [says(1), says(2)], ("iopub", 2): [says(0), busy, idle]}
    )
    asyncio.run(kernel.client().wait_for_ready(timeout=5))
    assert kernel.asked == 2, "outputs were not heard the first time"


def test_a_kernel_that_died_or_stays_silent_is_told_in_the_words_of_jupyter():
    with pytest.raises(RuntimeError, match="Kernel died before replying to kernel_info"):
        asyncio.run(Kernel({}, living=False).client().wait_for_ready(timeout=5))
    with pytest.raises(RuntimeError, match="Kernel didn't respond in 0 seconds"):
        asyncio.run(Kernel({}).client().wait_for_ready(timeout=0))
