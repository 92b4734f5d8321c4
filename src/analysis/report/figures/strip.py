"""Strip: for several measures, every place as a dot on one line, with one place and the median marked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.report.figures import axis, editions, inputs, style, typography
from analysis.report.figures.display import Figure
from analysis.report.figures.inputs import FigureError
from analysis.report.figures.measure import Measure
from analysis.report.figures.sheet import Sheet

if TYPE_CHECKING:
    from analysis.report.language import Language

ROW, SIZE, KEY, ENDS = 27.0, 9.0, 16.0, 8.0
NAMES = 0.36
"""Share of the width that the names of the measures take."""


@editions.chart
def strip(
    values: pd.DataFrame,
    place: str,
    *,
    measures: Mapping[str, tuple[int, str]],
    geography: str,
    language: "Language",
    title: str,
    subtitle: str,
    source: str,
    labels: Mapping[str, str] | None = None,
    errors: Mapping[str, float] | None = None,
    alt: str | None = None,
    note: str = "",
    simulated: bool = False,
    width: float | None = None,
) -> Figure:
    """Draw every place as a dot, one line a measure, each line on a scale of its own.

    Parameters
    ----------
    values
        Figures; index: place codes, columns: measures. A missing figure is not drawn.
    place
        Code of the place that is marked; where it has no figure its line says so.
    measures
        Decimals and unit id of each measure.
    geography
        ``"63"`` or ``"34"``.
    labels
        Name of each measure as readers see it; without it, the column name.
    errors
        Half the length of the interval of the marked place, for measures that have one.
    language
        Language of the chart.
    title, subtitle, source, alt, note, simulated, width
        Texts of the page, its mark and its width in points; see
        :class:`~analysis.report.figures.sheet.Sheet`.

    Raises
    ------
    FigureError
        When a code is unknown, a measure has no figure at all, or the scale of a measure is not given.
    """
    absent = [str(name) for name in values.columns if name not in measures]
    if absent:
        raise FigureError(f"strip: no decimals and unit for {inputs.listed(absent)}; give them in measures")
    data = pd.DataFrame(
        {str(name): inputs.by_place(values[name], f"strip, {name}", geography, language) for name in values}
    )
    inputs.chosen([place], data.index, "place")
    page = Sheet(
        language=language,
        title=title,
        subtitle=subtitle,
        source=source,
        simulated=simulated,
        notes=[note],
        body_height=KEY + ROW * data.shape[1],
        width=width,
    )
    names = {name: str((labels or {}).get(name, name)) for name in data.columns}
    drawn = _Strip(page, data, place, names, language.place(place, geography))
    drawn.key()
    for row, (name, label) in enumerate(names.items()):
        digits, unit = measures[name]
        drawn.line(row, name, label, Measure(language, digits, unit), (errors or {}).get(name))
    said = "; ".join(drawn.spoken(name, Measure(language, *measures[name])) for name in names)
    data.insert(0, "place", pd.Series(inputs.names(data.index, geography, language)))
    return page.finish(data, alt=alt, digits=2, describe=f"{said}.")


@dataclass(frozen=True)
class _Strip:
    """The lines on their page."""

    sheet: Sheet
    data: pd.DataFrame
    place: str
    names: dict[str, str]
    own: str

    @property
    def left(self) -> float:
        """Where the strips begin, in points."""
        return self.sheet.room * NAMES

    @property
    def room(self) -> float:
        """Length of a strip in points."""
        return self.sheet.room * (1 - NAMES) - 62

    def key(self) -> None:
        """Say what the marks are."""
        say, y, x = self.sheet.language.say, 6.0, self.left
        axes = self.sheet.canvas(0, 0, self.sheet.room, KEY)
        marks = (
            (self.own, (style.CONTRAST, "D"), 6.5),
            (say("other places"), (style.QUIET, "o"), 5.0),
        )
        for text, look, size in marks:
            axis.mark(axes, x + 3, y, look, size=size)
            self.sheet.text(x + 11, y, text, size=SIZE)
            x += 11 + typography.width(text, SIZE) + 14
        axes.plot([x + 3, x + 3], [y - 5, y + 5], color=style.INK, linewidth=1.4)
        self.sheet.text(x + 9, y, say("median"), size=SIZE)

    def line(self, row: int, name: str, label: str, measure: Measure, error: float | None) -> None:
        """Draw the places of one measure, its median, and the marked place with its interval."""
        top, known = KEY + row * ROW, self.data[name].dropna()
        own = self.data[name][self.place]
        lines = typography.wrap(label, self.left - 10, SIZE)
        above = (ROW - typography.height(len(lines), SIZE)) / 2
        self.sheet.lines(lines, 0, top + above, size=SIZE)
        axes = self.sheet.axes(self.left, top, self.room, ROW)
        low, high = float(known.min()), float(known.max())
        ends = [own - error, own + error] if error is not None and pd.notna(own) else []
        axes.set(xlim=axis.limits(pd.Series([low, high, *ends]), margin=0.04), ylim=(1, 0))
        axes.set_axis_off()
        middle = 0.36
        axis.strokes(axes, [(middle, low, high)], 1, color=style.GRID, linewidth=1)
        others = known.drop(self.place, errors="ignore")
        axes.plot(
            others, [middle] * len(others), "o", color=style.QUIET, markersize=5, alpha=0.55, mew=0, zorder=2
        )
        median = float(known.median())
        axes.plot([median] * 2, [middle - 0.24, middle + 0.24], color=style.INK, linewidth=1.4, zorder=2.5)
        if ends:
            axis.strokes(axes, [(middle, *ends)], 3, color=style.CONTRAST, linewidth=1.6)
        self._ends(axes.get_xlim(), (low, high), measure, top)
        if pd.notna(own):
            drawn = axis.mark(axes, float(own), middle, (style.CONTRAST, "D"), size=6.5, edge=0.6)
            self.sheet.name(drawn, f"place-{self.place}-{row + 1}", f"{label}: {measure.spoken(own)}")
        said = measure.spoken(own) if pd.notna(own) else measure.language.missing
        look: dict[str, Any] = {"size": SIZE + 0.5, "weight": "bold", "ha": "right"}
        self.sheet.text(self.sheet.room, top + ROW * middle, said, color=style.CONTRAST, **look)

    def _ends(
        self, span: tuple[float, float], ends: tuple[float, float], measure: Measure, top: float
    ) -> None:
        """Write the lowest and the highest figure under the ends of a line."""
        for value, ha in zip(ends, ("left", "right"), strict=True):
            x = self.left + (value - span[0]) / (span[1] - span[0]) * self.room
            self.sheet.text(x, top + ROW * 0.82, measure.shown(value), size=ENDS, color=style.MUTED, ha=ha)

    def spoken(self, name: str, measure: Measure) -> str:
        """Say the figure of the marked place, the median and both ends, for the text alternative."""
        known = self.data[name].dropna()
        return measure.language.say(
            "{measure}: {own}, median {median}, from {low} to {high}",
            measure=self.names[name],
            own=measure.spoken(self.data[name][self.place]),
            median=measure.shown(known.median()),
            low=measure.shown(known.min()),
            high=measure.shown(known.max()),
        )
