"""A finished chart as a notebook shows it, with its text alternative and the figures it was drawn from."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure as Drawing

from analysis.report.figures.style import house_style

if TYPE_CHECKING:
    from analysis.report.language import Language


NARROW_SVG = "application/vnd.uptake.narrow+svg"
"""Kind under which a notebook keeps a chart's edition for phones; programs that show notebooks skip it."""


@dataclass(frozen=True, eq=False)
class Figure:
    """A finished chart.

    Attributes
    ----------
    svg
        The picture, as SVG text that is equal to the byte for equal input.
    title, subtitle, source
        What stands above and below the picture.
    alt
        The text alternative: what the chart says, for readers who do not see it.
    data
        The frame that was plotted; show it as a table under the chart.
    summary
        The plotted figures in short: count, missing, smallest, quartiles, largest and sum of every column.
    drawing
        The matplotlib figure underneath; it belongs to no pyplot session.
    narrow
        The same chart for the screen of a phone, as SVG text; empty where nobody asked for it.
    """

    svg: str
    title: str
    subtitle: str
    source: str
    alt: str
    data: pd.DataFrame
    summary: str
    drawing: Drawing = field(repr=False)
    narrow: str = field(default="", repr=False)

    @property
    def text(self) -> str:
        """The chart in words: title, subtitle, text alternative, figures in short, source."""
        return "\n".join(
            part for part in (self.title, self.subtitle, self.alt, self.summary, self.source) if part
        )

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        bundle = {"image/svg+xml": self.svg, "text/plain": self.text}
        if self.narrow:
            bundle[NARROW_SVG] = self.narrow
        return bundle, {"image/svg+xml": {"alt": self.alt, "title": self.title}}

    def save(self, path: str | Path, *, dpi: int = 200) -> Path:
        """Write the chart to a file and return its path.

        ``.svg`` writes :attr:`svg`; ``.png`` draws at ``dpi`` dots an inch, for programs that read no SVG.
        """
        path = Path(path)
        if path.suffix == ".svg":
            path.write_text(self.svg, encoding="utf-8", newline="\n")
        elif path.suffix == ".png":
            with house_style():
                self.drawing.savefig(path, format="png", dpi=dpi, metadata={"Software": None})
        else:
            raise ValueError(
                f"{path.name}: a chart is saved as .svg or .png; give the file one of these endings"
            )
        return path


def summarise(data: pd.DataFrame, language: "Language", digits: int) -> str:
    """Describe every numeric column of the plotted frame in one line.

    The sum is there so that a change of any one figure changes the text, which the notebook tests compare.
    """
    lines = []
    for name in data.columns:
        column = data[name]
        if not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
            continue
        lines.append(f"{name}: {_column(column.astype(float), language, digits)}")
    return "\n".join(lines)


def _column(column: "pd.Series[Any]", language: "Language", digits: int) -> str:
    known = column.dropna()
    if known.empty:
        return language.say("no figure")
    quartiles = np.quantile(known, [0, 0.25, 0.5, 0.75, 1])
    say = [language.number(float(q), digits) for q in quartiles]
    return language.say(
        "{n} figures, {missing} missing; smallest {low}, quartiles {first}, {median}, {third}, "
        "largest {high}; sum {sum}",
        n=language.integer(len(known)),
        missing=language.integer(int(column.isna().sum())),
        low=say[0],
        first=say[1],
        median=say[2],
        third=say[3],
        high=say[4],
        sum=language.number(float(known.sum()), digits + 1),
    )
