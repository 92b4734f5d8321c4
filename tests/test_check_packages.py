"""What is missing or wrong in a package is named with its line and key, whatever it is."""

import copy
import shutil
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.data import checks, sources
from analysis.data.check_packages import package_problems, unit_conflicts, unknown_weights
from analysis.data.errors import InputError
from analysis.data.package import leaves_folder

SAMPLE = Path(__file__).parent / "sample" / "survey"
TEXT = (SAMPLE / "datapackage.yaml").read_text(encoding="utf-8")
FIELD = "resources.use.schema.fields"


@pytest.fixture
def path(tmp_path, monkeypatch):
    """Give the package of a copy of the sample source in a project of its own."""
    monkeypatch.setenv("UPTAKE_ROOT", str(tmp_path))
    return Path(shutil.copytree(SAMPLE, tmp_path / "data" / "raw" / "survey")) / "datapackage.yaml"


def line(piece, text=TEXT):
    """Return the line on which a piece of text stands."""
    return text[: text.index(piece)].count("\n") + 1


def test_a_complete_package_has_no_problem(path):
    assert package_problems(path) == []


WRITTEN = {
    "not YAML": ("title: Survey", "title: [Survey", 4, None, "not valid YAML"),
    "tab": ("title: Survey", "\ttitle: Survey", 3, None, "not valid YAML"),
    "no such day": ('read_on: "2026-11-21"', "read_on: 2026-13-45", None, None, "not valid YAML"),
    "key twice": (
        "title: Survey",
        "title: Other\ntitle: Survey",
        4,
        "title",
        "stands twice, first on line 3",
    ),
    "alias": (
        "vintage: final figures",
        "vintage: &a final\nvintage_en: *a",
        line("vintage: final") + 1,
        "vintage_en",
        "uses an alias",
    ),
    "a list": (TEXT, "- a\n- b\n", None, None, "holds no keys"),
    "a word": (TEXT, "word\n", None, None, "holds no keys"),
    "empty": (TEXT, "", None, None, "the file is empty"),
    "only a comment": (TEXT, "# nothing\n", None, None, "holds no keys"),
    "CRLF": (TEXT, TEXT.replace("\n", "\r\n"), 1, None, "carriage return"),
    "letter and mark apart": ("Khảo sát", "Kha\u0309o sát", 4, None, "not in Unicode form NFC"),
    "invisible character": ("Survey of use", "Survey\u200b of use", 3, None, "invisible character"),
}


@pytest.mark.parametrize("case", WRITTEN.values(), ids=WRITTEN)
def test_as_written(path, case):
    old, new, row, key, rule = case
    path.write_bytes(TEXT.replace(old, new, 1).encode())
    problem = package_problems(path)[0]
    assert (problem.row, problem.column) == (row, key)
    assert rule in problem.rule
    assert problem.file == "data/raw/survey/datapackage.yaml"


MISSING = {
    "publisher": ("publisher: Office\n", None, 1),
    "title_vi": ("title_vi: Khảo sát mức độ sử dụng\n", None, 1),
    "read_on": ('read_on: "2026-11-21"\n', None, 1),
    "cite": ("cite: Office, Survey of use.\n", None, 1),
    "rights_vi": ("rights_vi: Không nêu giấy phép\n", None, 1),
    "bytes": ("  bytes: 222      # the size of the file\n", "resources.use", line("- name: use")),
    "description_vi": ("  description_vi: Ai đã sử dụng gì.\n", "resources.use", line("- name: use")),
    "name_column": ("  name_column: province\n", "resources.use", line("- name: use")),
    "primaryKey": (
        "    primaryKey: [province_code, year]\n",
        "resources.use.schema",
        line("  schema:"),
    ),
    "title": ("      title: Teams\n", f"{FIELD}.teams", line("- name: teams")),
    "unit": ("      unit: teams\n", f"{FIELD}.teams", line("- name: teams")),
    "decimals": ("      decimals: 2\n", f"{FIELD}.share_pct", line("- name: share_pct")),
    "short_vi": ("      short_vi: Người sử dụng\n", f"{FIELD}.share_pct", line("- name: share_pct")),
    "by": (" by: commune_units,", f"{FIELD}.share_pct.aggregate", line("aggregate:")),
    "vi": (", vi: Theo số xã.", f"{FIELD}.share_pct.aggregate", line("aggregate:")),
}


