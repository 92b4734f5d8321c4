"""Text and labels: measured, broken and placed the same way everywhere, without covering anything."""

import unicodedata
import warnings
from itertools import pairwise
from pathlib import Path

import font_source_sans_pro
import numpy as np
import pandas as pd
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure as Drawing
from matplotlib.font_manager import findfont

from analysis.report.figures import axis, labels, typography
from analysis.report.figures.measure import Measure
from analysis.report.language import Language

WORDS = st.lists(
    st.sampled_from(["dịch", "vụ", "công", "trực", "tuyến", "ở", "63", "tỉnh", "Ỹ"]), min_size=1, max_size=30
)
POINTS = st.lists(st.tuples(st.floats(0, 400), st.floats(0, 300)), min_size=1, max_size=40)


def test_widths_follow_the_glyphs():
    one, two = typography.width("ễ", 10), typography.width("ễễ", 10)
    assert two == pytest.approx(2 * one, abs=0.1)
    assert typography.width("ễ", 20) == pytest.approx(2 * one, rel=0.02)
    assert typography.width("Đề", 10, "bold") > typography.width("Đề", 10)
    assert typography.width("", 10) == 0


def test_every_vietnamese_letter_is_in_the_typeface():
    letters = "aăâeêioôơuưyđ"
    tones = "\u0300\u0301\u0309\u0303\u0323"
    needed = {unicodedata.normalize("NFC", a + t) for a in letters if a != "đ" for t in ["", *tones]} | {"đ"}
    needed |= {letter.upper() for letter in needed} | set("0123456789,.%–−≠→₫()²")
    for weight in ("regular", "bold"):
        path = Path(findfont(typography.font(10, weight), fallback_to_default=False))
        assert path.parent == Path(font_source_sans_pro.__file__).parent / "files"
        assert not needed - {chr(code) for code in TTFont(path).getBestCmap()}


@given(WORDS, st.floats(60, 400))
def test_lines_fit_and_lose_no_word(words, room):
    text = " ".join(words)
    for balanced in (False, True):
        lines = typography.wrap(text, room, 10, balanced=balanced)
        assert " ".join(lines) == text
        assert typography.widest(lines, 10) <= room
    assert len(typography.wrap(text, room, 10, balanced=True)) == len(typography.wrap(text, room, 10))


def test_a_number_stays_with_its_unit_and_a_long_word_stays_whole():
    assert typography.wrap("tăng lên 40,71\u00a0%", 60, 10) == ["tăng lên", "40,71\u00a0%"]
    assert typography.wrap("Ngãaaaaaaaaaaaaaaaaaaaaa", 20, 10) == ["Ngãaaaaaaaaaaaaaaaaaaaaa"]


def test_balanced_lines_are_nearly_equal():
    lines = typography.wrap("Một đề mục dài vừa đủ để phải xuống dòng một lần ở đây", 250, 12, balanced=True)
    widths = [typography.width(line, 12) for line in lines]
    assert len(lines) == 2
    assert min(widths) > 0.75 * max(widths)


@given(st.lists(st.floats(-50, 350), min_size=1, max_size=30), st.floats(1, 20))
def test_spread_labels_keep_their_order_and_stand_apart_within_the_room(wanted, height):
    heights = [height] * len(wanted)
    placed = labels.spread(wanted, heights, 0, 300)
    apart = min(height, 300 / len(wanted))
    order = np.argsort(wanted, kind="stable")
    assert all(b - a >= apart - 1e-6 for a, b in pairwise(np.array(placed)[order]))
    assert min(placed) >= apart / 2 - 1e-6
    assert max(placed) <= 300 - apart / 2 + 1e-6


def test_spread_moves_labels_as_little_as_needed():
    assert labels.spread([50, 100], [10, 10], 0, 200) == [50, 100]
    assert labels.spread([100, 100], [10, 10], 0, 200) == [95, 105]
    assert labels.spread([100, 100, 104], [10, 20, 10], 0, 200) == pytest.approx(
        [86.333, 101.333, 116.333], abs=0.001
    )
    assert labels.spread([], [], 0, 1) == []


