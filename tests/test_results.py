"""Headline results: recording, showing, collecting."""

import json
from types import SimpleNamespace

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from lxml import html as parser

from analysis.report import results
from analysis.report.results import MIME, ResultError

GOOD = {
    "name": "portal_use_level",
    "sentence": "Provinces differ widely: 41% (30 to 50%; N = 63; 2020–2024).",
    "value": 40.71234567890123,
    "low": 30.0,
    "high": 50.0,
    "unit": "percent",
    "n": 63,
    "period": [2020, 2021, 2022, 2023, 2024],
    "tolerance": 0.05,
    "language": "en",
}


@pytest.fixture(autouse=True)
def fresh():
    results.clear()
    yield
    results.clear()


@pytest.fixture
def shown(monkeypatch):
    bundles = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: bundles.append(bundle))
    return bundles


def record(**changes):
    results.record(**GOOD | changes)


def test_a_result_keeps_its_facts():
    record(grade=SimpleNamespace(letter="B", reasons=()))
    (kept,) = results.recorded()
    assert kept["value"] == 40.71234568
    assert (kept["low"], kept["high"], kept["n"], kept["tolerance"]) == (30.0, 50.0, 63, 0.05)
    assert (kept["unit"], kept["period"], kept["grade"]) == ("percent", "2020–2024", "B")


def test_recording_again_replaces_in_place():
    record(name="a", value=31)
    record(name="b")
    record(name="a", value=32)
    assert [(kept["name"], kept["value"]) for kept in results.recorded()] == [("a", 32.0), ("b", 40.71234568)]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "Portal use"}, "small letters"),
        ({"sentence": "Provinces differ (30 to 50; 2020–2024)."}, "does not give N: 63"),
        ({"sentence": "Provinces differ (30 to 50; N = 630; 2020–2024)."}, "does not give N: 63"),
        ({"sentence": "Provinces differ (30 to 51; N = 63; 2020–2024)."}, "the interval: 30 to 50"),
        ({"sentence": "Provinces differ (30 to 50; N = 63; to 2024)."}, "the first year: 2020"),
        ({"grade": SimpleNamespace(letter="X", reasons=())}, "needs its reasons"),
        ({"grade": SimpleNamespace(letter="D", reasons=())}, "detectable"),
        ({"grade": SimpleNamespace(letter="D", reasons=()), "detectable": 12.0}, "could have been found: 12"),
        ({"grade": SimpleNamespace(letter="D", reasons=()), "detectable": 0.0}, "detectable"),
        (
            {"grade": SimpleNamespace(letter="B", reasons=()), "low": None, "high": None},
            "give the ends of its interval",
        ),
        ({"low": None}, "both ends"),
        ({"high": None}, "both ends"),
        ({"value": 60}, "does not lie between"),
        ({"value": None}, "does not lie between"),
        ({"tolerance": -1}, "tolerance"),
        ({"tolerance": float("nan")}, "tolerance"),
        ({"sentence": "Smartphones boost portal use."}, "boost"),
        ({"sentence": "Điện thoại thông minh thúc đẩy sử dụng.", "language": "vi"}, "thúc đẩy"),
    ],
)
def test_what_contradicts_itself_or_claims_a_cause_is_refused(changes, message):
    with pytest.raises(ResultError, match=message):
        record(**changes)
    assert results.recorded() == []


def test_all_faults_are_named_at_once():
    with pytest.raises(ResultError, match=r"small letters.*both ends.*tolerance"):
        record(name="A", low=None, tolerance=-1)


@pytest.mark.parametrize("unit", ["percents", "points of nothing"])
def test_units_are_those_of_the_table(unit):
    with pytest.raises(ResultError, match="unit"):
        record(unit=unit)


def test_the_summary_shows_numbers_interval_period_and_n(shown):
    record(grade=SimpleNamespace(letter="C", reasons=()))
    assert results.summary() is None
    (bundle,) = shown
    assert set(bundle) == {MIME, "text/html", "text/plain"}
    (item,) = parser.fromstring(bundle["text/html"]).findall("li")
    assert item.find("p[@class='finding']").text_content() == (
        "Provinces differ widely: 41% (30 to 50%; N = 63; 2020–2024). Evidence: weak"
    )
    assert item.find("p[@class='measure']").text == ("41% (95% interval: 30 to 50%); 2020–2024; N = 63.")
    assert bundle["text/plain"].splitlines()[0] == (
        "1. Provinces differ widely: 41% (30 to 50%; N = 63; 2020–2024). [Evidence: weak]"
    )
    assert bundle[MIME] == results.recorded()


