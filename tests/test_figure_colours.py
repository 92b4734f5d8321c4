"""Colours of the charts: readable, told apart by every kind of sight, and in order when printed in grey."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from analysis.report.figures import style
from analysis.report.figures.slope import FALL, OTHER, RISE

COLOUR_VISION = {
    "usual": np.eye(3).tolist(),
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
"""Machado, Oliveira and Fernandes (2009), full severity, on linear RGB."""
REGIONS = [colour for colour, _ in style.REGIONS.values()]
SERIES = [colour for colour, _ in style.SERIES]


def seen(colours, kind):
    """Return colours in CIELAB (D65) as somebody sees them."""
    given = np.array([to_rgb(colour) for colour in colours])
    linear = np.where(given <= 0.04045, given / 12.92, ((given + 0.055) / 1.055) ** 2.4)
    linear = np.clip(linear @ np.array(COLOUR_VISION[kind]).T, 0, 1)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    ratio = linear @ to_xyz.T / np.array([0.9505, 1, 1.089])
    f = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], axis=1)


def apart(colours, kind, pairs=None):
    at = seen(colours, kind)
    return min(float(np.linalg.norm(at[a] - at[b])) for a, b in pairs or combinations(range(len(at)), 2))


def test_known_contrast_ratios():
    assert style.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert style.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert style.text_on("#ffffff") == style.INK
    assert style.text_on("#777777") == "#010101"


def test_known_colours_in_cielab():
    lab = seen(["#ffffff", "#000000", "#ff0000"], "usual")
    assert lab[0] == pytest.approx([100, 0, 0], abs=0.05)
    assert lab[1] == pytest.approx([0, 0, 0], abs=0.05)
    assert lab[2] == pytest.approx([53.24, 80.09, 67.20], abs=0.1)
    assert apart(["#ff0000", "#00a000"], "usual") > 100
    assert apart(["#b84300", "#966700"], "deutan") < 5, "brown and orange are one colour to some"


def test_inks_and_strokes_have_contrast_on_paper():
    for ink in (style.INK, style.MUTED, style.ACCENT, style.CONTRAST, *REGIONS, *SERIES):
        assert style.contrast(ink, style.PAPER) >= 4.5, "names are written in it"
    for stroke in (style.RULE, style.QUIET):
        assert style.contrast(stroke, style.PAPER) >= 3
    assert style.contrast(style.text_on(style.CONTRAST), style.CONTRAST) >= 4.5
    for ground in (style.BAND, style.SEA, style.HATCH):
        assert style.contrast(style.INK, ground) >= 4.5


@pytest.mark.parametrize("diverging", [False, True])
@pytest.mark.parametrize("n", range(1, 8))
def test_text_is_readable_on_every_class(n, diverging):
    colours = style.scale(n, diverging=diverging)
    assert len(set(colours)) == n
    assert all(style.contrast(style.text_on(colour), colour) >= 4.5 for colour in colours)


@pytest.mark.parametrize("n", range(2, 8))
def test_print_in_grey_keeps_the_order_of_the_classes(n):
    light = seen(style.scale(n), "usual")[:, 0]
    assert np.diff(light).max() < -5
    two_sided = seen(style.scale(n, diverging=True), "usual")[:, 0]
    middle = two_sided.argmax()
    assert abs(middle - (n - 1) / 2) <= 0.5
    assert (np.diff(two_sided[: middle + 1]) > 0).all()
    assert (np.diff(two_sided[middle:]) < 0).all()


@pytest.mark.parametrize("kind", COLOUR_VISION)
def test_colours_are_told_apart_by_every_kind_of_sight(kind):
    assert apart(REGIONS, kind) > 25
    assert apart(SERIES, kind) > 25
    assert apart([style.ACCENT, style.CONTRAST, style.QUIET], kind) > 25
    assert apart([str(look["color"]) for look in (RISE, FALL, OTHER)], kind) > 25
    for n in range(2, 8):
        both, side = style.scale(n, diverging=True), style.scale(n)
        assert apart(both, kind) > 20, "falls and rises are never mixed up"
        assert apart(side, kind, list(pairwise(range(n)))) > 7, "figures stand in the squares as well"


def test_shape_or_stroke_says_what_colour_says():
    assert len({shape for _, shape in style.REGIONS.values()}) == 6
    assert len({shape for _, shape in style.SERIES}) == len(style.SERIES)
    assert "linestyle" in FALL and "linestyle" not in RISE
    assert OTHER["linewidth"] < RISE["linewidth"]
