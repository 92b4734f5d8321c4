"""Coefficients: estimates with their intervals, one model or several side by side."""

from collections.abc import Mapping, Sequence
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

ROW, GAP, SIZE, HEAD = 15.0, 9.0, 9.5, 16.0
LABEL_ROOM = 165.0
"""Width of the labels at the left; on a phone they stand above their estimates."""
INTERCEPTS = ("const", "Intercept", "intercept")


@editions.chart
def coefficients(
    results: Any,
    *,
    language: "Language",
    title: str,
    subtitle: str,
    source: str,
    alt: str | None = None,
    note: str = "",
    simulated: bool = False,
    terms: Sequence[str] | None = None,
    labels: Mapping[str, str] | None = None,
    digits: int = 2,
    x_label: str = "",
) -> Figure:
    """Draw estimates with their intervals on a common scale, with zero marked.

    Parameters
    ----------
    results
        One model or a mapping from its name to the model. A model is a
        :class:`~analysis.stats.models.Result`, or a frame with columns ``estimate``, ``low`` and ``high`` and
        the terms as index.
    language
        Language of the chart.
    title, subtitle, source, alt, note, simulated
        Texts of the page and its mark; see :class:`~analysis.report.figures.sheet.Sheet`.
    terms
        Terms to show, in this order; without it, every term but the intercept, as they come.
    labels
        Label of each term; without it, the short label of the dictionary.
    digits
        Decimals of the figures at the right.
    x_label
        What one unit of the scale means.

    Raises
    ------
    FigureError
        When a model lacks a column, a chosen term occurs in no model, or an interval misses its estimate.

    Notes
    -----
    A frame without rows is left out. Where no model is left, the chart says so under its title.
    """
    models = _models(results)
    if not models:
        said = language.say("No estimate can be made from these figures.")
        bare = Sheet(
            language=language, title=title, subtitle=subtitle, source=source, simulated=simulated,
            notes=[said, note], body_height=ROW,
        )  # fmt: skip
        empty = pd.DataFrame(columns=["estimate", "low", "high"], dtype=float)
        return bare.finish(empty, alt=alt, digits=digits, describe=said)
    shown = _terms(models, terms)
    names = inputs.labels(shown, labels, language)
    data = _long(models, shown)
    looks = dict(zip(models, style.SERIES, strict=False))
    several = len(models) > 1
    legend = signs.height(list(models), axis.LEGEND_SIGN, size=axis.LEGEND_SIZE) + 6 if several else 0.0
    lines = {term: _lines(name, len(models)) for term, name in names.items()}
    above = {term: typography.height(len(lines[term]), SIZE) if editions.narrow() else 0.0 for term in shown}
    top = legend + HEAD
    explained = language.say("Filled mark: the interval excludes zero. Open mark: it holds zero.")
    foot = typography.wrap(x_label, editions.current().room, 9) if x_label else []
    sheet = Sheet(
        language=language,
        title=title,
        subtitle=subtitle,
        source=source,
        simulated=simulated,
        notes=[explained, note],
        body_height=top
        + sum(above.values())
        + len(shown) * (len(models) * ROW + GAP)
        + 8
        + typography.height(len(foot), 9),
    )
    forest = _Forest(sheet, Measure(language, digits), data, looks, top, lines, above)
    if several:
        forest.legend()
    forest.draw(names, foot)
    described = data.assign(term=data["term"].map(names))
    return sheet.finish(described, alt=alt, digits=digits, describe=forest.describe(names))


def _lines(name: str, models: int) -> list[str]:
    """Break the label of a term into lines: beside its estimates, or above them on a phone."""
    if editions.narrow():
        return typography.wrap(name, editions.current().room, SIZE)
    lines = typography.wrap(name, LABEL_ROOM - 12, SIZE, balanced=True)
    if len(lines) * 11 > models * ROW + GAP:
        raise FigureError(f"coefficients: the label {name!r} is too long; pass a shorter one in labels")
    return lines


def _models(results: Any) -> dict[str, pd.DataFrame]:
    given = results if isinstance(results, Mapping) else {"": results}
    if not 1 <= len(given) <= len(style.SERIES):
        raise FigureError(
            f"coefficients: {len(given)} models; from one to {len(style.SERIES)} can be told apart"
        )
    models = {}
    for name, model in given.items():
        terms = getattr(model, "terms", model)
        absent = {"estimate", "low", "high"} - set(getattr(terms, "columns", ()))
        if absent:
            raise FigureError(f"coefficients, {name or 'model'}: no column {inputs.listed(sorted(absent))}")
        if isinstance(terms, pd.DataFrame) and terms.empty:
            continue
        terms = inputs.frame(terms[["estimate", "low", "high"]], f"coefficients, {name or 'model'}")
        outside = terms.index[(terms["low"] > terms["estimate"]) | (terms["high"] < terms["estimate"])]
        if len(outside):
            raise FigureError(
                f"coefficients, {name}: the interval of {inputs.listed(outside)} misses its estimate"
            )
        models[str(name)] = terms
    return models


