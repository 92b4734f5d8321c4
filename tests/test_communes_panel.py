"""The simulated panel of communes: the same from its seed, on its marks, summed as pandas sums it."""

import json
import math
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from analysis.data import dataset, provinces
from analysis.data.communes import aggregates, checks, drawn, readers, units
from analysis.data.communes.model import Model
from analysis.data.communes.settings import FIRST_YEAR, INPUTS, MONTHS, SEED, SETTINGS
from analysis.data.errors import InputError
from analysis.data.simulation import courses
from analysis.data.unknown import UnknownName
from analysis.stats.models.streamed import streamed_panel

TOTAL, SHORT = 102, 24


@pytest.fixture(scope="module")
def panel(tmp_path_factory):
    return drawn.draw(tmp_path_factory.mktemp("panel") / "drawn", total=TOTAL, months=SHORT)


@pytest.fixture(scope="module")
def rows(panel):
    return pd.concat([readers.province(code, panel) for code in panel.provinces()], ignore_index=True)


@pytest.fixture(autouse=True)
def published():
    yield
    dataset.forget()


def content(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_province_has_as_many_communes_as_are_in_force():
    table, found = provinces.units(), units.units()
    assert found.total == units.published_total() == 3321
    assert dict(zip(found.provinces, found.counts, strict=True)) == dict(
        zip(table["code"], table["commune_units"], strict=True)
    )


@pytest.mark.parametrize("total", [34, 35, 102, 3321, 6642, 26568])
def test_any_other_number_is_shared_out_and_numbered_without_a_gap(total):
    found = units.units(total)
    assert found.total == total and found.counts.min() >= 1
    assert [number for at in range(34) for number in found.range_of(at)] == list(range(1, total + 1))


def test_fewer_communes_than_provinces_are_refused():
    with pytest.raises(ValueError, match="each of the 34 provinces needs one"):
        units.units(33)


def test_no_simulated_commune_can_be_taken_for_a_real_one(rows):
    assert rows["commune"].map(units.is_simulated).all()
    assert rows["name"].str.match(r"Xã mô phỏng \d{4}, ").all()
    assert units.english("Xã mô phỏng 0012, Lào Cai") == "Simulated commune 0012, Lào Cai"
    assert units.english("Xã Tân Lập, Lào Cai") == "Xã Tân Lập, Lào Cai"
    assert not units.is_simulated("00123")


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(panel, tmp_path):
    again = drawn.draw(tmp_path / "again", total=TOTAL, months=SHORT)
    assert content(again.folder) == content(panel.folder)
    other = drawn.draw(tmp_path / "other", total=TOTAL, months=SHORT, seed=SEED + 1)
    assert content(other.folder).keys() == content(panel.folder).keys()
    assert other.file("01").read_bytes() != panel.file("01").read_bytes()


def test_the_country_meets_its_published_and_assumed_marks():
    model = Model(SETTINGS, units.units(), MONTHS, SEED)
    names = ("dossiers", "dossiers_online", "teams", "population", "adults", "phones")
    sums = dict.fromkeys(names, 0)
    for at in range(34):
        found = model.province(at)
        found["phones"] = found["adults"] * found["smartphone_share_pct"]
        sums = {name: sums[name] + found[name].reshape(-1, MONTHS).sum(axis=0) for name in names}
    at_middle = {name: course.at(model.years) for name, course in courses().items()}
    share = 100 * sums["dossiers_online"] / sums["dossiers"]
    assert np.abs(share - at_middle["online_dossier_share_pct"]).max() < 1.0
    assert np.abs(sums["phones"] / sums["adults"] - at_middle["smartphone_share_pct"]).max() < 0.5
    assert np.abs(sums["population"] / 1000 / at_middle["population_thousand"] - 1).max() < 1e-4
    with_teams = model.years > FIRST_YEAR + 0.5
    assert np.abs(sums["teams"] / at_middle["community_teams"] - 1)[with_teams].max() < 0.05
    a_year = sums["dossiers"].reshape(-1, 12).sum(axis=1)
    middle = at_middle["dossiers_received"].reshape(-1, 12).mean(axis=1)
    assert np.abs(a_year / middle - 1).max() < 0.01


def test_a_drawn_panel_keeps_every_rule(panel, rows):
    assert checks.check(panel) == len(rows) == TOTAL * SHORT


def test_sums_are_those_of_pandas_and_what_is_missing_is_counted_not_zero(panel, rows):
    found = readers.summed("province_month", panel).set_index(["province", "month"]).sort_index()
    by = rows.groupby(["province", "month"])
    assert rows["dossiers"].isna().sum() == (~rows["reported"]).sum() > 0
    for name in ("dossiers", "dossiers_online", "population", "teams"):
        np.testing.assert_allclose(found[name], by[name].sum())
    assert (found["reported_months"] == by["reported"].sum()).all()
    share = 100 * by["dossiers_online"].sum() / by["dossiers"].sum()
    np.testing.assert_allclose(found["online_share_pct"], share)
    phones = (rows["adults"] * rows["smartphone_share_pct"]).groupby([rows["province"], rows["month"]]).sum()
    np.testing.assert_allclose(found["smartphone_share_pct"], phones / by["adults"].sum())

    country = readers.summed("country_year", panel).set_index("year")
    by_year = rows.groupby(rows["month"].dt.year)
    np.testing.assert_allclose(country["dossiers"], by_year["dossiers"].sum())
    last = rows[rows["month"].dt.month == 12].groupby(rows["month"].dt.year)
    np.testing.assert_allclose(country["teams"], last["teams"].sum())
    shares = 100 * by_year["dossiers_online"].sum() / by_year["dossiers"].sum()
    np.testing.assert_allclose(country["online_share_pct"], shares)


def test_what_pages_print_is_what_the_sums_say(panel, rows):
    printed = readers.printed("01", panel)
    latest = rows[
        (rows["province"] == "01") & (rows["month"] > rows["month"].max() - pd.DateOffset(months=12))
    ]
    shares = latest.groupby("commune")[["dossiers", "dossiers_online"]].sum()
    shares = 100 * shares["dossiers_online"] / shares["dossiers"]
    assert printed["communes"] == len(shares)
    assert printed["quarters"] == [round(float(x), 1) for x in shares.quantile([0.25, 0.5, 0.75])]
    assert len(printed["months"]) == SHORT
    assert printed["latest"] == pytest.approx(
        100 * latest["dossiers_online"].sum() / latest["dossiers"].sum(), abs=0.051
    )


def test_readers_give_one_commune_one_province_and_one_month(panel, rows):
    expected = rows[rows["commune"] == "MP00005"].reset_index(drop=True)
    pd.testing.assert_frame_equal(readers.commune("MP00005", panel), expected, check_dtype=False)
    month = readers.month("2022-03-01", panel)
    assert len(month) == TOTAL and set(month["month"]) == {pd.Timestamp("2022-03-01")}
    assert readers.commune("MP00005", panel).attrs["simulated"]
    with pytest.raises(UnknownName):
        readers.commune("MP99999", panel)
    with pytest.raises(UnknownName):
        readers.province("99", panel)


def test_chunks_hold_every_row_once_with_places_in_one_chunk(panel, rows):
    read = readers.chunks(panel)
    first, second = list(read()), list(read())
    assert sum(len(chunk["month"]) for chunk in first) == len(rows)
    places = [set(chunk["commune"]) for chunk in first]
    assert sum(map(len, places)) == len(set().union(*places)) == TOTAL
    assert all(
        np.array_equal(a[name], b[name], equal_nan=True)
        for a, b in zip(first, second, strict=True)
        for name in a
    )
    lost = sum(int(np.isnan(chunk[readers.OUTCOME]).sum()) for chunk in first)
    assert lost == (rows["dossiers"].fillna(0) == 0).sum() > 0


def test_readers_without_a_panel_say_how_to_make_one(tmp_path):
    with pytest.raises(InputError, match="run `uptake communes`"):
        readers.summed("country_year", drawn.Store(tmp_path))


def test_a_panel_of_other_settings_is_drawn_again_and_marks_what_follows(tmp_path, monkeypatch):
    target = tmp_path / "simulated"
    monkeypatch.setattr(drawn.store, "folder", lambda: target)
    drawn.draw(target, total=TOTAL, months=SHORT)
    assert not drawn.is_current(target)
    made = []
    monkeypatch.setattr(drawn, "draw", made.append)
    drawn.ready()
    assert made == [target]
    assert dataset.simulated().world == "communes"


def test_the_known_coefficients_are_found_within_their_intervals(tmp_path):
    panel = drawn.draw(tmp_path / "panel", total=1020)
    found = streamed_panel(
        readers.chunks(panel), readers.OUTCOME, INPUTS, entity="commune", time="month", cluster="province"
    )
    for name, known in SETTINGS.effects.items():
        term = found.term(name)
        assert term["low"] <= known <= term["high"], name
        assert term["high"] - term["low"] < known / 4, name


WORK = """
import json, resource, sys, time
from pathlib import Path
from analysis.data.communes import checks, drawn, readers
from analysis.data.communes.settings import INPUTS
from analysis.stats.models.streamed import streamed_panel
began = time.process_time()
panel = drawn.draw(Path(sys.argv[1]), total=int(sys.argv[2]))
checks.check(panel)
streamed_panel(readers.chunks(panel), readers.OUTCOME, INPUTS, entity="commune", time="month")
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": time.process_time() - began, "peak": peak}))
"""


def test_eight_times_the_communes_take_little_more_memory_and_at_most_eight_times_the_work(tmp_path):
    found = {}
    for total in (640, 5120):
        words = [sys.executable, "-c", WORK, str(tmp_path / str(total)), str(total)]
        done = subprocess.run(words, capture_output=True, text=True, check=True)
        found[total] = json.loads(done.stdout)
    assert found[5120]["peak"] < 1.5 * found[640]["peak"], found
    exponent = math.log(found[5120]["seconds"] / found[640]["seconds"]) / math.log(8)
    assert exponent < 1.05, found


def test_the_readers_load_neither_data_base_nor_model_before_they_are_asked():
    code = (
        "import sys, analysis.data.communes.readers, analysis.data.communes.received\n"
        "raise SystemExit(', '.join({'duckdb', 'analysis.data.communes.model'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_digest_of_a_commune_is_of_all_its_rows(panel):
    listed = {row["commune"]: row for row in aggregates.rows(panel)}
    assert len(listed) == TOTAL
    assert len({row["digest"] for row in listed.values()}) == TOTAL
    assert set(listed["MP00001"]) == {"commune", "province", "digest", "name"}
