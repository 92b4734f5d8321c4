"""What was judged sound is not judged again; what is wrong, or differs in anything, is."""

from pathlib import Path

import pytest

from analysis.data import checks, checksums, found_sound


@pytest.fixture
def judged(tmp_path, monkeypatch):
    """Give a judge whose verdict can be set, with a list of what it was asked."""
    monkeypatch.setenv("UPTAKE_ROOT", str(tmp_path))
    asked, faults = [], []

    def unless_sound(*what, by=Path(__file__)):
        def judge():
            asked.append(what)
            return list(faults)

        return found_sound.unless_sound(judge, by, *what)

    return unless_sound, asked, faults


def test_the_same_is_judged_once(judged):
    unless_sound, asked, _ = judged
    assert unless_sound(b"1,2", {"type": "number"}) == unless_sound(b"1,2", {"type": "number"}) == []
    assert len(asked) == 1


def test_other_bytes_another_schema_and_other_code_are_judged(judged, monkeypatch):
    unless_sound, asked, _ = judged
    unless_sound(b"1,2", {"type": "number"})
    unless_sound(b"1,3", {"type": "number"})
    unless_sound(b"1,2", {"type": "integer"})
    unless_sound(b"1,2", {"type": "number"}, by=Path(found_sound.__file__))
    found_sound._judge.cache_clear()
    monkeypatch.setattr("importlib.metadata.version", lambda name: "0")
    unless_sound(b"1,2", {"type": "number"})
    found_sound._judge.cache_clear()
    assert len(asked) == 5


def test_what_is_wrong_is_found_every_time(judged):
    unless_sound, asked, faults = judged
    faults.append("too large")
    assert unless_sound(b"9") == unless_sound(b"9") == ["too large"]
    faults.clear()
    assert unless_sound(b"9") == unless_sound(b"9") == []
    assert len(asked) == 3


def test_a_table_that_was_sound_is_refused_once_it_is_not(project, monkeypatch):
    assert checks.problems() == []
    with monkeypatch.context() as patch:
        patch.setattr("analysis.data.check_contracts._judge", None)
        assert checks.problems() == []
    path = project.folder / "data" / "raw" / "papi" / "e_governance.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",2024,", ",2027,", 1), encoding="utf-8")
    checksums.update_checksums("papi")
    assert [problem.column for problem in checks.problems()] == ["year"]
    assert [problem.column for problem in checks.problems()] == ["year"]
