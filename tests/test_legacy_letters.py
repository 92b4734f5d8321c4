"""Legacy letters: every letter of the published tables, and no text decoded without proof."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from legacy_text import ENCODERS, letters, tcvn3, vni, windows_1258

from analysis.data import provinces
from analysis.data.deliveries.received.legacy_letters import (
    OF_BYTES,
    OF_TEXT,
    as_western,
    by_font,
    of_font,
    proven,
)
from analysis.data.deliveries.received.syllables import is_syllable
from analysis.data.deliveries.variables import variables

LABELS = [text["vi"] for one in variables().values() for text in (one.label, one.definition) if text["vi"]]
NAMES = [*provinces.provinces()["full_name"], *provinces.provinces()["region_vi"]]
WORDS = sorted({word for text in LABELS + NAMES for word in re.findall(r"\w+", text) if not word.isascii()})


def read(name, data):
    return OF_BYTES[name](as_western(data))


@pytest.mark.parametrize("letter", letters())
def test_every_small_letter_comes_back_from_each_encoding(letter):
    assert len(letters()) == 67
    for name, encode in ENCODERS.items():
        assert read(name, encode(letter)) == letter, name


@pytest.mark.parametrize("letter", [letter.upper() for letter in letters()])
def test_every_capital_comes_back_where_its_encoding_has_one(letter):
    assert read("vni", vni(letter)) == read("windows-1258", windows_1258(letter)) == letter
    bare = unicodedata.normalize("NFD", letter).translate(
        dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
    )
    expected = letter if unicodedata.normalize("NFC", bare) == letter else letter.lower()
    assert read("tcvn3", tcvn3(letter)) == expected


def test_the_codes_of_tcvn3_are_those_of_the_standard():
    # Line by line as TCVN 5712 prints them: columns A to F of the set VN3.
    assert read("tcvn3", bytes(range(0xA1, 0xAF))) == "ĂÂÊÔƠƯĐăâêôơưđ"
    assert read("tcvn3", bytes.fromhex("B5B6B7B8B9BBBCBDBEC6C7C8C9CACB")) == "àảãáạằẳẵắặầẩẫấậ"
    assert read("tcvn3", bytes.fromhex("CCCECFD0D1D2D3D4D5D6D7D8DCDDDE")) == "èẻẽéẹềểễếệìỉĩíị"
    assert read("tcvn3", bytes.fromhex("DFE1E2E3E4E5E6E7E8E9EAEBECEDEE")) == "òỏõóọồổỗốộờởỡớợ"
    assert read("tcvn3", bytes.fromhex("EFF1F2F3F4F5F6F7F8F9FAFBFCFDFE")) == "ùủũúụừửữứựỳỷỹýỵ"


def test_marks_of_vni_are_taken_in_either_size_behind_a_capital():
    assert read("vni", "TÆNH ÑAØ NAÜNG, Ñaø Naüng, Aán".encode("cp1252")) == "TỈNH ĐÀ NẴNG, Đà Nẵng, Ấn"


def test_signs_of_western_windows_stay_in_all_of_them():
    for name, encode in ENCODERS.items():
        assert read(name, encode("Đà Nẵng – “xã” … €")) == "Đà Nẵng – “xã” … €"


def test_a_word_in_capitals_is_given_in_capitals():
    assert read("tcvn3", tcvn3("UBND TỈNH HÀ TĨNH, TP. ĐÀ NẴNG")) == "UBND TỈNH Hà TĨNH, TP. Đà NẴNG"
    assert read("tcvn3", tcvn3("Đà Nẵng, Bắc Kạn")) == "Đà Nẵng, Bắc Kạn"


@pytest.mark.parametrize("name", ENCODERS)
def test_the_words_of_a_table_prove_their_encoding(name):
    data = ENCODERS[name]("\n".join(LABELS + NAMES))
    assert proven(as_western(data), OF_BYTES) == name
    assert read(name, data).lower() == "\n".join(LABELS + NAMES).lower()


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted(ENCODERS)), st.lists(st.sampled_from(WORDS), min_size=1, max_size=12, unique=True)
)
def test_no_choice_of_words_is_decoded_wrongly(name, words):
    data = ENCODERS[name](" ".join(words))
    found = proven(as_western(data), OF_BYTES)
    assert found is None or read(found, data) == read(name, data)


@pytest.mark.parametrize("name", ENCODERS)
def test_the_names_of_any_eight_provinces_suffice(name):
    names = sorted(name for name in provinces.provinces()["name"] if not name.isascii())
    for first in range(len(names) - 8):
        data = ENCODERS[name]("\n".join(names[first : first + 8]))
        assert proven(as_western(data), OF_BYTES) == name, names[first : first + 8]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12, unique=True))
def test_text_in_unicode_stays_as_it_is(words):
    assert proven(" ".join(words), OF_TEXT) in (None, "unicode")


def test_a_single_word_that_both_tables_can_mean_proves_nothing():
    # “số” in TCVN3 is “sè” in code page 1258, and a syllable in both.
    assert proven(as_western(tcvn3("số")), OF_BYTES) is None
    # “hồ” in VNI is “hoà” in code page 1258, and both are words of places.
    assert proven(as_western(vni("hồ")), OF_BYTES) is None


def test_text_in_other_languages_proves_nothing():
    for text in ("Müller, Größe, Käse, Straße", "Café à la crème, garçon", "señor, año, mañana"):
        assert proven(as_western(text.encode("cp1252")), OF_BYTES) is None
        assert proven(text) in (None, "unicode")


def test_a_text_of_which_a_part_makes_no_sense_proves_nothing():
    legible = "Hà Nội, Bắc Kạn, Thái Nguyên, Điện Biên, Lạng Sơn"
    data = tcvn3(legible)
    assert proven(as_western(data), OF_BYTES) == "tcvn3"
    assert proven(as_western(data) + " xÿx bÀÁ zÄq", OF_BYTES) is None


def test_plain_ascii_needs_no_proof():
    assert proven("Ha Noi, 1556") is None


@pytest.mark.parametrize(
    ("font", "expected"),
    [
        (".VnTime", "tcvn3"),
        (".vnarial", "tcvn3"),
        (".VnTimeH", "tcvn3"),
        ("VNI-Times", "vni"),
        ("vni-helve", "vni"),
    ],
)
def test_fonts_of_legacy_letters_are_known_by_name(font, expected):
    assert of_font(font) == expected


@pytest.mark.parametrize("font", ["Times New Roman", "Arial", "VnTime", "Vnidad", ""])
def test_other_fonts_are_not(font):
    assert of_font(font) is None


def test_text_is_decoded_by_its_font():
    assert by_font(as_western(tcvn3("Thái Nguyên")), ".VnTime") == "Thái Nguyên"
    assert by_font(as_western(tcvn3("tỉnh Thái Nguyên")), ".VnTimeH") == "TỈNH THÁI NGUYÊN"
    assert by_font(as_western(vni("Thừa Thiên Huế")), "VNI-Times") == "Thừa Thiên Huế"
    assert by_font(as_western(tcvn3("Thái Nguyên")), "Arial") == as_western(tcvn3("Thái Nguyên"))


def test_unicode_text_that_kept_its_former_font_stays():
    for text in ("Hà Nội", "Bình Định", "Bình", "Lào Cai", "Ninh Bình"):
        assert by_font(text, ".VnTime") == text
        assert by_font(text, "VNI-Times") == text


def test_where_a_text_can_be_either_its_font_decides():
    assert by_font("Hoà", "VNI-Times") == "Hồ"


def test_syllables_are_told_from_what_wrong_tables_give():
    assert all(is_syllable(word) for word in WORDS)
    wrong = ["Néi", "Hµ", "Noäi", "tØnh", "TRUNGtâm", "hoàá", "các̀", "càc", "thủt", "ngườit", "q"]
    assert [word for word in wrong if is_syllable(word)] == []
