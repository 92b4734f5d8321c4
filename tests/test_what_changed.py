"""What changed between two records: figures, results, places, sources; told, tabled, as a pull request."""

import gzip
import re
import shutil
from dataclasses import asdict
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from deliveries_by_hand import DAYS, accept
from deliveries_by_hand import figure as delivered
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook, new_output

from analysis.data import layout, observations, processed, reported
from analysis.data.deliveries.kept import store
from analysis.report import releases as record
from analysis.report import results
from analysis.report.language import Language
from analysis.report.lint import lint
from analysis.report.pages.changed import changed_exhibits, changed_findings, changed_results
from analysis.report.releases import Behind, Release, ReleasedResult, Vintage, figures, pull_request
from analysis.report.releases.figures_told import figure_sentences, rows
from analysis.report.releases.place_moves import Moved, NotJudged, moves
from analysis.report.releases.places_told import place_rows, place_sentences
from analysis.report.releases.pull_request import MOST
from analysis.report.site import edition
from analysis.report.site.changes_page import changes_page
from analysis.report.site.contents import contents

ENGLISH, VIETNAMESE = Language("en"), Language("vi")
BOTH = pytest.mark.parametrize("language", [VIETNAMESE, ENGLISH], ids=["vi", "en"])
USE, DTI, TEAMS = "papi_portal_use", "dti_total", "community_teams"
RECORDS = "Records"
EXHIBITS = [
    changed_exhibits.records, changed_exhibits.in_figures, changed_results.in_numbers,
    changed_results.in_words, changed_exhibits.in_places, changed_exhibits.in_sources,
    changed_findings.other_rules,
]  # fmt: skip


def figure(code, value, indicator=USE, year=2024, **other):
    """Return one figure as a record keeps it."""
    return {
        "indicator": indicator, "year": year, "geography": "63", "code": code, "value": value,
        "bound": "exact", "origin": "published", "source": "papi", "table": "e_governance", "as_of_date": "",
    } | other  # fmt: skip


def result(name="portal_use_change", **other):
    """Return a headline result as a record gives it."""
    given = {
        "notebook": "06_ministry_summary", "name": name, "value": 0.0958, "low": 0.0768, "high": 0.1148,
        "unit": "papi_score", "n": 61, "period": "2020, 2024", "tolerance": 0.01, "grade": None, "digits": 2,
        "level": 0.95, "detectable": None, "reasons": (),
        "sentence": {"en": f"{name} is so.", "vi": f"{name} là như vậy."},
    } | other  # fmt: skip
    return ReleasedResult(**given)


SAME = result()
STATE = {"papi": Vintage("2026-11-21", {"e_governance": "ab12"})}
FIGURES = [figure("01", 0.62), figure("02", 0.41), figure("01", 0.66, DTI, source="dti", table="dti")]


@pytest.fixture
def release(tmp_path):
    """Return a function that makes a record with figures of its own."""

    def make(date, held=FIGURES, results=(SAME,), **other):
        place = None
        if held is not None:
            place = tmp_path / f"{date}-{len(list(tmp_path.iterdir()))}"
            place.mkdir()
            (place / figures.FILE).write_bytes(figures.packed(pd.DataFrame(held)))
        given = {"vintages": STATE, "refresh": 1} | other
        return Release("0.2.0", date, {one.key: one for one in results}, place=place, **given)

    return make


@pytest.fixture
def compared(release):
    """Return a function that compares a record with a later one: what is not said stays the same."""

    def make(before=None, now=None):
        first, second = release("2026-11-22", **(before or {})), release("2026-11-30", **(now or {}))
        return record.compared(first, second)

    return make


def changed(found):
    return [(row.indicator, row.code, row.kind) for row in found.figures.itertuples()]


# --- figures ---------------------------------------------------------------------------------------------


def test_the_figures_of_the_project_are_kept_whole_and_in_the_same_bytes():
    state = Release("0", "", {}, {}, place=layout.processed())
    held = figures.of(state)
    assert len(held) == len(processed.observations())
    packed = figures.packed(held)
    assert packed == figures.packed(held.sample(frac=1, random_state=1))
    assert packed[4:8] == b"\0\0\0\0", "no time of writing"
    assert len(packed) < 250_000
    again = pd.read_csv(
        pd.io.common.BytesIO(gzip.decompress(packed)), dtype=figures.TYPES, keep_default_na=False
    )
    assert figures.compared(held, again).empty


