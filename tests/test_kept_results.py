"""Results that are kept: found again only when they would be the same, and equal to what is computed."""

import ast
import concurrent.futures
import dataclasses
import functools
import multiprocessing
import os
import pickle
import shutil
import subprocess
import sys
import time
import types
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import report
from analysis.data import as_of, dataset, layout, processed, views
from analysis.data.matching import matched
from analysis.data.views import view
from analysis.pipeline import execute
from analysis.report import findings, kept_files, kept_results, sums
from analysis.report.explorer import model as explorer
from analysis.report.kept_results import kept
from analysis.report.pages.inputs import conditions, prediction_exhibits
from analysis.report.pages.learning import learning_designs, learning_study
from analysis.report.pages.models import cross_sections, dossier_counts, team_rollout
from analysis.report.pages.robustness.declared_grid import declared_grid
from analysis.report.pages.robustness.readings import Readings
from analysis.report.pages.targets import target_chances
from analysis.report.pages.units import unit_peers
from analysis.report.pages.uptake import place_groups
from analysis.stats.evidence.multiple_testing import adjust
from analysis.stats.learning import countries

P_VALUES = pd.Series([0.01, 0.2, 0.03], index=["a", "b", "c"])


@pytest.fixture
def place(tmp_path):
    """Keep results in a folder of the test."""
    with kept_results.used(tmp_path / "results"):
        yield tmp_path / "results"


@pytest.fixture
def computed(monkeypatch):
    """Note what is computed and might be kept: its name, the result, and the file that it goes into."""
    noted, original = [], kept_results._computed

    def noting(compute, path):
        result = original(compute, path)
        noted.append((compute.func.__name__, result, path))
        return result

    monkeypatch.setattr(kept_results, "_computed", noting)
    return noted


@pytest.fixture
def made_up(monkeypatch):
    """Give a way to make a function one of the room of statistics."""
    module = types.ModuleType("analysis.stats.made_up")
    monkeypatch.setitem(sys.modules, module.__name__, module)

    def named(function):
        function.__module__, function.__qualname__ = module.__name__, function.__name__
        setattr(module, function.__name__, function)
        return kept(function)

    return named


def files(place):
    return sorted(place.iterdir()) if place.exists() else []


def told(found):
    """Return every figure, label and type of a result, in order, as plain lists and texts."""
    if isinstance(found, pd.DataFrame):
        return [
            told(found.index),
            told(found.attrs),
            *((repr(name), told(one)) for name, one in found.items()),
        ]
    if isinstance(found, pd.Series | pd.Index | np.ndarray):
        labels = told(found.index) if isinstance(found, pd.Series) else None
        return [labels, type(found).__name__, str(found.dtype), repr(found.tolist())]
    if dataclasses.is_dataclass(found):
        found = vars(found)
    if isinstance(found, dict):
        return [(repr(key), told(one)) for key, one in found.items()]
    return list(map(told, found)) if isinstance(found, list | tuple) else repr(found)


def same(one, other):
    return type(one) is type(other) and told(one) == told(other)


# What is found again, and what is not.


def test_an_equal_question_is_computed_once_and_its_answer_is_the_same(place, computed):
    first, again = kept(adjust)(P_VALUES), kept(adjust)(P_VALUES.copy())
    assert len(computed) == 1 == len(files(place))
    assert same(first, adjust(P_VALUES)) and same(again, first)
    again.loc["a", "adjusted"] = 9.0
    assert not same(again, first)
    assert same(kept(adjust)(P_VALUES), first)


def test_nothing_is_kept_where_no_folder_is_named(tmp_path, monkeypatch, computed):
    monkeypatch.delenv(kept_results.ENVIRONMENT, raising=False)
    assert same(kept(adjust)(P_VALUES), adjust(P_VALUES))
    assert computed == [] and list(tmp_path.iterdir()) == []
    monkeypatch.setenv(kept_results.ENVIRONMENT, str(tmp_path / "named"))
    kept(adjust)(P_VALUES)
    assert len(files(tmp_path / "named")) == 1
    with kept_results.used(None):
        kept(adjust)(P_VALUES)
    assert len(computed) == 1


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ((P_VALUES + 1e-16,), {}),
        ((P_VALUES.astype("float32"),), {}),
        ((P_VALUES[["b", "a", "c"]],), {}),
        ((P_VALUES.rename({"a": "d"}),), {}),
        ((P_VALUES,), {"method": "holm"}),
    ],
    ids=["figure", "type", "order", "label", "option"],
)
def test_whatever_is_given_makes_another_result(place, computed, given, named):
    kept(adjust)(P_VALUES)
    assert same(kept(adjust)(*given, **named), adjust(*given, **named))
    assert len(computed) == 2 == len(files(place))


