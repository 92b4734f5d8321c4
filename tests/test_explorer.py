"""The explorer as a file: one page, small, whole, with the figures of the processed tables and no others."""

import json
import math
import re

import numpy as np
import pandas as pd
import pytest
from lxml import html

from analysis.data import processed, provinces
from analysis.data.amounts import in_logarithms
from analysis.data.indicators import indicators
from analysis.data.matching import matched
from analysis.report import claims, results
from analysis.report.explorer import explorer
from analysis.report.explorer.measures import BOUNDS, GROUPS, OWN_YEAR
from analysis.report.explorer.model import INPUTS
from analysis.report.explorer.page import _tight
from analysis.report.explorer.what_if import predict
from analysis.report.figures.classes import classify
from analysis.report.findings import USE
from analysis.report.language import LANGUAGES, Language
from analysis.report.pages.units import unit_profile
from analysis.report.rounding import rounded
from analysis.stats.describe import ranks
from analysis.stats.errors import ModelError
from analysis.stats.prediction.draws import draws, places_within

LIMIT = 300_000


@pytest.fixture(scope="module")
def summary(root):
    found = results.collect(root / "notebooks" / "06_ministry_summary.ipynb")
    return dict.fromkeys(LANGUAGES, found)


@pytest.fixture(scope="module")
def page(summary):
    return explorer(summary)


@pytest.fixture(scope="module")
def content(page):
    return json.loads(html.fromstring(page).get_element_by_id("data").text)


@pytest.fixture(scope="module")
def layers(content):
    """Return measure, geography, year and layer, one after the other."""
    return [
        (measure, geography, year, layer)
        for measure in content["measures"]
        for geography, held in measure["layers"].items()
        for year, layer in held.items()
    ]


def published(name, geography, year):
    """Return value and kind of figure by place, from the processed tables alone."""
    if year == OWN_YEAR:
        found = processed.cross_section(name, geography)
    else:
        rows = processed.observations(name, geography)
        found = rows[rows["year"] == int(year)].set_index("code")
    return found.reindex(processed.places(geography)["code"])


def test_one_small_file(page):
    assert len(page.encode()) < LIMIT
    assert page.startswith("<!doctype html>")


def test_nothing_is_asked_of_any_host(page):
    assert "default-src 'none'" in page
    assert re.findall(r"https?://(?!www\.w3\.org/2000/svg)", page) == []
    assert re.findall(r"@import|url\((?!#)|fetch\(|XMLHttpRequest|WebSocket|import\(", page) == []
    links = [
        value
        for element in html.fromstring(page).iter("script", "link", "img", "iframe", "a")
        for value in (element.get("src"), element.get("href"))
        if value
    ]
    assert [link for link in links if not link.startswith(("#", "data:"))] == []


def test_the_same_figures_give_the_same_bytes(page, summary):
    assert explorer(summary) == page


def test_both_languages_hold_the_same_texts(content):
    assert set(content["words"]["vi"]) == set(content["words"]["en"])
    for key, text in content["words"]["en"].items():
        placeholders = set(re.findall(r"\{\w+\}", text))
        assert set(re.findall(r"\{\w+\}", content["words"]["vi"][key])) == placeholders, key


def test_no_text_speaks_of_causes_or_of_what_will_come(content):
    for code in LANGUAGES:
        texts = [*content["words"][code].values(), *content["model"]["words"][code]]
        assert [str(fault) for text in texts for fault in claims.lint(text, code)] == []
        future = re.compile({"vi": r"\bsẽ\b", "en": r"\bwill\b|\bif you\b"}[code], re.IGNORECASE)
        assert [text for text in texts if future.search(text)] == []


def test_every_figure_is_that_of_the_processed_tables(layers):
    assert len(layers) > 100
    for measure, geography, year, layer in layers:
        asked = measure["name"], geography, year
        if not len(processed.observations(measure["name"], geography)):
            assert set(layer["values"]) == {None}, asked
            continue
        found = published(*asked)
        for value, exported in zip(found["value"], layer["values"], strict=True):
            if pd.isna(value):
                assert exported is None, asked
                continue
            assert exported == pytest.approx(value, rel=1e-6, abs=1e-9), asked
            digits = measure["digits"]
            assert rounded(exported, digits) == rounded(value, digits), asked


