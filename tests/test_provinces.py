"""Names, codes, borders and tiles of the 63 provinces and the 34 units in force."""

import pickle
import unicodedata

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.data import place_names
from analysis.data.place_names import AmbiguousName, UnknownPlace
from analysis.data.provinces import code_of, crosswalk, name_of, neighbours, provinces, tiles, units

PLACES = [
    (geography, code, name)
    for geography, read in (("63", provinces), ("34", units))
    for code, name in read()[["code", "name"]].itertuples(index=False)
]
TONES = ("\u0300", "\u0301", "\u0309", "\u0303", "\u0323")  # grave, acute, hook, tilde, dot

places = st.sampled_from(PLACES)


def tone_moved(syllable: str) -> str:
    """Write òa, òe, ùy the other way (oà, oè, uỳ) and back."""
    for pair in ("oa", "oe", "uy"):
        for tone in TONES:
            first = unicodedata.normalize("NFC", pair[0] + tone + pair[1])
            second = unicodedata.normalize("NFC", pair + tone)
            if first in syllable:
                return syllable.replace(first, second)
            if second in syllable:
                return syllable.replace(second, first)
    return syllable


def without_diacritics(name: str) -> str:
    letters = unicodedata.normalize("NFD", name.replace("Đ", "D").replace("đ", "d"))
    return "".join(mark for mark in letters if not unicodedata.combining(mark))


def test_63_provinces_and_34_units_in_the_order_of_their_codes():
    for read, count in ((provinces(), 63), (units(), 34)):
        assert len(read) == count
        assert list(read["code"]) == sorted(set(read["code"]))
        assert read["name"].is_unique
        assert not read.isna().any().any()


def test_a_province_has_its_region_kind_and_successor():
    ha_giang = provinces().set_index("code").loc["02"]
    assert ha_giang["name"] == "Hà Giang"
    assert ha_giang["region"] == "northern_midlands_mountains"
    assert ha_giang["region_vi"] == "Trung du và miền núi phía Bắc"
    assert (ha_giang["kind"], ha_giang["iso"]) == ("province", "VN-03")
    assert (ha_giang["unit_code"], ha_giang["unit_name"]) == ("08", "Tuyên Quang")


def test_six_regions_and_the_five_cities_of_before():
    read = provinces()
    assert read.groupby("region").size().to_dict() == {
        "red_river_delta": 11,
        "northern_midlands_mountains": 14,
        "north_central_coast": 14,
        "central_highlands": 5,
        "south_east": 6,
        "mekong_delta": 13,
    }
    assert set(read.loc[read["kind"] == "city", "code"]) == {"01", "31", "48", "79", "92"}


def test_a_unit_lists_its_former_provinces():
    unit = units().set_index("code").loc["79"]
    assert unit["name"] == "Hồ Chí Minh"
    assert unit["former_codes"] == ["74", "77", "79"]
    assert unit["n_former"] == 3


def test_the_crosswalk_gives_every_province_one_unit():
    pairs = crosswalk()
    assert list(pairs.columns) == ["province_code", "unit_code"]
    assert pairs["province_code"].is_unique
    assert set(pairs["province_code"]) == set(provinces()["code"])
    assert set(pairs["unit_code"]) == set(units()["code"])


def test_the_same_code_may_mean_another_territory():
    assert name_of("91", "63") == "Kiên Giang"
    assert name_of("91", "34") == "An Giang"


@pytest.mark.parametrize(("geography", "pairs"), [("63", 135), ("34", 58)])
def test_neighbours_are_pairs_of_places_of_the_set_named_once(geography, pairs):
    borders = neighbours(geography)
    known = set((provinces() if geography == "63" else units())["code"])
    assert len(borders) == pairs
    assert set(borders["code_a"]) | set(borders["code_b"]) <= known
    assert (borders["code_a"] < borders["code_b"]).all()
    assert not borders.duplicated().any()


