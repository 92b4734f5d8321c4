"""Wording of findings: strength, numbers, what was not found and what cannot be said."""

from types import SimpleNamespace

import pytest

from analysis.report import claims
from analysis.report.claims import ClaimError, Estimate, lint
from analysis.report.language import LANGUAGES, Language
from analysis.stats.evidence.grade import REASONS

ESTIMATE = Estimate(value=0.12, low=0.05, high=0.19, n=63, period="2020–2024")


def test_the_scale_of_strength_has_five_words_in_each_language():
    for code in LANGUAGES:
        assert len({claims.strength(letter, code) for letter in "ABCDX"}) == 5
    assert claims.strength("B", "vi") == "Mức độ bằng chứng: vừa"
    assert claims.badge("B", "en") == '<strong class="strength strength-b">Evidence: moderate</strong>'
    with pytest.raises(KeyError):
        claims.strength("E", "en")


def test_a_positive_association_in_both_languages():
    said = [
        claims.association("papi_portal_use", "urban_share_pct", ESTIMATE, "B", code, per=10)
        for code in LANGUAGES
    ]
    assert said == [
        "Những tỉnh, thành phố có tỷ lệ dân số thành thị trong dân số trung bình cao hơn thì điểm "
        f"{Language('vi').label('papi_portal_use')} cũng cao hơn: "
        "+0,12\u00a0điểm ứng với +10\u00a0điểm phần trăm "
        "(khoảng tin cậy 95\u00a0%: 0,05 đến 0,19; N = 63; 2020–2024).",
        "Provinces that are higher on urban population, share of the average population "
        "are also higher on "
        f"{Language('en').label('papi_portal_use')} (score): "
        "+0.12\u00a0points for +10\u00a0percentage points "
        "(95% interval 0.05 to 0.19; N = 63; 2020–2024).",
    ]


def poverty(claim, value, letter, code, **options):
    estimate = Estimate(value, value - 0.2, value + 0.1, 63, "2024")
    return claim("papi_portal_use", "poverty_rate_pct", estimate, letter, code, **options)


def test_a_negative_association_says_lower():
    assert "lại thấp hơn: −0,30" in poverty(claims.association, -0.3, "C", "vi")
    assert "(score): correlation −0.30" in poverty(claims.correlation, -0.3, "C", "en")


def test_no_detection_is_not_reported_as_no_association():
    said = poverty(claims.correlation, 0.01, "D", "en", detectable=0.35)
    assert "no association" in said
    assert "That is no proof that there is none" in said
    assert said.endswith("Less than about 0.35 could not have been found.")
    said = poverty(claims.association, 0.01, "D", "vi", detectable=-0.05)
    assert "không chứng minh rằng không có" in said
    assert said.endswith("mức nhỏ hơn khoảng 0,05\u00a0điểm.")


def test_a_sentence_without_numbers_says_the_same():
    whole = poverty(claims.association, -0.3, "C", "vi")
    bare = poverty(claims.association, -0.3, "C", "vi", numbers=False)
    assert whole.startswith(bare.removesuffix("."))
    assert not any(figure in bare for figure in ("0,30", "N =", "2024"))


def test_decimals_follow_the_interval():
    assert Estimate(0.01, -0.004, 0.021, 63, "2024").decimals == 3
    assert Estimate(0.01, -0.004, 0.021, 63, "2024", digits=1).decimals == 1


def test_what_cannot_be_said_carries_no_number_and_says_why():
    pair = ("papi_portal_use", "papi_e_governance")
    said = claims.association(*pair, ESTIMATE, "X", "en", reasons=["definitional_overlap"])
    assert said.endswith("cannot be said. Both are built from the same figures.")
    assert "0.12" not in said
    with pytest.raises(ClaimError, match="say why"):
        claims.association(*pair, ESTIMATE, "X", "en")


@pytest.mark.parametrize("claim", [claims.association, claims.correlation])
def test_nothing_found_without_what_could_have_been_is_refused(claim):
    with pytest.raises(ClaimError, match="detectable"):
        poverty(claim, 0.01, "D", "en")


# Shares on the logit scale.


def test_a_share_on_the_logit_scale_is_told_in_points():
    estimate = Estimate(1.25, 0.4, 2.1, 34, "2026")
    pair = ("portal2026_online_payment_share_pct", "grdp_per_capita_million_vnd")
    said = [claims.marginal(*pair, estimate, "C", code, per=10) for code in LANGUAGES]
    assert "+1,3\u00a0điểm phần trăm ứng với +10\u00a0triệu đồng tính bình quân các tỉnh" in said[0]
    assert "+1.3\u00a0percentage points for +10\u00a0million VND on average over the provinces" in said[1]
    assert all("N = 34; 2026" in text for text in said)
    said = claims.marginal(*pair, estimate, "D", "en", detectable=2.2)
    assert said.endswith("Less than about 2.2\u00a0percentage points could not have been found.")
    with pytest.raises(ClaimError, match="no share"):
        claims.marginal("papi_portal_use", pair[1], estimate, "C", "en")


# What authorities allot.

TEAMS = ("papi_portal_use", "community_teams_per_1000_people")


def check(verdict):
    return SimpleNamespace(verdict=verdict, detectable=0.41)


@pytest.mark.parametrize("claim", [claims.association, claims.correlation])
@pytest.mark.parametrize("targeting", [None, check("not_relevant")])
def test_nothing_is_said_of_what_is_allotted_before_it_was_looked_at_where_it_went(claim, targeting):
    with pytest.raises(ClaimError, match="went where papi_portal_use had been low"):
        claim(*TEAMS, ESTIMATE, "C", "en", targeting=targeting)
    assert claim(*TEAMS, ESTIMATE, "D", "en", detectable=0.2, targeting=targeting)


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("absent", "no sign that community digital technology teams per 1,000 people went where"),
        ("present", "say nothing about a roll-out"),
        ("not_testable", "cannot be tested"),
    ],
)
def test_where_it_went_follows_the_finding(verdict, words):
    said = claims.association(*TEAMS, ESTIMATE, "C", "en", targeting=check(verdict))
    assert words in said.split("2020–2024). ")[1]
    assert ("0.41" in said) == (verdict == "absent")


