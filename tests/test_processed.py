"""The committed tables equal their rebuild; bad input changes nothing; readers say what they read."""

import os
import shutil
import subprocess
import sys

import pandas as pd
import pytest

from analysis.data import building, layout, processed
from analysis.data.errors import InputError
from analysis.data.processed import UnknownName


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """Return a project folder of its own, with the raw and the rebuilt tables."""
    for folder in ("raw", "processed"):
        shutil.copytree(layout.root() / "data" / folder, tmp_path / "data" / folder)
    monkeypatch.setenv("UPTAKE_ROOT", str(tmp_path))
    return tmp_path


def content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_committed_tables_equal_their_rebuild(tmp_path):
    rebuilt = building.build(tmp_path / "processed")
    committed = content(layout.processed())
    assert sorted(path.name for path in rebuilt) == sorted(committed)
    for path in rebuilt:
        assert path.read_bytes() == committed[path.name], (
            f"data/processed/{path.name} is not what data/raw gives; run `uptake build` and commit the result"
        )


def test_the_rebuild_does_not_depend_on_the_machine(tmp_path):
    code = (
        "import sys, pathlib; from analysis.data import building; building.build(pathlib.Path(sys.argv[1]))"
    )
    other = os.environ | {"PYTHONHASHSEED": "7", "LC_ALL": "C", "TZ": "Asia/Ho_Chi_Minh"}
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "processed")], check=True, env=other, cwd=tmp_path
    )
    assert content(tmp_path / "processed") == content(layout.processed())


def test_bad_input_is_named_and_leaves_the_tables_as_they_were(copy):
    table = copy / "data/raw/gso/poverty.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("53.93", "53,93"), encoding="utf-8")
    before = content(copy / "data/processed")
    with pytest.raises(InputError, match=r"data/raw/gso/poverty\.csv"):
        building.build()
    assert content(copy / "data/processed") == before
    assert sorted(path.name for path in (copy / "data").iterdir()) == ["processed", "raw"]


def test_tables_that_were_deleted_come_back_the_same(copy):
    before = content(copy / "data/processed")
    shutil.rmtree(copy / "data/processed")
    building.build()
    assert content(copy / "data/processed") == before


def test_a_table_that_was_not_built_says_how_to_build_it(copy):
    shutil.rmtree(copy / "data/processed")
    with pytest.raises(
        InputError, match=r"data/processed/panel_63\.csv: the table has not been built.*uptake build"
    ):
        processed.panel()


def test_a_reader_puts_back_the_folder_of_a_killed_build(copy):
    (copy / "data/processed").rename(copy / "data/.processed-old")
    assert len(processed.panel()) == 441


@pytest.mark.parametrize(
    "damage", [b"code,colour\n01,red\n", b"code,year\n01,soon\n", b"", b"code,year\n"[:5]]
)
def test_a_damaged_table_says_how_to_build_it_again(copy, damage):
    (copy / "data/processed/panel_63.csv").write_bytes(damage)
    with pytest.raises(InputError, match=r"data/processed/panel_63\.csv.*uptake build"):
        processed.panel()


def test_a_changed_file_is_read_again(copy):
    path = copy / "data/processed/tiles.csv"
    before = processed.tiles("34")
    path.write_text(
        path.read_text(encoding="utf-8").replace("34,01,Hà Nội", "34,01,Thăng Long"), encoding="utf-8"
    )
    after = processed.tiles("34")
    assert before.loc[0, "name"] == "Hà Nội"
    assert after.loc[0, "name"] == "Thăng Long"


def test_panels():
    assert processed.panel().shape[0] == 441
    assert processed.panel("34").shape[0] == 238
    some = processed.panel("63", years=[2020, 2024])
    assert sorted(set(some["year"])) == [2020, 2024]
    assert some.attrs["geography"] == "63"
    assert some["code"].str.len().eq(2).all()


def test_what_a_reader_gives_is_the_readers_own():
    first = processed.panel()
    first["name"] = "changed"
    assert processed.panel()["name"].iloc[0] == "Hà Nội"


def test_values_have_every_place_and_missing_where_unknown():
    found = processed.values("papi_portal_use", "63", 2021)
    assert len(found) == 63
    assert found[found.isna()].index.tolist() == ["22", "24", "27"]
    assert found.name == "papi_portal_use"
    assert found.attrs["geography"] == "63"


def test_bounds_are_values_only_on_request():
    assert pd.isna(processed.values("full_online_dossier_share_pct", "63", 2024)["01"])
    assert processed.values("full_online_dossier_share_pct", "63", 2024, bounds=True)["01"] == 10


def test_years_outside_the_panel_can_be_read():
    assert processed.values("portal2026_total", "34", 2026).notna().sum() == 34


def test_a_cross_section_has_one_figure_a_place_the_one_the_rule_picked():
    found = processed.cross_section("community_teams")
    assert found.index.is_unique
    assert found.loc["20", ["value", "year"]].tolist() == [1646, 2024]
    assert found.loc["93", ["value", "year"]].tolist() == [600, 2023]
    assert found.loc["01", "bound"] == "at least"
    picks = processed.reported().query(
        "variable == 'community_teams' and chosen_cross_section and geography == '63'"
    )
    assert found["value"].to_dict() == dict(zip(picks["code"], picks["value"], strict=True))


def test_a_derived_cross_section_follows_the_pick_of_its_count():
    teams, density = (
        processed.cross_section("community_teams"),
        processed.cross_section("community_teams_per_1000_people"),
    )
    both = density.index.intersection(teams.index)
    assert len(both) == len(density)
    assert (density.loc[both, "year"] == teams.loc[both, "year"]).all()
    assert (density["year"] - density["basis_year"]).abs().max() <= 1


def test_a_cross_section_of_a_full_series_is_its_latest_year():
    found = processed.cross_section("papi_portal_use")
    assert len(found) == 63
    assert found.loc["01", "year"] == 2024
    assert found.loc["22", "year"] == 2024
    assert found.loc["26", "year"] == 2023


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: processed.values("papi_portal_us", "63", 2020), "did you mean papi_portal_use"),
        (lambda: processed.values("papi_portal_use", "63", 2016), "known: 2018, 2019"),
        (lambda: processed.values("papi_portal_use", "36", 2020), "known: 63, 34"),
        (lambda: processed.panel(years=[2017]), "known: 2018"),
        (lambda: processed.panel(dataset="simulate"), "did you mean simulated"),
        (lambda: processed.observations("dti_totl"), "did you mean dti_total"),
        (lambda: processed.observations(geography="VM"), "VN"),
        (lambda: processed.places("35"), "known: 63, 34"),
        (lambda: processed.tiles("VN"), "known: 63, 34"),
    ],
)
def test_unknown_names_are_answered_with_what_there_is(call, message):
    with pytest.raises(UnknownName, match=message):
        call()


def test_reads_are_recorded_by_path_from_the_projects_folder():
    processed.forget_reads()
    assert processed.reads() == []
    processed.panel("34")
    processed.targets()
    processed.panel("34")
    assert processed.reads() == ["data/processed/panel_34.csv", "data/processed/targets.csv"]


def test_the_other_tables_can_be_read():
    assert len(processed.places("34")) == 34
    assert processed.dictionary().loc["dti_total", "unit"] == "index_0_1"
    assert processed.reported()["chosen"].dtype == bool
    assert set(processed.vintages()["source"]) >= {"papi", "dti", "gso"}
    assert processed.datasets() == ("published", "simulated")
