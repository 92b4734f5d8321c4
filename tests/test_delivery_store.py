"""Deliveries are kept whole or not at all; their figures enter by the rule and leave nothing behind."""

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import yaml
from deliveries_by_hand import COLUMN, DAYS, accept, delivery, figure
from hypothesis import given
from hypothesis import strategies as st

from analysis.data import building, checks, observations, processed, reported, sources
from analysis.data.deliveries.kept import figures, package_text, senders, store
from analysis.data.deliveries.remarks import Remark
from analysis.data.deliveries.variables import variables
from analysis.data.errors import InputError
from analysis.data.processed_tables import text
from analysis.data.trace import trace

TEAMS = (figure("10", "teams_commune", 150), figure("10", "teams_hamlet", 1400))
SMARTPHONES = (figure("10", "smartphone_adults", 400000), figure("10", "adults", 500000))


@pytest.fixture
def folder(project):
    """Give the folder of deliveries of a project of its own."""
    return project.folder / "data" / "raw" / "deliveries"


@pytest.fixture
def small(project, folder):
    """Give the folder in a project that holds nothing but the list of places, which is checked soon."""
    for path in folder.parent.iterdir():
        if path.is_dir() and path.name != "administrative_units":
            shutil.rmtree(path)
    return folder


def content(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def of(indicator, code="10", year=2024, geography="63"):
    rows = pd.concat([observations.published(), observations.chosen(reported.assess())])
    rows = rows[(rows["indicator"] == indicator) & (rows["code"] == code) & (rows["year"] == year)]
    rows = rows[rows["geography"] == geography]
    return None if rows.empty else rows.iloc[0]


# Keeping


def test_a_delivery_is_kept_with_its_file_and_passes_every_check(project, folder):
    name = accept(project.folder, *TEAMS, *SMARTPHONES, mapping=[COLUMN], content=b"as received")
    assert name.startswith("2026-11-22-so_kh_cn_lao_cai-")
    assert set(content(folder)) == {
        "datapackage.yaml",
        "senders.yaml",
        f"{name}.csv",
        f"originals/{name}.csv",
    }
    assert content(folder)[f"originals/{name}.csv"] == b"as received"
    assert checks.problems() == []
    kept = store.table(name).drop(columns="line")
    given = delivery(*TEAMS, *SMARTPHONES)[0].figures
    assert kept.astype(object).to_dict("records") == given.astype(object).to_dict("records")
    (one,) = store.accepted()
    assert (one.id, one.sender, one.received, one.withdrawn) == (name, "Sở KH&CN Lào Cai", DAYS[1], None)
    assert one.original.name == "bao cao.csv"
    assert one.mapping[0]["heading"] == "Số tổ"


def test_texts_of_the_package_stand_in_both_languages(project, folder):
    name = accept(project.folder, *TEAMS)
    source = sources.sources()["deliveries"]
    for described in (source, source.tables[name]):
        assert described.title["en"] and described.title["vi"]
    assert "nhận ngày 2026-11-22" in source.tables[name].title["vi"]


def test_the_same_bytes_again_change_nothing(project, folder):
    first = accept(project.folder, *TEAMS)
    before = content(folder), folder.stat().st_ino
    assert accept(project.folder, *TEAMS, day=DAYS[5], sender="Another spelling") == first
    assert (content(folder), folder.stat().st_ino) == before
    held = store.holding(store.accepted()[0].original.sha256)
    assert held is not None and held.id == first
    assert store.holding("0" * 64) is None


def test_the_same_file_read_otherwise_must_be_withdrawn_first(project, folder):
    accept(project.folder, *TEAMS, content=b"one file")
    before = content(folder)
    with pytest.raises(store.DeliveryRefused, match="withdraw that first"):
        accept(project.folder, *SMARTPHONES, content=b"one file")
    assert content(folder) == before


def test_a_withdrawn_file_can_be_received_again_on_the_same_day(project, small):
    first = accept(project.folder, *TEAMS)
    store.withdraw(first, date=DAYS[1], by="An", why="too early")
    assert accept(project.folder, *TEAMS) == f"{first}-2"
    assert checks.problems() == []


def test_a_file_without_sheets_and_an_odd_name_are_kept(project, small):
    name = accept(
        project.folder,
        figure("10", "teams", 1500, sheet="", as_of_date="", written="1.500\n tổ"),
        name="Ba\u0301o ca\u0301o  CĐS.XLSX ",
        sender="  UBND tỉnh\u00a0Lào Cai ",
    )
    assert name.startswith("2026-11-22-ubnd_tinh_lao_cai-")
    (one,) = store.accepted()
    assert (one.sender, one.original.name) == ("UBND tỉnh Lào Cai", "Báo cáo CĐS.XLSX")
    assert one.original.path.endswith(f"/{name}.xlsx")
    assert store.table(name)["written"].tolist() == ["1.500 tổ"]
    assert checks.problems() == []


@given(st.floats(min_value=0, max_value=1e12, allow_nan=False))
def test_numbers_are_written_as_raw_tables_want_them(value):
    written = package_text.number(value)
    assert "e" not in written and not written.endswith(".")
    assert float(written) == float(f"{value:.15g}")


REFUSED = {
    "a fault": ({"remarks": [Remark("not_a_number", row=7, column=3)]}, "1 faults"),
    "a doubt": (
        {"remarks": [Remark("jump", geography="63", code="10", year=2024, variable="teams_hamlet")]},
        "1 doubts",
    ),
    "a day before the tables": ({"day": dt.date(2026, 11, 20)}, "2026-11-20 lies before 2026-11-21"),
    "nobody": ({"sender": "  "}, "who sent"),
}


@pytest.mark.parametrize(("given", "why"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_changes_nothing(project, folder, given, why):
    with pytest.raises(store.DeliveryRefused, match=why) as refusal:
        accept(project.folder, *TEAMS, **given)
    assert list(refusal.value.remarks) == given.get("remarks", [])
    assert not folder.exists()


def test_a_figure_twice_a_changed_file_and_an_earlier_day_are_refused(project, folder):
    with pytest.raises(store.DeliveryRefused, match="twice"):
        accept(project.folder, TEAMS[0], TEAMS[0])
    made, _ = delivery(*TEAMS)
    path = project.folder / "other.csv"
    path.write_bytes(b"something else")
    with pytest.raises(store.DeliveryRefused, match="has changed"):
        store.accept(made, path, sender="An", received=DAYS[1])
    accept(project.folder, *TEAMS, day=DAYS[3])
    with pytest.raises(store.DeliveryRefused, match="would change"):
        accept(project.folder, *SMARTPHONES, day=DAYS[2])


def test_a_figure_that_an_earlier_delivery_gives_otherwise_must_be_decided(project):
    accept(project.folder, *TEAMS)
    with pytest.raises(store.DeliveryRefused) as refusal:
        accept(project.folder, figure("10", "teams_hamlet", 1500), day=DAYS[2])
    (doubt,) = refusal.value.remarks
    assert (doubt.kind, doubt.address, dict(doubt.values)["known"], doubt.suggested) == (
        "revision",
        "C5",
        1400,
        "take",
    )
    # Another date of the year is another fact, and the same number is none.
    accept(project.folder, figure("10", "teams_hamlet", 1500, as_of_date="2024-06-30"), day=DAYS[2])
    accept(project.folder, figure("10", "teams_hamlet", 1400), figure("10", "teams", 1550), day=DAYS[2])


# What a check finds


def spoiled(folder, change):
    path = folder / "datapackage.yaml"
    package = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(package)
    path.write_text(yaml.safe_dump(package, allow_unicode=True, sort_keys=False), encoding="utf-8")


def test_a_changed_or_missing_original_and_a_stray_file_are_found(project, small):
    name = accept(project.folder, *TEAMS)
    original = small / "originals" / f"{name}.csv"
    original.write_bytes(b"touched")
    (small / "originals" / "left.xlsx").write_bytes(b"?")
    found = {(one.file.split("deliveries/")[1], one.rule) for one in checks.problems()}
    assert found == {("originals/left.xlsx", "the file is declared in no package")}
    (small / "originals" / "left.xlsx").unlink()
    (found,) = checks.problems()
    assert found.rule == "the file is not the one that was received"
    original.unlink()
    (found,) = checks.problems()
    assert found.rule == "the file is missing"


def test_figures_out_of_range_and_parts_above_their_whole_are_found(project, small):
    name = accept(project.folder, *SMARTPHONES)
    path = small / f"{name}.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",400000,", ",600000,"), encoding="utf-8")
    checks.update_checksums("deliveries")
    (found,) = checks.problems()
    assert (found.row, found.column) == (2, "value")
    assert "greater than adults" in found.rule
    path.write_text(path.read_text(encoding="utf-8").replace(",600000,", ",99000000,"), encoding="utf-8")
    checks.update_checksums("deliveries")
    assert any("is not between" in one.rule for one in checks.problems())


def test_a_name_that_does_not_say_where_it_comes_from_and_an_unknown_variable_are_found(project, small):
    accept(project.folder, *TEAMS, mapping=[COLUMN])
    spoiled(small, lambda package: package["resources"][0].update(sender="Somebody else"))
    (found,) = checks.problems()
    assert "does not say day, sender and checksum" in found.rule
    spoiled(small, lambda package: package["resources"][0].update(sender="Sở KH&CN Lào Cai"))
    known = small / "senders.yaml"
    known.write_text(known.read_text(encoding="utf-8").replace("teams_hamlet", "teems"), encoding="utf-8")
    (found,) = checks.problems()
    assert (found.column, found.value) == ("so_kh_cn_lao_cai.Số tổ", "teems:teams")


# Senders


def test_what_a_sender_was_asked_is_remembered_without_its_year(project, small):
    left_out = Remark("column_left_out", values={"heading": "Ghi chú"})
    accept(project.folder, *TEAMS, mapping=[COLUMN], remarks=[left_out])
    assert senders.mapping("So KH-CN Lao Cai") == {"Số tổ": "teams_hamlet:teams", "Ghi chú": "-"}
    senders.remember("Sở KH&CN Lào Cai", {"Số tổ": "teams:teams:2025"})
    assert senders.mapping("Sở KH&CN Lào Cai")["Số tổ"] == "teams:teams"
    assert senders.mapping("Sở KH&CN Yên Bái") == {}
    assert checks.problems() == []


def test_a_sender_can_be_remembered_before_anything_is_accepted(project, small):
    senders.remember("Bộ Khoa học và Công nghệ", {"DTI": "dti_total:index_0_1"})
    assert senders.mapping("Bộ Khoa học và Công nghệ") == {"DTI": "dti_total:index_0_1"}
    assert store.accepted() == []
    assert checks.problems() == []
    accept(project.folder, *TEAMS)
    assert senders.mapping("Bộ Khoa học và Công nghệ") == {"DTI": "dti_total:index_0_1"}


# Figures


def test_counts_of_two_levels_are_added_and_shares_computed_with_a_note_in_both_languages(project):
    accept(project.folder, *TEAMS, *SMARTPHONES)
    rows = figures.delivered().set_index(["indicator", "level"])
    both = rows.loc[("community_teams", "commune and hamlet")]
    assert (both["value"], both["delivery_lines"]) == (1550, "2|3")
    assert "Added up from two figures" in both["said_en"] and "Cộng từ hai số liệu" in both["said_vi"]
    share = rows.loc["smartphone_share_pct"].iloc[0]
    assert (share["value"], share["part"], share["whole"], share["denominator"]) == (
        80,
        400000,
        500000,
        "adults",
    )
    assessed = reported.assess().set_index(["indicator", "delivery_lines"])
    assert assessed.loc[("community_teams", "2|3"), "reason"] == "fuller_level"
    assert assessed.loc[("community_teams", "2"), "reason"] == "commune_level_only"
    assert "Tính từ hai số liệu" in assessed.loc[("smartphone_share_pct", "4|5"), "judgement_vi"]
    assert of("community_teams")["value"] == 1550
    assert of("smartphone_share_pct")["value"] == 80


def test_every_variable_has_a_place_among_the_figures(project):
    value = {"dti": 0.5, "share": 50.0}
    given = [
        figure("10", name, next((v for k, v in value.items() if k in name), one.high // 2), geography="63")
        for name, one in variables().items()
    ]
    accept(project.folder, *[row | {"year": 2025} for row in given])
    assert checks.problems() == []
    held = set(figures.delivered()["variables"].map(lambda names: names[0]))
    assert held == {name for name, one in variables().items() if not one.published}
    assert reported.assess()["label_vi"].notna().all()
    assert set(figures.known()["variable"]) == {*variables(), "population", "commune_units"}


BOUNDS = [
    ("exact", "exact", "exact"),
    ("at least", "exact", "at least"),
    ("exact", "at least", "at most"),
    ("exact", "at most", "at least"),
    ("about", "exact", "about"),
    ("at least", "at most", "at least"),
    ("at least", "at least", None),
    ("about", "at least", None),
]


@pytest.mark.parametrize(("part", "whole", "share"), BOUNDS)
def test_a_bound_goes_through_a_share_or_there_is_none(project, part, whole, share):
    accept(
        project.folder,
        figure("10", "households_fibre", 90000, bound=part),
        figure("10", "households", 180000, bound=whole),
    )
    rows = figures.delivered()
    found = rows[rows["indicator"] == "fibre_household_share_pct"]
    assert found["bound"].tolist() == ([share] if share else [])
    if share:
        assert found["value"].tolist() == [50]


def test_figures_of_different_dates_or_of_two_deliveries_give_no_share(project):
    accept(project.folder, figure("10", "adults", 500000), figure("10", "households", 180000))
    accept(
        project.folder,
        figure("10", "smartphone_adults", 400000),
        figure("10", "households_fibre", 90000, as_of_date="2024-06-30"),
        day=DAYS[2],
    )
    assert not figures.delivered()["indicator"].str.endswith("_pct").any()


def test_a_new_cell_of_the_index_enters_and_an_equal_one_is_nothing(project):
    known = observations.published()
    here = known[(known["indicator"] == "dti_total") & (known["code"] == "10") & (known["year"] == 2024)]
    value = float(here[here["geography"] == "63"]["value"].iloc[0])
    accept(project.folder, figure("10", "dti_total", round(value, 2)), figure("10", "dti_total", 0.7, 2025))
    now = observations.published()
    assert len(now) == len(known) + 1
    assert of("dti_total")["source"] == "dti"
    assert (of("dti_total", year=2025)["value"], of("dti_total", year=2025)["source"]) == (0.7, "deliveries")
    with pytest.raises(store.DeliveryRefused) as refusal:
        accept(project.folder, figure("10", "dti_total", 0.9), day=DAYS[2])
    assert dict(refusal.value.remarks[0].values)["source"] == "dti/dti"


def test_a_delivery_of_units_in_force_stays_one(project):
    accept(project.folder, figure("15", "teams", 3000, geography="34"))
    row = of("community_teams", "15", geography="34")
    assert (row["value"], row["origin"]) == (3000, "published")


# Withdrawing


def test_after_a_withdrawal_everything_is_as_it_was(project):
    def state():
        assessed = reported.assess()
        return [text(frame) for frame in (assessed, observations.observe(assessed))]

    before = state()
    name = accept(project.folder, *TEAMS, *SMARTPHONES, figure("10", "dti_total", 0.7, 2025))
    assert state() != before
    store.withdraw(name, date=DAYS[2], by="Nguyễn Văn An", why="sai đơn vị")
    assert state() == before
    assert checks.problems() == []
    (one,) = store.accepted()
    assert (one.withdrawn.date, one.withdrawn.by, one.withdrawn.why) == (
        DAYS[2],
        "Nguyễn Văn An",
        "sai đơn vị",
    )
    for wrong, why in ((name, "already"), ("2026-11-22-nobody-00000000", "There is no delivery")):
        with pytest.raises(store.DeliveryRefused, match=why):
            store.withdraw(wrong, date=DAYS[3], by="An", why="x")


def test_rows_of_other_deliveries_keep_their_numbers_after_a_withdrawal(project):
    first = accept(project.folder, *TEAMS)
    second = accept(project.folder, figure("12", "teams", 900), day=DAYS[2])
    assert reported.assess()["line"].is_unique
    before = reported.assess().set_index("delivery")["line"][second]
    store.withdraw(first, date=DAYS[3], by="An", why="x")
    assert reported.assess().set_index("delivery")["line"][second] == before


# Built and traced


def test_a_built_figure_is_traced_to_the_cells_of_the_file(project):
    name = accept(project.folder, *TEAMS, *SMARTPHONES, figure("10", "dti_total", 0.7, 2025))
    building.build()
    assert set(processed.vintages()["table"]) >= {name}
    share = trace("smartphone_share_pct", "10", 2024)
    assert share.file == f"data/raw/deliveries/{name}.csv"
    assert [cell.split(", ")[-2:] for cell in share.cells] == [
        ["cell C7", 'written "400000"'],
        ["cell C8", 'written "500000"'],
    ]
    assert all("Sở KH&CN Lào Cai, received on 2026-11-22: bao cao.csv" in cell for cell in share.cells)
    assert len(trace("community_teams", "10", 2024).cells) == 2
    (cell,) = trace("dti_total", "10", 2025).cells
    assert cell.endswith('sheet Biểu 1, cell C9, written "0,7"')
    assert 'written "150"' in str(trace("community_teams_per_1000_people", "10", 2024))


# Killed

KILLED = """
import json, os, shutil, sys
from pathlib import Path
from deliveries_by_hand import *
from analysis.data import checks, sources
from analysis.data.deliveries.kept import check_deliveries, store

root = Path(os.environ["UPTAKE_ROOT"])
folder = root / "data" / "raw" / "deliveries"
kept = root / "kept"
what, seen = sys.argv[1], []

def event():
    if what == "withdraw":
        store.withdraw(store.accepted()[0].id, date=DAYS[2], by="An", why="x")
    else:
        accept(root, figure("12", "teams", 900), content=b"second", day=DAYS[2])

def watch(last):
    count = 0
    def hook(name, args):
        nonlocal count
        touches = name in {"os.mkdir", "os.rename", "os.remove", "os.rmdir"} or (
            name == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)
        )
        if touches and "data/raw" in str(args[0]):
            count += 1
            if count == last:
                os._exit(9)
    return hook

def files():
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}

def state():
    return [(one.id, one.withdrawn is not None) for one in store.accepted()]

def reset():
    for path in (root / "data" / "raw").glob("*deliveries*"):
        shutil.rmtree(path)
    if kept.exists():
        shutil.copytree(kept, folder)

if what != "first":
    accept(root, figure("10", "teams", 1500), content=b"first")
    shutil.copytree(folder, kept)
old = state()
event()
new, wanted = state(), files()
for last in range(1, 400):
    reset()
    child = os.fork()
    if not child:
        sys.addaudithook(watch(last))
        event()
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    found = state()
    problems = [str(one) for one in (*checks._stray_files(), *check_deliveries.delivery_problems([]))]
    if found == old:
        event()
    else:
        assert found == new, found
    left = [path.name for path in (root / "data" / "raw").iterdir() if path.name.startswith(".")]
    seen.append({"code": code, "after": found == old, "problems": problems, "whole": files() == wanted,
                 "left": left if found == old else []})
    if code == 0:
        break
print(json.dumps(seen))
"""


@pytest.mark.parametrize("what", ["first", "second", "withdraw"])
def test_killed_at_any_point_the_old_state_stands_and_the_next_call_finishes(project, what):
    found = subprocess.run(
        [sys.executable, "-c", KILLED, what],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stderr
    seen = json.loads(found.stdout)
    assert len(seen) > 8
    assert {one["code"] for one in seen[:-1]} == {9} and seen[-1]["code"] == 0
    assert any(one["after"] for one in seen) and not all(one["after"] for one in seen)
    assert all(one["whole"] and not one["problems"] and not one["left"] for one in seen), seen


def test_a_folder_left_between_two_renames_is_put_back_for_readers(project, folder):
    accept(project.folder, *TEAMS)
    folder.rename(folder.with_name(".deliveries-old"))
    assert len(store.accepted()) == 1
    assert folder.is_dir()


def test_what_a_killed_change_left_is_no_source_and_no_stray_file(project, small):
    accept(project.folder, *TEAMS)
    shutil.copytree(small, small.with_name(".deliveries-new"))
    assert checks.problems() == []
    assert ".deliveries-new" not in sources.sources()
    accept(project.folder, *SMARTPHONES, day=DAYS[2])
    assert not small.with_name(".deliveries-new").exists()


def test_a_broken_package_is_said_and_nothing_is_written(project, folder):
    accept(project.folder, *TEAMS)
    (folder / "datapackage.yaml").write_text("name: [", encoding="utf-8")
    before = content(folder)
    with pytest.raises(InputError):
        accept(project.folder, *SMARTPHONES, day=DAYS[2])
    assert content(folder) == before
