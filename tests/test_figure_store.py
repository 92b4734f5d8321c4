"""Pictures that are kept: found again only when they would be the same, and never when they would not."""

import ast
import concurrent.futures
import multiprocessing
import os
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import pandas as pd
import pytest

from analysis.data import layout
from analysis.report import figures, kept_files, simulation_mark, sums
from analysis.report.documents.document import Heading
from analysis.report.figures import editions, store
from analysis.report.language import Language

YEARS = pd.DataFrame({"one": [1.0, 2.0, 4.0], "two": [2.0, 3.0, 3.5]}, index=[2021, 2022, 2023])
GIVEN = {
    "series_labels": {"one": "One", "two": "Two"},
    "title": "A title",
    "subtitle": "A subtitle",
    "source": "A source",
    "width": 300.0,
}


def chart(years=YEARS, language="en", draw=figures.trend, **other):
    return draw(years, language=Language(language), **(GIVEN | other))


@pytest.fixture
def place(tmp_path):
    """Keep pictures in a folder of the test."""
    with store.used(tmp_path / "figures"):
        yield tmp_path / "figures"


def kept(place):
    return {path.name: path.read_bytes() for path in place.glob("[!.]*")}


@pytest.fixture
def times(monkeypatch):
    """Count how often a picture is written by matplotlib."""
    written = []
    original = figures.display.summarise
    monkeypatch.setattr(
        "analysis.report.figures.sheet.summarise", lambda *given: written.append(1) or original(*given)
    )
    return written


def test_an_equal_chart_is_drawn_once_and_is_the_same(place, times):
    first, again = chart(), chart(YEARS.copy())
    assert len(times) == 1 == len(kept(place))
    with store.used(None):
        drawn = chart()
    for one in (first, again):
        assert one.svg == drawn.svg
        assert repr(one) == repr(drawn) and one._repr_mimebundle_() == drawn._repr_mimebundle_()
        assert one.measures == drawn.measures
        pd.testing.assert_frame_equal(one.data, drawn.data)


def test_nothing_is_kept_where_no_folder_is_named(tmp_path, monkeypatch, times):
    monkeypatch.delenv(store.ENVIRONMENT, raising=False)
    assert store.folder() is None
    chart(), chart()
    assert len(times) == 2
    monkeypatch.setenv(store.ENVIRONMENT, str(tmp_path / "named"))
    chart()
    assert len(kept(tmp_path / "named")) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"years": YEARS.assign(two=[2.0, 3.0, 3.51])},
        {"years": YEARS[["two", "one"]]},
        {"years": YEARS.set_axis([2020, 2022, 2023])},
        {"language": "vi"},
        {"title": "Another title"},
        {"source": ""},
        {"width": 301.0},
        {"series_labels": {"one": "One", "two": "Too"}},
        {"simulated": True},
    ],
    ids=["figure", "order", "years", "language", "title", "source", "width", "labels", "simulated"],
)
def test_whatever_is_given_makes_another_picture(place, times, other):
    chart()
    found = chart(**other)
    assert len(times) == 2 == len(kept(place))
    with store.used(None):
        assert found.svg == chart(**other).svg


def test_a_note_on_the_frame_is_part_of_what_is_given():
    noted = YEARS.copy()
    noted.attrs["simulated"] = True
    assert store._pickled(noted) != store._pickled(YEARS) == store._pickled(YEARS.copy())


def test_another_function_and_edition_make_another_picture(place, times):
    chart()
    with editions.edition("narrow"):
        chart()
    with editions.edition("wide"):
        chart()
    assert len(times) == 2 == len(kept(place))

    def another(*given, **named):
        return figures.trend.__wrapped__(*given, **named)

    chart(draw=editions.chart(another))
    assert len(times) == 3 == len(kept(place))


def test_the_mark_of_simulated_figures_makes_another_picture(place, times):
    plain = chart()
    with simulation_mark.exhibits():
        marked = chart()
    assert len(times) == 2
    assert simulation_mark.mark("en") in marked.svg and simulation_mark.mark("en") not in plain.svg


def test_both_editions_are_kept(place, times, monkeypatch):
    monkeypatch.setenv(editions.ENVIRONMENT, "1")
    first, again = chart(width=None), chart(width=None)
    assert first.narrow == again.narrow != ""
    assert len(times) == 2


def forget():
    for cached in (store._writers, kept_files._of_tables, sums.of_installed):
        cached.cache_clear()


