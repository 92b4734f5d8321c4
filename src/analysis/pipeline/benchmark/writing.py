"""What was measured, written down: ``results.csv``, ``benchmark.yaml``, and what readers see of it."""

import csv
import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from analysis.data.replacement import replace_folder
from analysis.pipeline.benchmark import machine, peers, picture
from analysis.pipeline.benchmark.rows import Row
from analysis.report.language import Language

COLUMNS = (
    *(
        "part",
        "what",
        "who",
        "unit",
        "median",
        "min",
        "max",
        "repeats",
        "ratio",
        "beside",
        "target",
        "met",
        "note",
    ),
)
TITLES = {
    "a": "Cold build",
    "b": "Nothing changed",
    "c": "One figure corrected",
    "d": "Specification curve",
    "e": "Growth",
    "f": "Memory",
    "g": "Where the rest goes",
}
_ENGLISH = {
    "title": "Speed beside other tools",
    "intro": (
        "Everybody does the same work, turn by turn on one machine; figures are medians. A ratio says how "
        'many times as long as what stands beside it. What is "scaled" was computed from the sample, not '
        "measured."
    ),
    "source": "{date}; {processors} processors, {memory} GiB of memory, Python {python}",
    "figure": "Time of other tools, where this project takes 1",
    "figure_note": (
        "The axis is logarithmic. Upright strokes are targets; an open dot was scaled from a sample."
    ),
}
_UNITS = {"number": "", "exponent": ""}
"""Units that need no word."""

_NUMBERED = re.compile(r"(?P<number>[\d,.]+) (?P<words>.+)")


@cache
def _vietnamese() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))
    return found


class Words:
    """The words of the tables in one language.

    Parameters
    ----------
    language
        ``"en"`` or ``"vi"``.
    """

    def __init__(self, language: str) -> None:
        self.code, self.language = language, Language(language)

    def text(self, name: str) -> str:
        """Return one of the sentences around the tables."""
        return _ENGLISH[name] if self.code == "en" else str(_vietnamese()[name])

    def part(self, letter: str) -> str:
        """Return the title of a part."""
        return TITLES[letter] if self.code == "en" else str(_vietnamese()["parts"][letter])

    def of(self, group: str, text: str) -> str:
        """Return a word of the tables.

        Raises
        ------
        KeyError
            When it has no translation.
        """
        return text if self.code == "en" or not text else str(_vietnamese()[group][text])

    def what(self, text: str) -> str:
        """Return what was done or who did it; figures inside stay."""
        if found := re.fullmatch(r"memory for ([\d,]+) communes", text):
            number = self.language.integer(float(found[1].replace(",", "")))
            return f"memory for {number} communes" if self.code == "en" else f"bộ nhớ cho {number} xã"
        if found := re.fullmatch(r"([\d,]+) communes", text):
            number = self.language.integer(float(found[1].replace(",", "")))
            return f"{number} communes" if self.code == "en" else f"{number} xã"
        return self.of("words", text)

    def note(self, text: str) -> str:
        """Return a note, each of its parts in turn."""
        return ", ".join(self._noted(part) for part in text.split(", ")) if text else ""

    def _noted(self, part: str) -> str:
        found = _NUMBERED.fullmatch(part)
        if found:
            number = found["number"]
            number = self.number(float(number)) if "." in number else number
            return f"{number} {self.of('notes', found['words'])}"
        return part if part.replace(",", "").isdigit() else self.of("notes", part)

    def number(self, value: float) -> str:
        """Return a figure with three significant digits, as the language writes it; tiny ones as powers."""
        if value != 0 and abs(value) < 1e-4:
            return f"{value:.0e}".replace("e-0", "e-")
        digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 0.1 else 4
        return self.language.number(value, digits)

    def mark(self, value: float) -> str:
        """Return a mark of an axis with the decimals that it needs, as the language writes it."""
        exponent = int(Decimal(f"{value:g}").normalize().as_tuple().exponent)
        return self.language.number(value, max(-exponent, 0))

    def figure(self, value: float, unit: str) -> str:
        """Return a figure with its unit; short times in thousandths."""
        if unit == "s" and 0 < abs(value) < 0.1:
            value, unit = value * 1000, "ms"
        return f"{self.number(value)} {self.of('units', _UNITS.get(unit, unit))}".strip()

    def _bound(self, bound: float, unit: str) -> str:
        """Return a bound with as many digits as it has."""
        digits = max(0, -int(Decimal(str(bound)).as_tuple().exponent)) if bound != int(bound) else 0
        number = self.number(bound) if digits > 4 else self.language.number(bound, digits)
        return f"{number} {self.of('units', _UNITS.get(unit, unit))}".strip()

    def target(self, row: Row) -> str:
        """Return what was aimed at, and by how much it was missed."""
        if row.target is None:
            return ""
        side = self.of("verdicts", row.target.side)
        times = f" {self.of('verdicts', 'times')}" if row.target.of == "ratio" else ""
        unit = row.unit if row.target.of == "figure" else "number"
        aim = f"{side} {self._bound(row.target.bound, unit)}{times}"
        if row.met is None:
            return aim
        if row.met:
            return f"{aim}: {self.of('verdicts', 'met')}"
        share = self.language.percent(100 * row.missed_by, 0)
        return f"{aim}: {self.of('verdicts', 'missed by {share}').format(share=share)}"


