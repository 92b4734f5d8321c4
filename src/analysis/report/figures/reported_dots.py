"""Reported dots: single figures out of documents, grouped by what they count, with their dates and bounds."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from analysis.report.figures import axis, editions, inputs, signs, style, typography
from analysis.report.figures.display import Figure
from analysis.report.figures.inputs import FigureError
from analysis.report.figures.measure import Measure
from analysis.report.figures.sheet import Sheet

if TYPE_CHECKING:
    from analysis.report.language import Language

ROW, GROUP_GAP, SIZE, HEAD, SIGN, GUTTER = 14.0, 9.0, 9.5, 16.0, 12.0, 12.0
REACH = 0.05
"""Length of the arrow of a bound, as a share of the scale."""
SIGNS = {"exact": "", "about": "≈ ", "at least": "≥ ", "at most": "≤ "}
COLUMNS = ("group", "label", "date", "value", "bound", "filled")


@editions.chart
def reported_dots(
    data: pd.DataFrame,
    *,
    language: "Language",
    title: str,
    subtitle: str,
    source: str,
    keys: tuple[str, str],
    alt: str | None = None,
    note: str = "",
    simulated: bool = False,
    digits: int = 1,
    unit: str = "none",
    reference: tuple[float, str] | None = None,
    span: tuple[float, float] | None = None,
) -> Figure:
    """Draw single reported figures, one a row, under a head for each definition.

    Parameters
    ----------
    data
        One row a figure, in the order of the page. Columns: ``group`` (what the figure counts), ``label``
        (place), ``date`` (as readers see it), ``value``, ``bound`` (``exact``, ``about``, ``at least``, ``at
        most``: a bound has an arrow to where the truth may lie) and ``filled`` (bool: which of the two keys).
    language
        Language of the chart.
    title, subtitle, source, alt, note, simulated
        Texts of the page and its mark; see :class:`~analysis.report.figures.sheet.Sheet`.
    keys
        What a filled and an open mark mean.
    digits, unit
        Decimals, and the unit id of the figures.
    reference
        A level to compare with and its name, drawn as a line down the chart.
    span
        Ends of the scale; without them, those of the figures.

    Raises
    ------
    FigureError
        When a column or a figure is missing, or a bound is unknown.
    """
    absent = [column for column in COLUMNS if column not in data.columns]
    if absent:
        raise FigureError(f"reported_dots: no column {inputs.listed(absent)}; pass {', '.join(COLUMNS)}")
    if data.empty or data["value"].isna().any():
        raise FigureError("reported_dots: every row needs a figure; leave out what is not known")
    unknown = sorted(set(data["bound"]) - set(SIGNS))
    if unknown:
        raise FigureError(f"reported_dots: unknown bound {inputs.listed(unknown)}; use {', '.join(SIGNS)}")
    groups = list(dict.fromkeys(data["group"]))
    heads = {group: typography.wrap(group, editions.current().room, SIZE, "bold") for group in groups}
    above = sum(len(lines) for lines in heads.values()) * ROW + len(groups) * GROUP_GAP
    top = signs.height(keys, SIGN) + 3 + HEAD * (2 if reference else 1) + 2
    height = above + sum(_row_height(*pair) for pair in zip(data["label"], data["date"], strict=True))
    bounds = language.say("Arrow: the source gives a bound; the truth may lie where the arrow points.")
    sheet = Sheet(
        language=language,
        title=title,
        subtitle=subtitle,
        source=source,
        simulated=simulated,
        notes=[bounds if data["bound"].isin(["at least", "at most"]).any() else "", note],
        body_height=top + height + 4,
    )
    chart = _Groups(sheet, Measure(language, digits, unit), data, top, span, reference)
    signs.draw(sheet, [(text, _sign(filled)) for text, filled in zip(keys, (True, False), strict=True)], SIGN)
    chart.draw(heads, height)
    shown = data[["group", "label", "date", "value", "bound"]].reset_index(drop=True)
    return sheet.finish(shown, alt=alt, digits=digits, describe=chart.describe(groups))


def _above(label: str, date: str) -> list[list[tuple[float, str, str]]]:
    """Return the lines above a figure on a phone: where each text begins, the text and its colour."""
    room, after = editions.current().room, typography.width(f"{label}  ", SIZE)
    if after + typography.width(date, SIZE) <= room:
        return [[(0.0, label, style.INK), (after, date, style.MUTED)]]
    texts = ((label, style.INK), (date, style.MUTED))
    return [[(0.0, line, ink)] for text, ink in texts for line in typography.wrap(text, room, SIZE)]


def _row_height(label: str, date: str) -> float:
    """Return the height of a row; on a phone place and date stand above the figure."""
    return (len(_above(label, date)) + 1) * (ROW - 1) if editions.narrow() else ROW


def _sign(filled: bool) -> signs.Sign:
    return lambda axes, x, y: _mark(axes, x + 4, y, filled=filled)


def _mark(axes: Axes, x: float, y: float, *, filled: bool) -> Artist:
    """Draw the mark of a figure, open or filled."""
    drawn = axis.mark(axes, x, y, (style.ACCENT, "o"), size=6.0)
    drawn.set(markeredgecolor=style.ACCENT, markeredgewidth=1.2)
    if not filled:
        drawn.set(markerfacecolor=style.PAPER)
    return drawn


@dataclass(frozen=True)
class _Groups:
    """The rows on their page, all on one scale."""

    sheet: Sheet
    measure: Measure
    data: pd.DataFrame
    top: float
    span: tuple[float, float] | None
    reference: tuple[float, str] | None

    def draw(self, heads: dict[str, list[str]], height: float) -> None:
        """Draw the scale, the level to compare with, and every group under its head."""
        beside = not editions.narrow()
        names = typography.widest(list(self.data["label"]), SIZE) + GUTTER if beside else 0.0
        dates = typography.widest(list(self.data["date"]), SIZE) + GUTTER if beside else 0.0
        figures = typography.widest([self._shown(*row) for row in self._figures()], SIZE) + 6
        left = names + dates if beside else axis.INSET
        width = self.sheet.room - left - figures
        axes = self.sheet.axes(left, self.top, width, height)
        span = self.span or axis.limits(
            self.data["value"], include=self.reference[0] if self.reference else None
        )
        axes.set(xlim=span, ylim=(height, 0), yticks=[])
        axis.number_ticks(axes.xaxis, self.measure)
        axes.tick_params(axis="x", labeltop=True, labelbottom=False)
        axes.grid(axis="x")
        axes.spines[["left", "bottom"]].set_visible(False)
        if self.reference:
            self._reference(axes, left, width, span)
        y = 0.0
        for number, (group, lines) in enumerate(heads.items()):
            y += GROUP_GAP
            for line in lines:
                ground = style.UNDER_TEXT
                head = self.sheet.text(0, self.top + y + ROW / 2, line, size=SIZE, weight="bold", bbox=ground)
                head.set_gid(f"group-{number + 1}" if line == lines[0] else None)
                y += ROW
            for row in self.data[self.data["group"] == group].to_dict("records"):
                self._row(axes, y, row, (names, span[1] - span[0]))
                y += _row_height(row["label"], row["date"])

    def _reference(self, axes: Axes, left: float, width: float, span: tuple[float, float]) -> None:
        level, name = self.reference or (0.0, "")
        line = axes.axvline(level, color=style.CONTRAST, linewidth=1.1, dashes=(4, 2), zorder=1.5)
        self.sheet.name(line, "reference", name)
        half = typography.width(name, 9, "bold") / 2
        x = left + (level - span[0]) / (span[1] - span[0]) * width
        x = min(max(x, half), self.sheet.room - half)
        self.sheet.text(
            x, self.top - HEAD * 1.5, name, size=9, weight="bold", color=style.CONTRAST, ha="center"
        )

    def _row(self, axes: Axes, y: float, row: dict[Any, Any], layout: tuple[float, float]) -> None:
        names, extent = layout
        shown = self._shown(row["value"], row["bound"])
        lines = [[(0.0, row["label"], style.INK), (names, row["date"], style.MUTED)]]
        if editions.narrow():
            lines = _above(row["label"], row["date"])
        at = self.top + y + ROW / 2
        for number, line in enumerate(lines):
            for x, text, ink in line:
                here = at + number * (ROW - 1)
                self.sheet.text(x, here, text, size=SIZE, color=ink, bbox=style.UNDER_TEXT)
        y += editions.either(ROW / 2, len(lines) * (ROW - 1) + 5)
        self.sheet.text(self.sheet.room, self.top + y, shown, size=SIZE, ha="right")
        axis.strokes(axes, [(y, *axes.get_xlim())], 1, color=style.GRID, linewidth=0.4)
        towards = {"at least": 1, "at most": -1}.get(row["bound"], 0)
        if towards:
            arrow = {"arrowstyle": "-|>", "color": style.ACCENT, "lw": 1.3, "shrinkA": 0, "shrinkB": 0}
            low, high = axes.get_xlim()
            end = min(max(row["value"] + towards * REACH * extent, low), high)
            axes.annotate("", (end, y), (row["value"], y), annotation_clip=False, arrowprops=arrow)
        drawn = _mark(axes, row["value"], y, filled=bool(row["filled"]))
        self.sheet.name(drawn, f"figure-at-{y:.0f}", f"{row['label']}, {row['date']}: {shown}")

    def _figures(self) -> list[tuple[float, str]]:
        return list(zip(self.data["value"], self.data["bound"], strict=True))

    def _shown(self, value: float, bound: str) -> str:
        return SIGNS[bound] + self.measure.spoken(value)

    def describe(self, groups: list[str]) -> str:
        """Say every figure under its head, for the text alternative."""
        parts = []
        for group in groups:
            rows = self.data[self.data["group"] == group].to_dict("records")
            texts = [f"{r['label']} ({r['date']}) {self._shown(r['value'], r['bound'])}" for r in rows]
            parts.append(f"{group}: {', '.join(texts)}.")
        return " ".join(parts)
