"""Legends that say what a colour and a hatch stand for, each with a sign or figures that need no colour."""

from dataclasses import dataclass

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
    """A head line and entries below one another."""

    head: str
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
        return cls(head, tuple(entries))

    @property
    def width(self) -> float:
        """Width in points."""
        widest = typography.widest([entry.text for entry in self.entries], SIZE)
        return max(INDENT + widest, typography.width(self.head, SIZE))

    @property
    def height(self) -> float:
        """Height in points."""
        return (len(self.entries) + 1) * ROW

    def draw(self, sheet: Sheet, x: float, y: float) -> None:
        """Draw the legend with its upper left corner at a place of the body, in points."""
        sheet.text(x, y + ROW / 2, self.head, size=SIZE, color=style.MUTED)
        axes = sheet.canvas(x, y, SWATCH + 2, self.height)
        for number, entry in enumerate(self.entries, start=1):
            middle = (number + 0.5) * ROW
            swatch = squares(axes, [(1, middle - SWATCH / 2)], SWATCH, entry.fill, hatch=entry.hatch)
            sheet.name(swatch, f"legend-{number}", entry.text)
            if entry.sign:
                ink = style.text_on(entry.fill or style.PAPER)
                at = x + 1 + SWATCH / 2
                sheet.text(at, y + middle, entry.sign, size=SIZE, weight="bold", color=ink, ha="center")
            sheet.text(x + INDENT, y + middle, entry.text, size=SIZE)