def _terms(models: dict[str, pd.DataFrame], terms: Sequence[str] | None) -> list[str]:
    every = list(dict.fromkeys(str(term) for model in models.values() for term in model.index))
    if terms is None:
        return [term for term in every if term not in INTERCEPTS]
    return inputs.chosen(terms, every, "terms")


def _long(models: dict[str, pd.DataFrame], shown: list[str]) -> pd.DataFrame:
    parts = [model.reindex(shown).assign(model=name) for name, model in models.items()]
    data = pd.concat(parts).rename_axis("term").reset_index()
    order = data["term"].map({term: n for n, term in enumerate(shown)})
    data = data.iloc[order.argsort(kind="stable")].reset_index(drop=True)
    return data[["term", "model", "estimate", "low", "high"]]


@dataclass(frozen=True)
class _Forest:
    """The estimates on their page, one block of rows a term."""

    sheet: Sheet
    measure: Measure
    data: pd.DataFrame
    looks: dict[str, tuple[str, str]]
    top: float
    lines: dict[str, list[str]]
    above: dict[str, float]

    def legend(self) -> None:
        """Name the models at the top, each with its mark."""

        def sign(look: tuple[str, str]) -> signs.Sign:
            return lambda axes, x, y: axis.mark(axes, x + 4, y, look, size=6)

        entries = [(name, sign(look)) for name, look in self.looks.items()]
        signs.draw(self.sheet, entries, axis.LEGEND_SIGN, size=axis.LEGEND_SIZE)

    def draw(self, names: dict[str, str], foot: list[str]) -> None:
        """Draw scale, zero, labels and every estimate, and below them what one unit of the scale means."""
        texts = [self._text(*row[-3:]) for row in inputs.rows(self.data)]
        right = typography.widest(texts, SIZE) + 10
        rows = len(self.looks) * ROW + GAP
        left, height = editions.either(LABEL_ROOM, axis.INSET), sum(self.above.values()) + len(names) * rows
        width = self.sheet.room - left - right
        axes = self.sheet.axes(left, self.top, width, height)
        span = axis.limits(self.data[["estimate", "low", "high"]], include=0)
        axes.set(xlim=span, ylim=(height, 0), yticks=[])
        axis.number_ticks(axes.xaxis, self.measure)
        axes.tick_params(axis="x", labeltop=True, labelbottom=False)
        axes.grid(axis="x")
        axes.spines[["left", "bottom"]].set_visible(False)
        self.sheet.name(axes.axvline(0, color=style.INK, linewidth=1, zorder=1), "zero", "0")
        y = 0.0
        for term, name in names.items():
            self._label(self.lines[term], self.top + y + (0 if self.above[term] else rows / 2))
            y += self.above[term] + GAP / 2
            for place, row in enumerate(inputs.rows(self.data[self.data["term"] == term])):
                y += ROW / 2
                drawn = self._estimate(axes, y, row[-4:])
                if drawn:
                    spoken = f"{name} {row[2]}".strip() + f": {self._text(*row[-3:])}"
                    self.sheet.name(drawn, f"estimate-{term}-{place + 1}", spoken)
                y += ROW / 2
            y += GAP / 2
        x, ha = editions.either((left + width, "right"), (0.0, "left"))
        self.sheet.lines(foot, x, self.top + height + 4, size=9, color=style.MUTED, ha=ha)

    def _label(self, lines: list[str], at: float) -> None:
        """Write a label: its first line begins at a height on a phone, else its middle is there."""
        if editions.narrow():
            self.sheet.lines(lines, 0, at, size=SIZE, bbox=style.UNDER_TEXT)
        else:
            self.sheet.lines(lines, 0, at - typography.height(len(lines), SIZE) / 2, size=SIZE)

    def _estimate(self, axes: Axes, y: float, row: tuple[Any, ...]) -> Artist | None:
        model, estimate, low, high = row
        text = self._text(estimate, low, high)
        self.sheet.text(self.sheet.room, self.top + y, text, size=SIZE, ha="right")
        if pd.isna(estimate):
            return None
        colour, shape = self.looks[model]
        axis.strokes(axes, [(y, low, high)], 2, color=colour, linewidth=1.6)
        drawn = axis.mark(axes, estimate, y, (colour, shape), size=6.5)
        drawn.set(markeredgecolor=colour, markeredgewidth=1.2)
        if low <= 0 <= high:
            drawn.set(markerfacecolor=style.PAPER)
        return drawn

    def _text(self, estimate: float, low: float, high: float) -> str:
        if pd.isna(estimate):
            return self.measure.language.missing
        return f"{self.measure.shown(estimate)} ({self.measure.span(low, high)})"

    def describe(self, names: dict[str, str]) -> str:
        """Say every estimate that excludes zero, for the text alternative."""
        say, clear = self.measure.language.say, self.data[(self.data["low"] > 0) | (self.data["high"] < 0)]
        if clear.empty:
            return say("Every interval holds zero.")
        texts = [
            f"{names[term]} {model} {self._text(*figures)}".replace("  ", " ")
            for _, term, model, *figures in inputs.rows(clear)
        ]
        return say("The interval excludes zero for: {estimates}.", estimates="; ".join(texts))
