"""Specification curve: one coefficient under every declared choice, and what each choice makes of it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.report.figures import axis, editions, style, typography
from analysis.report.figures.display import Figure
from analysis.report.figures.inputs import FigureError
from analysis.report.figures.measure import Measure
from analysis.report.figures.sheet import Sheet

if TYPE_CHECKING:
    from analysis.report.language import Language

CURVE, ROW, HEAD, GROUP_GAP, SIZE = 150.0, 14.0, 16.0, 8.0, 9.5
MOST_POINTS = 200
"""Corners of the curve: finer than a printer shows, and few enough for a page."""
ENDS = (0.05, 0.95)
"""The part of the estimates that a row's line spans."""


@editions.chart
def specification_curve(
    table: pd.DataFrame,
    choices: pd.DataFrame,
    *,
    language: "Language",
    title: str,
    subtitle: str,
    source: str,
    alt: str | None = None,
    note: str = "",
    simulated: bool = False,
    main: float | None = None,
    digits: int = 2,
) -> Figure:
    """Draw every estimate in order of size with its interval, and the estimates with each choice below.

    Parameters
    ----------
    table
        One row a specification: ``estimate``, ``low``, ``high``; missing where it could not be estimated.
    choices
        One column a choice, True in the specifications that make it; columns in two levels, heading and
        choice, in the order of the page. Same rows as ``table``.
    language
        Language of the chart.
    title, subtitle, source, alt, note, simulated
        Texts of the page and its mark; see :class:`~analysis.report.figures.sheet.Sheet`.
    main
        The estimate of the main specification, marked on the scale.
    digits
        Decimals of the figures at the right.

    Raises
    ------
    FigureError
        When a column is missing, the rows differ, a choice is made by none, or nothing was estimated.
    """
    known, rows = _checked(table, choices)
    groups = {group: typography.wrap(group, editions.current().room - 90, SIZE, "bold") for group, _ in rows}
    height = _head() + CURVE + len(rows) * _row_height() + _heads(groups)
    refused = len(table) - len(known)
    missing = language.say("{n} specifications could not be estimated.", n=language.integer(refused))
    explained = language.say(
        "Above: every estimate by size, with its 95% interval. Below: median and middle 90% of the estimates "
        "with each choice; at the right, the share whose interval excludes zero."
    )
    sheet = Sheet(
        language=language,
        title=title,
        subtitle=subtitle,
        source=source,
        simulated=simulated,
        notes=[explained, missing if refused else "", note],
        body_height=height + HEAD,
    )
    curve = _Curve(sheet, Measure(language, digits), known, rows, main)
    curve.draw(groups)
    return sheet.finish(curve.summary(), alt=alt, digits=digits, describe=curve.describe())


def _checked(
    table: pd.DataFrame, choices: pd.DataFrame
) -> tuple[pd.DataFrame, dict[tuple[str, str], "pd.Series[bool]"]]:
    absent = [name for name in ("estimate", "low", "high") if name not in table]
    if absent:
        raise FigureError(f"specification_curve: no column {', '.join(absent)}")
    if len(choices) != len(table) or choices.columns.nlevels != 2:
        raise FigureError(
            f"specification_curve: {len(choices)} rows of choices in {choices.columns.nlevels} level(s) for "
            f"{len(table)} specifications; pass one row each, columns (heading, choice)"
        )
    there = table["estimate"].notna().to_numpy()
    if not there.any():
        raise FigureError("specification_curve: nothing was estimated")
    rows = {
        (str(column[0]), str(column[1])): choices.iloc[there, at].astype(bool).reset_index(drop=True)
        for at, column in enumerate(choices.columns)
    }
    empty = [f"{group}: {name}" for (group, name), chosen in rows.items() if not chosen.any()]
    if empty:
        raise FigureError(f"specification_curve: no specification with {'; '.join(empty)}")
    return table[there].reset_index(drop=True), rows


def _head() -> float:
    """Return what stands free above the curve; on a phone two lines about all estimates as well."""
    return HEAD + editions.either(0.0, 30.0)


def _heads(groups: dict[str, list[str]]) -> float:
    """Return the height of all headings, each with the gap above it."""
    return sum(len(lines) * HEAD + GROUP_GAP for lines in groups.values())


def _row_height() -> float:
    """Return the height of the row of a choice; on a phone its name stands above its line."""
    return editions.either(ROW, 2 * ROW)


