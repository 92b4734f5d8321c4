"""Recording size and digest changes these two values and not a byte besides."""

import hashlib
import shutil
from pathlib import Path

import pytest

from analysis.data import checks, sources
from analysis.data.checksums import record
from analysis.data.errors import InputError

SAMPLE = Path(__file__).parent / "sample" / "survey"


@pytest.fixture
def survey(tmp_path, monkeypatch):
    """Give a copy of the sample source in a project of its own."""
    monkeypatch.setenv("UPTAKE_ROOT", str(tmp_path))
    return Path(shutil.copytree(SAMPLE, tmp_path / "data" / "raw" / "survey"))


def test_the_digest_is_that_of_the_bytes(tmp_path):
    (tmp_path / "table.csv").write_bytes(b"abc")
    # FIPS 180-2, appendix B.1.
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert record(tmp_path / "table.csv") == (3, f"sha256:{digest}")


def test_nothing_is_written_when_nothing_changed(survey):
    before = (survey / "datapackage.yaml").stat().st_mtime_ns
    assert checks.update_checksums("survey") == []
    assert (survey / "datapackage.yaml").stat().st_mtime_ns == before


def test_only_the_two_values_change(survey):
    before = (survey / "datapackage.yaml").read_bytes()
    content = (survey / "use.csv").read_bytes() + "24,Bắc Giang,2023,9.5,7,,\n".encode()
    (survey / "use.csv").write_bytes(content)
    assert checks.update_checksums("survey") == ["data/raw/survey/use.csv"]
    after = (survey / "datapackage.yaml").read_bytes()
    digest = hashlib.sha256(content).hexdigest().encode()
    old = b"39cd9689ee6fd450d1e440e56f96120ae0b5735d1c7cfac84596a7282f757eca"
    assert before.count(b"bytes: 222 ") == before.count(old) == 1
    assert after == before.replace(b"bytes: 222 ", b"bytes: %d " % len(content)).replace(old, digest)


def test_a_second_time_changes_nothing(survey):
    (survey / "use.csv").write_text("other\n", encoding="utf-8")
    checks.update_checksums("survey")
    after = (survey / "datapackage.yaml").read_bytes()
    assert checks.update_checksums("survey") == []
    assert (survey / "datapackage.yaml").read_bytes() == after


@pytest.mark.parametrize("written", ["0", "'sha256:0'", "sha256:0", '""', "|-\n    sha256:0"])
def test_whatever_way_the_old_value_was_written(survey, written):
    package = survey / "datapackage.yaml"
    before = package.read_text(encoding="utf-8")
    first, last = before.index('"sha256:'), before.index("   # its digest")
    comment = "" if "\n" in written else "   # its digest"
    spoilt = before[:first] + written + comment + before[last:].removeprefix("   # its digest")
    package.write_text(spoilt, encoding="utf-8")
    checks.update_checksums("survey")
    assert (
        sources.table("survey", "use").hash
        == f"sha256:{hashlib.sha256((survey / 'use.csv').read_bytes()).hexdigest()}"
    )
    assert sources.table("survey", "use").title["vi"] == "Mức độ sử dụng theo tỉnh"


def test_each_table_of_a_source_has_its_own_record(survey):
    package = survey / "datapackage.yaml"
    text = package.read_text(encoding="utf-8")
    table = text[text.index("- name: use\n") :]
    package.write_text(text + table.replace("use", "more"), encoding="utf-8")
    (survey / "more.csv").write_text("more\n", encoding="utf-8")
    (survey / "use.csv").write_text("use\n", encoding="utf-8")
    assert checks.update_checksums("survey") == ["data/raw/survey/use.csv", "data/raw/survey/more.csv"]
    for name in ("use", "more"):
        expected = hashlib.sha256(f"{name}\n".encode()).hexdigest()
        assert sources.table("survey", name).hash == f"sha256:{expected}"
    assert (sources.table("survey", "use").bytes, sources.table("survey", "more").bytes) == (4, 5)


def test_nothing_is_written_when_something_is_missing(survey):
    package = survey / "datapackage.yaml"
    package.write_text(
        package.read_text(encoding="utf-8").replace("  bytes: 222", "  size: 222"), encoding="utf-8"
    )
    before = package.read_bytes()
    with pytest.raises(InputError, match="the key bytes is missing"):
        checks.update_checksums("survey")
    (survey / "use.csv").unlink()
    with pytest.raises(InputError, match=r"use\.csv: the file is missing"):
        checks.update_checksums("survey")
    assert package.read_bytes() == before


def test_an_unknown_source_is_named(survey):
    with pytest.raises(InputError, match=r"data/raw/surveys/datapackage\.yaml: the file is missing"):
        checks.update_checksums("surveys")
