"""Wording of findings: strength, numbers, what was not found and what cannot be said."""

import pytest

from analysis.report import claims
from analysis.report.claims import Estimate, lint
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


def test_what_cannot_be_said_carries_no_number():
    said = claims.association("papi_portal_use", "papi_e_governance", ESTIMATE, "X", "en")
    assert "cannot be said" in said
    assert "0.12" not in said


@pytest.mark.parametrize("letter", list("ABCDX"))
@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("value", [-0.1, 0.1])
def test_no_template_claims_a_cause(letter, code, value):
    estimate = Estimate(value, value - 1, value + 1, 63, "2024")
    for sentence in (
        claims.association("dti_government", "dx_budget_share_pct", estimate, letter, code),
        claims.correlation("papi_portal_use", "smartphone_share_pct", estimate, letter, code),
    ):
        assert lint(sentence, code) == []


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