def test_a_figure_is_new_revised_withdrawn_or_of_another_source():
    before = pd.DataFrame([figure("01", 0.62), figure("02", 0.41), figure("03", 0.5), figure("04", 9.0)])
    now = pd.DataFrame(
        [figure("01", 0.64), figure("03", 0.5, source="deliveries", table="d1"),
         figure("04", 9.0, bound="at least"), figure("05", 0.7)]
    )  # fmt: skip
    found = figures.compared(before, now)
    assert found[["code", "kind"]].to_numpy().tolist() == [
        ["01", "revised"], ["02", "withdrawn"], ["03", "other_source"], ["04", "revised"], ["05", "new"],
    ]  # fmt: skip
    assert found.loc[0, ["old", "new"]].tolist() == [0.62, 0.64]
    assert pd.isna(found.loc[1, "new"]) and pd.isna(found.loc[4, "old"])
    assert found.attrs["compared"] == 3


def test_where_a_line_moved_or_the_last_digit_of_a_float_nothing_changed():
    before = pd.DataFrame([figure("01", 0.1 + 0.2)])
    now = pd.DataFrame([figure("01", 0.3, as_of_date="2024-12-31")])
    assert figures.compared(before, now).empty
    assert not figures.compared(before, pd.DataFrame([figure("01", 0.3000001)])).empty


@given(st.dictionaries(st.tuples(st.sampled_from(["01", "02", "04"]), st.integers(2018, 2024)),
                       st.floats(0, 100), max_size=12),
       st.dictionaries(st.tuples(st.sampled_from(["01", "02", "04"]), st.integers(2018, 2024)),
                       st.floats(0, 100), max_size=12))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_every_figure_is_either_the_same_or_listed_once(before, now):
    empty = pd.DataFrame([figure("01", 1.0)]).iloc[:0]
    tables = [
        pd.DataFrame([figure(code, value, year=year) for (code, year), value in given.items()] or empty)
        for given in (before, now)
    ]
    found = figures.compared(*tables)
    listed = {(row.code, row.year): row.kind for row in found.itertuples()}
    assert len(listed) == len(found)
    for key in {*before, *now}:
        expected = (
            "new" if key not in before else "withdrawn" if key not in now
            else None if abs(before[key] - now[key]) <= 1e-9 * max(before[key], now[key]) else "revised"
        )  # fmt: skip
        assert listed.get(key) == expected


@BOTH
def test_old_and_new_stand_side_by_side_with_unit_kind_and_source(compared, language):
    now = [figure("01", 0.64), figure("02", 0.41), FIGURES[2],
           figure("04", 1556, TEAMS, 2025, source="deliveries", table="d1", bound="at least")]  # fmt: skip
    found = compared(now={"held": now, "deliveries": {"d1": Behind("Sở KH&CN", "2026-11-29", "cđs.xlsx")}})
    said = rows(found.figures, found.before, found.now, language).set_index("place")
    assert said.loc[language.place("01"), ["old", "new"]].tolist() == [
        language.value(0.62, USE), language.value(0.64, USE)
    ]  # fmt: skip
    delivered = said.loc[language.place("04")]
    assert delivered["old"] == "–"
    assert (
        delivered["new"] == {"vi": "ít nhất 1.556\u00a0tổ", "en": "at least 1,556\u00a0teams"}[language.code]
    )
    assert "Sở KH&CN" in delivered["source"] and "cđs.xlsx" in delivered["source"]
    assert "PAPI" in said.loc[language.place("01"), "source"]


def test_places_that_are_called_the_same_before_and_after_the_merger_are_told_apart(compared):
    found = compared(now={"held": [*FIGURES, figure("04", 0.5), figure("04", 0.5, geography="34")]})
    named = rows(found.figures, found.before, found.now, ENGLISH)["place"].tolist()
    assert sorted(named) == ["Cao Bằng", "Cao Bằng (unit since 1 July 2025)"]