def test_the_order_of_named_arguments_makes_no_other_result(place, computed):
    rng = functools.partial(kept(countries.draw), {}, 1)
    rng(seed=3, years=(2020,)), rng(years=(2020,), seed=3)
    assert len(computed) == 1


def test_another_function_makes_another_result(place, made_up):
    @made_up
    def one(given):
        return given + 1

    @made_up
    def two(given):
        return given + 2

    assert (one(1), two(1), one(1), two(1)) == (2, 3, 2, 3)
    assert len(files(place)) == 2


def test_the_data_set_and_the_day_make_another_result(place, computed, monkeypatch):
    kept(adjust)(P_VALUES)
    with as_of.before_deliveries():
        kept(adjust)(P_VALUES)
    simulated = dataset.Dataset("simulated", 4)
    monkeypatch.setattr(dataset._Process, "simulated", simulated)  # was read beside the published one
    kept(adjust)(P_VALUES)
    monkeypatch.setattr(dataset._Process, "in_use", simulated)
    kept(adjust)(P_VALUES)
    assert len(computed) == 4


def test_only_functions_of_the_room_of_statistics_are_kept(place, made_up):
    def plain():
        return 1

    assert kept(plain)() == 1 == kept(lambda: 1)()
    assert kept(sums.of_bytes)(b"") == sums.of_bytes(b"")
    assert kept(processed.places)("34").equals(processed.places("34"))
    assert files(place) == []
    assert made_up(plain)() == 1
    assert len(files(place)) == 1
    replaced = types.FunctionType(plain.__code__, plain.__globals__, "plain")
    replaced.__module__, replaced.__qualname__ = plain.__module__, "plain"
    assert kept(replaced)() == 1  # a function that only says that it is of the room
    assert len(files(place)) == 1


# What a result depends on beside what is given.


def forget():
    for cached in (kept_results._code, kept_files._of_tables, sums.of_installed):
        cached.cache_clear()


@pytest.fixture
def package(tmp_path, monkeypatch, place):
    """Look at a copy of the code behind results instead of the real one."""
    copied = tmp_path / "analysis"
    for part in ("stats", "data"):
        shutil.copytree(
            kept_results._PACKAGE / part, copied / part, ignore=shutil.ignore_patterns("__pycache__")
        )
    (copied / "report").mkdir()
    for path in (kept_results._PACKAGE / "report").glob("*.py"):
        shutil.copy2(path, copied / "report")
    monkeypatch.setattr(kept_results, "_PACKAGE", copied)
    forget()
    yield copied
    forget()


@pytest.mark.parametrize(
    ("file", "times"),
    [
        ("stats/resampling.py", 2),
        ("stats/spatial/weights.py", 2),
        ("data/simulation/model.py", 2),
        ("data/derived_indicators.yaml", 2),
        ("report/kept_results.py", 2),
        ("report/language.py", 1),
    ],
)
def test_other_code_of_statistics_or_data_makes_another_result(package, computed, file, times):
    kept(adjust)(P_VALUES)
    changed = package / file
    changed.write_bytes(changed.read_bytes() + b"\n")
    os.utime(changed, ns=(0, 0))
    forget()
    kept(adjust)(P_VALUES), kept(adjust)(P_VALUES)
    assert len(computed) == times


def test_code_that_changed_after_it_was_loaded_keeps_nothing(package, place, computed):
    (package / "stats" / "sample.py").touch()
    forget()
    assert same(kept(adjust)(P_VALUES), adjust(P_VALUES))
    assert computed == [] and files(place) == []


def test_another_version_of_a_library_makes_another_result(place, computed, tmp_path, monkeypatch):
    kept(adjust)(P_VALUES)
    (tmp_path / "installed" / "scikit_learn-99.dist-info").mkdir(parents=True)
    monkeypatch.setattr(sums.sysconfig, "get_path", lambda _: str(tmp_path / "installed"))
    forget()
    kept(adjust)(P_VALUES)
    assert len(computed) == 2
    forget()


@pytest.mark.parametrize(
    ("file", "change", "times"),
    [
        ("papi/datapackage.yaml", ("hash:", "hash: x"), 1),
        ("papi/datapackage.yaml", ("title:", "title: x"), 2),
        ("administrative_units/provinces_63.csv", ("\n", "\n\n"), 2),
        ("papi/e_governance.csv", ("0", "1"), 1),
    ],
    ids=["checksum", "description", "places", "figures"],
)
def test_a_description_or_a_place_makes_another_result_and_a_figure_does_not(
    project, computed, file, change, times
):
    with kept_results.used(project.folder / "results"):
        kept(adjust)(P_VALUES)
        text = (layout.raw() / file).read_text(encoding="utf-8")
        assert change[0] in text
        (layout.raw() / file).write_text(text.replace(*change, 1), encoding="utf-8")
        assert same(kept(adjust)(P_VALUES), adjust(P_VALUES))
    assert len(computed) == times