def write(folder: Path, rows: Sequence[Row], about: Mapping[str, Any]) -> list[Path]:
    """Write everything, in place of what was there as a whole.

    Parameters
    ----------
    folder
        Where it goes.
    rows
        What was measured.
    about
        What else must be known: the sample, how often it was disturbed.
    """
    told = described(about)
    content = {"results.csv": table(rows), "benchmark.yaml": _yaml(told)}
    for language, ending in (("en", ""), ("vi", ".vi")):
        words = Words(language)
        image = f"benchmark{ending}.svg" if picture.dots(rows, words) else ""
        if image:
            content[image] = picture.drawn(rows, words, source(words, told)).svg
        content[f"benchmark{ending}.md"] = markdown(rows, words, told, image)
    folder.parent.mkdir(parents=True, exist_ok=True)
    return replace_folder(folder, {name: text.encode("utf-8") for name, text in content.items()})


def described(about: Mapping[str, Any]) -> dict[str, Any]:
    """Return day, machine and versions; no name of a machine or folder."""
    day = dt.datetime.now(dt.UTC).date().isoformat()
    return {"date": day, "machine": machine.described(), "versions": peers.versions(), **about}


def _yaml(told: Mapping[str, Any]) -> str:
    body = yaml.safe_dump(dict(told), allow_unicode=True, sort_keys=False, width=110)
    return f"# Generated by `uptake benchmark`; do not edit.\n{body}"


def source(words: Words, told: Mapping[str, Any]) -> str:
    """Return day and machine in one line."""
    found = told["machine"]
    return words.text("source").format(
        date=words.language.date(str(told["date"])),
        processors=found["processors"],
        memory=words.number(float(found.get("memory_gib", float("nan")))),
        python=found["python"],
    )


def table(rows: Sequence[Row]) -> str:
    """Return the rows as comma-separated values."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        figures = (f"{value:.6g}" for value in (row.median, row.smallest, row.largest))
        ratio = "" if row.ratio is None else f"{row.ratio:.4g}"
        aim = "" if row.target is None else f"{row.target.of} {row.target.side} {row.target.bound:g}"
        met = "" if row.met is None else str(row.met).lower()
        writer.writerow(
            [
                row.part,
                row.what,
                row.who,
                row.unit,
                *figures,
                row.repeats,
                ratio,
                row.beside,
                aim,
                met,
                row.note,
            ]
        )
    return text.getvalue()


def markdown(rows: Sequence[Row], words: Words, told: Mapping[str, Any], image: str) -> str:
    """Return the tables to read, part by part, after the picture where there is one."""
    lines = [f"# {words.text('title')}", "", words.text("intro"), "", f"{source(words, told)}.", ""]
    lines += [f"![{words.text('figure')}]({image})", ""] if image else []
    for part in dict.fromkeys(row.part for row in rows):
        lines += [f"## {words.part(part)}", "", *_lines([row for row in rows if row.part == part], words), ""]
    return "\n".join(lines).rstrip() + "\n"


def _lines(rows: Sequence[Row], words: Words) -> list[str]:
    """Return one table; columns that would be empty are left out."""
    cells = [_cells(row, words) for row in rows]
    kept = [name for name in cells[0] if any(line[name] for line in cells)]
    head = "| " + " | ".join(words.of("columns", name) for name in kept) + " |"
    ruler = "|" + "|".join("--:" if name in ("Median", "Range", "Ratio") else "---" for name in kept) + "|"
    return [head, ruler, *("| " + " | ".join(line[name] for name in kept) + " |" for line in cells)]


def _cells(row: Row, words: Words) -> dict[str, str]:
    spread = row.repeats > 1 or row.unit == "exponent"
    ends = (words.figure(end, row.unit) for end in (row.smallest, row.largest))
    ratio = ""
    if row.ratio is not None:
        times, to = (words.of("verdicts", word) for word in ("times", "to"))
        ratio = f"{words.number(row.ratio)} {times} {to} {words.what(row.beside)}"
        if words.code == "en":
            ratio = f"{words.number(row.ratio)} {times} {words.what(row.beside)}"
    return {
        "What": words.what(row.what),
        "Who": words.what(row.who),
        "Median": words.figure(row.median, row.unit),
        "Range": " – ".join(ends) if spread else "",
        "Ratio": ratio,
        "Target": words.target(row),
        "Note": words.note(row.note),
    }
