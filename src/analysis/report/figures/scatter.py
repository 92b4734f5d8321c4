"""Scatter: two measures of every place, the names that matter and, if asked for, a line with its band."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.report.figures import axis, editions, inputs, labels, style, typography
from analysis.report.figures.display import Figure
from analysis.report.figures.inputs import FigureError
from analysis.report.figures.measure import Measure
from analysis.report.figures.sheet import Sheet

if TYPE_CHECKING:
    from analysis.report.language import Language

LABEL_SIZE, AXIS_SIZE, RADIUS = 9.0, 9.5, 3.2
HEIGHTS = (340.0, 270.0)
AUTOMATIC = (10, 6)
"""How many places are named when the author chooses none, on a page and on a phone."""


@editions.chart
def scatter(
    x: "pd.Series[Any]",
    y: "pd.Series[Any]",
    *,
    geography: str,
    language: "Language",
    title: str,
    subtitle: str,
    source: str,
    x_label: str,
    y_label: str,
    alt: str | None = None,
    note: str = "",
    simulated: bool = False,
    x_digits: int = 1,
    y_digits: int = 2,
    x_unit: str = "none",
    y_unit: str = "none",
    regions: "pd.Series[Any] | None" = None,
    annotate: Collection[str] | None = None,
    fit: "pd.DataFrame | str | None" = None,
) -> Figure:
    """Draw one mark a place, by two measures.

    Parameters
    ----------
    x, y
        Figures by place code; places without both are counted or named under the chart.
    geography
        ``"63"`` or ``"34"``.
    language
        Language of the chart.
    title, subtitle, source, alt, note, simulated
        Texts of the page and its mark; see :class:`~analysis.report.figures.sheet.Sheet`.
    x_label, y_label
        What the axes measure, with the unit.
    x_digits, y_digits, x_unit, y_unit
        Decimals and unit ids.
    regions
        Region id by place code: marks take the region's colour and shape.
    annotate
        Codes to name; an empty collection names none. Without it, those that lie furthest out are named. On a
        phone only the names are written that have room.
    fit
        ``"ols"`` for a least-squares line with the 95 % confidence band of the mean (HC3), or a frame with
        columns ``x``, ``mean``, ``low`` and ``high``.

    Raises
    ------
    FigureError
        When codes are unknown, fewer than two places have both figures, or a chosen place cannot be named.
    """
    data, absent = _together(x, y, geography, language)
    line = _line(fit, data)
    chosen = _furthest(data) if annotate is None else inputs.chosen(annotate, data.index, "annotate")
    marks = style.region_marks(regions, data.index) if regions is not None else {}
    explained = _fit_note(language, len(data)) if isinstance(fit, str) else ""
    legend = axis.region_legend_height(marks, language)
    room = editions.current().room - 14
    head, foot = (typography.wrap(label, room, AXIS_SIZE, "bold") for label in (y_label, x_label))
    top, height = legend + typography.height(len(head), AXIS_SIZE) + 8, editions.either(*HEIGHTS)
    sheet = Sheet(
        language=language,
        title=title,
        subtitle=subtitle,
        source=source,
        simulated=simulated,
        notes=[explained, _absent_note(absent, language), note],
        body_height=top + height + 24 + typography.height(len(foot), AXIS_SIZE),
    )
    axis.region_legend(sheet, marks)
    sheet.lines(head, 0, legend, size=AXIS_SIZE, weight="bold")
    for number, text in enumerate(foot):
        below = top + height + 26 + typography.height(number, AXIS_SIZE)
        sheet.text(sheet.room, below, text, size=AXIS_SIZE, weight="bold", ha="right")
    measures = Measure(language, x_digits, x_unit), Measure(language, y_digits, y_unit)
    cloud = _Cloud.on(sheet, data, measures, top, line)
    if line is not None:
        cloud.line(line, explained)
    cloud.points(marks)
    cloud.names(chosen, must=annotate is not None and not editions.narrow())
    describe = _describe(data, language, x_label, y_label)
    return sheet.finish(data, alt=alt, digits=max(x_digits, y_digits), describe=describe)


def _together(
    x: "pd.Series[Any]", y: "pd.Series[Any]", geography: str, language: "Language"
) -> tuple[pd.DataFrame, list[str]]:
    given = {"x": x, "y": y}
    both = pd.DataFrame(
        {name: inputs.by_place(v, f"scatter, {name}", geography, language) for name, v in given.items()}
    )
    names = inputs.names(inputs.codes(geography), geography, language)
    data = both.dropna().sort_index()
    if len(data) < 2:
        raise FigureError(f"scatter: {len(data)} places have both figures; two at least are needed")
    data.insert(0, "place", [names[code] for code in data.index])
    data.index.name = "code"
    return data, [name for code, name in names.items() if code not in data.index]


def _line(fit: "pd.DataFrame | str | None", data: pd.DataFrame) -> pd.DataFrame | None:
    if fit is None or isinstance(fit, pd.DataFrame):
        return fit
    if fit != "ols":
        raise FigureError(f"fit={fit!r}: pass 'ols' or a frame with columns x, mean, low, high")
    from statsmodels.regression.linear_model import OLS  # noqa: PLC0415 - only for a chart with a line
    from statsmodels.tools import add_constant  # noqa: PLC0415

    at = np.linspace(data["x"].min(), data["x"].max(), 41)
    model = OLS(data["y"].to_numpy(), add_constant(data["x"].to_numpy())).fit(cov_type="HC3", use_t=True)
    mean = model.get_prediction(add_constant(at)).summary_frame(alpha=0.05)
    ends = {"low": mean["mean_ci_lower"], "high": mean["mean_ci_upper"]}
    return pd.DataFrame({"x": at, "mean": mean["mean"], **ends})


def _furthest(data: pd.DataFrame) -> list[str]:
    """Return the places that lie furthest from the middle, measured in interquartile ranges."""
    figures = data[["x", "y"]]
    spread = figures.quantile(0.75) - figures.quantile(0.25)
    out = ((figures - figures.median()) / spread.where(spread > 0, 1)).pow(2).sum(axis=1)
    furthest = out.sort_values(ascending=False, kind="stable").index
    return [str(code) for code in furthest[: editions.either(*AUTOMATIC)]]


@dataclass(frozen=True)
class _Cloud:
    """The marks of a scatter on their axes; ``left`` and ``top`` say where the axes begin on the page."""

    sheet: Sheet
    axes: Axes
    data: pd.DataFrame
    measures: tuple[Measure, Measure]
    left: float
    top: float

    @classmethod
    def on(
        cls,
        sheet: Sheet,
        data: pd.DataFrame,
        measures: tuple[Measure, Measure],
        top: float,
        line: pd.DataFrame | None,
    ) -> "_Cloud":
        """Prepare the axes; their left end leaves room for the numbers."""
        heights = data["y"] if line is None else pd.concat([data["y"], line["low"], line["high"]])
        height = editions.either(*HEIGHTS)
        axes = sheet.axes(0, top, sheet.room, height)
        axes.set(xlim=axis.limits(data["x"]), ylim=axis.limits(heights, margin=0.06))
        axis.number_ticks(axes.xaxis, measures[0])
        left = typography.widest(axis.number_ticks(axes.yaxis, measures[1]), axis.TICK_SIZE) + 6
        axes.grid()
        axes.spines["left"].set_visible(False)
        axes.set_position(sheet.box(left, top, _right(sheet) - left, height))
        return cls(sheet, axes, data, measures, left, top)

    def line(self, line: pd.DataFrame, explained: str) -> None:
        """Draw the fitted line over its band."""
        self.axes.fill_between(
            line["x"], line["low"], line["high"], color=style.BAND, linewidth=0, zorder=0.5
        )
        (drawn,) = self.axes.plot(line["x"], line["mean"], color=style.RULE, linewidth=1.4, zorder=2)
        self.sheet.name(drawn, "fit", explained)

    def points(self, marks: dict[str, tuple[str, str]]) -> None:
        """Draw one mark a place."""
        x, y = self.measures
        for code, place, across, up in inputs.rows(self.data):
            look = marks.get(code, (style.ACCENT, "o"))
            drawn = axis.mark(self.axes, across, up, look, size=2 * RADIUS, edge=0.6)
            self.sheet.name(drawn, f"place-{code}", f"{place}: {x.spoken(across)}; {y.spoken(up)}")

    def names(self, chosen: list[str], *, must: bool) -> None:
        """Write the names of the chosen places where they cover nothing."""
        (x0, x1), (y0, y1) = self.axes.get_xlim(), self.axes.get_ylim()
        across, down = (self.data["x"] - x0) / (x1 - x0), (y1 - self.data["y"]) / (y1 - y0)
        right, height = _right(self.sheet), editions.either(*HEIGHTS)
        at = pd.DataFrame({"x": self.left + across * (right - self.left), "y": self.top + down * height})
        points = [(float(x), float(y)) for x, y in at.to_numpy()]
        by_code = dict(zip(at.index, points, strict=True))
        anchors = [by_code[code] for code in chosen]
        names = [str(name) for name in self.data["place"].loc[chosen]]
        sizes = [(typography.width(name, LABEL_SIZE) + 1, LABEL_SIZE + 1.5) for name in names]
        room = (self.left, self.top, right, self.top + height)
        boxes = labels.place(anchors, sizes, points, room, radius=RADIUS)
        lost = [name for name, box in zip(names, boxes, strict=True) if box is None]
        if must and lost:
            raise FigureError(f"scatter: no room for the names of {inputs.listed(lost)}; choose fewer places")
        canvas = self.sheet.canvas()
        for name, box, anchor in zip(names, boxes, anchors, strict=True):
            if box is None:
                continue
            end = labels.leader(box, anchor, RADIUS)
            if end:
                canvas.plot([anchor[0], end[0]], [anchor[1], end[1]], color=style.QUIET, linewidth=0.6)
            self.sheet.text((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, name, size=LABEL_SIZE, ha="center")


def _right(sheet: Sheet) -> float:
    """Return where the axes end, so that the number under their right end is whole on a phone."""
    return sheet.room - editions.either(0.0, axis.INSET)


def _fit_note(language: "Language", n: int) -> str:
    return language.say(
        "Line: least squares through {n} places; band: {level} confidence interval of the mean (HC3).",
        n=n,
        level=language.percent(95, 0),
    )


def _absent_note(absent: list[str], language: "Language") -> str:
    if not absent:
        return ""
    if len(absent) > 12:
        return language.say("Not shown: {count} places without both figures.", count=len(absent))
    return language.say("Not shown, without both figures: {names}.", names=language.names(absent))


def _describe(data: pd.DataFrame, language: "Language", x_label: str, y_label: str) -> str:
    return language.say(
        "{count} places by {x} (across) and {y} (up); rank correlation {r}.",
        count=len(data),
        x=x_label,
        y=y_label,
        r=language.number(float(data["x"].corr(data["y"], method="spearman")), 2),
    )
