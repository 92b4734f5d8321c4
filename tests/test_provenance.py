"""How a page was made: complete, and the same in every run."""

import hashlib
import json
import re
import subprocess
import sys

import pytest
from lxml import html as parser

from analysis.data import layout, processed
from analysis.report import parameters, provenance
from analysis.report.provenance import MIME


@pytest.fixture
def shown(monkeypatch):
    bundles = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: bundles.append(bundle))
    return bundles


@pytest.fixture(autouse=True)
def fresh_reads():
    processed.forget_reads()
    yield
    processed.forget_reads()


CHECKED = parameters.check(language="vi", outcome="papi_portal_use", years=[2023, 2024], seed=1)


def test_the_bundle_names_parameters_versions_sources_and_files(shown):
    processed.panel()
    assert provenance.how_this_was_made(CHECKED, "vi", indicators=["papi_portal_use"]) is None
    facts = shown[0][MIME]
    assert facts["parameters"]["years"] == [2023, 2024]
    assert {"Python", "uptake", "pandas", "statsmodels"} <= set(facts["versions"])
    assert [source["name"] for source in facts["sources"]] == ["papi"]
    assert "data/processed/panel_63.csv" in facts["files"]
    assert json.loads(json.dumps(facts)) == facts


def test_checksums_are_those_of_the_files(shown):
    processed.panel("34")
    provenance.how_this_was_made(CHECKED, "en", indicators=["papi_portal_use"])
    facts = shown[0][MIME]
    tables = facts["sources"][0]["tables"]
    assert tables
    for path, checksum in (tables | facts["files"]).items():
        assert hashlib.sha256((layout.root() / path).read_bytes()).hexdigest() == checksum


def test_all_sources_are_cited_when_none_are_named(shown):
    provenance.how_this_was_made(CHECKED, "en")
    html = parser.fromstring(shown[0]["text/html"])
    assert len(html.findall(".//table")) == 4
    cited = html.findall(".//table")[1].findall(".//tbody/tr")
    assert len(cited) == len(list(layout.raw().glob("*/datapackage.yaml")))
    assert all(cell.text_content().strip() for row in cited for cell in row)


def test_the_page_speaks_its_language(shown):
    provenance.how_this_was_made(CHECKED, "vi")
    html = parser.fromstring(shown[0]["text/html"])
    captions = [caption.text for caption in html.findall(".//caption")]
    assert captions == ["Tham số", "Nguồn và thời điểm của số liệu", "Phần mềm", "Các tệp đã đọc"]
    assert "21/11/2026" in shown[0]["text/html"]


def test_nothing_tells_the_machine_or_the_hour(shown):
    processed.panel()
    provenance.how_this_was_made(CHECKED, "en")
    said = shown[0]["text/plain"] + json.dumps(shown[0][MIME])
    assert str(layout.root()) not in said
    assert "/home" not in said
    assert not re.search(r"\d\d:\d\d", said)


def test_two_processes_say_the_same():
    code = (
        "from analysis.data import processed; from analysis.report import parameters, provenance; "
        "processed.panel(); processed.values('papi_portal_use', '63', 2024); import json; "
        "p = parameters.check(language='en', seed=1); "
        "print(json.dumps(provenance.facts(p, provenance.origins())))"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    assert runs[0] == runs[1]
    assert "observations.csv" in runs[0]