@pytest.fixture
def package(tmp_path, monkeypatch, place):
    """Look at a copy of the code behind charts instead of the real one."""
    copied = tmp_path / "package"
    for part in ("report", "data"):
        shutil.copytree(store._PACKAGE / part, copied / part, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(store, "_PACKAGE", copied)
    forget()
    yield copied
    forget()


@pytest.mark.parametrize(
    "file",
    ["report/figures/svg.py", "report/figures/house.mplstyle", "report/language.py",
     "report/locale/vi/charts.po", "data/provinces.py"],
)  # fmt: skip
def test_other_code_style_or_words_make_another_picture(package, times, file):
    chart()
    changed = package / file
    changed.write_bytes(changed.read_bytes() + b"\n")
    os.utime(changed, ns=(0, 0))
    forget()
    chart(), chart()
    assert len(times) == 2


def test_code_that_changed_after_it_was_loaded_keeps_nothing(package, place, times):
    (package / "report" / "language.py").touch()
    forget()
    chart(), chart()
    assert len(times) == 2 and not place.exists()


def test_another_version_of_a_library_or_font_makes_another_picture(place, times, tmp_path, monkeypatch):
    there = Path(sums.sysconfig.get_path("purelib"))
    names = [path.name for path in there.glob("*.dist-info")]
    assert any(name.startswith("matplotlib-") for name in names)
    assert any(name.startswith("font_source_sans_pro-") for name in names)
    chart()
    (tmp_path / "installed" / "matplotlib-99.dist-info").mkdir(parents=True)
    monkeypatch.setattr(sums.sysconfig, "get_path", lambda _: str(tmp_path / "installed"))
    forget()
    chart()
    assert len(times) == 2
    forget()


def test_other_tables_of_places_make_another_picture(place, times, tmp_path, monkeypatch):
    raw = tmp_path / "raw"
    shutil.copytree(layout.raw() / "administrative_units", raw / "administrative_units")
    monkeypatch.setattr(layout, "raw", lambda: raw)
    chart()
    table = raw / "administrative_units" / "tile_grid.csv"
    table.write_bytes(table.read_bytes() + b"\n")
    chart()
    assert len(times) == 2


@pytest.mark.parametrize(
    "damage", [lambda held: held[:-1], lambda held: b"", lambda held: held[:70] + b"?" * 99]
)
def test_a_damaged_picture_is_drawn_again(place, times, damage):
    before = chart().svg
    (path,) = place.iterdir()
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    assert chart().svg == before
    assert len(times) == 2 and path.read_bytes() == whole


def test_what_a_notebook_defines_and_what_cannot_be_pickled_is_drawn_each_time(place):
    class Named(str):
        __slots__ = ()

    Named.__module__ = "__main__"
    assert chart(title=Named("A title")).svg == chart().svg
    assert len(kept(place)) == 1
    assert store._pickled(lambda: None) == (b"", set())
    assert store._pickled(YEARS)[1] == set()
    assert store._pickled(Language("vi"))[1] == set()
    assert store._pickled(simulation_mark.SimulatedFinding())[1] == set()
    assert store._pickled(Heading("A heading"))[1] == {"report"}


def test_a_chart_that_warns_warns_each_time(place):
    def warning(*given, **named):
        warnings.warn("look here", stacklevel=1)
        return figures.trend.__wrapped__(*given, **named)

    draw = editions.chart(warning)
    for _ in range(2):
        with pytest.warns(UserWarning, match="look here"):
            chart(draw=draw)
    assert kept(place) == {}


def test_a_picture_as_png_is_made_once_and_is_the_same(place, tmp_path, times):
    with store.used(None):
        plain = chart().save(tmp_path / "plain.png", dpi=80).read_bytes()
    first, again = chart(), chart()
    assert first.save(tmp_path / "first.png", dpi=80).read_bytes() == plain
    assert again.save(tmp_path / "again.png", dpi=80).read_bytes() == plain
    assert len(times) == 2
    assert again.save(tmp_path / "finer.png", dpi=90).read_bytes() != plain
    assert len(times) == 3


def test_a_drawing_that_was_handed_out_is_saved_as_it_is_and_not_kept(place, tmp_path):
    chart().save(tmp_path / "plain.png", dpi=80)
    before = kept(place)
    mine = chart()
    mine.drawing.texts[0].set_text("Changed")
    changed = mine.save(tmp_path / "mine.png", dpi=80).read_bytes()
    assert changed != (tmp_path / "plain.png").read_bytes()
    assert kept(place) == before
    assert mine.measures == chart().measures


def test_a_drawing_is_of_what_was_given_then(place):
    chart()
    years = YEARS.copy()
    again = chart(years)
    years.loc[:, "one"] = 9.0
    with store.used(None):
        wanted = chart().drawing.axes[0].get_lines()[0].get_ydata()
    assert list(again.drawing.axes[0].get_lines()[0].get_ydata()) == list(wanted)


def drawn_elsewhere(place):
    with store.used(place):
        return chart().svg


def test_processes_that_draw_at_once_leave_one_whole_picture(place):
    context = multiprocessing.get_context("fork")
    with concurrent.futures.ProcessPoolExecutor(4, mp_context=context) as pool:
        svgs = set(pool.map(drawn_elsewhere, [place] * 8))
    assert len(svgs) == 1
    assert len(list(place.iterdir())) == 1
    assert chart().svg in svgs


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with store.used(tmp_path / "file"):
        assert chart().svg.startswith("<svg")


def test_the_pictures_used_last_stay(place):
    for width in (300.0, 310.0, 320.0):
        chart(width=width)
    pictures = sorted(place.iterdir(), key=lambda path: path.stat().st_mtime_ns)
    for number, path in enumerate(pictures):
        os.utime(path, ns=(number, number))
    chart(width=300.0)
    store.sweep(place, most=2 * max(path.stat().st_size for path in pictures))
    assert set(place.iterdir()) == {pictures[0], pictures[2]}
    store.sweep(place / "nowhere")


ELSEWHERE = """
import sys
sys.path.insert(0, sys.argv[1])
from test_figure_store import chart
sys.stdout.write(chart().svg)
"""


def test_another_process_finds_the_picture(place):
    svg = chart().svg
    (path,) = place.iterdir()
    os.utime(path, ns=(0, 0))
    env = os.environ | {store.ENVIRONMENT: str(place), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, "-c", ELSEWHERE, str(Path(__file__).parent)], env=env,
                          capture_output=True, encoding="utf-8", check=True)  # fmt: skip
    assert done.stdout == svg
    assert [path.name for path in place.iterdir()] == [path.name]
    assert path.stat().st_mtime_ns > 0


def test_charts_ask_no_reader_whose_answers_are_recorded():
    """What a kept chart would have read is not read; a record of reading must not miss it."""
    allowed = {"analysis.data", "analysis.data.provinces"}
    for path in sorted(Path(figures.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("analysis.data"):
                names = {name.name for name in node.names}
                assert node.module in allowed, path.name
                assert node.module != "analysis.data" or names <= {"provinces", "dataset", "layout"}, (
                    path.name
                )
