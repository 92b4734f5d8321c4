"""Where labels go so that none covers another: deterministic, in points, without a random search."""

from collections.abc import Mapping, Sequence
from itertools import product
from math import hypot
from typing import TYPE_CHECKING

import numpy as np

from analysis.report.figures import typography

if TYPE_CHECKING:
    from analysis.report.figures.sheet import Sheet

Box = tuple[float, float, float, float]
"""Left, top, right and bottom of a rectangle, y downwards."""

_DIRECTIONS = ((1, 0), (1, -1), (1, 1), (-1, 0), (-1, -1), (-1, 1), (0, -1), (0, 1))
_DISTANCES = (5.0, 9.0, 15.0, 23.0, 33.0, 45.0, 60.0)


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Move labels along a line as little as needed (least squares) so that none covers another.

    Parameters
    ----------
    wanted
        Middles asked for, in any order; ties keep their order.
    heights
        Height of each label. They shrink alike when the room is too short for all.
    low, high
        Ends of the room.

    Returns
    -------
    list of float
        A middle for each, in the order given.

    Notes
    -----
    Less the room that the labels before it take, the middles must not fall: an isotonic regression, solved by
    pooling adjacent violators and clipped to the room.
    """
    if not wanted:
        return []
    shrink = min(1.0, (high - low) / sum(heights))
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], i))
    tall = [heights[i] * shrink for i in order]
    before = [sum(tall[:rank]) + tall[rank] / 2 for rank in range(len(tall))]
    blocks: list[tuple[float, int]] = []
    for rank, i in enumerate(order):
        mean, size = wanted[i] - before[rank], 1
        while blocks and blocks[-1][0] > mean:
            level, count = blocks.pop()
            mean, size = (level * count + mean * size) / (count + size), count + size
        blocks.append((mean, size))
    levels = [min(max(mean, low), high - sum(tall)) for mean, size in blocks for _ in range(size)]
    placed = [0.0] * len(wanted)
    for rank, i in enumerate(order):
        placed[i] = levels[rank] + before[rank]
    return placed


def place(
    anchors: Sequence[tuple[float, float]],
    sizes: Sequence[tuple[float, float]],
    obstacles: Sequence[tuple[float, float]],
    room: Box,
    *,
    radius: float = 3.5,
    taken: Sequence[Box] = (),
) -> list[Box | None]:
    """Place a label beside each of some points so that labels overlap neither one another nor any point.

    Every label tries eight directions at growing distances and takes the cheapest free place; the label with
    the fewest free places chooses first. Equal input gives equal places.

    Parameters
    ----------
    anchors
        Points that get a label, in points (y downwards).
    sizes
        Width and height of each label.
    obstacles
        All points of the chart; labels keep off them.
    room
        Rectangle that labels stay within.
    radius
        Radius of a point's mark.
    taken
        Rectangles that are already used.

    Returns
    -------
    list of tuple or None
        A rectangle for each label, or None where there is no free place.
    """
    points = np.asarray(obstacles, dtype=float).reshape(-1, 2)
    options = [
        [
            (cost, box)
            for cost, box in _candidates(anchor, size, radius)
            if _inside(box, room)
            and not _covers(box, points, radius)
            and not any(overlap(box, t) for t in taken)
        ]
        for anchor, size in zip(anchors, sizes, strict=True)
    ]
    placed: list[Box | None] = [None] * len(options)
    for i in sorted(range(len(options)), key=lambda i: (len(options[i]), i)):
        done = [box for box in placed if box is not None]
        free = [option for option in options[i] if not any(overlap(option[1], box) for box in done)]
        placed[i] = min(free)[1] if free else None
    return placed


def overlap(one: Box, other: Box) -> bool:
    """Return whether two rectangles share more than an edge."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def leader(box: Box, anchor: tuple[float, float], radius: float = 3.5) -> tuple[float, float] | None:
    """Return where the leader line of a label far from its point ends; None when the label stands close."""
    x = min(max(anchor[0], box[0]), box[2])
    y = min(max(anchor[1], box[1]), box[3])
    return (x, y) if hypot(x - anchor[0], y - anchor[1]) > 2.2 * radius else None


def _candidates(
    anchor: tuple[float, float], size: tuple[float, float], radius: float
) -> list[tuple[float, Box]]:
    found = []
    for (rank, (dx, dy)), distance in product(enumerate(_DIRECTIONS), _DISTANCES):
        reach = distance / hypot(dx, dy) + (radius - 3.5)
        x, y = anchor[0] + dx * reach, anchor[1] + dy * reach
        left = x - size[0] * (1 - dx) / 2
        top = y - size[1] * (1 - dy) / 2
        found.append((distance + rank * 0.9, (left, top, left + size[0], top + size[1])))
    return found


def _inside(box: Box, room: Box) -> bool:
    return box[0] >= room[0] and box[1] >= room[1] and box[2] <= room[2] and box[3] <= room[3]


def _covers(box: Box, points: "np.ndarray[tuple[int, int], np.dtype[np.float64]]", radius: float) -> bool:
    x, y = points[:, 0], points[:, 1]
    near = (x > box[0] - radius) & (x < box[2] + radius) & (y > box[1] - radius) & (y < box[3] + radius)
    return bool(near.any())


def name_ends(
    sheet: "Sheet",
    ends: Mapping[str, float],
    texts: Mapping[str, Sequence[str]],
    colours: Mapping[str, str],
    *,
    x: float,
    top: float,
    height: float,
    size: float,
) -> None:
    """Write the name of each line, and its last figure, beside its end, moved apart where they would touch.

    Parameters
    ----------
    sheet
        The page.
    ends
        Height of each line's end, as a share of the axis from its foot.
    texts
        Lines of text of each, the last one the figure; the others are bold.
    colours
        Colour of each.
    x, top, height
        Where the names begin, and top and height of the axis, in points of the body.
    size
        Size of the letters.
    """
    line = typography.height(1, size)
    wanted = [top + height * (1 - ends[series]) for series in texts]
    heights = [len(lines) * line + 3 for lines in texts.values()]
    placed = spread(wanted, heights, top - 8, top + height + 8)
    for (series, lines), middle in zip(texts.items(), placed, strict=True):
        y = middle - len(lines) * line / 2
        sheet.lines(lines[:-1], x, y, size=size, weight="bold", color=colours[series])
        sheet.lines(lines[-1:], x, y + (len(lines) - 1) * line, size=size, color=colours[series])
