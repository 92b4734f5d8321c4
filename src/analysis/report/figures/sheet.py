"""The page of a chart: headline, subtitle, body, notes and source line, each with room enough.

Everything is placed in points from the upper left corner, and heights follow from the broken lines, so that
no text is ever cut. A chart draws into the body; the page does the rest. A chart of simulated figures has
a band with their mark across its head.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from analysis.report import simulation_mark
from analysis.report.figures import editions, style, svg, typography
from analysis.report.figures.display import Figure, summarise
from analysis.report.figures.inputs import FigureError

if TYPE_CHECKING:
    from analysis.report.language import Language

WIDTH = editions.EDITIONS["wide"].width
SMALL_SIZE, GAP, PAD = 9.0, 10.0, 10.0
BAND = 22.0
"""Height in points of the band that marks a chart of simulated figures, with one line of text."""


class Sheet:
    """A page for one chart.

    Parameters
    ----------
    language
        Language of the page.
    title, subtitle, source
        The finding; measure, place and period; where the figures come from.
    body_height
        Height in points that the chart needs between subtitle and notes.
    notes
        Sentences under the chart (breaks of a series, what a band shows).
    simulated
        Whether the figures are simulated; where simulated figures were read, every chart is marked anyway.
    width
        Width of the page in points; without it, that of the edition.
    """

    def __init__(
        self,
        *,
        language: "Language",
        title: str,
        subtitle: str,
        source: str,
        body_height: float,
        notes: Sequence[str] = (),
        simulated: bool = False,
        width: float | None = None,
    ) -> None:
        self.language, self.title, self.subtitle = language, title, subtitle
        self.source = language.say("Source: {source}", source=source) if source else ""
        edition = editions.current()
        self.width, self.body_height, self.margin = width or edition.width, body_height, edition.margin
        self.room = self.width - 2 * self.margin
        self.marks: dict[str, str] = {}
        self.simulated = simulation_mark.is_simulated(simulated)
        start = PAD + (self._band_height() if self.simulated else 0.0)
        heads = [
            (
                "title",
                typography.wrap(title, self.room, edition.title, "bold", balanced=True),
                edition.title,
                "bold",
            ),
        ]
        if subtitle:
            lines = typography.wrap(subtitle, self.room, edition.subtitle)
            heads.append(("subtitle", lines, edition.subtitle, "regular"))
        feet = [("note", typography.wrap(note, self.room, SMALL_SIZE)) for note in notes if note]
        feet += [("source", typography.wrap(self.source, self.room, SMALL_SIZE))] if self.source else []
        self.top = start + sum(typography.height(len(lines), size) for _, lines, size, _ in heads) + GAP
        self.height = self.top + body_height + 2 * PAD
        self.height += sum(typography.height(len(lines), SMALL_SIZE) for _, lines in feet)
        self.drawing = Drawing(figsize=(self.width / 72, self.height / 72), dpi=72)
        self._points = Affine2D().scale(1 / 72, -1 / 72).translate(0, self.height / 72)
        if self.simulated:
            self._band()
        y = start - self.top
        for name, lines, size, weight in heads:
            colour = style.INK if name == "title" else style.MUTED
            y = self.lines(lines, 0, y, size=size, weight=weight, color=colour, mark=name)
        y = body_height + PAD
        for name, lines in feet:
            y = self.lines(lines, 0, y, size=SMALL_SIZE, color=style.MUTED, mark=name)

    def _mark(self) -> list[str]:
        """Return the mark of simulated figures in lines that fit the page."""
        said = simulation_mark.mark(self.language)
        return typography.wrap(said, self.room, editions.current().subtitle, "bold", balanced=True)

    def _band_height(self) -> float:
        return BAND + typography.height(len(self._mark()) - 1, editions.current().subtitle)

    def _band(self) -> None:
        """Draw the band across the head of the page, with the mark in it."""
        share = self._band_height() / self.height
        band = Rectangle((0, 1 - share), 1, share, facecolor=style.CONTRAST, edgecolor="none")
        band.set_transform(self.drawing.transFigure)
        self.drawing.add_artist(band)
        size = editions.current().subtitle
        for number, line in enumerate(self._mark()):
            y = BAND / 2 + typography.height(number, size) - self.top
            written = self.text(0, y, line, size=size, weight="bold")
            written.set_color(style.text_on(style.CONTRAST))
            written.set_gid(simulation_mark.MADE)

    def lines(
        self, lines: Sequence[str], x: float, y: float, *, size: float, mark: str | None = None, **look: Any
    ) -> float:
        """Write lines below one another from a place of the body; return where the next would begin."""
        for number, line in enumerate(lines):
            name = mark if number == 0 else None
            self.text(x, y + size, line, size=size, va="baseline", mark=name, **look)
            y += typography.height(1, size)
        return y

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Return axes that fill a rectangle of the body, in points from its upper left corner."""
        return self.drawing.add_axes(self.box(left, top, width, height))

    def box(self, left: float, top: float, width: float, height: float) -> tuple[float, float, float, float]:
        """Return a rectangle of the body, in points from its upper left corner, in shares of the page."""
        bottom = self.height - self.top - top - height
        return (
            (self.margin + left) / self.width,
            bottom / self.height,
            width / self.width,
            height / self.height,
        )

    def canvas(self, left: float = 0, top: float = 0, width: float = 0, height: float = 0) -> Axes:
        """Return axes without frame whose units are points, y downwards, over a rectangle of the body."""
        width, height = width or self.room, height or self.body_height
        axes = self.axes(left, top, width, height)
        axes.set(xlim=(0, width), ylim=(height, 0))
        axes.set_axis_off()
        return axes

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 9.5,
        weight: str = "regular",
        slant: typography.Slant = "normal",
        color: str = style.INK,
        ha: str = "left",
        va: str = "center_baseline",
        mark: str | None = None,
        bbox: dict[str, Any] | None = None,
    ) -> Text:
        """Write one line at a place in points from the body's upper left corner."""
        artist = self.drawing.text(
            self.margin + x,
            self.top + y,
            text,
            fontproperties=typography.font(size, weight, slant),
            color=color,
            ha=ha,
            va=va,
            transform=self._points + self.drawing.dpi_scale_trans,
            parse_math=False,
        )
        if mark:
            artist.set_gid(mark)
        if bbox:
            artist.set_bbox(bbox)
        return artist

    def name(self, artist: Artist, mark: str, title: str = "") -> None:
        """Name a mark of the chart, so that it can be found, and give it the title that is shown and read."""
        artist.set_gid(mark)
        self.marks[mark] = title

    def finish(self, data: pd.DataFrame, *, alt: str | None, digits: int, describe: str = "") -> Figure:
        """Return the finished chart.

        Parameters
        ----------
        data
            The plotted frame.
        alt
            The text alternative; without one it is the title, the subtitle and ``describe``.
        digits
            Decimals of the figures in the summary.
        describe
            One sentence on what the chart shows, for the text alternative.

        Raises
        ------
        FigureError
            The frame says that it is simulated, and the chart was not told.
        """
        if data.attrs.get("simulated") and not self.simulated:
            raise FigureError(f"{self.title}: the figures are simulated; pass simulated=True")
        alt = alt or " ".join(
            part for part in (_sentence(self.title), _sentence(self.subtitle), describe) if part
        )
        title = self.title
        if self.simulated:
            title, alt = (simulation_mark.marked(text, self.language) for text in (title, alt))
        text = svg.write(
            self.drawing, title=title, description=alt, language=self.language.code, marks=self.marks
        )
        return Figure(
            svg=text,
            title=title,
            subtitle=self.subtitle,
            source=self.source,
            alt=alt,
            data=data,
            summary=summarise(data, self.language, digits),
            underneath=self.drawing,
        )


def _sentence(text: str) -> str:
    return text if not text or text[-1] in ".?!" else f"{text}."