def test_a_revision_below_the_printed_digits_is_not_told_as_none(compared):
    found = compared(now={"held": [figure("01", 0.62001), *FIGURES[1:]]})
    (row,) = rows(found.figures, found.before, found.now, ENGLISH).to_dict("records")
    assert row["old"] != row["new"]


def test_a_figure_that_the_dictionary_no_longer_has_keeps_its_bare_name(compared):
    found = compared(before={"held": [*FIGURES, figure("01", 3.0, "given_up")]})
    (row,) = rows(found.figures, found.before, found.now, VIETNAMESE).to_dict("records")
    assert (row["measure"], row["new"]) == ("given_up", "–")
    assert "PAPI" in row["source"], "of a figure that is gone, the source it had"


@BOTH
def test_what_is_computed_is_told_apart_and_what_changed_without_a_source_is_said(compared, language):
    derived = figure("01", 12.0, "population_density", origin="derived", source="", table="")
    found = compared(
        before={"held": [*FIGURES, derived]}, now={"held": [*FIGURES, derived | {"value": 13.0}]}
    )
    first, second = figure_sentences(found.before, found.now, found.figures, language)
    assert first.startswith({"vi": "Không số liệu công bố nào", "en": "No published figure"}[language.code])
    assert {"vi": "nên cách tính đã khác", "en": "the way they are made is not"}[language.code] in second
    assert changed_exhibits.published(found, language) == [None]
    assert len(changed_exhibits.computed(found, language).lines) == 1


@BOTH
def test_many_figures_are_counted_first_and_the_page_stays_small(compared, language):
    codes = [f"{code:02d}" for code in processed.places("63")["code"].astype(int)]
    names = [name for name in processed.panel("63").columns if name.startswith("dti_")]
    year = [figure(code, 0.5, name, 2025, source="dti", table="dti") for code in codes for name in names]
    found = compared(now={"held": [*FIGURES, *year]})
    counted, listed = changed_exhibits.published(found, language)
    assert {(line[1], line[2]) for line in counted.lines} == {("2025", "63")}
    assert len(counted.lines) == len(names)
    assert len(listed.lines) == changed_exhibits.LISTED < len(year)
    assert language.integer(len(year)) in listed.note
    assert len(str(changed_exhibits.in_figures(found, language)._repr_mimebundle_()).encode()) < 400_000
    assert len(pull_request(found.before, found.now)) < MOST


# --- records ---------------------------------------------------------------------------------------------


@BOTH
def test_records_without_figures_are_said_to_have_none(compared, language):
    found = compared(before={"held": None})
    assert found.figures is None
    (said,) = figure_sentences(found.before, found.now, None, language)
    assert record.since(found.before, language) in said
    assert record.since(found.now, language) not in said
    for show in EXHIBITS:
        assert show(found, language)._repr_mimebundle_()["text/plain"]


@BOTH
def test_nothing_changed_is_told_in_full(compared, language):
    found = compared()
    told = " ".join(found.told(language))
    assert {"vi": "Không số liệu nào thay đổi (đã đối chiếu 3 số liệu).",
            "en": "No figure changed (3 compared)."}[language.code] in told  # fmt: skip
    assert {"vi": "giữ nguyên từng byte", "en": "the same, to the byte"}[language.code] in told
    for show in EXHIBITS:
        assert show(found, language)._repr_mimebundle_()["text/plain"]
    assert "|" not in pull_request(found.before, found.now)


