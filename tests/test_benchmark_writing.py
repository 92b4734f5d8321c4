"""The tables and pictures of the benchmark: in two languages, no names, the same from the same figures."""

import csv
import io
import os
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.utils import canonicalize_name

from analysis.pipeline.benchmark import benchmark, peers, picture, sample, writing
from analysis.pipeline.benchmark.rows import Row, Target, row
from analysis.pipeline.benchmark.trials import Measured
from analysis.report.figures import svg

ROOT = Path(__file__).resolve().parents[1]
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
ABOUT = {"measurements": 3}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Every row there can be, of made-up measurements."""
    drawn = sample.draw(2)
    each, all_runs = ({run.id: 2.0 for run in those} for those in (drawn.chosen, drawn.every))
    parts = benchmark.plan(drawn, trial=False)
    measured = Measured(tmp_path_factory.mktemp("m") / "r.json", {})
    for part in parts:
        for number, one in enumerate(part.contestants(), 1):
            for turn in range(part.repeats):
                seconds = float(number + turn / 10)
                figures = dict.fromkeys(("check", "sums", "model", "peak", "private", "total"), seconds)
                tasks = ["data", "vi/01_uptake_profile", "vi/brief__a", "vi/05_province_brief__a"]
                tasks += ["vi/workbook", "explorer", "site"]
                runs = all_runs if "all runs" in one.who else each
                found = {"seconds": seconds, "each": runs if part.name == "a" else seconds / 1000}
                more = {"difference": 1e-12, "tasks": tasks, "pace": 1.0, "foreign": 0.0, "tries": 1}
                measured.keep(part.name, one.who, {**figures, **found, **more})
    return benchmark.rows(parts, measured)


def test_every_target_of_every_part_is_in_the_table(told):
    aimed = {(one.part, one.target.side, one.target.bound) for one in told if one.target}
    assert aimed == {
        *{("a", "at most", 1.3), ("a", "at least", 5), ("a", "at least", 9)},
        *{("b", "at most", 2.0), ("b", "at least", 1.0), ("c", "at most", 0.1)},
        *{("d", "at least", 50), ("d", "at least", 20_000), ("d", "at most", 1e-8)},
        *{("e", "at most", 1.05), ("f", "at most", 80)},
    }
    fifty = [one.who for one in told if one.target and one.target.bound == 50]
    assert fifty == ["statsmodels, arrays"], "the fastest with clustered errors, and nobody else"


def test_what_is_scaled_says_so_and_counts_no_repeats(told):
    scaled = [one for one in told if one.note.startswith("scaled")]
    assert len(scaled) == 4
    assert {one.repeats for one in scaled} == {0}
    loop = next(one for one in scaled if one.who == "papermill, loop")
    assert loop.median == 2.0 * len(sample.draw(2).every)


@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_word_is_there_in_both_languages(told, language):
    words = writing.Words(language)
    text = writing.markdown(told, words, writing.described(ABOUT), "benchmark.svg")
    assert text.count("\n## ") == 7
    assert text.count("\n|--") + text.count("\n|---") >= 7
    if language == "vi":
        english = [
            word for word in ("median", "missed", "scaled", "notebooks", "at most") if word in text.lower()
        ]
        assert english == []


def test_a_missed_target_says_by_how_much():
    missed = row("b", "nothing changed", "uptake", [3.0], target=Target(2.0, "at most", "figure"))
    assert writing.Words("en").target(missed) == "at most 2 s: missed by 50%"
    assert writing.Words("vi").target(missed) == "không quá 2 giây: chưa đạt, lệch 50\N{NO-BREAK SPACE}%"
    met = row("a", "all runs", "limit", [3.0], ratio=1.2, target=Target(1.3, "at most", "ratio"))
    assert writing.Words("en").target(met) == "at most 1.3 times: met"


def test_short_times_and_tiny_differences_can_be_read():
    words = writing.Words("en")
    assert words.figure(0.0005, "s") == "0.50 ms"
    assert words.figure(312.4, "s") == "312 s"
    assert words.figure(3e-16, "number") == "3e-16"


def test_the_table_is_long_and_complete(told):
    lines = list(csv.DictReader(io.StringIO(writing.table(told))))
    assert len(lines) == len(told)
    assert set(lines[0]) == set(writing.COLUMNS)
    assert {line["met"] for line in lines} <= {"", "true", "false"}


def test_files_name_no_machine_and_no_folder_and_are_the_same_again(told, tmp_path):
    written = writing.write(tmp_path / "benchmark", told, ABOUT)
    first = {path.name: path.read_bytes() for path in written}
    assert set(first) == {
        *("results.csv", "benchmark.yaml", "benchmark.md", "benchmark.vi.md"),
        *("benchmark.svg", "benchmark.vi.svg"),
    }
    for name, content in first.items():
        text = content.decode()
        assert not re.search(rf"/(home|work|tmp|root|usr)/|\b{re.escape(os.uname().nodename)}\b", text), name
    again = writing.write(tmp_path / "benchmark", told, ABOUT)
    assert {path.name: path.read_bytes() for path in again} == first
    about = yaml.safe_load(first["benchmark.yaml"])
    assert about["versions"]["papermill"] == "2.7.0"
    assert about["machine"]["processors"] >= 1


def test_the_picture_draws_every_ratio_in_seconds_and_the_limit_below_one(told):
    words = writing.Words("en")
    dots = picture.dots(told, words)
    limits = [dot for dot in dots if dot.name.startswith("limit")]
    rows = [one for one in told if one.who == "limit"]
    assert [dot.times for dot in limits] == [pytest.approx(1 / one.ratio) for one in rows]
    assert {dot.bound for dot in limits} == {1 / 1.3}
    assert {dot.part for dot in dots} == {"a", "b", "d"}
    drawn = picture.drawn(told, words, "today").svg
    said = svg.words(drawn)
    plain = {re.sub("[- ]", "", line) for line in said}  # a comment may not hold two hyphens in a row
    assert {re.sub("[- ]", "", dot.name) for dot in dots} <= plain


@pytest.mark.parametrize(
    ("code", "marks"),
    [
        ("en", ["0.01", "0.5", "1", "2.5", "1,000", "1,000,000"]),
        ("vi", ["0,01", "0,5", "1", "2,5", "1.000", "1.000.000"]),
    ],
)
def test_marks_of_the_axis_are_written_as_the_language_writes_numbers(code, marks):
    words = writing.Words(code)
    assert [words.mark(value) for value in (0.01, 0.5, 1.0, 2.5, 1000.0, 1e6)] == marks


def test_without_ratios_there_are_tables_and_no_picture(tmp_path):
    only = [Row("b", "nothing changed", "uptake", "s", 1.0, 1.0, 1.0, 1)]
    written = {path.name: path for path in writing.write(tmp_path / "benchmark", only, ABOUT)}
    assert set(written) == {"results.csv", "benchmark.yaml", "benchmark.md", "benchmark.vi.md"}
    assert "svg" not in written["benchmark.md"].read_text(encoding="utf-8")


# The peers' own environment


def test_the_lock_of_the_peers_is_hashed_names_no_host_and_pins_what_is_asked_for():
    text = peers.LOCK.read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    assert all(PIN.match(block) and "--hash=sha256:" in block for block in blocks)
    assert "://" not in text
    asked = [
        line
        for line in peers.LOCK.with_name("peers.in").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    pinned = {canonicalize_name(name): number for name, number in PIN.findall(text)}
    for line in asked:
        name, _, number = line.partition("==")
        assert number in ("", pinned[canonicalize_name(name)]), line


def test_the_peers_run_the_same_libraries_as_the_project():
    mine, theirs = (
        {
            (canonicalize_name(name), number)
            for name, number in PIN.findall((path).read_text(encoding="utf-8"))
        }
        for path in (ROOT / "requirements.lock", peers.LOCK)
    )
    asked = peers.LOCK.with_name("peers.in").read_text(encoding="utf-8")
    libraries = [line for line in asked.splitlines() if line and line[0] != "#" and "==" not in line]
    for name in map(canonicalize_name, libraries):
        assert {n for found, n in theirs if found == name} <= {n for found, n in mine if found == name}, name


def test_versions_told_are_those_of_the_lock():
    assert {"papermill", "snakemake", "dvc", "pyfixest"} <= set(peers.versions())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "ploomber" not in " ".join(project["project"]["dependencies"]), "peers stay out of the project"
