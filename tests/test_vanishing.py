"""A result that vanishes from the figures vanishes from its sentence, and its grade falls, in both languages.

Each case takes a finding on the published figures, spoils the figures so that what it says no longer holds,
and looks for the words of the claim: they must stand in the first sentence and not in the second.
"""

import numpy as np
import pandas as pd
import pytest

from analysis.data import processed
from analysis.data.indicators import indicators
from analysis.report import findings
from analysis.report.language import Language
from analysis.report.pages.inputs import conditions
from analysis.report.pages.models import associations, cross_sections
from analysis.report.pages.quality import data_quality_findings
from analysis.report.pages.targets import target_findings
from analysis.report.pages.teams import team_findings
from analysis.report.pages.units import unit_findings

ENGLISH, VIETNAMESE = Language("en"), Language("vi")
USE, ACCESS = findings.USE, findings.ACCESS


@pytest.fixture(scope="module")
def panel():
    return processed.panel("63", years=findings.YEARS)


@pytest.fixture(scope="module")
def access(panel):
    """The shared association as published; examined once, it is slow."""
    return findings.internet_access(panel)


@pytest.fixture
def random():
    return np.random.default_rng(41)


def changed(panel, **columns):
    """Return the panel with other columns, still known as a panel of the 63."""
    other = panel.assign(**columns)
    other.attrs.update(panel.attrs)
    return other


def vanishes(before, after, english, vietnamese):
    """Require words of the first sentence to be gone from the second, in both languages."""
    for language, words in ((ENGLISH, english), (VIETNAMESE, vietnamese)):
        first, second = before.sentence(language), after.sentence(language)
        for word in words:
            assert word in first, f"{word!r} is no word of: {first}"
            assert word not in second, f"{word!r} still stands: {second}"


class TestPortalUse:
    """Citizens' reported use rose."""

    claim = ([" rose from "], [" tăng từ "])

    def by_year(self, panel, start, end):
        """Return the panel with use of the first and the last year as given by province."""
        use = panel[USE].where(~panel["year"].isin([2020, 2024]))
        codes = panel["code"].unique()
        for year, values in ((2020, start), (2024, end)):
            rows = panel["year"] == year
            use = use.mask(rows, panel["code"].map(dict(zip(codes, values, strict=True))))
        return changed(panel, **{USE: use})

    def test_a_mean_that_rises_within_its_interval_did_not_rise(self, panel, random):
        """The mean goes up; the interval contains zero: nothing may be called a rise."""
        start = random.normal(0.5, 0.02, 63)
        move = random.normal(0, 0.2, 63)
        after = findings.portal_use_change(self.by_year(panel, start, start + move - move.mean() + 0.02))
        assert after.low < 0 < after.value
        vanishes(findings.portal_use_change(panel), after, *self.claim)

    def test_a_fall_is_none(self, panel):
        after = findings.portal_use_change(self.by_year(panel, np.linspace(0.5, 0.6, 63), np.full(63, 0.4)))
        assert after.high < 0
        vanishes(findings.portal_use_change(panel), after, *self.claim)

    def test_near_the_bottom_of_the_scale_only_while_it_is(self, panel):
        start = np.linspace(1.2, 1.4, 63)
        after = findings.portal_use_change(self.by_year(panel, start, start + 0.3))
        assert after.low > 0
        vanishes(findings.portal_use_change(panel), after, ["near the bottom"], ["gần mức thấp nhất"])


class TestMeasures:
    """Two measures do not order provinces alike."""

    claim = (["do not order provinces alike", "need not hold"], ["không xếp"])

    def test_measures_that_agree(self, panel, random):
        noise = random.normal(0, 0.05, len(panel))
        after = findings.measures_disagree(changed(panel, dti_government=panel[USE] + noise))
        assert after.low > 0
        vanishes(findings.measures_disagree(panel), after, *self.claim)


