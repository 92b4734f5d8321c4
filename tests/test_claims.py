"""Wording of findings, and the guard against words of cause."""

from unicodedata import normalize

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from analysis.report import claims
from analysis.report.claims import Estimate, lint
from analysis.report.language import LANGUAGES, Language
from analysis.report.messages import LOCALE
from analysis.stats.evidence.grade import REASONS

ESTIMATE = Estimate(value=0.12, low=0.05, high=0.19, n=63, period="2020–2024")


def words(text, language):
    return [found.word for found in lint(text, language)]


@pytest.mark.parametrize(
    "word",
    [
        "gây ra",
        "tác động",
        "ảnh hưởng",
        "dẫn đến",
        "dẫn tới",
        "làm tăng",
        "làm giảm",
        "nhờ",
        "thúc đẩy",
        "quyết định",
        "góp phần",
        "cải thiện",
        "nâng cao",
        "giúp",
        "khiến",
        "kéo theo",
        "nguyên nhân",
    ],
)
def test_vietnamese_words_of_cause_are_found(word):
    assert words(f"Tổ công nghệ số {word} tỷ lệ hồ sơ trực tuyến.", "vi") == [word]
    assert words(f"{word.capitalize()} tỷ lệ hồ sơ trực tuyến.", "vi") == [word.capitalize()]


@pytest.mark.parametrize(
    "text",
    [
        "Smartphones cause higher use.",
        "Use rose thanks to teams.",
        "Teams led to more use.",
        "The effect of budgets.",
        "Budgets affect use.",
        "It has an impact.",
        "Income influences use.",
        "Teams boost use.",
        "This improves use.",
        "Teams helped.",
        "Drivers of uptake.",
        "Income contributes to use.",
        "Teams promote use.",
        "Income increases use.",
        "Poverty lowers the portal use.",
    ],
)
def test_english_words_of_cause_are_found(text):
    assert len(lint(text, "en")) == 1


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ở những tỉnh có tỷ lệ nghèo cao hơn, điểm sử dụng cổng cũng thấp hơn.", "vi"),
        ("Hai chỉ tiêu đi cùng với nhau và có liên hệ với nhau.", "vi"),
        ("Theo Quyết định số 766/QĐ-TTg và Quyết định 749.", "vi"),
        ("Chỉ số tác động không có trong bảng.", "vi"),
        ("Xem mục Trợ giúp.", "vi"),
        ("Số liệu của dự án “Nâng cao năng lực” chưa công bố.", "vi"),
        ("Điều này không có nghĩa là điện thoại thông minh làm tăng việc sử dụng.", "vi"),
        ("Chưa thể kết luận tổ công nghệ số tác động thế nào.", "vi"),
        ("Bột nhờn và lời khiếnn trách.", "vi"),
        ("Provinces with more teams also have higher use.", "en"),
        ("Two-way fixed effects with random effects and effect sizes.", "en"),
        ("Use increased from 2020 to 2024; costs increases were small.", "en"),
        ("Figures are missing because of survey error.", "en"),
        ("It cannot be said that teams cause higher use.", "en"),
        ("The figures do not show whether budgets affect use.", "en"),
        ("See `improve.py` and the report “Drivers of uptake”.", "en"),
        ("Nothing below lowers the grade.", "en"),
        ("Causeway, helpdesk, impactful.", "en"),
    ],
)
def test_what_claims_no_cause_passes(text, language):
    assert lint(text, language) == []


def test_a_caution_covers_its_own_sentence_and_what_follows_it_only():
    assert words("This does not mean much. Teams boost use.", "en") == ["boost"]
    assert words("Teams boost use, which does not mean much.", "en") == ["boost"]
    assert words("Điều này không có nghĩa gì.\nTổ công nghệ số thúc đẩy sử dụng.", "vi") == ["thúc đẩy"]


def test_a_statement_of_no_effect_is_a_claim_too():
    assert words("Ngân sách không ảnh hưởng đến mức độ sử dụng.", "vi") == ["ảnh hưởng"]
    assert words("Budgets do not affect use.", "en") == ["affect"]


def test_the_word_for_data_is_not_a_caution():
    assert words("Số liệu và dữ liệu có tác động.", "vi") == ["tác động"]


def test_three_words_in_one_sentence_are_three_findings():
    text = "Tổ công nghệ số làm tăng tỷ lệ, có tác động, nhờ tập huấn."
    assert words(text, "vi") == ["làm tăng", "tác động", "nhờ"]
    assert "'làm tăng' claims a cause in" in str(lint(text, "vi")[0])


def test_decomposed_letters_are_read_alike():
    assert words(normalize("NFD", "Ngân sách thúc đẩy sử dụng."), "vi") == ["thúc đẩy"]


@given(st.text(), st.sampled_from(LANGUAGES))
def test_any_text_can_be_read(text, language):
    for found in lint(text, language):
        assert normalize("NFC", found.word).casefold() in normalize("NFC", text).casefold()


def test_the_catalogue_itself_claims_no_cause():
    for path in sorted((LOCALE / "vi").glob("*.po")):
        with path.open("rb") as file:
            entries = [entry for entry in read_po(file, locale="vi") if entry.id]
        assert [(path.name, str(f)) for e in entries for f in lint(str(e.id), "en")] == []
        assert [(path.name, str(f)) for e in entries for f in lint(str(e.string), "vi")] == []


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