# What is computed each time.


@pytest.mark.parametrize("damage", [lambda held: held[:-1], lambda held: b"", lambda held: b"?" * len(held)])
def test_a_damaged_result_is_computed_again(place, computed, damage):
    before = kept(adjust)(P_VALUES)
    (path,) = files(place)
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    assert same(kept(adjust)(P_VALUES), before)
    assert len(computed) == 2 and path.read_bytes() == whole


def test_a_result_that_cannot_be_read_any_more_is_computed_again(place, computed):
    before = kept(adjust)(P_VALUES)
    (path,) = files(place)
    kept_files.write(path, b"cnowhere\nNothing\n.")
    assert same(kept(adjust)(P_VALUES), before)
    assert len(computed) == 2


def test_what_warns_warns_each_time(place, made_up):
    @made_up
    def warning():
        warnings.warn("look here", stacklevel=1)
        return 1

    for _ in range(2):
        with pytest.warns(UserWarning, match="look here"):
            assert warning() == 1
    assert files(place) == []


def test_what_cannot_be_pickled_is_computed_each_time(place, made_up):
    @made_up
    def back(given):
        return given() if callable(given) else given

    assert back(lambda: 3) == 3
    assert files(place) == []

    @made_up
    def local():
        return lambda: 1

    assert local()() == 1 == local()()
    assert files(place) == []


def test_an_error_is_raised_each_time(place, made_up):
    @made_up
    def wrong():
        raise ValueError("no figures")

    for _ in range(2):
        with pytest.raises(ValueError, match="no figures"):
            wrong()
    assert files(place) == []


@pytest.mark.parametrize("listened", [True, False])
def test_what_asks_a_reader_is_computed_and_noted_each_time(place, made_up, listened):
    @made_up
    def asking():
        return len(processed.targets())

    @view
    def reader_of_a_test():
        return asking()

    for _ in range(2):
        views.forget()
        assert (asking if listened else reader_of_a_test)() == len(processed.targets())
        assert set(views.asked()) >= ({"targets {}"} if listened else {"reader_of_a_test {}"})
        views.forget()
        (asking if listened else reader_of_a_test)()
        assert ("targets {}" in views.asked()) == listened
    assert files(place) == []
    views._readers.pop("reader_of_a_test", None)


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with kept_results.used(tmp_path / "file"):
        assert same(kept(adjust)(P_VALUES), adjust(P_VALUES))


# Several processes.

ELSEWHERE = """
import sys
import pandas as pd
from analysis.report import kept_results
from analysis.stats.evidence.multiple_testing import adjust
kept_results._computed = None
kept_results.kept(adjust)(pd.Series([0.01, 0.2, 0.03], index=["a", "b", "c"]))
"""


def test_another_process_finds_the_result(place):
    kept(adjust)(P_VALUES)
    env = os.environ | {kept_results.ENVIRONMENT: str(place), "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-c", ELSEWHERE], env=env, check=True)


def test_processes_that_ask_at_once_compute_once(place, made_up, tmp_path):
    log = tmp_path / "log"

    @made_up
    def slow():
        with log.open("a", encoding="utf-8") as file:
            file.write("computed\n")
        return float(np.linalg.eigvals(np.random.default_rng(1).random((200, 200))).real.sum())

    context = multiprocessing.get_context("fork")
    running = [context.Process(target=slow) for _ in range(4)]
    for process in running:
        process.start()
    for process in running:
        process.join()
    assert log.read_text(encoding="utf-8") == "computed\n"
    assert len(files(place)) == 1


def test_who_died_while_computing_is_not_waited_for(place, made_up):
    mine = os.getpid()

    @made_up
    def deadly():
        if os.getpid() != mine:
            os._exit(9)
        return 1

    process = multiprocessing.get_context("fork").Process(target=deadly)
    process.start()
    process.join()
    assert process.exitcode == 9
    begun = time.monotonic()
    assert deadly() == 1
    assert time.monotonic() - begun < kept_results._PATIENCE / 10
    assert len(files(place)) == 1


def test_who_takes_too_long_is_not_waited_for(place, monkeypatch):
    monkeypatch.setattr(kept_results, "_PATIENCE", 0.05)

    with concurrent.futures.ThreadPoolExecutor(1) as pool, kept_results._alone(place / "key"):

        def waiting():
            with kept_results._alone(place / "key"):
                return 1

        assert pool.submit(waiting).result() == 1