def test_every_year_of_every_measure_is_there(content):
    for measure in content["measures"]:
        for geography, held in measure["layers"].items():
            if OWN_YEAR not in held:
                rows = processed.observations(measure["name"], geography)
                assert {int(year) for year in held} == set(rows["year"]), measure["name"]


def test_what_is_missing_is_null_and_in_no_class(content):
    use = next(one for one in content["measures"] if one["name"] == USE)["layers"]["63"]["2024"]
    codes = content["places"]["63"]["codes"]
    absent = {code for code, value in zip(codes, use["values"], strict=True) if value is None}
    assert absent == {provinces.code_of("Vĩnh Phúc"), provinces.code_of("Tiền Giang")}
    assert {use["classes"][codes.index(code)] for code in absent} == {"."}
    assert {use["ranks"][codes.index(code)] is None for code in absent} == {True}


def test_bounds_are_said_and_belong_to_no_class(layers):
    seen = set()
    for measure, geography, year, layer in layers:
        if year != OWN_YEAR or not len(processed.observations(measure["name"], geography)):
            continue
        bounds = published(measure["name"], geography, year)["bound"]
        for bound, sign, group in zip(bounds, layer["bounds"], layer.get("classes", "." * 63), strict=False):
            assert sign == BOUNDS.get(bound, ".")
            assert (group != ".") == (sign in "=~"), measure["name"]
            seen.add(sign)
    assert seen == set("=~<>.")


def test_classes_are_those_of_the_static_maps(layers):
    for measure, geography, year, layer in layers:
        if year == OWN_YEAR or "classes" not in layer:
            continue
        values = processed.values(measure["name"], geography, int(year))
        groups = classify(values, digits=measure["digits"]).of
        assert layer["classes"] == "".join("." if pd.isna(one) else str(one) for one in groups)


def test_no_rank_without_its_interval_and_none_without_an_error(layers):
    ranked = set()
    for measure, geography, year, layer in layers:
        assert not {"ranks", "quarters"} <= set(layer)
        if "ranks" in layer:
            ranked.add(measure["name"])
            assert unit_profile.noise(measure["name"], int(year), geography) > 0
            for rank in filter(None, layer["ranks"]):
                assert len(rank) == 3
                assert 1 <= rank[1] <= rank[2] <= 63
    assert ranked == {USE, "papi_internet_access", "papi_e_responsiveness", "poverty_rate_pct"}


def test_ranks_are_those_of_the_briefs(content):
    use = next(one for one in content["measures"] if one["name"] == USE)["layers"]["34"]["2024"]
    values = processed.values(USE, "34", 2024)
    league = ranks.rank_intervals(values, unit_profile.noise(USE, 2024))
    for rank, (_, row) in zip(use["ranks"], league.iterrows(), strict=True):
        assert rank is None if pd.isna(row["low"]) else rank[1:] == [row["low"], row["high"]]


@pytest.mark.parametrize(
    "name", ["dti_total", unit_profile.PAYMENT, "procedures_full_online_offered_share_pct"]
)
def test_quarters_are_those_of_the_briefs(name, layers):
    found = [row for row in layers if row[0]["name"] == name and row[1] == "34"][:1]
    assert found
    for _, geography, year, layer in found:
        values = processed.values(name, geography, int(year))
        for code, digit in zip(values.index, layer["quarters"], strict=True):
            said = unit_profile.quarter(values, code, Language("en"))
            expected = None if digit == "." else unit_profile.QUARTERS[int(digit) - 1]
            assert said == expected


def test_places_stand_where_the_tables_put_them(content):
    for geography, places in content["places"].items():
        tiles = processed.tiles(geography).set_index("code")
        top, left = tiles["row"].min(), tiles["col"].min()
        for code, name, cell in zip(places["codes"], places["names"], places["cells"], strict=True):
            assert [tiles.loc[code, "row"] - top, tiles.loc[code, "col"] - left] == cell
            assert tiles.loc[code, "name"] == name
        assert [name for name, *_ in places["islands"]] == ["Hoàng Sa", "Trường Sa"]
    joined = dict(zip(content["places"]["63"]["codes"], content["places"]["63"]["related"], strict=True))
    for unit, former in zip(
        content["places"]["34"]["codes"], content["places"]["34"]["related"], strict=True
    ):
        assert [code for code, units in joined.items() if units == [unit]] == sorted(former)