@given(POINTS, st.integers(1, 12))
def test_placed_labels_cover_neither_one_another_nor_a_point(points, count):
    anchors = points[:count]
    sizes = [(40.0, 10.0)] * len(anchors)
    room = (0.0, 0.0, 400.0, 300.0)
    boxes = labels.place(anchors, sizes, points, room)
    placed = [box for box in boxes if box is not None]
    for number, box in enumerate(placed):
        assert box[0] >= 0 and box[1] >= 0 and box[2] <= 400 and box[3] <= 300
        assert not any(labels.overlap(box, other) for other in placed[number + 1 :])
        assert not any(box[0] < x < box[2] and box[1] < y < box[3] for x, y in points)
    assert labels.place(anchors, sizes, points, room) == boxes


def test_a_lone_point_is_named_right_beside_it():
    (box,) = labels.place([(100, 100)], [(40, 10)], [(100, 100)], (0, 0, 400, 300))
    assert box == (105, 95, 145, 105)
    assert labels.leader(box, (100, 100)) is None
    assert labels.leader((150, 95, 190, 105), (100, 100)) == (150, 100)


def test_a_label_without_room_is_left_out():
    assert labels.place([(20, 20)], [(100, 10)], [(20, 20)], (0, 0, 40, 40)) == [None]


@pytest.mark.parametrize(
    ("low", "high"), [(0, 1), (53.66, 91.97), (0.38, 0.69), (-0.03, 0.09), (0, 14_002_598), (2, 2.004)]
)
@pytest.mark.parametrize("width", [120, 300, 480])
def test_ticks_are_round_have_room_and_are_written_in_full(low, high, width):
    axes = Drawing(figsize=(width / 72, 1), dpi=72).add_axes((0, 0, 1, 1))
    axes.set_xlim(low, high)
    texts = axis.number_ticks(axes.xaxis, Measure(Language("vi"), 2))
    ticks = list(axes.get_xticks())
    assert len(texts) >= 2
    assert [float(t.replace(".", "").replace(",", ".").replace("−", "-")) for t in texts] == pytest.approx(
        ticks
    )
    places = [(tick - low) / (high - low) * width for tick in ticks]
    widest = typography.widest(texts, axis.TICK_SIZE)
    assert all(b - a >= widest + 10 for a, b in pairwise(places))


def test_percent_ticks_carry_their_sign():
    axes = Drawing().add_axes((0, 0, 1, 1))
    axes.set_ylim(50, 92)
    assert axis.number_ticks(axes.yaxis, Measure(Language("vi"), 1, "percent"))[0] == "50\u00a0%"
    assert axis.number_ticks(axes.yaxis, Measure(Language("en"), 1, "percent"))[0] == "50%"


def test_limits_hold_every_figure_and_are_never_empty():
    assert axis.limits(pd.Series([1.0, np.nan, 3.0]), margin=0.1) == pytest.approx((0.8, 3.2))
    low, high = axis.limits(pd.Series([5.0]))
    assert low < 5 < high
    low, high = axis.limits(pd.Series([0.0]))
    assert low < 0 < high
    assert axis.limits(pd.Series([2.0, 4.0]), include=0)[0] < 0


SIGNS = st.characters(
    codec="utf-8", categories=("Lu", "Ll", "Nd", "Po", "Pd", "Ps", "Pe", "Sc", "Sm"), max_codepoint=0x2212
)
WORDS = st.lists(st.text(SIGNS, min_size=1, max_size=12), max_size=20)


@settings(deadline=None, max_examples=60)
@given(
    WORDS.map(" ".join),
    st.floats(1, 500),
    st.sampled_from([9.0, 10.5, 14.0]),
    st.sampled_from(["regular", "bold"]),
)
def test_a_line_breaks_where_measuring_it_as_a_whole_says(text, room, size, weight):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the typeface lacks some signs
        measured = typography.width(text, size, weight) <= room
        assert typography._fits(text, room, size, weight) is measured