class TestAccess:
    """Access and use went together within provinces."""

    claim = (["Both scores come from the same respondents"], ["cùng những người trả lời"])

    def test_noise_is_no_association(self, panel, access, random):
        after = findings.internet_access(changed(panel, **{ACCESS: random.normal(2, 0.3, len(panel))}))
        assert (access.grade.letter, after.grade.letter) == ("C", "D")
        vanishes(access, after, *self.claim)
        assert "no association" in after.sentence(ENGLISH).lower()
        assert "không phát hiện" in after.sentence(VIETNAMESE).lower()

    def test_use_shuffled_between_provinces_is_no_association(self, panel, access, random):
        shuffled = panel.groupby("year")[USE].transform(random.permutation)
        after = findings.internet_access(changed(panel, **{USE: shuffled}))
        assert after.grade.letter == "D"
        vanishes(access, after, *self.claim)

    def test_a_dozen_provinces_say_nothing(self, panel, access):
        few = panel[panel["code"].isin(panel["code"].unique()[::5])]
        few.attrs.update(panel.attrs)
        after = findings.internet_access(few)
        assert after.grade.letter == "X"
        vanishes(access, after, *self.claim)

    def test_what_holds_with_the_survey_of_the_year_before_is_not_called_shared_error(
        self, panel, access, random
    ):
        """Use follows the access of the year before as well: errors in common cannot be all of it."""
        steady = panel.groupby("code")[ACCESS].shift(1).fillna(panel[ACCESS].mean())
        use = 0.4 * steady + 0.4 * panel[ACCESS] + random.normal(0, 0.02, len(panel))
        after = findings.internet_access(changed(panel, **{USE: use}))
        assert after.grade.letter not in "DX"
        vanishes(access, after, ["cannot be told from the errors"], ["Chưa phân biệt được"])


class TestWhatIsNotPublic:
    """Most of what the question asks for is not public."""

    def test_inputs_known_everywhere(self, monkeypatch):
        before = findings.inputs_known()
        reported = _known_everywhere(processed.reported(), findings.INPUTS)
        monkeypatch.setattr(processed, "reported", lambda **_: reported)
        after = findings.inputs_known()
        assert after.value == 63
        vanishes(
            before, after, ["mostly not public", "cannot be said"], ["chưa được công bố", "Chưa thể kết luận"]
        )
        assert before.grade.letter == "X"
        assert after.grade is None

    def test_inputs_known_for_most_provinces(self, monkeypatch):
        before = findings.inputs_known()
        reported = _known_everywhere(processed.reported(), findings.INPUTS)
        most = reported[reported["code"] < "90"]
        monkeypatch.setattr(processed, "reported", lambda **_: most)
        after = findings.inputs_known()
        assert 50 < after.value < 63
        vanishes(before, after, ["mostly not public"], ["chưa được công bố"])

    def test_a_target_judged_everywhere(self, monkeypatch):
        before, bounds = findings.dossier_target(), target_findings.dossier_target_bounds()
        targets = _judged_everywhere(processed.targets())
        monkeypatch.setattr(
            processed, "targets", lambda indicator: targets[targets["indicator"] == indicator]
        )
        after = findings.dossier_target()
        assert after.value == 63
        vanishes(before, after, ["nothing is known"], ["không có số liệu"])
        assert before.grade.letter == "X"
        assert after.grade is None
        assert target_findings.dossier_target_bounds().value == 0
        assert _both(target_findings.dossier_target_bounds()) != _both(bounds)

    def test_budgets_known_everywhere(self, monkeypatch):
        before = target_findings.budget_guideline()
        reported = _known_everywhere(processed.reported(), ["dx_budget_share_pct"])
        monkeypatch.setattr(processed, "reported", lambda **_: reported)
        after = target_findings.budget_guideline()
        vanishes(before, after, ["checked for 0 of 63"], ["ở 0 trong 63"])

    def test_no_figure_in_doubt_and_none_that_disagree(self, monkeypatch):
        before = data_quality_findings.contradictions()
        reported = processed.reported()
        agreed = reported.drop_duplicates(["geography", "code", "indicator"])
        monkeypatch.setattr(processed, "reported", lambda **_: agreed)
        after = data_quality_findings.contradictions()
        assert before.value > after.value == 0
        assert _both(before) != _both(after)


