"""What a page depends on: the figures it asked for, and none of the others that lie in the same tables."""

import json
import subprocess
import sys

import pandas as pd
import pytest
from conftest import Project
from deliveries_by_hand import accept, figure
from hypothesis import given
from hypothesis import strategies as st

from analysis.data import building, checksums, dataset, processed, rebuilt, views
from analysis.pipeline import dependence, downloads, fingerprint, runs, status, tasks, view_words
from analysis.pipeline.build import build
from analysis.report.briefs.unit import unit_brief
from analysis.report.language import Language

LAO_CAI = "10"
"""A former province, of the unit 15, with a count of teams that is used across provinces."""

PREPARED = """
from analysis.data import processed
from analysis.report import parameters, provenance
run = parameters.check(language=language)
"""
PROVENANCE = 'provenance.how_this_was_made(run, run.language, indicators=["papi_portal_use"])'
OF_ONE = 'print(processed.reported(indicators=["community_teams"], places={{"63": ["{}"]}})["value"].sum())'
NOTEBOOKS = {"own": OF_ONE.format(LAO_CAI), "other": OF_ONE.format("04")}


@pytest.fixture(autouse=True)
def fresh():
    processed.forget_reads()
    yield
    processed.forget_reads()


class Nobody:
    def began(self, task):
        pass

    def ended(self, report):
        pass


def correct(project, source, table, old, new):
    """Correct a figure as CONTRIBUTING says: the table, then its checksum."""
    path = project.folder / "data" / "raw" / source / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    checksums.update_checksums(source)


def row_of(project, source, table, *parts):
    """Return the line of a source table that holds some texts."""
    path = project.folder / "data" / "raw" / source / f"{table}.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if all(part in line for part in parts))


def one_team_more(project):
    row = row_of(project, "reported_figures", "reported_figures", "63,10,", ",community_teams,1556,")
    correct(project, "reported_figures", "reported_figures", row, row.replace(",1556,", ",1557,"))


def a_higher_score(project):
    """More of portal use, less of internet access: the total of both stays."""
    row = row_of(project, "papi", "e_governance", f"{LAO_CAI},", ",2024,")
    cells = row.split(",")
    cells[3:5] = f"{float(cells[3]) + 0.01:.6f}", f"{float(cells[4]) - 0.01:.6f}"
    correct(project, "papi", "e_governance", row, ",".join(cells))


# Which views a process asks for


def asked(question):
    processed.forget_reads()
    question()
    return list(views.asked())


def test_one_question_is_one_view_however_it_is_put():
    use = 'values {"geography": "63", "indicator": "papi_portal_use", "year": 2024}'
    assert asked(lambda: processed.values("papi_portal_use", "63", 2024)) == [use]
    assert asked(lambda: processed.values("papi_portal_use", year=2024, geography="63", bounds=False)) == [
        use
    ]
    panel = 'panel {"geography": "34", "years": [2023, 2024]}'
    assert asked(lambda: processed.panel("34", (2023, 2024), "published")) == [panel]
    assert asked(lambda: processed.panel("34", pd.Series([2023, 2024]), None)) == [panel]
    assert views.parts(panel) == ("panel", {"geography": "34", "years": [2023, 2024]})


def test_a_question_put_by_a_reader_is_part_of_its_answer_and_names_its_files_all_the_same():
    assert asked(lambda: processed.cross_section("community_teams", codes=["10"])) == [
        'cross_section {"codes": ["10"], "indicator": "community_teams"}'
    ]
    assert processed.reads() == ["data/processed/observations.csv", "data/processed/reported.csv"]


def test_a_name_that_is_not_known_is_an_answer_too():
    def question():
        with pytest.raises(LookupError):
            processed.values("papi_portal_use", "63", 2030)

    (view,) = asked(question)
    assert views.asked()[view].startswith("refused ")
    assert views.present(view) == views.asked()[view]


