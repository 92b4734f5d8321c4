"""Parameters: strict types, allowed values, and what must fit together."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.interactiveshell import InteractiveShell
from lxml import html as parser

from analysis.data.indicators import indicators
from analysis.report import parameter_rules, parameters
from analysis.report.language import LANGUAGES, Language
from analysis.report.parameters import SPEC, ParameterError, check, problems

SOUND = {
    "dataset": "published",
    "geography": "63",
    "years": [2020, 2021, 2022, 2023, 2024],
    "outcome": "papi_portal_use",
    "inputs": ["household_computer_share_pct", "dti_infrastructure"],
    "controls": ["poverty_rate_pct"],
    "language": "en",
    "unit": "01",
    "seed": 20261121,
}


def test_sound_parameters_come_back_and_stay():
    checked = check(**SOUND)
    assert checked.outcome == "papi_portal_use"
    assert checked.years == (2020, 2021, 2022, 2023, 2024)
    assert list(checked.as_dict()) == list(SOUND)
    with pytest.raises(AttributeError, match="cell of parameters"):
        checked.seed = 1
    with pytest.raises(AttributeError, match="'alpha'"):
        checked.alpha  # noqa: B018 - reading is what fails


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("seed", True),
        ("seed", "2020-01"),
        ("seed", 1.0),
        ("seed", None),
        ("years", "2024"),
        ("years", 2024),
        ("years", (2023, 2024)),
        ("years", [2023, True]),
        ("years", [2023.0]),
        ("inputs", "poverty_rate_pct"),
        ("inputs", [1]),
        ("geography", 63),
        ("unit", 1),
        ("language", None),
        ("outcome", ["papi_portal_use"]),
    ],
)
def test_types_are_strict(name, value):
    (problem,) = problems({name: value})
    assert problem.startswith(f"{name} = {value!r}: must be ")


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("dataset", "publisched", "'published'"),
        ("dataset", "2024", "published"),
        ("geography", "65", "63, 34"),
        ("years", [2017], "2018 to 2026"),
        ("years", [], "empty"),
        ("inputs", [], "empty"),
        ("years", [2023, 2023], "2023 given more than once"),
        ("outcome", "papi_portal_usage", "'papi_portal_use'"),
        ("outcome", "poverty_rate_pct", "not allowed"),
        ("inputs", ["poverty_rate"], "'poverty_rate_pct'"),
        ("language", "fr", "vi, en"),
        ("unit", "99", "code of one of the 34 units"),
        ("unit", "Ha Noi", "'01' (Hà Nội)"),
        ("unit", "Tỉnh Tuyên Quang", "(Tuyên Quang)"),
        ("seed", -1, "from 0"),
    ],
)
def test_values_outside_the_allowed_ones_are_named_with_a_remedy(name, value, hint):
    (problem,) = problems({name: value})
    assert name in problem
    assert hint in problem


def test_a_mistyped_name_is_answered_with_the_nearest_declared_one():
    assert problems({"yeers": [2020]}, ["years", "seed"]) == ["yeers: no such parameter; did you mean years?"]
    (problem,) = problems({"alpha": 1}, ["years", "seed"])
    assert problem == "alpha: no such parameter; there are years and seed."
    (problem,) = problems({"seed": 1}, ["years"])
    assert problem.startswith("seed: no such parameter")


def test_a_notebook_cannot_declare_names_of_its_own():
    assert problems({}, {"sede": 1}) == ["sede: no such parameter; did you mean seed?"]


def test_defaults_that_stay_in_force_are_judged_together_with_the_values():
    defaults = {"outcome": "papi_portal_use", "years": [2020, 2024]}
    assert problems({"years": [2019]}, defaults) == []
    (problem,) = problems({"years": [2018, 2024]}, defaults)
    assert "papi_portal_use can be compared within 2020–2024 only" in problem


def test_years_across_a_break_name_the_break():
    (problem,) = problems({"outcome": "papi_portal_use", "years": [2018, 2019]})
    broken = next(b for b in indicators()["papi_portal_use"].breaks if b["year"] == 2019)
    assert problem.endswith(broken["en"])
    (problem,) = problems({"outcome": "papi_portal_use", "years": [2018, 2019], "language": "vi"})
    assert problem.endswith(broken["vi"])


def test_years_that_can_never_be_compared():
    (problem,) = problems({"outcome": "portal2026_total", "years": [2025, 2026]})
    assert problem.endswith("cannot be compared between years; choose one year.")
    assert problems({"outcome": "portal2026_total", "years": [2026]}) == []


def test_places_without_figures():
    (problem,) = problems({"outcome": "portal2026_total", "geography": "63"})
    assert problem == "portal2026_total has no figures for geography 63; it has them for 34."


def test_places_without_figures_the_other_way(monkeypatch):
    old = replace(indicators()["papi_portal_use"], geographies=frozenset({"63"}))
    found = list(parameter_rules.known_there(old, "34", Language("vi")))
    assert found == [
        "papi_portal_use không có số liệu theo hệ 34 tỉnh, thành phố; chỉ có số liệu theo hệ 63."
    ]


def test_an_input_may_not_be_part_of_the_outcome():
    (problem,) = problems({"outcome": "papi_portal_use", "inputs": ["papi_e_governance"]})
    assert "share" in problem
    assert "by definition" in problem
    (problem,) = problems({"outcome": "dti_government", "controls": ["dti_government"]})
    assert "cannot explain itself" in problem


def test_an_input_is_not_also_a_control():
    (problem,) = problems({"inputs": ["poverty_rate_pct"], "controls": ["poverty_rate_pct"]})
    assert "among the inputs and among the controls" in problem


def test_all_problems_are_listed_at_once():
    with pytest.raises(ParameterError) as caught:
        check(
            seed=True,
            years="2024",
            unit="Ha Noi",
            inputs=["papi_e_governance", "x"],
            outcome="papi_portal_use",
        )
    assert len(caught.value.problems) == 5
    lines = str(caught.value).splitlines()
    assert [line[:2] for line in lines[1:-1]] == ["1.", "2.", "3.", "4.", "5."]


def test_the_error_speaks_the_language_asked_for():
    with pytest.raises(ParameterError, match="Không thể sử dụng"):
        check(language="vi", seed="1")
    with pytest.raises(ParameterError, match="cannot be used"):
        check(language="xx", seed="1")
    assert problems({"seed": "1", "language": "vi"}, language="en")[0].startswith("seed = '1': must be")


def test_a_notebook_shows_the_message_without_a_traceback(capsys):
    shell = InteractiveShell.instance()
    shell.run_cell("from analysis.report import parameters\nparameters.check(seed='1', language='en')")
    shown = "".join(capsys.readouterr())
    InteractiveShell.clear_instance()
    assert "1. seed = '1': must be a whole number." in shown
    assert "Traceback" not in shown
    assert "parameters.py" not in shown


@given(
    st.dictionaries(
        st.sampled_from([*SPEC, "other"]),
        st.one_of(
            st.none(),
            st.booleans(),
            st.integers(),
            st.text(max_size=5),
            st.lists(st.one_of(st.integers(), st.text(max_size=3))),
        ),
    )
)
def test_whatever_is_given_is_answered_with_sentences(values):
    found = problems(values)
    assert all(isinstance(problem, str) and problem.endswith((".", "?")) for problem in found)
    assert ("other" in values) <= bool(found)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_table_of_parameters_names_every_one(code):
    rows = parser.fromstring(parameters.table(SPEC, code).html).findall(".//tbody/tr")
    assert [row[0].text for row in rows] == list(SPEC)
    assert all(cell.text_content().strip() for row in rows for cell in row)
