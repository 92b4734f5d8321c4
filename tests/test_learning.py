"""What could be learned: designs are the project's estimators, power rises, the request is whole."""

from typing import ClassVar

import numpy as np
import pandas as pd
import pytest
from scipy.special import logit
from statsmodels.stats.power import TTestIndPower

from analysis.data import availability, processed
from analysis.data.indicators import indicators
from analysis.data.simulation import INPUTS, WORLDS, simulate
from analysis.data.unknown import UnknownName
from analysis.report import figures, results
from analysis.report.language import Language
from analysis.report.lint import lint
from analysis.report.pages.learning import (
    data_request,
    known_exhibits,
    learning_designs,
    learning_exhibits,
    learning_findings,
    learning_sensitivity,
    learning_study,
    request_exhibits,
)
from analysis.report.simulation_mark import mark
from analysis.report.units import UNITS
from analysis.stats.errors import ModelError
from analysis.stats.evidence.power import detectable_term
from analysis.stats.learning import designs
from analysis.stats.learning.closed_form import detectable_in_drawn_order, detectable_over_years
from analysis.stats.learning.countries import FIRST_SEED, YEARS, draw
from analysis.stats.learning.dates import RECORDS, Starts, times_larger
from analysis.stats.learning.designs import Design, chance, changed, claimed, detection
from analysis.stats.models import long_differences, ols, two_way_fixed_effects
from analysis.stats.validation.tables import simulation

ENGLISH = Language("en")
TEAMS = INPUTS[0]
FOUR = YEARS[-4:]


@pytest.fixture(scope="module")
def study():
    return learning_study.Study.carried_out(20, repetitions=8)


@pytest.fixture(scope="module")
def known():
    return known_exhibits.known_today()


@pytest.fixture
def fresh():
    results.clear()
    yield
    results.clear()


def panel_of(number, geography):
    """The panel of one repetition as the public function of the simulated data set gives it."""
    panel = simulate("misrecorded", seed=FIRST_SEED + number, years=YEARS, geography=geography).panel
    return panel.assign(
        outcome=logit(panel["online_dossier_share_pct"] / 100),
        log_grdp_per_capita=np.log(panel["grdp_per_capita_million_vnd"]),
    )


class TestDesigns:
    @pytest.mark.parametrize("geography", ["63", "34"])
    def test_what_is_seen_of_a_country_is_its_simulated_panel(self, geography):
        countries = draw({"w": WORLDS["misrecorded"]}, 2)["w"][geography]
        panel = panel_of(1, geography)
        for name, figures_of in {**countries.columns, "outcome": countries.outcome}.items():
            wide = panel.pivot_table(index="code", columns="year", values=name, sort=True)
            if geography == "63":
                wide = wide.loc[data_codes()]
            assert figures_of[1] == pytest.approx(wide.to_numpy(), rel=1e-9), name

    @pytest.mark.parametrize("geography", ["63", "34"])
    def test_batched_designs_are_the_project_s_estimators(self, geography):
        countries = draw({"w": WORLDS["misrecorded"]}, 2)["w"][geography]
        panel = panel_of(1, geography)
        held = list(Design(FOUR).held)
        several = two_way_fixed_effects(panel[panel["year"].isin(FOUR)], "outcome", held, "code", "year")
        one = ols(panel[panel["year"] == YEARS[-1]], "outcome", held)
        for result, design in ((several, Design(FOUR)), (one, Design(YEARS[-1:]))):
            for name in INPUTS[:3]:
                row, found = result.term(name), designs.tested(countries, design, name)
                assert found.estimate[1] == pytest.approx(row["estimate"], rel=1e-8)
                assert found.std_error[1] == pytest.approx(row["std_error"], rel=1e-8)
                assert found.p_value[1] == pytest.approx(row["p_value"], rel=1e-7)

    def test_the_change_over_all_years_is_that_of_the_project(self):
        countries = draw({"w": WORLDS["misrecorded"]}, 1)["w"]["63"]
        result = long_differences(
            panel_of(0, "63"), "outcome", list(Design(FOUR).held), "code", "year", start=FOUR[0], end=FOUR[-1]
        )
        assert changed(countries, Design(FOUR), TEAMS) == pytest.approx(detectable_term(result, TEAMS))

    def test_the_smallest_difference_is_found_as_often_as_promised(self, study):
        """Put where the estimates would be if the truth were the smallest, four of five are significant."""
        countries, design = draw({"w": WORLDS["plain"]}, 60)["w"]["63"], Design(FOUR)
        found = designs.tested(countries, design, TEAMS)
        smallest = detection(countries, design, TEAMS).smallest
        moved = found.estimate - countries.effects[TEAMS] + smallest
        assert np.mean(moved > found.margin) == pytest.approx(0.8, abs=0.15)
        assert chance(smallest, smallest, 62) == pytest.approx(0.8, abs=1e-6)

    def test_an_input_recorded_with_error_shows_a_part_only(self, study):
        exact, errors = (study.drawn[world]["63"] for world in ("exact", "errors"))
        assert detection(exact, Design(FOUR), INPUTS[1]).shown == pytest.approx(1, abs=1e-6)
        one = detection(errors, Design(FOUR), INPUTS[1])
        ratio = designs.tested(errors, Design(FOUR), INPUTS[1]).estimate.mean() / errors.effects[INPUTS[1]]
        assert one.shown == pytest.approx(ratio, abs=0.15)
        assert 0.3 < errors.reliability(INPUTS[1]) < 0.95 < exact.reliability(TEAMS)

    def test_the_rule_of_the_claims_asks_for_more(self, study):
        countries = study.drawn["exact"]["63"]
        assert claimed(countries, Design(FOUR), TEAMS) >= detection(countries, Design(FOUR), TEAMS).smallest

    def test_what_was_not_drawn_or_is_too_little_is_refused(self, study):
        countries = study.drawn["exact"]["63"]
        with pytest.raises(ModelError, match="2031"):
            detection(countries, Design((2031,)), TEAMS)
        with pytest.raises(ModelError, match="8 places"):
            detection(countries, Design(FOUR, places=8), TEAMS)
        with pytest.raises(ModelError, match="several years"):
            claimed(countries, Design(YEARS[-1:]), TEAMS)
        with pytest.raises(ModelError, match="at least one"):
            draw({"w": WORLDS["plain"]}, 0)


