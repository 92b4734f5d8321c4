"""Briefs of communes: which are stale and why, in what batches, what all of them take; one for real."""

import json
import shutil
from dataclasses import replace
from io import StringIO

import nbformat
import pandas as pd
import pytest
from rich.console import Console

from analysis.data import dataset
from analysis.data.communes import drawn, received, store
from analysis.data.communes.settings import FIRST_YEAR
from analysis.data.communes.store import Store
from analysis.pipeline import fingerprint
from analysis.pipeline.build import Outcome
from analysis.pipeline.cli import cli
from analysis.pipeline.communes import batches, verb
from analysis.pipeline.communes.batches import Batch
from analysis.pipeline.communes.batches import batches as in_batches
from analysis.pipeline.communes.briefs import briefs
from analysis.pipeline.communes.estimate import estimate
from analysis.pipeline.errors import WorkFailed
from analysis.report import simulation_mark
from analysis.report.figures import FigureError
from analysis.report.figures.months import months
from analysis.report.language import Language
from analysis.report.pages.communes import brief, brief_exhibits

NOTEBOOK = "13_commune_brief"
RUNS = f"""
languages = ["vi", "en"]
[[runs]]
notebook = "{NOTEBOOK}"
for_each = "commune"
reads = []
"""
TOTAL, SHORT = 40, 18


@pytest.fixture(scope="module")
def panel(tmp_path_factory):
    return drawn.draw(tmp_path_factory.mktemp("panel") / "drawn", total=TOTAL, months=SHORT)


@pytest.fixture
def here(project, panel, root):
    """A project with the notebook of communes and a small panel."""
    shutil.copy(root / "notebooks" / f"{NOTEBOOK}.ipynb", project.folder / "notebooks")
    project.runs(RUNS)
    shutil.copytree(panel.folder, store.folder())
    return Store(store.folder())


@pytest.fixture(autouse=True)
def published():
    yield
    dataset.forget()


def done(wanted):
    for one in wanted:
        one.executed.parent.mkdir(parents=True, exist_ok=True)
        one.executed.write_text("{}", encoding="utf-8")
        one.keep(100.0, 101.0)


def keys(panel):
    return {one.id: one.key for one in briefs(panel)}


# What is stale.


def test_every_commune_has_a_brief_in_each_language_with_a_key_of_its_own(here):
    every = briefs(here)
    assert len(every) == len({one.key for one in every}) == 2 * TOTAL
    assert every[0].parameters == {"commune": "MP00001", "language": "vi"}
    assert [one.language for one in briefs(here, ["en"])] == ["en"] * TOTAL
    assert all(one.stale for one in every)


def test_what_was_done_is_not_stale_until_it_is_gone_or_its_key_another(here):
    first, second, third, *others = briefs(here)
    done([first, second, third])
    second.executed.unlink()
    third = replace(third, key="another")
    assert [one.stale for one in (first, second, third, others[0])] == [False, True, True, True]


def rewritten(panel, tmp_path, change):
    """The same panel with one cell of its rows changed by SQL."""
    from analysis.data.communes import aggregates, database

    copy = Store(tmp_path / "changed")
    shutil.copytree(panel.folder, copy.folder)
    with database.connection() as opened:
        rows = opened.execute(f"SELECT * EXCLUDE province FROM {panel.source('01')}").df()
        change(rows)
        opened.register("changed", rows)
        store.copy(opened, "SELECT * FROM changed", copy.file("01"))
        aggregates.write(opened, copy)
    return copy


def test_one_figure_of_one_commune_makes_its_own_briefs_stale_and_no_other(here, tmp_path):
    def one_less(rows):
        rows.loc[3, "dossiers_full_online"] -= 1

    before, after = keys(here), keys(rewritten(here, tmp_path, one_less))
    assert [name for name in before if before[name] != after[name]] == [
        f"{language}/{NOTEBOOK}__MP00001" for language in ("vi", "en")
    ]


def test_a_change_that_moves_a_printed_number_reaches_those_who_print_it(here, tmp_path):
    def many_more(rows):
        rows.loc[:17, "dossiers_online"] = rows.loc[:17, "dossiers"]

    before, after = keys(here), keys(rewritten(here, tmp_path, many_more))
    province = {row.id for row in briefs(here) if row.parameters["commune"] in ("MP00001", "MP00002")}
    changed = {name for name in before if before[name] != after[name]}
    assert {name for name in province if "MP00001" in name} <= changed
    assert len(changed) == 2 * TOTAL  # so much of so small a country moves its share as well