@BOTH
def test_results_that_moved_stand_beside_their_own_interval(compared, language):
    found = compared(
        before={"results": [result(), result("graded", grade="C"), result("reworded"), result("went"),
                            result("within")]},
        now={"results": [result(value=0.13), result("graded", grade="D"),
                         result("reworded", sentence={"en": "Anew.", "vi": "Viết lại."}), result("came"),
                         result("within", value=0.0959)]},
    )  # fmt: skip
    (moved,) = changed_results.numbers(found, language).lines
    assert {"vi": "Con số mới nằm ngoài khoảng", "en": "lies outside the interval"}[language.code] in moved[
        -1
    ]
    assert moved[0] == {"vi": "Kết quả chính", "en": "Main findings"}[language.code]
    assert len(changed_results.numbers_within(found, language).lines) == 1
    (graded,) = changed_results.strengths(found, language).lines
    assert graded[2:4] == [record.strength(letter, language) for letter in "CD"]
    (words,) = changed_results.wordings(found, language).lines
    assert words[1:] == [
        result("reworded").sentence[language.code],
        {"vi": "Viết lại.", "en": "Anew."}[language.code],
    ]
    assert [line[1].split()[0] for line in changed_results.came_and_went(found, language).lines] == [
        "came",
        "went",
    ]
    counts = [line[1] for line in changed_findings.other_rules(found, language).lines]
    assert counts == ["2", "1", "1", "1"]


@BOTH
def test_the_notebooks_own_results_keep_the_rules_of_claims(compared, language):
    found = compared(now={"results": [result(value=0.13)], "held": [figure("01", 0.64), *FIGURES[1:]]})
    first, second = changed_findings.all_findings(found)
    assert (first.value, first.n, second.value, second.n) == (1.0, 3, 1.0, 1)
    for finding in (first, second):
        assert lint(finding.sentence(language), language.code) == []
        finding.record(language)


def test_every_sentence_keeps_the_rules_of_claims_in_both_languages(compared):
    now = [figure("01", 0.9), figure("02", 0.41), figure("04", 0.5), figure("04", 7, TEAMS, 2025)]
    found = compared(now={"held": now, "results": [result(grade="C", value=0.2)], "vintages": {}})
    for language in (VIETNAMESE, ENGLISH):
        assert [fault for text in found.told(language) for fault in lint(text, language.code)] == []


# --- places ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def state():
    return figures.of(Release("0", "", {}, {}, place=layout.processed()))


def judged(before, now):
    found = moves(before, now, figures.compared(before, now))
    return {(one.indicator, one.geography): one for one in found}


def test_a_new_year_is_judged_against_the_noise_and_planted_movers_are_found(state):
    last = (state["indicator"] == USE) & (state["year"] == 2024) & (state["geography"] == "63")
    now = state.copy()
    now.loc[last & now["code"].isin(["30", "31"]), "value"] += 1.2
    one = judged(state[~last], now)[USE, "63"]
    assert isinstance(one, Moved) and one.new_year
    assert (one.start, one.end) == (2023, 2024)
    assert sorted(one.told.index) == ["30", "31"]
    assert set(one.told["verdict"]) == {"up"}
    (said,) = place_sentences([one], ENGLISH)
    assert "2 moved up and 0 moved down" in said
    assert set(place_rows([one], VIETNAMESE)["place"]) == {VIETNAMESE.place("30"), VIETNAMESE.place("31")}


def test_a_new_year_in_which_nobody_stands_out_is_said_to_show_none(state):
    last = (state["indicator"] == USE) & (state["year"] == 2024) & (state["geography"] == "63")
    one = judged(state[~last], state)[USE, "63"]
    assert one.told.empty
    assert "none of" in place_sentences([one], ENGLISH)[0]


def test_a_revision_is_no_movement_but_may_change_what_is_said_of_one(state):
    at = (
        (state["indicator"] == USE)
        & (state["year"] == 2024)
        & (state["code"] == "01")
        & (state["geography"] == "63")
    )
    slight, great = state.copy(), state.copy()
    slight.loc[at, "value"] += 0.001
    great.loc[at, "value"] += 1.5
    one = judged(state, slight)[USE, "63"]
    assert not one.new_year and one.told.empty
    assert "the same is said" in place_sentences([one], ENGLISH)[0]
    told = judged(state, great)[USE, "63"].told
    assert told.loc["01", ["before", "verdict"]].tolist() == ["unknown", "up"]
    assert (
        "a revision itself is no movement" in place_sentences([judged(state, great)[USE, "63"]], ENGLISH)[0]
    )