@pytest.mark.parametrize(("key", "case"), MISSING.items(), ids=MISSING)
def test_missing_keys(path, key, case):
    piece, place, row = case
    assert piece in TEXT
    path.write_text(TEXT.replace(piece, "", 1), encoding="utf-8")
    (problem,) = package_problems(path)
    assert (problem.row, problem.column) == (row, place)
    assert (problem.rule, problem.remedy) == (f"the key {key} is missing", f"add {key}")


WRONG = {
    "empty title": ("title: Teams", 'title: ""', f"{FIELD}.teams.title", "", "write a text"),
    "day without quotes": ('"2026-11-21"', "2026-11-21", "read_on", "2026-11-21", "in quotes"),
    "unit": ("unit: percent", "unit: percents", f"{FIELD}.share_pct.unit", "percents", "write percent"),
    "type": ("type: number", "type: numeric", f"{FIELD}.share_pct.type", "numeric", "write number"),
    "group": ("group: outcome", "group: outcomes", f"{FIELD}.share_pct.group", "outcomes", "write outcome"),
    "misspelt key": ("comparable:", "comparble:", f"{FIELD}.share_pct.comparble", None, "write comparable"),
    "rule": ("rule: weighted_mean", "rule: average", f"{FIELD}.share_pct.aggregate.rule", "average", "mean"),
    "set of places": ('"63"', "63", "resources.use.geography", "63", 'write "63" in quotes'),
    "digest": ("sha256:39", "md5:39", "resources.use.hash", None, "64 hexadecimal digits"),
    "other folder": ("path: use.csv", "path: ../use.csv", "resources.use.path", "../use.csv", "same folder"),
    "subfolder": ("path: use.csv", "path: a/use.csv", "resources.use.path", "a/use.csv", "same folder"),
    "key column": (
        "[province_code, year]",
        "[province_cod, year]",
        "resources.use.schema.primaryKey.0",
        "province_cod",
        "write province_code",
    ),
    "code column": ("code: province_code", "code: code", "resources.use.code", "code", "the columns are"),
    "year column": ("  year: year", "  year: yaer", "resources.use.year", "yaer", "write year"),
    "year without limits": (
        "minimum: 2018, maximum: 2024",
        "minimum: 2018",
        f"{FIELD}.year",
        None,
        "add minimum and maximum",
    ),
    "limit": ("maximum: 100", "maximum: much", f"{FIELD}.share_pct.constraints.maximum", "much", "a number"),
    "years turned round": (
        "[[2023, 2024]]",
        "[[2024, 2023]]",
        f"{FIELD}.share_pct.comparable.0",
        "[2024, 2023]",
        "[first, last]",
    ),
    "name of the folder": ("name: survey", "name: surveys", "name", "surveys", "write survey"),
    "column twice": ("name: teams", "name: share_pct", f"{FIELD}.share_pct.name", "share_pct", "rename one"),
    "no unit": ("unit: percent", "unit: none", f"{FIELD}.share_pct.unit", "none", "the unit of the figures"),
    "one language": ("- en: Small.\n  vi: Quy mô nhỏ.", "- Small.", "caveats.0", "Small.", "both languages"),
    "missing values": ('[""]', '["", "-"]', "resources.use.schema.missingValues", None, "an empty cell"),
}


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG)
def test_wrong_values(path, case):
    old, new, key, value, remedy = case
    assert old in TEXT
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    found = {problem.column: problem for problem in package_problems(path)}
    assert key in found
    assert remedy in found[key].remedy
    if value:
        assert found[key].value == value