def test_the_results_used_last_stay(place):
    for given in (P_VALUES, P_VALUES / 2, P_VALUES / 3):
        kept(adjust)(given)
    results = files(place)
    for number, path in enumerate(results):
        os.utime(path, ns=(number, number))
    kept_files.read(results[0])
    kept_results.sweep(place, most=2 * max(path.stat().st_size for path in results))
    assert files(place) == [results[0], results[2]]


# The results of pages, on the real figures.


def between_places():
    ask = ["papi_internet_access"], ["poverty_rate_pct"], [2023]
    return cross_sections.between_places("papi_portal_use", *ask)


def types_of_use():
    section = matched(place_groups.OF_USE, 2023).table.reset_index()
    return kept(place_groups.typology)(section, place_groups.OF_USE, place="code", groups=(2,), draws=20)


def foretold():
    names = ["papi_portal_use", "papi_internet_access", "dti_infrastructure"]
    data = processed.panel("63", years=[2023], indicators=names).set_index("code")[["region", *names]]
    ask = data, names[0], names[1:]
    found = prediction_exhibits.predicted(*ask, [2022, 2023], repetitions=1, draws=100)
    rows = data.rename_axis("code").reset_index()
    kept(prediction_exhibits.importance)(rows, *ask[1:], "code", model="ridge", region="region", seed=1)
    return found


def rolled_out():
    panel = processed.panel("63", years=range(2020, 2025), indicators=["papi_portal_use"])
    team_rollout.team_rollout(panel, "papi_portal_use")
    return team_rollout.panel_needed(panel, "papi_portal_use", [40])


def within_places():
    names = ["papi_portal_use", "papi_internet_access", *findings.CONTROLS]
    panel = processed.panel("63", years=findings.YEARS, indicators=list(dict.fromkeys(names)))
    declared_grid(panel, *names[:2])
    return findings.examined_access(panel)


REAL = [
    types_of_use,
    lambda: place_groups.peers_by_context(2023, 1),
    unit_peers.unit_peers,
    foretold,
    lambda: conditions.teams("papi_portal_use", "dti_government", 2023),
    between_places,
    lambda: dossier_counts.examined(dossier_counts.dossier_counts()),
    within_places,
    rolled_out,
    lambda: Readings("papi_portal_use", "papi_internet_access", [], (2022, 2023))._neighbours(),
    lambda: target_chances.simulated_table(report.language.Language("en")),
    lambda: explorer.exported(100),
    lambda: learning_study.variants(learning_study.Study.carried_out(20, repetitions=2), repetitions=2),
    lambda: learning_designs.dates(2),
]


def kept_by_pages():
    """Return the names of the functions that stand in a call of kept(…) in the room of reports."""
    for path in Path(report.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "kept":
                yield ast.unparse(node.args[0]).rpartition(".")[2]


@pytest.mark.slow
def test_what_pages_keep_is_equal_to_what_is_computed(place, computed, monkeypatch):
    """Computed, kept and found again: each function that a page keeps, on figures that it is asked about."""
    for ask in REAL:
        ask()
    for name, result, path in computed:
        assert path.exists(), f"{name} was not kept: it asks a reader, warns, or cannot be pickled"
        assert same(pickle.loads(kept_files.read(path)), result), name
    assert {name for name, *_ in computed} == set(kept_by_pages())
    monkeypatch.setattr(kept_results, "_computed", None)  # nothing is computed again
    for ask in REAL:
        ask()


CELLS = (
    "from analysis.report import parameters, provenance\n"
    "from analysis.report.language import Language\n"
    "from analysis.report.pages.units import unit_peers\n"
    "from analysis.report.pages.uptake import place_groups\n"
    "lang = Language(language)\nrun = parameters.check(language=language)",
    "unit_peers.unit_peers()",
    "place_groups.peers_by_context(2023, 1).pairs",
    "provenance.how_this_was_made(run, lang, indicators=list(place_groups.CONTEXT))",
)


@pytest.mark.slow
@pytest.mark.notebooks
def test_a_notebook_says_the_same_whether_its_results_are_computed_or_kept(project, tmp_path):
    source, results = project.notebook("small", *CELLS), tmp_path / "results"
    with kept_results.used(results):
        unit_peers.unit_peers(), place_groups.peers_by_context(2023, 1)
    for path in files(results):
        os.utime(path, ns=(0, 0))
    written = []
    for settings in ({}, {kept_results.ENVIRONMENT: str(results)}):
        notebook = execute.execute(source, tmp_path / "out.ipynb", name="small", settings=settings)
        assert execute.views_asked(notebook)
        written.append((tmp_path / "out.ipynb").read_bytes())
    assert [path.stat().st_mtime_ns > 0 for path in files(results)] == [True, True], "nothing was found again"
    assert written[0] == written[1]