@pytest.mark.parametrize("indicator", [DTI, "population_thousand", "income_per_capita_month_thousand_vnd"])
def test_without_a_known_error_nothing_is_called_a_movement(state, indicator):
    one = state[(state["indicator"] == indicator) & (state["geography"] == "63")].index[-1]
    now = state.copy()
    now.loc[one, "value"] *= 3
    found = judged(state, now)[indicator, "63"]
    assert isinstance(found, NotJudged)
    assert found.places == 1
    assert place_rows([found], ENGLISH).empty
    (said,) = place_sentences([found], ENGLISH)
    assert said.startswith("No error is known of these figures")
    assert ENGLISH.label(indicator) in said


def test_what_is_only_computed_says_nothing_of_places(state):
    now = state.copy()
    now.loc[now["origin"] == "derived", "value"] *= 2
    assert judged(state, now) == {}


# --- sources, deliveries, decisions ----------------------------------------------------------------------


@BOTH
def test_deliveries_and_decisions_behind_a_difference_are_named(compared, language):
    made = {
        "date": "2026-11-29", "by": "Bà Lan", "delivery": "d2", "geography": "63", "code": "04",
        "year": "2025", "variable": "teams", "doubt": "conflict", "suggested": "take", "choice": "keep",
        "why": "công văn số 5",
    }  # fmt: skip
    old = {"d1": Behind("Hà Nội", "2026-11-20", "a.xlsx")}
    new = {"d2": Behind("Cao Bằng", "2026-11-29", "b.xlsx")}
    found = compared(
        before={"deliveries": old, "vintages": STATE | {"deliveries": Vintage("2026-11-20", {"d1": "aa"})}},
        now={"deliveries": new, "decisions": (made,),
             "vintages": STATE | {"deliveries": Vintage("2026-11-29", {"d2": "bb"})}},
    )  # fmt: skip
    received, withdrawn = changed_exhibits.deliveries(found, language).lines
    assert withdrawn[0] == "a.xlsx" and received[0] == "b.xlsx"
    assert {"vi": "đã rút", "en": "withdrawn"}[language.code] in withdrawn[-1]
    (decided,) = changed_exhibits.decisions(found, language).lines
    assert language.place("04") in decided[0] and "công văn số 5" in decided
    assert {"vi": "giữ số đã có", "en": "what was known stays in use"}[language.code] in decided
    (source,) = changed_exhibits.sources(found, language).lines
    assert source[-1] == "d1, d2"
    again = compared(before={"decisions": (made,)}, now={"decisions": (made,)})
    assert changed_exhibits.decisions(again, language) is None


def state_of(folder):
    """Make the figures of a project anew, without those computed from others."""
    held = pd.concat([observations.published(), observations.chosen(reported.assess())])
    (folder / "data" / "processed").mkdir(parents=True, exist_ok=True)
    held.to_csv(folder / "data" / "processed" / "observations.csv", index=False)


def test_a_delivery_and_its_withdrawal_are_two_refreshes_that_undo_each_other(project):
    shown = new_output("display_data", data={results.MIME: [asdict(SAME) | {"sentence": "It is so."}]})
    for code in ("vi", "en"):
        folder = project.folder / "build" / "notebooks" / code
        folder.mkdir(parents=True)
        nbformat.write(
            new_notebook(cells=[new_code_cell(outputs=[shown])]), folder / "06_ministry_summary.ipynb"
        )
    shutil.rmtree(project.folder / "data" / "releases", ignore_errors=True)
    state_of(project.folder)
    assert record.write_refresh(DAYS[0]) is not None
    name = accept(
        project.folder, delivered("10", "teams_hamlet", 1400), delivered("10", "teams_commune", 150)
    )
    state_of(project.folder)
    assert record.write_refresh(DAYS[2]) is not None
    came = record.compared(*record.pair())
    (row,) = came.figures.to_dict("records")
    assert (row["indicator"], row["old"], row["new"]) == (TEAMS, 1556, 1550)
    assert (row["source_new"], row["table_new"]) == ("deliveries", name)
    assert list(came.now.deliveries) == [name]
    assert "Sở KH&CN Lào Cai" in " ".join(came.told(VIETNAMESE))
    store.withdraw(name, date=DAYS[3], by="An", why="gửi nhầm tệp")
    state_of(project.folder)
    assert record.write_refresh(DAYS[4]) is not None
    gone = record.compared(*record.pair())
    (back,) = gone.figures.to_dict("records")
    assert (back["old"], back["new"]) == (1550, 1556)
    assert gone.now.deliveries == {}
    first, _, last = record.releases()
    assert figures.compared(figures.of(first), figures.of(last)).empty
    assert record.write_refresh(DAYS[5]) is None


