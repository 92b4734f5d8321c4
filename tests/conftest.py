"""What tests share: a copy of the project to work on, and a browser to open pages in."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest

if TYPE_CHECKING:
    from browsers import Browser, Visits

# Small matrices on many threads are slower by far, and numpy reads this when it is first imported.
for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(threads, "1")

ROOT = Path(__file__).resolve().parents[1]

RUNS = """
languages = ["vi", "en"]
[[runs]]
notebook = "small"
reads = ["data/processed/tiles.csv"]
"""


class Project:
    """A folder with the project's data and lock, and nothing in ``notebooks/`` yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "notebooks").mkdir(parents=True)
        shutil.copytree(ROOT / "data", folder / "data")
        for name in ("pyproject.toml", "requirements.lock"):
            shutil.copy(ROOT / name, folder / name)

    def notebook(self, name: str, *cells: str, parameters: str = 'language: str = "en"  # language') -> Path:
        """Write a notebook: a title, its parameters, then cells of code; text after ``#md`` is markdown."""
        made = [nbformat.v4.new_markdown_cell("# Title", id="title")]
        if parameters:
            tagged = {"tags": ["parameters"]}
            made.append(nbformat.v4.new_code_cell(parameters, metadata=tagged, id="parameters"))
        for number, text in enumerate(cells):
            new = nbformat.v4.new_markdown_cell if text.startswith("#md ") else nbformat.v4.new_code_cell
            made.append(new(text.removeprefix("#md "), id=f"cell-{number}"))
        path = self.folder / "notebooks" / f"{name}.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=made), path)
        return path

    def runs(self, text: str = RUNS) -> None:
        """Write ``runs.toml``."""
        (self.folder / "notebooks" / "runs.toml").write_text(text, encoding="utf-8")

    def outputs(self, path: Path) -> list[str]:
        """Return what the code cells of an executed notebook printed."""
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return [
            "".join(text)
            for cell in cells
            for output in cell.get("outputs", [])
            for text in [output.get("text") or output.get("data", {}).get("text/plain", "")]
        ]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Give a project of its own; every path of the package points into it."""
    monkeypatch.setenv("UPTAKE_ROOT", str(tmp_path / "project"))
    return Project(tmp_path / "project")


@pytest.fixture(scope="session")
def root() -> Path:
    """Give the folder of the project itself."""
    return ROOT


@pytest.fixture(scope="session")
def read() -> Callable[[str], str]:
    """Give a reader of the project's own text files, by their path from its folder."""
    return lambda name: (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """Give a running Chromium, for one file of tests: others could not use asyncio beside it."""
    from browsers import chromium

    with chromium() as opened:
        yield opened


@pytest.fixture
def visit(browser: "Browser") -> "Iterator[Visits]":
    """Give a way to open pages, ``visit(path, width, height)``; what goes wrong on one fails the test."""
    from browsers import Visits

    visits = Visits(browser)
    yield visits
    visits.close()
    assert visits.problems == []


@pytest.fixture(scope="session")
def whole_site(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """Give the folder of a real site, built once for all processes of the tests."""
    from browsers import alone
    from whole_site import build

    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    with alone(folder / "whole_site.lock"):
        return build(folder / "whole_site", root)
