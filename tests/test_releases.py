"""Releases: what each said is recorded once, read back whole, and compared with what is said now."""

import re
from dataclasses import replace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from analysis.report import releases as record
from analysis.report import results
from analysis.report.language import Language
from analysis.report.lint import lint
from analysis.report.releases import ReleaseError, Vintage, changes, moved_by, sentences
from analysis.report.releases.naming import rank

ENGLISH, VIETNAMESE = Language("en"), Language("vi")
STATE = {"papi": Vintage("2026-11-21", {"e_governance": "ab12"})}
DAY = "2026-11-21"


def told(name="portal_use_change", **other):
    """Return a headline result as a notebook shows it."""
    return {
        "name": name, "sentence": f"{name}.", "value": 0.0958, "low": 0.0768, "high": 0.1148,
        "unit": "papi_score", "n": 61, "period": "2020, 2024", "tolerance": 0.01, "grade": None,
        "reasons": [], "digits": 2, "level": 0.95,
    } | other  # fmt: skip


@pytest.fixture
def notebooks(tmp_path, monkeypatch):
    """Give a project of its own, and a function that writes what its executed notebooks show."""
    monkeypatch.setenv("UPTAKE_ROOT", str(tmp_path))

    def write(shown, vietnamese=None, run="06_ministry_summary"):
        for language, found in (("en", shown), ("vi", shown if vietnamese is None else vietnamese)):
            output = new_output("display_data", data={results.MIME: found})
            folder = tmp_path / "build" / "notebooks" / language
            folder.mkdir(parents=True, exist_ok=True)
            cells = [new_code_cell("results.summary()", outputs=[output], id="one")]
            nbformat.write(new_notebook(cells=cells), folder / f"{run}.ipynb")
        return tmp_path / "build" / "notebooks"

    return write


def release(version="0.1.0", *shown, state=STATE):
    """Return a release that gives these results."""
    found = {}
    for result in shown or (told(),):
        text = result["sentence"]
        one = record.ReleasedResult(
            **{**result, "reasons": tuple(result["reasons"]), "sentence": {"en": text, "vi": text}},
            notebook="06_ministry_summary",
            detectable=None,
        )
        found[one.key] = one
    return record.Release(version, DAY, found, state)


def compared(before, now, state=STATE):
    return changes(release("0.1.0", *before), release("0.2.0", *now, state=state))


def test_what_was_said_is_read_back_whole(notebooks):
    unsaid = told("inputs_known", value=None, low=None, high=None, grade="X", reasons=["too_few_places", "b"])
    small = told(
        "small", value=1 / 3, low=-1e-9, high=0.5, detectable=0.25, grade="D", sentence='“A”, "b"\nc'
    )
    notebooks([told(), unsaid, small], [told(sentence="Mức độ."), unsaid, small])
    place = record.write_release("0.1.0", DAY, state=STATE, note={"en": "Note.", "vi": "Ghi chú."})
    (read,) = record.releases()
    assert (read.version, read.date, read.note["vi"]) == ("0.1.0", DAY, "Ghi chú.")
    assert read.vintages == STATE
    first, second, third = read.results.values()
    assert first.sentence == {"en": "portal_use_change.", "vi": "Mức độ."}
    assert (first.value, first.low, first.n, first.period) == (0.0958, 0.0768, 61, "2020, 2024")
    assert (second.value, second.grade, second.reasons) == (None, "X", ("too_few_places", "b"))
    assert third.value == pytest.approx(1 / 3, abs=1e-10)
    assert (third.low, third.detectable) == (-1e-9, 0.25)
    assert third.sentence["en"] == '“A”, "b"\nc'
    assert sorted(path.name for path in place.iterdir()) == ["release.yaml", "results.csv"]


def test_a_record_read_back_is_what_the_notebooks_say(notebooks):
    executed = notebooks([told(value=0.1 + 0.2, low=0.3, high=0.3000001)])
    record.write_release("0.1.0", DAY, state=STATE)
    found = changes(record.releases()[0], replace(record.releases()[0], results=_now(executed)))
    assert (found.moved, found.within, found.regraded, found.reworded) == ([], [], [], [])
    assert len(found.same_question) == 1


def _now(executed):
    from analysis.report.releases.collected import collected

    return collected(executed)


def test_simulated_results_are_no_part_of_a_release(notebooks):
    notebooks([told(), told("drawn", simulated=True)])
    record.write_release("0.1.0", DAY, state=STATE)
    assert [name for _, name in record.releases()[0].results] == ["portal_use_change"]