def test_simulated_figures_are_in_no_table_and_no_view():
    processed.panel("63", dataset="simulated")
    dataset.use("simulated")
    processed.values("papi_portal_use", "63", 2024)
    assert views.asked() == {}


def test_what_was_asked_for_can_be_asked_again_and_answers_alike():
    processed.targets({"34": ["15"], "63": ["10", "15"]})
    processed.vintage("papi", "e_governance")
    processed.years_known("papi_portal_use", "63")
    processed.tiles("34")
    processed.dictionary()
    processed.observations()
    processed.panel("63", indicators=["papi_portal_use", "papi_portal_use", "dti_total"])
    assert {view: views.present(view) for view in views.asked()} == views.asked()
    assert len(views.asked()) == 7
    assert views.present('elsewhere {"code": "10"}') == "no such reader"
    assert views.present('tiles {"colour": "red"}').startswith("refused ")


FRAME = pd.DataFrame(
    {
        "code": ["01", "02"],
        "value": [0.1, None],
        "count": pd.array([1, None], dtype="Int64"),
        "ok": [True, False],
    }
)


@pytest.mark.parametrize(
    "other",
    [
        FRAME.iloc[::-1],
        FRAME.rename(columns={"value": "figure"}),
        FRAME[["value", "code", "count", "ok"]],
        FRAME.assign(value=[0.1, 0.0]),
        FRAME.assign(value=[0.1000000000001, None]),
        FRAME.assign(count=[1.0, None]),
        FRAME.assign(code=["01", None]),
        FRAME.assign(ok=[True, True]),
        FRAME.iloc[:1],
    ],
)
def test_any_difference_makes_another_digest(other):
    assert views.digest(FRAME.copy()) == views.digest(FRAME)
    assert views.digest(other) != views.digest(FRAME)


@given(st.lists(st.floats(allow_nan=False), min_size=1, max_size=8), st.integers(0, 7), st.floats())
def test_a_figure_that_changes_changes_the_digest(figures, at, new):
    before = pd.Series(figures, name="value")
    after = before.copy()
    after.iloc[at % len(figures)] = new
    same = before.equals(after)
    assert (views.digest(before) == views.digest(after)) == same


# Parts of tables


def test_figures_of_some_places_are_those_rows_of_all():
    every = processed.reported()
    own = processed.reported(places={"34": ["15"], "63": ["10", "15"]})
    codes = {"34": ["15"], "63": ["10", "15"]}
    kept = [row["code"] in codes.get(row["geography"], ()) for row in every.to_dict("records")]
    pd.testing.assert_frame_equal(own, every[kept].reset_index(drop=True))
    teams = processed.reported(indicators=["community_teams"])
    assert set(teams["indicator"]) == {"community_teams"}
    assert len(teams) == (every["indicator"] == "community_teams").sum()
    known = processed.reported(variables=["smartphone_share_pct"])
    assert len(known) == (every["variable"] == "smartphone_share_pct").sum() > 0


def test_targets_of_some_places_keep_every_target_of_the_country_and_their_own_figures():
    every, codes = processed.targets(), ["10", "15"]
    own = processed.targets({"34": ["15"], "63": codes})
    country = every[every["geography"] == "VN"]
    assert set(country["target_line"]) <= set(own["target_line"])
    assert set(own["figure_code"].dropna()) <= {*codes}
    figures = country[country["figure_code"].isin(codes)]
    shown = own[(own["geography"] == "VN") & own["figure"].notna()]
    assert list(shown["figure_line"]) == list(figures["figure_line"])
    silent = own[own["figure"].isna()]
    assert not silent["target_line"].isin(shown["target_line"]).any()
    assert set(silent["verdict"]) == {"not_known"}
    assert own.dtypes.to_dict() == every.dtypes.to_dict()