def data_codes():
    from analysis.data.provinces import provinces

    return provinces()["code"]


class TestPower:
    def test_it_rises_with_years_and_places_and_falls_with_errors(self, study):
        by = study.years.set_index(["input", "geography", "years"]).sort_index()
        for name in learning_study.LOOKED_AT:
            for geography in ("63", "34"):
                assert by.loc[name, geography]["smallest"].loc[2:].is_monotonic_decreasing
            several = by.loc[name].loc[(slice(None), slice(2, None)), :]
            assert (several["with_errors"] > several["smallest"]).all()
            assert (by.loc[name, "63"]["smallest"] < by.loc[name, "34"]["smallest"]).all()

    def test_one_year_takes_an_unseen_capacity_for_the_input(self, study):
        alarms = study.years.query("geography == '63'").groupby("years")["false_alarms"].mean()
        assert alarms[1] > 0.25 > alarms[4]

    def test_everything_together_beats_each_addition(self, study):
        smallest = study.additions["smallest"]
        assert smallest.idxmin() == "together"
        assert smallest["today"] > smallest[["places", "definition", "four_years", "six_years"]].max()
        assert study.additions["n"].to_dict()["today"] == 20
        alarms = study.additions["false_alarms"]
        assert alarms["places"] > 0.4 > alarms["together"]

    def test_more_noise_needs_larger_differences(self, study):
        found = learning_study.variants(study, 4)
        assert found[TEAMS]["calm"] < found[TEAMS]["as_assumed"] < found[TEAMS]["restless"]
        assert found[TEAMS]["small_errors"] < found[TEAMS]["large_errors"]


