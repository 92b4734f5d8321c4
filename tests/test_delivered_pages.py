"""Pages, briefs and source lines name who sent figures when, and only when, such figures are in them."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from deliveries_by_hand import DAYS, accept, figure

from analysis.data import building, delivered_readers, processed, views
from analysis.data.provinces import provinces
from analysis.report import figures, provenance, tables
from analysis.report.briefs.unit import unit_brief
from analysis.report.language import Language
from analysis.report.pages.learning import known_exhibits
from analysis.report.pages.quality.data_quality import has_value
from analysis.report.pages.quality.data_quality_findings import figures_not_random
from analysis.report.pages.targets import reported_figures
from analysis.report.pages.teams import team_exhibits
from analysis.report.pages.units.unit_findings import unit_findings
from analysis.report.workbook import panel_sheets
from analysis.stats.describe.missingness import known_against_unknown

SENDER = "Cục Chuyển đổi số quốc gia"
SENT = {
    "vi": f"số liệu do {SENDER} gửi ngày 22/11/2026",
    "en": f"figures sent by {SENDER} on 22 November 2026",
}
ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def delivered(tmp_path_factory):
    """Give the id of a delivery of teams and smartphones of all 63 provinces, in tables of its own."""
    folder = tmp_path_factory.mktemp("delivered")
    shutil.copytree(ROOT / "data", folder / "data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UPTAKE_ROOT", str(folder))
        rows = []
        for at, code in enumerate(provinces()["code"]):
            rows += [figure(code, "teams_commune", 100 + at), figure(code, "teams_hamlet", 900 + at)]
            rows += [figure(code, "smartphone_adults", 400000 + at), figure(code, "adults", 600000)]
        name = accept(folder, *rows, sender=SENDER, day=DAYS[1])
        building.build()
        processed.forget_reads()
        yield name
    processed.forget_reads()


@pytest.mark.parametrize("code", SENT)
@pytest.mark.parametrize(
    "name", ["community_teams", "community_teams_per_1000_people", "smartphone_share_pct"]
)
def test_source_lines_name_the_sender_of_figures_and_of_what_is_made_of_them(delivered, name, code):
    for geography in ("63", None):
        line = tables.sources([name], code, geography=geography)
        assert str(line).rstrip(".").endswith(SENT[code])
    assert 'href="data.html#deliveries"' in line.html


def test_what_was_not_delivered_names_nobody(delivered):
    assert SENDER not in str(tables.sources(["dti_total", "population_thousand"], "vi"))
    assert delivered_readers.deliveries(["community_teams"], years=[2020]) == ()
    assert delivered_readers.deliveries(["community_teams"], codes=["01"]) == (delivered,)
    assert delivered_readers.deliveries(["community_teams"], "34") == (delivered,)


def test_published_figures_alone_name_nobody(monkeypatch):
    monkeypatch.setenv("UPTAKE_ROOT", str(ROOT))
    assert delivered_readers.deliveries() == ()
    assert "gửi" not in str(tables.sources(["community_teams"], "vi"))


def test_a_page_names_the_deliveries_among_what_it_read_and_no_others(delivered):
    processed.forget_reads()
    processed.panel("63", years=[2024], indicators=["dti_total"])
    processed.reported(indicators=["community_teams"], places={"VN": ["VN"]})
    assert provenance.deliveries() == {}
    read = processed.reads()
    processed.panel("34", years=[2024], indicators=["community_teams_per_1000_people"])
    assert provenance.deliveries() == {delivered: {"sender": SENDER, "received": "2026-11-22"}}
    assert read == ["data/processed/panel_63.csv", "data/processed/reported.csv"]
    assert all(views.parts(key)[0] != "deliveries" for key in views.asked())


def test_how_a_page_was_made_lists_the_delivery(delivered):
    processed.forget_reads()
    processed.cross_section("community_teams")
    table = provenance._sources({}, Language("vi")).text
    assert f"Số liệu do {SENDER} gửi" in table
    assert "Theo tệp nhận ngày 22/11/2026" in table


def test_a_sent_figure_names_its_file_with_the_sender_and_how_it_was_computed_speaks_not_against_it(
    delivered,
):
    rows = team_exhibits.counts()
    shown = reported_figures.annotated(rows, Language("vi"))
    assert len(shown) == 63
    assert set(shown["source_title"]) == {f"bao cao.csv, do {SENDER} gửi ngày 22/11/2026"}
    assert shown["judged"].isna().all()
    assert shown["choice"].str.contains("Cộng từ hai số liệu").all()
    chart = team_exhibits.counts_chart(rows, Language("vi"))
    assert SENT["vi"] in str(chart)


def test_targets_name_the_sender(delivered):
    rows = reported_figures.against(processed.targets(), Language("vi"))
    sent = rows[rows["delivery"].notna()]
    assert sent["figure_source"].str.endswith(f"do {SENDER} gửi ngày 22/11/2026").all()
    assert not rows.loc[rows["delivery"].isna(), "figure_source"].astype(str).str.contains(SENDER).any()


def test_with_all_provinces_known_nothing_is_compared_and_the_page_says_so(delivered):
    found = figures_not_random()
    assert (found.value, found.n) == (float(len(has_value("smartphone_share_pct"))), 63)
    assert "không còn so sánh được" in found.sentence(Language("vi"))
    title = known_exhibits.correlation_chart(known_exhibits.known_today(), Language("en")).title
    assert title == "With all 63 provinces known, correlations below 0.34 mostly go unseen"


@pytest.mark.parametrize("code", SENT)
def test_a_brief_says_that_figures_were_sent(delivered, code):
    language = Language(code)
    brief = unit_brief("37", language)
    assert SENT[code] in brief.colophon[0]
    assert {"vi": "số liệu do cơ quan gửi", "en": "as sent by authorities"}[code] in brief.edition
    said = unit_findings("37")[2].sentence(language)
    assert {"vi": "hoặc do cơ quan gửi", "en": "or were sent by authorities"}[code] in said


def test_the_workbook_tells_sent_figures_from_published_ones(delivered):
    sheet = panel_sheets.observations(Language("vi"))
    cells = {column.heading: column.cells for column in sheet.columns}
    files = [str(file) for file in cells["Tệp"]]
    came = set(zip(("deliveries" in file for file in files), cells["Cách có số liệu"], strict=True))
    assert {words for sent, words in came if sent} == {"số do cơ quan gửi"}
    assert "số do cơ quan gửi" not in {words for sent, words in came if not sent}


def test_many_senders_are_counted():
    language, days = Language("vi"), ["2026-11-22", "2026-11-30", "2026-12-01"]
    known = {str(at): {"sender": f"Sở {at}", "received": day} for at, day in enumerate(days)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delivered_readers, "delivery", known.__getitem__)
        assert tables.source_line.delivered(known, language) == [
            "số liệu do 3 cơ quan gửi từ ngày 22/11/2026 đến ngày 01/12/2026, "
            "nêu tên từng cơ quan ở trang số liệu"
        ]


def test_a_comparison_without_another_side_is_left_out_of_table_and_chart():
    data = pd.DataFrame({"score": [1.0, 2.0, 3.0, 5.0]}, index=list("abcd"))
    none = known_against_unknown(data, pd.Series(True, index=data.index), ["score"])
    some = known_against_unknown(data, pd.Series(True, index=["a", "b"]), ["score"])
    assert (len(none), list(none), len(some)) == (0, list(some), 1)
    words = {"title": "Title", "subtitle": "Subtitle", "source": "Source", "language": Language("en")}
    both = figures.coefficients({"all": none, "some": some}, labels={"score": "Score"}, **words)
    assert "Score" in both.svg
    assert "No estimate can be made" in figures.coefficients({"all": none}, **words).alt