def test_what_lies_there_of_runs_that_are_no_longer_made_is_not_recorded(notebooks):
    notebooks([told()])
    notebooks([told("old")], run="12_given_up")
    record.write_release("0.1.0", DAY, runs={"06_ministry_summary"}, state=STATE)
    assert [name for _, name in record.releases()[0].results] == ["portal_use_change"]


def test_a_release_is_never_written_over(notebooks):
    notebooks([told()])
    place = record.write_release("0.1.0", DAY, state=STATE)
    before = (place / "results.csv").read_bytes()
    notebooks([told(value=0.11)])
    with pytest.raises(ReleaseError, match=r"data/releases/0\.1\.0"):
        record.write_release("0.1.0", DAY, state=STATE)
    assert (place / "results.csv").read_bytes() == before


@pytest.mark.parametrize("version", ["", "1.x", "v1.0", "1..2", "../0.1.0", "²"])
def test_a_version_is_made_of_numbers(notebooks, version):
    notebooks([told()])
    with pytest.raises(ReleaseError, match=r"such as 0\.2\.0"):
        record.write_release(version, DAY, state=STATE)


def test_a_day_is_a_day(notebooks):
    notebooks([told()])
    with pytest.raises(ValueError, match="month must be in 1"):
        record.write_release("0.1.0", "2026-13-01", state=STATE)
    assert record.releases() == []


def test_languages_that_differ_are_no_release(notebooks, tmp_path):
    notebooks([told()], [told(value=0.0959)])
    with pytest.raises(ReleaseError, match="do not say the same of portal_use_change"):
        record.write_release("0.1.0", DAY, state=STATE)
    notebooks([told()], [told(), told("only_here")])
    with pytest.raises(ReleaseError, match="do not say the same of only_here"):
        record.write_release("0.1.0", DAY, state=STATE)
    (tmp_path / "build/notebooks/vi/06_ministry_summary.ipynb").unlink()
    with pytest.raises(ReleaseError, match=r"06_ministry_summary has not been run in 'vi'"):
        record.write_release("0.1.0", DAY, state=STATE)


def test_without_results_there_is_no_release(notebooks):
    notebooks([])
    with pytest.raises(ReleaseError, match="no headline results"):
        record.write_release("0.1.0", DAY, state=STATE)


def test_versions_are_ordered_as_numbers(notebooks):
    notebooks([told()])
    for version in ("0.10.0", "0.9.2", "1.0.0"):
        record.write_release(version, DAY, state=STATE)
    assert [one.version for one in record.releases()] == ["0.9.2", "0.10.0", "1.0.0"]
    assert rank("0.10") > rank("0.9.9")


def test_a_broken_record_is_named_with_its_line(notebooks):
    notebooks([told(), told("second")])
    place = record.write_release("0.1.0", DAY, state=STATE)
    table = place / "results.csv"
    good = table.read_text(encoding="utf-8")
    table.write_text(good.replace(",61,", ",many,"), encoding="utf-8")
    with pytest.raises(ReleaseError, match=r"0\.1\.0/results\.csv, line 2"):
        record.releases()
    table.write_text(good.replace("tolerance", "slack"), encoding="utf-8")
    with pytest.raises(ReleaseError, match="needs the columns"):
        record.releases()
    table.write_text(good, encoding="utf-8")
    (place / "release.yaml").write_text("version: 0.1.0\n", encoding="utf-8")
    with pytest.raises(ReleaseError, match=r"data/releases/0\.1\.0 is no record"):
        record.releases()


@pytest.mark.parametrize(
    ("value", "moved", "within"),
    [(0.0958, False, False), (0.1008, False, True), (0.1058, False, True), (0.1059, True, False),
     (0.0857, True, False), (None, True, False)],
)  # fmt: skip
def test_a_number_has_moved_beyond_its_tolerance_only(value, moved, within):
    found = compared([told()], [told(value=value)])
    assert [bool(found.moved), bool(found.within)] == [moved, within]


def test_the_tolerance_is_that_of_the_earlier_release():
    assert compared([told()], [told(value=0.12, tolerance=1.0)]).moved
    assert not compared([told(tolerance=1.0)], [told(value=0.12)]).moved


def test_a_count_moves_by_any_difference_and_rounding_by_ten_digits_is_none():
    count = {"value": 20.0, "low": None, "high": None, "unit": "count", "tolerance": 0.0, "digits": 0}
    assert compared([told(**count)], [told(**count | {"value": 21.0})]).moved
    found = compared([told(tolerance=0.0)], [told(tolerance=0.0, value=0.0958 * (1 + 1e-11))])
    assert (found.moved, found.within) == ([], [])