@pytest.mark.parametrize("geography", ["63", "34"])
def test_tiles_give_each_place_a_square_of_its_own_near_its_neighbours(geography):
    squares = tiles(geography)
    assert dict(zip(squares["code"], squares["name"], strict=True)) == {
        code: name for known, code, name in PLACES if known == geography
    }
    assert not squares.duplicated(["row", "col"]).any()
    at = squares.set_index("code")[["row", "col"]]
    borders = neighbours(geography)
    apart = (
        (at.loc[borders["code_a"]].to_numpy() - at.loc[borders["code_b"]].to_numpy()).__abs__().max(axis=1)
    )
    assert apart.max() <= 2
    assert (apart == 1).mean() > 0.9


@pytest.mark.parametrize("geography", ["63", "34"])
def test_the_tile_map_runs_from_north_to_south_and_bends_east_in_the_centre(geography):
    at = tiles(geography).set_index("code")
    north_to_south = [
        code_of(name, geography) for name in ("Cao Bằng", "Hà Nội", "Nghệ An", "Đà Nẵng", "Cà Mau")
    ]
    assert at.loc[north_to_south, "row"].is_monotonic_increasing
    west, north, centre = (at.loc[code_of(n, geography), "col"] for n in ("Cà Mau", "Lạng Sơn", "Khánh Hòa"))
    assert west < north < centre
    # One or two squares wide between the deltas.
    waist = at[(at["row"] > at.loc["38", "row"]) & (at["row"] < at.loc["48", "row"])]
    assert waist.groupby("row").size().max() <= 2