def test_every_measure_has_its_texts(content):
    assert [one["name"] for one in content["measures"]] == [
        name for names in GROUPS.values() for name in names
    ]
    for measure in content["measures"]:
        for key in ("label", "short", "definition", "source", "group"):
            assert all(measure[key][code] for code in LANGUAGES), (measure["name"], key)
        cautions = indicators()[measure["name"]].caveats
        assert all(text["vi"] in measure["cautions"]["vi"] for text in cautions)


def test_findings_stand_there_with_their_strength(content, summary):
    for one, shown in zip(summary["vi"], content["findings"]["vi"], strict=True):
        assert shown["sentence"] == one["sentence"]
        assert bool(shown["strength"]) == bool(one["grade"])


def test_no_text_ends_the_element_of_the_data_or_opens_a_comment_in_it(summary):
    sentence = "</script><!--<script>alert(1)"
    written = explorer({code: [found[0] | {"sentence": sentence}] for code, found in summary.items()})
    data = html.fromstring(written).get_element_by_id("data").text
    assert "<" not in data
    assert json.loads(data)["findings"]["en"][0]["sentence"] == sentence


def test_every_text_is_used(content, root):
    folder = root / "src" / "analysis" / "report" / "explorer" / "static"
    scripts = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.iterdir()))
    put_together = ("geography_", "quarter_")
    keys = [key for key in content["words"]["vi"] if not key.startswith(put_together)]
    assert [key for key in keys if not re.search(rf"""["'`]{key}["'`]""", scripts)] == []


def test_results_of_a_language_may_not_lack(summary):
    with pytest.raises(KeyError):
        explorer({"vi": summary["vi"]})


def test_without_script_a_reader_gets_advice_and_a_table(page):
    shown = html.fromstring(page).get_element_by_id("fallback")
    assert [part.get("lang") for part in shown.findall("div")] == list(LANGUAGES)
    for part in shown.findall("div"):
        language = Language(part.get("lang"))
        cells = {row.find("th").text: row.find("td").text for row in part.find(".//tbody").iter("tr")}
        values = processed.values(USE, "63", 2024)
        assert cells == {language.place(code): language.number(x, 2) for code, x in values.items()}


def test_the_exported_model_is_the_model(content):
    section = matched([USE, *INPUTS], 2024).table
    data = in_logarithms(section, list(INPUTS)).dropna(subset=[USE])
    design = np.column_stack([np.ones(len(data)), data[list(INPUTS)]])
    b = np.linalg.lstsq(design, data[USE].to_numpy(), rcond=None)[0]
    for code, exact in section[list(INPUTS)].loc[data.index].iterrows():
        given = predict(content["model"], exact.tolist())
        assert given.estimate == pytest.approx(design[data.index.get_loc(code)] @ b, abs=1e-5)
        assert given.low < given.estimate < given.high


def test_rounding_for_export_moves_no_shown_digit_by_more_than_one(content):
    section = in_logarithms(matched([USE, *INPUTS], 2024).table, list(INPUTS))
    found = draws(section.reset_index(), USE, list(INPUTS), "code")
    for code, figures in content["model"]["places"].items():
        exact = found.predict(section.loc[code, list(INPUTS)].astype(float))
        values = [*figures[:-1]]
        rough = predict(content["model"], values)
        assert rough[:3] == pytest.approx(exact, abs=0.005)


def test_no_province_is_beyond_the_provinces(content):
    model = content["model"]
    assert len(model["places"]) == model["n"] == 61
    assert not any(predict(model, figures[:-1]).extrapolates for figures in model["places"].values())