@dataclass(frozen=True)
class _Curve:
    """The estimates on their page."""

    sheet: Sheet
    measure: Measure
    known: pd.DataFrame
    rows: "dict[tuple[str, str], pd.Series[bool]]"
    main: float | None

    def draw(self, groups: dict[str, list[str]]) -> None:
        """Draw scale, curve and a row for each choice."""
        names = typography.widest([name for _, name in self.rows], SIZE) + 12
        left = editions.either(max(names, 90), axis.INSET)
        shares = [self._share(chosen) for chosen in self.rows.values()]
        heading = self.measure.language.say("excludes zero")
        right = max(typography.widest(shares, SIZE), typography.widest([heading], 9)) + 12
        width = self.sheet.room - left - right
        height = CURVE + len(self.rows) * _row_height() + _heads(groups)
        axes = self.sheet.axes(left, _head(), width, height)
        include = 0 if self.main is None else min(0, self.main)
        axes.set(xlim=axis.limits(self.known[["low", "high"]], include=include), ylim=(height, 0), yticks=[])
        axis.number_ticks(axes.xaxis, self.measure)
        axes.tick_params(axis="x", labeltop=True, labelbottom=False)
        axes.grid(axis="x")
        axes.spines[["left", "bottom"]].set_visible(False)
        self.sheet.name(axes.axvline(0, color=style.INK, linewidth=1, zorder=1), "zero", "0")
        if self.main is not None:
            line = axes.axvline(self.main, color=style.ACCENT, linewidth=1, linestyle=(0, (4, 2)), zorder=1)
            self.sheet.name(line, "main", self.measure.shown(self.main))
        self._estimates(axes)
        self._choices(axes, groups)

    def _estimates(self, axes: Axes) -> None:
        """Draw estimates and intervals in order of size, from small above to large below."""
        ordered = self.known.sort_values("estimate", kind="stable").reset_index(drop=True)
        at = np.unique(np.linspace(0, len(ordered) - 1, MOST_POINTS).round().astype(int))
        y = 4 + (CURVE - 12) * (at + 0.5) / len(ordered)
        shown = ordered.iloc[at]
        axes.fill_betweenx(y, shown["low"], shown["high"], color=style.ACCENT, alpha=0.18, linewidth=0)
        (line,) = axes.plot(shown["estimate"], y, color=style.ACCENT, linewidth=1.8, zorder=3)
        language = self.measure.language
        texts = [
            language.say("{n} specifications", n=language.integer(len(ordered))),
            language.say("zero outside: {share}", share=self._share(pd.Series(True, index=ordered.index))),
        ]
        self.sheet.name(line, "estimates", "; ".join(texts))
        for number, text in enumerate(texts):
            height = editions.either(HEAD + 12, 6) + number * 13
            self.sheet.text(0, height, text, size=9, color=style.MUTED)

    def _choices(self, axes: Axes, groups: dict[str, list[str]]) -> None:
        top, last = CURVE, ""
        for number, ((group, name), chosen) in enumerate(self.rows.items()):
            if not last:
                heading = self.measure.language.say("excludes zero")
                place = _head() + top + GROUP_GAP + HEAD / 2
                self.sheet.text(self.sheet.room, place, heading, size=9, color=style.MUTED, ha="right")
            if group != last:
                top += GROUP_GAP
                for line in groups[group]:
                    y, ground = _head() + top + HEAD / 2, style.UNDER_TEXT
                    self.sheet.text(0, y, line, size=SIZE, weight="bold", bbox=ground)
                    top += HEAD
                last = group
            y = top + _row_height() - ROW / 2
            estimates = self.known.loc[chosen, "estimate"]
            low, high = estimates.quantile(list(ENDS))
            axis.strokes(axes, [(y, low, high)], 2, color=style.MUTED, linewidth=1.6)
            drawn = axis.mark(axes, float(estimates.median()), y, (style.ACCENT, "o"), size=5.5)
            spoken = f"{name}: {self.measure.shown(estimates.median())} ({self.measure.span(low, high)})"
            self.sheet.name(drawn, f"choice-{number + 1}", spoken)
            beside, share = editions.either(y, y - ROW + 1), self._share(chosen)
            self.sheet.text(
                8, _head() + beside, name, size=SIZE, bbox=editions.either(None, style.UNDER_TEXT)
            )
            self.sheet.text(self.sheet.room, _head() + y, share, size=SIZE, ha="right")
            top += _row_height()

    def _share(self, chosen: "pd.Series[bool]") -> str:
        some = self.known[chosen]
        return self.measure.language.percent(100 * ((some["low"] > 0) | (some["high"] < 0)).mean(), 0)

    def summary(self) -> pd.DataFrame:
        """Return median, range and share of each choice: the figures behind the rows."""
        lines = []
        for (group, name), chosen in self.rows.items():
            some = self.known[chosen]
            low, high = some["estimate"].quantile(list(ENDS))
            clear = ((some["low"] > 0) | (some["high"] < 0)).mean()
            lines.append((group, name, some["estimate"].median(), low, high, clear, len(some)))
        return pd.DataFrame(lines, columns=["group", "choice", "median", "low", "high", "clear", "n"])

    def describe(self) -> str:
        """Say how far the estimates reach, for the text alternative."""
        language, estimates = self.measure.language, self.known["estimate"]
        return language.say(
            "{n} estimates from {low} to {high}, median {median}; {share} of the intervals exclude zero.",
            n=language.integer(len(estimates)),
            low=self.measure.shown(estimates.min()),
            high=self.measure.shown(estimates.max()),
            median=self.measure.shown(estimates.median()),
            share=self._share(pd.Series(True, index=estimates.index)),
        )