class TestProvincesWithFigures:
    """Provinces with a public smartphone share are larger than the others."""

    def test_when_they_are_like_the_others(self, monkeypatch, random):
        before = data_quality_findings.figures_not_random()
        whole = processed.panel("63")
        alike = changed(whole, population_thousand=random.permutation(np.linspace(500, 900, len(whole))))
        monkeypatch.setattr(processed, "panel", lambda *_, years=None, **__: _of_years(alike, years))
        after = data_quality_findings.figures_not_random()
        assert after.low <= 0 <= after.high
        vanishes(before, after, ["no cross-section of the country"], ["không đại diện"])


class TestAnyAssociation:
    """An association within provinces that a reader asks for."""

    ask = ("dti_government", "dti_infrastructure", ())

    @pytest.fixture
    def years(self, random):
        """Two years of one definition, in which the condition goes with the outcome."""
        panel = associations.comparable_panel(*self.ask[:2], range(2020, 2025), "63")
        noise = random.normal(0, 0.02, len(panel))
        return changed(panel, dti_infrastructure=panel["dti_government"] + noise)

    def finding(self, panel):
        return associations.within_finding(panel, *self.ask, associations.within_places(panel, *self.ask))

    def test_it_vanishes(self, years, random):
        before = self.finding(years)
        assert before.grade.letter not in "DX"
        after = self.finding(changed(years, dti_infrastructure=random.normal(0.5, 0.1, len(years))))
        assert after.grade.letter == "D"
        vanishes(before, after, ["The two move together"], ["Hai chỉ tiêu đi cùng với nhau"])

    def test_it_turns(self, years):
        after = self.finding(changed(years, dti_infrastructure=1 - years["dti_infrastructure"]))
        assert after.value < 0
        assert after.grade.letter not in "DX"
        vanishes(self.finding(years), after, ["The two move together"], ["Hai chỉ tiêu đi cùng với nhau"])

    def test_a_dozen_provinces_say_nothing(self, years):
        few = years[years["code"].isin(years["code"].unique()[::5])]
        few.attrs.update(years.attrs)
        after = self.finding(few)
        assert after.grade.letter == "X"
        vanishes(self.finding(years), after, ["The two move together"], ["Hai chỉ tiêu đi cùng với nhau"])


class TestSources:
    """Measures of one source go together more closely than measures of two."""

    def test_when_they_do_not(self, monkeypatch, random):
        before = associations.source_matters()
        real = processed.values
        common = dict(zip(processed.places()["code"], random.normal(size=63), strict=True))

        def values(indicator, geography, year, **options):
            found = real(indicator, geography, year, **options)
            return found.index.map(common).to_series(index=found.index) + random.normal(0, 0.3, len(found))

        monkeypatch.setattr(processed, "values", values)
        after = associations.source_matters()
        assert after.value > 0.6
        vanishes(before, after, ["mark of a common source"], ["dấu vết của nguồn chung"])


class TestBetween:
    """Conditions of other sources between provinces."""

    def test_a_clear_association_is_said_only_while_it_is_clear(self, monkeypatch, random):
        matched = cross_sections.matched
        clear, gone = (
            self.finding(monkeypatch, matched, column)
            for column in (
                lambda table: -0.01 * table["poverty_rate_pct"] + random.normal(0, 0.01, len(table)),
                lambda table: pd.Series(random.normal(size=len(table)), index=table.index),
            )
        )
        assert clear.grade.letter not in "DX"
        assert gone.grade.letter == "D"
        for language in (ENGLISH, VIETNAMESE):
            assert clear.sentence(language).split(":")[0] != gone.sentence(language).split(":")[0]
        assert "no association" in gone.sentence(ENGLISH).lower()
        assert "no association" not in clear.sentence(ENGLISH).lower()

    def finding(self, monkeypatch, matched, outcome):
        """Return the finding with use replaced by what ``outcome`` makes of the table."""

        def other(names, year, geography="63"):
            found = matched(names, year, geography)
            object.__setattr__(found, "table", found.table.assign(**{USE: outcome(found.table)}))
            return found

        monkeypatch.setattr(cross_sections, "matched", other)
        controls = ["population_thousand"]
        table = cross_sections.between_places(USE, [ACCESS, "poverty_rate_pct"], controls, [2023])
        return cross_sections.between_finding(table, USE)


