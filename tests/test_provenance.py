"""How a page was made: complete, and the same in every run."""

import hashlib
import json
import re
import subprocess
import sys

import pytest
from lxml import html as parser

from analysis.data import layout, processed, views
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


def test_what_was_read_is_named_with_the_digest_of_the_figures_and_not_of_their_table(shown):
    panel = processed.panel("34", indicators=["papi_portal_use"])
    provenance.how_this_was_made(CHECKED, "en", indicators=["papi_portal_use"])
    facts = shown[0][MIME]
    view = 'panel {"geography": "34", "indicators": ["papi_portal_use"]}'
    assert facts["views"] == {view: views.digest(panel)}
    assert facts["files"] == ["data/processed/panel_34.csv"]
    said = json.dumps(facts) + shown[0]["text/html"]
    for path in [*layout.processed().glob("*"), *layout.raw().glob("*/*.csv")]:
        assert hashlib.sha256(path.read_bytes()).hexdigest()[:16] not in said


def test_other_figures_of_the_same_table_are_other_words_on_the_page(shown):
    processed.values("papi_portal_use", "63", 2023)
    provenance.how_this_was_made(CHECKED, "en")
    processed.values("dti_total", "63", 2023)
    provenance.how_this_was_made(CHECKED, "en")
    rows = [
        [
            [cell.text_content() for cell in row]
            for row in parser.fromstring(html).findall(".//table")[-1].iter("tr")
        ]
        for html in (bundle["text/html"] for bundle in shown)
    ]
    assert [row[:2] for row in rows[1][1:]] == [
        ["Every figure with its origin", "dti_total, papi_portal_use"]
    ]
    assert rows[0][1][2] != rows[1][1][2]


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
    assert captions == [
        "Tham số",
        "Nguồn và thời điểm của số liệu",
        "Phần mềm",
        "Số liệu đã đọc trong các bảng",
    ]
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
