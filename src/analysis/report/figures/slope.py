"""Slope: every place at two points in time, with a line between."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.report.figures import axis, editions, inputs, labels, signs, style, typography
from analysis.report.figures.display import Figure
from analysis.report.figures.inputs import FigureError
from analysis.report.figures.measure import Measure
from analysis.report.figures.sheet import Sheet

if TYPE_CHECKING:
    from analysis.report.language import Language

HEIGHT, SIZE, HEAD, LINE, SIGN = 400.0, 9.5, 20.0, 11.5, 25.0
MOST_NAMED = 24
AUTOMATIC = 5
"""Largest rises and largest falls that are named when the author chooses none."""
RISE: dict[str, Any] = {"color": style.ACCENT, "linewidth": 1.6}
FALL: dict[str, Any] = {"color": style.CONTRAST, "linewidth": 1.6, "linestyle": (0, (4, 1.5))}
OTHER: dict[str, Any] = {"color": style.QUIET, "linewidth": 0.8}


@editions.chart
def slope(
    start: "pd.Series[Any]",
    end: "pd.Series[Any]",
    *,
    geography: str,
    language: "Language",
    title: str,
    subtitle: str,
    source: str,
    start_label: str,
    end_label: str,
    alt: str | None = None,
    note: str = "",
    simulated: bool = False,
    annotate: Collection[str] | None = None,
    digits: int = 2,
    unit: str = "none",
) -> Figure:
    """Draw a line from the first to the second figure of every place.

    The two figures must be comparable: whether they are is the dictionary's to say, not the chart's.

    Parameters
    ----------
    start, end
        Figures by place code at the two points in time.
    geography
        ``"63"`` or ``"34"``.
    language
        Language of the chart.
    title, subtitle, source, alt, note, simulated
        Texts of the page and its mark; see :class:`~analysis.report.figures.sheet.Sheet`.
    start_label, end_label
        The two points in time, such as ``"2020"`` and ``"2024"``.
    annotate
        Codes to name at both ends, at most 24; without it the five largest rises and falls.
    digits, unit
        Decimals, and the unit id of the figures.

    Raises
    ------
    FigureError
        When a code is unknown, no place has both figures, or more than 24 are to be named.
    """
    data, absent = _together(start, end, geography, language)
    chosen = _largest(data) if annotate is None else inputs.chosen(annotate, data.index, "annotate")
    if len(chosen) > MOST_NAMED:
        raise FigureError(f"slope: {len(chosen)} names; at most {MOST_NAMED} fit: choose fewer in annotate")
    missing = (
        language.say("Not shown, without both figures: {names}.", names=language.names(absent))
        if absent
        else ""
    )
    sheet = Sheet(
        language=language,
        title=title,
        subtitle=subtitle,
        source=source,
        simulated=simulated,
        notes=[missing, note],
        body_height=_key_height(language) + HEAD + HEIGHT + 8,
    )
    chart = _Slope(sheet, Measure(language, digits, unit), data, chosen)
    entries = [(text, axis.stroke_sign(look)) for text, look in _key(language).items()]
    signs.draw(sheet, entries, SIGN)
    chart.draw(start_label, end_label)
    return sheet.finish(data, alt=alt, digits=digits, describe=chart.describe(start_label, end_label))


def _together(
    start: "pd.Series[Any]", end: "pd.Series[Any]", geography: str, language: "Language"
) -> tuple[pd.DataFrame, list[str]]:
    given = {"start": start, "end": end}
    both = pd.DataFrame(
        {name: inputs.by_place(v, f"slope, {name}", geography, language) for name, v in given.items()}
    )
    names = inputs.names(inputs.codes(geography), geography, language)
    data = both.dropna().sort_index()
    if data.empty:
        raise FigureError("slope: no place has both figures; there is nothing to draw")
    data.insert(0, "place", [names[code] for code in data.index])
    data["change"] = data["end"] - data["start"]
    data.index.name = "code"
    return data, [name for code, name in names.items() if code not in data.index]


def _largest(data: pd.DataFrame) -> list[str]:
    order = data["change"].sort_values(kind="stable")
    falls, rises = order[order < 0].index[:AUTOMATIC], order[order > 0].index[-AUTOMATIC:]
    return [str(code) for code in [*falls, *rises]]


def _key(language: "Language") -> dict[str, dict[str, Any]]:
    """Return what the three kinds of lines are."""
    return {
        language.say("named, higher than before"): RISE,
        language.say("named, not higher than before"): FALL,
        language.say("other places"): OTHER,
    }


def _key_height(language: "Language") -> float:
    return signs.height(list(_key(language)), SIGN) + 3


@dataclass(frozen=True)
class _Slope:
    """The two scales on their page."""

    sheet: Sheet
    measure: Measure
    data: pd.DataFrame
    chosen: list[str]

    def draw(self, start_label: str, end_label: str) -> None:
        """Draw every line, and the names of the chosen places at both ends."""
        key = _key_height(self.sheet.language)
        top = key + HEAD
        left, right = self._side("start"), self.sheet.room - self._side("end")
        low, high = axis.limits(self.data[["start", "end"]], margin=0.03)
        axes = self.sheet.canvas(left, top, right - left, HEIGHT)
        axes.set(xlim=(0, 1), ylim=(low, high))
        for x, label in ((left, start_label), (right, end_label)):
            self.sheet.text(x, key + HEAD / 2 - 2, label, size=10.5, weight="bold", ha="center")
        for x in (0, 1):
            axes.axvline(x, color=style.RULE, linewidth=0.8, clip_on=False)
        for code, place, start, end, change in inputs.rows(self.data):
            look = OTHER if code not in self.chosen else (RISE if change > 0 else FALL)
            order = 3 if code in self.chosen else 2
            (drawn,) = axes.plot([0, 1], [start, end], zorder=order, clip_on=False, **look)
            spoken = f"{place}: {self.measure.spoken(start)} → {self.measure.spoken(end)}"
            self.sheet.name(drawn, f"place-{code}", spoken)
        for column, x, outwards in (("start", left, -1), ("end", right, 1)):
            self._names(column, x, outwards, (low, high), top)

    def _names(self, column: str, x: float, outwards: int, span: tuple[float, float], top: float) -> None:
        values = [float(v) for v in self.data[column].loc[self.chosen]]
        exact = [top + HEIGHT * (span[1] - v) / (span[1] - span[0]) for v in values]
        placed = labels.spread(exact, [LINE] * len(exact), top - LINE / 2, top + HEIGHT + LINE / 2)
        canvas = self.sheet.canvas()
        for code, value, at, y in zip(self.chosen, values, exact, placed, strict=True):
            place = str(self.data["place"].loc[code])
            canvas.plot([x + 3 * outwards, x + 16 * outwards], [at, y], color=style.QUIET, linewidth=0.6)
            look = RISE if self.data["change"].loc[code] > 0 else FALL
            ha = "left" if outwards > 0 else "right"
            text = self._text(column, place, value)
            self.sheet.text(x + 19 * outwards, y, text, size=SIZE, color=str(look["color"]), ha=ha)

    def _side(self, column: str) -> float:
        """Return the width in points of the names and figures beside one scale."""
        texts = [
            self._text(column, str(place), float(value))
            for place, value in zip(self.data["place"], self.data[column], strict=True)
        ]
        return typography.widest(texts, SIZE, "bold") + 26

    def _text(self, column: str, place: str, value: float) -> str:
        """Return what stands at an end of a line; on a phone a place is named at the right end only."""
        shown = self.measure.spoken(value)
        return shown if editions.narrow() and column == "start" else f"{place} {shown}"

    def describe(self, start_label: str, end_label: str) -> str:
        """Say how many places rose and fell and which changed most, for the text alternative."""
        change = self.data["change"].sort_values(kind="stable")
        language = self.measure.language
        named = {end: str(self.data["place"].loc[change.index[n]]) for end, n in (("low", 0), ("high", -1))}
        return language.say(
            "From {start} to {end}, {rose} of {count} places rose; largest rise {high} ({high_value}), "
            "largest fall or smallest rise {low} ({low_value}).",
            start=start_label,
            end=end_label,
            rose=int((change > 0).sum()),
            count=len(change),
            high=named["high"],
            high_value=language.signed(float(change.iloc[-1]), self.measure.digits),
            low=named["low"],
            low_value=language.signed(float(change.iloc[0]), self.measure.digits),
        )