class TestTeams:
    """The density of teams follows where minorities live."""

    def changed(self, monkeypatch, change):
        matched = team_findings.matched

        def other(names, year):
            found = matched(names, year)
            table = found.table
            density = change(table)
            object.__setattr__(found, "table", table.assign(**{team_findings.TEAMS: density}))
            return found

        monkeypatch.setattr(team_findings, "matched", other)
        return team_findings.density_follows(2023)

    claim = (["also have more teams"], ["cũng có nhiều tổ"])

    def test_density_that_follows_nothing(self, monkeypatch, random):
        before = team_findings.density_follows(2023)
        known = lambda table: table[team_findings.TEAMS].notna()  # noqa: E731 - said once, used once
        after = self.changed(
            monkeypatch,
            lambda table: pd.Series(random.normal(1, 0.2, len(table)), index=table.index).where(known(table)),
        )
        assert after.low < 0 < after.high
        vanishes(before, after, *self.claim)

    def test_density_that_falls(self, monkeypatch):
        before = team_findings.density_follows(2023)
        after = self.changed(monkeypatch, lambda table: 3 - table[team_findings.TEAMS])
        assert after.high < 0
        vanishes(before, after, *self.claim)


@pytest.mark.parametrize("q_value", [0.001, 0.5])
def test_conditions_are_named_only_while_they_are_told_apart(q_value):
    row = {"r": 0.4, "low": 0.1, "high": 0.6, "n": 61, "q_value": q_value, "worst_p": 0.01}
    finding = conditions.screened(pd.DataFrame([row], index=["poverty_rate_pct"]), USE, 2023)
    assert ("none of" in finding.sentence(ENGLISH)) == (q_value > 0.05)


def test_every_number_of_a_plain_description_follows_the_figures(monkeypatch):
    """Descriptions without a claim: other figures, other sentences, in both languages."""
    plain = {
        "online_payment": findings.online_payment,
        "portal use of a unit": lambda: unit_findings.unit_findings("01")[1],
        "online payment of a unit": lambda: unit_findings.unit_findings("01")[0],
        "gaps": data_quality_findings.papi_gaps,
        "complete": data_quality_findings.measures_complete,
    }
    before = {name: _both(make()) for name, make in plain.items()}
    real, panel, observations = processed.values, processed.panel("63"), processed.observations
    monkeypatch.setattr(processed, "values", lambda *words, **options: 0.9 * real(*words, **options) + 0.01)
    spoiled = changed(panel, **{USE: panel[USE].where(panel["code"] > "30")})
    monkeypatch.setattr(processed, "panel", lambda *_, years=None, **__: _of_years(spoiled, years))
    fewer = lambda *words, **options: observations(*words, **options).query("code > '30'")  # noqa: E731
    monkeypatch.setattr(processed, "observations", fewer)
    for name, make in plain.items():
        for first, second in zip(before[name], _both(make()), strict=True):
            assert first != second, name


def _both(finding):
    return finding.sentence(ENGLISH), finding.sentence(VIETNAMESE)


def _of_years(panel, years):
    found = panel if years is None else panel[panel["year"].isin(list(years))].reset_index(drop=True)
    found.attrs.update(panel.attrs)
    return found


def _known_everywhere(reported, variables):
    """Return reported figures with an exact one for every province and variable."""
    pattern = reported[(reported["geography"] == "63") & (reported["kind"] == "observed")].iloc[[0]]
    rows = [
        pattern.assign(code=code, variable=variable, bound="exact", year=2024, chosen_cross_section=True)
        for variable in variables
        for code in processed.places("63")["code"]
    ]
    others = reported[~reported["variable"].isin(list(variables))]
    return pd.concat([others, *rows], ignore_index=True)


def _judged_everywhere(targets):
    """Return the targets with a figure of every province for the dossier target of 2022."""
    one = targets.query("indicator == 'online_dossier_share_pct' and geography == 'VN' and counts").iloc[[0]]
    rows = [one.assign(figure_code=code, verdict="met") for code in processed.places("63")["code"]]
    return pd.concat([targets.drop(index=targets.query("counts").index), *rows], ignore_index=True)


def test_the_names_used_here_are_indicators():
    assert {USE, ACCESS, "dti_government", "poverty_rate_pct"} <= set(indicators())