@given(places, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_a_name_is_found_in_every_unicode_form(place, form):
    geography, code, name = place
    assert code_of(unicodedata.normalize(form, name), geography) == code


@given(places, st.sampled_from([str.upper, str.lower, str.title, str.casefold]))
def test_a_name_is_found_in_any_case(place, change):
    geography, code, name = place
    assert code_of(change(name), geography) == code


@given(
    places,
    st.sampled_from(["Tỉnh ", "tỉnh ", "Thành phố ", "TP. ", "TP.", "TP ", "T.P ", "tp. ", "  Tinh  "]),
)
def test_a_name_is_found_behind_a_prefix(place, prefix):
    geography, code, name = place
    assert code_of(prefix + name, geography) == code


@given(places)
def test_a_name_is_found_wherever_the_tone_mark_stands(place):
    geography, code, name = place
    assert code_of(" ".join(map(tone_moved, name.split(" "))), geography) == code


def test_tone_marks_do_move_in_the_test_above():
    assert tone_moved("Hòa") == "Hoà"
    assert tone_moved("Hoà") == "Hòa"
    assert sum(" ".join(map(tone_moved, name.split(" "))) != name for _, _, name in PLACES) >= 4


@given(places, st.sampled_from(["", " ", "-", " - ", " – ", "\u00a0", "  "]))
def test_a_name_is_found_without_diacritics_and_with_any_joint(place, joint):
    geography, code, name = place
    words = [word for word in without_diacritics(name).replace("TP.", "").split() if word != "-"]
    assert code_of(joint.join(words), geography) == code


@given(places)
def test_the_name_of_a_code_leads_back_to_the_code(place):
    geography, code, name = place
    assert name_of(code, geography) == name
    assert code_of(name_of(code, geography), geography) == code


def test_every_full_name_is_found():
    for geography, read in (("63", provinces()), ("34", units())):
        assert [code_of(name, geography) for name in read["full_name"]] == list(read["code"])


@pytest.mark.parametrize(
    ("name", "geography", "code"),
    [
        ("TPHCM", "63", "79"),
        ("TP.HCM", "34", "79"),
        ("Sài Gòn", "63", "79"),
        ("Ho Chi Minh City", "34", "79"),
        ("Huế", "63", "46"),
        ("Thừa Thiên-Huế", "34", "46"),
        ("BR-VT", "63", "77"),
        ("Bà Rịa–Vũng Tàu", "63", "77"),
        ("Đắc Lắc", "34", "66"),
        ("Ðăk Nông", "63", "67"),  # with the Icelandic letter eth, as old fonts typed it
        ("Kontum", "63", "62"),
        ("Bắc Cạn", "63", "06"),
        ("Khánh\u200b Hoà", "34", "56"),
        ("Hanoi", "63", "01"),
        ("Nghệ An Province", "63", "40"),
    ],
)
def test_old_and_variant_spellings_are_found(name, geography, code):
    assert code_of(name, geography) == code


@pytest.mark.parametrize(
    ("name", "geography", "nearest"),
    [
        ("Hà Nooi", "63", "Hà Nội"),
        ("Thanh Hos", "63", "Thanh Hóa"),
        ("Quang Ninhh", "34", "Quảng Ninh"),
        ("Bình Duong tỉnh", "63", "Bình Dương"),
        ("Sóc Trắnng", "63", "Sóc Trăng"),
    ],
)
def test_an_unknown_name_is_an_error_that_suggests_the_nearest(name, geography, nearest):
    with pytest.raises(UnknownPlace) as error:
        code_of(name, geography)
    assert error.value.suggestions[0] == nearest
    assert name in str(error.value)
    assert f"did you mean {nearest}" in str(error.value)


@given(places, st.integers(0, 40), st.sampled_from("bcghklmnpqrstvx"))
def test_one_wrong_letter_never_finds_another_place(place, at, letter):
    geography, code, name = place
    at = min(at, len(name))
    wrong = f"{name[:at]}{letter}{name[at:]}"
    try:
        found = code_of(wrong, geography)
    except UnknownPlace as error:
        assert name in error.suggestions
    else:
        assert found == code


def test_a_former_province_is_not_one_of_the_34_but_the_error_says_where_it_went():
    with pytest.raises(UnknownPlace, match=r"Hà Giang.*34 units.*part of Tuyên Quang") as error:
        code_of("tỉnh Hà Giang", "34")
    assert error.value.suggestions == ("Tuyên Quang",)


@pytest.mark.parametrize("nothing", ["", "  ", "–", "..."])
def test_a_name_without_letters_is_unknown_and_suggests_nothing(nothing):
    with pytest.raises(UnknownPlace) as error:
        code_of(nothing)
    assert error.value.suggestions == ()


def test_a_code_is_not_a_name_and_an_unknown_code_is_an_error():
    with pytest.raises(UnknownPlace):
        code_of("01")
    with pytest.raises(UnknownPlace, match='"02" is not one of the 34 units'):
        name_of("02", "34")


def test_an_unknown_set_of_places_is_refused():
    for ask in (lambda: code_of("Hà Nội", "64"), lambda: name_of("01", "64"), lambda: tiles("VN")):
        with pytest.raises(ValueError, match="use '63' or '34'"):
            ask()


def test_the_error_survives_the_way_back_from_another_process():
    error = UnknownPlace("Hà Giang", "34", ("Tuyên Quang",), joined=True)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_a_spelling_that_stands_for_two_places_is_refused():
    with pytest.raises(AmbiguousName) as error:
        place_names.index({"01": ["Hà Tiên"], "02": ["Ha Tien", "Tỉnh khác"]})
    assert (error.value.first, error.value.second) == ("01", "02")


@pytest.mark.parametrize("geography", ["63", "34"])
def test_no_two_names_fold_to_the_same_letters(geography):
    folded = pd.Series([place_names.folded(name) for known, _, name in PLACES if known == geography])
    assert folded.is_unique
    assert folded.str.fullmatch("[a-z]+").all()


def test_what_is_read_can_be_changed_without_changing_the_tables():
    read = provinces()
    read["name"] = "x"
    squares = tiles("63")
    squares["row"] = 0
    assert provinces()["name"].iloc[0] == "Hà Nội"
    assert tiles("63")["row"].min() == 1
