"""The limit: the code of notebooks run as plain functions, in warm processes, on every processor.

No kernels, no messages, no files of notebooks; the work itself is the same. The cells are run by IPython's
shell, so that what a notebook shows is made into text, tables and pictures exactly as in a kernel, and then
thrown away. The stack is imported before the clock starts, and each run has a fork of its own, as a kernel
has a process of its own: nothing that one run computed helps the next.

``python -m analysis.pipeline.benchmark.contestants.limit PLAN JOBS``
"""

import gc
import importlib
import json
import os
import random
import sys
import time
from pathlib import Path
from typing import Any


def code_of(source: str, parameters: dict[str, Any]) -> list[str]:
    """Return the code cells of a notebook, with values put in place of its defaults after their cell."""
    cells = json.loads(Path(source).read_text(encoding="utf-8"))["cells"]
    found = []
    for cell in cells:
        if cell["cell_type"] == "code":
            found.append("".join(cell["source"]))
            if "parameters" in cell["metadata"].get("tags", []):
                found.append("\n".join(f"{name} = {value!r}" for name, value in parameters.items()))
    return found


def shell(shown: list[dict[str, Any]] | None = None) -> Any:
    """Return an interactive shell that formats what cells show and keeps it in a list, or throws it away."""
    from IPython.core.displayhook import DisplayHook  # noqa: PLC0415 - part of the stack
    from IPython.core.displaypub import DisplayPublisher  # noqa: PLC0415 - as above
    from IPython.core.interactiveshell import InteractiveShell  # noqa: PLC0415 - as above
    from traitlets import Type  # noqa: PLC0415 - as above
    from traitlets.config import Config  # noqa: PLC0415 - as above

    kept = [] if shown is None else shown

    class Publisher(DisplayPublisher):
        """What display() shows."""

        def publish(self, data: dict[str, Any], *_: Any, **__: Any) -> None:
            kept.append(data)

    class Hook(DisplayHook):
        """What the last line of a cell shows."""

        def __call__(self, result: Any = None) -> None:
            if result is not None and not self.quiet():
                kept.append(self.compute_format_data(result)[0])

    class Shell(InteractiveShell):
        """A shell without terminal, history or kernel."""

        display_pub_class = Type(Publisher)
        displayhook_class = Type(Hook)

    quiet = Config()
    quiet.HistoryManager.enabled = False
    made: Any = Shell.instance(config=quiet)
    made.display_formatter.active_types = made.display_formatter.format_types
    return made


def run(source: str, parameters: dict[str, Any], made: Any) -> None:
    """Run the cells of a notebook in a shell.

    Raises
    ------
    RuntimeError
        Naming the notebook, when a cell fails.
    """
    for cell in code_of(source, parameters):
        ended = made.run_cell(cell, store_history=True)
        if not ended.success:
            raise RuntimeError(f"{source}: {ended.error_in_exec or ended.error_before_exec!r}")


def warm() -> Any:
    """Import and do beforehand all that a warm parent of the project does; return a shell."""
    from analysis.pipeline import preload  # noqa: PLC0415 - nothing else here needs the pipeline

    for name in preload.modules():
        importlib.import_module(name)
    made = shell()
    gc.collect()
    gc.freeze()
    return made


def _forked(piece: dict[str, Any], made: Any) -> int:
    """Begin a run in a fork; return its process."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        random.seed(piece["id"])
        os.chdir(piece["folder"])
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        run(piece["source"], piece["parameters"], made)
        code = 0
    finally:
        os._exit(code)


def measure(pieces: list[dict[str, Any]], jobs: int, made: Any) -> dict[str, float]:
    """Run notebooks, several at a time, each in a fork; return the seconds of each and of all (``""``)."""
    began, waiting = time.perf_counter(), list(pieces)
    at_work: dict[int, tuple[str, float]] = {}
    seconds: dict[str, float] = {}
    while waiting or at_work:
        while waiting and len(at_work) < jobs:
            piece = waiting.pop(0)
            at_work[_forked(piece, made)] = (piece["id"], time.perf_counter())
        process, ended = os.wait()
        name, start = at_work.pop(process)
        if ended:
            raise RuntimeError(f"{name} failed; its words stand above")
        seconds[name] = time.perf_counter() - start
    return seconds | {"": time.perf_counter() - began}


def main(plan: str, jobs: str) -> None:
    """Warm up, do a plan and write the seconds."""
    made = warm()
    found = measure(json.loads(Path(plan).read_text(encoding="utf-8")), int(jobs), made)
    sys.stdout.write("\n" + json.dumps(found) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
