"""A finished chart as a notebook shows it, with its text alternative and the figures it was drawn from."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
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
    underneath
        The matplotlib figure, or how to draw it where the picture was kept from before.
    narrow
        The same chart for the screen of a phone, as SVG text; empty where nobody asked for it.
    paper
        Width, height and margin in points of a picture that was kept; None where it has been drawn.
    kept
        Gives the picture as PNG at some dots an inch from what is kept; None where nothing is.
    """

    svg: str
    title: str
    subtitle: str
    source: str
    alt: str
    data: pd.DataFrame
    summary: str
    underneath: Drawing | Callable[[], Drawing] = field(repr=False)
    narrow: str = field(default="", repr=False)
    paper: tuple[float, float, float] | None = field(default=None, repr=False)
    kept: Callable[[int, Callable[[], bytes]], bytes] | None = field(default=None, repr=False)

    @cached_property
    def drawing(self) -> Drawing:
        """The matplotlib figure underneath; it belongs to no pyplot session, and may be changed."""
        return self._pristine()

    @property
    def _is_handed_out(self) -> bool:
        """Whether somebody has the drawing and may have changed it."""
        return "drawing" in self.__dict__

    def _pristine(self) -> Drawing:
        return self.underneath if isinstance(self.underneath, Drawing) else self.underneath()

    @property
    def measures(self) -> tuple[float, float, float]:
        """Width and height in points, and the paper to the left of the title: as much is on the right."""
        if self.paper and not self._is_handed_out:
            return self.paper
        drawing = self.drawing if self._is_handed_out else self._pristine()
        width, height = (72 * float(inches) for inches in drawing.get_size_inches())
        titles = [text for text in drawing.texts if text.get_gid() == "title"]
        return width, height, min((float(title.get_position()[0]) for title in titles), default=0.0)

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
            path.write_bytes(self._png(dpi))
        else:
            raise ValueError(
                f"{path.name}: a chart is saved as .svg or .png; give the file one of these endings"
            )
        return path

    def _png(self, dpi: int) -> bytes:
        """Return the picture as PNG; from what is kept, unless somebody may have changed the drawing."""
        if self.kept and not self._is_handed_out:
            return self.kept(dpi, lambda: _written(self._pristine(), dpi))
        return _written(self.drawing, dpi)


def _written(drawing: Drawing, dpi: int) -> bytes:
    picture = BytesIO()
    with house_style():
        drawing.savefig(picture, format="png", dpi=dpi, metadata={"Software": None})
    return picture.getvalue()


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
