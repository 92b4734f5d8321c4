"""Views of indicators whose rows are the same are not asked again, and would have answered the same."""

import json
import shutil

import pytest

from analysis.data import layout, processed, rebuilt, views
from analysis.pipeline import dependence, slices
from analysis.report.pages.units import unit_country

TABLES = [f"data/processed/{name}.csv" for name in ("places_63", "places_34", "reported", "targets")]
POVERTY, USE = "poverty_rate_pct", "papi_portal_use"
FORM = "geography,code,year,indicator,value,line\n"
ROWS = "63,01,2020,a,1,\n63,01,2020,b,2,\n63,02,2020,b,3,7\n"
CORRECTED = ROWS.replace("a,1", "a,5")
QUESTIONS = {
    "values": lambda: processed.values(POVERTY, "63", 2023),
    "country": lambda: unit_country.country(POVERTY, "63", 2023),
    "position": lambda: unit_country.position(POVERTY, "63", 2023, ["01"]),
    "median_change": lambda: unit_country.median_change("dti_total", "34", (2022, 2023)),
    "cross_section": lambda: processed.cross_section("community_teams", "63", codes=["01"]),
    "years_known": lambda: processed.years_known(POVERTY, "63"),
    "observations": lambda: processed.observations(POVERTY, "34"),
    "panel": lambda: processed.panel("34", indicators=[USE]),
    "places": lambda: processed.places("34"),
    "reported": lambda: processed.reported(indicators=["community_teams"]),
    "targets": lambda: processed.targets({"63": ["01"]}),
}


@pytest.fixture(autouse=True)
def kept(tmp_path, monkeypatch):
    """Keep slices in a folder of the test's own."""
    monkeypatch.setattr(layout, "build", lambda: tmp_path / "build")
    slices._differing.cache_clear()
    dependence._digest.cache_clear()
    yield tmp_path / "build" / "records" / "slices"
    slices._differing.cache_clear()
    dependence._digest.cache_clear()
    processed.forget_reads()


def differing(before, now):
    """Return the indicators in which two long tables differ."""
    for name, content in {"before": before, "now": now}.items():
        slices.keep(name, content.encode())
    return slices._differing("before", "now")


def sure(view, before=ROWS, now=CORRECTED, changed=()):
    """Tell whether a view is sure to answer alike when the long table, and some others, have changed."""
    differing(FORM + before, FORM + now)
    then = dict.fromkeys(TABLES, "same") | {slices.LONG: "before"}
    after = then | dict.fromkeys(changed, "other") | {slices.LONG: "now"}
    return slices.unchanged(then, after)(views.written(*view))


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (ROWS, set()),
        (ROWS.replace("a,1", "a,5"), {"a"}),
        (ROWS.replace("63,01,2020,b,2,\n", ""), {"b"}),
        (ROWS + "63,01,2020,c,1,\n", {"c"}),
        (ROWS.replace("01,2020,b", "03,2020,b"), {"b"}),
        ("63,01,2020,b,2,\n63,01,2020,a,1,\n63,02,2020,b,3,7\n", set()),
        ("63,02,2020,b,3,7\n63,01,2020,b,2,\n63,01,2020,a,1,\n", {"b"}),
    ],
)
def test_tables_differ_in_the_indicators_whose_rows_or_their_order_do(rows, found):
    assert differing(FORM + ROWS, FORM + rows) == found


def test_a_column_more_or_the_first_gap_in_one_makes_everything_doubtful():
    full = ROWS.replace(",\n", ",9\n")
    assert differing(FORM + full, FORM + ROWS) is None
    assert sure(("values", {"indicator": "b", "geography": "63"}), before=full) is False


def test_contents_that_are_not_kept_or_damaged_leave_doubt(kept):
    assert slices._differing("before", "now") is None
    slices._differing.cache_clear()
    assert differing(FORM + ROWS, FORM + ROWS) == set()
    (kept / "now.json").write_text("{")
    slices._differing.cache_clear()
    assert slices._differing("before", "now") is None


@pytest.mark.parametrize("content", [b"", b"year\n1\n", b"indicator,year\na\n", b"indicator\n\xff\n"])
def test_of_a_damaged_table_nothing_is_kept(kept, content):
    slices.keep("damaged", content)
    assert not (kept / "damaged.json").exists()


def test_old_contents_make_room(kept):
    for number in range(slices._ROOM + 3):
        slices.keep(f"{number:02}", (FORM + ROWS).encode())
    assert len(list(kept.iterdir())) == slices._ROOM
    assert set(json.loads((kept / f"{slices._ROOM + 2:02}.json").read_text())) == {"", "a", "b"}


def test_only_a_view_of_one_indicator_whose_rows_and_other_tables_are_the_same_is_sure():
    asked_for = {"indicator": "b", "geography": "63", "year": 2020}
    assert sure(("values", asked_for))
    assert not sure(("values", asked_for | {"indicator": "a"}))
    assert not sure(("values", asked_for), changed=["data/processed/places_63.csv"])
    assert sure(("values", asked_for), changed=["data/processed/places_34.csv"])
    assert not sure(("cross_section", {"indicator": "b"}), changed=["data/processed/reported.csv"])
    assert not sure(("observations", {"geography": "63"}))
    assert not sure(("noise", {"name": "b", "year": 2020}))
    assert not sure(("panel", {"geography": "63"})), "no digest of that table is on record"
    assert sure(("targets", {}))
    assert not sure(("targets", {}), changed=["data/processed/targets.csv"])


def test_every_reader_that_is_trusted_is_tried():
    assert QUESTIONS.keys() == slices.RESTS_ON.keys() | slices.WHOLE.keys()


@pytest.mark.parametrize("reader", QUESTIONS)
def test_a_reader_reads_the_tables_that_are_said_and_no_other(reader):
    processed.forget_reads()
    QUESTIONS[reader]()
    (view,) = views.asked()
    geography = views.parts(view)[1].get("geography", "63")
    said = {f"data/processed/{name.format(geography=geography)}.csv" for name in _tables(reader)}
    assert set(processed.reads()) <= said | ({slices.LONG} if reader in slices.RESTS_ON else set())


def _tables(reader):
    return (slices.RESTS_ON | slices.WHOLE)[reader]


def test_what_is_sure_answers_as_before_and_nothing_of_it_is_asked(tmp_path, monkeypatch):
    processed.forget_reads()
    for question in QUESTIONS.values():
        question()
    files = [layout.processed() / file.rpartition("/")[2] for file in (slices.LONG, *TABLES)]
    dependence.keep("here", views.asked(), dependence.sums(files))
    before, asked_again = dependence.state("here"), []
    folder = tmp_path / "tables"
    shutil.copytree(layout.processed(), folder)
    text = (folder / "observations.csv").read_text(encoding="utf-8")
    old = next(line for line in text.splitlines() if f",{USE}," in line)
    (folder / "observations.csv").write_text(text.replace(old, old.replace(f",{USE},", f",{USE},1")))
    answer = dependence._answer
    monkeypatch.setattr(dependence, "_answer", lambda view, by: asked_again.append(view) or answer(view, by))
    with rebuilt.instead(folder):
        assert dependence.state("here") == before
        assert {views.present(view) == digest for view, digest in views.asked().items()} == {True}
    assert [views.parts(view)[0] for view in asked_again] == ["panel"]  # no digest of its table is on record
