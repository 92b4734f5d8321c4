"""Legends that say what a colour and a hatch stand for, each with a sign or figures that need no colour."""

from dataclasses import dataclass
from math import inf

from analysis.report.figures import style, typography
from analysis.report.figures.classes import Classes
from analysis.report.figures.measure import Measure
from analysis.report.figures.sheet import Sheet
from analysis.report.figures.tiles import CROSSED, NOT_COMPARABLE, STRIPED, squares

SIZE, ROW, SWATCH, INDENT = 9.0, 17.0, 13.0, 19.0


@dataclass(frozen=True)
class Entry:
    """One line of a legend: a swatch with a sign in it, and what it stands for."""

    text: str
    fill: str | None = None
    hatch: str | None = None
    sign: str = ""


@dataclass(frozen=True)
class Legend:
    """A head, in as many lines as it needs, and entries below one another."""

    head: tuple[str, ...]
    entries: tuple[Entry, ...]

    @classmethod
    def of(
        cls,
        groups: Classes,
        measure: Measure,
        *,
        missing: int = 0,
        not_comparable: int = 0,
        years: bool = False,
        room: float = inf,
    ) -> "Legend":
        """Return the legend of a map: highest class first, then what carries no colour.

        Parameters
        ----------
        groups, measure
            The classes and how their bounds are written.
        missing, not_comparable
            How many places carry no colour, and why.
        years
            Several years are classed together: the number of the class stands in its swatch, and places are
            counted once a year.
        room
            Width in points that the head keeps within.
        """
        say = measure.language.say
        entries = []
        for n in reversed(range(len(groups.ranges))):
            text = say("{span} ({count})", span=measure.span(*groups.ranges[n]), count=groups.counts[n])
            entries.append(Entry(text, groups.colours[n], sign=str(n + 1) if years else ""))
        if not_comparable:
            text = say("not comparable ({count})", count=not_comparable)
            entries.append(Entry(text, hatch=CROSSED, sign=NOT_COMPARABLE))
        if missing:
            text = say("no figure ({count})", count=missing)
            entries.append(Entry(text, hatch=STRIPED, sign=measure.language.missing))
        head = say("range (places, all years)") if years else say("range (number of places)")
        return cls(tuple(typography.wrap(head, room, SIZE)), tuple(entries))

    @property
    def width(self) -> float:
        """Width in points."""
        widest = typography.widest([entry.text for entry in self.entries], SIZE)
        return max(INDENT + widest, typography.widest(list(self.head), SIZE))

    @property
    def height(self) -> float:
        """Height in points."""
        return len(self.entries) * ROW + self._above

    @property
    def _above(self) -> float:
        """Height of the head in points."""
        return ROW + typography.height(len(self.head) - 1, SIZE)

    def draw(self, sheet: Sheet, x: float, y: float) -> None:
        """Draw the legend with its upper left corner at a place of the body, in points."""
        for number, line in enumerate(self.head):
            at = y + ROW / 2 + typography.height(number, SIZE)
            sheet.text(x, at, line, size=SIZE, color=style.MUTED)
        axes = sheet.canvas(x, y, SWATCH + 2, self.height)
        for number, entry in enumerate(self.entries, start=1):
            middle = self._above + (number - 0.5) * ROW
            swatch = squares(axes, [(1, middle - SWATCH / 2)], SWATCH, entry.fill, hatch=entry.hatch)
            sheet.name(swatch, f"legend-{number}", entry.text)
            if entry.sign:
                ink = style.text_on(entry.fill or style.PAPER)
                at = x + 1 + SWATCH / 2
                sheet.text(at, y + middle, entry.sign, size=SIZE, weight="bold", color=ink, ha="center")
            sheet.text(x + INDENT, y + middle, entry.text, size=SIZE)