def test_a_number_in_another_unit_has_moved_by_nothing_that_could_be_named():
    (change,) = compared([told()], [told(unit="percent")]).moved
    assert change.by is None
    assert moved_by(change, ENGLISH) == "The two numbers cannot be compared."


@pytest.mark.parametrize(("value", "inside"), [(0.11, True), (0.13, False), (0.06, False)])
def test_a_move_is_told_with_tolerance_and_interval(value, inside):
    (change,) = compared([told()], [told(value=value)]).moved
    assert change.inside is inside
    place = "in" if inside else "outside"
    difference = {0.11: "+0.01", 0.13: "+0.03", 0.06: "−0.04"}[value]
    assert moved_by(change, ENGLISH) == (
        f"{difference}\u00a0points; tolerance ±0.01. The new number lies {place} the interval then given."
    )


def test_a_small_move_is_never_told_as_none():
    (change,) = compared([told(low=None, high=None)], [told(low=None, high=None, value=0.0962)]).within
    assert moved_by(change, VIETNAMESE) == "+0,0004\u00a0điểm; dung sai ±0,01."


def test_strength_words_and_results_that_come_and_go():
    found = compared(
        [told(grade="C"), told("gone"), told("space", sentence="40,71\u00a0% a")],
        [told(grade="D", sentence="Other."), told("new"), told("space", sentence="40,71 % a")],
    )
    assert [change.now.name for change in found.regraded] == ["portal_use_change"]
    assert [change.now.name for change in found.reworded] == ["portal_use_change"]
    assert ([one.name for one in found.new], [one.name for one in found.gone]) == (["new"], ["gone"])


def test_a_page_that_is_not_there_makes_no_result_go():
    found = changes(release(), replace(release("0.2.0"), results={}), runs=set())
    assert (found.gone, found.not_compared) == ((), ("06_ministry_summary",))
    assert "Notebooks that are not here, whose results were not compared: 1." in sentences(found, ENGLISH)


def test_changed_tables_are_named_by_their_source():
    other = {
        "papi": Vintage("2026-12-01", {"e_governance": "ab12", "more": "cd"}),
        "dti": Vintage(DAY, {"dti": "e"}),
    }
    found = compared([told()], [told()], state=other)
    assert found.sources == {"dti": ["dti"], "papi": ["more"]}
    revised = {"papi": Vintage(DAY, {"e_governance": "ab13"})}
    assert compared([told()], [told()], state=revised).sources == {"papi": ["e_governance"]}
    assert compared([told()], [told()], state={}).sources == {"papi": ["e_governance"]}
    assert compared([told()], [told()]).sources == {}
    read_again = {"papi": replace(STATE["papi"], read_on="2027-01-01")}
    assert compared([told()], [told()], state=read_again).sources == {}


def test_nothing_changed_is_said_in_full_sentences():
    found = compared([told()], [told()])
    assert sentences(found, ENGLISH) == [
        "No headline number moved beyond its tolerance (1 compared).",
        "The strength of the evidence is the same for all of them.",
        "The source tables are the same, to the byte.",
    ]
    assert sentences(found, VIETNAMESE)[0] == (
        "Không con số chính nào thay đổi quá dung sai (đã đối chiếu 1 con số)."
    )


def test_what_changed_is_said_in_both_languages_and_claims_no_cause():
    found = compared([told(grade="C"), told("gone")], [told(value=0.2), told("new")], state={})
    for language in (ENGLISH, VIETNAMESE):
        said = sentences(found, language)
        assert len(said) == 5
        assert [word for text in said for word in lint(text, language.code)] == []
    assert sentences(found, ENGLISH)[0] == (
        "Headline numbers that moved beyond their tolerance: 1 of 1 compared."
    )


def test_the_first_release_is_recorded_in_both_languages():
    first = record.releases()[0]
    assert (first.version, first.date) == ("0.1.0", "2026-11-21")
    assert {"portal_use_change", "internet_access", "inputs_known"} <= {name for _, name in first.results}
    assert sum(notebook.startswith("05_province_brief__") for notebook in first.notebooks) == 34
    assert all(result.sentence["vi"] != result.sentence["en"] for result in first.results.values())
    assert len(first.vintages) == 8
    assert all(len(sha) == 64 for state in first.vintages.values() for sha in state.tables.values())


# --- refreshes -------------------------------------------------------------------------------------------