def rolled(letter, code, refusals=(), **options):
    checks = SimpleNamespace(refusals=refusals)
    return claims.rolled_out(
        *TEAMS, ESTIMATE, letter, code, **({"checks": checks, "detectable": 0.2} | options)
    )


def test_a_roll_out_is_stated_only_when_both_checks_were_made_and_passed():
    assert "+0.12" in rolled("C", "en") and "N = 63; 2020–2024" in rolled("C", "en")
    for refusals in (("selection_present",), ("pre_trends_not_testable",)):
        said = rolled("A", "en", refusals)
        assert "cannot be said" in said and "0.12" not in said
    with pytest.raises(ClaimError, match="where it went first"):
        rolled("C", "en", checks=None)
    assert rolled("D", "vi").endswith("nhỏ hơn khoảng 0,20\u00a0điểm.")


# Chances.

OUTLOOK = Estimate(46.0, 31.5, 61.0, 34, "2020–2024", digits=0, level=0.9)


def chance(probability, code, **options):
    where = Language(code).place("79", "34")
    given = {"outlook": OUTLOOK, "probability": probability} | options
    return claims.chance("online_dossier_share_pct", where, 50, 2025, code, **given)


def test_a_chance_comes_with_its_interval_its_trend_and_its_date():
    assert chance(0.34, "en").endswith(
        "is at 50.0% or above by 2025 is 34% (90% of what can be expected lies within 32 to 61%; N = 34; "
        "2020–2024)."
    )
    assert "xác suất để tỷ lệ hồ sơ nộp trực tuyến" in chance(0.34, "vi")
    assert "or below by" in chance(0.34, "en", at_most=True)
    assert "is below 1% (" in chance(0.003, "en") and "là trên 99\u00a0% (" in chance(0.9999, "vi")


def test_no_chance_needs_its_reason_and_a_chance_its_interval():
    said = chance(None, "en", outlook=None, reasons=["too_few_places"])
    assert said.endswith("by 2025 cannot be said. Fewer than 20 places are known.")
    for probability, options in ((0.4, {"outlook": None}), (None, {}), (1.2, {})):
        with pytest.raises(ClaimError):
            chance(probability, "en", **options)


@pytest.mark.parametrize(
    ("p_up", "p_down", "words"),
    [
        (0.97, 0.01, "is higher than before"),
        (0.02, 0.91, "is lower than before"),
        (0.90, 0.05, "cannot be told"),
        (0.5, 0.5, "cannot be told"),
    ],
)
def test_a_place_has_moved_only_when_that_is_nearly_certain(p_up, p_down, words):
    said = claims.moved("papi_portal_use", "Hà Nội", ESTIMATE, "en", p_up=p_up, p_down=p_down)
    assert words in said and "95% interval 0.05 to 0.19; N = 63; 2020–2024" in said
    assert (
        lint(claims.moved("papi_portal_use", "Hà Nội", ESTIMATE, "vi", p_up=p_up, p_down=p_down), "vi") == []
    )


def test_probabilities_that_are_none_are_refused():
    with pytest.raises(ClaimError, match="no probabilities"):
        claims.moved("papi_portal_use", "Hà Nội", ESTIMATE, "en", p_up=0.9, p_down=0.3)


@pytest.mark.parametrize("letter", list("ABCDX"))
@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("value", [-0.1, 0.1])
def test_no_template_claims_a_cause_or_speaks_of_persons(letter, code, value):
    estimate = Estimate(value, value - 1, value + 1, 63, "2024")
    needed = {"detectable": 0.4, "reasons": ["too_few_places"], "targeting": check("absent")}
    for sentence in (
        claims.association("dti_government", "dx_budget_share_pct", estimate, letter, code, **needed),
        claims.correlation("papi_portal_use", "smartphone_share_pct", estimate, letter, code, **needed),
        claims.marginal("online_dossier_share_pct", "poverty_rate_pct", estimate, letter, code, **needed),
    ):
        assert lint(sentence, code) == []
        assert ("N = 63" in sentence) == (letter != "X")
    assert lint(rolled(letter, code), code) == []


@pytest.mark.parametrize(
    ("indicator", "vi", "en"),
    [
        ("poverty_rate_pct", "tỷ lệ nghèo", "multidimensional"),
        ("papi_portal_use", "điểm PAPI 8.1", "PAPI 8.1"),
        ("dti_infrastructure", "điểm DTI", "DTI"),
        ("grdp_per_capita_million_vnd", "GRDP", "GRDP"),
        ("portal766_total", "điểm Quyết định 766", "Decision 766"),
        ("portal2026_total", "điểm Cổng Dịch vụ công quốc gia", "Portal 2026"),
    ],
)
def test_labels_inside_a_sentence_keep_names_and_call_scores_scores(indicator, vi, en):
    assert claims.named(indicator, "vi").startswith(vi)
    assert claims.named(indicator, "en").startswith(en)


def test_every_reason_for_a_grade_has_words_in_both_languages():
    assert set(claims.REASONS) == set(REASONS)
    for identifier in claims.REASONS:
        assert (
            claims.reason(identifier, "vi") != claims.reason(identifier, "en") == claims.REASONS[identifier]
        )
        assert lint(claims.reason(identifier, Language("vi")), "vi") == []
