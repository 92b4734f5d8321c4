"""Executing notebooks with papermill, ploomber-engine and nbconvert: run by the interpreter of the peers.

``python notebook_peers.py WHO PLAN``; only the notebooks themselves import anything of the project.
"""

import importlib
import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

Piece = dict[str, Any]
"""One run: ``id``, ``source`` (the notebook), ``prepared`` (the same with its parameters), ``parameters``,
``out`` and ``folder`` (where it runs)."""


ENOUGH = 3
"""Times a run is begun in papermill: kernels that pick a port at the same moment may pick the same one."""


def with_papermill(piece: Piece) -> tuple[str, float]:
    """Execute one notebook with papermill as its manual shows it; return its name and the seconds."""
    import papermill  # noqa: PLC0415 - the others do without

    began = time.perf_counter()
    for time_of_start in range(1, ENOUGH + 1):
        try:
            papermill.execute_notebook(
                piece["source"],
                piece["out"],
                parameters=piece["parameters"],
                kernel_name="python3",
                language="python",
                progress_bar=False,
                cwd=piece["folder"],
            )
            break
        except RuntimeError as error:
            if "before replying" not in str(error) or time_of_start == ENOUGH:
                raise
            sys.stderr.write(f"{piece['id']}: no kernel started; once more\n")
    return piece["id"], time.perf_counter() - began


def in_a_loop(pieces: list[Piece]) -> dict[str, float]:
    """Execute notebooks one after the other in papermill; return the seconds of each."""
    return dict(map(with_papermill, pieces))


def in_processes(pieces: list[Piece], jobs: int) -> dict[str, float]:
    """Execute notebooks in papermill, several at a time; return the seconds of each."""
    with ProcessPoolExecutor(jobs) as pool:
        return dict(pool.map(with_papermill, pieces))


def with_ploomber(pieces: list[Piece]) -> dict[str, float]:
    """Execute notebooks one after the other inside this process; return the seconds of each.

    The project's modules are imported anew for each: with what an earlier notebook left in them, such as its
    language, later ones stop.
    """
    engine = importlib.import_module("ploomber_engine")
    seconds = {}
    for piece in pieces:
        began = time.perf_counter()
        for name in [name for name in sys.modules if name.partition(".")[0] == "analysis"]:
            del sys.modules[name]
        engine.execute_notebook(
            piece["source"],
            piece["out"],
            parameters=piece["parameters"],
            progress_bar=False,
            cwd=piece["folder"],
        )
        seconds[piece["id"]] = time.perf_counter() - began
    return seconds


def with_nbconvert(pieces: list[Piece]) -> dict[str, float]:
    """Execute notebooks that hold their parameters already with one call of nbconvert; as above."""
    application = importlib.import_module("nbconvert.nbconvertapp").NbConvertApp
    names = {Path(piece["prepared"]).resolve(): piece["id"] for piece in pieces}
    seconds: dict[str, float] = {}

    class Timed(application):  # type: ignore[misc, valid-type]
        """The application, which says how long each notebook took."""

        def convert_single_notebook(self, filename: str, input_buffer: Any = None) -> None:
            began = time.perf_counter()
            super().convert_single_notebook(filename, input_buffer)
            seconds[names[Path(filename).resolve()]] = time.perf_counter() - began

    folder = str(Path(pieces[0]["out"]).parent)
    options = ["--to", "notebook", "--execute", "--log-level=ERROR", f"--output-dir={folder}"]
    Timed.launch_instance([*options, *(piece["prepared"] for piece in pieces)])
    return seconds


def main(who: str, plan: str) -> None:
    """Do a plan in one of the ways and write the seconds of each run."""
    pieces = json.loads(Path(plan).read_text(encoding="utf-8"))
    name, _, jobs = who.partition(":")
    ways = {
        "loop": in_a_loop,
        "processes": lambda given: in_processes(given, int(jobs)),
        "ploomber": with_ploomber,
        "nbconvert": with_nbconvert,
    }
    sys.stdout.write("\n" + json.dumps(ways[name](pieces)) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