def test_an_indicator_in_two_units(path):
    field = TEXT[TEXT.index("    - name: share_pct") : TEXT.index("    - name: teams")]
    second = field.replace("name: share_pct", "name: share").replace("unit: percent", "unit: index_0_1")
    path.write_text(TEXT + second, encoding="utf-8")
    assert package_problems(path) == []
    (problem,) = unit_conflicts([path])
    assert problem.column == f"{FIELD}.share.unit"
    assert problem.row == line("unit: index_0_1", TEXT + second)
    assert "in index_0_1 here and in percent in survey/use.share_pct" in problem.rule


def test_an_indicator_in_two_units_for_two_sets_of_places(path):
    other = Path(shutil.copytree(path.parent, path.parents[1] / "units")) / "datapackage.yaml"
    text = TEXT.replace("name: survey", "name: units").replace('geography: "63"', 'geography: "34"')
    other.write_text(text.replace("unit: percent", "unit: index_0_1"), encoding="utf-8")
    assert unit_conflicts([path, other]) == []


def test_a_weight_that_no_column_holds(path):
    text = TEXT.replace("by: commune_units", "by: user_share_pc")
    path.write_text(text, encoding="utf-8")
    assert package_problems(path) == []
    (problem,) = unknown_weights([path])
    assert (problem.row, problem.column) == (
        line("by: user_share_pc", text),
        f"{FIELD}.share_pct.aggregate.by",
    )
    assert (problem.value, problem.remedy) == ("user_share_pc", "write user_share_pct")
    path.write_text(text.replace("user_share_pc,", "user_share_pct,"), encoding="utf-8")
    assert unknown_weights([path]) == []


def test_two_tables_of_one_name(path):
    table = TEXT[TEXT.index("- name: use\n") :]
    path.write_text(TEXT + table, encoding="utf-8")
    assert {problem.rule for problem in package_problems(path)} == {
        "two tables have this name",
        "two tables have this path",
    }


# Whatever is spoilt, somebody is told

WHOLE = yaml.safe_load(TEXT)
REQUIRED = {
    "name",
    "title",
    "title_vi",
    "publisher",
    "read_in",
    "vintage",
    "licenses",
    "cite",
    "checks",
    "resources",
}


def entries(node, place=()):
    """Yield the place of every entry."""
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in pairs:
        yield (*place, key)
        yield from entries(value, (*place, key))


JUNK = st.one_of(st.none(), st.integers(), st.text(max_size=5), st.just([]), st.just({}), st.just([[1]]))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from(list(entries(WHOLE))), junk=JUNK, delete=st.booleans())
def test_no_package_however_spoilt_ends_in_anything_but_problems(path, place, junk, delete):
    spoilt = copy.deepcopy(WHOLE)
    holder = spoilt
    for step in place[:-1]:
        holder = holder[step]
    if delete:
        del holder[place[-1]]
    else:
        holder[place[-1]] = junk
    path.write_text(yaml.safe_dump(spoilt, allow_unicode=True, sort_keys=False), encoding="utf-8")
    found = package_problems(path)
    if len(place) == 1 and place[0] in REQUIRED and delete:
        assert f"the key {place[0]} is missing" in {problem.rule for problem in found}
    # The full check goes on as far as it can, and tells these problems among others.
    assert set(found) <= set(checks.problems())


@pytest.mark.parametrize(
    "given", ["../use.csv", "../../dti/dti.csv", "/elsewhere/use.csv", "a/../../use.csv", "~/use.csv"]
)
def test_a_table_outside_the_folder_is_refused_by_the_check_and_by_every_reader(path, given):
    path.write_text(TEXT.replace("path: use.csv", f"path: {given}"), encoding="utf-8")
    (problem,) = package_problems(path)
    assert problem.rule == "the path leaves the folder of the package"
    assert problem.remedy == "write the name of a csv file in the same folder"
    assert problem.column == "resources.use.path"
    (path.parent.parent / "use.csv").write_text("secret\n", encoding="utf-8")
    with pytest.raises(InputError, match="the path leaves the folder of the package"):
        sources.read("survey", "use")


def test_windows_paths_leave_the_folder_too():
    for outside in (r"..\use.csv", "C:/use.csv", r"\\server\use.csv"):
        assert leaves_folder(outside)
    assert not leaves_folder("use.csv") and not leaves_folder("a..b.csv")