def test_the_text_of_one_language_makes_the_briefs_of_that_language_stale(here, monkeypatch):
    before, known = keys(here), fingerprint.messages
    monkeypatch.setattr(
        fingerprint, "messages", lambda code: known(code) | ({"x": "1"} if code == "vi" else {})
    )
    after = keys(here)
    assert {name[:2] for name in before if before[name] != after[name]} == {"vi"}


# Batches and the estimate.


@pytest.mark.parametrize(("number", "jobs"), [(1, 2), (7, 2), (8, 2), (600, 2), (6642, 2), (6642, 64)])
def test_batches_hold_every_brief_once_in_nearly_equal_numbers(here, number, jobs):
    (one, *_) = briefs(here, ["vi"])
    wanted = [replace(one, name=str(n)) for n in range(number)]
    found = in_batches(wanted, jobs)
    assert [brief for batch in found for brief in batch.briefs] == wanted
    sizes = [len(batch.briefs) for batch in found]
    assert max(sizes) <= batches.LARGEST and max(sizes) - min(sizes) <= 1
    assert len(found) >= min(number, batches.AT_LEAST * jobs) * 0.75
    assert len({batch.name for batch in found}) == len(found)


def test_no_brief_needs_no_batch():
    assert in_batches([], 2) == []


def test_the_estimate_scales_the_mean_by_what_passed_on_the_clock():
    side_by_side = [(0.0, 2.0), (0.0, 3.0), (2.0, 5.0), (3.0, 5.0)]  # ten seconds of work in five
    found = estimate(side_by_side, 1000)
    assert found.seconds == pytest.approx(1000 * 2.5 / 2)
    assert found.low < found.seconds < found.high
    half = 1.96 * 996 * 0.5 * (1 / 3) ** 0.5 / 2
    assert found.high - found.seconds == pytest.approx(half)
    assert "1,000 briefs would take about 21 min" in str(found)
    assert estimate(side_by_side[:1], 1000) is None


def test_the_interval_of_the_estimate_covers_as_often_as_it_says():
    import numpy as np

    stream, covered = np.random.default_rng(4), 0
    for _ in range(200):
        every = stream.gamma(9, 0.1, 2000)
        sample = stream.choice(every, 60, replace=False)
        ends = sample.cumsum()
        found = estimate(list(zip(ends - sample, ends, strict=True)), len(every))
        covered += found.low <= every.sum() <= found.high
    assert 0.88 <= covered / 200 <= 0.99


# The verb.


@pytest.fixture
def told(here, monkeypatch):
    """Return a function that calls the verb on the small panel; briefs count as executed at once."""
    monkeypatch.setattr(drawn, "is_current", lambda target: True)
    carried = []

    def carry_out(out, graph, jobs, **given):
        found = [task.depends_on["batch"].value for task in graph]
        carried.extend(one for batch in found for one in batch.briefs)
        done(one for batch in found for one in batch.briefs)
        return Outcome([], [], {}, [], [], slots=6 if given["cluster"] else None)

    monkeypatch.setattr(verb.work, "carry_out", carry_out)

    def call(**given):
        carried.clear()
        out = Console(file=StringIO(), width=200)
        verb.make_briefs(out, **given)
        return out.file.getvalue(), list(carried)

    return call


def test_only_what_is_stale_is_executed_and_all_of_it_is_counted(told):
    said, first = told(first=3)
    assert len(first) == 6 and "6 briefs executed, 0 unchanged" in said and "Simulated figures" in said
    assert f"{2 * TOTAL} briefs would take about" in said
    assert "on this machine" in said
    said, second = told(first=5)
    assert len(second) == 4 and "4 briefs executed, 6 unchanged" in said
    said, third = told(first=5)
    assert third == [] and "0 briefs executed, 10 unchanged" in said and "would take" not in said
    assert len(told(first=5, force=True)[1]) == 10


def test_the_estimate_says_where_briefs_were_executed(told):
    said, _ = told(first=3, cluster="local")
    assert "on a cluster that works on 6 at a time" in said and "on this machine" not in said


def test_a_sample_is_the_same_each_time_and_spread_over_the_country(told):
    _, first = told(sample=10, languages=["vi"])
    assert len(first) == 10 and told(sample=10, languages=["vi"])[1] == []
    numbers = [int(one.parameters["commune"][2:]) for one in first]
    assert min(numbers) < TOTAL / 3 and max(numbers) > 2 * TOTAL / 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "say which communes"),
        (["--first", "2", "--all"], "say which communes"),
        (["--all", "--sender", "Bộ"], "--data and --sender go together"),
        (["--all", "--cluster", "nowhere"], "cluster"),
    ],
)
def test_the_verb_says_what_it_lacks(words, said):
    from click.testing import CliRunner

    found = CliRunner().invoke(cli, ["communes", *words])
    assert found.exit_code == 2 and said in found.output


