"""Everything that proves the project right, step by step: style, types, then tests with the notebooks."""

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from analysis.data import layout
from analysis.pipeline import kernels, workers


@dataclass(frozen=True)
class Step:
    """One program that must succeed; `notebooks` when it executes all of them."""

    title: str
    command: tuple[str, ...]
    notebooks: bool = False


def steps(jobs: int, extra: Sequence[str] = ()) -> list[Step]:
    """Return the steps; with options for pytest, only pytest.

    Parameters
    ----------
    jobs
        Processes for the tests.
    extra
        Options and paths handed to pytest in place of everything.
    """
    python = (sys.executable, "-m")
    tests = Step("Tests", (*python, "pytest", *(extra or whole_suite(jobs))), notebooks=not extra)
    if extra:
        return [tests]
    return [
        Step("Style", (*python, "ruff", "check", "--quiet")),
        Step("Format", (*python, "ruff", "format", "--check", "--quiet")),
        Step("Types", (*python, "mypy")),
        tests,
    ]


def whole_suite(jobs: int) -> tuple[str, ...]:
    """Return the options of pytest for everything: unit tests, and each notebook against its stored outputs.

    Cells of one notebook stay in one process (``loadscope``), in a kernel of this environment.
    """
    return (
        *("tests", "notebooks", "--quiet", "--durations=10"),
        *("--numprocesses", str(jobs), "--dist", "loadscope"),
        *("--nbval", "--nbval-current-env", "--nbval-sanitize-with", "tests/outputs.cfg"),
    )


def run(step: Step) -> bool:
    """Run one step, its output going to the terminal; tell whether it succeeded."""
    with kernels.settings(), workers.serving() if step.notebooks else nullcontext():
        return subprocess.call(step.command, cwd=layout.root(), env=os.environ) == 0