def test_columns_of_the_panel_come_with_what_says_which_row_it_is():
    found = processed.panel("63", [2024], indicators=["dti_total", "papi_portal_use"])
    assert list(found) == ["code", "name", "region", "year", "dti_total", "papi_portal_use"]
    assert found.attrs["geography"] == "63"
    with pytest.raises(LookupError, match="column of the panel"):
        processed.panel("63", indicators=["papi_portal_uses"])
    simulated = processed.panel("63", dataset="simulated", indicators=["papi_portal_use", "portal766_total"])
    assert list(simulated)[4:] == ["papi_portal_use"]


# One figure corrected: which briefs of units are touched


@pytest.fixture(scope="module")
def briefs():
    """Return the views of the briefs of three units, one of them Lào Cai's."""
    found = {}
    for unit in ("15", "04", "08"):
        processed.forget_reads()
        unit_brief(unit, Language.of("vi"))
        found[unit] = views.asked()
    return found


def touched(briefs, folder):
    """Return the views that answer otherwise with other tables, by unit, in words."""
    with rebuilt.instead(folder):
        return {
            unit: [
                view_words.said(view) for view, before in asked_for.items() if views.present(view) != before
            ]
            for unit, asked_for in briefs.items()
        }


def test_a_count_of_teams_touches_the_brief_of_its_own_unit_alone(briefs, project, tmp_path):
    one_team_more(project)
    building.build(tmp_path / "tables")
    found = touched(briefs, tmp_path / "tables")
    assert found["04"] == found["08"] == []
    assert [words.split(" (")[0] for words in found["15"]] == [
        "community_teams of 10, 15",
        "reported figures",
    ]
    assert "of 15 (of the 34) and 10, 15 (of the 63)" in found["15"][1]


def test_the_first_delivery_touches_the_brief_of_its_own_unit_alone(briefs, project, tmp_path):
    accept(project.folder, figure("10", "teams_hamlet", 1600))
    building.build(tmp_path / "tables")
    found = touched(briefs, tmp_path / "tables")
    assert found["04"] == found["08"] == []
    assert any(words.startswith("reported figures of 15") or "10, 15" in words for words in found["15"])


def test_whoever_asks_again_knows_every_reader():
    views_of_readers = [f"{reader} {{}}" for reader in views._readers if reader != "delivery"]
    code = """
import sys
from analysis.pipeline import dependence
dependence.prepare().join()
prepared = set(sys.modules)
for view in sys.argv[1:]:
    print(view, dependence._answer(view, ()))
print("later:", *(name for name in set(sys.modules) - prepared if name.startswith("analysis.report")))
"""
    command = [sys.executable, "-c", code, *views_of_readers]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "deliveries {}" in said
    assert "no such reader" not in said
    assert said.endswith("later:\n"), "what answers was loaded while others built the tables"


def test_a_score_touches_every_brief_that_ranks_by_it(briefs, project, tmp_path):
    a_higher_score(project)
    building.build(tmp_path / "tables")
    found = touched(briefs, tmp_path / "tables")
    assert all("papi_portal_use of the 34 in 2024" in words for words in found.values())
    assert not any("dti" in word or "reported" in word for words in found.values() for word in words)


def poorer(project, code, by):
    """Correct the poverty rate of a province in 2023."""
    row = row_of(project, "gso", "poverty", f"{code},", ",2023,")
    start, _, rate = row.rpartition(",")
    correct(project, "gso", "poverty", row, f"{start},{float(rate) + by:.1f}")


def test_a_figure_shown_of_one_place_beside_the_median_touches_its_own_unit(briefs, project, tmp_path):
    poorer(project, LAO_CAI, 0.1)
    building.build(tmp_path / "tables")
    found = touched(briefs, tmp_path / "tables")
    assert found["04"] == found["08"] == []
    assert found["15"] == ["poverty_rate_pct of 10, 15 (of the 63) in 2023"]


def test_a_figure_that_moves_the_printed_median_touches_every_brief_that_prints_it(briefs, project, tmp_path):
    rates = processed.values("poverty_rate_pct", "63", 2023)
    middle = (rates - rates.median()).abs().idxmin()
    poorer(project, middle, 9)
    building.build(tmp_path / "tables")
    found = touched(briefs, tmp_path / "tables")
    said = "the median, or the number of places known, of poverty_rate_pct of the 63 in 2023"
    assert all(said in words for words in found.values())