# The page.


def shown(commune):
    return brief.brief(commune)


@pytest.fixture
def small(here, monkeypatch):
    monkeypatch.setattr(drawn, "is_current", lambda target: True)
    return here


def test_the_page_of_a_commune_says_what_its_rows_and_the_sums_say(small):
    found, language = shown("MP00002"), Language("en")
    share = found.rows.tail(12)[["dossiers", "dossiers_online"]].sum()
    assert found.latest == pytest.approx(100 * share["dossiers_online"] / share["dossiers"])
    assert found.quarter in (1, 2, 3, 4)
    assert len(found.shares) == SHORT and list(found.shares) == ["commune", "province", "country"]
    assert found.years["reported"].sum() == int(found.rows["reported"].sum())
    assert list(found.years.index) == [FIRST_YEAR, FIRST_YEAR + 1]
    for exhibit in (
        brief_exhibits.share_chart(found, language).alt,
        brief_exhibits.years_table(found, language).text,
        brief_exhibits.inputs_table(found, language).text,
        brief_exhibits.meaning(found, language).text,
    ):
        assert simulation_mark.mark("en") in exhibit


def test_a_commune_that_reported_nothing_gets_a_page_that_says_so(small):
    found = shown("MP00002")
    none = pd.array([pd.NA] * SHORT, dtype="Int32")
    nothing = found.rows.assign(dossiers=none, dossiers_online=none, reported=False)
    found = replace(found, rows=nothing)
    for language in map(Language, ("vi", "en")):
        assert found.latest is None and found.quarter is None
        assert brief_exhibits.headline(found, language)
        assert brief_exhibits.meaning(found, language).text
        brief_exhibits.standing(found).record(language)
        assert brief_exhibits.years_table(found, language).text
        assert brief_exhibits.share_chart(found, language).alt


def test_figures_that_were_sent_name_their_sender_and_carry_no_mark(here, tmp_path):
    from analysis.data.communes import contract, database

    path, columns = tmp_path / "sent.csv", [name for name in contract.types() if name != "commune"]
    with database.connection() as opened:
        said = f"SELECT substr(commune, 3) AS commune, {', '.join(columns)} FROM {here.source()}"
        opened.execute(f"COPY ({said}) TO '{path}' (FORMAT csv, HEADER)")
    received.receive(path, "Sở Nội vụ")
    found, language = shown("00002"), Language("vi")
    assert not found.panel.is_simulated
    text = brief_exhibits.years_table(found, language).text
    assert "số liệu do Sở Nội vụ gửi" in text and simulation_mark.mark("vi") not in text


def test_a_chart_of_months_refuses_what_it_cannot_draw(small):
    found, language = shown("MP00002"), Language("en")
    texts = {"language": language, "title": "t", "subtitle": "s", "source": "x", "simulated": True}
    with pytest.raises(FigureError, match="without a gap"):
        months(found.shares.drop(index=found.shares.index[3]), **texts)
    with pytest.raises(FigureError, match="must be months"):
        months(found.shares.set_axis(range(SHORT), axis=0), **texts)
    with pytest.raises(FigureError, match="at most three"):
        months(found.shares.assign(more=1.0), **texts)


@pytest.mark.notebooks
def test_a_batch_is_executed_for_real_and_a_brief_that_fails_does_not_keep_the_others(project, root):
    shutil.copy(root / "notebooks" / f"{NOTEBOOK}.ipynb", project.folder / "notebooks")
    project.runs(RUNS)
    drawn.ready()
    good, *_ = briefs(Store(store.folder()), ["vi"])
    wrong = {"commune": "MP99999", "language": "vi"}
    bad = replace(good, name=f"{NOTEBOOK}__MP99999", parameters=wrong)
    with pytest.raises(WorkFailed, match="1 of 2 briefs failed"):
        batches.execute_batch(batch=Batch("some", (bad, good)))
    assert bad.failed.exists() and not bad.executed.exists() and bad.stale
    assert not good.stale and good.worked()[1] > good.worked()[0]
    notebook = nbformat.read(good.executed, as_version=4)
    assert simulation_mark.is_simulated_notebook(notebook.cells)
    assert simulation_mark.unmarked(notebook.cells) == []
    assert "Xã mô phỏng 0001" in json.dumps(notebook, ensure_ascii=False)
