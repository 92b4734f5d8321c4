"""No exhibit shows a rank without the interval in which it lies."""

import ast
import json
import re
from pathlib import Path

import pytest
from lxml import html

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
# Charts put labels in order, which no reader sees as a rank.
REPORT = [
    path
    for path in sorted((ROOT / "src" / "analysis" / "report").rglob("*.py"))
    if path.parent.name != "figures"
]

RANK = re.compile(r"\brank(?:s|ed|ing)?\b(?! correlation)|(?<!tương quan )\bhạng\b", re.IGNORECASE)
INTERVAL = re.compile(r"interval|khoảng", re.IGNORECASE)


def cells(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def heads_without_interval(source):
    """Return the heads of columns of ranks (whole numbers) in a table without a column of intervals."""
    table = html.fromstring(source)
    heads = [text(head) for head in table.iter("th") if head.get("scope") == "col"]
    rows = [[text(cell) for cell in row if cell.tag in ("th", "td")] for row in table.iter("tr")]
    ranked = [
        head
        for place, head in enumerate(heads)
        if RANK.search(head)
        and not INTERVAL.search(head)
        and any(re.fullmatch(r"\d+", row[place]) for row in rows[1:] if len(row) == len(heads))
    ]
    return [] if any(INTERVAL.search(head) for head in heads) else ranked


def text(element):
    return "".join(element.itertext())


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_tables_of_notebooks_show_ranks_with_their_interval(path):
    tables = [
        "".join(output["data"]["text/html"])
        for cell in cells(path)
        for output in cell.get("outputs", [])
        if "<table" in "".join(output.get("data", {}).get("text/html", ""))
    ]
    assert [head for table in tables for head in heads_without_interval(table)] == []


def test_the_test_sees_a_rank_without_interval():
    table = (
        "<table><tr><th scope='col'>Province</th><th scope='col'>{}</th>{}</tr>"
        "<tr><th>Hà Nội</th><td>7</td>{}</tr></table>"
    )
    more = "<th scope='col'>90% rank interval</th>", "<td>3 to 20</td>"
    for head in ("Rank as published", "Thứ hạng", "Ranking 2024"):
        assert heads_without_interval(table.format(head, "", "")) == [head]
        assert heads_without_interval(table.format(head, *more)) == []
    assert heads_without_interval(table.format("Rank correlation", "", "")) == []
    assert heads_without_interval(table.format("Tương quan hạng", "", "")) == []


def ranks_taken(tree):
    """Return the lines on which figures are put in order as ranks without a word on their error."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("rank", "rankdata", "argsort")
    ]


@pytest.mark.parametrize("path", [*REPORT, *NOTEBOOKS], ids=lambda path: path.name)
def test_reports_take_ranks_from_their_intervals_alone(path):
    if path.suffix == ".py":
        sources = [path.read_text(encoding="utf-8")]
    else:
        sources = ["".join(cell["source"]) for cell in cells(path) if cell["cell_type"] == "code"]
    assert [line for source in sources for line in ranks_taken(ast.parse(source))] == []