# --- pull request ----------------------------------------------------------------------------------------


def test_a_pull_request_is_vietnamese_first_with_results_before_and_after(compared):
    found = compared(now={"results": [result(value=0.13)], "held": [figure("01", 0.64), *FIGURES[1:]]})
    text = pull_request(found.before, found.now)
    vietnamese, english = text.split("\n\n---\n\n")
    assert vietnamese.startswith("## Những gì đã thay đổi: phiên bản 0.2.0, số liệu cập nhật ngày 30/11/2026")
    assert "### Kết quả chính trước và sau (1)" in vietnamese
    row = next(line for line in english.splitlines() if line.startswith("| portal"))
    assert "0.10" in row and "0.13" in row and "outside the interval" in row
    assert english.count("<details>") == english.count("</details>") == 1
    assert "| 0.62" in english


def test_a_pull_request_shows_what_others_wrote_as_it_is(compared):
    sender = "@team | <b>x</b>\n# y `z`"
    found = compared(now={"deliveries": {"d": Behind(sender, "2026-11-29", "a|b.xlsx")}})
    text = pull_request(found.before, found.now)
    said, row = [one for one in text.split("---\n\n## What")[1].splitlines() if "xlsx" in one]
    assert said.startswith("- Deliveries now in use: ")
    for line in (said, row):
        assert "@" not in line and "<b>" not in line
    assert len(re.findall(r"(?<!\\)\|", row)) == 5


@pytest.mark.parametrize("size", [50, 400, 1500])
def test_a_long_pull_request_is_cut_and_says_how_much_is_left_out(compared, size):
    long = {"vi": "Câu dài hơn. " * 30, "en": "A longer sentence. " * 30}
    many = [result(f"r{number}", value=9.0, sentence=long) for number in range(size)]
    found = compared(
        before={"results": [result(f"r{number}") for number in range(size)]}, now={"results": many}
    )
    text = pull_request(found.before, found.now)
    assert len(text) < MOST < 65_536
    assert f"({ENGLISH.integer(size)})" in text
    shown = sum(line.startswith("| A longer") for line in text.splitlines())
    left = re.findall(r"^([\d,]+) more rows are not shown here", text, re.MULTILINE)
    assert {int(number.replace(",", "")) + shown for number in left} == {size}
    assert text.count("<details>") == text.count("</details>")


def test_without_an_earlier_record_a_pull_request_says_so(release):
    text = pull_request(None, release("2026-11-30"))
    assert text.startswith("Bản ghi đầu tiên")
    assert "first record" in text


# --- the page of changes ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("recorded", "in_full"), [(True, False), (False, True)])
@BOTH
def test_the_page_of_changes_is_short_where_the_notebook_tells_every_one(
    compared, language, recorded, in_full
):
    found = compared(now={"results": [result(value=0.13)]})
    for runs, told_there in (
        (["06_ministry_summary", "11_what_changed"], True),
        (["06_ministry_summary"], False),
    ):
        said = edition.Said(found.now.results, found.results, recorded)
        made = edition.Edition(contents(runs, ["changes"]), Path(), language, said)
        text = changes_page(made)
        assert ('<table class="changes"' in text.split(f"## {language.say(RECORDS)}")[0]) is (
            in_full or not told_there
        )
        assert ("what_changed.html" in text) is (recorded and told_there)
        assert "0.1.0" in text and "0.2.0" in text


# --- the records of this repository ----------------------------------------------------------------------


@BOTH
def test_the_records_of_the_project_can_be_compared_and_shown(language):
    found = record.compared(*record.pair("0.1.0", "0.2.0"))
    assert len(found.results.same_question) > 100
    for show in EXHIBITS:
        assert show(found, language)._repr_mimebundle_()["text/html"]
    assert len(pull_request(found.before, found.now)) < MOST