class TestClosedForm:
    def test_years_against_simulation(self):
        n, years, steady, moving = 40, 4, 0.8, 0.5
        random = np.random.default_rng(3)
        x = np.sqrt(steady) * random.normal(size=(n, 1)) + np.sqrt(1 - steady) * random.normal(
            size=(n, years)
        )
        errors = []
        for _ in range(30):
            y = random.normal(size=(n, 1)) + moving * random.normal(size=(n, years))
            place, year = np.divmod(np.arange(n * years), years)
            data = pd.DataFrame({"p": place, "t": year, "x": x.ravel(), "y": y.ravel()})
            errors.append(two_way_fixed_effects(data, "y", ["x"], "p", "t").term("x")["std_error"])
        said = detectable_over_years(n, years, steady=steady, moving=moving, lasting=1.0)
        assert said == pytest.approx(2.87 * np.mean(errors), rel=0.12)

    def test_a_lot_is_a_comparison_of_two_halves(self):
        effect = TTestIndPower().solve_power(nobs1=50, alpha=0.05, power=0.8)
        assert detectable_in_drawn_order(100, 7.0) == pytest.approx(7 * effect, rel=1e-4)
        before = detectable_in_drawn_order(100, 7.0, persistence=0.6)
        assert before == pytest.approx(7 * effect * 0.8, rel=2e-3)

    @pytest.mark.parametrize("bad", [{"steady": 1.0}, {"moving": 0.0}, {"n": 2}, {"years": 0}])
    def test_what_makes_no_sense_is_refused(self, bad):
        given = {"n": 63, "years": 4, "steady": 0.5, "moving": 0.2, "lasting": 0.3} | bad
        with pytest.raises(ModelError):
            detectable_over_years(given.pop("n"), given.pop("years"), **given)
        with pytest.raises(ModelError):
            detectable_in_drawn_order(3, 1.0)

    def test_coarser_dates_cost_more(self):
        for spread in (1, 12):
            found = {name: value for name, (value, _) in times_larger(Starts(spread=spread), 40).items()}
            assert found[RECORDS[0]] == pytest.approx(1)
            assert found["first_year"] >= found["first_month"] >= 1 - 1e-12
            assert found["communes_at_year_end"] > 1
        # When all communes start at once, the first one tells of all.
        assert times_larger(Starts(spread=1), 10)["first_month"][0] == pytest.approx(1)
        assert times_larger(Starts(communes=1, spread=12), 10)["first_month"][0] == pytest.approx(1)
        with pytest.raises(ModelError):
            Starts(spread=0)


class TestRequest:
    def test_it_covers_what_the_question_asks_for(self):
        names = set(data_request.headers("province_year") + data_request.headers("commune"))
        assert {
            "province_code", "year", "smartphone_adults", "adults", "teams_commune", "teams_hamlet",
            "members_commune", "members_hamlet", "dx_spending", "total_spending", "dossiers_received",
            "dossiers_online", "dossiers_full_online", "services_offered", "services_with_dossiers",
            "households", "households_fibre", "first_team_month",
        } <= names  # fmt: skip

    def test_every_figure_is_described_in_both_languages_without_claims(self):
        for one in data_request.request():
            assert one.unit in UNITS
            assert one.group in data_request.groups()
            for texts in (one.label, one.definition, one.level, one.date, one.needed):
                for code, text in texts.items():
                    assert text.strip()
                    assert lint(text, code) == [], text

    def test_names_and_forms_are_known_and_single(self):
        names = [one.name for one in data_request.request()]
        assert len(set(names)) == len(names)
        for one in data_request.request():
            if one.published:
                assert one.published.indicator in indicators()
                assert one.published.form in request_exhibits._FORMS

    def test_an_empty_table_has_the_headers_and_no_row(self):
        empty = data_request.empty("province_year")
        assert list(empty) == data_request.headers("province_year") and len(empty) == 0
        shown = request_exhibits.example_table("province_year", ENGLISH)
        assert all(name in shown.html for name in data_request.headers("province_year"))
        with pytest.raises(UnknownName):
            data_request.empty("district")

    def test_what_is_public_is_counted(self, known):
        by_name = {one.name: data_request.known_today(one) for one in data_request.request()}
        assert by_name["dossiers_online"].places == known["exact"]["online_dossier_share_pct"]
        assert by_name["dossiers_online"].form == "share"
        assert by_name["first_team_month"].places == 0
        exact = availability.printed(processed.reported(), ["full_online_dossier_share_pct"])["exact"]
        assert by_name["dossiers_full_online"].places == exact.iloc[0]
        levels = by_name["teams_commune"].places + by_name["teams_hamlet"].places
        assert levels <= known["exact"][known_exhibits.TEAMS]
        as_asked, otherwise = request_exhibits.public_today(data_request.request())
        assert as_asked + otherwise == sum(one.places > 0 for one in by_name.values())

    def test_every_group_says_what_it_buys(self, study, known):
        table = request_exhibits.buys_table(study, learning_designs.dates(5), known, ENGLISH)
        assert list(table.data.index) == [texts["en"] for texts in data_request.groups().values()]
        four = study.years.query("input == @TEAMS and geography == '63' and years == 4")["smallest"].iloc[0]
        assert f"from {four:.1f} points" in table.data["buys"].iloc[0]


