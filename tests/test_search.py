"""The search finds Vietnamese with and without diacritics, by one rule in Python and in the browser."""

import json
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.report.plain_letters import UNDECOMPOSED, fold
from analysis.report.site.search import SPLITTER, EnglishSearch, VietnameseSearch

VOWELS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
EVERY_LETTER = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES] + ["đ"]

syllables = st.text(alphabet=st.sampled_from([*EVERY_LETTER, *"bcghklmnpqrstvx"]), min_size=1, max_size=7)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("chuyển đổi số", "chuyen doi so"),
        ("dịch vụ công trực tuyến toàn trình", "dich vu cong truc tuyen toan trinh"),
        ("Đắk Lắk, Đà Nẵng", "Dak Lak, Da Nang"),
        ("Thừa Thiên Huế", "Thua Thien Hue"),
        ("plain text, 40,71 %", "plain text, 40,71 %"),
    ],
)
def test_diacritics_fold_away(typed, plain):
    assert fold(typed) == plain
    assert fold(unicodedata.normalize("NFD", typed)) == plain


@pytest.mark.parametrize("letter", EVERY_LETTER)
def test_every_vietnamese_letter_folds_to_ascii(letter):
    assert fold(letter).isascii() and len(fold(letter)) == 1
    assert fold(letter.upper()) == fold(letter).upper()


@given(st.lists(syllables, min_size=1, max_size=6))
def test_words_are_found_however_they_are_typed(words):
    language = VietnameseSearch({})
    indexed = {language.stem(word).lower() for word in language.split(" ".join(words))}
    for form in ("NFC", "NFD"):
        assert set(language.split(unicodedata.normalize(form, " ".join(words)))) == indexed
    assert set(language.split(fold(" ".join(words)))) == indexed


def test_a_decomposed_word_is_not_cut_at_its_marks():
    assert VietnameseSearch({}).split(unicodedata.normalize("NFD", "tuyến, số")) == ["tuyen", "so"]


def test_short_syllables_are_kept():
    language = VietnameseSearch({})
    assert all(language.word_filter(word) for word in language.split("tỷ lệ và số ở xã"))


def test_english_stems_and_still_finds_vietnamese_names():
    language = EnglishSearch({})
    assert language.stem("provinces") == language.stem("province")
    assert language.split("Đà Nẵng's provinces") == ["Da", "Nang", "s", "provinces"]


def test_the_browser_folds_by_the_same_table():
    table = re.search(r"const undecomposed = (\{.*?\});", SPLITTER)
    assert json.loads(table[1]) == UNDECOMPOSED
    letters = re.search(r"\.replace\(/\[(.+?)\]/g, \(letter\)", SPLITTER)
    assert set(letters[1]) == set(UNDECOMPOSED)
    assert r'normalize("NFD").replace(/\p{M}/gu, "")' in SPLITTER


@given(st.text(max_size=40))
def test_the_browser_and_python_agree_on_what_a_mark_is(text):
    """JavaScript removes category M after NFD; what is left must hold no letter that folds further."""
    left = fold(text)
    assert not any(unicodedata.category(letter).startswith("M") for letter in left)
    assert fold(left) == left


@pytest.mark.parametrize("language", [VietnameseSearch, EnglishSearch])
def test_both_languages_carry_the_splitter(language):
    assert language({}).js_splitter_code == SPLITTER
