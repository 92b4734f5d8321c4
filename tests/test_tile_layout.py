"""The tile maps read as Viet Nam: neighbours beside neighbours, coasts and corners where they belong."""

import numpy as np
import pytest
from scipy.sparse.csgraph import connected_components

from analysis.data.provinces import code_of, neighbours, provinces, tiles, units
from analysis.report.figures.tiles import layout

GEOGRAPHIES = ["63", "34"]

WEST_TO_EAST = {
    "both": [
        ("Điện Biên", "Phú Thọ", "Hà Nội", "Hải Phòng"),
        ("Lai Châu", "Lào Cai", "Tuyên Quang", "Lạng Sơn"),
        ("Nghệ An", "Quảng Trị", "Đà Nẵng"),
        ("Nghệ An", "Huế", "Khánh Hòa"),
        ("Thanh Hóa", "Ninh Bình"),
        ("Tây Ninh", "Đồng Nai", "Lâm Đồng", "Khánh Hòa"),
        ("An Giang", "Cần Thơ", "Vĩnh Long"),
    ],
    "63": [
        ("Sơn La", "Phú Thọ", "Hà Nội", "Bắc Ninh", "Hải Dương", "Hải Phòng"),
        ("Hòa Bình", "Hà Nam", "Hưng Yên", "Thái Bình"),
        ("Kon Tum", "Quảng Ngãi"),
        ("Gia Lai", "Bình Định"),
        ("Đắk Lắk", "Phú Yên"),
        ("Bình Phước", "Đắk Nông", "Lâm Đồng", "Khánh Hòa"),
        ("Bình Thuận", "Ninh Thuận"),
        ("Long An", "Hồ Chí Minh", "Bà Rịa - Vũng Tàu"),
        ("Kiên Giang", "Cần Thơ", "Vĩnh Long", "Bến Tre"),
        ("Cà Mau", "Bạc Liêu", "Trà Vinh"),
    ],
    "34": [("Đồng Nai", "Lâm Đồng", "Khánh Hòa"), ("Cà Mau", "Vĩnh Long")],
}
NORTH_TO_SOUTH = {
    "both": [
        ("Cao Bằng", "Thái Nguyên", "Hà Nội", "Ninh Bình", "Nghệ An", "Hà Tĩnh", "Đà Nẵng"),
        ("Lai Châu", "Điện Biên"),
        ("Lạng Sơn", "Quảng Ninh", "Hải Phòng"),
        ("Hà Tĩnh", "Quảng Trị", "Quảng Ngãi", "Khánh Hòa"),
        ("Gia Lai", "Đắk Lắk", "Lâm Đồng", "Hồ Chí Minh", "Đồng Tháp", "Cần Thơ", "Cà Mau"),
    ],
    "63": [
        ("Hà Giang", "Tuyên Quang", "Vĩnh Phúc", "Hà Nội", "Hà Nam", "Ninh Bình"),
        ("Điện Biên", "Sơn La", "Thanh Hóa"),
        ("Bắc Giang", "Hải Dương", "Thái Bình"),
        ("Quảng Bình", "Quảng Trị", "Quảng Nam", "Kon Tum", "Gia Lai", "Đắk Lắk", "Lâm Đồng", "Bình Thuận"),
        ("Quảng Ngãi", "Bình Định", "Phú Yên", "Khánh Hòa", "Ninh Thuận"),
        ("Bình Phước", "Bình Dương", "Hồ Chí Minh", "Tiền Giang", "Vĩnh Long", "Sóc Trăng", "Bạc Liêu"),
        ("An Giang", "Kiên Giang", "Cà Mau"),
    ],
    "34": [("Quảng Ngãi", "Gia Lai", "Đắk Lắk", "Khánh Hòa"), ("Đồng Nai", "Hồ Chí Minh", "Vĩnh Long")],
}
"""Rows of places: each lies east of, or south of, the one before it."""


def cells(geography):
    return layout(geography).cells


def chains(table, geography):
    for chain in table["both"] + table[geography]:
        yield [cells(geography)[code_of(name, geography)] for name in chain]