def test_beyond_the_provinces_the_model_says_so(content):
    model = content["model"]
    middle = [one["start"] for one in model["inputs"]]
    assert not predict(model, middle).extrapolates
    for at, one in enumerate(model["inputs"]):
        for end in {one["min"], one["max"]} - {one["low"], one["high"]}:
            assert predict(model, [*middle[:at], end, *middle[at + 1 :]]).extrapolates
    # Every figure occurs, their combination does not: poor, and of the highest income and the most towns.
    corner = [one["high"] for one in model["inputs"]]
    assert predict(model, corner).extrapolates


def test_a_wrong_number_of_figures_is_refused(content):
    with pytest.raises(ValueError, match="4 inputs"):
        predict(content["model"], [1, 2])


def test_what_is_read_beside_the_sliders_tells_how_little_they_foretell(content):
    screen = content["model"]["words"]["en"][0]
    assert "not seen to predict better" in screen
    assert re.search(r"gain of \+0\.\d\d \(95% interval −0\.\d\d to 0\.\d\d; N = 61\)", screen)


# The draws themselves


def simulated(n, random, slope=0.5, spread=1.0):
    x = random.normal(size=n)
    y = 2 + slope * x + spread * random.normal(size=n)
    return pd.DataFrame({"place": [f"p{i}" for i in range(n)], "x": x, "z": random.normal(size=n), "y": y})


def test_draws_hold_a_new_place_as_often_as_they_say():
    held = []
    for seed in range(150):
        random = np.random.default_rng(seed)
        found = draws(simulated(40, random), "y", ["x", "z"], "place", number=400)
        for x, z, y in simulated(10, random)[["x", "z", "y"]].itertuples(index=False):
            _, low, high = found.predict([x, z])
            held.append(low <= y <= high)
    assert np.mean(held) == pytest.approx(0.90, abs=0.02)


def test_draws_spread_as_theory_says():
    data = simulated(400, np.random.default_rng(1), spread=0.7)
    found = draws(data, "y", ["x"], "place", number=4000)
    design = np.column_stack([np.ones(400), (data["x"] - found.centres[0]) / found.scales[0]])
    error = data["y"] - design @ found.estimate
    covariance = np.linalg.inv(design.T @ design) * (error @ error) / 398
    assert np.cov(found.coefficients.T) == pytest.approx(covariance, rel=0.25, abs=2e-4)
    assert found.residuals.std() == pytest.approx(math.sqrt(error @ error / 398), rel=0.05)
    assert abs(found.residuals.mean()) < 0.05


def test_draws_depend_neither_on_order_nor_on_names():
    data = simulated(30, np.random.default_rng(2))
    found = draws(data, "y", ["x", "z"], "place", number=100)
    mixed = data.sample(frac=1, random_state=0).assign(place=lambda rows: [f"q{i}" for i in range(len(rows))])
    other = draws(mixed, "y", ["x", "z"], "place", number=100)
    assert np.array_equal(found.coefficients, other.coefficients)
    assert np.array_equal(found.residuals, other.residuals)


def test_places_left_out_are_counted():
    data = simulated(30, np.random.default_rng(3))
    within = 0
    for place in data["place"]:
        others = draws(data[data["place"] != place], "y", ["x"], "place", number=200)
        row = data[data["place"] == place].iloc[0]
        _, low, high = others.predict([row["x"]])
        within += low <= row["y"] <= high
    assert places_within(data, "y", ["x"], "place", number=200) == within


@pytest.mark.parametrize(
    ("change", "options"),
    [
        (lambda data: data.assign(place="one"), {}),
        (lambda data: data.assign(z=2 * data["x"]), {}),
        (lambda data: data.assign(x=1.0), {}),
        (lambda data: data.head(6), {}),
        (lambda data: data, {"number": 10}),
    ],
)
def test_draws_that_cannot_be_made_are_refused(change, options):
    with pytest.raises(ModelError):
        draws(change(simulated(30, np.random.default_rng(4))), "y", ["x", "z"], "place", **options)


def test_comments_of_a_script_are_left_out_over_several_lines_too_and_nothing_else():
    goes = "/** One\n    and two. */\n", "  // goes\n  /* goes */\n"
    script = f"{goes[0]}const a = 1; // stays\n{goes[1]}const b = 'x /* y */ // z';\n"
    assert _tight(script) == "const a = 1; // stays\nconst b = 'x /* y */ // z';"