def test_a_brief_made_a_second_time_in_one_process_asks_the_same(briefs):
    unit_brief("15", Language.of("en"))
    assert views.asked() == briefs["15"]


# The graph


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return a project whose notebooks have been executed once."""
    folder = tmp_path_factory.mktemp("depends") / "project"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UPTAKE_ROOT", str(folder))
        # Whoever edits code or translations while these tests run changes nothing of what they look at.
        patch.setattr(fingerprint, "code", lambda _: {})
        patch.setattr(fingerprint, "messages", lambda _: {})
        project = Project(folder)
        lines = ['languages = ["en"]']
        for name, question in NOTEBOOKS.items():
            project.notebook(name, PREPARED, question, PROVENANCE)
            lines += ["[[runs]]", f'notebook = "{name}"', 'reads = ["data/processed/reported.csv"]']
        project.runs("\n".join(lines))
        assert set(carried_out().done) == {tasks.DATA, *(f"en/{name}" for name in NOTEBOOKS)}
        yield project


def carried_out(**options):
    return build(tasks.graph(runs.load(), pages=None), jobs=2, watcher=Nobody(), **options)


def made_anew(name):
    only = [task for task in tasks.graph(runs.load(), pages=None) if task.name == name]
    return build(only, jobs=1, watcher=Nobody(), force=True)


def standings():
    found = status.standings(tasks.graph(runs.load(), pages=None))
    return {one.name: "; ".join(one.reasons) for one in found if not one.fresh}


def executed():
    return {run.id: run.executed.read_bytes() for run in runs.load()}


def test_only_what_asked_for_a_corrected_figure_is_made_again_and_the_rest_is_as_if_it_were(made):
    assert standings() == {}
    before, tables = executed(), (made.folder / "data" / "processed" / "reported.csv").read_bytes()
    one_team_more(made)
    told = standings()
    assert set(told) == {tasks.DATA, "en/own"}
    assert told["en/own"] == "reported figures (community_teams) of 10 (of the 63) changed"
    assert "reported_figures.csv changed" in told[tasks.DATA]
    assert (made.folder / "data" / "processed" / "reported.csv").read_bytes() == tables

    outcome = carried_out()
    assert set(outcome.done) == {tasks.DATA, "en/own"}
    assert outcome.unchanged == ["en/other"]
    assert standings() == {}
    after = executed()
    assert {name for name in after if after[name] != before[name]} == {"en/own"}
    assert made_anew("en/other").done == ["en/other"]
    assert executed() == after
    assert standings() == {}


def test_a_run_that_fails_or_has_no_record_stays_stale(made):
    record = dependence.file_of("en/other")
    kept = record.read_bytes()
    record.unlink()
    assert standings() == {"en/other": "what it read is not recorded"}
    record.write_text("{")
    assert standings() == {"en/other": "what it read is not recorded"}
    record.write_bytes(kept)
    assert standings() == {}
    made.notebook("other", PREPARED, "1 / 0", PROVENANCE)
    assert list(carried_out().failed) == ["en/other"]
    assert record.read_bytes() == kept
    assert standings() == {"en/other": "the notebook changed: other.ipynb"}
    made.notebook("other", PREPARED, NOTEBOOKS["other"], PROVENANCE)
    assert standings() == {}


def test_a_label_is_a_change_of_every_page_and_a_checksum_of_none(made):
    package = made.folder / "data" / "raw" / "papi" / "datapackage.yaml"
    text = package.read_text(encoding="utf-8")
    before = fingerprint.descriptions()
    received = made.folder / "data" / "raw" / "deliveries"
    received.mkdir()
    (received / "datapackage.yaml").write_text("name: deliveries\n")
    assert fingerprint.descriptions() == before
    (received / "datapackage.yaml").unlink()
    received.rmdir()
    package.write_text(text.replace("publisher:", "publisher: New", 1), encoding="utf-8")
    assert list(fingerprint.descriptions().items() ^ before.items()) != []
    package.write_text(text, encoding="utf-8")
    assert fingerprint.descriptions() == before


def test_a_file_that_no_reader_was_asked_for_counts_as_a_whole(made):
    recorded = json.loads(dependence.file_of("en/own").read_text(encoding="utf-8"))
    assert list(recorded["views"]) == [
        'reported {"indicators": ["community_teams"], "places": {"63": ["10"]}}'
    ]
    assert list(recorded["tables"]) == ["data/processed/reported.csv"]
    before = dependence.sums([made.folder / "data" / "processed" / "tiles.csv"])
    dependence.keep("en/by_hand", dependence.of_whole(before), before)
    state = dependence.state("en/by_hand")
    tiles = made.folder / "data" / "processed" / "tiles.csv"
    text = tiles.read_text(encoding="utf-8")
    tiles.write_text(text + "\n", encoding="utf-8")
    assert dependence.state("en/by_hand") != state
    assert [view_words.said(view) for view in dependence.changed("en/by_hand")] == [
        "data/processed/tiles.csv"
    ]
    tiles.write_text(text, encoding="utf-8")
    assert dependence.state("en/by_hand") == state


def test_source_tables_that_are_wrong_leave_the_rest_unknown(made):
    path = made.folder / "data" / "raw" / "papi" / "e_governance.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("2024", "1999", 1), encoding="utf-8")
    told = standings()
    assert all("uptake check" in told[f"en/{name}"] for name in NOTEBOOKS)
    path.write_text(text, encoding="utf-8")
    assert standings() == {}


def test_a_download_records_what_it_asked_for(project, monkeypatch):
    one = next(
        one for one in downloads.planned(runs_of_the_project(), complete=False) if one.name.endswith("ha_noi")
    )
    monkeypatch.setattr(
        "analysis.report.briefs.files.unit_files",
        lambda **_: (processed.values("dti_total", "34", 2024), dict.fromkeys(names(one), b"x"))[1],
    )
    downloads.make(one)
    recorded = json.loads(dependence.file_of(one.name).read_text(encoding="utf-8"))
    assert list(recorded["views"]) == ['values {"geography": "34", "indicator": "dti_total", "year": 2024}']
    assert dependence.changed(one.name) == []
    assert dependence.state(one.name) != dependence.NEVER
    assert dependence.state("vi/brief__elsewhere") == dependence.NEVER


def names(download):
    return [name.rsplit("/", 1)[1] for name in download.names]


def runs_of_the_project():
    place = runs.Run("05_province_brief", "05_province_brief__ha_noi", "vi", {"unit": "01", "language": "vi"})
    return [place]


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ('panel {"years": [2020, 2021, 2022]}', "all figures of the 63, 2020–2022"),
        ('panel {"indicators": ["a", "b", "c", "d"]}', "a, b, c and 1 more of the 63"),
        ('panel {"geography": "34", "years": [2020, 2024]}', "all figures of the 34, 2020, 2024"),
        ('observations {}', "all figures"),
        ('observations {"geography": "34", "indicator": "a"}', "a of the 34"),
        ('reported {}', "reported figures"),
        ('targets {"indicator": "a"}', "targets (a)"),
        ('years_known {"geography": "63", "indicator": "a"}', "the years of a of the 63"),
        ('vintage {"source": "papi", "table": "e_governance"}', "the vintage of papi/e_governance"),
        ('vintages {}', "the source tables’ vintages"),
        ('tiles {"geography": "34"}', "the tile map"),
        ('places {"geography": "34"}', "the places of the 34"),
        ('file {"path": "data/validation/software.csv"}', "data/validation/software.csv"),
    ],
)  # fmt: skip
def test_views_are_told_in_words(view, words):
    assert view_words.said(view) == words
