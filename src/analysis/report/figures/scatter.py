"""Scatter: two measures of every place, with the names that matter and, if asked for, a line with its band."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.report.figures import axis, inputs, labels, style, typography
from analysis.report.figures.display import Figure
from analysis.report.figures.sheet import Sheet

if TYPE_CHECKING:
    from analysis.report.language import Language

HEIGHT, LABEL_SIZE, AXIS_SIZE, RADIUS = 340.0, 9.0, 9.5, 3.2
AUTOMATIC = 10
"""How many places are named when the author chooses none."""


@style.house_style()
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
    title, subtitle, source, alt, note
        Texts of the page; see :class:`~analysis.report.figures.sheet.Sheet`.
    x_label, y_label
        What the axes measure, with the unit.
    x_digits, y_digits, x_unit, y_unit
        Decimals and unit ids.
    regions
        Region id by place code: marks take the region's colour and shape.
    annotate
        Codes to name; an empty collection names none. Without it, the ten that lie furthest out are named.
    fit
        ``"ols"`` for a least-squares line with the 95 % confidence band of the mean (HC3), or a frame with columns
        ``x``, ``mean``, ``low`` and ``high``.

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
    head = typography.wrap(y_label, 470, AXIS_SIZE, "bold")
    top = legend + typography.height(len(head), AXIS_SIZE) + 8
    sheet = Sheet(
        language=language, title=title, subtitle=subtitle, source=source,
        notes=[explained, _absent_note(absent, language), note], body_height=top + HEIGHT + 36,
    )  # fmt: skip
    axis.region_legend(sheet, marks)
    for number, text in enumerate(head):
        sheet.text(
            0, legend + (number + 0.6) * AXIS_SIZE * typography.LEADING, text, size=AXIS_SIZE, weight="bold"
        )
    axes, left = _axes(sheet, data, line, top, (x_digits, y_digits), (x_unit, y_unit))
    sheet.text(sheet.room, top + HEIGHT + 26, x_label, size=AXIS_SIZE, weight="bold", ha="right")
    if line is not None:
        axes.fill_between(
            line["x"], line["low"], line["high"], color=style.GRID, alpha=0.7, linewidth=0, zorder=1
        )
        (drawn,) = axes.plot(line["x"], line["mean"], color=style.RULE, linewidth=1.4, zorder=2)
        sheet.name(drawn, "fit", explained)
    _points(sheet, axes, data, marks, (x_digits, y_digits), (x_unit, y_unit))
    _names(sheet, axes, data, chosen, left, top, must=annotate is not None)
    return sheet.finish(
        data, alt=alt, digits=max(x_digits, y_digits), describe=_describe(data, language, x_label, y_label)
    )


def _together(
    x: "pd.Series[Any]", y: "pd.Series[Any]", geography: str, language: "Language"
) -> tuple[pd.DataFrame, list[str]]:
    both = pd.DataFrame({"x": inputs.figures(x, "scatter, x"), "y": inputs.figures(y, "scatter, y")})
    inputs.names(both.index, geography, language)
    names = inputs.names(inputs.codes(geography), geography, language)
    data = both.dropna().sort_index()
    if len(data) < 2:
        raise inputs.FigureError(f"scatter: {len(data)} places have both figures; two at least are needed")
    data.insert(0, "place", [names[code] for code in data.index])
    data.index.name = "code"
    return data, [name for code, name in names.items() if code not in data.index]


def _line(fit: "pd.DataFrame | str | None", data: pd.DataFrame) -> pd.DataFrame | None:
    if fit is None or isinstance(fit, pd.DataFrame):
        return fit
    if fit != "ols":
        raise inputs.FigureError(f"fit={fit!r}: pass 'ols' or a frame with columns x, mean, low, high")
    from statsmodels.regression.linear_model import OLS  # noqa: PLC0415 - only for a chart with a line
    from statsmodels.tools import add_constant  # noqa: PLC0415

    at = np.linspace(data["x"].min(), data["x"].max(), 41)
    model = OLS(data["y"].to_numpy(), add_constant(data["x"].to_numpy())).fit(cov_type="HC3", use_t=True)
    mean = model.get_prediction(add_constant(at)).summary_frame(alpha=0.05)
    return pd.DataFrame(
        {"x": at, "mean": mean["mean"], "low": mean["mean_ci_lower"], "high": mean["mean_ci_upper"]}
    )


def _furthest(data: pd.DataFrame) -> list[str]:
    """Return the places that lie furthest from the middle, measured in interquartile ranges."""
    figures = data[["x", "y"]]
    spread = figures.quantile(0.75) - figures.quantile(0.25)
    out = ((figures - figures.median()) / spread.where(spread > 0, 1)).pow(2).sum(axis=1)
    return out.sort_values(ascending=False, kind="stable").index[:AUTOMATIC].tolist()


def _axes(
    sheet: Sheet,
    data: pd.DataFrame,
    line: pd.DataFrame | None,
    top: float,
    digits: tuple[int, int],
    units: tuple[str, str],
) -> tuple[Axes, float]:
    heights = data["y"] if line is None else pd.concat([data["y"], line["low"], line["high"]])
    axes = sheet.axes(0, top, sheet.room, HEIGHT)
    axes.set(xlim=axis.limits(data["x"]), ylim=axis.limits(heights, margin=0.06))
    axis.number_ticks(axes.xaxis, sheet.language, digits=digits[0], unit=units[0])
    axis.number_ticks(axes.yaxis, sheet.language, digits=digits[1], unit=units[1])
    axes.grid()
    axes.spines["left"].set_visible(False)
    written = [axes.yaxis.get_major_formatter()(tick) for tick in axes.get_yticks()]
    left = typography.widest(written, 9) + 6
    axes.set_position(sheet.box(left, top, sheet.room - left, HEIGHT))
    return axes, left


def _points(
    sheet: Sheet,
    axes: Axes,
    data: pd.DataFrame,
    marks: dict[str, tuple[str, str]],
    digits: tuple[int, int],
    units: tuple[str, str],
) -> None:
    say = sheet.language
    for code, place in data.iterrows():
        look = marks.get(str(code), (style.ACCENT, "o"))
        drawn = axis.mark(axes, place["x"], place["y"], look, size=2 * RADIUS, edge=0.6)
        x = say.with_unit(say.number(place["x"], digits[0]), units[0])
        y = say.with_unit(say.number(place["y"], digits[1]), units[1])
        sheet.name(drawn, f"place-{code}", f"{place['place']}: {x}; {y}")


def _names(
    sheet: Sheet, axes: Axes, data: pd.DataFrame, chosen: list[str], left: float, top: float, *, must: bool
) -> None:
    (x0, x1), (y0, y1), room = axes.get_xlim(), axes.get_ylim(), sheet.room - left
    at = {
        str(code): (left + (x - x0) / (x1 - x0) * room, top + (y1 - y) / (y1 - y0) * HEIGHT)
        for code, x, y in zip(data.index, data["x"], data["y"], strict=True)
    }
    names = [str(data.at[code, "place"]) for code in chosen]
    sizes = [(typography.width(name, LABEL_SIZE) + 1, LABEL_SIZE + 1.5) for name in names]
    anchors = [at[code] for code in chosen]
    places = labels.place(
        anchors, sizes, list(at.values()), (left, top, sheet.room, top + HEIGHT), radius=RADIUS
    )
    lost = [name for name, box in zip(names, places, strict=True) if box is None]
    if must and lost:
        raise inputs.FigureError(
            f"scatter: no room for the names of {inputs.listed(lost)}; choose fewer places"
        )
    canvas = sheet.canvas()
    for name, box, anchor in zip(names, places, anchors, strict=True):
        if box is None:
            continue
        end = labels.leader(box, anchor, RADIUS)
        if end:
            canvas.plot([anchor[0], end[0]], [anchor[1], end[1]], color=style.QUIET, linewidth=0.6, zorder=1)
        sheet.text((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, name, size=LABEL_SIZE, ha="center")


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
