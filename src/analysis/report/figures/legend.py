"""Legends that say what a colour, a hatch and a mark stand for, each with a sign or a number that needs no colour."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.report.figures import style, typography
from analysis.report.figures.classes import Classes
from analysis.report.figures.sheet import Sheet
from analysis.report.figures.tiles import square

if TYPE_CHECKING:
    from analysis.report.language import Language

NOT_COMPARABLE = "≠"
STRIPED, CROSSED = "////", "xxxx"
SIZE, ROW, SWATCH = 9.0, 17.0, 13.0


@dataclass(frozen=True)
class Entry:
    """One line of a legend: a swatch with a sign in it, and what it stands for."""

    text: str
    fill: str | None = None
    hatch: str | None = None
    sign: str = ""


def legend_entries(
    groups: Classes,
    language: "Language",
    *,
    digits: int,
    unit: str,
    missing: int = 0,
    not_comparable: int = 0,
    numbered: bool = False,
) -> list[Entry]:
    """Return the lines of a map's legend, highest class first, then what carries no colour."""
    entries = [Entry(language.say("range (number of places)"))]
    for n in reversed(range(len(groups.ranges))):
        low, high = groups.ranges[n]
        span = (
            language.with_unit(language.number(low, digits), unit)
            if low == high
            else language.interval(low, high, digits, unit if unit == "percent" else "none")
        )
        text = language.say("{span} ({count})", span=span, count=groups.counts[n])
        entries.append(Entry(text, groups.colours[n], sign=str(n + 1) if numbered else ""))
    if not_comparable:
        text = language.say("not comparable ({count})", count=not_comparable)
        entries.append(Entry(text, hatch=CROSSED, sign=NOT_COMPARABLE))
    if missing:
        text = language.say("no figure ({count})", count=missing)
        entries.append(Entry(text, hatch=STRIPED, sign=language.missing))
    return entries


def legend_size(entries: list[Entry]) -> tuple[float, float]:
    """Return width and height in points of a legend."""
    return SWATCH + 6 + typography.widest([e.text for e in entries], SIZE), len(entries) * ROW


def draw_legend(sheet: Sheet, entries: list[Entry], x: float, y: float) -> None:
    """Draw a legend with its upper left corner at a place of the body, in points."""
    axes = sheet.canvas(x, y, SWATCH + 2, len(entries) * ROW)
    for number, entry in enumerate(entries):
        top = number * ROW
        if number == 0:
            sheet.text(x, y + top + ROW / 2, entry.text, size=SIZE, color=style.MUTED)
            continue
        swatch = square(axes, (1, top + (ROW - SWATCH) / 2), SWATCH, entry.fill, hatch=entry.hatch)
        sheet.name(swatch, f"legend-{number}", entry.text)
        if entry.sign:
            colour = style.text_on(entry.fill or style.PAPER)
            sheet.text(
                x + 1 + SWATCH / 2,
                y + top + ROW / 2,
                entry.sign,
                size=SIZE,
                weight="bold",
                color=colour,
                ha="center",
            )
        sheet.text(x + SWATCH + 6, y + top + ROW / 2, entry.text, size=SIZE)