@pytest.mark.parametrize("code", ["en", "vi"])
def test_what_rests_on_simulated_countries_is_marked(study, known, code):
    language = Language(code)
    dates, drawn = learning_designs.dates(5), learning_designs.drawn_order(study)
    shown = [
        learning_exhibits.years_chart(study, language).svg,
        learning_exhibits.additions_chart(study, language).svg,
        *(
            table.html
            for table in (
                learning_exhibits.years_table(study, language),
                learning_exhibits.additions_table(study, language),
                learning_designs.dates_table(dates, study, language),
                learning_designs.drawn_order_table(drawn, study, language),
                learning_sensitivity.assumptions_table(study, language),
                learning_sensitivity.chances_table(study, language),
                learning_sensitivity.steadiness_table(study, language),
                request_exhibits.buys_table(study, dates, known, language),
            )
        ),
        learning_designs.dates_remark(dates, simulation(), language).text,
        learning_designs.order_remark(drawn, language).text,
    ]
    assert all(mark(code) in text for text in shown)
    assert mark(code) not in request_exhibits.request_table(language).html


class TestFindings:
    def test_they_give_their_numbers_and_follow_them(self, study, fresh):
        learning_findings.record_one_year(
            study.years.assign(false_alarms=0.6, false_alarms_error=0.03), ENGLISH
        )
        learning_findings.record_four_years(study.years, ENGLISH)
        learning_findings.record_additions(study.additions, ENGLISH)
        found = {one["name"]: one for one in results.recorded()}
        assert all(one["simulated"] and one["low"] <= one["value"] <= one["high"] for one in found.values())
        silent = study.years.assign(false_alarms=0.05, false_alarms_error=0.01)
        learning_findings.record_one_year(silent, ENGLISH)
        instead = {one["name"]: one for one in results.recorded()}["one_year_false_alarms"]["sentence"]
        assert "cannot tell" in found["one_year_false_alarms"]["sentence"]
        assert "cannot tell" not in instead
        other = study.additions.assign(
            smallest=study.additions["smallest"].mask(study.additions.index == "places", other=0.5)
        )
        learning_findings.record_additions(other, ENGLISH)
        best = {one["name"]: one for one in results.recorded()}["addition_that_buys_most"]["sentence"]
        assert "all provinces" in best

    def test_fewer_provinces_change_the_sentence(self, known):
        now = learning_findings.correlation_today(known)
        assert "to be found (80% power" in now.sentence(ENGLISH)
        fewer = known.copy()
        fewer.loc[known_exhibits.TEAMS, "exact"] = 4
        instead = learning_findings.correlation_today(fewer)
        assert instead.value is None and "too few" in instead.sentence(ENGLISH)

    def test_today_s_numbers_and_what_they_show(self, known):
        assert known["r0"].dropna().between(0.3, 1).all()
        pairs = known.dropna(subset=["r6"])
        assert (pairs["r0"] < pairs["r3"]).all() and (pairs["r3"] < pairs["r6"]).all()
        assert np.isnan(known["r0"]["both"])
        strongest, middle, count = known_exhibits.benchmark()
        assert 0 < middle <= strongest < 1 and count > 3


class TestCurves:
    PAGE: ClassVar = {"language": ENGLISH, "title": "T", "subtitle": "S", "source": ""}
    DATA = pd.DataFrame({"a": [3.0, 2.0, 1.0], "b": [4.0, np.nan, 2.0]}, index=[2, 3, 6])

    def test_series_and_levels_are_named(self):
        chart = figures.curves(
            self.DATA, series_labels={"a": "Above"}, levels={3: "today"}, x_label="years", **self.PAGE
        )
        assert "Above: 3.00 at 2, 1.00 at 6" in chart.alt
        assert '<g data-mark="level-1"><title>today</title>' in chart.svg

    @pytest.mark.parametrize(
        ("data", "levels", "says"),
        [
            (DATA.set_axis([0.5, 1, 2], axis=0), {}, "whole numbers"),
            (DATA, {9: "far"}, "outside"),
            (pd.DataFrame(np.ones((2, 7)), index=[1, 2]), {}, "at most six"),
        ],
    )
    def test_what_is_no_row_of_curves_is_refused(self, data, levels, says):
        with pytest.raises(figures.FigureError, match=says):
            figures.curves(data, levels=levels, **self.PAGE)