def touching(geography, *, corners):
    at = cells(geography)
    apart = [
        sorted((abs(at[a][0] - at[b][0]), abs(at[a][1] - at[b][1])))
        for a, b in neighbours(geography)[["code_a", "code_b"]].itertuples(index=False)
    ]
    return sum(gap == [0, 1] or (corners and gap == [1, 1]) for gap in apart) / len(apart)


@pytest.mark.parametrize(("geography", "places"), [("63", provinces), ("34", units)])
def test_each_place_has_one_square_and_each_square_one_place(geography, places):
    at = cells(geography)
    assert sorted(at) == sorted(places()["code"])
    assert len(set(at.values())) == len(at)
    assert len(tiles(geography)) == len(at)


@pytest.mark.parametrize("geography", GEOGRAPHIES)
def test_the_country_is_in_one_piece(geography):
    at = np.array(list(cells(geography).values()))
    apart = np.abs(at[:, None] - at[None]).max(axis=2)
    pieces, _ = connected_components(apart == 1)
    assert pieces == 1


@pytest.mark.parametrize(
    ("geography", "at_a_side", "at_a_corner_too", "strangers"), [("63", 0.6, 0.93, 6), ("34", 0.63, 1.0, 0)]
)
def test_neighbours_stand_beside_neighbours(geography, at_a_side, at_a_corner_too, strangers):
    assert touching(geography, corners=False) >= at_a_side
    assert touching(geography, corners=True) >= at_a_corner_too
    borders = set(neighbours(geography)[["code_a", "code_b"]].itertuples(index=False, name=None))
    place = {cell: code for code, cell in cells(geography).items()}
    beside = [
        tuple(sorted((code, place[cell])))
        for (row, column), code in place.items()
        for cell in ((row + 1, column), (row, column + 1))
        if cell in place
    ]
    assert len([pair for pair in beside if pair not in borders]) <= strangers


@pytest.mark.parametrize("geography", GEOGRAPHIES)
def test_what_lies_east_stands_right_and_what_lies_south_stands_below(geography):
    for chain in chains(WEST_TO_EAST, geography):
        columns = [column for _, column in chain]
        assert columns == sorted(set(columns)), chain
    for chain in chains(NORTH_TO_SOUTH, geography):
        rows = [row for row, _ in chain]
        assert rows == sorted(set(rows)), chain


@pytest.mark.parametrize("geography", GEOGRAPHIES)
def test_the_map_has_the_shape_of_an_s(geography):
    at = cells(geography)
    row_of = {name: at[code_of(name, geography)][0] for name in ("Thanh Hóa", "Nghệ An", "Đà Nẵng", "Cà Mau")}
    breadth = [sum(row == r for row, _ in at.values()) for r in range(max(row_of.values()) + 1)]
    north, waist = breadth[: row_of["Thanh Hóa"] + 1], breadth[row_of["Nghệ An"] : row_of["Đà Nẵng"]]
    assert max(north) >= 6
    assert max(waist) <= 2
    west = {at[code_of(name, geography)][1] for name in ("Điện Biên", "Lai Châu")}
    assert west == {0}, "no place lies further west"
    east = max(column for _, column in at.values())
    assert at[code_of("Khánh Hòa", geography)][1] == east
    assert east > at[code_of("Quảng Ninh", geography)][1] > at[code_of("Nghệ An", geography)][1]
    assert at[code_of("Cà Mau", geography)][0] == max(row for row, _ in at.values()), "the tip of the country"
    coast = at[code_of("Quảng Ninh", geography)]
    assert (coast[0], coast[1] + 1) not in at.values(), "Quảng Ninh lies on the coast"


@pytest.mark.parametrize("geography", GEOGRAPHIES)
def test_the_archipelagos_lie_at_sea_to_the_east_at_their_latitude(geography):
    grid = layout(geography)
    row = {name: grid.cells[code_of(name, geography)][0] for name in ("Hà Tĩnh", "Khánh Hòa", "Cà Mau")}
    (hoang_sa, first), (truong_sa, second) = (grid.islands[m][1] for m in ("hoang-sa", "truong-sa"))
    assert first == second > max(column for _, column in grid.cells.values())
    assert row["Hà Tĩnh"] < hoang_sa < row["Khánh Hòa"] < truong_sa < row["Cà Mau"]
    for islands in (hoang_sa, truong_sa):
        assert (islands, first - 1) not in grid.cells.values(), "water lies between"