def test_the_summary_speaks_vietnamese(shown):
    record(
        language="vi",
        sentence="Các tỉnh, thành phố chênh lệch nhiều (30,0 đến 50,0\u00a0%; N = 1.556; 2020–2024).",
        digits=1,
        n=1556,
        grade=SimpleNamespace(letter="A", reasons=()),
    )
    results.summary()
    text = shown[0]["text/plain"]
    assert "[Mức độ bằng chứng: mạnh]" in text
    assert "40,7\u00a0% (khoảng tin cậy 95\u00a0%: 30,0 đến 50,0\u00a0%); 2020–2024; N = 1.556." in text


def test_decimals_follow_the_interval_and_never_hide_its_side_of_zero(shown):
    sentence = "Provinces differ (−0.0004 to 0.0200; N = 63; 2020–2024)."
    record(value=0.011, low=-0.0004, high=0.02, unit="none", sentence=sentence)
    results.summary()
    assert "0.0110 (95% interval: −0.0004 to 0.0200)" in shown[0]["text/plain"]


def test_reasons_for_the_strength_are_printed(shown):
    record(grade=SimpleNamespace(letter="B", reasons=("cross_section",)))
    results.summary()
    assert "   Why this strength: Places are compared at one time" in shown[0]["text/plain"]
    assert shown[0][MIME][0]["reasons"] == ["cross_section"]


def test_a_finding_may_have_no_number(shown):
    grade = SimpleNamespace(letter="X", reasons=("too_few_places",))
    record(value=None, low=None, high=None, grade=grade, sentence="Nothing can be said.")
    results.summary()
    assert "Why this strength: Fewer than 20 places are known." in shown[0]["text/plain"]
    assert "   2020–2024; N = 63." in shown[0]["text/plain"]
    assert shown[0][MIME][0]["value"] is None


def test_what_could_have_been_found_is_kept_shown_and_only_where_it_is_given(shown):
    record(name="a")
    sentence = "Nothing was found: 2 (−10 to 14; N = 63; 2020–2024); below 17 nothing could have been."
    grade = SimpleNamespace(letter="D", reasons=("interval_contains_zero",))
    record(name="b", sentence=sentence, value=2, low=-10, high=14, grade=grade, detectable=17.2, digits=0)
    results.summary()
    assert "N = 63; smallest that could have been found: 17%." in shown[0]["text/plain"]
    assert [one.get("detectable") for one in shown[0][MIME]] == [None, 17.2]
    assert "detectable" not in shown[0][MIME][0]


def test_text_is_escaped(shown):
    record(sentence="Provinces with <10 & more.", low=None, high=None)
    results.summary()
    assert "&lt;10 &amp; more" in shown[0]["text/html"]


def test_nothing_recorded_is_an_error_with_a_remedy(shown):
    with pytest.raises(ResultError, match=r"results\.record"):
        results.summary()


def test_two_languages_in_one_summary_are_refused(shown):
    record(name="a")
    record(name="b", language="vi", sentence="Các tỉnh chênh lệch nhiều.", low=None, high=None)
    with pytest.raises(ResultError, match="two languages"):
        results.summary()


def notebook(path, *bundles):
    cell = nbformat.v4.new_code_cell(
        "results.summary()",
        outputs=[nbformat.v4.new_output("display_data", data=bundle) for bundle in bundles],
    )
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# x"), cell]), path)
    return path


def test_collecting_returns_what_was_recorded(tmp_path, shown):
    record()
    record(name="second", value=31.5)
    results.summary()
    path = notebook(tmp_path / "n.ipynb", json.loads(json.dumps(shown[0])))
    assert results.collect(path) == results.recorded()


def test_collecting_from_a_notebook_without_summary_is_empty(tmp_path):
    assert results.collect(notebook(tmp_path / "n.ipynb", {"text/plain": "1"})) == []


def test_collecting_from_what_is_no_notebook_names_the_file(tmp_path):
    path = tmp_path / "n.ipynb"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(ResultError, match=r"n\.ipynb is not a notebook"):
        results.collect(path)


def test_a_summary_in_a_session_displays_the_bundle(capsys):
    shell = InteractiveShell.instance()
    record()
    shell.run_cell("from analysis.report import results; results.summary()")
    InteractiveShell.clear_instance()
    assert "Provinces differ widely" in capsys.readouterr().out
