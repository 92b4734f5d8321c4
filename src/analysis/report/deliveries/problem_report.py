"""The report on a file that cannot be used as it is: all cells to correct, all figures to confirm, at once.

The same content as text (for a terminal or a letter) and as a page of HTML that stands alone. It is courteous
and complete: what was found, where, what is asked for, and how the file was read.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import fill

from analysis.data.deliveries.content import File
from analysis.data.deliveries.delivery import Delivery
from analysis.data.deliveries.remarks import DOUBT, FAULT, Remark
from analysis.report.deliveries import how_read, next_command, page, report_frame
from analysis.report.deliveries.words import Said, grouped
from analysis.report.language import Language
from analysis.report.messages import N_

WIDE = 96
"""Characters of a line of text."""

CORRECT, CONFIRM, READ, NOTED, NEXT = (
    N_("Please correct"),
    N_("Please confirm"),
    N_("How the file was read"),
    N_("Also noted"),
    N_("What happens next"),
)


@dataclass(frozen=True)
class _Content:
    """What the report says, before it is set as text or as a page."""

    title: str
    facts: list[tuple[str, str]]
    checksum: str
    opening: list[str]
    faults: list[Said]
    doubts: list[Said]
    columns: list[list[str]]
    notes: list[str]
    closing: list[str]
    steps: list[next_command.Step]


def text(
    delivery: Delivery | Sequence[Remark],
    file: File | str,
    language: Language | str = "vi",
    *,
    sender: str = "",
    received: dt.date | None = None,
    path: str = "",
    decisions: str = "decisions.csv",
) -> str:
    """Return the report as plain text.

    Parameters
    ----------
    delivery
        As it was understood, or the remarks alone when the file could not be read.
    file
        The file, or its name when it could not be read at all.
    language
        Of the report.
    sender, received
        Who sent the file, and when it came in, where known.
    path, decisions
        Where the file and the sheet to decide its doubts lie, for the commands that are run next.

    Raises
    ------
    KeyError
        A kind of remark has no words.
    """
    spoken = Language.of(language)
    told = _content(delivery, file, spoken, sender=sender, received=received, path=path, decisions=decisions)
    say = spoken.say
    lines = [told.title.upper(), ""]
    lines += [f"{term}: {value}" for term, value in told.facts if value]
    lines += ["", *(fill(one, WIDE) for one in told.opening)]
    for heading, found in ((CORRECT, told.faults), (CONFIRM, told.doubts)):
        if found:
            lines += ["", f"{say(heading).upper()} ({_count(found, spoken)})"]
            lines += [line for number, one in enumerate(found, 1) for line in _paragraph(number, one, spoken)]
    if told.columns:
        lines += ["", say(READ).upper()]
        lines += [_bullet(one) for one in how_read.sentences(told.columns, spoken)]
    if told.notes:
        lines += ["", say(NOTED).upper(), *(_bullet(note) for note in told.notes)]
    lines += ["", say(NEXT).upper(), *(_bullet(one) for one in told.closing)]
    lines += _commands(told.steps, spoken)
    return "\n".join(lines) + "\n"


def html(
    delivery: Delivery | Sequence[Remark],
    file: File | str,
    language: Language | str = "vi",
    *,
    sender: str = "",
    received: dt.date | None = None,
    path: str = "",
    decisions: str = "decisions.csv",
) -> str:
    """Return the report as one page of HTML; parameters and errors are those of :func:`text`."""
    spoken = Language.of(language)
    say, told = (
        spoken.say,
        _content(delivery, file, spoken, sender=sender, received=received, path=path, decisions=decisions),
    )
    heads = [say("Where"), say("What was found"), say("What we ask you to do")]
    faults = [[one.where or say("The file"), one.what, one.remedy] for one in told.faults]
    doubts = [
        [one.where or say("The file"), one.what, one.remedy, one.suggested or spoken.missing]
        for one in told.doubts
    ]
    pieces = [
        page.facts(
            told.facts, checksum=(say("Checksum (SHA-256)"), told.checksum) if told.checksum else None
        ),
        *(page.paragraph(one) for one in told.opening),
        page.section(
            f"{say(CORRECT)} ({_count(told.faults, spoken)})",
            page.table(say("Cells to correct in the file"), heads, faults, "faults"),
        ),
        page.section(
            f"{say(CONFIRM)} ({_count(told.doubts, spoken)})",
            page.table(
                say("Figures that may be right, but need to be looked at"),
                [*heads, say("Suggested")],
                doubts,
                "doubts",
            ),
        ),
        page.section(say(NEXT), page.items(told.closing)),
        page.section(say(READ), *how_read.shown(told.columns, spoken)),
        page.section(say(NOTED), page.items(told.notes, "notes")),
        page.section(say(next_command.TITLE), *_shown(told.steps)),
    ]
    return page.page(told.title, pieces, spoken)


def _content(
    delivery: Delivery | Sequence[Remark],
    file: File | str,
    language: Language,
    *,
    sender: str,
    received: dt.date | None,
    path: str,
    decisions: str,
) -> _Content:
    say = language.say
    remarks = delivery.remarks if isinstance(delivery, Delivery) else tuple(delivery)
    faults = grouped([one for one in remarks if one.grave == FAULT], language)
    doubts = grouped([one for one in remarks if one.grave == DOUBT], language)
    kind = "faults" if faults else "doubts" if doubts else "none"
    if faults and isinstance(file, str):
        kind = "unread"
    name = file if isinstance(file, str) else file.name
    facts = [
        (say("File"), name),
        (say("Sender"), sender),
        (say("Day of receipt"), language.date(received) if received else ""),
        (say("Places to correct"), _count(faults, language) if faults else ""),
        (say("Figures to confirm"), _count(doubts, language) if doubts else ""),
    ]
    mapping = delivery.mapping if isinstance(delivery, Delivery) else ()
    figures = delivery.figures if isinstance(delivery, Delivery) else None
    return _Content(
        title=say(report_frame.TITLES[kind]),
        facts=facts,
        checksum="" if isinstance(file, str) else file.sha256,
        opening=report_frame.opening(kind, language),
        faults=faults,
        doubts=doubts,
        columns=how_read.columns_read(mapping, figures, language),
        notes=how_read.notes(remarks, mapping, language),
        steps=next_command.steps(remarks, path or name, sender, language, decisions=decisions),
        closing=report_frame.closing(kind, language, doubts=bool(doubts)),
    )


def _count(found: Sequence[Said], language: Language) -> str:
    """Return how many points are listed, and of how many places where some points are of several."""
    points, places = len(found), sum(len(one.remarks) for one in found)
    if points == places:
        return language.integer(points)
    return language.say(
        "{n}, at {places} places", n=language.integer(points), places=language.integer(places)
    )


def _paragraph(number: int, one: Said, language: Language) -> list[str]:
    head = one.where or language.say("The file")
    lines = [
        fill(f"{number:2}. {head}", WIDE, subsequent_indent="    "),
        fill(one.what, WIDE, initial_indent="    ", subsequent_indent="    "),
        fill(f"→ {one.remedy}", WIDE, initial_indent="    ", subsequent_indent="      "),
    ]
    if one.suggested:
        suggested = f"{language.say('Suggested')}: {one.suggested}"
        lines.append(fill(suggested, WIDE, initial_indent="      ", subsequent_indent="      "))
    return lines


def _commands(steps: Sequence[next_command.Step], language: Language) -> list[str]:
    """Return the closing block of the text, apart from what is the official's."""
    if not steps:
        return []
    lines = ["", "-" * WIDE, language.say(next_command.TITLE).upper()]
    for step in steps:
        lines += [fill(step.when, WIDE)]
        lines += [f"  {line}" for command in step.commands for line in command.splitlines()]
        lines += [fill(f"  {other}", WIDE, subsequent_indent="    ") for other in step.others]
    return lines


def _shown(steps: Sequence[next_command.Step]) -> list[str]:
    return [
        piece
        for step in steps
        for piece in (
            page.paragraph(step.when),
            page.code("\n".join(step.commands)),
            page.items(step.others, "notes"),
        )
    ]


def _bullet(text: str) -> str:
    return fill(f"- {text}", WIDE, subsequent_indent="  ")