FIGURE = (
    "geography,code,year,indicator,value,bound,origin,source,table,as_of_date\n"
    "63,01,2024,a,{value},exact,published,papi,t,\n"
)


@pytest.fixture
def figure_is(tmp_path):
    """Return a function that gives the project one figure."""

    def write(value):
        folder = tmp_path / "data" / "processed"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "observations.csv").write_text(FIGURE.format(value=value), encoding="utf-8")

    return write


def test_a_refresh_is_recorded_once_under_its_day_and_only_when_something_changed(notebooks, figure_is):
    notebooks([told()])
    figure_is(0.5)
    record.write_release("0.2.0", DAY)
    assert record.write_refresh("2026-11-30") is None, "nothing changed"
    figure_is(0.6)
    first = record.write_refresh("2026-11-30")
    assert first.name.endswith("+2026-11-30")
    assert {path.name for path in first.iterdir()} == {"figures.csv.gz", "release.yaml", "results.csv"}
    assert record.write_refresh("2026-12-01") is None
    notebooks([told(value=0.12, high=0.13)])
    assert record.write_refresh("2026-11-30").name == f"{first.name}.2"
    notebooks([told(value=0.12, high=0.13, n=62)])
    assert record.write_refresh("2026-12-01") is not None, "another N is another result"
    names = [one.name for one in record.releases()]
    version = first.name.split("+")[0]
    assert names == ["0.2.0", f"{version}+2026-11-30", f"{version}+2026-11-30.2", f"{version}+2026-12-01"]
    before, now = record.pair()
    assert (before.name, now.name) == tuple(names[-2:])
    assert record.figures.changed(*record.pair("0.2.0", names[1]))["new"].tolist() == [0.6]


def test_a_refresh_cannot_be_dated_before_the_last_record(notebooks, figure_is):
    notebooks([told()])
    figure_is(0.5)
    record.write_refresh("2026-11-30")
    figure_is(0.6)
    with pytest.raises(ReleaseError, match="cannot come before it"):
        record.write_refresh("2026-11-29")
    assert len(record.releases()) == 1


def test_what_is_said_now_is_compared_with_the_right_earlier_record(notebooks, figure_is):
    executed = notebooks([told()])
    figure_is(0.5)
    assert record.baseline(record.current(executed)) is None
    record.write_refresh("2026-11-30")
    assert record.baseline(record.current(executed)) is None, "the only record says just this"
    notebooks([told(value=0.11)])
    assert record.baseline(record.current(executed)).date == "2026-11-30"
    record.write_refresh("2026-12-01")
    assert record.baseline(record.current(executed)).date == "2026-11-30"
    figure_is(0.7)
    assert record.baseline(record.current(executed)).date == "2026-12-01"


def test_records_are_named_or_refused_with_what_there_is(notebooks, figure_is):
    with pytest.raises(ReleaseError, match="none"):
        record.pair()
    notebooks([told()])
    record.write_release("0.1.0", DAY)
    with pytest.raises(ReleaseError, match=r"No record before 0\.1\.0"):
        record.pair()
    with pytest.raises(ReleaseError, match=r"no record '0\.3\.0'; there are 0\.1\.0"):
        record.pair("0.3.0")
    record.write_release("0.2.0", DAY)
    with pytest.raises(ReleaseError, match=r"No record before 0\.1\.0"):
        record.pair("0.2.0", "0.1.0")


@pytest.mark.parametrize(
    "name", ["0.2.0+", "0.2.0+2026-13-01", "0.2.0+2026-11-30.0", "0.2.0+x", "+2026-11-30"]
)
def test_a_folder_that_is_no_record_is_named(notebooks, tmp_path, name):
    (tmp_path / "data" / "releases" / name).mkdir(parents=True)
    with pytest.raises(ReleaseError, match=re.escape(name)):
        record.releases()


def test_what_compares_records_is_in_none(notebooks):
    notebooks([told()])
    notebooks([told("headline_numbers_moved")], run="11_what_changed")
    record.write_release("0.1.0", DAY, state=STATE)
    assert [name for _, name in record.releases()[0].results] == ["portal_use_change"]


def test_a_record_that_was_cut_short_is_no_record(notebooks, figure_is, monkeypatch):
    notebooks([told()])
    figure_is(0.5)
    from analysis.data import replacement

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(replacement, "_change_places", killed)
    with pytest.raises(KeyboardInterrupt):
        record.write_refresh("2026-11-30")
    assert record.releases() == []
    monkeypatch.undo()
