"""How the code is laid out: arrows one way, small modules and functions, light imports, no lumber rooms."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "analysis"
MODULES = sorted((ROOT / "src").rglob("*.py"))
LONGEST_MODULE, LONGEST_FUNCTION = 300, 40
LUMBER = {"util", "utils", "helper", "helpers", "common", "misc", "tools", "lib"}


def functions(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function):
    """Lines of what a function does, without its signature and docstring."""
    documented = ast.get_docstring(function) is not None
    does = function.body[1:] if documented else function.body
    return function.end_lineno - does[0].lineno + 1 if does else 0


def test_imports_run_one_way():
    found = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT / "src").as_posix())
def test_modules_and_functions_are_small(path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST_MODULE, f"{lines} lines: split the module by subject"
    long = [
        f"{function.name} ({length(function)})"
        for function in functions(path)
        if length(function) > LONGEST_FUNCTION
    ]
    assert long == [], "give parts of these functions a name of their own"


def test_the_measure_of_length_leaves_signature_and_docstring_out():
    function = ast.parse(
        'def f(\n    a,\n):\n    """One.\n\n    Two.\n    """\n    x = 1\n    return x\n'
    ).body[0]
    assert length(function) == 2
    assert length(ast.parse('def f():\n    """One."""\n').body[0]) == 0


def test_there_are_no_lumber_rooms():
    names = {part for path in MODULES for part in path.relative_to(ROOT / "src").with_suffix("").parts}
    assert names & LUMBER == set(), "a function lives in the room whose subject it is"


def test_the_package_itself_imports_nothing():
    tree = ast.parse((SOURCE / "__init__.py").read_text(encoding="utf-8"))
    assert not any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(tree))


def test_the_command_line_starts_without_heavy_libraries():
    code = (
        "import sys, analysis.pipeline.cli\n"
        "heavy = {'pandas', 'numpy', 'matplotlib', 'statsmodels', 'papermill', 'pytask', 'sphinx', 'grimp'}\n"
        "raise SystemExit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert found.returncode == 0, f"imported at start: {found.stderr}"


def test_no_ignore_rule_hides_the_code_of_the_data_room():
    for path in (
        "src/analysis/data/layout.py",
        "data/raw/papi/datapackage.yaml",
        "data/processed/panel_63.csv",
    ):
        hidden = subprocess.run(["git", "check-ignore", "--no-index", "-q", path], cwd=ROOT, check=False)
        assert hidden.returncode != 0, path


def test_everything_that_is_built_is_ignored():
    for path in ("build/site/index.html", ".venv/bin/python", "src/uptake.egg-info/PKG-INFO"):
        hidden = subprocess.run(["git", "check-ignore", "--no-index", "-q", path], cwd=ROOT, check=False)
        assert hidden.returncode == 0, path
