"""Tables for readers: HTML, plain text, source lines."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as parser

from analysis.report import tables
from analysis.report.language import Language
from analysis.report.tables import Column, Table, model_words
from analysis.stats import guards, models
from analysis.stats.result import CAUTIONS

FRAME = pd.DataFrame(
    {
        "share": [40.714, np.nan, -0.001],
        "low": [30.0, np.nan, 0.0],
        "high": [50.0, np.nan, 4.0],
        "year": [2024, 2023, 2022],
        "teams": [1556, 12, 0],
        "reached": [True, False, True],
        "remark": ["<b>bold</b>", None, "a & b"],
    },
    index=pd.Index(["Hà Nội", "Hải Phòng", "Thừa Thiên Huế"], name="Tỉnh"),
)
COLUMNS = {
    "share": Column("Tỷ lệ", 2, "percent"),
    "interval": Column.interval("Khoảng tin cậy", "low", "high", 1),
    "year": "Năm",
    "teams": "Số tổ",
    "reached": "Đạt",
    "remark": "Ghi chú",
}


def table(**options):
    given = {
        "caption": "Tỷ lệ hồ sơ, 2022–2024",
        "language": "vi",
        "source": "GSO & MIC",
        "note": "Thiếu <1>.",
    }
    return Table(FRAME, COLUMNS, **given | options)


def read(shown):
    return parser.fromstring(shown.html)


def body(shown):
    return [[cell.text_content() for cell in row] for row in read(shown).findall(".//tbody/tr")]


def test_cells_are_written_in_the_language():
    assert body(table()) == [
        ["Hà Nội", "40,71", "30,0 đến 50,0", "2024", "1.556", "có", "<b>bold</b>"],
        ["Hải Phòng", "–", "–", "2023", "12", "không", "–"],
        ["Thừa Thiên Huế", "0,00", "0,0 đến 4,0", "2022", "0", "có", "a & b"],
    ]
    assert body(table(language="en"))[0][1:5] == ["40.71", "30.0 to 50.0", "2024", "1,556"]


def test_screen_readers_get_headers_caption_and_spoken_gaps():
    shown = read(table())
    assert shown.find(".//caption").text == "Tỷ lệ hồ sơ, 2022–2024"
    assert {th.get("scope") for th in shown.findall(".//thead//th")} == {"col"}
    assert [th.get("scope") for th in shown.findall(".//tbody//th")] == ["row"] * 3
    missing = shown.findall('.//td[@class="missing"]')
    assert len(missing) == 3
    assert {(td.get("title"), td.get("aria-label"), td.text) for td in missing} == {
        ("không có số liệu", "không có số liệu", "–")
    }
    assert shown.find(".//table").get("lang") == "vi"


def test_units_stand_in_the_header():
    heads = [th.text_content() for th in read(table()).findall(".//thead//th")]
    assert heads[:3] == ["Tỉnh", "Tỷ lệ (%)", "Khoảng tin cậy"]
    assert "%" not in body(table())[0][1]


def test_a_table_can_be_folded():
    shown = parser.fromstring(table(folded=True).html)
    assert shown.tag == "details"
    assert shown.get("open") is None
    assert shown.find("summary").text == "Bảng số liệu: Tỷ lệ hồ sơ, 2022–2024"
    assert shown.find(".//table") is not None


def test_note_and_source_stand_below():
    shown = read(table())
    assert shown.find('.//p[@class="note"]').text == "Thiếu <1>."
    assert shown.find('.//p[@class="source"]').text == "Nguồn: GSO & MIC."
    bare = read(table(note=None, source=None))
    assert bare.findall(".//p") == []


@given(st.text(min_size=1), st.text())
def test_any_text_survives_as_text(name, value):
    frame = pd.DataFrame({"x": [value]}, index=[name])
    shown = Table(frame, {"x": "X"}, caption="C", language="en", rows="R").html
    assert shown.count("<tr>") == 2
    assert shown.count("<") == shown.count(">")


def test_plain_text_is_aligned():
    lines = table().text.splitlines()
    rows = lines[2:7]
    assert lines[0] == "Tỷ lệ hồ sơ, 2022–2024"
    assert lines[-1] == "Nguồn: GSO & MIC."
    ends = {row.index(cell) + len(cell) for row, cell in zip(rows[2:], ["40,71", "–", "0,00"], strict=True)}
    assert len(ends) == 1


def test_plain_text_aligns_decomposed_letters():
    composed = pd.DataFrame({"x": [1, 22]}, index=["Hà Nội", "Huế"])
    decomposed = composed.rename(index={"Huế": "Hue\u0302\u0301"})
    shown = [Table(f, {"x": "X"}, caption="C", language="vi", rows="R").text for f in (composed, decomposed)]
    assert shown[0] == shown[1]


def test_bundle_is_the_same_every_time():
    bundle = table()._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle == table()._repr_mimebundle_()


def test_indicators_bring_label_unit_and_decimals():
    frame = pd.DataFrame({"poverty_rate_pct": [4.25, None]}, index=["01", "79"])
    shown = Table(frame, caption="C", language="vi", rows="Tỉnh, thành phố", geography="63")
    assert body(shown) == [["Hà Nội", "4,3"], ["TP. Hồ Chí Minh", "–"]]
    assert read(shown).findall(".//thead//th")[1].text_content() == "Tỷ lệ nghèo (%)"


def test_a_series_is_a_table_of_one_column():
    series = pd.Series([4.25], index=["Hà Nội"], name="poverty_rate_pct")
    assert body(Table(series, caption="C", language="en", rows="Province")) == [["Hà Nội", "4.3"]]


def test_signed_p_value_date_and_written_columns():
    frame = pd.DataFrame(
        {"d": [0.5], "p": [0.0002], "on": ["2024-10"], "w": ["40,7 %"]}, index=pd.Index(["x"], name="r")
    )
    columns = {
        "d": Column("D", 1, kind="signed"),
        "p": Column("p", kind="p_value"),
        "on": Column("On", kind="date"),
        "w": Column("W", kind="written"),
    }
    shown = Table(frame, columns, caption="C", language="vi")
    assert body(shown) == [["x", "+0,5", "< 0,001", "10/2024", "40,7 %"]]
    assert read(shown).findall(".//tbody//td")[3].get("class") == "number"


def test_a_table_without_rows_says_so():
    shown = Table(FRAME.iloc[:0], COLUMNS, caption="C", language="vi")
    assert body(shown) == [["Không có dòng nào."]]
    assert "Không có dòng nào." in shown.text


@pytest.mark.parametrize(
    ("data", "options", "message"),
    [
        (FRAME.set_index("year", append=True), {}, "reset_index"),
        (pd.concat([FRAME, FRAME["share"]], axis=1), {}, "Columns repeat: share"),
        (FRAME.rename_axis(None), {}, "what the rows are"),
        (FRAME, {"caption": ""}, "caption"),
    ],
)
def test_what_readers_could_not_follow_is_refused(data, options, message):
    with pytest.raises(ValueError, match=message):
        Table(data, {"share": COLUMNS["share"]}, **{"caption": "C", "language": "vi"} | options)


def test_decimals_must_be_said():
    with pytest.raises(ValueError, match="digits=2"):
        Table(FRAME, {"share": "Tỷ lệ"}, caption="C", language="vi")
    with pytest.raises(ValueError, match="how many decimals"):
        Column("Tỷ lệ")
    with pytest.raises(ValueError, match="low=… and high"):
        Column("Khoảng", 1, kind="interval")


def test_columns_must_exist():
    with pytest.raises(KeyError, match="no column 'shares'"):
        Table(FRAME, {"shares": "Tỷ lệ"}, caption="C", language="vi")


def test_source_lines_link_to_the_data_page():
    line = tables.sources(["papi_portal_use", "poverty_rate_pct", "papi_internet_access"], "vi")
    assert str(line).startswith("Nguồn: UNDP, CECODES, RTA – ")
    assert str(line).count("UNDP") == 1
    assert '<a href="data.html#papi">' in line.html
    assert '<a href="data.html#gso">' in line.html
    assert str(tables.sources("papi", "en")).startswith("Source: ")


def test_charts_take_the_names_without_the_word_before_them():
    line = tables.sources(["papi_portal_use", "poverty_rate_pct"], "en")
    assert str(line) == f"Sources: {line.names}."


def test_computed_indicators_name_the_sources_of_their_parts():
    line = tables.sources("community_teams_per_1000_people", "en")
    assert [key for key, _ in line.entries] == ["reported_figures", "gso"]


def test_sources_of_the_34_units_are_not_named_under_figures_of_the_63():
    wide = tables.sources("dti_government", "en")
    narrow = tables.sources("dti_government", "en", geography="63")
    assert "34 units" in str(wide)
    assert "34 units" not in str(narrow)


def test_unknown_sources_are_refused():
    with pytest.raises(KeyError, match="neither an indicator nor a source"):
        tables.sources("papi_portal", "en")


@pytest.fixture(scope="module")
def sample():
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(
        {
            "code": np.repeat([f"{place:02d}" for place in range(12)], 4),
            "year": np.tile([2021, 2022, 2023, 2024], 12),
            "region": np.repeat(list("abcdef"), 8),
            "poverty_rate_pct": rng.uniform(1, 30, 48),
            "urban_share_pct": rng.uniform(10, 90, 48),
            "size": rng.uniform(1, 5, 48),
        }
    )
    noise = rng.normal(0, 0.2, 48)
    frame = frame.assign(papi_portal_use=1 - 0.02 * frame["poverty_rate_pct"] + noise)
    return guards.declare(frame, across_definitions=["poverty_rate_pct"])


OUTCOME, INPUTS = "papi_portal_use", ["poverty_rate_pct", "urban_share_pct"]


def test_a_model_is_shown_with_its_interval_and_its_method(sample):
    result = models.ols(sample[sample["year"] == 2024], OUTCOME, INPUTS)
    shown = tables.model(result, "vi", caption="PAPI 8.1 năm 2024", digits=3)
    heads = [th.text_content() for th in read(shown).findall(".//thead//th")]
    assert heads == ["Biến số", "Ước lượng", "Sai số chuẩn", "Khoảng tin cậy 95\u00a0%", "Giá trị p"]
    names = [row[0] for row in body(shown)]
    assert names == ["Hằng số", "Tỷ lệ nghèo", "Tỷ lệ dân thành thị"]
    term = result.terms.loc["poverty_rate_pct"]
    assert body(shown)[1][1] == Language("vi").signed(term["estimate"], 3)
    assert body(shown)[1][3] == Language("vi").interval(term["low"], term["high"], 3)
    assert "N = 12, từ 12 địa phương" in shown.note
    assert "HC3" in shown.note


def test_models_stand_side_by_side(sample):
    results = {
        "A": models.ols(sample[sample["year"] == 2024], OUTCOME, INPUTS[:1]),
        "B": models.two_way_fixed_effects(sample, OUTCOME, INPUTS, "code", "year"),
    }
    shown = tables.models(results, "en", caption="Portal use", digits=2)
    rows = {row[0]: row[1:] for row in body(shown)}
    assert rows["Constant"][1] == "–"
    assert rows["Urban share"][0] == "–"
    assert rows["N"] == ["12", "48"]
    assert "clustered by province (12 clusters)" in rows["Standard errors"][1]


PLACE_YEAR = ("code", "year")


def _rollout(data, **options):
    """Places are equipped in turn from the third year on, some never."""
    first = {code: 2023 + at % 3 for at, code in enumerate(sorted(set(data["code"])))}
    status = data.assign(on=(data["year"] >= data["code"].map(first)) * 1)
    return models.rollout(status, OUTCOME, "on", *PLACE_YEAR, **options)


FITS = {
    "ols": lambda d: models.ols(d, OUTCOME, INPUTS, entity="code", time="year"),
    "classical": lambda d: models.ols(d, OUTCOME, INPUTS, inference="classical", standardise=True),
    "effects": lambda d: models.ols(d, OUTCOME, INPUTS, effects="region", entity="code", time="year"),
    "weighted": lambda d: models.ols(d, OUTCOME, INPUTS, weights="size"),
    "regions": lambda d: models.cluster_jackknife(d, OUTCOME, INPUTS, "region"),
    "clusters": lambda d: models.ols(d, OUTCOME, INPUTS, inference="cluster", cluster="region"),
    "cr0": lambda d: models.ols(d, OUTCOME, INPUTS, inference="cluster_cr0", cluster=["code", "year"]),
    "pooled": lambda d: models.pooled(d, OUTCOME, INPUTS, *PLACE_YEAR),
    "between": lambda d: models.between(d, OUTCOME, INPUTS, *PLACE_YEAR),
    "within": lambda d: models.within(d, OUTCOME, INPUTS, *PLACE_YEAR),
    "two ways": lambda d: models.two_way_fixed_effects(d, OUTCOME, INPUTS, *PLACE_YEAR, standardise=True),
    "random": lambda d: models.random_effects(d, OUTCOME, INPUTS, *PLACE_YEAR),
    "mundlak": lambda d: models.mundlak(d, OUTCOME, INPUTS, *PLACE_YEAR),
    "changes": lambda d: models.first_differences(d, OUTCOME, INPUTS, *PLACE_YEAR, gap=2),
    "long changes": lambda d: models.long_differences(d, OUTCOME, INPUTS, *PLACE_YEAR, start=2021, end=2024),
    "roll-out": lambda d: _rollout(d).att,
    "roll-out by year": lambda d: _rollout(d, weights="size").by_horizon,
    "roll-out by cohort": lambda d: _rollout(d).by_cohort,
}


@pytest.mark.parametrize("fit", sorted(FITS))
def test_every_estimator_has_words_in_both_languages(fit, sample):
    result = FITS[fit](sample)
    notes = {code: tables.model(result, code, caption="C").note for code in ("vi", "en")}
    assert notes["vi"].startswith("Phương pháp: ")
    assert "effects" not in notes["vi"]
    assert "least squares" not in notes["vi"]
    assert notes["en"].startswith("Method: ")
    assert " code" not in notes["en"]


def test_means_of_places_are_named(sample):
    shown = tables.model(FITS["mundlak"](sample), "vi", caption="C")
    assert "trung bình của Tỷ lệ nghèo" in [row[0] for row in body(shown)]


def test_every_caution_has_words():
    assert set(model_words.CAUTIONS) == set(CAUTIONS)


def test_an_estimator_without_words_is_refused():
    result = SimpleNamespace(method="Quantile regression", inference="classical, t(9)", cautions=())
    with pytest.raises(ValueError, match="model_words"):
        model_words.method(result, Language("vi"))


@pytest.mark.parametrize("name", ["rank", "expected_rank", "dti_rank"])
def test_a_table_shows_no_rank_without_its_interval(name):
    league = pd.DataFrame({name: [1, 2], "low": [1, 1], "high": [2, 2]}, index=["01", "79"])
    columns = {name: Column("Rank", kind="integer")}
    shown = {"caption": "League", "rows": "Place", "language": "en"}
    with pytest.raises(ValueError, match="shows ranks: add their intervals"):
        Table(league, columns, **shown)
    with pytest.raises(ValueError, match="shows ranks"):
        Table(league.rename(columns={name: "place"}), {"place": Column("Place", 0, "rank")}, **shown)
    whole = Table(league, columns | {"range": Column.interval("90%", "low", "high", 0)}, **shown)
    assert "1 to 2" in whole.html
    assert (
        "+0.11"
        in Table(league.assign(r=0.11), {"r": Column("Rank correlation", 2, kind="signed")}, **shown).html
    )
