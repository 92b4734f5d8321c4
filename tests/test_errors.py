"""A problem says where, what, which rule and what to do; an error says all of them, in order, each once."""

from analysis.data.errors import InputError, Problem, in_order, quoted

FILE = "data/raw/papi/e_governance.csv"


def test_problem_in_one_line():
    problem = Problem(
        FILE, "this is not a number", "write 40.71", sheet="Form", row=12, column="use", value="40,71"
    )
    assert str(problem) == (
        f'{FILE}, sheet Form, line 12, column use, value "40,71": this is not a number. Remedy: write 40.71.'
    )


def test_what_is_not_known_is_not_said():
    assert str(Problem(FILE, "the file is empty", "put it back")) == (
        f"{FILE}: the file is empty. Remedy: put it back."
    )


def test_a_place_in_a_package_is_called_a_key():
    problem = Problem("data/raw/papi/datapackage.yaml", "the key is missing", "add it", row=3, column="title")
    assert ", line 3, key title:" in str(problem)


def test_an_empty_value_is_shown_and_an_absent_one_is_not():
    assert ', value "":' in str(Problem(FILE, "rule", "remedy", value=""))
    assert "value" not in str(Problem(FILE, "rule", "remedy"))


def test_values_are_shown_on_one_line_with_what_cannot_be_seen():
    assert quoted("a\nb\u200bc") == r'"a\nb\u200bc"'
    assert quoted("Hòa Bình") == '"Hòa Bình"'


def test_long_values_are_cut():
    assert quoted("x" * 60) == f'"{"x" * 60}"'
    assert quoted("x" * 61) == f'"{"x" * 59}…"'


def test_order_is_by_file_line_and_column_and_each_problem_stands_once():
    first = Problem("a.csv", "rule", "remedy")
    second = Problem("a.csv", "rule", "remedy", row=2, column="x")
    third = Problem("a.csv", "rule", "remedy", row=2, column="y")
    tenth = Problem("a.csv", "rule", "remedy", row=10)
    last = Problem("b.csv", "rule", "remedy", row=1)
    assert in_order([last, tenth, third, second, first, second]) == [first, second, third, tenth, last]


def test_error_counts_and_lists_all_problems():
    one, two = Problem("a.csv", "rule", "remedy"), Problem("b.csv", "rule", "remedy")
    error = InputError([two, one])
    assert error.problems == [one, two]
    assert str(error).splitlines() == ["2 problems in the input", str(one), str(two)]
    assert str(InputError([one])).splitlines()[0] == "1 problem in the input"
